// The plan cache: a query whose shape was planned before costs a pass of the lexer and a look-up.
//
// A plan is kept under the query's shape (shape.h), the values of its pinned parameters, and a
// context: bytes that say what else the plan depends on. With it are kept the guards that lowering
// recorded (ir/parameter.h). A query takes the plan if all guards decide for its constants as they
// did for those that the plan was made with. So a plan is never asked to do what rewriting would
// not have done: `lower/parameter.c` decides both times.
//
// Threads share a cache. Looking up takes a lock that readers share.
#ifndef ANAMORPH_REWRITER_PLAN_CACHE_H
#define ANAMORPH_REWRITER_PLAN_CACHE_H

#include "rewriter/plan/choice.h"
#include "rewriter/plan/shape.h"
#include "rewriter/rewrite.h"

typedef struct PlanCache PlanCache;

// 0: 4,096 plans, 64 MB. What was used longest ago goes first.
typedef struct PlanCacheLimits {
  size_t plans, bytes;
} PlanCacheLimits;

// Read-only, shared; `plan` has no tree, and of `plan->query` there are the form, the prefixes, the
// CONSTRUCT template and the names' number: what an answer needs.
typedef struct CachedPlan {
  const Plan *plan;
  size_t value_count;       // $1, $2, … of its statement
  const char *const *name;  // of the projected variables
} CachedPlan;

// generic, custom: plans whose statements PostgreSQL is asked to plan so (choice.h).
typedef struct PlanCacheState {
  size_t plans, bytes;
  size_t generic, custom;
  unsigned long hits, misses, refusals, evictions;  // refusals: plans that no other query can use
} PlanCacheState;

PlanCache *plan_cache_create(PlanCacheLimits limits);
// No plan may be held any more. NULL is allowed.
void plan_cache_destroy(PlanCache *cache);

// Forgets everything: a mapping or the catalogue has changed.
void plan_cache_clear(PlanCache *cache);

void plan_cache_state(PlanCache *cache, PlanCacheState *out);

// The plan for a query of that shape; NULL: none. values: what its $1, $2, … are, in `arena`.
// Where there is none, pins what is known to be needed as it is, for sparql_parse_shape.
// Release it.
const CachedPlan *plan_cache_find(PlanCache *cache, Arena *arena, const char *context,
                                  size_t context_length, const Shape *shape,
                                  const char *const **values);
void plan_cache_release(PlanCache *cache, const CachedPlan *plan);

// What runs of the plan's statement tell later ones: how many rows came. plan_cache_rows is the
// fewer of the last two runs'; 0: there were not two. plan_cache_most_rows is the most of any run;
// SIZE_MAX: there was none.
void plan_cache_note_rows(const CachedPlan *plan, size_t rows);
size_t plan_cache_rows(const CachedPlan *plan);
size_t plan_cache_most_rows(const CachedPlan *plan);

// How its statement is to be planned: what its runs have shown.
PlanChoice *plan_cache_choice(const CachedPlan *plan);

// Keeps the plan that a query of that shape was rewritten to; `lasting` are symbols that outlive
// the cache. Returns it as plan_cache_find does (release it); NULL: it cannot be kept (a mixed
// plan, or one that the value of a constant decided).
const CachedPlan *plan_cache_add(PlanCache *cache, const char *context, size_t context_length,
                                 const Shape *shape, const Symbols *lasting, const Plan *plan);

// The values of `given` for the parameters of a query that a plan was made for.
const char *const *parameters_values(Arena *arena, const Parameters *parameters);

#endif

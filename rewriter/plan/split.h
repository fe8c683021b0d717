// Splitting a pattern into what SQL can do and what is evaluated above it.
#ifndef ANAMORPH_REWRITER_PLAN_SPLIT_H
#define ANAMORPH_REWRITER_PLAN_SPLIT_H

#include "base/vec.h"
#include "rewriter/plan/statement.h"

// A mixed plan for what is wanted: plan->mixed, statement_count, reason and the result variables.
// Runs inside the query's arena_run. Errors: STATUS_UNSUPPORTED when neither SQL nor the operators
// can do it, with what SQL said; STATUS_LIMIT, STATUS_INTERNAL.
Status split_write(const Rewriting *rewriting, const Wanted *wanted, Plan *plan,
                   Error *err) MUST_CHECK;

// --- Shared by the files of the split ------------------------------------------------------------

typedef struct Split {
  const Rewriting *rewriting;
  Arena *arena;
  Error refusal;  // why SQL could not do what was last tried
  size_t statement_count;
  size_t bodies;  // of rules, taken out of SQL so far
  bool inside;    // what is split is the pattern of an EXISTS
  VEC(PlanReason) reason;
} Split;

// Does SQL accept the pattern? If not, split->refusal says why. Errors: STATUS_LIMIT and so on.
Status split_try(Split *split, const Node *pattern, bool *good, Error *err) MUST_CHECK;

// Can the operators evaluate it (NULL: nothing to do)? If not, the errors of custom_find
// (lower/lower.h).
Status split_check(const Split *split, const Expr *expr, Error *err) MUST_CHECK;

// The mixed tree of a pattern; its statements are not written yet (plan NULL), nor are the EXISTS
// patterns of its expressions split.
Status split_pattern(Split *split, const Node *pattern, const Node **out, Error *err) MUST_CHECK;

// The same for a pattern inside EXISTS, where `outer` is what solutions around it may bind: no
// statement, and no law, reaches over a place where substituting values differs from comparing
// them afterwards (substitute.c).
Status split_inside(Split *split, const Node *pattern, const VarSet *outer, const Node **out,
                    Error *err) MUST_CHECK;

// Is Filter(pattern's solutions, compatible with the solution around it) the same as the solutions
// of the pattern with that solution substituted? (substitute.c)
bool pattern_compares(Arena *arena, const Node *pattern, const VarSet *outer);

// Writes the statements of a mixed tree, each for the variables that are needed of it, and splits
// the patterns of EXISTS (finish.c). around: what solutions around the tree bind, empty outside of
// EXISTS. bag: duplicates matter.
Status split_finish(Split *split, const Node *tree, const VarSet *needed, const VarSet *around,
                    bool bag, const Node **out, Error *err) MUST_CHECK;

#endif

// What the operators of one run share: connection, limits, the evaluator, the solution around.
#ifndef ANAMORPH_ENDPOINT_RUN_OPERATOR_RUNTIME_H
#define ANAMORPH_ENDPOINT_RUN_OPERATOR_RUNTIME_H

#include <stdatomic.h>

#include "base/db/connection.h"
#include "base/vec.h"
#include "endpoint/run/operator/leaf.h"
#include "rewriter/evaluate/evaluate.h"
#include "rewriter/rewrite.h"

struct PlanOperator;

// An EXISTS pattern of some expression, and how it is answered.
typedef struct ExistsPattern {
  const Node *pattern;
  struct PlanOperator *root;
} ExistsPattern;

struct Calls;

typedef struct Runtime {
  Arena *arena;  // of the query: what is made before running
  const Plan *plan;
  const Mapping *mapping;
  RewriteOptions rewrite;  // for statements that are written while running
  bool strict;
  bool stream_large;
  const LeafMaker *services;
  size_t width;  // of rows
  Evaluator *evaluator;
  VEC(ExistsPattern) exists;
  VEC(Leaf) leaves;
  VEC(struct PlanOperator *) kept;
  struct Calls *calls;  // values of the mapping's functions (call.c); NULL: none is called here

  // Of a run:
  Connection *db;
  const atomic_bool *cancelled;
  double limited;      // when the connection was last told what time is left; 0: never
  double deadline;     // on the monotonic clock, in milliseconds; 0: none
  unsigned steps;      // since the clock was last looked at
  size_t held, limit;  // bytes of kept solutions
  uint64_t last_id;
  const Term *outer;  // the solution around the EXISTS pattern that is being answered; else NULL
  bool inside;        // operators are being made for an EXISTS pattern
  size_t rows;        // that PostgreSQL and services gave
  double first_row;   // when the first of them came; 0: none yet
  size_t invalid_count;
  char invalid_example[256];
} Runtime;

// Milliseconds that are left, at least 1; 0: no limit.
unsigned runtime_left(const Runtime *runtime);

// Tells the connection what time is left for its next commands. Errors: STATUS_DATABASE and so on.
Status runtime_limit_commands(Runtime *runtime, Error *err) MUST_CHECK;

// Called between steps. Errors: STATUS_CANCELLED; STATUS_LIMIT after the deadline.
Status runtime_check(Runtime *runtime, Error *err) MUST_CHECK;

// The same as an error for who found out otherwise that the run is to end.
Status runtime_ended(const Runtime *runtime, Error *err);

// Notes that so many bytes more are kept (or, negative, are free again). Errors: STATUS_LIMIT.
Status runtime_hold(Runtime *runtime, ptrdiff_t bytes, Error *err) MUST_CHECK;

// All unbound but what the solution around binds.
void runtime_clear_row(const Runtime *runtime, Term *row);

uint64_t runtime_next_id(Runtime *runtime);

#endif

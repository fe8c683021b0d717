// What an execution is made of: for prepare.c, which makes it, and execute.c, which runs it.
#ifndef ANAMORPH_ENDPOINT_RUN_EXECUTION_H
#define ANAMORPH_ENDPOINT_RUN_EXECUTION_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"
#include "base/db/connection.h"
#include "endpoint/run/execute.h"
#include "endpoint/run/operator/mixed.h"
#include "rewriter/plan/cache.h"
#include "rewriter/plan/decode.h"

// A blank node of a CONSTRUCT template, with a label that is new for every solution.
typedef struct FreshLabel {
  const Symbol *written;
  Symbol label;
  char text[32];
} FreshLabel;

// The query as the plan cache knows it.
typedef struct Lookup {
  bool has_shape;
  Shape shape;
  Buffer context;
} Lookup;

struct Execution {
  Arena *arena;
  Lookup lookup;
  const Mapping *mapping;
  ExecuteOptions options;
  const char *text;
  size_t length;
  const Query *query;
  const Plan *plan;
  const CachedPlan *cached;  // NULL: the plan is the execution's own
  PlanChoice *unmeasured;    // the ways of planning it are to be measured; NULL: they need not be
  const char *const *value;  // of the statement's $1, $2, …
  size_t value_count;
  bool again;               // the statement will be asked again
  Decoder *decoder;         // NULL when the database is not asked, or not by one statement alone
  Mixed *mixed;             // NULL: one statement does it all
  Term *terms;              // one row's, plan->term_count of them
  const char *const *name;  // SELECT: names of the result variables
  FreshLabel *fresh;        // CONSTRUCT: the template's blank nodes
  size_t fresh_count;
  size_t solutions;  // CONSTRUCT: those that had labels
  size_t prefix_count;
  const WriterPrefix *prefix;
  const char *warning;
  ExecutionTimes times;
  // Guards `db`, the connection that a cancellation is sent to.
  pthread_mutex_t lock;
  Connection *db;
  atomic_bool cancelled;
};

#endif

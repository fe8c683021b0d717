// What the endpoint asks of the execution of queries: endpoint/run/execute.h behind a table of
// functions, so that tests can put a scripted one in its place.
#ifndef ANAMORPH_ENDPOINT_HTTP_EXECUTOR_H
#define ANAMORPH_ENDPOINT_HTTP_EXECUTOR_H

#include "base/db/connection.h"
#include "endpoint/run/execute.h"

// `self` goes to prepare; the query that prepare gives goes to the others. Threads share an
// Executor, a query belongs to one, except for cancel: any thread, any time between prepare and
// destroy, several times.
typedef struct Executor {
  void *self;
  bool needs_database;  // else db is always NULL below
  Status (*prepare)(void *self, const char *text, size_t length, const ExecuteOptions *options,
                    void **query, Error *err);
  QueryForm (*form)(const void *query);
  bool (*is_known)(const void *query);  // db may be NULL below
  Status (*write)(void *query, Connection *db, AnswerFormat format, const Output *output,
                  Error *err);
  Status (*rows)(void *query, Connection *db, const ResultSink *sink, Error *err);
  Status (*quads)(void *query, Connection *db, const QuadSink *sink, Error *err);
  void (*learn)(void *query, Connection *db);  // after an answer; NULL: nothing is learnt
  size_t (*written)(const void *query);        // solutions or triples so far
  const WriterPrefix *(*prefixes)(const void *query, size_t *count);
  const char *(*warning)(const void *query);  // execution_warning; NULL: there never is one
  void (*cancel)(void *query);
  void (*destroy)(void *query);
  void (*release)(void *self);  // when no query is left; NULL: nothing to do
  struct PlanCache *cache;      // rewriter/plan/cache.h; NULL: none
} Executor;

// The real one, over `mapping`, which is indexed here once for all queries that bring no regimen,
// and the rules (NULL: none). plans: how many it keeps for queries of the same shape; 0: none.
// Release it.
Executor executor_create(const Mapping *mapping, const struct RuleSet *rules, unsigned plans);

#endif

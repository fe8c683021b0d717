// The real executor.
#include "endpoint/http/executor.h"

#include <stdlib.h>

#include "rewriter/plan/cache.h"
#include "rewriter/unfold/index.h"

// What every query shares.
typedef struct Shared {
  Arena *arena;
  const Mapping *mapping;
  const MappingIndex *index;
  const struct RuleSet *rules;
  PlanCache *cache;  // NULL: none
} Shared;

static Status prepare(void *self, const char *text, size_t length, const ExecuteOptions *options,
                      void **query, Error *err) {
  Execution *execution = NULL;
  const Shared *shared = self;
  ExecuteOptions indexed = *options;
  indexed.index = shared->index;
  indexed.rules = shared->rules;
  indexed.cache = shared->cache;
  TRY(execution_prepare(shared->mapping, text, length, &indexed, &execution, err));
  *query = execution;
  return STATUS_OK;
}

static QueryForm form(const void *query) { return execution_form(query); }
static bool is_known(const void *query) { return execution_is_known(query); }
static size_t written(const void *query) { return execution_times(query)->written; }
static const WriterPrefix *prefixes(const void *query, size_t *count) {
  return execution_prefixes(query, count);
}
static const char *warning(const void *query) { return execution_warning(query); }
static void cancel(void *query) { execution_cancel(query); }
static void destroy(void *query) { execution_destroy(query); }

static Status write(void *query, Connection *db, AnswerFormat format, const Output *output,
                    Error *err) {
  return execution_write(query, db, format, output, err);
}

static Status rows(void *query, Connection *db, const ResultSink *sink, Error *err) {
  return execution_rows(query, db, sink, err);
}

static Status quads(void *query, Connection *db, const QuadSink *sink, Error *err) {
  return execution_quads(query, db, sink, err);
}

static void learn(void *query, Connection *db) { execution_learn(query, db); }

static void release(void *self) {
  const Shared *shared = self;
  plan_cache_destroy(shared->cache);
  arena_destroy(shared->arena);
}

Executor executor_create(const Mapping *mapping, const struct RuleSet *rules, unsigned plans) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Shared *shared = ARENA_NEW(arena, Shared);
  PlanCache *cache = plans == 0 ? NULL : plan_cache_create((PlanCacheLimits){.plans = plans});
  *shared = (Shared){arena, mapping, mapping_index_create(arena, mapping), rules, cache};
  return (Executor){.self = shared,
                    .needs_database = true,
                    .prepare = prepare,
                    .form = form,
                    .is_known = is_known,
                    .write = write,
                    .rows = rows,
                    .quads = quads,
                    .learn = learn,
                    .written = written,
                    .prefixes = prefixes,
                    .warning = warning,
                    .cancel = cancel,
                    .destroy = destroy,
                    .release = release,
                    .cache = cache};
}

// Queries of our own.
#include "endpoint/suggest/asker.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct Asker {
  const Mapping *mapping;
  ExecuteOptions options;
  Connection *db;
  double deadline;  // of the monotonic clock, in milliseconds; 0: none
  pthread_mutex_t lock;
  Execution *running;
  bool cancelled;
};

Asker *asker_create(const Mapping *mapping, const ExecuteOptions *options) {
  Asker *asker = calloc(1, sizeof *asker);
  if (asker == NULL) abort();
  asker->mapping = mapping;
  asker->options = *options;
  asker->options.union_default_graph = true;
  (void)pthread_mutex_init(&asker->lock, NULL);
  return asker;
}

void asker_destroy(Asker *asker) {
  if (asker == NULL) return;
  (void)pthread_mutex_destroy(&asker->lock);
  free(asker);
}

void asker_use(Asker *asker, Connection *db) { asker->db = db; }

void asker_set_timeout(Asker *asker, unsigned timeout_ms) {
  asker->deadline = timeout_ms == 0 ? 0 : clock_ms() + timeout_ms;
}

void asker_cancel(Asker *asker) {
  (void)pthread_mutex_lock(&asker->lock);
  asker->cancelled = true;
  if (asker->running != NULL) execution_cancel(asker->running);
  (void)pthread_mutex_unlock(&asker->lock);
}

// false: the asker was cancelled.
static bool set_running(Asker *asker, Execution *execution) {
  (void)pthread_mutex_lock(&asker->lock);
  asker->running = execution;
  const bool goes_on = !asker->cancelled;
  (void)pthread_mutex_unlock(&asker->lock);
  return goes_on;
}

Status asker_select(Asker *asker, const char *text,
                    Status (*row)(void *self, const Term terms[], Error *err), void *self,
                    Error *err) {
  ExecuteOptions options = asker->options;
  if (asker->deadline > 0) {
    const double left = asker->deadline - clock_ms();
    options.timeout_ms = left < 1 ? 1 : (unsigned)left;
  }
  Execution *execution;
  TRY(execution_prepare(asker->mapping, text, strlen(text), &options, &execution, err));
  const ResultSink sink = {.row = row, .self = self};
  const Status status = set_running(asker, execution)
                            ? execution_rows(execution, asker->db, &sink, err)
                            : error_set(err, STATUS_CANCELLED, "the question was cancelled");
  (void)set_running(asker, NULL);
  execution_destroy(execution);
  return status;
}

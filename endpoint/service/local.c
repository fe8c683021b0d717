// Queries of SERVICE, in this process.
#include "endpoint/service/local.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/db/connection.h"

// --- Names ---------------------------------------------------------------------------------------

const Local *locals_named(const Locals *locals, const char *name, size_t length) {
  for (size_t i = 0; i < locals->item.count; i++)
    if (strlen(locals->item.item[i]->name) == length &&
        memcmp(locals->item.item[i]->name, name, length) == 0)
      return locals->item.item[i];
  return NULL;
}

// What is left of `path` as "/NAME/sparql" or "/sparql".
static const Local *find_by_path(const Locals *locals, const char *path) {
  static const char ending[] = "/sparql";
  const size_t length = strlen(path), tail = sizeof ending - 1;
  if (length < tail || strcmp(path + length - tail, ending) != 0) return NULL;
  if (length == tail) return locals_named(locals, "", 0);
  return *path == '/' ? locals_named(locals, path + 1, length - tail - 1) : NULL;
}

const Local *locals_find(const Locals *locals, const char *iri) {
  static const char scheme[] = "anamorph:mapping/";
  if (strncmp(iri, scheme, sizeof scheme - 1) == 0 && iri[sizeof scheme - 1] != '\0')
    return locals_named(locals, iri + sizeof scheme - 1, strlen(iri) - (sizeof scheme - 1));
  for (size_t i = 0; i < locals->address.count; i++) {
    const size_t length = strlen(locals->address.item[i]);
    if (strncmp(iri, locals->address.item[i], length) != 0) continue;
    const Local *found = find_by_path(locals, iri + length);
    if (found != NULL) return found;
  }
  return NULL;
}

// --- Running -------------------------------------------------------------------------------------

struct LocalRun {
  pthread_mutex_t lock;
  Execution *execution;  // that runs now, or NULL
  bool cancelled;
  // Of one run.
  size_t width;
  SolutionStore *out;
};

LocalRun *local_run_create(void) {
  LocalRun *run = calloc(1, sizeof *run);
  if (run == NULL) abort();
  (void)pthread_mutex_init(&run->lock, NULL);
  return run;
}

void local_run_destroy(LocalRun *run) {
  if (run == NULL) return;
  (void)pthread_mutex_destroy(&run->lock);
  free(run);
}

void local_run_cancel(LocalRun *run) {
  (void)pthread_mutex_lock(&run->lock);
  run->cancelled = true;
  if (run->execution != NULL) execution_cancel(run->execution);
  (void)pthread_mutex_unlock(&run->lock);
}

// False: the run was cancelled already.
static bool set_execution(LocalRun *run, Execution *execution) {
  (void)pthread_mutex_lock(&run->lock);
  const bool goes_on = !run->cancelled;
  run->execution = execution;
  (void)pthread_mutex_unlock(&run->lock);
  return goes_on;
}

// --- Solutions -----------------------------------------------------------------------------------

static Status take_begin(void *self, size_t count, const char *const names[], Error *err) {
  const LocalRun *run = self;
  (void)names;
  // A pattern without variables is asked for a constant.
  if (count == run->width || run->width == 0) return STATUS_OK;
  return error_set(err, STATUS_INTERNAL, "%zu variables came for %zu", count, run->width);
}

static Status take_row(void *self, const Term terms[], Error *err) {
  const LocalRun *run = self;
  if (solution_store_add(run->out, terms)) return STATUS_OK;
  return error_set(err, STATUS_LIMIT, "the answer is larger than what is kept of one");
}

static Status run_on_connection(LocalRun *run, const ServiceLocal *local, Execution *execution,
                                Error *err) {
  const ResultSink sink = {.begin = take_begin, .row = take_row, .self = run};
  Connection *db = NULL;
  if (!execution_is_known(execution)) TRY(connection_open(local->conninfo, &db, err));
  const Status status = execution_rows(execution, db, &sink, err);
  connection_close(db);
  return status;
}

Status local_run(LocalRun *run, const ServiceLocal *local, const struct LeafMaker *services,
                 const char *text, size_t length, unsigned timeout_ms, size_t width,
                 SolutionStore *out, Error *err) {
  ExecuteOptions options = local->options;
  options.services = services;
  options.timeout_ms = timeout_ms;
  run->width = width;
  run->out = out;
  Execution *execution;
  TRY(execution_prepare(local->mapping, text, length, &options, &execution, err));
  Status status = set_execution(run, execution)
                      ? run_on_connection(run, local, execution, err)
                      : error_set(err, STATUS_CANCELLED, "the query was cancelled");
  (void)set_execution(run, NULL);
  execution_destroy(execution);
  return status;
}

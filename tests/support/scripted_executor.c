// The scripted executor.
#include "tests/support/scripted_executor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/rdf/vocabulary.h"

enum { BLOCK = 64 * 1024, LATE_BLOCKS = 20, ROWS = 3000 };

typedef struct Scripted {
  Script *script;
  char *text;
  Buffer dataset;
  atomic_bool cancelled;
} Scripted;

static bool says(const Scripted *query, const char *word) {
  return strstr(query->text, word) != NULL;
}

static Status prepare(void *self, const char *text, size_t length, const ExecuteOptions *options,
                      void **out, Error *err) {
  static const struct {
    const char *word;
    Status status;
  } failures[] = {
      {"!syntax", STATUS_SYNTAX}, {"!unsupported", STATUS_UNSUPPORTED}, {"!usage", STATUS_USAGE}};
  for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
    if (strstr(text, failures[i].word) == NULL) continue;
    error_at(err, failures[i].status, (Position){2, 3}, "it says %s \"<here>\"", failures[i].word);
    error_hint(err, "say something else");
    return failures[i].status;
  }
  Scripted *query = calloc(1, sizeof *query);
  if (query == NULL) abort();
  query->script = self;
  query->text = strndup(text, length);
  for (size_t i = 0; i < options->default_graph_count; i++)
    buffer_printf(&query->dataset, " default <%s>", options->default_graph[i]);
  for (size_t i = 0; i < options->named_graph_count; i++)
    buffer_printf(&query->dataset, " named <%s>", options->named_graph[i]);
  *out = query;
  return STATUS_OK;
}

static QueryForm form(const void *self) {
  const Scripted *query = self;
  if (strncmp(query->text, "ASK", 3) == 0) return QUERY_ASK;
  if (strncmp(query->text, "CONSTRUCT", 9) == 0) return QUERY_CONSTRUCT;
  if (strncmp(query->text, "DESCRIBE", 8) == 0) return QUERY_DESCRIBE;
  return QUERY_SELECT;
}

static bool is_known(const void *query) {
  (void)query;
  return true;
}

static Status stopped(const Scripted *query, Error *err) {
  if (!atomic_load(&query->cancelled)) return STATUS_OK;
  return error_set(err, STATUS_CANCELLED, "cancelled");
}

static Status write_blocks(Scripted *query, const Output *output, size_t count, Error *err) {
  char block[BLOCK];
  memset(block, 'x', sizeof block);
  for (size_t i = 0; i < count; i++) {
    TRY(stopped(query, err));
    TRY(output->write(output->self, block, sizeof block, err));
    atomic_fetch_add(&query->script->written, sizeof block);
  }
  return STATUS_OK;
}

static Status write_some(const Output *output, size_t size, Error *err) {
  char *text = malloc(size);
  if (text == NULL) abort();
  memset(text, 'p', size);
  const Status status = output->write(output->self, text, size, err);
  free(text);
  return status;
}

static Status act(Scripted *query, const Output *output, const char *kind, int format, Error *err) {
  if (says(query, "!early")) return error_set(err, STATUS_DATABASE, "relation is gone");
  while (says(query, "!stubborn") && !atomic_load(&query->script->open)) usleep(5000);
  while (says(query, "!wait")) {
    TRY(stopped(query, err));
    usleep(5000);
  }
  if (says(query, "!page")) return write_some(output, SCRIPT_PAGE, err);
  if (says(query, "!big")) return write_blocks(query, output, SCRIPT_BIG / BLOCK, err);
  if (says(query, "!late")) {
    TRY(write_blocks(query, output, LATE_BLOCKS, err));
    return error_set(err, STATUS_DATABASE, "it broke in the middle");
  }
  Buffer text = {0};
  buffer_printf(&text, "%s %d", kind, format);
  if (query->dataset.length > 0) buffer_add(&text, query->dataset.data, query->dataset.length);
  const Status status = output->write(output->self, text.data, text.length, err);
  buffer_free(&text);
  return status;
}

static Status run(Scripted *query, const Output *output, const char *kind, int format, Error *err) {
  atomic_fetch_add(&query->script->running, 1);
  atomic_fetch_add(&query->script->started, 1);
  const Status status = act(query, output, kind, format, err);
  if (status == STATUS_CANCELLED) atomic_fetch_add(&query->script->cancelled, 1);
  atomic_fetch_sub(&query->script->running, 1);
  return status;
}

static Status write_answer(void *query, Connection *db, AnswerFormat format, const Output *output,
                           Error *err) {
  (void)db;
  if (query_form_gives_graph(form(query)))
    return run(query, output, "graph", (int)format.graph, err);
  return run(query, output, "results", (int)format.result, err);
}

static Status nothing(void *self, const char *data, size_t length, Error *err) {
  (void)self, (void)data, (void)length, (void)err;
  return STATUS_OK;
}

static Status rows(void *self, Connection *db, const ResultSink *sink, Error *err) {
  static const char *const names[] = {"a", "b"};
  static const Symbol iri = {"http://ex/<script>&x='1'", 24};
  static const Symbol number = {"42", 2};
  static const Symbol text = {"<b>\"bold\" & 'quoted'</b>", 25};
  static const Symbol integer = {"http://www.w3.org/2001/XMLSchema#integer", 40};
  static const Symbol string = {"http://www.w3.org/2001/XMLSchema#string", 39};
  (void)db;
  const Output output = {nothing, NULL};
  Scripted *query = self;
  TRY(run(query, &output, "rows", 0, err));
  if (form(query) == QUERY_ASK) return sink->boolean(sink->self, true, err);
  if (sink->begin != NULL) TRY(sink->begin(sink->self, 2, names, err));
  for (size_t i = 0; i < (says(query, "!rows") ? ROWS : 2); i++) {
    const Term term[] = {term_iri(&iri),
                         i == 0 ? term_literal(&number, &integer) : term_literal(&text, &string)};
    TRY(sink->row(sink->self, term, err));
  }
  return STATUS_OK;
}

static Status quads(void *self, Connection *db, const QuadSink *sink, Error *err) {
  static const Symbol iri = {"http://ex/s", 11};
  (void)db, (void)self;
  const Quad quad = {term_iri(&iri), term_iri(&iri), term_iri(&iri), {0}};
  return sink->quad(sink->self, &quad, err);
}

static size_t written(const void *query) {
  (void)query;
  return 1;
}

static void cancel(void *self) {
  Scripted *query = self;
  atomic_store(&query->cancelled, true);
}

static void destroy(void *self) {
  Scripted *query = self;
  buffer_free(&query->dataset);
  free(query->text);
  free(query);
}

Executor scripted_executor(Script *script) {
  return (Executor){.self = script,
                    .prepare = prepare,
                    .form = form,
                    .is_known = is_known,
                    .write = write_answer,
                    .rows = rows,
                    .quads = quads,
                    .written = written,
                    .cancel = cancel,
                    .destroy = destroy};
}

// A test's RDF, and its query's answer against the expected one.
#include "tests/conformance/evaluation/trial.h"

#include <unistd.h>

#include "tests/conformance/evaluation/judge.h"
#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/support/world.h"

// --- Loading -------------------------------------------------------------------------------------

static Status add_file(Trial *trial, const char *iri, bool named) {
  const char *path = suite_path(trial->suite, iri, trial->arena);
  if (path == NULL) return error_set(&trial->err, STATUS_IO, "no file for <%s>", iri);
  if (access(path, R_OK) != 0) return STATUS_OK;
  const char *scope = arena_format(trial->arena, "f%zu_", trial->data->quads.count);
  return rdf_file_read(trial->data, path, iri, named ? iri : NULL, scope, &trial->err);
}

Status trial_read_data(Trial *trial) {
  const EvaluationTest *test = trial->test;
  for (size_t i = 0; i < test->data.count; i++) TRY(add_file(trial, test->data.item[i], false));
  for (size_t i = 0; i < test->named.count; i++) TRY(add_file(trial, test->named.item[i], true));
  const Query *query = execution_query(trial->execution);
  for (size_t i = 0; i < query->from_count + query->from_named_count; i++) {
    const Symbol *iri =
        i < query->from_count ? query->from[i] : query->from_named[i - query->from_count];
    bool there = false;
    for (size_t j = 0; j < test->named.count; j++)
      there |= strcmp(test->named.item[j], iri->text) == 0;
    if (!there) TRY(add_file(trial, iri->text, true));
  }
  return STATUS_OK;
}

// --- Asking --------------------------------------------------------------------------------------

static Status answer_results(Trial *trial, ResultFormat format, Buffer *out) {
  const Output output = output_to(out);
  return execution_write(trial->execution, trial->store->db, (AnswerFormat){.result = format},
                         &output, &trial->err);
}

static Status answer_graph(Trial *trial, Dataset *out) {
  const QuadSink sink = dataset_sink(out);
  return execution_quads(trial->execution, trial->store->db, &sink, &trial->err);
}

const char *trial_fault(Trial *trial, Status status) {
  if (trial->err.at.line == 0)
    return arena_format(trial->arena, "%s: %s", status_name(status), trial->err.message);
  return arena_format(trial->arena, "%s at %u:%u: %s", status_name(status), trial->err.at.line,
                      trial->err.at.column, trial->err.message);
}

// The answer against a file of results, or of RDF that holds them (graph).
static const char *compare_results(Trial *trial, const char *path, const Dataset *graph) {
  ResultFormat format = RESULT_JSON;
  ReadResults read = graph == NULL ? results_reader_of(path, &format) : results_read_json;
  Results expected = results_create(), actual = results_create();
  Buffer answer = {0};
  Status status = graph == NULL ? read(&expected, read_file(path, trial->arena), &trial->err)
                                : results_read_rdf(&expected, graph, &trial->err);
  if (status == STATUS_OK) status = answer_results(trial, format, &answer);
  if (status == STATUS_OK) status = read(&actual, buffer_text(&answer), &trial->err);
  const bool ordered =
      is_ordered(execution_query(trial->execution)->pattern) && (graph == NULL || expected.indexed);
  const char *fault = status != STATUS_OK ? trial_fault(trial, status)
                                          : judge_results(&expected, &actual, ordered,
                                                          trial->test->lax, trial->arena);
  buffer_free(&answer);
  results_free(&expected);
  results_free(&actual);
  return fault;
}

static const char *compare_graph(Trial *trial, Dataset *expected) {
  Dataset *actual = dataset_create();
  const Status status = answer_graph(trial, actual);
  const char *fault = status != STATUS_OK ? trial_fault(trial, status)
                                          : judge_graphs(expected, actual, trial->arena);
  dataset_free(actual);
  return fault;
}

const char *trial_compare(Trial *trial) {
  const char *iri = trial->test->result;
  const char *path = iri == NULL ? NULL : suite_path(trial->suite, iri, trial->arena);
  if (path == NULL) return "the manifest tells no result";
  ResultFormat format;
  if (results_reader_of(path, &format) != NULL) return compare_results(trial, path, NULL);
  Dataset *expected = dataset_create();
  const Status status = rdf_file_read(expected, path, iri, NULL, "", &trial->err);
  const char *fault = status != STATUS_OK        ? trial_fault(trial, status)
                      : results_are_in(expected) ? compare_results(trial, path, expected)
                                                 : compare_graph(trial, expected);
  dataset_free(expected);
  return fault;
}

// The tests of results in JSON, CSV and TSV, by the formats' media types; and graphs by the reading
// side of the graph store protocol.
#include <stdio.h>

#include "endpoint/ui/html.h"
#include "tests/conformance/evaluation/judge.h"
#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/conformance/evaluation/suite.h"
#include "tests/conformance/protocol/trial.h"
#include "tests/support/isomorphism.h"

// --- Results -------------------------------------------------------------------------------------

static const char *judge(Trial *trial, const EvaluationTest *test, const char *path,
                         ReadResults read, Response *response) {
  Results expected = results_create(), actual = results_create();
  Error err = {0};
  Status status = read(&expected, read_file(path, trial->arena), &err);
  if (status == STATUS_OK) status = read(&actual, response_body(response), &err);
  const char *fault = status == STATUS_OK
                          ? judge_results(&expected, &actual, false, test->lax, trial->arena)
                          : arena_format(trial->arena, "%s", err.message);
  results_free(&expected);
  results_free(&actual);
  return fault;
}

static const char *try_format(Trial *trial, const Suite *suite, const EvaluationTest *test) {
  const char *path = suite_path(suite, test->result, trial->arena);
  const char *query = read_file(suite_path(suite, test->query, trial->arena), trial->arena);
  ResultFormat format;
  const ReadResults read = results_reader_of(path, &format);
  if (read == NULL) return "the manifest tells no such result";
  const char *type = result_format_media_type(format);
  const char *accept = arena_copy_text(trial->arena, type, strcspn(type, ";"));
  Response response;
  served_query(&trial->served, query, "", accept, &response);
  const char *fault = NULL;
  if (response.status != 200)
    fault =
        arena_format(trial->arena, "status %d: %.200s", response.status, response_body(&response));
  else if (strcmp(response_header(&response, "Content-Type"), type) != 0)
    fault =
        arena_format(trial->arena, "the answer is %s", response_header(&response, "Content-Type"));
  else
    fault = judge(trial, test, path, read, &response);
  response_free(&response);
  return fault;
}

static void load(Trial *trial, const Suite *suite, const EvaluationTest *test) {
  Dataset *dataset = dataset_create();
  for (size_t i = 0; i < test->data.count; i++) {
    Error err = {0};
    const char *iri = test->data.item[i];
    if (rdf_file_read(dataset, suite_path(suite, iri, trial->arena), iri, NULL, "", &err) !=
        STATUS_OK)
      trial_count(trial, test->id, err.message);
  }
  store_load(&trial->store, dataset);
  dataset_free(dataset);
}

void trial_formats(Trial *trial) {
  static const char *const parts[] = {"csv-tsv-res", "json-res"};
  const Suite suite = {trial->suite, SUITE_IRI};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    EvaluationTests tests = {0};
    Error err = {0};
    if (suite_read(&suite, parts[i], trial->arena, &tests, &err) != STATUS_OK)
      trial_count(trial, parts[i], err.message);
    for (size_t j = 0; j < tests.count; j++) {
      load(trial, &suite, &tests.item[j]);
      trial_count(trial, tests.item[j].id, try_format(trial, &suite, &tests.item[j]));
    }
  }
}

// --- Graphs --------------------------------------------------------------------------------------

#define NAMED "<http://e/a> <http://e/p> _:b .\n"
#define PLAIN "<http://e/b> <http://e/p> \"c\"@en .\n"

static const struct {
  const char *method, *address;
  int status;
  const char *triples;  // NULL: no graph
} graph_cases[] = {
    {"GET", "?graph=http%3A%2F%2Fe%2Fg", 200, NAMED},
    {"GET", "?default", 200, PLAIN},
    {"GET", "?default=", 200, PLAIN},
    {"HEAD", "?graph=http%3A%2F%2Fe%2Fg", 200, NULL},
    {"GET", "?graph=http%3A%2F%2Fe%2Fnone", 404, NULL},
    {"HEAD", "?graph=http%3A%2F%2Fe%2Fnone", 404, NULL},
    {"GET", "?graph=relative", 400, NULL},
    {"GET", "?default&graph=http%3A%2F%2Fe%2Fg", 400, NULL},
    {"GET", "", 400, NULL},
    {"PUT", "?default", 405, NULL},
    {"DELETE", "?graph=http%3A%2F%2Fe%2Fg", 405, NULL},
    {"POST", "?default", 405, NULL},
};

static bool same_graph(const char *expected, const char *actual) {
  Dataset *left = dataset_create(), *right = dataset_create();
  Error err = {0};
  const bool same = dataset_read(left, expected, strlen(expected), &err) == STATUS_OK &&
                    dataset_read(right, actual, strlen(actual), &err) == STATUS_OK &&
                    dataset_isomorphic(left, right, NULL);
  dataset_free(left);
  dataset_free(right);
  return same;
}

void trial_graph_store(Trial *trial) {
  static const char quads[] = "<http://e/a> <http://e/p> _:b <http://e/g> .\n" PLAIN;
  Dataset *dataset = dataset_create();
  Error err = {0};
  if (dataset_read(dataset, quads, sizeof quads - 1, &err) != STATUS_OK)
    trial_count(trial, "graph store", err.message);
  store_load(&trial->store, dataset);
  dataset_free(dataset);
  for (size_t i = 0; i < sizeof graph_cases / sizeof *graph_cases; i++) {
    const char *name = arena_format(trial->arena, "%s /rdf-graphs%s", graph_cases[i].method,
                                    graph_cases[i].address);
    const char *head =
        arena_format(trial->arena, "%s HTTP/1.1\r\nAccept: application/n-triples\r\n", name);
    Response response;
    http_ask(trial->served.port, head, NULL, &response);
    const char *fault = NULL;
    if (response.status != graph_cases[i].status)
      fault = arena_format(trial->arena, "status %d", response.status);
    else if (graph_cases[i].triples != NULL &&
             !same_graph(graph_cases[i].triples, response_body(&response)))
      fault = arena_format(trial->arena, "the answer is %s", response_body(&response));
    trial_count(trial, name, fault);
    response_free(&response);
  }
}

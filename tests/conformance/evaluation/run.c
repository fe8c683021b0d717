// Runs the W3C's SPARQL 1.0 and 1.1 query evaluation tests: each test's RDF is loaded into two
// tables of a private PostgreSQL cluster, which mapping.ttl maps, and its query is answered by the
// gateway over that mapping.
//
// Usage: conformance_evaluation [-v] [-a] [part of a test's IRI]
// -a: everything above triple patterns and paths is evaluated outside SQL.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "endpoint/run/execute.h"
#include "rewriter/ir/print.h"
#include "tests/conformance/evaluation/judge.h"
#include "tests/conformance/evaluation/known.h"
#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/conformance/evaluation/store.h"
#include "tests/conformance/evaluation/suite.h"

#define HOME "tests/conformance/evaluation/"

// Folders that are not run.
static const struct {
  const char *name, *reason;
} out_of_scope[] = {
    {"service", "is a suite of its own"},
    {"entailment", "needs a reasoner"},
};

enum { TIMEOUT_MS = 20000 };

typedef struct Runner {
  Store store;
  const char *wanted;  // a part of the IRIs to run; NULL: all
  bool verbose;
  bool apart;
  Arena *arena;
  KnownFailures known;
  unsigned passed, failed, known_failed, surprises;
} Runner;

typedef struct Trial {
  Runner *runner;
  const Suite *suite;
  const EvaluationTest *test;
  Arena *arena;
  Dataset *data;
  Execution *execution;
  Error err;
} Trial;

// --- Loading -------------------------------------------------------------------------------------

static Status add_file(Trial *trial, const char *iri, bool named) {
  const char *path = suite_path(trial->suite, iri, trial->arena);
  if (path == NULL) return error_set(&trial->err, STATUS_IO, "no file for <%s>", iri);
  if (access(path, R_OK) != 0) return STATUS_OK;
  const char *scope = arena_format(trial->arena, "f%zu_", trial->data->quads.count);
  return rdf_file_read(trial->data, path, iri, named ? iri : NULL, scope, &trial->err);
}

// The dataset of the test; graphs that the query itself names in FROM stand among the named ones.
static Status read_data(Trial *trial) {
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

static Status append(void *self, const char *data, size_t length, Error *err) {
  (void)err;
  buffer_add(self, data, length);
  return STATUS_OK;
}

static Status answer_results(Trial *trial, ResultFormat format, Buffer *out) {
  const Output output = {append, out};
  ResultWriter *writer = NULL;
  TRY(result_writer_create(format, &output, 0, NULL, &writer, &trial->err));
  const Status status =
      execution_results(trial->execution, trial->runner->store.db, writer, &trial->err);
  result_writer_destroy(writer);
  return status;
}

static Status answer_graph(Trial *trial, Dataset *out) {
  const QuadSink sink = dataset_sink(out);
  GraphWriter *writer = graph_writer_of_sink(&sink);
  const Status status =
      execution_graph(trial->execution, trial->runner->store.db, writer, &trial->err);
  graph_writer_destroy(writer);
  return status;
}

// Do the outermost modifiers order?
static bool is_ordered(const Node *node) {
  while (node->kind == NODE_SLICE || node->kind == NODE_PROJECT || node->kind == NODE_DISTINCT)
    node = node->child[0];
  return node->kind == NODE_ORDER;
}

static const char *fault_of(Trial *trial, Status status) {
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
  const char *fault = status != STATUS_OK ? fault_of(trial, status)
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
  const char *fault =
      status != STATUS_OK ? fault_of(trial, status) : judge_graphs(expected, actual, trial->arena);
  dataset_free(actual);
  return fault;
}

static const char *compare_answer(Trial *trial) {
  const char *iri = trial->test->result;
  const char *path = iri == NULL ? NULL : suite_path(trial->suite, iri, trial->arena);
  if (path == NULL) return "the manifest tells no result";
  ResultFormat format;
  if (results_reader_of(path, &format) != NULL) return compare_results(trial, path, NULL);
  Dataset *expected = dataset_create();
  const Status status = rdf_file_read(expected, path, iri, NULL, "", &trial->err);
  const char *fault = status != STATUS_OK        ? fault_of(trial, status)
                      : results_are_in(expected) ? compare_results(trial, path, expected)
                                                 : compare_graph(trial, expected);
  dataset_free(expected);
  return fault;
}

static const char *try_test(Trial *trial) {
  const char *path = suite_path(trial->suite, trial->test->query, trial->arena);
  const char *text = read_file(path, trial->arena);
  const ExecuteOptions options = {
      .base = trial->test->query, .timeout_ms = TIMEOUT_MS, .apart = trial->runner->apart};
  Status status = execution_prepare(trial->runner->store.mapping, text, strlen(text), &options,
                                    &trial->execution, &trial->err);
  if (status != STATUS_OK) return fault_of(trial, status);
  status = read_data(trial);
  if (status != STATUS_OK) return fault_of(trial, status);
  store_load(&trial->runner->store, trial->data);
  return compare_answer(trial);
}

static void run_test(Runner *runner, const Suite *suite, const EvaluationTest *test) {
  if (runner->wanted != NULL && strstr(test->id, runner->wanted) == NULL) return;
  Trial trial = {.runner = runner, .suite = suite, .test = test, .arena = arena_create(0)};
  trial.data = dataset_create();
  const char *fault = try_test(&trial);
  const bool known = known_has(&runner->known, test->id);
  if (fault == NULL) {
    runner->passed++;
    if (known) {
      runner->surprises++;
      printf("PASS %s: listed as a known failure\n", test->id);
    }
  } else {
    runner->failed++;
    if (known) runner->known_failed++;
    printf("%s %s: %s\n", known ? "KNOWN" : "FAIL", test->id, fault);
  }
  if (runner->verbose && trial.execution != NULL) {
    const Plan *plan = execution_plan(trial.execution);
    const char *tree = plan->mixed == NULL
                           ? "(no SQL)"
                           : print_node_text(trial.arena, plan->query->variables, plan->mixed);
    printf("%s\n", plan->sql == NULL ? tree : plan->sql);
  }
  execution_destroy(trial.execution);
  dataset_free(trial.data);
  arena_destroy(trial.arena);
}

// --- Suites --------------------------------------------------------------------------------------

static bool is_out_of_scope(const char *part) {
  for (size_t i = 0; i < sizeof out_of_scope / sizeof *out_of_scope; i++)
    if (strcmp(out_of_scope[i].name, part) == 0) {
      printf("out of scope: %s, which %s\n", part, out_of_scope[i].reason);
      return true;
    }
  return false;
}

static void run_part(Runner *runner, const Suite *suite, const char *part) {
  const char *manifest = arena_format(runner->arena, "%s/%s/manifest.ttl", suite->folder, part);
  if (part[0] == '.' || access(manifest, R_OK) != 0 || is_out_of_scope(part)) return;
  EvaluationTests tests = {0};
  Error err = {0};
  if (suite_read(suite, part, runner->arena, &tests, &err) != STATUS_OK) {
    runner->failed++;
    printf("FAIL %s: %s\n", manifest, err.message);
  }
  const unsigned passed = runner->passed, failed = runner->failed;
  for (size_t i = 0; i < tests.count; i++) run_test(runner, suite, &tests.item[i]);
  if (runner->passed + runner->failed > passed + failed)
    printf("  %s: %u passed, %u failed\n", part, runner->passed - passed, runner->failed - failed);
}

static void run_suite(Runner *runner, const char *name, const char *iri) {
  const Suite suite = {shared_path(name), iri};
  if (suite.folder == NULL) return;
  const unsigned passed = runner->passed, failed = runner->failed;
  struct dirent **entries;
  const int count = scandir(suite.folder, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    run_part(runner, &suite, entries[i]->d_name);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  printf("%s: %u passed, %u failed\n", name, runner->passed - passed, runner->failed - failed);
}

// A listed failure that is no test, or passes, is one to take off the list.
static unsigned count_stale(const Runner *runner) {
  unsigned stale = runner->surprises;
  for (size_t i = 0; i < runner->known.count && runner->wanted == NULL; i++)
    if (!runner->known.item[i].seen) {
      stale++;
      printf("no such test: %s\n", runner->known.item[i].id);
    }
  return stale;
}

int main(int argc, char **argv) {
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  if (shared_path("sparql10-tests") == NULL || shared_path("sparql11-tests") == NULL) return 0;
  Runner runner = {.arena = arena_create(0)};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "-v") == 0)
      runner.verbose = true;
    else if (strcmp(argv[i], "-a") == 0)
      runner.apart = true;
    else
      runner.wanted = argv[i];
  }
  runner.known = known_read(repository_path(HOME "known-failures.txt"), runner.arena);
  runner.store = store_open();
  run_suite(&runner, "sparql10-tests", "https://w3c.github.io/rdf-tests/sparql/sparql10/");
  run_suite(&runner, "sparql11-tests", "https://w3c.github.io/rdf-tests/sparql/sparql11/");
  const unsigned stale = count_stale(&runner);
  const unsigned fresh = runner.failed - runner.known_failed;
  printf("known: %u\n", runner.known_failed);
  printf("%u passed, %u failed\n", runner.passed, fresh + stale);
  store_close(&runner.store);
  arena_destroy(runner.arena);
  return fresh + stale == 0 ? 0 : 1;
}

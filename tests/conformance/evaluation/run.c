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

#include "rewriter/ir/print.h"
#include "tests/conformance/evaluation/known.h"
#include "tests/conformance/evaluation/trial.h"

#define HOME "tests/conformance/evaluation/"

// Folders that are not run.
static const struct {
  const char *name, *reason;
} out_of_scope[] = {
    {"service", "is a suite of its own"},
    {"entailment", "is a suite of its own"},
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

static const char *try_test(const Runner *runner, Trial *trial) {
  const char *path = suite_path(trial->suite, trial->test->query, trial->arena);
  const char *text = read_file(path, trial->arena);
  const ExecuteOptions options = {
      .base = trial->test->query, .timeout_ms = TIMEOUT_MS, .apart = runner->apart};
  Status status = execution_prepare(runner->store.mapping, text, strlen(text), &options,
                                    &trial->execution, &trial->err);
  if (status != STATUS_OK) return trial_fault(trial, status);
  status = trial_read_data(trial);
  if (status != STATUS_OK) return trial_fault(trial, status);
  store_load(trial->store, trial->data);
  return trial_compare(trial);
}

static void run_test(Runner *runner, const Suite *suite, const EvaluationTest *test) {
  if (runner->wanted != NULL && strstr(test->id, runner->wanted) == NULL) return;
  Trial trial = {.store = &runner->store, .suite = suite, .test = test, .arena = arena_create(0)};
  trial.data = dataset_create();
  const char *fault = try_test(runner, &trial);
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

// Runs the W3C's SPARQL 1.1 entailment tests: each test's RDF is loaded into tables, as for the
// evaluation tests, and is the ontology as well; its query is answered under the regime it asks
// for.
//
// Usage: conformance_entailment [-v] [part of a test's IRI]
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rewriter/knowledge.h"
#include "tests/conformance/evaluation/known.h"
#include "tests/conformance/evaluation/trial.h"

#define REGIMES "http://www.w3.org/ns/entailment/"

enum { TIMEOUT_MS = 20000 };

typedef struct Runner {
  Store store;
  const char *wanted;
  bool verbose;
  Arena *arena;
  KnownFailures known;  // what is beyond the reasoner, with the reason
  unsigned passed, failed, beyond;
} Runner;

static bool asks_for(const EvaluationTest *test, const char *regime) {
  for (size_t i = 0; i < test->regimes.count; i++)
    if (strcmp(test->regimes.item[i], regime) == 0) return true;
  return false;
}

// The greatest of the regimes under which the expected answer holds.
static Regime regime_of(const EvaluationTest *test) {
  if (asks_for(test, REGIMES "OWL-Direct")) return REGIME_FULL;
  if (asks_for(test, REGIMES "RDFS") || asks_for(test, REGIMES "RDF")) return REGIME_RDFS;
  return REGIME_OFF;
}

static const char *ask(const Runner *runner, Trial *trial, const Regimen *regimen) {
  const char *path = suite_path(trial->suite, trial->test->query, trial->arena);
  const char *text = read_file(path, trial->arena);
  const ExecuteOptions options = {
      .base = trial->test->query, .timeout_ms = TIMEOUT_MS, .regimen = regimen};
  Status status = execution_prepare(runner->store.mapping, text, strlen(text), &options,
                                    &trial->execution, &trial->err);
  if (status == STATUS_OK) status = trial_read_data(trial);
  if (status != STATUS_OK) return trial_fault(trial, status);
  store_load(trial->store, trial->data);
  return trial_compare(trial);
}

static Status load_ontology(const Trial *trial, Ontology **out, Error *err) {
  const EvaluationTest *test = trial->test;
  MappingText *documents = ARENA_ARRAY(trial->arena, MappingText, test->data.count);
  for (size_t i = 0; i < test->data.count; i++) {
    const char *path = suite_path(trial->suite, test->data.item[i], trial->arena);
    const char *text = read_file(path, trial->arena);
    documents[i] = (MappingText){test->data.item[i], text, strlen(text)};
  }
  return ontology_load_texts(documents, test->data.count, trial->store->mapping->symbols, NULL, out,
                             NULL, err);
}

static bool speaks_of_same(const Trial *trial) {
  for (size_t i = 0; i < trial->test->data.count; i++) {
    const char *path = suite_path(trial->suite, trial->test->data.item[i], trial->arena);
    if (strstr(read_file(path, trial->arena), "sameAs") != NULL) return true;
  }
  return false;
}

static const char *try_test(const Runner *runner, Trial *trial) {
  Ontology *ontology = NULL;
  const Status status = load_ontology(trial, &ontology, &trial->err);
  if (status != STATUS_OK) return trial_fault(trial, status);
  ontology->fact_count = 0;  // they are in the tables, with their blank nodes
  const Regime regime = regime_of(trial->test);
  // By the Recommendation's letter every variable stands for a name.
  Knowledge *knowledge = knowledge_create(runner->store.mapping, ontology, regime, false, false);
  // Where nothing is said to be the same, merging has nothing to do but takes its time.
  const SameAs same_as = speaks_of_same(trial) ? SAME_AS_MEMBERS : SAME_AS_OFF;
  const Status ruled = knowledge_add_rules(knowledge, NULL, same_as, NULL, &trial->err);
  const char *fault = ruled != STATUS_OK ? trial_fault(trial, ruled)
                                         : ask(runner, trial, knowledge_at(knowledge, regime));
  if (runner->verbose && trial->execution != NULL) {
    const char *sql = execution_plan(trial->execution)->sql;
    printf("%s\n", sql == NULL ? "(no SQL)" : sql);
  }
  execution_destroy(trial->execution);
  knowledge_free(knowledge);
  ontology_free(ontology);
  return fault;
}

static void run_test(Runner *runner, const Suite *suite, const EvaluationTest *test) {
  if (runner->wanted != NULL && strstr(test->id, runner->wanted) == NULL) return;
  Trial trial = {.store = &runner->store, .suite = suite, .test = test, .arena = arena_create(0)};
  trial.data = dataset_create();
  const char *fault = try_test(runner, &trial);
  const bool beyond = known_has(&runner->known, test->id);
  if (beyond && fault != NULL) {
    runner->beyond++;
  } else if (fault == NULL && !beyond) {
    runner->passed++;
  } else {
    runner->failed++;
    printf("FAIL %s: %s\n", test->id, fault == NULL ? "passes, but is listed as beyond" : fault);
  }
  dataset_free(trial.data);
  arena_destroy(trial.arena);
}

int main(int argc, char **argv) {
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  const Suite suite = {shared_path("sparql11-tests"),
                       "https://w3c.github.io/rdf-tests/sparql/sparql11/"};
  if (suite.folder == NULL) return 0;
  Runner runner = {.arena = arena_create(0)};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "-v") == 0)
      runner.verbose = true;
    else
      runner.wanted = argv[i];
  }
  runner.known =
      known_read(repository_path("tests/conformance/entailment/beyond.txt"), runner.arena);
  runner.store = store_open();
  EvaluationTests tests = {0};
  Error err = {0};
  if (suite_read(&suite, "entailment", runner.arena, &tests, &err) != STATUS_OK) {
    runner.failed++;
    printf("FAIL %s\n", err.message);
  }
  for (size_t i = 0; i < tests.count; i++) run_test(&runner, &suite, &tests.item[i]);
  printf("%u are beyond the reasoner: tests/conformance/entailment/beyond.txt says why\n",
         runner.beyond);
  printf("%u passed, %u failed\n", runner.passed, runner.failed);
  store_close(&runner.store);
  arena_destroy(runner.arena);
  return runner.failed == 0 ? 0 : 1;
}

// Runs the W3C's SPARQL 1.1 entailment tests: each test's RDF is loaded into tables, as for the
// evaluation tests, and is the ontology as well; its query is answered under the regime it asks
// for.
//
// Usage: conformance_entailment [-v] [part of a test's IRI]
#include <stdio.h>

#include "rewriter/knowledge.h"
#include "tests/conformance/evaluation/tally.h"
#include "tests/conformance/evaluation/trial.h"

#define REGIMES "http://www.w3.org/ns/entailment/"

enum { TIMEOUT_MS = 20000 };

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

static const char *ask(const Tally *tally, Trial *trial, const Regimen *regimen) {
  const char *path = suite_path(trial->suite, trial->test->query, trial->arena);
  const char *text = read_file(path, trial->arena);
  const ExecuteOptions options = {
      .base = trial->test->query, .timeout_ms = TIMEOUT_MS, .regimen = regimen};
  Status status = execution_prepare(tally->store.mapping, text, strlen(text), &options,
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

static const char *try_test(const Tally *tally, Trial *trial) {
  Ontology *ontology = NULL;
  const Status status = load_ontology(trial, &ontology, &trial->err);
  if (status != STATUS_OK) return trial_fault(trial, status);
  ontology->fact_count = 0;  // they are in the tables, with their blank nodes
  const Regime regime = regime_of(trial->test);
  // By the Recommendation's letter every variable stands for a name.
  Knowledge *knowledge = knowledge_create(tally->store.mapping, ontology, regime, false, false);
  // Where nothing is said to be the same, merging has nothing to do but takes its time.
  const SameAs same_as = speaks_of_same(trial) ? SAME_AS_MEMBERS : SAME_AS_OFF;
  const Status ruled = knowledge_add_rules(knowledge, NULL, same_as, NULL, &trial->err);
  const char *fault = ruled != STATUS_OK ? trial_fault(trial, ruled)
                                         : ask(tally, trial, knowledge_at(knowledge, regime));
  if (tally->verbose && trial->execution != NULL) {
    const char *sql = execution_plan(trial->execution)->sql;
    printf("%s\n", sql == NULL ? "(no SQL)" : sql);
  }
  execution_destroy(trial->execution);
  knowledge_free(knowledge);
  ontology_free(ontology);
  return fault;
}

static void run_test(Tally *tally, const Suite *suite, const EvaluationTest *test) {
  if (!tally_wants(tally, test->id)) return;
  Trial trial = {.store = &tally->store, .suite = suite, .test = test, .arena = arena_create(0)};
  trial.data = dataset_create();
  tally_add(tally, test->id, try_test(tally, &trial));
  dataset_free(trial.data);
  arena_destroy(trial.arena);
}

int main(int argc, char **argv) {
  const Suite suite = {shared_path("sparql11-tests"),
                       "https://w3c.github.io/rdf-tests/sparql/sparql11/"};
  if (suite.folder == NULL) return 0;
  Tally tally = tally_begin(argc, argv, "tests/conformance/entailment/beyond.txt");
  EvaluationTests tests = {0};
  Error err = {0};
  if (suite_read(&suite, "entailment", tally.arena, &tests, &err) != STATUS_OK)
    tally_fail(&tally, err.message);
  for (size_t i = 0; i < tests.count; i++) run_test(&tally, &suite, &tests.item[i]);
  return tally_end(&tally);
}

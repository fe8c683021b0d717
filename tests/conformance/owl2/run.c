// Runs the W3C's OWL 2 test cases in the profiles QL and RL: a premise is the ontology of a mapping
// over empty tables, a conclusion is asked in SPARQL, consistency is what `anamorph check` asks.
//
// Usage: conformance_owl2 [-v] [part of a trial's name]
#include <stdio.h>

#include "endpoint/consistency/consistency.h"
#include "endpoint/run/execute.h"
#include "tests/conformance/evaluation/tally.h"
#include "tests/conformance/owl2/cases.h"
#include "tests/conformance/owl2/question.h"

enum { TIMEOUT_MS = 20000 };

// One thing that a case asks for.
typedef struct Trial {
  const Tally *tally;
  const OwlCase *test;
  Arena *arena;
  Ontology *ontology;
  Knowledge *knowledge;
  Error err;
} Trial;

static const char *fault_of(Trial *trial, Status status) {
  return arena_format(trial->arena, "%s: %s", status_name(status), trial->err.message);
}

// --- Entailment ----------------------------------------------------------------------------------
static Status take_boolean(void *self, bool value, Error *err) {
  bool *holds = self;
  (void)err;
  *holds = value;
  return STATUS_OK;
}

static Status ask(Trial *trial, const char *question, bool *holds) {
  const Store *store = &trial->tally->store;
  const ExecuteOptions options = {.regimen = knowledge_at(trial->knowledge, REGIME_FULL),
                                  .timeout_ms = TIMEOUT_MS};
  Execution *execution;
  TRY(execution_prepare(store->mapping, question, strlen(question), &options, &execution,
                        &trial->err));
  const ResultSink sink = {.boolean = take_boolean, .self = holds};
  const Status status = execution_rows(execution, store->db, &sink, &trial->err);
  execution_destroy(execution);
  return status;
}

static const char *try_entailment(Trial *trial, bool entailed) {
  const char *conclusion = entailed ? trial->test->conclusion : trial->test->non_conclusion;
  if (conclusion == NULL) return "the conclusion is not in RDF/XML";
  Questions questions = {0};
  Status status = questions_read(conclusion, trial->test->iri, trial->test->direct_only,
                                 trial->arena, &questions, &trial->err);
  if (status != STATUS_OK) return fault_of(trial, status);
  if (questions.count == 0 && !entailed) return "nothing can be asked of the conclusion";
  for (size_t i = 0; i < questions.count; i++) {
    bool holds = false;
    status = ask(trial, questions.item[i], &holds);
    if (trial->tally->verbose) printf("  %s %s\n", holds ? "yes" : "no ", questions.item[i]);
    if (status != STATUS_OK)
      return arena_format(trial->arena, "%s: %s", questions.item[i], fault_of(trial, status));
    if (holds) continue;
    return entailed ? arena_format(trial->arena, "no to %s", questions.item[i]) : NULL;
  }
  return entailed ? NULL : "the whole of what does not follow is said to follow";
}

// --- Consistency ---------------------------------------------------------------------------------
static const char *try_consistency(Trial *trial, bool consistent) {
  const ConsistencyOptions options = {.timeout_ms = TIMEOUT_MS};
  Consistency found;
  const Status status = consistency_check(trial->arena, knowledge_at(trial->knowledge, REGIME_FULL),
                                          trial->tally->store.db, &options, &found, &trial->err);
  if (status != STATUS_OK) return fault_of(trial, status);
  if (trial->tally->verbose)
    printf("  %zu constraints, %zu violated, %zu unchecked\n", found.checked,
           found.violations.count, found.unchecked.count);
  if (found.violations.count > 0)
    return consistent ? arena_format(trial->arena, "violated: %s",
                                     found.violations.item[0].constraint->axiom->text)
                      : NULL;
  if (found.unchecked.count > 0)
    return arena_format(trial->arena, "not checked: %s (%s)",
                        found.unchecked.item[0].constraint->axiom->text,
                        found.unchecked.item[0].why);
  return consistent ? NULL : "no violation is found";
}

// --- Trials --------------------------------------------------------------------------------------
static const char *try_kind(Trial *trial, CaseKind kind) {
  const OwlCase *test = trial->test;
  const Mapping *mapping = trial->tally->store.mapping;
  if (test->premise.count == 0) return "the premise is not in RDF/XML";
  Status status = ontology_load_texts(test->premise.item, test->premise.count, mapping->symbols,
                                      NULL, &trial->ontology, NULL, &trial->err);
  if (status != STATUS_OK) return fault_of(trial, status);
  const bool asked = kind == CASE_ENTAILED || kind == CASE_NOT_ENTAILED;
  trial->knowledge = knowledge_create(mapping, trial->ontology, REGIME_FULL, true, false);
  status = knowledge_add_rules(trial->knowledge, NULL, asked ? SAME_AS_MEMBERS : SAME_AS_OFF, NULL,
                               &trial->err);
  if (status != STATUS_OK) return fault_of(trial, status);
  return asked ? try_entailment(trial, kind == CASE_ENTAILED)
               : try_consistency(trial, kind == CASE_CONSISTENT);
}

static void run_trial(Tally *tally, const OwlCase *test, CaseKind kind) {
  Trial trial = {.tally = tally, .test = test, .arena = arena_create(0)};
  const char *name = arena_format(trial.arena, "%s#%s", test->iri, case_kind_name(kind));
  if (tally_wants(tally, name)) {
    if (tally->verbose) printf("%s\n", name);
    tally_add(tally, name, try_kind(&trial, kind));
  }
  knowledge_free(trial.knowledge);
  ontology_free(trial.ontology);
  arena_destroy(trial.arena);
}

int main(int argc, char **argv) {
  const char *path = shared_path("owl2-tests/all.rdf.xz");
  if (path == NULL) return 0;
  Tally tally = tally_begin(argc, argv, "tests/conformance/owl2/beyond.txt");
  OwlCases cases = {0};
  Error err = {0};
  if (cases_read(path, tally.arena, &cases, &err) != STATUS_OK) tally_fail(&tally, err.message);
  for (size_t i = 0; i < cases.count; i++)
    for (unsigned k = 0; k < CASE_KIND_COUNT; k++)
      if (cases.item[i].kind[k]) run_trial(&tally, &cases.item[i], (CaseKind)k);
  return tally_end(&tally);
}

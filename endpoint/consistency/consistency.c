// Asking the constraints one by one.
#include "endpoint/consistency/consistency.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/consistency/constraint_query.h"
#include "endpoint/run/execute.h"

enum { EXAMPLES_MAX = 3, COUNT_MAX = 1000 };

typedef struct Checking {
  Arena *arena;
  const Regimen *regimen;
  Connection *db;
  const ConsistencyOptions *options;
  Consistency *out;
} Checking;

// --- One constraint ------------------------------------------------------------------------------
// slot[i]: the column of the constraint's variable i.
typedef struct Collecting {
  Checking *checking;
  const Constraint *constraint;
  size_t *slot;
  Violation violation;
  bool any;  // a body without variables has a solution
} Collecting;

static Status collect_begin(void *self, size_t count, const char *const names[], Error *err) {
  Collecting *collecting = self;
  (void)err;
  for (size_t i = 0; i < count; i++) {
    size_t variable = 0;
    for (const char *digit = names[i] + 1; *digit != '\0'; digit++)
      variable = 10 * variable + (size_t)(*digit - '0');
    if (variable < collecting->constraint->variable_count) collecting->slot[variable] = i;
  }
  return STATUS_OK;
}

static int compare_terms(const Term *a, const Term *b) {
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  const int order = symbol_compare(a->lexical, b->lexical);
  if (order != 0 || a->kind != TERM_LITERAL) return order;
  return symbol_compare(a->datatype, b->datatype);
}

// Values that must differ come in every order; the ascending one is counted.
static bool is_ascending(const Collecting *collecting, const Term terms[]) {
  const Constraint *constraint = collecting->constraint;
  for (size_t i = 1; i < constraint->distinct_count; i++)
    if (compare_terms(&terms[collecting->slot[constraint->distinct[i - 1]]],
                      &terms[collecting->slot[constraint->distinct[i]]]) > 0)
      return false;
  return true;
}

static const Symbol *copy_symbol(Arena *arena, const Symbol *symbol) {
  if (symbol == NULL) return NULL;
  Symbol *copy = ARENA_NEW(arena, Symbol);
  *copy = (Symbol){arena_copy_text(arena, symbol->text, symbol->length), symbol->length};
  return copy;
}

// Vocabulary stays itself, so that it can still be told by its address.
static Term copy_term(Arena *arena, const Term *term) {
  return (Term){.kind = term->kind,
                .lexical = copy_symbol(arena, term->lexical),
                .datatype = term->datatype,
                .language = term->language};
}

static Status collect_row(void *self, const Term terms[], Error *err) {
  Collecting *collecting = self;
  Violation *violation = &collecting->violation;
  (void)err;
  if (!is_ascending(collecting, terms)) return STATUS_OK;
  if (violation->count == COUNT_MAX) {
    violation->more = true;
    return STATUS_OK;
  }
  violation->count++;
  if (violation->examples.count == EXAMPLES_MAX) return STATUS_OK;
  Arena *arena = collecting->checking->arena;
  const unsigned count = collecting->constraint->variable_count;
  Term *copy = ARENA_ARRAY(arena, Term, count + 1);
  for (unsigned i = 0; i < count; i++) copy[i] = copy_term(arena, &terms[collecting->slot[i]]);
  const ViolationExample example = {.term = copy};
  VEC_PUSH(arena, &violation->examples, example);
  return STATUS_OK;
}

static const Term *term_of(const ViolationExample *example, const HornTerm *term) {
  return term->constant.kind == TERM_UNBOUND ? &example->term[term->variable] : &term->constant;
}

static bool same_source(const RowSource *a, const RowSource *b) {
  if (a->assertion->table != b->assertion->table ||
      a->assertion->parent_table != b->assertion->parent_table ||
      a->values.count != b->values.count)
    return false;
  for (size_t i = 0; i < a->values.count; i++)
    if (a->values.item[i].column != b->values.item[i].column ||
        strcmp(a->values.item[i].value, b->values.item[i].value) != 0)
      return false;
  return true;
}

static Status find_rows(Checking *checking, const Constraint *constraint, ViolationExample *example,
                        Error *err) {
  RowSourceList all = {0};
  for (size_t i = 0; i < constraint->body_count; i++) {
    const HornAtom *atom = &constraint->body[i];
    TRY(provenance_find(checking->arena, checking->regimen, checking->db,
                        term_of(example, &atom->subject), atom->predicate,
                        term_of(example, &atom->object), &all, err));
  }
  for (size_t i = 0; i < all.count; i++) {
    bool known = false;
    for (size_t j = 0; j < example->rows.count && !known; j++)
      known = same_source(&example->rows.item[j], &all.item[i]);
    if (!known) VEC_PUSH(checking->arena, &example->rows, all.item[i]);
  }
  return STATUS_OK;
}

static void leave(Checking *checking, const Constraint *constraint, const char *why) {
  const Unchecked unchecked = {constraint, arena_copy_text(checking->arena, why, strlen(why))};
  VEC_PUSH(checking->arena, &checking->out->unchecked, unchecked);
}

static Status run_question(Collecting *collecting, Execution *execution, Error *err) {
  const ResultSink sink = {.begin = collect_begin, .row = collect_row, .self = collecting};
  return execution_rows(execution, collecting->checking->db, &sink, err);
}

static Status ask(Collecting *collecting, const char *query, Error *err) {
  Checking *checking = collecting->checking;
  const Regimen *merged = checking->options->merged;
  const bool merges = collecting->constraint->kind == CONSTRAINT_DIFFERENT && merged != NULL;
  const ExecuteOptions options = {.union_default_graph = true,
                                  .regimen = merges ? merged : checking->regimen,
                                  .rules = checking->options->rules,
                                  .timeout_ms = checking->options->timeout_ms};
  Execution *execution;
  TRY(execution_prepare(checking->regimen->mapping, query, strlen(query), &options, &execution,
                        err));
  const bool known = execution_is_known(execution);
  const Status status =
      known || checking->db != NULL ? run_question(collecting, execution, err) : STATUS_OK;
  execution_destroy(execution);
  return status;
}

static Status check_constraint(Checking *checking, const Constraint *constraint, Error *err) {
  Buffer query = {0};
  const char *why;
  if (!constraint_query(constraint, &query, &why)) {
    leave(checking, constraint, why);
    buffer_free(&query);
    return STATUS_OK;
  }
  Collecting collecting = {
      .checking = checking,
      .constraint = constraint,
      .slot = ARENA_ARRAY(checking->arena, size_t, constraint->variable_count + 1),
      .violation = {.constraint = constraint}};
  Status status = ask(&collecting, buffer_text(&query), err);
  buffer_free(&query);
  if (status != STATUS_OK && status != STATUS_DATABASE && status != STATUS_CANCELLED) {
    leave(checking, constraint, err->message);
    return STATUS_OK;
  }
  TRY(status);
  checking->out->checked++;
  if (collecting.violation.count == 0) return STATUS_OK;
  for (size_t i = 0; i < collecting.violation.examples.count && status == STATUS_OK; i++)
    status = find_rows(checking, constraint, &collecting.violation.examples.item[i], err);
  if (status == STATUS_OK)
    VEC_PUSH(checking->arena, &checking->out->violations, collecting.violation);
  return status;
}

// --- Names without members -----------------------------------------------------------------------

static bool rule_gives(const Regimen *regimen, const Declaration *declaration) {
  const Closure *closure = regimen->entailment.closure;
  const Ontology *ontology = regimen->entailment.ontology;
  for (size_t i = 0; i < ontology->rule_count; i++) {
    const HornAtom *head = &ontology->rule[i].head[0];
    if (declaration->is_property) {
      const PropertyExpression below = {head->predicate, false}, above = {declaration->iri, false};
      const PropertyExpression inverse = {head->predicate, true};
      if (closure_property_below(closure, below, above) ||
          closure_property_below(closure, inverse, above))
        return true;
      continue;
    }
    const BasicConcept above = {.class_ = declaration->iri};
    if (head->predicate == &RDF_TYPE) {
      const BasicConcept below = {.class_ = head->object.constant.lexical};
      if (closure_concept_below(closure, below, above)) return true;
    } else {
      const BasicConcept has = {.property = {head->predicate, false}};
      const BasicConcept of = {.property = {head->predicate, true}};
      if (closure_concept_below(closure, has, above) || closure_concept_below(closure, of, above))
        return true;
    }
  }
  return false;
}

static bool assertion_gives(const Regimen *regimen, const Declaration *declaration) {
  const Candidates candidates = mapping_index_candidates(
      regimen->index, declaration->is_property ? declaration->iri : &RDF_TYPE,
      declaration->is_property ? NULL : declaration->iri);
  return candidates.count > 0;
}

static void find_empty(Checking *checking) {
  const Ontology *ontology = checking->regimen->entailment.ontology;
  for (size_t i = 0; i < ontology->declaration_count; i++) {
    const Declaration *declaration = &ontology->declaration[i];
    if (!assertion_gives(checking->regimen, declaration) &&
        !rule_gives(checking->regimen, declaration))
      VEC_PUSH(checking->arena, &checking->out->empty, declaration);
  }
}

Status consistency_check(Arena *arena, const Regimen *regimen, Connection *db,
                         const ConsistencyOptions *options, Consistency *out, Error *err) {
  *out = (Consistency){0};
  Checking checking = {arena, regimen, db, options, out};
  const Entailment *entailment = &regimen->entailment;
  if (entailment->closure == NULL) return STATUS_OK;
  out->unsatisfiable_count = unsatisfiable_find(entailment->closure, arena, &out->unsatisfiable);
  find_empty(&checking);
  for (size_t i = 0; db != NULL && i < entailment->ontology->constraint_count; i++) {
    const Constraint *constraint = &entailment->ontology->constraint[i];
    if (constraint->axiom->regime <= entailment->regime)
      TRY(check_constraint(&checking, constraint, err));
  }
  return STATUS_OK;
}

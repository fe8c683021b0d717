// Axioms about classes: subclasses, equivalences, definitions, disjointness.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/read_axiom_parts.h"

// --- Regimes -------------------------------------------------------------------------------------
// OWL 2 Profiles, section 3.2.3: what may stand on the left and on the right in OWL 2 QL.
static bool is_thing(const ClassExpression *e) {
  return e->kind == EXPRESSION_NAME && e->iri == &OWL_THING;
}

static bool ql_left(const ClassExpression *e) {
  if (e->kind == EXPRESSION_NAME) return true;
  return e->kind == EXPRESSION_SOME && (e->part_count == 0 || e->data || is_thing(e->part[0]));
}

bool axiom_is_ql_right(const ClassExpression *e) {
  switch (e->kind) {
    case EXPRESSION_NAME: return true;
    case EXPRESSION_AND:
      for (size_t i = 0; i < e->part_count; i++)
        if (!axiom_is_ql_right(e->part[i])) return false;
      return true;
    case EXPRESSION_NOT: return ql_left(e->part[0]);
    case EXPRESSION_SOME:
      return e->part_count == 0 || e->data || e->part[0]->kind == EXPRESSION_NAME;
    default: return false;
  }
}

static Regime regime_of(const ClassExpression *sub, const ClassExpression *super) {
  if (sub->kind == EXPRESSION_NAME && super->kind == EXPRESSION_NAME) return REGIME_RDFS;
  return ql_left(sub) && axiom_is_ql_right(super) ? REGIME_QL : REGIME_FULL;
}

// --- Classes -------------------------------------------------------------------------------------
static bool is_datatype(const Reading *reading, const Term *node) {
  return node->kind == TERM_IRI && (name_use(reading, node->lexical) & NAME_DATATYPE) != 0;
}

static bool read_both(Reading *reading, const GraphStatement *s, const ClassExpression **a,
                      const ClassExpression **b) {
  *a = read_expression(reading, &s->subject, false);
  *b = *a == NULL ? NULL : read_expression(reading, &s->object, false);
  if (*b == NULL) axiom_broken(reading, s);
  return *b != NULL;
}

void read_subclass(Reading *reading, const GraphStatement *s) {
  const ClassExpression *sub, *super;
  if (is_datatype(reading, &s->subject) || !read_both(reading, s, &sub, &super)) return;
  axiom_begin_expressions(reading, s->source, regime_of(sub, super), "SubClassOf", sub, super);
  axiom_end(reading, normal_subclass(reading, sub, super, CONSTRAINT_DISJOINT_CLASSES));
}

static void make_equivalent(Reading *reading, Source source, const ClassExpression *a,
                            const ClassExpression *b) {
  const bool ql = ql_left(a) && axiom_is_ql_right(a) && ql_left(b) && axiom_is_ql_right(b);
  axiom_begin_expressions(reading, source, ql ? REGIME_QL : REGIME_FULL, "EquivalentClasses", a, b);
  const bool there = normal_subclass(reading, a, b, CONSTRAINT_DISJOINT_CLASSES);
  const char *trouble = reading->trouble;
  const bool back = normal_subclass(reading, b, a, CONSTRAINT_DISJOINT_CLASSES);
  if (reading->trouble == NULL) reading->trouble = trouble;
  axiom_end(reading, there && back);
}

void read_equivalent_class(Reading *reading, const GraphStatement *s) {
  const ClassExpression *a, *b;
  if (is_datatype(reading, &s->subject) || !read_both(reading, s, &a, &b)) return;
  make_equivalent(reading, s->source, a, b);
}

// A name that is itself an intersection, a union, …: as OWL 1 defined classes.
void read_definition(Reading *reading, const GraphStatement *s) {
  if (s->subject.kind != TERM_IRI || is_datatype(reading, &s->subject)) return;
  const ClassExpression *a = read_expression(reading, &s->subject, false);
  const ClassExpression *b = read_described(reading, &s->subject);
  if (b == NULL)
    axiom_broken(reading, s);
  else
    make_equivalent(reading, s->source, a, b);
}

static void make_disjoint(Reading *reading, Source source, const ClassExpression *a,
                          const ClassExpression *b) {
  axiom_begin_expressions(reading, source, ql_left(a) && ql_left(b) ? REGIME_QL : REGIME_FULL,
                          "DisjointClasses", a, b);
  const ClassExpression *part[] = {b};
  const ClassExpression negation = {.kind = EXPRESSION_NOT, .part_count = 1, .part = part};
  axiom_end(reading, normal_subclass(reading, a, &negation, CONSTRAINT_DISJOINT_CLASSES));
}

void read_disjoint(Reading *reading, const GraphStatement *s) {
  const ClassExpression *a, *b;
  if (read_both(reading, s, &a, &b)) make_disjoint(reading, s->source, a, b);
}

const Term *axiom_members(const Reading *reading, const Term *node) {
  const Term *list = read_object(reading, node, &OWL_MEMBERS);
  return list != NULL ? list : read_object(reading, node, &OWL_DISTINCT_MEMBERS);
}

static bool read_class_list(Reading *reading, const Term *list, size_t *count,
                            const ClassExpression *const **out) {
  const Term *member;
  if (!read_list(reading, list, count, &member)) return false;
  const ClassExpression **classes = ARENA_ARRAY(reading->arena, const ClassExpression *, *count);
  for (size_t i = 0; i < *count; i++) {
    classes[i] = read_expression(reading, &member[i], false);
    if (classes[i] == NULL) return false;
  }
  *out = classes;
  return true;
}

static void make_all_disjoint(Reading *reading, Source source, size_t count,
                              const ClassExpression *const classes[]) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) make_disjoint(reading, source, classes[i], classes[j]);
}

void read_all_disjoint_classes(Reading *reading, const GraphStatement *s) {
  const Term *list = axiom_members(reading, &s->subject);
  size_t count;
  const ClassExpression *const *classes;
  if (list == NULL || !read_class_list(reading, list, &count, &classes))
    axiom_broken(reading, s);
  else
    make_all_disjoint(reading, s->source, count, classes);
}

void read_disjoint_union(Reading *reading, const GraphStatement *s) {
  const ClassExpression *whole = read_expression(reading, &s->subject, false);
  size_t count;
  const ClassExpression *const *classes;
  if (whole == NULL || !read_class_list(reading, &s->object, &count, &classes)) {
    axiom_broken(reading, s);
    return;
  }
  const ClassExpression all = {.kind = EXPRESSION_OR, .part_count = count, .part = classes};
  make_equivalent(reading, s->source, whole, &all);
  make_all_disjoint(reading, s->source, count, classes);
}

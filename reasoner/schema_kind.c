// Rules and constraints read as what they say of names.
#include "reasoner/schema_kind.h"

#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/datatype.h"

enum { RANGES_MAX = 64 };

typedef struct Telling {
  Arena *arena;
  Symbols *symbols;
  const Closure *closure;
  FactList *out;
} Telling;

static void tell(const Telling *telling, const Symbol *subject, const Symbol *predicate,
                 const Symbol *object, const Axiom *axiom) {
  const Fact fact = {term_iri(subject), predicate, term_iri(object), axiom};
  VEC_PUSH(telling->arena, telling->out, fact);
}

static bool counts(const Telling *telling, const Axiom *axiom) {
  return axiom->regime <= telling->closure->regime;
}

static bool is_variable(const HornTerm *term) { return term->constant.kind == TERM_UNBOUND; }

static bool same_variable(const HornTerm *a, const HornTerm *b) {
  return is_variable(a) && is_variable(b) && a->variable == b->variable;
}

// What lies below, itself too.
static size_t below(const Telling *telling, PropertyExpression above, PropertyStep **out) {
  return closure_sub_properties(telling->closure, telling->arena, above, out);
}

// --- Constraints ---------------------------------------------------------------------------------
// What has at most one value.
static bool functional(const Constraint *constraint, PropertyExpression *out) {
  if ((constraint->kind != CONSTRAINT_FUNCTIONAL &&
       constraint->kind != CONSTRAINT_INVERSE_FUNCTIONAL) ||
      constraint->body_count != 2)
    return false;
  const HornAtom *a = &constraint->body[0], *b = &constraint->body[1];
  *out = (PropertyExpression){a->predicate, same_variable(&a->object, &b->object)};
  return out->inverse || same_variable(&a->subject, &b->subject);
}

static void tell_functional(const Telling *telling, PropertyExpression above, const Axiom *axiom) {
  PropertyStep *step;
  const size_t count = below(telling, above, &step);
  for (size_t i = 0; i < count; i++)
    tell(telling, step[i].property.iri, &RDF_TYPE,
         step[i].property.inverse ? &OWL_INVERSE_FUNCTIONAL_PROPERTY : &OWL_FUNCTIONAL_PROPERTY,
         axiom);
}

static void tell_constraint(const Telling *telling, const Constraint *constraint) {
  PropertyExpression property;
  const Axiom *axiom = constraint->axiom;
  if (functional(constraint, &property)) tell_functional(telling, property, axiom);
  if (constraint->kind != CONSTRAINT_ASYMMETRIC && constraint->kind != CONSTRAINT_IRREFLEXIVE)
    return;
  PropertyStep *step;
  const size_t count =
      below(telling, (PropertyExpression){constraint->body[0].predicate, false}, &step);
  for (size_t i = 0; i < count; i++) {
    tell(telling, step[i].property.iri, &RDF_TYPE, &OWL_IRREFLEXIVE_PROPERTY, axiom);
    if (constraint->kind == CONSTRAINT_ASYMMETRIC)
      tell(telling, step[i].property.iri, &RDF_TYPE, &OWL_ASYMMETRIC_PROPERTY, axiom);
  }
}

static void tell_disjoint(const Telling *telling, const Constraint *constraint) {
  const HornAtom *a = &constraint->body[0], *b = &constraint->body[1];
  if (constraint->body_count != 2) return;
  if (constraint->kind == CONSTRAINT_DISJOINT_CLASSES && a->predicate == &RDF_TYPE &&
      b->predicate == &RDF_TYPE && same_variable(&a->subject, &b->subject)) {
    const Symbol *one = a->object.constant.lexical, *other = b->object.constant.lexical;
    if (ontology_is_auxiliary(one) || ontology_is_auxiliary(other)) return;
    tell(telling, one, &OWL_DISJOINT_WITH, other, constraint->axiom);
    tell(telling, other, &OWL_DISJOINT_WITH, one, constraint->axiom);
  }
  if (constraint->kind == CONSTRAINT_DISJOINT_PROPERTIES &&
      same_variable(&a->subject, &b->subject)) {
    tell(telling, a->predicate, &OWL_PROPERTY_DISJOINT_WITH, b->predicate, constraint->axiom);
    tell(telling, b->predicate, &OWL_PROPERTY_DISJOINT_WITH, a->predicate, constraint->axiom);
  }
}

// --- Rules ---------------------------------------------------------------------------------------
// R(x,y) and R(y,z) imply R(x,z), whichever axiom says so.
static bool is_transitivity(const HornRule *rule) {
  const HornAtom *head = &rule->head[0], *a = &rule->body[0];
  if (rule->body_count != 2 || a->predicate != head->predicate ||
      rule->body[1].predicate != head->predicate)
    return false;
  const HornAtom *b = &rule->body[1];
  if (!same_variable(&a->object, &b->subject)) {
    a = b;
    b = &rule->body[0];
  }
  return same_variable(&a->object, &b->subject) && same_variable(&a->subject, &head->subject) &&
         same_variable(&b->object, &head->object) && !same_variable(&a->subject, &a->object) &&
         !same_variable(&b->subject, &b->object) && !same_variable(&head->subject, &head->object);
}

static void tell_transitive(const Telling *telling, const HornRule *rule) {
  const PropertyExpression property = {rule->head[0].predicate, false};
  PropertyStep *step;
  const size_t count = below(telling, property, &step);
  for (size_t i = 0; i < count; i++)
    if (closure_property_below(telling->closure, property, step[i].property))
      tell(telling, step[i].property.iri, &RDF_TYPE, &OWL_TRANSITIVE_PROPERTY, rule->axiom);
}

static void tell_reflexive(const Telling *telling, const Reflexivity *reflexivity) {
  PropertyStep *step;
  const size_t count = closure_super_properties(
      telling->closure, telling->arena, (PropertyExpression){reflexivity->property, false}, &step);
  for (size_t i = 0; i < count; i++)
    tell(telling, step[i].property.iri, &RDF_TYPE, &OWL_REFLEXIVE_PROPERTY, reflexivity->axiom);
}

static void tell_symmetric(const Telling *telling, const Symbol *iri) {
  PropertyStep *step;
  const size_t count = closure_super_properties(telling->closure, telling->arena,
                                                (PropertyExpression){iri, true}, &step);
  for (size_t i = 0; i < count; i++)
    if (step[i].property.iri == iri && !step[i].property.inverse && step[i].chain.count > 0)
      tell(telling, iri, &RDF_TYPE, &OWL_SYMMETRIC_PROPERTY, step[i].chain.axiom[0]);
}

// --- Ranges of data ------------------------------------------------------------------------------
// A property has this range.
typedef struct Range {
  const Symbol *property;
  const Constraint *constraint;
} Range;

typedef VEC(Range) RangeList;

static int compare_ranges(const void *left, const void *right) {
  const Range *a = left, *b = right;
  const int order = symbol_compare(a->property, b->property);
  return order != 0 ? order : (a->constraint > b->constraint) - (a->constraint < b->constraint);
}

static bool is_range(const Constraint *constraint) {
  return constraint->kind == CONSTRAINT_DATATYPE && constraint->body_count == 1 &&
         constraint->range != NULL && constraint->range->kind == EXPRESSION_NAME &&
         constraint->body[0].predicate != &RDF_TYPE && is_variable(&constraint->body[0].subject) &&
         is_variable(&constraint->body[0].object) &&
         constraint->body[0].object.variable == constraint->value;
}

static void add_ranges(const Telling *telling, const Constraint *constraint, RangeList *ranges) {
  PropertyStep *step;
  const size_t count =
      below(telling, (PropertyExpression){constraint->body[0].predicate, false}, &step);
  for (size_t i = 0; i < count; i++) {
    const Range range = {step[i].property.iri, constraint};
    if (!step[i].property.inverse) VEC_PUSH(telling->arena, ranges, range);
  }
}

// All the ranges of one property.
static void tell_ranges(const Telling *telling, size_t count, const Range ranges[]) {
  const Datatype *known[RANGES_MAX];
  size_t known_count = 0;
  const Symbol *property = ranges[0].property;
  const Axiom *axiom = ranges[0].constraint->axiom;
  for (size_t i = 0; i < count; i++) {
    const Symbol *iri = ranges[i].constraint->range->iri;
    const Datatype *datatype = datatype_find(iri);
    if (datatype == NULL)
      tell(telling, property, &RDFS_RANGE, iri, ranges[i].constraint->axiom);
    else if (known_count < RANGES_MAX)
      known[known_count++] = datatype;
  }
  tell(telling, property, &RDFS_RANGE, &RDFS_LITERAL, axiom);
  for (size_t i = 0; i < datatype_count && known_count > 0; i++) {
    if (!datatype_within(known_count, known, &datatype_row[i])) continue;
    const char *iri =
        arena_format(telling->arena, "http://www.w3.org/2001/XMLSchema#%s", datatype_row[i].name);
    tell(telling, property, &RDFS_RANGE, symbols_intern_text(telling->symbols, iri), axiom);
  }
}

static void tell_all_ranges(const Telling *telling, RangeList *ranges) {
  if (ranges->count > 1) qsort(ranges->item, ranges->count, sizeof *ranges->item, compare_ranges);
  for (size_t start = 0, end; start < ranges->count; start = end) {
    end = start + 1;
    while (end < ranges->count && ranges->item[end].property == ranges->item[start].property) end++;
    tell_ranges(telling, end - start, &ranges->item[start]);
  }
}

void schema_kinds(Arena *arena, Symbols *symbols, const Closure *closure, FactList *out) {
  const Telling telling = {arena, symbols, closure, out};
  const Ontology *ontology = closure->ontology;
  RangeList ranges = {0};
  for (size_t i = 0; i < ontology->constraint_count; i++) {
    const Constraint *constraint = &ontology->constraint[i];
    if (!counts(&telling, constraint->axiom)) continue;
    tell_constraint(&telling, constraint);
    tell_disjoint(&telling, constraint);
    if (is_range(constraint)) add_ranges(&telling, constraint, &ranges);
  }
  tell_all_ranges(&telling, &ranges);
  for (size_t i = 0; i < ontology->rule_count; i++)
    if (counts(&telling, ontology->rule[i].axiom) && is_transitivity(&ontology->rule[i]))
      tell_transitive(&telling, &ontology->rule[i]);
  for (size_t i = 0; i < ontology->reflexivity_count; i++)
    if (counts(&telling, ontology->reflexivity[i].axiom))
      tell_reflexive(&telling, &ontology->reflexivity[i]);
  for (size_t i = 0; i < ontology->declaration_count; i++)
    if (ontology->declaration[i].is_property)
      tell_symmetric(&telling, ontology->declaration[i].iri);
}

// Axioms about individuals: facts, assertions of classes, what differs, negative assertions.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/read_axiom_parts.h"

// --- Individuals ---------------------------------------------------------------------------------
static void make_different(Reading *reading, Source source, const Term *a, const Term *b) {
  Buffer text = {0};
  buffer_add_text(&text, "DifferentIndividuals(");
  text_term(reading, &text, a);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, b);
  buffer_add_char(&text, ')');
  axiom_begin(reading, source, REGIME_QL, &text);
  const HornAtom body = {horn_constant(*a), &OWL_SAME_AS, horn_constant(*b)};
  // What differs from itself contradicts by itself.
  normal_denial(reading, CONSTRAINT_DIFFERENT, term_equal(a, b) ? 0 : 1, &body, 0, NULL);
  const Fact there = {*a, &OWL_DIFFERENT_FROM, *b, reading->axiom};
  const Fact back = {*b, &OWL_DIFFERENT_FROM, *a, reading->axiom};
  VEC_PUSH(reading->arena, &reading->facts, there);
  VEC_PUSH(reading->arena, &reading->facts, back);
  axiom_end(reading, true);
}

void read_different(Reading *reading, const GraphStatement *s) {
  make_different(reading, s->source, &s->subject, &s->object);
}

void read_all_different(Reading *reading, const GraphStatement *s) {
  const Term *list = axiom_members(reading, &s->subject);
  size_t count;
  const Term *member;
  if (list == NULL || !read_list(reading, list, &count, &member)) {
    axiom_broken(reading, s);
    return;
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++)
      make_different(reading, s->source, &member[i], &member[j]);
}

void read_negative(Reading *reading, const GraphStatement *s) {
  const Term *from = read_object(reading, &s->subject, &OWL_SOURCE_INDIVIDUAL);
  const Term *by = read_object(reading, &s->subject, &OWL_ASSERTION_PROPERTY);
  const Term *to = read_object(reading, &s->subject, &OWL_TARGET_INDIVIDUAL);
  if (to == NULL) to = read_object(reading, &s->subject, &OWL_TARGET_VALUE);
  PropertyExpression property;
  reading->trouble = NULL;
  if (from == NULL || by == NULL || to == NULL || !read_property(reading, by, &property)) {
    axiom_broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "NegativePropertyAssertion(");
  text_property(reading, &text, property);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, from);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, to);
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, REGIME_FULL, &text);
  const HornAtom body = horn_property(property, horn_constant(*from), horn_constant(*to));
  normal_denial(reading, CONSTRAINT_NEGATIVE, 1, &body, 0, NULL);
  axiom_end(reading, true);
}

void axiom_add_fact(Reading *reading, const GraphStatement *s) {
  Buffer text = {0};
  const bool is_class = s->predicate == &RDF_TYPE;
  buffer_add_text(&text, is_class ? "ClassAssertion(" : "PropertyAssertion(");
  if (is_class)
    text_term(reading, &text, &s->object);
  else
    text_iri(reading, &text, s->predicate);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &s->subject);
  if (!is_class) {
    buffer_add_char(&text, ' ');
    text_term(reading, &text, &s->object);
  }
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, REGIME_RDFS, &text);
  const Fact fact = {s->subject, s->predicate, s->object, reading->axiom};
  VEC_PUSH(reading->arena, &reading->facts, fact);
  axiom_end(reading, true);
}

// What is declared to be there is something.
void axiom_add_individual(Reading *reading, const GraphStatement *s) {
  Buffer text = {0};
  buffer_add_text(&text, s->object.lexical == &OWL_THING ? "ClassAssertion(owl:Thing "
                                                         : "Declaration(NamedIndividual ");
  text_term(reading, &text, &s->subject);
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, REGIME_QL, &text);
  const Fact fact = {s->subject, &RDF_TYPE, term_iri(&OWL_THING), reading->axiom};
  VEC_PUSH(reading->arena, &reading->facts, fact);
  axiom_end(reading, true);
}

void read_assertion(Reading *reading, const GraphStatement *s) {
  const ClassExpression *class_ = read_expression(reading, &s->object, false);
  if (class_ == NULL) {
    axiom_broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "ClassAssertion(");
  text_expression(reading, &text, class_);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &s->subject);
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, axiom_is_ql_right(class_) ? REGIME_QL : REGIME_FULL, &text);
  axiom_end(reading, normal_assertion(reading, &s->subject, class_));
}

// Expressions in OWL's functional-style syntax, for messages and proofs.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/reading.h"

static const char *const KINDS[] = {
#define EXPRESSION(kind, name) name,
#include "reasoner/expression.def"
#undef EXPRESSION
};

static bool print_with(Buffer *out, const Symbol *iri, const char *prefix, const char *start) {
  const size_t length = strlen(start);
  if (length == 0 || strncmp(iri->text, start, length) != 0 ||
      strpbrk(iri->text + length, "/#:") != NULL)
    return false;
  buffer_printf(out, "%s:%s", prefix, iri->text + length);
  return true;
}

void text_iri(const Reading *reading, Buffer *out, const Symbol *iri) {
  static const struct {
    const char *prefix, *iri;
  } own[] = {{"owl", "http://www.w3.org/2002/07/owl#"},
             {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
             {"xsd", "http://www.w3.org/2001/XMLSchema#"},
             {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (print_with(out, iri, own[i].prefix, own[i].iri)) return;
  for (size_t i = 0; i < reading->ontology->prefix_count; i++)
    if (print_with(out, iri, reading->ontology->prefix[i].prefix, reading->ontology->prefix[i].iri))
      return;
  buffer_printf(out, "<%s>", iri->text);
}

void text_term(const Reading *reading, Buffer *out, const Term *term) {
  if (term->kind == TERM_IRI) {
    text_iri(reading, out, term->lexical);
    return;
  }
  if (term->kind == TERM_BLANK) {
    buffer_printf(out, "_:%s", term->lexical->text);
    return;
  }
  buffer_printf(out, "\"%s\"", term->lexical->text);
  if (term->language != NULL) {
    buffer_printf(out, "@%s", term->language->text);
  } else if (term->datatype != &XSD_STRING) {
    buffer_add_text(out, "^^");
    text_iri(reading, out, term->datatype);
  }
}

void text_property(const Reading *reading, Buffer *out, PropertyExpression property) {
  if (property.inverse) buffer_add_text(out, "ObjectInverseOf(");
  text_iri(reading, out, property.iri);
  if (property.inverse) buffer_add_char(out, ')');
}

static bool names_property(ExpressionKind kind) {
  return kind >= EXPRESSION_SOME && kind <= EXPRESSION_EXACT;
}

void text_expression(const Reading *reading, Buffer *out, const ClassExpression *expression) {
  if (expression->kind == EXPRESSION_NAME) {
    text_iri(reading, out, expression->iri);
    return;
  }
  if (expression->kind != EXPRESSION_RESTRICTION)
    buffer_add_text(out, expression->data ? "Data" : "Object");
  buffer_printf(out, "%s(", KINDS[expression->kind]);
  const size_t start = out->length;
  const bool counts = expression->kind == EXPRESSION_MIN || expression->kind == EXPRESSION_MAX ||
                      expression->kind == EXPRESSION_EXACT;
  if (counts) buffer_printf(out, "%u", expression->number);
  if (names_property(expression->kind)) {
    if (out->length > start) buffer_add_char(out, ' ');
    text_property(reading, out, expression->property);
  }
  for (size_t i = 0; i < expression->part_count; i++) {
    if (out->length > start) buffer_add_char(out, ' ');
    text_expression(reading, out, expression->part[i]);
  }
  for (size_t i = 0; i < expression->value_count; i++) {
    if (out->length > start) buffer_add_char(out, ' ');
    text_term(reading, out, &expression->value[i]);
  }
  for (size_t i = 0; i < expression->facet_count; i++) {
    buffer_add_char(out, ' ');
    text_iri(reading, out, expression->facet[i].facet);
    buffer_add_char(out, ' ');
    text_term(reading, out, &expression->facet[i].value);
  }
  buffer_add_char(out, ')');
}

// RDF nodes into class expressions and data ranges (OWL 2 Mapping to RDF Graphs, tables 11 to 15).
#include <limits.h>
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/reading.h"

enum { DEPTH_MAX = 64, NUMBER_MAX = 1000000 };

const Term *read_object(const Reading *reading, const Term *node, const Symbol *predicate) {
  const Term *found = NULL;
  return graph_objects(reading->graph, node, predicate, &found) > 0 ? &found[0] : NULL;
}

bool read_list(Reading *reading, const Term *node, size_t *count, const Term **out) {
  VEC(Term) members = {0};
  const GraphStatement *all;
  const size_t most = graph_statements(reading->graph, &all);
  Term cell = *node;
  while (cell.lexical != &RDF_NIL) {
    const Term *first = read_object(reading, &cell, &RDF_FIRST);
    const Term *rest = read_object(reading, &cell, &RDF_REST);
    if (first == NULL || rest == NULL || members.count > most) {
      reading->trouble = "its list is broken: a cell lacks rdf:first or rdf:rest";
      return false;
    }
    VEC_PUSH(reading->arena, &members, *first);
    cell = *rest;
  }
  *count = members.count;
  *out = members.item;
  return true;
}

bool read_property(Reading *reading, const Term *node, PropertyExpression *out) {
  *out = (PropertyExpression){0};
  Term at = *node;
  for (unsigned depth = 0; at.kind == TERM_BLANK && depth < DEPTH_MAX; depth++) {
    const Term *inner = read_object(reading, &at, &OWL_INVERSE_OF);
    if (inner == NULL) break;
    out->inverse = !out->inverse;
    at = *inner;
  }
  out->iri = at.lexical;
  if (at.kind == TERM_IRI) return true;
  reading->trouble = "what stands for a property is neither an IRI nor owl:inverseOf one";
  return false;
}

const ClassExpression *expression_name(Reading *reading, const Symbol *iri) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  out->iri = iri;
  return out;
}

static const ClassExpression *read_node(Reading *reading, const Term *node, bool data,
                                        unsigned depth);

static const ClassExpression *fail(Reading *reading, const char *why) {
  if (reading->trouble == NULL) reading->trouble = why;
  return NULL;
}

static bool set_part(Reading *reading, ClassExpression *out, const ClassExpression *part) {
  if (part == NULL) return false;
  const ClassExpression **parts = ARENA_ARRAY(reading->arena, const ClassExpression *, 1);
  parts[0] = part;
  out->part_count = 1;
  out->part = parts;
  return true;
}

static const ClassExpression *read_operands(Reading *reading, const Term *list, ExpressionKind kind,
                                            bool data, unsigned depth) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  *out = (ClassExpression){.kind = kind, .data = data};
  size_t count;
  const Term *member;
  if (!read_list(reading, list, &count, &member)) return NULL;
  const ClassExpression **parts = ARENA_ARRAY(reading->arena, const ClassExpression *, count + 1);
  for (size_t i = 0; i < count; i++) {
    parts[i] = read_node(reading, &member[i], data, depth);
    if (parts[i] == NULL) return NULL;
  }
  out->part_count = count;
  out->part = parts;
  return out;
}

static const ClassExpression *read_members(Reading *reading, const Term *list) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  out->kind = EXPRESSION_ONE_OF;
  if (!read_list(reading, list, &out->value_count, &out->value)) return NULL;
  out->data = out->value_count > 0 && out->value[0].kind == TERM_LITERAL;
  return out;
}

static const ClassExpression *read_complement(Reading *reading, const Term *node, bool data,
                                              unsigned depth) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  *out = (ClassExpression){.kind = EXPRESSION_NOT, .data = data};
  return set_part(reading, out, read_node(reading, node, data, depth)) ? out : NULL;
}

static const ClassExpression *read_facets(Reading *reading, const Term *node, const Term *list,
                                          unsigned depth) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  *out = (ClassExpression){.kind = EXPRESSION_RESTRICTION, .data = true};
  size_t count;
  const Term *member;
  const Term *datatype = read_object(reading, node, &OWL_ON_DATATYPE);
  if (datatype == NULL || !read_list(reading, list, &count, &member) ||
      !set_part(reading, out, read_node(reading, datatype, true, depth)))
    return fail(reading, "a datatype restriction lacks owl:onDatatype");
  VEC(Facet) facets = {0};
  const GraphStatement *all;
  const size_t statements = graph_statements(reading->graph, &all);
  // Facets are few and their nodes fresh: a walk over the statements finds their predicates.
  for (size_t i = 0; i < statements; i++) {
    for (size_t j = 0; j < count; j++) {
      if (!term_equal(&all[i].subject, &member[j]) || all[i].object.kind != TERM_LITERAL) continue;
      const Facet facet = {all[i].predicate, all[i].object};
      VEC_PUSH(reading->arena, &facets, facet);
    }
  }
  out->facet = facets.item;
  out->facet_count = facets.count;
  return out;
}

// --- Restrictions --------------------------------------------------------------------------------
typedef struct RestrictionWord {
  const Symbol *predicate;
  ExpressionKind kind;
  bool qualified;
} RestrictionWord;

static const RestrictionWord WORDS[] = {
    {&OWL_SOME_VALUES_FROM, EXPRESSION_SOME, false},
    {&OWL_ALL_VALUES_FROM, EXPRESSION_ALL, false},
    {&OWL_HAS_VALUE, EXPRESSION_HAS_VALUE, false},
    {&OWL_HAS_SELF, EXPRESSION_HAS_SELF, false},
    {&OWL_MIN_CARDINALITY, EXPRESSION_MIN, false},
    {&OWL_MAX_CARDINALITY, EXPRESSION_MAX, false},
    {&OWL_CARDINALITY, EXPRESSION_EXACT, false},
    {&OWL_MIN_QUALIFIED_CARDINALITY, EXPRESSION_MIN, true},
    {&OWL_MAX_QUALIFIED_CARDINALITY, EXPRESSION_MAX, true},
    {&OWL_QUALIFIED_CARDINALITY, EXPRESSION_EXACT, true},
};

static bool read_number(Reading *reading, const Term *value, unsigned *out) {
  char *end = NULL;
  const unsigned long number =
      value->kind == TERM_LITERAL ? strtoul(value->lexical->text, &end, 10) : ULONG_MAX;
  if (end == NULL || *end != '\0' || end == value->lexical->text || number > NUMBER_MAX ||
      value->lexical->text[0] == '-')
    return fail(reading, "its cardinality is no number") != NULL;
  *out = (unsigned)number;
  return true;
}

static const ClassExpression *read_cardinality(Reading *reading, const Term *node,
                                               const RestrictionWord *word, const Term *value,
                                               ClassExpression *out, unsigned depth) {
  if (!read_number(reading, value, &out->number)) return NULL;
  if (!word->qualified) return out;
  const Term *class_ = read_object(reading, node, &OWL_ON_CLASS);
  const Term *range = read_object(reading, node, &OWL_ON_DATA_RANGE);
  if (class_ == NULL && range == NULL)
    return fail(reading, "a qualified cardinality lacks owl:onClass or owl:onDataRange");
  out->data |= class_ == NULL;
  const Term *filler = class_ == NULL ? range : class_;
  return set_part(reading, out, read_node(reading, filler, out->data, depth)) ? out : NULL;
}

static const ClassExpression *read_restriction(Reading *reading, const Term *node,
                                               const Term *property, unsigned depth) {
  ClassExpression *out = ARENA_NEW(reading->arena, ClassExpression);
  if (!read_property(reading, property, &out->property)) return NULL;
  const unsigned use = name_use(reading, out->property.iri);
  out->data = (use & NAME_DATA_PROPERTY) != 0 && (use & NAME_OBJECT_PROPERTY) == 0;
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
    const RestrictionWord *word = &WORDS[i];
    const Term *value = read_object(reading, node, word->predicate);
    if (value == NULL) continue;
    out->kind = word->kind;
    switch (word->kind) {
      case EXPRESSION_SOME:
      case EXPRESSION_ALL:
        return set_part(reading, out, read_node(reading, value, out->data, depth)) ? out : NULL;
      case EXPRESSION_HAS_VALUE: {
        Term *values = ARENA_ARRAY(reading->arena, Term, 1);
        values[0] = *value;
        out->value = values;
        out->value_count = 1;
        out->data |= value->kind == TERM_LITERAL;
        return out;
      }
      case EXPRESSION_HAS_SELF: return out;
      default: return read_cardinality(reading, node, word, value, out, depth);
    }
  }
  return fail(reading, "a restriction says nothing of its property's values");
}

// What a node is described as, whether it has a name or not.
static const ClassExpression *read_description(Reading *reading, const Term *node, bool data,
                                               unsigned depth) {
  const Term *value;
  if ((value = read_object(reading, node, &OWL_ON_PROPERTY)) != NULL)
    return read_restriction(reading, node, value, depth);
  if ((value = read_object(reading, node, &OWL_INTERSECTION_OF)) != NULL)
    return read_operands(reading, value, EXPRESSION_AND, data, depth);
  if ((value = read_object(reading, node, &OWL_UNION_OF)) != NULL)
    return read_operands(reading, value, EXPRESSION_OR, data, depth);
  if ((value = read_object(reading, node, &OWL_ONE_OF)) != NULL)
    return read_members(reading, value);
  if ((value = read_object(reading, node, &OWL_COMPLEMENT_OF)) != NULL)
    return read_complement(reading, value, data, depth);
  if ((value = read_object(reading, node, &OWL_DATATYPE_COMPLEMENT_OF)) != NULL)
    return read_complement(reading, value, true, depth);
  if ((value = read_object(reading, node, &OWL_WITH_RESTRICTIONS)) != NULL)
    return read_facets(reading, node, value, depth);
  if (read_object(reading, node, &OWL_ON_PROPERTIES) != NULL)
    return fail(reading, "restrictions over several properties at once are not known");
  return fail(reading, "a blank node stands for a class, but is no class expression");
}

// A datatype that the ontology defines is its definition.
static const ClassExpression *read_name(Reading *reading, const Term *node, bool data,
                                        unsigned depth) {
  const bool is_datatype = (name_use(reading, node->lexical) & NAME_DATATYPE) != 0;
  const Term *definition = is_datatype ? read_object(reading, node, &OWL_EQUIVALENT_CLASS) : NULL;
  if (definition != NULL) return read_node(reading, definition, true, depth + 1);
  ClassExpression *name = ARENA_NEW(reading->arena, ClassExpression);
  name->iri = node->lexical;
  name->data = data || is_datatype;
  return name;
}

static const ClassExpression *read_node(Reading *reading, const Term *node, bool data,
                                        unsigned depth) {
  if (depth == DEPTH_MAX) return fail(reading, "its expressions are nested too deep");
  if (node->kind == TERM_LITERAL) return fail(reading, "a literal stands where a class should");
  if (node->kind == TERM_IRI) return read_name(reading, node, data, depth);
  const Term *type = read_object(reading, node, &RDF_TYPE);
  data |= type != NULL && type->lexical == &RDFS_DATATYPE;
  return read_description(reading, node, data, depth + 1);
}

const ClassExpression *read_expression(Reading *reading, const Term *node, bool data) {
  reading->trouble = NULL;
  return read_node(reading, node, data, 0);
}

const ClassExpression *read_described(Reading *reading, const Term *node) {
  reading->trouble = NULL;
  return read_description(reading, node, false, 0);
}

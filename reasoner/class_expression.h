// Class expressions and data ranges (OWL 2 Structural Specification, sections 7 and 8), as trees
// read from their RDF form (OWL 2 Mapping to RDF Graphs, section 3.2.4).
#ifndef ANAMORPH_REASONER_CLASS_EXPRESSION_H
#define ANAMORPH_REASONER_CLASS_EXPRESSION_H

#include "reasoner/axiom.h"

// EXPRESSION(kind, functional-style name). Data ranges use the same kinds: a datatype is a NAME,
// DataOneOf an ONE_OF of literals, and so on.
typedef enum ExpressionKind {
#define EXPRESSION(kind, name) EXPRESSION_##kind,
#include "reasoner/expression.def"
#undef EXPRESSION
} ExpressionKind;

// A facet of a DatatypeRestriction: xsd:minInclusive and its like, with its value.
typedef struct Facet {
  const Symbol *facet;
  Term value;
} Facet;

// iri: of NAME. part: operands of AND, OR, NOT (one), the filler of SOME, ALL, MIN, MAX and EXACT
// (none when it is unqualified), the datatype of RESTRICTION. property: of SOME to EXACT.
// value: members of ONE_OF, the value of HAS_VALUE. data: its values are literals.
typedef struct ClassExpression {
  ExpressionKind kind;
  bool data;
  const Symbol *iri;
  size_t part_count;
  const struct ClassExpression *const *part;
  PropertyExpression property;
  unsigned number;
  size_t value_count;
  const Term *value;
  size_t facet_count;
  const Facet *facet;
} ClassExpression;

#endif

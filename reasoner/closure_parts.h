// What a Closure is made of: for closure.c and saturation only.
#ifndef ANAMORPH_REASONER_CLOSURE_PARTS_H
#define ANAMORPH_REASONER_CLOSURE_PARTS_H

#include "base/names.h"
#include "reasoner/closure.h"

typedef struct Edge {
  size_t to;
  const Axiom *axiom;
} Edge;

// Edges by the node they leave: those of node i are edge[start[i]] to
// edge[start[i + 1]].
typedef struct EdgeTable {
  size_t *start;
  Edge *edge;
} EdgeTable;

// Roles: 2 * property, + 1 for the inverse. Concepts: classes, then class count
// + role. up leads from sub to super. thing: the node of owl:Thing, below which
// everything lies, or NAMES_NONE when nothing follows from it.
struct Closure {
  const Ontology *ontology;
  Regime regime;
  bool with_schema;
  Names *classes;
  Names *properties;
  size_t role_count;
  size_t concept_count;
  size_t thing;
  EdgeTable concept_up, concept_down, role_up, role_down;
};

size_t closure_role(const Closure *closure,
                    PropertyExpression property);  // or NAMES_NONE
size_t closure_concept(const Closure *closure,
                       BasicConcept concept);  // or NAMES_NONE
BasicConcept closure_concept_at(const Closure *closure, size_t number);
PropertyExpression closure_role_at(const Closure *closure, size_t number);

#endif

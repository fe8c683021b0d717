// What follows from the inclusions: below a class, a property or a basic concept, which others lie
// (DL-Lite's TBox closure over basic concepts and roles; existentials' consequences on the side of
// the subject are in it: A ⊑ ∃R, ∃R ⊑ B give A ⊑ B).
//
// Read-only once made, so threads share it.
#ifndef ANAMORPH_REASONER_CLOSURE_H
#define ANAMORPH_REASONER_CLOSURE_H

#include "reasoner/ontology.h"

typedef struct Closure Closure;

// In `arena`; only axioms that count in the regime. The ontology must outlive it.
Closure *closure_create(Arena *arena, const Ontology *ontology, Regime regime);

// The same, with what RDF Schema says about its own words (schema.h): for graphs that speak of
// classes and properties themselves.
Closure *closure_create_with_schema(Arena *arena, const Ontology *ontology, Regime regime);

// The inclusions that lead from one to the other, in order: a shortest chain of axioms. A chain of
// length 0 is reflexivity.
typedef struct Chain {
  size_t count;
  const Axiom *const *axiom;
} Chain;

typedef struct ConceptStep {
  BasicConcept concept;
  Chain chain;
} ConceptStep;

typedef struct PropertyStep {
  PropertyExpression property;
  Chain chain;
} PropertyStep;

// All that lies below (sub) or above (super), itself first, made in `arena`; the count is returned.
// A name that the ontology does not know has only itself.
size_t closure_sub_concepts(const Closure *closure, Arena *arena, BasicConcept concept,
                            ConceptStep **out);
size_t closure_super_concepts(const Closure *closure, Arena *arena, BasicConcept concept,
                              ConceptStep **out);
size_t closure_sub_properties(const Closure *closure, Arena *arena, PropertyExpression property,
                              PropertyStep **out);
size_t closure_super_properties(const Closure *closure, Arena *arena, PropertyExpression property,
                                PropertyStep **out);

// Whether sub ⊑ super follows.
bool closure_concept_below(const Closure *closure, BasicConcept sub, BasicConcept super);
bool closure_property_below(const Closure *closure, PropertyExpression sub,
                            PropertyExpression super);

#endif

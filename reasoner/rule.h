// Horn rules over triples: what axioms say that inclusions of names cannot (transitivity, chains,
// intersections on the left, …), and the bodies of constraints.
#ifndef ANAMORPH_REASONER_RULE_H
#define ANAMORPH_REASONER_RULE_H

#include "reasoner/axiom.h"

// A variable, numbered from 0 within its rule, or (constant.kind not TERM_UNBOUND) a constant.
typedef struct HornTerm {
  unsigned variable;
  Term constant;
} HornTerm;

// The triple `subject predicate object`. Membership in a class is an rdf:type atom whose object is
// a constant; owl:Thing there means any individual.
typedef struct HornAtom {
  HornTerm subject;
  const Symbol *predicate;
  HornTerm object;
} HornAtom;

// body implies all of head. Every variable of the head stands in the body.
typedef struct HornRule {
  unsigned variable_count;
  size_t head_count;
  const HornAtom *head;
  size_t body_count;  // at least 1
  const HornAtom *body;
  const Axiom *axiom;
} HornRule;

#endif

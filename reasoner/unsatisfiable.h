// Names that can never have a member or a pair, whatever the database holds: those below both sides
// of a disjointness, below owl:Nothing, or that need a value which cannot be.
#ifndef ANAMORPH_REASONER_UNSATISFIABLE_H
#define ANAMORPH_REASONER_UNSATISFIABLE_H

#include "reasoner/closure.h"

// reason: the axioms that say so, the contradiction last. In order of the closure's names.
typedef struct Unsatisfiable {
  const Symbol *iri;
  bool is_property;
  Chain reason;
} Unsatisfiable;

// In `arena`; the count is returned. Sound for everything that is an inclusion, an existential or a
// constraint between two names (OWL 2 QL whole); Horn rules are not looked at.
size_t unsatisfiable_find(const Closure *closure, Arena *arena, const Unsatisfiable **out);

#endif

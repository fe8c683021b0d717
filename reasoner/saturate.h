// Mapping saturation: the hierarchies of an ontology compiled into the mapping, once, at load, so
// that unfolding, dump and everything else see a mapping like any other (Rodríguez-Muro,
// Kontchakov, Zakharyaschev 2013: T-mappings).
#ifndef ANAMORPH_REASONER_SATURATE_H
#define ANAMORPH_REASONER_SATURATE_H

#include "reasoner/closure.h"

// How an assertion came to be: from an assertion of the mapping (NULL: from a fact of the
// ontology) by axioms, in order. Assertion.derivation points at one; NULL there: as written.
typedef struct Derivation {
  const Assertion *from;
  Chain chain;
} Derivation;

// Assertions: of the mapping with the ontology's facts, after closing under inclusions, after
// leaving out those contained in others.
typedef struct SaturationStats {
  size_t before;
  size_t saturated;
  size_t pruned;
} SaturationStats;

// A new mapping with everything that `mapping` gives and what follows by the closure's inclusions;
// its arena is `arena`, its symbols are the ontology's, and it keeps pointers into `mapping`. An
// assertion whose triples another gives is left out. Domain and range add membership in classes,
// inverses swap subject and object. Inferred triples are in the graph of what they follow from.
// stats may be NULL.
Mapping *saturate_mapping(Arena *arena, const Mapping *mapping, const Ontology *ontology,
                          const Closure *closure, SaturationStats *stats);

#endif

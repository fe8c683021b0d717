// Mapping saturation: the hierarchies of an ontology compiled into the mapping, once, at load, so
// that unfolding, dump and everything else see a mapping like any other (Rodríguez-Muro,
// Kontchakov, Zakharyaschev 2013: T-mappings).
#ifndef ANAMORPH_REASONER_SATURATE_H
#define ANAMORPH_REASONER_SATURATE_H

#include "reasoner/closure.h"

// How an assertion came to be: by `axiom` from what `before` says, and that from the assertion
// `from` in the end (of the mapping, or of the ontology's facts: its triples_map is NULL then).
// Assertion.derivation points at the last step; NULL there: as written.
typedef struct Derivation {
  const Assertion *from;
  const struct Derivation *before;  // NULL: this is the first step
  const Axiom *axiom;               // NULL: everything is an owl:Thing
} Derivation;

// Assertions: of the mapping with the ontology's facts, after closing under inclusions as it would
// be without looking at containment, and what is left of it.
typedef struct SaturationStats {
  size_t before;
  size_t saturated;
  size_t pruned;
  size_t left_alone;  // whose columns do not tell which class or predicate a row has (open.h)
} SaturationStats;

// A new mapping with everything that `mapping` gives and what follows by the closure's inclusions;
// its arena is `arena` (free that, not the mapping), its symbols are the ontology's, and it keeps
// pointers into `mapping`. An assertion whose triples another gives is left out. Domain and range
// add membership in classes, inverses swap subject and object. Inferred triples are in the graph of
// what they follow from. `mapping` was loaded with a catalogue. Where a column names the class or
// predicate, what its rows imply is added beside it (open.h). stats may be NULL.
Mapping *saturate_mapping(Arena *arena, const Mapping *mapping, const Ontology *ontology,
                          const Closure *closure, SaturationStats *stats);

#endif

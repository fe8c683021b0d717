// What axioms without inclusions say of properties and classes themselves: ranges of data,
// characteristics, disjointness. Private to schema.c.
#ifndef ANAMORPH_REASONER_SCHEMA_KIND_H
#define ANAMORPH_REASONER_SCHEMA_KIND_H

#include "reasoner/schema.h"

// Adds what follows in the closure's regime. Characteristics go down the hierarchy where they do
// (functional, irreflexive, asymmetric), up where they do (reflexive), and to equivalent properties
// (transitive); symmetric is what lies below its inverse. A range of data is every datatype that
// holds all values of all ranges above (OWL 2 Profiles, table 9: scm-rng1, scm-rng2). Disjointness
// is told as it is stated, either way. Symbols made are in `symbols`.
void schema_kinds(Arena *arena, Symbols *symbols, const Closure *closure, FactList *out);

#endif

// Candidates that an ontology allows, and what it says for them.
//
// For a suggestion s p o, under the regime in force:
//   1. s is no member of a class that is disjoint with the domain of p, nor o of one that is with
//   the
//      range;
//   2. where something is known of what s is, and members of the domain are known at all, s is one
//      of them; so is o of the range (what OWL would conclude instead, that it is one, helps nobody
//      to choose);
//   3. p functional and s has a value: there is no further one; p inverse functional, likewise for
//   o;
//   4. p irreflexive: s is not o; p asymmetric: o p s is no fact.
//   5. p is rdf:type: s is no member of a class that is disjoint with o.
// Types are those of the facts known, and what follows from them.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_ADMIT_H
#define ANAMORPH_ENDPOINT_SUGGEST_ADMIT_H

#include "embed/suggest/suggest.h"
#include "rewriter/entail/entail.h"

typedef struct Admitting Admitting;

// entailment.closure is not NULL. names: the model's. All in `arena`; one thread at a time.
Admitting *admit_create(Arena *arena, const Entailment *entailment, const Symbols *symbols,
                        const Dataset *names);

// For questions over `known`, until it is called again.
const Admission *admit_over(Admitting *admitting, const Graph *known);

#endif

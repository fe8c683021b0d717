// Tree witnesses: the parts of a conjunctive query that individuals without a name can match, and
// what of the data says that they are there.
//
// "Each A has some R that is a B" puts below each A an R-successor that no triple mentions, and
// below that what a B must have, and so on: a tree, the same below each A. A tree witness is a set
// of existential variables, the interior, that one such tree can match whole: with the terms around
// it, the roots, all at the tree's root. Where the data say that the root is an A, the atoms that
// touch the interior need no triples (Kikot, Kontchakov, Zakharyaschev: Conjunctive Query Answering
// with OWL 2 QL, KR 2012; Rodríguez-Muro, Kontchakov, Zakharyaschev: Ontology-Based Data Access:
// Ontop of Databases, ISWC 2013).
#ifndef ANAMORPH_REASONER_TREE_WITNESS_H
#define ANAMORPH_REASONER_TREE_WITNESS_H

#include <stdint.h>

#include "reasoner/query.h"

enum { MOST_ATOMS = 64 };  // of a query whose witnesses are looked for

// Sets of atoms are bits by their place in the query. root: terms that must all be one; none when
// the witness holds a whole component of the query: then the tree may stand anywhere.
// from: what makes the tree, each alone; not below another, and with triples.
typedef struct TreeWitness {
  uint64_t atoms;
  size_t root_count;
  const HornTerm *root;
  size_t from_count;
  const BasicConcept *from;
} TreeWitness;

typedef VEC(TreeWitness) TreeWitnesses;

// All tree witnesses of the query (at most MOST_ATOMS atoms), those with the same atoms and roots
// as one. False: it took too long, and some may be missing.
bool tree_witnesses_find(const QueryScope *scope, const ConjunctiveQuery *query,
                         TreeWitnesses *out) MUST_CHECK;

#endif

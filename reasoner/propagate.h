// Extents carried along inclusions: what each node of a graph of inclusions holds in the end.
#ifndef ANAMORPH_REASONER_PROPAGATE_H
#define ANAMORPH_REASONER_PROPAGATE_H

#include "mapping/extent.h"
#include "reasoner/closure_parts.h"
#include "reasoner/saturate.h"

// An extent at a node. origin: the assertion it began with; derivation: the steps since, NULL for
// none. form: an assertion whose subject (and object) the extent is of; its predicate says nothing.
typedef struct Entry {
  size_t extent;
  const Assertion *origin;
  const Assertion *form;
  const Derivation *derivation;
} Entry;

typedef VEC(Entry) EntryList;

// lists[node] holds the node's own entries, and afterwards those of all nodes below it too, none of
// them contained in another of the list. Extents must have been compared. From the bottom of the
// graph (its strongly connected components in order: Tarjan 1972) to its top, pruning as it goes:
// the work is linear in edges and in what is kept. Derivations are made in `arena`, lists grow in
// `scratch`.
void propagate(Arena *arena, Arena *scratch, size_t node_count, const EdgeTable *up,
               const Extents *extents, EntryList lists[]);

// An entry after one more inclusion.
Entry entry_step(Arena *arena, const Entry *entry, const Axiom *axiom);

#endif

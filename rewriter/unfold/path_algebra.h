// Parts of property paths as algebra (SPARQL 1.1 section 18.4).
#ifndef ANAMORPH_REWRITER_UNFOLD_PATH_ALGEBRA_H
#define ANAMORPH_REWRITER_UNFOLD_PATH_ALGEBRA_H

#include "rewriter/ir/node.h"

// The path between two places: joins, unions, triple patterns; PATH for repetitions and negated
// sets inside.
const Node *path_step(Arena *arena, Variables *variables, Slot from, const Path *path, Slot to,
                      Slot graph);

// A PATH of a negated set: both directions are alternatives, their pairs together, as a bag
// (18.2.2.1).
const Node *path_negated(Arena *arena, Variables *variables, const Node *node);

// `node` is a subject or an object of the graph.
const Node *path_nodes(Arena *arena, Variables *variables, Slot node, Slot graph, Position at);

#endif

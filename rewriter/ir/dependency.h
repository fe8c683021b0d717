// Functional dependencies of lifted trees: what is known of a row once some of its values are.
//
// Computed on demand over the whole tree, so stronger than the keys that nodes carry: equalities
// in conditions and constants count, and the keys of every table joined.
#ifndef ANAMORPH_REWRITER_IR_DEPENDENCY_H
#define ANAMORPH_REWRITER_IR_DEPENDENCY_H

#include "rewriter/ir/node.h"

// Adds to `known` every variable whose value is the same in all rows that agree on `known` (NULLs
// counting as equal).
void dependency_close(Arena *arena, const Node *node, VarSet *known);

// Do no two rows of `node` agree on `known`?
bool dependency_unique(Arena *arena, const Node *node, const VarSet *known);

#endif

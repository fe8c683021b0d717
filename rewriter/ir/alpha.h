// Alpha-equivalence of lifted trees: equal but for the names of the variables bound in them, and
// for the labels of their recursions.
#ifndef ANAMORPH_REWRITER_IR_ALPHA_H
#define ANAMORPH_REWRITER_IR_ALPHA_H

#include "rewriter/ir/node.h"

// Do the trees give the same rows, column by column in the order in which both name them? Only
// trees that mention nothing bound outside are equal to another: no variable of a query around,
// no WORKING of a recursion around. Says no where it would have to look for an order of parts.
bool node_alpha_equal(Arena *arena, const Variables *variables, const Node *a, const Node *b);

// The same; and names[i] is what b calls the variable of a that comes i-th in a's set.
bool node_alpha_names(Arena *arena, const Variables *variables, const Node *a, const Node *b,
                      VarId names[]);

#endif

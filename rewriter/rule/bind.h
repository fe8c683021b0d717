// A constant pushed into algebra: what a pattern gives where a variable is that term.
#ifndef ANAMORPH_REWRITER_RULE_BIND_H
#define ANAMORPH_REWRITER_RULE_BIND_H

#include "rewriter/ir/node.h"

// Algebra equal to the solutions of `node` in which `var` is `term`, with var still bound in them.
const Node *algebra_bind(Arena *arena, const Variables *variables, const Node *node, VarId var,
                         Term term);

#endif

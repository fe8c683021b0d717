// The invariants of the tree: which kinds stand in which phase, and where variables are bound.
#ifndef ANAMORPH_REWRITER_IR_VERIFY_H
#define ANAMORPH_REWRITER_IR_VERIFY_H

#include "rewriter/ir/node.h"

// 1. Every kind is legal in the phase ('A', 'L' or 'M': node.def).
// 2. Lifted: every variable is native, every expression too, and conditions are booleans.
// 3. Lifted: what an expression mentions is bound below its node, or, inside an EXISTS pattern and
//    on the right of SEMI and ANTI, around it.
// 4. Lifted: aggregates stand directly in GROUP only.
// 5. PROJECT and GROUP keys name variables that are bound below.
// around: variables bound outside of the tree that it may mention (a part of an EXISTS pattern).
// Errors: STATUS_INTERNAL with the rule broken.
Status node_verify(Arena *arena, const Variables *variables, const Node *node, char phase,
                   const VarSet *around, Error *err) MUST_CHECK;

#endif

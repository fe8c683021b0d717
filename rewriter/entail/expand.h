// Class expressions in a query's basic graph patterns, as patterns of named classes and properties.
#ifndef ANAMORPH_REWRITER_ENTAIL_EXPAND_H
#define ANAMORPH_REWRITER_ENTAIL_EXPAND_H

#include "rewriter/entail/block.h"

// The members of a join (an array of *count, of the query's arena) with the expressions that they
// hold expanded; the same pointer when there are none. outside, as_set: as for block_entail.
// Variables that may be nameless whatever the regime's existentials are added to state->nameless.
const Node *const *expand_expressions(EntailState *state, size_t *count,
                                      const Node *const members[], const VarSet *outside,
                                      bool as_set);

#endif

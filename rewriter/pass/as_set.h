// Where rows count as a set: how many of them are equal, nobody above asks.
#ifndef ANAMORPH_REWRITER_PASS_AS_SET_H
#define ANAMORPH_REWRITER_PASS_AS_SET_H

#include "rewriter/pass/pass.h"

// What a law makes of the top of a block (FILTER over JOIN, or JOIN) whose rows count as a set.
// wanted: those of its variables that are used above.
typedef const Node *AsSetLaw(Pass *pass, const Node *node, const VarSet *wanted);

// The tree with `law` at each JOIN, and the FILTER on it, below a DISTINCT, a LIMIT 1 or to the
// right of SEMI or ANTI, where nothing between counts rows.
const Node *pass_as_set(Pass *pass, const Node *tree, AsSetLaw *law);

#endif

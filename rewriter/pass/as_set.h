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

// Kinds of nodes whose rows count as a set where their child's, or children's, need not be counted:
// for SEMI and ANTI the left one's.
typedef enum SetKinds {
  SET_ROWS = 1,   // PROJECT, FILTER, EXTEND: a row for each of the child's, or none
  SET_UNION = 2,  // UNION
  SET_JOIN = 4,   // JOIN, SEMI, ANTI
} SetKinds;

// The tree, whose rows count as a set, with `law` at each node to which only nodes of these kinds
// lead from the top. What the law changes is not looked into.
const Node *pass_below_set(Pass *pass, const Node *tree, unsigned kinds,
                           const Node *(*law)(Pass *pass, const Node *node));

#endif

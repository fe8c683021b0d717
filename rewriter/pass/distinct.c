// Law: DISTINCT of what has a key is gone.
//
// Preconditions:
// (1) No two rows below agree on all variables (rewriter/ir/dependency.h); or
// (2) a DISTINCT stands directly on it, over the same variables.
//
// Before: DISTINCT(SCAN emp(id: v, name: w))
// After:  SCAN emp(id: v, name: w)
//
// Why: the graph is a set and tables are bags, so unfolding writes DISTINCT wherever it does not
// see a key; after the other laws one often shows. A DISTINCT sorts or hashes all rows.
#include "rewriter/ir/dependency.h"
#include "rewriter/pass/pass.h"

static const Node *distinct(Pass *pass, const Node *node) {
  if (node->kind != NODE_DISTINCT) return node;
  const Node *child = node->child[0];
  if (child->kind == NODE_DISTINCT && !child->u.distinct.reduced) return child;    // (2)
  return dependency_unique(pass->arena, child, &child->variables) ? child : node;  // (1)
}

const Node *pass_distinct(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, distinct);
}

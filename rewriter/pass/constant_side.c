// Law: what the left side of an OPTIONAL fixes to a constant is that constant on the right.
//
// Preconditions:
// (1) Both sides of a LEFTJOIN or ANTI bind a variable.
// (2) A condition that holds in each row of the left side fixes it to a constant.
//
// Before: LEFTJOIN(FILTER(A(v), v = 7), B(v))
// After:  PROJECT(LEFTJOIN(FILTER(A(v), v = 7), FILTER(B(w), w = 7)), v)
//
// Why: PostgreSQL sees itself that w is 7, but counts v = w as one more condition: it expects one
// row in place of hundreds, and asks the next OPTIONAL once for each of them. Inner joins it counts
// rightly. A late law: others (optional_key, optional_row) are told by the shared variable that it
// is one row.
#include "rewriter/pass/side.h"

static const Node *constant_side(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN && node->kind != NODE_ANTI) return node;
  const Node *left = node->child[0];
  const Node *right = side_apart(pass, left, node->child[1]);
  if (right == node->child[1]) return node;
  const Node *joined = node_with_children(pass->arena, node, (const Node *[]){left, right});
  return node->kind == NODE_ANTI ? joined : pass_project(pass, joined, &node->variables);
}

const Node *pass_constant_side(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, constant_side);
}

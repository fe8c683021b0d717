// Law: a join with an OPTIONAL is an OPTIONAL of the join.
//
// Preconditions:
// (1) A member of a JOIN is LEFTJOIN(B, C, c).
// (2) No other member shares a variable that only C binds.
//
// Before: JOIN(A, LEFTJOIN(B, C, c))
// After:  LEFTJOIN(JOIN(A, B), C, c)
//
// Why: the scans of A and B stand in one join, where two scans of one row are found; and SQL says
// A JOIN B LEFT JOIN C without parentheses.
#include "rewriter/pass/pass.h"

static bool can_lift(Pass *pass, const Node *join, size_t at) {
  VarSet only = varset_copy(pass->arena, &join->child[at]->child[1]->variables);
  varset_remove_all(&only, &join->child[at]->child[0]->variables);
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at && varset_intersects(&join->child[i]->variables, &only)) return false;  // (2)
  return true;
}

static const Node *optional_lift(Pass *pass, const Node *node) {
  if (node->kind != NODE_JOIN) return node;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *member = node->child[i];
    if (member->kind != NODE_LEFTJOIN || !can_lift(pass, node, i)) continue;  // (1)
    const Node *join = node_with_child(pass->arena, node, i, member->child[0]);
    return node_leftjoin(pass->arena, optional_lift(pass, join), member->child[1],
                         member->u.join.condition);
  }
  return node;
}

const Node *pass_optional_lift(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_lift);
}

// Law: an OPTIONAL whose absence is refused above is a join.
//
// Preconditions:
// (1) A FILTER above a LEFTJOIN has a conjunct that is never true where all variables that only the
//     right side binds are NULL; or
// (2) a JOIN has the LEFTJOIN as a member, and another member shares such a variable.
//
// Before: FILTER(LEFTJOIN(A, B, c), p)     JOIN(LEFTJOIN(A, B(v), c), C(v))
// After:  FILTER(JOIN(A, B), c AND p)      JOIN(FILTER(JOIN(A, B(v)), c), C(v))
//
// Why: joins may be done in any order, outer joins may not.
#include "rewriter/pass/pass.h"

static VarSet right_only(Pass *pass, const Node *leftjoin) {
  VarSet only = varset_copy(pass->arena, &leftjoin->child[1]->variables);
  varset_remove_all(&only, &leftjoin->child[0]->variables);
  return only;
}

static const Node *inner(Pass *pass, const Node *leftjoin) {
  const Node *join = node_join(pass->arena, 2, leftjoin->child);
  const Expr *condition = leftjoin->u.join.condition;
  return condition == NULL ? join : node_filter(pass->arena, join, condition);
}

static const Node *optional_inner(Pass *pass, const Node *node) {
  if (node->kind == NODE_FILTER && node->child[0]->kind == NODE_LEFTJOIN) {
    const VarSet absent = right_only(pass, node->child[0]);
    Conditions conjuncts = {0};
    expr_conjuncts(pass->arena, node->u.filter.condition, &conjuncts);
    for (size_t i = 0; i < conjuncts.count; i++)
      if (expr_rejects_null(conjuncts.item[i], &absent))  // (1)
        return node_filter(pass->arena, inner(pass, node->child[0]), node->u.filter.condition);
    return node;
  }
  if (node->kind != NODE_JOIN) return node;
  for (size_t i = 0; i < node->child_count; i++) {
    if (node->child[i]->kind != NODE_LEFTJOIN) continue;
    const VarSet absent = right_only(pass, node->child[i]);
    for (size_t j = 0; j < node->child_count; j++) {
      if (j == i || !varset_intersects(&node->child[j]->variables, &absent)) continue;  // (2)
      return node_with_child(pass->arena, node, i, inner(pass, node->child[i]));
    }
  }
  return node;
}

const Node *pass_optional_inner(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_inner);
}

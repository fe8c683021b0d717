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
#include "rewriter/ir/walk.h"
#include "rewriter/pass/side.h"

static const Node *constant_side(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN && node->kind != NODE_ANTI) return node;
  const Node *left = node->child[0], *right = node->child[1];
  VarSet shared = varset_copy(pass->arena, &right->variables);
  varset_keep_all(&shared, &left->variables);
  if (varset_count(&shared) == 0) return node;  // (1)
  Conditions known = {0}, fixed = {0};
  side_conditions(pass, left, &known);
  Renaming names = renaming_make(pass->arena, pass->variables);
  for (int v = varset_next(&shared, 0); v >= 0; v = varset_next(&shared, v + 1)) {
    const Expr *constant = side_fixed(&known, (VarId)v);  // (2)
    if (constant == NULL) continue;
    const VarId own =
        variables_fresh_native(pass->variables, variables_type(pass->variables, (VarId)v),
                               variables_hint(pass->variables, (VarId)v));
    renaming_add(&names, (VarId)v, own);
    const Expr *var = expr_var(pass->arena, pass->variables, own);
    VEC_PUSH(pass->arena, &fixed, expr_sql2(pass->arena, OP_EQ, var, constant));
  }
  if (fixed.count == 0) return node;
  right = pass_filter(pass, node_rename(&names, right), fixed.count, fixed.item);
  const Node *joined = node_with_children(pass->arena, node, (const Node *[]){left, right});
  return node->kind == NODE_ANTI ? joined : pass_project(pass, joined, &node->variables);
}

const Node *pass_constant_side(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, constant_side);
}

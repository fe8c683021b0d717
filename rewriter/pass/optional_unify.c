// Law: variables that an OPTIONAL's condition equates within its right side are one variable there.
//
// Preconditions:
// (1) The condition of a LEFTJOIN has the conjunct v = w of two variables of one type, whose `=`
//     means the same value.
// (2) Scans of the right side bind both where nothing can leave them NULL, and the left side neither.
//
// Before: LEFTJOIN(A, JOIN(B(v), C(w)), v = w AND c)
// After:  EXTEND(LEFTJOIN(A, JOIN(B(v), C(v)), c), w := v)
//
// Why: conditions of the right side stand in the LEFTJOIN; there, the laws about joins do not see
// that two scans agree. Where nothing matches, both are NULL, so w := v holds in every row.
#include "rewriter/pass/pass.h"

static void inner_variables(const Node *node, VarSet *out) {
  switch (node->kind) {
    case NODE_SCAN: varset_add_all(out, &node->variables); break;
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++) inner_variables(node->child[i], out);
      break;
    case NODE_FILTER:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: inner_variables(node->child[0], out); break;
    default: break;
  }
}

static bool is_equation(const Expr *expr, const VarSet *inner, const VarSet *left, VarId *v,
                        VarId *w) {
  if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_EQ) return false;
  const Expr *a = expr->u.sql.arg[0], *b = expr->u.sql.arg[1];
  if (a->kind != EXPR_VAR || b->kind != EXPR_VAR || a->type != b->type ||
      !pg_type_info(a->type)->native_equality)
    return false;  // (1)
  *v = a->u.var;
  *w = b->u.var;
  return *v != *w && varset_has(inner, *v) && varset_has(inner, *w) && !varset_has(left, *v) &&
         !varset_has(left, *w);  // (2)
}

static const Node *optional_unify(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN || node->u.join.condition == NULL) return node;
  Arena *arena = pass->arena;
  Conditions conjuncts = {0};
  expr_conjuncts(arena, node->u.join.condition, &conjuncts);
  VarSet inner = varset_empty(arena);
  inner_variables(node->child[1], &inner);
  for (size_t i = 0; i < conjuncts.count; i++) {
    VarId v, w;
    if (!is_equation(conjuncts.item[i], &inner, &node->child[0]->variables, &v, &w)) continue;
    Renaming renaming = renaming_make(arena, pass->variables);
    renaming.to[w] = v;
    Conditions others = {0};
    for (size_t j = 0; j < conjuncts.count; j++)
      if (j != i) VEC_PUSH(arena, &others, expr_rename(&renaming, conjuncts.item[j]));
    const Node *join = node_leftjoin(arena, node->child[0], node_rename(&renaming, node->child[1]),
                                     expr_all(arena, others.count, others.item));
    const Binding binding = {w, expr_var(arena, pass->variables, v)};
    return node_extend(arena, optional_unify(pass, join), 1, &binding);
  }
  return node;
}

const Node *pass_optional_unify(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_unify);
}

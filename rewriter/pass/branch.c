// Branches of unions, opened.
#include "rewriter/pass/branch.h"

static const Expr *below_extend(Pass *pass, const Node *extend, const Expr *expr) {
  return pass_replace(pass, expr, extend->u.extend.count, extend->u.extend.binding);
}

bool branch_open(Pass *pass, const VarSet *wanted, const Node *node, Branch *out) {
  if (!varset_equal(&node->variables, wanted)) return false;
  *out = (Branch){.node = node};
  out->binding = ARENA_ARRAY(pass->arena, Binding, varset_count(wanted));
  for (int v = varset_next(wanted, 0); v >= 0; v = varset_next(wanted, v + 1))
    out->binding[out->count++] =
        (Binding){(VarId)v, expr_var(pass->arena, pass->variables, (VarId)v)};
  for (;; node = node->child[0]) {
    if (node->kind == NODE_FILTER) {
      expr_conjuncts(pass->arena, node->u.filter.condition, &out->condition);
    } else if (node->kind == NODE_EXTEND) {
      for (size_t i = 0; i < node->u.extend.count; i++)
        if (pass_is_volatile(node->u.extend.binding[i].expr)) return false;
      for (size_t i = 0; i < out->count; i++)
        out->binding[i].expr = below_extend(pass, node, out->binding[i].expr);
      for (size_t i = 0; i < out->condition.count; i++)
        out->condition.item[i] = below_extend(pass, node, out->condition.item[i]);
    } else if (node->kind != NODE_PROJECT) {
      break;
    }
  }
  out->below = node;
  return true;
}

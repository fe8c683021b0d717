// Law: IS NOT NULL of what cannot be NULL is gone; IS NULL of it is never true.
//
// Preconditions:
// (1) The conjunct of a FILTER, or of a LEFTJOIN's condition, tests a variable, or a text made of
//     some.
// (2) No such variable is NULL below: by declaration, or because a join compares it; and what has
//     no lexical form (an infinite date) is not written into a text.
//
// (3) Or it is one of a FILTER to the right of SEMI or ANTI, of a variable that the left side has
//     too: rows meet where it is equal. That it has a lexical form is then idle, too, where the left
//     side asks the same.
//
// Before: FILTER(JOIN(A(v), B(v)), v IS NOT NULL)   SEMI(A(v), FILTER(B(v), v IS NOT NULL))
// After:  JOIN(A(v), B(v))                          SEMI(A(v), B(v))
//
// Why: every nullable column of a mapping brings such a test, which joins make idle; and laws that
// look for a scan find it.
#include "rewriter/pass/side.h"

static bool is_test(const Expr *expr, Operator op, const VarSet *certain) {
  return expr->kind == EXPR_SQL && expr->u.sql.op == op &&
         expr_is_certain(expr->u.sql.arg[0], certain);
}

// The conjuncts that say something; *never is set when one is never true.
static bool reduce(Pass *pass, const Expr *condition, const VarSet *certain, Conditions *out,
                   bool *never) {
  Conditions all = {0};
  expr_conjuncts(pass->arena, condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    if (is_test(all.item[i], OP_IS_NULL, certain)) *never = true;
    if (!is_test(all.item[i], OP_IS_NOT_NULL, certain)) VEC_PUSH(pass->arena, out, all.item[i]);
  }
  return *never || out->count < all.count;
}

// (3)
static const Node *right_side(Pass *pass, const Node *node) {
  const Node *left = node->child[0], *right = node->child[1];
  if (right->kind != NODE_FILTER) return node;
  Conditions all = {0}, kept = {0}, held = {0};
  expr_conjuncts(pass->arena, right->u.filter.condition, &all);
  side_conditions(pass, left, &held);
  for (size_t i = 0; i < all.count; i++) {
    const Expr *one = all.item[i];
    VarId var;
    const bool shared = expr_asks_presence(one, &var) && varset_has(&left->variables, var) &&
                        varset_has(&right->variables, var);
    if (!shared || (one->u.sql.op == OP_HAS_LEXICAL && !expr_is_among(one, &held)))
      VEC_PUSH(pass->arena, &kept, one);
  }
  if (kept.count == all.count) return node;
  const Node *sides[] = {left, pass_filter(pass, right->child[0], kept.count, kept.item)};
  return node_with_children(pass->arena, node, sides);
}

static const Node *not_null(Pass *pass, const Node *node) {
  if (node->kind == NODE_SEMI || node->kind == NODE_ANTI) return right_side(pass, node);
  Conditions kept = {0};
  bool never = false;
  if (node->kind == NODE_FILTER) {
    const VarSet certain = pass_certain(pass, node->child[0]);
    if (!reduce(pass, node->u.filter.condition, &certain, &kept, &never)) return node;
    if (never) return node_empty(pass->arena, &node->variables);
    return pass_filter(pass, node->child[0], kept.count, kept.item);
  }
  if (node->kind == NODE_LEFTJOIN && node->u.join.condition != NULL) {
    VarSet certain = pass_certain(pass, node->child[0]);
    const VarSet right = pass_certain(pass, node->child[1]);
    varset_add_all(&certain, &right);
    if (!reduce(pass, node->u.join.condition, &certain, &kept, &never)) return node;
    const Expr *condition =
        never ? expr_bool(pass->arena, false) : expr_all(pass->arena, kept.count, kept.item);
    return node_leftjoin(pass->arena, node->child[0], node->child[1], condition);
  }
  return node;
}

const Node *pass_not_null(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, not_null);
}

// Law: IS NOT NULL of what another condition cannot be true of when it is NULL is gone.
//
// Preconditions:
// (1) Both are conjuncts of one FILTER, or of one LEFTJOIN's condition, and the test is of a
//     variable.
// (2) The other is no such test, and is not true when that variable alone is NULL: it compares it,
//     or a value made of it.
//
// Before: FILTER(X, v > 1 AND v IS NOT NULL)
// After:  FILTER(X, v > 1)
//
// Why: a nullable column of a mapping brings the test, which PostgreSQL asks of each row that it
// reads, before anything else; and its share of the rows is counted twice. A late law: others look
// for the test.
#include "rewriter/pass/pass.h"

static bool is_test(const Expr *expr, VarId *var) {
  return expr_asks_presence(expr, var) && expr->u.sql.op == OP_IS_NOT_NULL;
}

// False where nothing is left out.
static bool reduce(Pass *pass, const Expr *condition, Conditions *out) {
  Conditions all = {0};
  expr_conjuncts(pass->arena, condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    VarId var;
    if (!is_test(all.item[i], &var) || !conditions_reject_null(pass->arena, &all, var))
      VEC_PUSH(pass->arena, out, all.item[i]);
  }
  return out->count < all.count;
}

static const Node *asked(Pass *pass, const Node *node) {
  Conditions kept = {0};
  if (node->kind == NODE_FILTER && reduce(pass, node->u.filter.condition, &kept))
    return pass_filter(pass, node->child[0], kept.count, kept.item);
  if (node->kind == NODE_LEFTJOIN && node->u.join.condition != NULL &&
      reduce(pass, node->u.join.condition, &kept))
    return node_leftjoin(pass->arena, node->child[0], node->child[1],
                         expr_all(pass->arena, kept.count, kept.item));
  return node;
}

const Node *pass_asked(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, asked); }

// Law: EXISTS that reads the same row again is a condition on that row.
//
// Preconditions:
// (1) The right side of a SEMI or ANTI is a SCAN b, possibly under FILTER.
// (2) The left side has, where nothing can leave it NULL, a SCAN a of the same relation.
// (3) For some key of it, none of whose columns may be NULL, both bind each column to the same
//     variable; so b can only meet a's own row.
// (4) Every other variable that b shares with the left side is bound by a to the same column.
//
// Before: SEMI(A(SCAN emp(id: v)), FILTER(SCAN emp(id: v, boss: w), w IS NOT NULL))
// After:  FILTER(A(SCAN emp(id: v, boss: w)), w IS NOT NULL)
// And:    ANTI of the same gives FILTER(..., w IS NULL); of a condition c that says more, one that
//         c is not true.
//
// Why: FILTER NOT EXISTS and MINUS over a nullable column of the same table is how "without" is
// asked for most often.
#include "rewriter/pass/scan.h"

static bool tests_not_null(const Expr *condition) {
  return condition->kind == EXPR_SQL && condition->u.sql.op == OP_IS_NOT_NULL;
}

// What holds where the conjunction is false or NULL.
static const Expr *not_true(Pass *pass, const Conditions *all) {
  Arena *arena = pass->arena;
  if (all->count == 0) return expr_bool(arena, false);
  if (all->count == 1 && tests_not_null(all->item[0]))
    return expr_sql1(arena, OP_IS_NULL, all->item[0]->u.sql.arg[0]);
  const Expr *condition = expr_all(arena, all->count, all->item);
  return expr_sql1(arena, OP_NOT,
                   expr_sql2(arena, OP_COALESCE, condition, expr_bool(arena, false)));
}

static const Node *exists_key(Pass *pass, const Node *node) {
  if (node->kind != NODE_SEMI && node->kind != NODE_ANTI) return node;
  const Node *left = node->child[0], *b = node->child[1];
  Conditions conditions = {0};
  if (node->u.join.condition != NULL)
    expr_conjuncts(pass->arena, node->u.join.condition, &conditions);
  for (; b->kind == NODE_FILTER; b = b->child[0])
    expr_conjuncts(pass->arena, b->u.filter.condition, &conditions);
  if (b->kind != NODE_SCAN) return node;  // (1)
  for (size_t i = 0; i < conditions.count; i++)
    if (conditions.item[i]->kind == EXPR_EXISTS) return node;
  const Node *a = scan_own_row(left, b);  // (2), (3), (4)
  if (a == NULL) return node;
  const ScanGraft graft = scan_graft(pass, left, a, b);
  Conditions all = {0};
  scan_shared_not_null(pass, b, left, &all);
  for (size_t i = 0; i < conditions.count; i++)
    VEC_PUSH(pass->arena, &all, expr_rename(&graft.names, conditions.item[i]));
  all = scan_unsettled(pass, left, &all);
  if (node->kind == NODE_SEMI)
    return pass_project(pass, pass_filter(pass, graft.tree, all.count, all.item), &node->variables);
  const Expr *without = not_true(pass, &all);
  if (expr_is_never(without)) return node_empty(pass->arena, &node->variables);
  return pass_project(pass, node_filter(pass->arena, graft.tree, without), &node->variables);
}

const Node *pass_exists_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, exists_key);
}

// fold: constants in conditions.
//
// Law: a condition whose value does not depend on the row is that value.
// Preconditions:
//   1. comparisons: both sides are constants of one integer or boolean type;
//   2. AND, OR, NOT keep three-valued logic; at the top of a FILTER, NULL counts as false.
// Before: FILTER (AND (= 1 1) (OR (= 2 3) c)) X    After: FILTER c X
// Why: conditions pushed into the branches of a union decide there which branch they are in.
#include <string.h>

#include "rewriter/pass/pass.h"

static bool is_false(const Expr *expr) {
  return expr->kind == EXPR_NATIVE && expr->type == PG_TYPE_BOOL &&
         strcmp(expr->u.native, "false") == 0;
}

static const Expr *fold_sql(Pass *pass, const Expr *expr) {
  Arena *arena = pass->arena;
  const size_t count = expr->u.sql.count;
  const Expr **arg = ARENA_ARRAY(arena, const Expr *, count);
  bool changed = false;
  for (size_t i = 0; i < count; i++) {
    arg[i] = pass_fold_expr(pass, expr->u.sql.arg[i]);
    changed |= arg[i] != expr->u.sql.arg[i];
  }
  switch (expr->u.sql.op) {
    case OP_AND:
    case OP_OR: {
      const bool conjunction = expr->u.sql.op == OP_AND;
      size_t kept = 0;
      for (size_t i = 0; i < count; i++) {
        if (conjunction ? is_false(arg[i]) : expr_is_true(arg[i])) return arg[i];
        if (!(conjunction ? expr_is_true(arg[i]) : is_false(arg[i]))) arg[kept++] = arg[i];
      }
      if (kept == 0) return expr_bool(arena, conjunction);
      if (kept == 1) return arg[0];
      return kept < count || changed ? expr_sql(arena, expr->u.sql.op, PG_TYPE_BOOL, kept, arg)
                                     : expr;
    }
    case OP_NOT:
      if (expr_is_true(arg[0])) return expr_bool(arena, false);
      if (is_false(arg[0])) return expr_bool(arena, true);
      break;
    case OP_EQ:
    case OP_NE:
      if (arg[0]->kind == EXPR_NATIVE && arg[1]->kind == EXPR_NATIVE &&
          arg[0]->type == arg[1]->type &&
          (pg_type_info(arg[0]->type)->family == PG_FAMILY_INTEGER ||
           arg[0]->type == PG_TYPE_BOOL)) {
        const bool same = strcmp(arg[0]->u.native, arg[1]->u.native) == 0;
        return expr_bool(arena, same == (expr->u.sql.op == OP_EQ));
      }
      if (arg[0]->kind == EXPR_UNBOUND || arg[1]->kind == EXPR_UNBOUND)
        return expr_null(arena, PG_TYPE_BOOL);
      break;
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
      if (arg[0]->kind == EXPR_UNBOUND || arg[0]->kind == EXPR_NATIVE)
        return expr_bool(arena, (arg[0]->kind == EXPR_UNBOUND) == (expr->u.sql.op == OP_IS_NULL));
      break;
    default: break;
  }
  return changed ? expr_sql(arena, expr->u.sql.op, expr->type, count, arg) : expr;
}

static const Expr *fold_case(Pass *pass, const Expr *expr) {
  Arena *arena = pass->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, expr->u.case_.count);
  size_t count = 0;
  bool changed = false;
  const Expr *otherwise =
      expr->u.case_.otherwise == NULL ? NULL : pass_fold_expr(pass, expr->u.case_.otherwise);
  changed |= otherwise != expr->u.case_.otherwise;
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    const CaseBranch *branch = &expr->u.case_.branch[i];
    const Expr *condition = pass_fold_expr(pass, branch->condition);
    const Expr *value = pass_fold_expr(pass, branch->value);
    changed |= condition != branch->condition || value != branch->value;
    if (expr_is_never(condition)) {
      changed = true;
      continue;
    }
    if (expr_is_true(condition)) {
      otherwise = value;
      changed = true;
      break;
    }
    branches[count++] = (CaseBranch){condition, value};
  }
  if (!changed) return expr;
  if (count == 0) return otherwise == NULL ? expr_null(arena, expr->type) : otherwise;
  return expr_case(arena, count, branches, otherwise);
}

static const Expr *fold_aggregate(Pass *pass, const Expr *expr) {
  const Expr *arg = expr->u.sql_agg.arg, *filter = expr->u.sql_agg.filter;
  if (arg != NULL) arg = pass_fold_expr(pass, arg);
  if (filter != NULL) filter = pass_fold_expr(pass, filter);
  if (filter != NULL && expr_is_true(filter)) filter = NULL;
  if (arg == expr->u.sql_agg.arg && filter == expr->u.sql_agg.filter) return expr;
  Expr *copy = arena_copy(pass->arena, expr, sizeof *expr);
  copy->u.sql_agg.arg = arg;
  copy->u.sql_agg.filter = filter;
  return copy;
}

const Expr *pass_fold_expr(Pass *pass, const Expr *expr) {
  if (expr->kind == EXPR_SQL_AGG) return fold_aggregate(pass, expr);
  if (expr->sort != SORT_NATIVE) return expr;
  if (expr->kind == EXPR_SQL) return fold_sql(pass, expr);
  if (expr->kind == EXPR_CASE) return fold_case(pass, expr);
  if (expr->kind == EXPR_EXISTS && expr->u.exists.pattern->kind == NODE_EMPTY)
    return expr_bool(pass->arena, expr->u.exists.negated);
  if (expr->kind == EXPR_EXISTS && expr->u.exists.pattern->kind == NODE_UNIT)
    return expr_bool(pass->arena, !expr->u.exists.negated);
  return expr;
}

static const Node *fold_node(void *self, const Node *node) {
  Pass *pass = self;
  node = pass_map(pass, node, fold_node, pass);
  switch (node->kind) {
    case NODE_FILTER: {
      const Expr *condition = pass_fold_expr(pass, node->u.filter.condition);
      if (expr_is_true(condition)) return node->child[0];
      if (expr_is_never(condition)) return node_empty(pass->arena, &node->variables);
      return condition == node->u.filter.condition
                 ? node
                 : node_filter(pass->arena, node->child[0], condition);
    }
    case NODE_LEFTJOIN: {
      if (node->u.join.condition == NULL) return node;
      const Expr *condition = pass_fold_expr(pass, node->u.join.condition);
      if (condition == node->u.join.condition) return node;
      return node_leftjoin(pass->arena, node->child[0], node->child[1],
                           expr_is_true(condition) ? NULL : condition);
    }
    case NODE_EXTEND: {
      Binding *bindings =
          arena_copy(pass->arena, node->u.extend.binding, node->u.extend.count * sizeof *bindings);
      bool changed = false;
      for (size_t i = 0; i < node->u.extend.count; i++) {
        bindings[i].expr = pass_fold_expr(pass, bindings[i].expr);
        changed |= bindings[i].expr != node->u.extend.binding[i].expr;
      }
      return changed ? node_extend(pass->arena, node->child[0], node->u.extend.count, bindings)
                     : node;
    }
    default: return node;
  }
}

const Node *pass_fold(Pass *pass, const Node *tree) { return fold_node(pass, tree); }

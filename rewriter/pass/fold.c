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

// The arguments folded; the same array when nothing changed.
static const Expr *const *fold_args(Pass *pass, size_t count, const Expr *const args[]) {
  const Expr **changed = NULL;
  for (size_t i = 0; i < count; i++) {
    const Expr *arg = pass_fold_expr(pass, args[i]);
    if (arg == args[i]) continue;
    if (changed == NULL) changed = arena_copy(pass->arena, args, count * sizeof *changed);
    changed[i] = arg;
  }
  return changed == NULL ? args : changed;
}

// AND and OR without the members that say nothing, or the one that says it all.
static const Expr *fold_connective(Pass *pass, const Expr *expr, const Expr *const arg[]) {
  const bool conjunction = expr->u.sql.op == OP_AND;
  const size_t count = expr->u.sql.count;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (conjunction ? is_false(arg[i]) : expr_is_true(arg[i])) return arg[i];
    kept += !(conjunction ? expr_is_true(arg[i]) : is_false(arg[i]));
  }
  if (kept == 0) return expr_bool(pass->arena, conjunction);
  if (kept == count)
    return arg == expr->u.sql.arg ? expr
                                  : expr_sql(pass->arena, expr->u.sql.op, PG_TYPE_BOOL, count, arg);
  const Expr **rest = ARENA_ARRAY(pass->arena, const Expr *, kept);
  kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!(conjunction ? expr_is_true(arg[i]) : is_false(arg[i]))) rest[kept++] = arg[i];
  return kept == 1 ? rest[0] : expr_sql(pass->arena, expr->u.sql.op, PG_TYPE_BOOL, kept, rest);
}

static const Expr *fold_sql(Pass *pass, const Expr *expr) {
  Arena *arena = pass->arena;
  const size_t count = expr->u.sql.count;
  const Expr *const *arg = fold_args(pass, count, expr->u.sql.arg);
  switch (expr->u.sql.op) {
    case OP_AND:
    case OP_OR: return fold_connective(pass, expr, arg);
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
    case OP_HAS_LEXICAL:
      if (arg[0]->kind == EXPR_UNBOUND || expr_is_given(arg[0]))
        return expr_has_lexical(arena, arg[0]);
      break;
    default: break;
  }
  return arg == expr->u.sql.arg ? expr : expr_sql(arena, expr->u.sql.op, expr->type, count, arg);
}

static const Expr *fold_case(Pass *pass, const Expr *expr) {
  Arena *arena = pass->arena;
  const size_t all = expr->u.case_.count;
  CaseBranch *branches = NULL;  // once one is another
  size_t count = 0;
  const Expr *otherwise =
      expr->u.case_.otherwise == NULL ? NULL : pass_fold_expr(pass, expr->u.case_.otherwise);
  bool changed = otherwise != expr->u.case_.otherwise;
  for (size_t i = 0; i < all; i++) {
    const CaseBranch *branch = &expr->u.case_.branch[i];
    const CaseBranch made = {pass_fold_expr(pass, branch->condition),
                             pass_fold_expr(pass, branch->value)};
    const bool never = expr_is_never(made.condition), always = expr_is_true(made.condition);
    if (branches == NULL &&
        (never || always || made.condition != branch->condition || made.value != branch->value)) {
      branches = arena_copy(arena, expr->u.case_.branch, all * sizeof *branches);
      changed = true;
    }
    if (never) continue;
    if (always) {
      otherwise = made.value;
      break;
    }
    if (branches != NULL) branches[count] = made;
    count++;
  }
  if (!changed) return expr;
  if (count == 0) return otherwise == NULL ? expr_null(arena, expr->type) : otherwise;
  return expr_case(arena, count, branches == NULL ? expr->u.case_.branch : branches, otherwise);
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
      Binding *bindings = NULL;
      for (size_t i = 0; i < node->u.extend.count; i++) {
        const Binding *binding = &node->u.extend.binding[i];
        const Expr *expr = pass_fold_expr(pass, binding->expr);
        if (expr == binding->expr) continue;
        if (bindings == NULL)
          bindings = arena_copy(pass->arena, node->u.extend.binding,
                                node->u.extend.count * sizeof *bindings);
        bindings[i].expr = expr;
      }
      return bindings == NULL
                 ? node
                 : node_extend(pass->arena, node->child[0], node->u.extend.count, bindings);
    }
    default: return node;
  }
}

const Node *pass_fold(Pass *pass, const Node *tree) { return fold_node(pass, tree); }

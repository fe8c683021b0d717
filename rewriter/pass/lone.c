// Law: a group of one row is that row.
//
// Preconditions:
// (1) No two rows below the GROUP agree on its keys (rewriter/ir/dependency.h), and there are keys:
//     without them no row is a group, too.
// (2) Its aggregates are COUNT, MIN, MAX, or SUM of exact numbers: of one row, whether there is a
//     value, or the value. With a FILTER, of a row that passes it.
//
// Before: GROUP(SCAN emp(id: v, paid: w), v, m := max(w))
// After:  PROJECT(EXTEND(SCAN emp(id: v, paid: w), m := w), v, m)
//
// Why: a group for each thing and a value that it has once is how SPARQL asks for the greatest, or
// the only one; grouping sorts or hashes all rows to find each alone.
#include <string.h>

#include "rewriter/ir/dependency.h"
#include "rewriter/pass/pass.h"

static bool is_exact(PgType type) {
  const PgFamily family = pg_type_info(type)->family;
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC;
}

// The aggregate over one row; NULL when it is none of (2).
static const Expr *of_one_row(Pass *pass, const Expr *agg) {
  Arena *arena = pass->arena;
  const char *name = agg->u.sql_agg.name;
  const Expr *arg = agg->u.sql_agg.arg, *passes = agg->u.sql_agg.filter;
  const bool count = strcmp(name, "count") == 0, sum = strcmp(name, "sum") == 0;
  const bool least = strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
  if (agg->u.sql_agg.extra != NULL || agg->u.sql_agg.order != NULL || !(count || sum || least) ||
      (sum && !(is_exact(agg->type) && is_exact(arg->type))))
    return NULL;
  if (count) {
    if (arg != NULL) passes = expr_and(arena, passes, expr_sql1(arena, OP_IS_NOT_NULL, arg));
    const Expr *one = expr_native(arena, agg->type, "1");
    if (passes == NULL) return one;
    return expr_case(arena, 1, &(CaseBranch){passes, one}, expr_native(arena, agg->type, "0"));
  }
  const Expr *value = arg->type == agg->type ? arg : expr_sql(arena, OP_CAST, agg->type, 1, &arg);
  if (passes == NULL) return value;
  return expr_case(arena, 1, &(CaseBranch){passes, value}, NULL);
}

// The value with each aggregate in it taken of one row; NULL when that cannot be.
static const Expr *alone(Pass *pass, const Expr *expr) {
  if (!expr_holds_aggregate(expr)) return expr;
  if (expr->kind == EXPR_SQL_AGG) return of_one_row(pass, expr);
  if (expr->kind != EXPR_SQL) return NULL;
  const Expr **arg = ARENA_ARRAY(pass->arena, const Expr *, expr->u.sql.count);
  for (size_t i = 0; i < expr->u.sql.count; i++) {
    arg[i] = alone(pass, expr->u.sql.arg[i]);
    if (arg[i] == NULL) return NULL;
  }
  return expr_sql(pass->arena, expr->u.sql.op, expr->type, expr->u.sql.count, arg);
}

static const Node *lone(Pass *pass, const Node *node) {
  if (node->kind != NODE_GROUP || node->u.group.key_count == 0) return node;
  const size_t count = node->u.group.aggregate_count;
  Binding *bindings = ARENA_ARRAY(pass->arena, Binding, count);
  for (size_t i = 0; i < count; i++) {
    bindings[i] = node->u.group.aggregate[i];
    bindings[i].expr = alone(pass, bindings[i].expr);
    if (bindings[i].expr == NULL) return node;  // (2)
  }
  VarSet keys = varset_empty(pass->arena);
  for (size_t i = 0; i < node->u.group.key_count; i++) varset_add(&keys, node->u.group.key[i]);
  if (!dependency_unique(pass->arena, node->child[0], &keys)) return node;  // (1)
  const Node *rows =
      count == 0 ? node->child[0] : node_extend(pass->arena, node->child[0], count, bindings);
  return pass_project(pass, rows, &node->variables);
}

const Node *pass_lone(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, lone); }

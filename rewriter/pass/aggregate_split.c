// Law: what is counted over a union is counted in its branches.
//
// Preconditions:
// (1) The child of a GROUP is a UNION of several branches, possibly under PROJECT, EXTEND and
//     FILTER, which each branch then gets.
// (2) Each branch binds one of the keys to a constant of its own: groups of different branches are
//     different groups, and each branch groups by itself. Constants are different when their texts
//     are, of types of which equal values have one text. Or:
// (3) Every key is a constant in each branch, so that a branch has one group at most; and each
//     aggregate can be put together from parts: count, and sum, min and max without DISTINCT. A sum
//     of floating point numbers depends on the order of its parts, and stays.
// (4) No branch is such a group already.
// (5) With (2), where another key varies within branches, no two branches read one relation: read
//     together (fan), it is read once.
//
// Before: GROUP(UNION(A, B), n := count(*))
// After:  GROUP(UNION(GROUP(A, p := count(*)), GROUP(B, p := count(*))), n := sum(p))
// With (2): UNION(GROUP(A, k, n := count(*)), GROUP(B, k, n := count(*)))
//
// Why: a table is counted by itself from an index, in parallel, and no row of it passes through the
// union; this is what SELECT ?class (COUNT(*) AS ?n) and COUNT(*) of everything ask for.
#include <string.h>

#include "rewriter/pass/pass.h"

// --- The branches (1) ----------------------------------------------------------------------------

static const Node *find_union(const Node *node) {
  while (node->kind == NODE_PROJECT || node->kind == NODE_EXTEND || node->kind == NODE_FILTER)
    node = node->child[0];
  return node->kind == NODE_UNION && node->child_count > 1 ? node : NULL;
}

// `node` with `branch` in place of the union below it.
static const Node *over_branch(Pass *pass, const Node *node, const Node *branch) {
  if (node->kind == NODE_UNION) return branch;
  const Node *child = over_branch(pass, node->child[0], branch);
  return node_with_children(pass->arena, node, &child);
}

// The constant that the tree binds the variable to, or NULL of SQL; NULL when it is none.
static const Expr *constant_of(const Node *node, VarId var) {
  for (;; node = node->child[0]) {
    switch (node->kind) {
      case NODE_EXTEND:
        for (size_t i = 0; i < node->u.extend.count; i++) {
          if (node->u.extend.binding[i].var != var) continue;
          const Expr *expr = node->u.extend.binding[i].expr;
          if (expr->kind == EXPR_NATIVE || expr->kind == EXPR_UNBOUND) return expr;
          if (expr->kind != EXPR_VAR) return NULL;
          var = expr->u.var;
          break;
        }
        break;
      case NODE_PROJECT:
      case NODE_FILTER:
      case NODE_DISTINCT:
      case NODE_SLICE: break;
      default: return NULL;
    }
  }
}

static bool has_canonical_text(PgType type) {
  const PgFamily family = pg_type_info(type)->family;
  return family == PG_FAMILY_TEXT || family == PG_FAMILY_INTEGER || family == PG_FAMILY_BOOLEAN;
}

// (2)
static bool tells_apart(VarId key, size_t count, const Node *const branch[]) {
  for (size_t i = 0; i < count; i++) {
    const Expr *constant = constant_of(branch[i], key);
    if (constant == NULL || constant->kind != EXPR_NATIVE || !has_canonical_text(constant->type))
      return false;
    for (size_t j = 0; j < i; j++)
      if (strcmp(constant_of(branch[j], key)->u.native, constant->u.native) == 0) return false;
  }
  return true;
}

// (3)
static bool all_constant(const Node *group, size_t count, const Node *const branch[]) {
  for (size_t k = 0; k < group->u.group.key_count; k++)
    for (size_t i = 0; i < count; i++)
      if (constant_of(branch[i], group->u.group.key[k]) == NULL) return false;
  return true;
}

// --- Parts of aggregates (3) ---------------------------------------------------------------------

typedef struct Parts {
  Pass *pass;
  VEC(Binding) part;  // in each branch
  bool possible;
} Parts;

static const Expr *aggregate(Pass *pass, const char *name, PgType type, const Expr *arg) {
  Expr *agg = ARENA_NEW(pass->arena, Expr);
  agg->kind = EXPR_SQL_AGG;
  agg->sort = SORT_NATIVE;
  agg->type = type;
  agg->u.sql_agg.name = name;
  agg->u.sql_agg.arg = arg;
  return agg;
}

static bool is_exact(PgType type) {
  const PgFamily family = pg_type_info(type)->family;
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC;
}

static const Expr *combine(Parts *parts, const Expr *agg) {
  Pass *pass = parts->pass;
  const char *name = agg->u.sql_agg.name;
  const bool count = strcmp(name, "count") == 0, sum = strcmp(name, "sum") == 0;
  const bool least = strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
  if (agg->u.sql_agg.extra != NULL || agg->u.sql_agg.order != NULL || !(count || sum || least) ||
      (agg->u.sql_agg.distinct && !least) ||
      (sum && !(is_exact(agg->type) && is_exact(agg->u.sql_agg.arg->type)))) {
    parts->possible = false;
    return agg;
  }
  const Expr *part = NULL;
  for (size_t i = 0; i < parts->part.count && part == NULL; i++)
    if (expr_equal(parts->part.item[i].expr, agg))
      part = expr_var(pass->arena, pass->variables, parts->part.item[i].var);
  if (part == NULL) {
    const Binding binding = {variables_fresh_native(pass->variables, agg->type, name), agg};
    VEC_PUSH(pass->arena, &parts->part, binding);
    part = expr_var(pass->arena, pass->variables, binding.var);
  }
  if (least) return aggregate(pass, name, agg->type, part);
  // The sum of bigints is numeric.
  const Expr *whole = aggregate(pass, "sum", PG_TYPE_NUMERIC, part);
  if (agg->type != PG_TYPE_NUMERIC) whole = expr_sql(pass->arena, OP_CAST, agg->type, 1, &whole);
  if (!count) return whole;
  return expr_sql2(pass->arena, OP_COALESCE, whole, expr_native(pass->arena, agg->type, "0"));
}

// The value with each aggregate in it put together from parts.
static const Expr *recombine(Parts *parts, const Expr *expr) {
  Arena *arena = parts->pass->arena;
  if (expr == NULL || !parts->possible) return expr;
  switch (expr->kind) {
    case EXPR_SQL_AGG: return combine(parts, expr);
    case EXPR_SQL:
    case EXPR_SQL_CALL: {
      const bool call = expr->kind == EXPR_SQL_CALL;
      const size_t count = call ? expr->u.sql_call.count : expr->u.sql.count;
      const Expr *const *from = call ? expr->u.sql_call.arg : expr->u.sql.arg;
      const Expr **arg = ARENA_ARRAY(arena, const Expr *, count);
      for (size_t i = 0; i < count; i++) arg[i] = recombine(parts, from[i]);
      return call ? expr_sql_call(arena, expr->u.sql_call.name, expr->type, count, arg)
                  : expr_sql(arena, expr->u.sql.op, expr->type, count, arg);
    }
    case EXPR_NATIVE:
    case EXPR_UNBOUND: return expr;
    default: parts->possible = false; return expr;
  }
}

// --- Relations (5) -------------------------------------------------------------------------------

static bool reads(const Node *node, const Relation *relation) {
  if (node->kind == NODE_SCAN) return node->u.scan.table->relation == relation;
  for (size_t i = 0; i < node->child_count; i++)
    if (reads(node->child[i], relation)) return true;
  return false;
}

static bool share_relation(const Node *a, const Node *b) {
  if (a->kind == NODE_SCAN) return reads(b, a->u.scan.table->relation);
  for (size_t i = 0; i < a->child_count; i++)
    if (share_relation(a->child[i], b)) return true;
  return false;
}

static bool read_apart(size_t count, const Node *const branch[]) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < i; j++)
      if (share_relation(branch[i], branch[j])) return false;
  return true;
}

// --- The law -------------------------------------------------------------------------------------

// The group over one branch, the branch's constants written into its aggregates.
static const Node *group_branch(Pass *pass, const Node *group, const Node *branch, size_t count,
                                const Binding aggregates[]) {
  Arena *arena = pass->arena;
  Binding *own = ARENA_ARRAY(arena, Binding, count);
  for (size_t i = 0; i < count; i++) {
    VarSet used = varset_empty(arena);
    expr_variables(aggregates[i].expr, &used);
    VEC(Binding) constants = {0};
    for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1)) {
      const Binding constant = {(VarId)v, constant_of(branch, (VarId)v)};
      if (constant.expr != NULL) VEC_PUSH(arena, &constants, constant);
    }
    const Expr *expr = pass_replace(pass, aggregates[i].expr, constants.count, constants.item);
    own[i] = (Binding){aggregates[i].var, pass_fold_expr(pass, expr)};
  }
  return node_group(arena, branch, group->u.group.key_count, group->u.group.key, count, own);
}

static const Node *split(Pass *pass, const Node *node) {
  if (node->kind != NODE_GROUP) return node;
  Arena *arena = pass->arena;
  const Node *union_ = find_union(node->child[0]);
  if (union_ == NULL) return node;
  const size_t count = union_->child_count, key_count = node->u.group.key_count;
  const VarId *key = node->u.group.key;
  const Node **branch = ARENA_ARRAY(arena, const Node *, count);
  for (size_t i = 0; i < count; i++)
    branch[i] = over_branch(pass, node->child[0], union_->child[i]);
  for (size_t k = 0; k < key_count; k++) {
    if (!tells_apart(key[k], count, branch)) continue;
    if (!all_constant(node, count, branch) && !read_apart(count, branch)) continue;  // (5)
    for (size_t i = 0; i < count; i++)
      branch[i] = group_branch(pass, node, branch[i], node->u.group.aggregate_count,
                               node->u.group.aggregate);
    return node_union(arena, count, branch);
  }
  if (!all_constant(node, count, branch)) return node;
  for (size_t i = 0; i < count; i++)
    if (union_->child[i]->kind == NODE_GROUP) return node;  // (4)
  Parts parts = {.pass = pass, .possible = true};
  Binding *whole = ARENA_ARRAY(arena, Binding, node->u.group.aggregate_count);
  for (size_t i = 0; i < node->u.group.aggregate_count; i++)
    whole[i] = (Binding){node->u.group.aggregate[i].var,
                         recombine(&parts, node->u.group.aggregate[i].expr)};
  if (!parts.possible || parts.part.count == 0) return node;
  for (size_t i = 0; i < count; i++)
    branch[i] = group_branch(pass, node, branch[i], parts.part.count, parts.part.item);
  return node_group(arena, node_union(arena, count, branch), key_count, key,
                    node->u.group.aggregate_count, whole);
}

const Node *pass_aggregate_split(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, split);
}

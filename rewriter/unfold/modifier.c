// Solution modifiers and groups (SPARQL 1.1 sections 11, 12 and 15).
#include "rewriter/ir/dependency.h"
#include "rewriter/ir/walk.h"
#include "rewriter/lower/native.h"
#include "rewriter/unfold/context.h"

static VarSet set_of(Unfold *unfold, size_t count, const VarId vars[]) {
  VarSet set = varset_empty(unfold->arena);
  for (size_t i = 0; i < count; i++) varset_add(&set, vars[i]);
  return set;
}

// The child of a projection: hidden variables are other variables than those around.
static Status project_child(Unfold *unfold, const Node *child, const VarSet *vars, Lifted *out,
                            Error *err) {
  const Outer *saved = unfold->outer;
  Branch seen;
  Outer outer;
  if (saved != NULL) {
    seen = branch_keep(unfold, saved->branch, vars);
    outer = (Outer){&seen, NULL};
    unfold->outer = &outer;
  }
  const Status status = unfold_node(unfold, child, out, err);
  unfold->outer = saved;
  return status;
}

static void keep_all(Unfold *unfold, Lifted *lifted, const VarSet *vars) {
  for (size_t i = 0; i < lifted->count; i++)
    lifted->item[i] = branch_keep(unfold, &lifted->item[i], vars);
}

Status unfold_project(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  const VarSet vars = set_of(unfold, node->u.project.count, node->u.project.var);
  Lifted child = {0};
  TRY(project_child(unfold, node->child[0], &vars, &child, err));
  for (size_t i = 0; i < child.count; i++) VEC_PUSH(unfold->arena, out, child.item[i]);
  keep_all(unfold, out, &vars);
  return STATUS_OK;
}

// --- Order ---------------------------------------------------------------------------------------

typedef VEC(OrderKey) OrderKeys;

static Status add_order_keys(Unfold *unfold, const Branch *branch, const Node *order,
                             OrderKeys *out, Error *err) {
  for (size_t i = 0; i < order->u.order.count; i++) {
    const OrderKey *key = &order->u.order.key[i];
    const bool last = i + 1 == order->u.order.count;
    ExprList native = {0};
    TRY(unfold_order_keys(unfold, branch, key->expr, last, &native, err));
    for (size_t j = 0; j < native.count; j++) {
      if (native.item[j]->kind == EXPR_NATIVE || native.item[j]->kind == EXPR_UNBOUND) continue;
      const OrderKey one = {native.item[j], key->descending};
      VEC_PUSH(unfold->arena, out, one);
    }
  }
  return STATUS_OK;
}

static Status order_branch(Unfold *unfold, const Node *order, Branch *branch, Error *err) {
  OrderKeys keys = {0};
  TRY(add_order_keys(unfold, branch, order, &keys, err));
  if (keys.count > 0) branch->tree = node_order(unfold->arena, branch->tree, keys.count, keys.item);
  return STATUS_OK;
}

Status unfold_order(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Lifted child = {0};
  TRY(unfold_node(unfold, node->child[0], &child, err));
  if (child.count == 0) return STATUS_OK;
  Branch branch = lifted_merge_all(unfold, &child);
  TRY(order_branch(unfold, node, &branch, err));
  VEC_PUSH(unfold->arena, out, branch);
  return STATUS_OK;
}

// --- Distinct ------------------------------------------------------------------------------------

// Can PostgreSQL take the least of values of this type?
static bool has_least(PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_FLOAT:
    case PG_FAMILY_TEXT:
    case PG_FAMILY_BPCHAR:
    case PG_FAMILY_DATE:
    case PG_FAMILY_TIME:
    case PG_FAMILY_TIMESTAMP: return true;
    default: return false;
  }
}

static const Expr *least(Unfold *unfold, const Expr *key, bool greatest) {
  Expr *agg = ARENA_NEW(unfold->arena, Expr);
  agg->kind = EXPR_SQL_AGG;
  agg->sort = SORT_NATIVE;
  agg->type = key->type;
  agg->u.sql_agg.name = greatest ? "max" : "min";
  agg->u.sql_agg.arg = key;
  return agg;
}

// Distinct solutions in the order of keys that are not all kept: each solution stands where its
// first row stood.
static Status distinct_by_first(Unfold *unfold, const Lifted *child, const VarSet *vars,
                                const Node *order, Lifted *out, Error *err) {
  Arena *arena = unfold->arena;
  VarSet all = lifted_variables(unfold, child);
  VarSet columns = varset_empty(arena);
  Branch branch = lifted_merge(unfold, child, &all, vars, &columns);
  OrderKeys keys = {0};
  TRY(add_order_keys(unfold, &branch, order, &keys, err));
  branch = branch_keep(unfold, &branch, vars);
  VarSet identity = varset_empty(arena);
  for (size_t i = 0; i < branch.count; i++) expr_variables(branch.definition[i].term, &identity);
  VEC(VarId) group = {0};
  for (int v = varset_next(&identity, 0); v >= 0; v = varset_next(&identity, v + 1))
    VEC_PUSH(arena, &group, (VarId)v);
  VEC(Binding) firsts = {0};
  OrderKeys native = {0};
  for (size_t i = 0; i < keys.count; i++) {
    const OrderKey *key = &keys.item[i];
    if (!has_least(key->expr->type)) continue;
    const Binding first = {fresh(unfold, key->expr->type, "first"),
                           least(unfold, key->expr, key->descending)};
    VEC_PUSH(arena, &firsts, first);
    const OrderKey by = {var_expr(unfold, first.var), key->descending};
    VEC_PUSH(arena, &native, by);
  }
  branch.tree = node_group(arena, branch.tree, group.count, group.item, firsts.count, firsts.item);
  if (native.count > 0) branch.tree = node_order(arena, branch.tree, native.count, native.item);
  VEC_PUSH(arena, out, branch);
  return STATUS_OK;
}

static bool order_is_kept(Unfold *unfold, const Node *order, const VarSet *vars) {
  for (size_t i = 0; i < order->u.order.count; i++) {
    VarSet used = varset_empty(unfold->arena);
    expr_variables(order->u.order.key[i].expr, &used);
    if (!varset_subset(&used, vars)) return false;
  }
  return true;
}

Status unfold_distinct(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  const Node *child = node->child[0];
  if (node->u.distinct.reduced) return unfold_node(unfold, child, out, err);
  const Node *order = NULL;
  VarSet vars = varset_copy(unfold->arena, &child->variables);
  Lifted solutions = {0};
  const bool saved = unfold->bag_matters;
  unfold->bag_matters = false;
  Status status;
  if (child->kind == NODE_PROJECT) {
    vars = set_of(unfold, child->u.project.count, child->u.project.var);
    const Node *below = child->child[0];
    if (below->kind == NODE_ORDER) {
      order = below;
      below = below->child[0];
    }
    status = project_child(unfold, below, &vars, &solutions, err);
  } else {
    status = unfold_node(unfold, child, &solutions, err);
  }
  unfold->bag_matters = saved;
  TRY(status);
  if (solutions.count == 0) return STATUS_OK;
  if (order != NULL && !order_is_kept(unfold, order, &vars))
    return distinct_by_first(unfold, &solutions, &vars, order, out, err);
  keep_all(unfold, &solutions, &vars);
  Lifted distinct = lifted_distinct(unfold, &solutions, &vars);
  if (order == NULL) {
    for (size_t i = 0; i < distinct.count; i++) VEC_PUSH(unfold->arena, out, distinct.item[i]);
    return STATUS_OK;
  }
  Branch branch = lifted_merge_all(unfold, &distinct);
  TRY(order_branch(unfold, order, &branch, err));
  VEC_PUSH(unfold->arena, out, branch);
  return STATUS_OK;
}

// --- Slice ---------------------------------------------------------------------------------------

Status unfold_slice(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  if (node->u.slice.graph != VAR_NONE)
    return error_at(err, STATUS_UNSUPPORTED, node->at,
                    "not supported yet: LIMIT or OFFSET in a sub-SELECT within GRAPH ?variable");
  Lifted child = {0};
  const bool saved = unfold->bag_matters;
  unfold->bag_matters = true;
  const Status status = unfold_node(unfold, node->child[0], &child, err);
  unfold->bag_matters = saved;
  TRY(status);
  if (child.count == 0 || node->u.slice.limit == 0) return STATUS_OK;
  Branch branch = lifted_merge_all(unfold, &child);
  branch.tree = node_slice(unfold->arena, branch.tree, node->u.slice.offset, node->u.slice.limit);
  VEC_PUSH(unfold->arena, out, branch);
  return STATUS_OK;
}

// --- Groups --------------------------------------------------------------------------------------

typedef struct Aggregates {
  Unfold *unfold;
  const char *hint;
  VEC(Binding) binding;
} Aggregates;

static const Expr *bind_aggregate(void *self, const Expr *expr, bool condition) {
  (void)condition;
  Aggregates *aggregates = self;
  if (!expr_holds_aggregate(expr)) return expr;
  for (size_t i = 0; i < aggregates->binding.count; i++)
    if (expr_equal(aggregates->binding.item[i].expr, expr))
      return var_expr(aggregates->unfold, aggregates->binding.item[i].var);
  const Binding binding = {fresh(aggregates->unfold, expr->type, aggregates->hint), expr};
  VEC_PUSH(aggregates->unfold->arena, &aggregates->binding, binding);
  return var_expr(aggregates->unfold, binding.var);
}

static bool counts_duplicates(const Expr *aggregate) {
  if (aggregate->u.agg.distinct) return false;
  switch (aggregate->u.agg.aggregate) {
    case AGG_MIN:
    case AGG_MAX:
    case AGG_SAMPLE: return false;
    default: return true;
  }
}

static bool counts_distinct_solutions(const Expr *aggregate) {
  return aggregate->u.agg.arg == NULL && aggregate->u.agg.distinct;
}

// SQL without GROUP BY gives one row, always. SPARQL without GROUP BY does so too; but keys that
// are all constants give a group only where there is a solution (18.2.4.1).
static Status group_tree(Aggregates *aggregates, const Branch *rows, bool keyed, size_t key_count,
                         const VarId key[], const Node **out, Error *err) {
  Unfold *unfold = aggregates->unfold;
  Arena *arena = unfold->arena;
  const bool always = key_count > 0 || !keyed;
  if (key_count == 0 && aggregates->binding.count == 0) {
    *out = node_unit(arena);
    if (!always) *out = node_semi(arena, *out, rows->tree, NULL);
    return STATUS_OK;
  }
  const Expr *number = NULL;
  if (!always) {
    const Expr *count = expr_agg(arena, AGG_COUNT, false, NULL, NULL, (Position){0});
    TRY(unfold_aggregate(unfold, rows, count, &number, err));
    number = bind_aggregate(aggregates, number->u.rdf.lexical, false);
  }
  *out = node_group(arena, rows->tree, key_count, key, aggregates->binding.count,
                    aggregates->binding.item);
  if (number != NULL)
    *out = node_filter(arena, *out,
                       native_compare(arena, OP_GT, number, expr_native(arena, PG_TYPE_INT8, "0")));
  return STATUS_OK;
}

Status unfold_group(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Arena *arena = unfold->arena;
  const size_t aggregate_count = node->u.group.aggregate_count;
  const Binding *aggregate = node->u.group.aggregate;
  bool bag = false, distinct = false;
  const VarSet keys = set_of(unfold, node->u.group.key_count, node->u.group.key);
  VarSet vars = varset_copy(arena, &keys);
  for (size_t i = 0; i < aggregate_count; i++) {
    bag |= counts_duplicates(aggregate[i].expr);
    distinct |= counts_distinct_solutions(aggregate[i].expr);
    expr_variables(aggregate[i].expr, &vars);
  }
  if (bag && distinct)
    return error_at(err, STATUS_UNSUPPORTED, node->at,
                    "not supported yet: COUNT(DISTINCT *) beside aggregates that count duplicates");
  Lifted child = {0};
  const bool saved = unfold->bag_matters;
  unfold->bag_matters = bag;
  const Status status = unfold_node(unfold, node->child[0], &child, err);
  unfold->bag_matters = saved;
  TRY(status);
  if (child.count == 0 && node->u.group.key_count > 0) return STATUS_OK;
  if (distinct) {
    const VarSet all = lifted_variables(unfold, &child);
    child = lifted_distinct(unfold, &child, &all);
  }
  VarSet columns = varset_empty(arena);
  const Branch rows = lifted_merge(unfold, &child, &vars, &keys, &columns);
  VarSet identity = varset_empty(arena);
  for (size_t i = 0; i < rows.count; i++)
    if (varset_has(&keys, rows.definition[i].var))
      expr_variables(rows.definition[i].term, &identity);
  VEC(VarId) native = {0};
  for (int v = varset_next(&identity, 0); v >= 0; v = varset_next(&identity, v + 1))
    VEC_PUSH(arena, &native, (VarId)v);
  Branch branch = branch_keep(unfold, &rows, &keys);
  Aggregates aggregates = {.unfold = unfold};
  for (size_t i = 0; i < aggregate_count; i++) {
    const Expr *expr = aggregate[i].expr, *term;
    if (counts_distinct_solutions(expr))
      expr = expr_agg(arena, AGG_COUNT, false, NULL, NULL, expr->at);
    unfold->lowering.keyed = native.count > 0;
    TRY(unfold_aggregate(unfold, &rows, expr, &term, err));
    aggregates.hint = variables_hint(unfold->variables, aggregate[i].var);
    term = terms_map(arena, term, bind_aggregate, &aggregates);
    branch =
        branch_define(unfold, &branch, aggregate[i].var, term, expr->u.agg.aggregate == AGG_COUNT);
  }
  TRY(group_tree(&aggregates, &rows, node->u.group.key_count > 0, native.count, native.item,
                 &branch.tree, err));
  VEC_PUSH(arena, out, branch);
  return STATUS_OK;
}

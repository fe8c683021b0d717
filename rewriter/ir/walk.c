// Walking lifted trees: mentioned variables, renaming, conjunctions, null rejection.
#include "rewriter/ir/walk.h"

#include <string.h>

// --- Mentions ------------------------------------------------------------------------------------

void node_each_expr(const Node *node, void (*visit)(void *self, const Expr *expr), void *self) {
  switch (node->kind) {
    case NODE_FILTER: visit(self, node->u.filter.condition); break;
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++) visit(self, node->u.extend.binding[i].expr);
      break;
    case NODE_FAN:
      for (size_t i = 0; i < node->u.values.row_count * node->u.values.var_count; i++)
        visit(self, node->u.values.cell[i]);
      break;
    case NODE_GROUP:
      for (size_t i = 0; i < node->u.group.aggregate_count; i++)
        visit(self, node->u.group.aggregate[i].expr);
      break;
    case NODE_ORDER:
      for (size_t i = 0; i < node->u.order.count; i++) visit(self, node->u.order.key[i].expr);
      break;
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      if (node->u.join.condition != NULL) visit(self, node->u.join.condition);
      break;
    default: break;
  }
}

static void mention_expr(void *self, const Expr *expr) { expr_variables(expr, self); }

void node_mentions(const Node *node, VarSet *set) {
  varset_add_all(set, &node->variables);
  if (node->kind == NODE_PROJECT)
    for (size_t i = 0; i < node->u.project.count; i++) varset_add(set, node->u.project.var[i]);
  if (node->kind == NODE_GROUP)
    for (size_t i = 0; i < node->u.group.key_count; i++) varset_add(set, node->u.group.key[i]);
  node_each_expr(node, mention_expr, set);
  if (node->kind == NODE_RECURSE) {
    node_mentions(node->u.recurse.start, set);
    node_mentions(node->u.recurse.step, set);
    if (node->u.recurse.with != NULL) node_mentions(node->u.recurse.with, set);
  }
  for (size_t i = 0; i < node->child_count; i++) node_mentions(node->child[i], set);
}

static void bound_below(const Node *node, VarSet *set) {
  varset_add_all(set, &node->variables);
  if (node->kind == NODE_RECURSE) {
    bound_below(node->u.recurse.start, set);
    bound_below(node->u.recurse.step, set);
    if (node->u.recurse.with != NULL) bound_below(node->u.recurse.with, set);
  }
  for (size_t i = 0; i < node->child_count; i++) bound_below(node->child[i], set);
}

void node_free_variables(Arena *arena, const Node *node, VarSet *set) {
  VarSet mentioned = varset_empty(arena), bound = varset_empty(arena);
  node_mentions(node, &mentioned);
  bound_below(node, &bound);
  varset_remove_all(&mentioned, &bound);
  varset_add_all(set, &mentioned);
}

// --- Renaming ------------------------------------------------------------------------------------

Renaming renaming_make(Arena *arena, const Variables *variables) {
  return (Renaming){.arena = arena, .variables = variables};
}

// Room for `var` in the span, which at least doubles on the side where it grows.
static void span(Renaming *renaming, VarId var) {
  const VarId first = renaming->first, end = first + (VarId)renaming->count;
  if (renaming->count > 0 && var >= first && var < end) return;
  VarId low = var, high = var + 8;
  if (renaming->count > 0) {
    const VarId slack = (VarId)renaming->count;
    low = var >= first ? first : (var > slack ? var - slack : 0);
    high = var < end ? end : var + 1 + slack;
  }
  VarId *to = ARENA_ARRAY(renaming->arena, VarId, high - low);
  for (VarId v = low; v < high; v++)
    to[v - low] = renaming->count > 0 && v >= first && v < end ? renaming->to[v - first] : v;
  renaming->first = low;
  renaming->count = high - low;
  renaming->to = to;
}

void renaming_add(Renaming *renaming, VarId from, VarId to) {
  span(renaming, from);
  renaming->to[from - renaming->first] = to;
}

VarId renaming_of(const Renaming *renaming, VarId var) {
  // A variable below `first` wraps around and is beyond `count`.
  for (VarId at; (at = var - renaming->first) < renaming->count && renaming->to[at] != var;)
    var = renaming->to[at];
  return var;
}

static const Expr *rename_variable(void *self, VarId var) {
  const Renaming *renaming = self;
  const VarId to = renaming_of(renaming, var);
  return to == var ? NULL : expr_var(renaming->arena, renaming->variables, to);
}

static const Node *rename_pattern(void *self, const Node *pattern) {
  return node_rename(self, pattern);
}

const Expr *expr_rename(const Renaming *renaming, const Expr *expr) {
  if (expr == NULL) return NULL;
  return expr_substitute_all(renaming->arena, expr, rename_variable, rename_pattern,
                             (void *)(uintptr_t)renaming);
}

static const VarId *rename_list(const Renaming *renaming, size_t *count, const VarId vars[]) {
  VarId *list = ARENA_ARRAY(renaming->arena, VarId, *count);
  size_t kept = 0;
  for (size_t i = 0; i < *count; i++) {
    const VarId var = renaming_of(renaming, vars[i]);
    bool known = false;
    for (size_t j = 0; j < kept && !known; j++) known = list[j] == var;
    if (!known) list[kept++] = var;
  }
  *count = kept;
  return list;
}

// Columns stay where they are, whatever they are called.
static const VarId *rename_columns(const Renaming *renaming, size_t count, const VarId vars[]) {
  VarId *list = ARENA_ARRAY(renaming->arena, VarId, count);
  for (size_t i = 0; i < count; i++) list[i] = renaming_of(renaming, vars[i]);
  return list;
}

static const Binding *rename_bindings(const Renaming *renaming, size_t count,
                                      const Binding bindings[]) {
  Binding *renamed = ARENA_ARRAY(renaming->arena, Binding, count);
  for (size_t i = 0; i < count; i++)
    renamed[i] =
        (Binding){renaming_of(renaming, bindings[i].var), expr_rename(renaming, bindings[i].expr)};
  return renamed;
}

static bool touches(const Renaming *renaming, const Node *node) {
  VarSet mentioned = varset_empty(renaming->arena);
  node_mentions(node, &mentioned);
  for (int v = varset_next(&mentioned, 0); v >= 0; v = varset_next(&mentioned, v + 1))
    if (renaming_of(renaming, (VarId)v) != (VarId)v) return true;
  return false;
}

static VarSet rename_set(const Renaming *renaming, const VarSet *set) {
  VarSet renamed = varset_empty(renaming->arena);
  for (int v = varset_next(set, 0); v >= 0; v = varset_next(set, v + 1))
    varset_add(&renamed, renaming_of(renaming, (VarId)v));
  return renamed;
}

// A column that has one variable twice after it has it once.
static const Node *rename_scan(const Renaming *renaming, const Node *node) {
  ScanColumn *columns = ARENA_ARRAY(renaming->arena, ScanColumn, node->u.scan.count);
  size_t count = 0;
  for (size_t i = 0; i < node->u.scan.count; i++) {
    const ScanColumn column = {node->u.scan.column[i].column,
                               renaming_of(renaming, node->u.scan.column[i].var)};
    bool known = false;
    for (size_t j = 0; j < count && !known; j++)
      known = columns[j].column == column.column && columns[j].var == column.var;
    if (!known) columns[count++] = column;
  }
  return node_scan(renaming->arena, node->u.scan.table, count, columns);
}

static const Node *rename_fan(const Renaming *renaming, const Node *node, const Node *child) {
  const size_t cells = node->u.values.row_count * node->u.values.var_count;
  const Expr **cell = ARENA_ARRAY(renaming->arena, const Expr *, cells);
  for (size_t i = 0; i < cells; i++) cell[i] = expr_rename(renaming, node->u.values.cell[i]);
  return node_fan(renaming->arena, child, node->u.values.var_count,
                  rename_columns(renaming, node->u.values.var_count, node->u.values.var),
                  node->u.values.row_count, cell);
}

static const Node *rename_order(const Renaming *renaming, const Node *node, const Node *child) {
  OrderKey *keys = ARENA_ARRAY(renaming->arena, OrderKey, node->u.order.count);
  for (size_t i = 0; i < node->u.order.count; i++)
    keys[i] = (OrderKey){expr_rename(renaming, node->u.order.key[i].expr),
                         node->u.order.key[i].descending};
  return node_order(renaming->arena, child, node->u.order.count, keys);
}

static const Node *rename_node(const Renaming *renaming, const Node *node);

static const Node *rename_recurse(const Renaming *renaming, const Node *node) {
  const Node *with = node->u.recurse.with;
  return node_recurse(renaming->arena, node->u.recurse.label, node->u.recurse.count,
                      rename_columns(renaming, node->u.recurse.count, node->u.recurse.var),
                      rename_node(renaming, node->u.recurse.start),
                      rename_columns(renaming, node->u.recurse.count, node->u.recurse.step_var),
                      rename_node(renaming, node->u.recurse.step),
                      with == NULL ? NULL : rename_node(renaming, with));
}

static const Node *rename_node(const Renaming *renaming, const Node *node) {
  Arena *arena = renaming->arena;
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) child[i] = rename_node(renaming, node->child[i]);
  switch (node->kind) {
    case NODE_SCAN: return rename_scan(renaming, node);
    case NODE_VALUES:
      return node_values(arena, node->u.values.var_count,
                         rename_columns(renaming, node->u.values.var_count, node->u.values.var),
                         node->u.values.row_count, node->u.values.cell);
    case NODE_EMPTY: {
      const VarSet variables = rename_set(renaming, &node->variables);
      return node_empty(arena, &variables);
    }
    case NODE_RECURSE: return rename_recurse(renaming, node);
    case NODE_WORKING: {
      const VarSet certain = rename_set(renaming, &node->certain);
      return node_working(arena, node->u.working.label, node->u.working.count,
                          rename_columns(renaming, node->u.working.count, node->u.working.var),
                          &certain);
    }
    case NODE_FILTER:
      return node_filter(arena, child[0], expr_rename(renaming, node->u.filter.condition));
    case NODE_EXTEND:
      return node_extend(arena, child[0], node->u.extend.count,
                         rename_bindings(renaming, node->u.extend.count, node->u.extend.binding));
    case NODE_FAN: return rename_fan(renaming, node, child[0]);
    case NODE_PROJECT: {
      size_t count = node->u.project.count;
      const VarId *vars = rename_list(renaming, &count, node->u.project.var);
      return node_project(arena, child[0], count, vars);
    }
    case NODE_GROUP: {
      size_t count = node->u.group.key_count;
      const VarId *keys = rename_list(renaming, &count, node->u.group.key);
      return node_group(
          arena, child[0], count, keys, node->u.group.aggregate_count,
          rename_bindings(renaming, node->u.group.aggregate_count, node->u.group.aggregate));
    }
    case NODE_ORDER: return rename_order(renaming, node, child[0]);
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      return node_of_two(arena, node, child, expr_rename(renaming, node->u.join.condition));
    default: return node_with_children(arena, node, child);
  }
}

const Node *node_rename(const Renaming *renaming, const Node *node) {
  return touches(renaming, node) ? rename_node(renaming, node) : node;
}

const Node *node_fresh(Arena *arena, Variables *variables, const Node *node, Renaming *made) {
  *made = renaming_make(arena, variables);
  VarSet bound = varset_empty(arena);
  bound_below(node, &bound);
  for (int v = varset_next(&bound, 0); v >= 0; v = varset_next(&bound, v + 1)) {
    const VarId own = variables_fresh_native(variables, variables_type(variables, (VarId)v),
                                             variables_hint(variables, (VarId)v));
    variables_set_without(variables, own, variables_without(variables, (VarId)v));
    renaming_add(made, (VarId)v, own);
  }
  return node_rename(made, node);
}

// --- Conditions ----------------------------------------------------------------------------------

enum { MOST_COMPARED = 200 };

void expr_conjuncts(Arena *arena, const Expr *condition, Conditions *out) {
  if (condition == NULL || expr_is_true(condition)) return;
  if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_AND) {
    for (size_t i = 0; i < condition->u.sql.count; i++)
      expr_conjuncts(arena, condition->u.sql.arg[i], out);
    return;
  }
  // Among very many, one that is there twice costs less than looking for it.
  for (size_t i = 0; i < out->count && i < MOST_COMPARED; i++)
    if (expr_equal(out->item[i], condition)) return;
  VEC_PUSH(arena, out, condition);
}

bool expr_is_among(const Expr *condition, const Conditions *conditions) {
  for (size_t i = 0; i < conditions->count; i++)
    if (expr_equal(conditions->item[i], condition)) return true;
  return false;
}

const Expr *expr_all(Arena *arena, size_t count, const Expr *const conditions[]) {
  if (count == 0) return NULL;
  if (count == 1) return conditions[0];
  return expr_sql(arena, OP_AND, PG_TYPE_BOOL, count, conditions);
}

bool expr_is_true(const Expr *expr) {
  return expr->kind == EXPR_NATIVE && expr->type == PG_TYPE_BOOL &&
         strcmp(expr->u.native, "true") == 0;
}

bool expr_is_never(const Expr *expr) {
  if (expr->kind == EXPR_UNBOUND) return true;
  if (expr->kind == EXPR_NATIVE && expr->type == PG_TYPE_BOOL)
    return strcmp(expr->u.native, "false") == 0;
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_AND)
    for (size_t i = 0; i < expr->u.sql.count; i++)
      if (expr_is_never(expr->u.sql.arg[i])) return true;
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_OR) {
    for (size_t i = 0; i < expr->u.sql.count; i++)
      if (!expr_is_never(expr->u.sql.arg[i])) return false;
    return true;
  }
  return false;
}

static bool any_rejects(size_t count, const Expr *const arg[], const VarSet *absent) {
  for (size_t i = 0; i < count; i++)
    if (expr_rejects_null(arg[i], absent)) return true;
  return false;
}

static bool all_reject(size_t count, const Expr *const arg[], const VarSet *absent) {
  for (size_t i = 0; i < count; i++)
    if (!expr_rejects_null(arg[i], absent)) return false;
  return true;
}

static bool sql_rejects(const Expr *expr, const VarSet *absent) {
  const size_t count = expr->u.sql.count;
  switch (expr->u.sql.op) {
    case OP_AND: return any_rejects(count, expr->u.sql.arg, absent);
    case OP_OR:
    case OP_COALESCE: return all_reject(count, expr->u.sql.arg, absent);
    case OP_IS_NULL:
    case OP_IS_DISTINCT:
    case OP_IS_NOT_DISTINCT: return false;
    case OP_IS_NOT_NULL: return expr_rejects_null(expr->u.sql.arg[0], absent);
    case OP_NOT: {
      // Not true is not enough below NOT: only NULL is.
      const Expr *arg = expr->u.sql.arg[0];
      if (arg->kind == EXPR_VAR) return varset_has(absent, arg->u.var);
      if (arg->kind != EXPR_SQL) return false;
      switch (arg->u.sql.op) {
        case OP_EQ:
        case OP_NE:
        case OP_LT:
        case OP_LE:
        case OP_GT:
        case OP_GE:
        case OP_HAS_LEXICAL: return any_rejects(arg->u.sql.count, arg->u.sql.arg, absent);
        default: return false;
      }
    }
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_NEGATE:
    case OP_CONCAT:
    case OP_CAST:
    case OP_LEXICAL:
    case OP_HAS_LEXICAL:
      // A boolean operand that is merely "not true" does not make a comparison NULL.
      for (size_t i = 0; i < count; i++)
        if (expr->u.sql.arg[i]->type != PG_TYPE_BOOL || expr->u.sql.arg[i]->kind == EXPR_VAR)
          if (expr_rejects_null(expr->u.sql.arg[i], absent)) return true;
      return false;
    default: return false;
  }
}

// As a value a boolean has to be NULL; as a condition it is enough that it is not true.
static bool is_null_value(const Expr *expr, const VarSet *absent) {
  if (expr->type != PG_TYPE_BOOL || expr->kind == EXPR_VAR) return expr_rejects_null(expr, absent);
  if (expr->kind != EXPR_SQL) return false;
  switch (expr->u.sql.op) {
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE: return expr_rejects_null(expr, absent);
    default: return false;
  }
}

bool expr_rejects_null(const Expr *expr, const VarSet *absent) {
  switch (expr->kind) {
    case EXPR_VAR: return varset_has(absent, expr->u.var);
    case EXPR_UNBOUND: return true;
    case EXPR_NATIVE: return expr->type == PG_TYPE_BOOL && expr_is_never(expr);
    case EXPR_RDF: return is_null_value(expr->u.rdf.lexical, absent);
    case EXPR_TEMPLATE: return any_rejects(expr->u.template_.count, expr->u.template_.arg, absent);
    case EXPR_SQL: return sql_rejects(expr, absent);
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++) {
        const CaseBranch *branch = &expr->u.case_.branch[i];
        if (!expr_rejects_null(branch->condition, absent) &&
            !expr_rejects_null(branch->value, absent))
          return false;
      }
      return expr->u.case_.otherwise == NULL || expr_rejects_null(expr->u.case_.otherwise, absent);
    default: return false;
  }
}

bool conditions_reject_null(Arena *arena, const Conditions *conditions, VarId var) {
  VarSet absent = varset_empty(arena);
  VarId tested;
  varset_add(&absent, var);
  for (size_t i = 0; i < conditions->count; i++) {
    const Expr *one = conditions->item[i];
    const bool asks = expr_asks_presence(one, &tested) && one->u.sql.op == OP_IS_NOT_NULL;
    if (!asks && expr_rejects_null(one, &absent)) return true;
  }
  return false;
}

bool expr_is_volatile(const Expr *expr) {
  if (expr->kind != EXPR_CALL) return false;
  switch (expr->u.call.function) {
    case FN_RAND:
    case FN_UUID:
    case FN_STRUUID:
    case FN_BNODE: return true;
    default: break;
  }
  for (size_t i = 0; i < expr->u.call.count; i++)
    if (expr_is_volatile(expr->u.call.arg[i])) return true;
  return false;
}

bool expr_holds_aggregate(const Expr *expr) {
  switch (expr->kind) {
    case EXPR_SQL_AGG: return true;
    case EXPR_TEMPLATE:
      for (size_t i = 0; i < expr->u.template_.count; i++)
        if (expr_holds_aggregate(expr->u.template_.arg[i])) return true;
      return false;
    case EXPR_SQL:
      for (size_t i = 0; i < expr->u.sql.count; i++)
        if (expr_holds_aggregate(expr->u.sql.arg[i])) return true;
      return false;
    case EXPR_SQL_CALL:
      for (size_t i = 0; i < expr->u.sql_call.count; i++)
        if (expr_holds_aggregate(expr->u.sql_call.arg[i])) return true;
      return false;
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++)
        if (expr_holds_aggregate(expr->u.case_.branch[i].condition) ||
            expr_holds_aggregate(expr->u.case_.branch[i].value))
          return true;
      return expr->u.case_.otherwise != NULL && expr_holds_aggregate(expr->u.case_.otherwise);
    case EXPR_LET:
      return expr_holds_aggregate(expr->u.let.value) || expr_holds_aggregate(expr->u.let.body);
    default: return false;
  }
}

bool node_holds(const Node *node, NodeKind kind) {
  if (node->kind == kind) return true;
  for (size_t i = 0; i < node->child_count; i++)
    if (node_holds(node->child[i], kind)) return true;
  return false;
}

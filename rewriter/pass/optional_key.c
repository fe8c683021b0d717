// Law: an OPTIONAL that reads the same row again is part of its scan.
//
// Preconditions:
// (1) The right side of a LEFTJOIN is a SCAN b, possibly under FILTER and EXTEND.
// (2) The left side has, where nothing can leave it NULL, a SCAN a of the same relation.
// (3) For some key of it, none of whose columns may be NULL, both bind each column to the same
//     variable; so b can only meet a's own row.
// (4) Every other variable that b shares with the left side is bound by a to the same column; so
//     that sharing asks for nothing but that it is not NULL.
// (5) The conditions have no EXISTS.
// A condition v = w of a left variable and a column of b counts as sharing v; w is then a name for
// v.
//
// Before: LEFTJOIN(A(SCAN emp(id: v)), FILTER(SCAN emp(id: v, boss: w), w IS NOT NULL))
// After:  A(SCAN emp(id: v, boss: w))
// With a condition c that says more:  EXTEND(A(SCAN emp(id: v, boss: w')), w := CASE WHEN c THEN
// w')
//
// Why: OPTIONAL over a nullable column of the same table is what most OPTIONALs are.
#include "rewriter/pass/scan.h"

typedef struct Right {
  const Node *scan;
  Conditions conditions;
  VEC(Binding) same;  // columns of the scan that a condition equates with variables of the left
  size_t binding_count;
  const Binding *binding;
} Right;

static bool has_exists(const Expr *expr);

static void look_for_exists(void *self, const Expr *expr) {
  bool *found = self;
  *found |= has_exists(expr);
}

static bool has_exists(const Expr *expr) {
  if (expr->kind == EXPR_EXISTS) return true;
  bool found = false;
  if (expr->kind == EXPR_SQL)
    for (size_t i = 0; i < expr->u.sql.count; i++) look_for_exists(&found, expr->u.sql.arg[i]);
  if (expr->kind == EXPR_CASE) return true;  // not looked into: rare here
  return found;
}

// (1), (5)
static bool open_right(Pass *pass, const Node *leftjoin, Right *right) {
  const Node *node = leftjoin->child[1];
  *right = (Right){0};
  if (leftjoin->u.join.condition != NULL)
    expr_conjuncts(pass->arena, leftjoin->u.join.condition, &right->conditions);
  for (;; node = node->child[0]) {
    if (node->kind == NODE_FILTER) {
      expr_conjuncts(pass->arena, node->u.filter.condition, &right->conditions);
    } else if (node->kind == NODE_EXTEND && right->binding_count == 0) {
      right->binding_count = node->u.extend.count;
      right->binding = node->u.extend.binding;
    } else {
      break;
    }
  }
  right->scan = node;
  for (size_t i = 0; i < right->conditions.count; i++)
    if (has_exists(right->conditions.item[i])) return false;
  return node->kind == NODE_SCAN;
}

// v = w of one type, v bound by the left side only and w by the scan: *left and *right.
static bool is_shared(const Expr *condition, const VarSet *left_variables, const Node *scan,
                      VarId *left, VarId *right) {
  if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) return false;
  for (size_t i = 0; i < 2; i++) {
    const Expr *v = condition->u.sql.arg[i], *w = condition->u.sql.arg[1 - i];
    if (v->kind != EXPR_VAR || w->kind != EXPR_VAR || v->type != w->type) continue;
    if (!varset_has(left_variables, v->u.var) || varset_has(&scan->variables, v->u.var)) continue;
    if (varset_has(left_variables, w->u.var) || !varset_has(&scan->variables, w->u.var)) continue;
    *left = v->u.var;
    *right = w->u.var;
    return true;
  }
  return false;
}

// Takes the equations out of the conditions, and their names out of the scan.
static void share(Pass *pass, Right *right, const VarSet *left_variables) {
  for (size_t i = 0; i < right->conditions.count; i++) {
    VarId v, w;
    if (!is_shared(right->conditions.item[i], left_variables, right->scan, &v, &w)) continue;
    Renaming renaming = renaming_make(pass->arena, pass->variables);
    renaming_add(&renaming, w, v);
    Conditions others = {0};
    for (size_t j = 0; j < right->conditions.count; j++)
      if (j != i) VEC_PUSH(pass->arena, &others, expr_rename(&renaming, right->conditions.item[j]));
    right->conditions = others;
    right->scan = node_rename(&renaming, right->scan);
    Binding *bindings =
        arena_copy(pass->arena, right->binding, right->binding_count * sizeof *right->binding);
    for (size_t j = 0; j < right->binding_count; j++)
      bindings[j].expr = expr_rename(&renaming, bindings[j].expr);
    right->binding = bindings;
    const Binding same = {w, expr_var(pass->arena, pass->variables, v)};
    VEC_PUSH(pass->arena, &right->same, same);
    i = (size_t)-1;
  }
}

typedef struct OwnRow {
  const Node *b;
  const VarSet *left_variables;
} OwnRow;

// (2), (3), (4)
static bool is_own_row(const void *self, const Node *a) {
  const OwnRow *own = self;
  if (!scan_same_row(a, own->b)) return false;  // (3)
  for (size_t i = 0; i < own->b->u.scan.count; i++) {
    const ScanColumn *column = &own->b->u.scan.column[i];
    if (varset_has(own->left_variables, column->var) && !scan_binds(a, column->column, column->var))
      return false;  // (4)
  }
  return true;
}

static const Node *replace(Pass *pass, const Node *node, const Node *old, const Node *new) {
  if (node == old) return new;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *child = replace(pass, node->child[i], old, new);
    if (child == node->child[i]) continue;
    const Node **children =
        arena_copy(pass->arena, node->child, node->child_count * sizeof *children);
    children[i] = child;
    return node_with_children(pass->arena, node, children);
  }
  return node;
}

// Are the conditions nothing but that `var` is not NULL? Then its own NULL says all.
static bool only_not_null(const Conditions *conditions, VarId var) {
  for (size_t i = 0; i < conditions->count; i++) {
    const Expr *expr = conditions->item[i];
    if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_IS_NOT_NULL ||
        expr->u.sql.arg[0]->kind != EXPR_VAR || expr->u.sql.arg[0]->u.var != var)
      return false;
  }
  return true;
}

// What b's sharing of nullable columns asks for (4), and the other conditions, without those that
// hold in every row of the left side.
static Conditions what_remains(Pass *pass, const Node *left, const Node *b,
                               const Conditions *conditions) {
  const Relation *relation = b->u.scan.table->relation;
  const VarSet certain = pass_certain(pass, left);
  Conditions all = {0}, remaining = {0};
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const ScanColumn *column = &b->u.scan.column[i];
    if (!varset_has(&left->variables, column->var) || relation->column[column->column].not_null)
      continue;
    const Expr *var = expr_var(pass->arena, pass->variables, column->var);
    VEC_PUSH(pass->arena, &all, expr_sql1(pass->arena, OP_IS_NOT_NULL, var));
  }
  for (size_t i = 0; i < conditions->count; i++) VEC_PUSH(pass->arena, &all, conditions->item[i]);
  for (size_t i = 0; i < all.count; i++) {
    const Expr *expr = all.item[i];
    const bool holds = expr->kind == EXPR_SQL && expr->u.sql.op == OP_IS_NOT_NULL &&
                       expr->u.sql.arg[0]->kind == EXPR_VAR &&
                       varset_has(&certain, expr->u.sql.arg[0]->u.var);
    if (!holds) VEC_PUSH(pass->arena, &remaining, expr);
  }
  return remaining;
}

static const Node *optional_key(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN) return node;
  Arena *arena = pass->arena;
  const Node *left = node->child[0];
  Right right;
  if (!open_right(pass, node, &right)) return node;
  share(pass, &right, &left->variables);
  const OwnRow own_row = {right.scan, &left->variables};
  const Node *a = scan_find(left, is_own_row, &own_row);
  if (a == NULL) return node;

  // b's columns join a's under names of their own; what the pattern binds is made of them.
  const Node *b = right.scan;
  ScanColumn *columns = ARENA_ARRAY(arena, ScanColumn, a->u.scan.count + b->u.scan.count);
  size_t count = a->u.scan.count;
  memcpy(columns, a->u.scan.column, count * sizeof *columns);
  Renaming renaming = renaming_make(arena, pass->variables);
  VarId *own = ARENA_ARRAY(arena, VarId, b->u.scan.count);
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const VarId var = b->u.scan.column[i].var;
    own[i] = var;
    if (varset_has(&left->variables, var)) continue;
    if (!scan_variable(a, b->u.scan.column[i].column, &own[i])) {
      own[i] = variables_fresh_native(pass->variables, variables_type(pass->variables, var),
                                      variables_hint(pass->variables, var));
      columns[count++] = (ScanColumn){b->u.scan.column[i].column, own[i]};
    }
    renaming_add(&renaming, var, own[i]);
  }
  Conditions conditions = {0};
  for (size_t i = 0; i < right.conditions.count; i++)
    VEC_PUSH(arena, &conditions, expr_rename(&renaming, right.conditions.item[i]));
  conditions = what_remains(pass, left, b, &conditions);
  const Expr *condition = expr_all(arena, conditions.count, conditions.item);

  Binding *bindings =
      ARENA_ARRAY(arena, Binding, b->u.scan.count + right.binding_count + right.same.count);
  size_t bound = 0;
  for (size_t i = 0; i < right.same.count; i++) {
    const Expr *value = right.same.item[i].expr;
    if (condition != NULL) value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    bindings[bound++] = (Binding){right.same.item[i].var, value};
  }
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const VarId var = b->u.scan.column[i].var;
    if (own[i] == var) continue;
    const Expr *value = expr_var(arena, pass->variables, own[i]);
    if (!only_not_null(&conditions, own[i]))
      value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    bindings[bound++] = (Binding){var, value};
  }
  for (size_t i = 0; i < right.binding_count; i++) {
    const Expr *value = expr_rename(&renaming, right.binding[i].expr);
    if (condition != NULL) value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    bindings[bound++] = (Binding){right.binding[i].var, value};
  }
  const Node *scan = node_scan(arena, a->u.scan.table, count, columns);
  const Node *result = replace(pass, left, a, scan);
  return bound == 0 ? result : node_extend(arena, result, bound, bindings);
}

const Node *pass_optional_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_key);
}

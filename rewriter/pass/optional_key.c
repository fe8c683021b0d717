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
    if (pass_holds_exists(right->conditions.item[i])) return false;
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

static const Node *optional_key(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN) return node;
  Arena *arena = pass->arena;
  const Node *left = node->child[0];
  Right right;
  if (!open_right(pass, node, &right)) return node;
  share(pass, &right, &left->variables);
  const Node *b = right.scan;
  const Node *a = scan_own_row(left, b);  // (2), (3), (4)
  if (a == NULL) return node;

  // b's columns join a's under names of their own; what the pattern binds is made of them.
  const ScanGraft graft = scan_graft(pass, left, a, b);
  Conditions conditions = {0};
  scan_shared_not_null(pass, b, left, &conditions);  // what sharing a nullable column asks for
  for (size_t i = 0; i < right.conditions.count; i++)
    VEC_PUSH(arena, &conditions, expr_rename(&graft.names, right.conditions.item[i]));
  conditions = scan_unsettled(pass, left, &conditions);
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
    const VarId var = b->u.scan.column[i].var, own = renaming_of(&graft.names, var);
    if (own == var) continue;
    const Expr *value = expr_var(arena, pass->variables, own);
    if (!pass_only_not_null(&conditions, own))
      value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    bindings[bound++] = (Binding){var, value};
  }
  for (size_t i = 0; i < right.binding_count; i++) {
    const Expr *value = expr_rename(&graft.names, right.binding[i].expr);
    if (condition != NULL) value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    bindings[bound++] = (Binding){right.binding[i].var, value};
  }
  return bound == 0 ? graft.tree : node_extend(arena, graft.tree, bound, bindings);
}

const Node *pass_optional_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_key);
}

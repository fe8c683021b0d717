// Law: an OPTIONAL that reads the same row again is part of its scan.
//
// Preconditions:
// (1) The right side of a LEFTJOIN is a SCAN b, possibly under FILTER and EXTEND.
// (2) The left side has, where nothing can leave it NULL, a SCAN a of the same relation.
// (3) For some key of it, none of whose columns may be NULL, both bind each column to the same
//     variable; so b can only meet a's own row.
// (4) Every other variable that b shares with the left side is bound by a to the same column; so
//     that sharing asks for nothing but that it is not NULL.
// (5) The conditions have no EXISTS, and no value is made anew for each row.
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
#include "rewriter/pass/side.h"

typedef struct Right {
  RightSide side;
  VEC(Binding) same;  // columns of the scan that a condition equates with variables of the left
} Right;

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
  RightSide *side = &right->side;
  for (size_t i = 0; i < side->conditions.count; i++) {
    VarId v, w;
    if (!is_shared(side->conditions.item[i], left_variables, side->rows, &v, &w)) continue;
    Renaming renaming = renaming_make(pass->arena, pass->variables);
    renaming_add(&renaming, w, v);
    Conditions others = {0};
    for (size_t j = 0; j < side->conditions.count; j++)
      if (j != i) VEC_PUSH(pass->arena, &others, expr_rename(&renaming, side->conditions.item[j]));
    side->conditions = others;
    side->rows = node_rename(&renaming, side->rows);
    for (size_t j = 0; j < side->binding.count; j++)
      side->binding.item[j].expr = expr_rename(&renaming, side->binding.item[j].expr);
    const Binding same = {w, expr_var(pass->arena, pass->variables, v)};
    VEC_PUSH(pass->arena, &right->same, same);
    i = (size_t)-1;
  }
}

// NULL where the right side gives no row.
static const Expr *where(Arena *arena, const Expr *condition, const Expr *value) {
  return condition == NULL ? value : expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
}

static const Node *optional_key(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN) return node;
  Arena *arena = pass->arena;
  const Node *left = node->child[0];
  Right right = {0};
  RightSide *side = &right.side;
  if (!side_open(pass, node, side) || side->rows->kind != NODE_SCAN) return node;  // (1), (5)
  share(pass, &right, &left->variables);
  const Node *b = side->rows;
  const Node *a = scan_own_row(left, b);  // (2), (3), (4)
  if (a == NULL) return node;

  // b's columns join a's under names of their own; what the pattern binds is made of them.
  const ScanGraft graft = scan_graft(pass, left, a, b);
  Conditions conditions = {0};
  scan_shared_not_null(pass, b, left, &conditions);  // what sharing a nullable column asks for
  for (size_t i = 0; i < side->conditions.count; i++)
    VEC_PUSH(arena, &conditions, expr_rename(&graft.names, side->conditions.item[i]));
  conditions = scan_unsettled(pass, left, &conditions);
  const Expr *condition = expr_all(arena, conditions.count, conditions.item);

  Binding *bindings =
      ARENA_ARRAY(arena, Binding, b->u.scan.count + side->binding.count + right.same.count);
  size_t bound = 0;
  for (size_t i = 0; i < right.same.count; i++)
    bindings[bound++] =
        (Binding){right.same.item[i].var, where(arena, condition, right.same.item[i].expr)};
  for (size_t i = 0; i < b->u.scan.count; i++) {
    const VarId var = b->u.scan.column[i].var, own = renaming_of(&graft.names, var);
    if (own == var) continue;
    const Expr *value = expr_var(arena, pass->variables, own);
    if (!pass_only_not_null(&conditions, own)) value = where(arena, condition, value);
    bindings[bound++] = (Binding){var, value};
  }
  for (size_t i = 0; i < side->binding.count; i++) {
    const Expr *value = expr_rename(&graft.names, side->binding.item[i].expr);
    bindings[bound++] = (Binding){side->binding.item[i].var, where(arena, condition, value)};
  }
  return bound == 0 ? graft.tree : node_extend(arena, graft.tree, bound, bindings);
}

const Node *pass_optional_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_key);
}

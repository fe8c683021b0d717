// Law: where rows count as a set, a scan for which another row of the join can stand is gone.
//
// Preconditions:
// (1) The rows of a JOIN, and of the FILTER on it, count as a set (as_set.h).
// (2) Members a and b of the JOIN scan one relation. b's row is to stand for a's: each variable of
//     a becomes b's for the same column. A column that b does not bind is one of which a's variable
//     is used nowhere.
// (3) A variable of a that becomes another is bound by no other member, and wanted by nothing
// above. (4) Each condition on such variables, said of b's row, holds anyway: it equates a value
// with
//     itself, it is another of the conditions, it tests for NULL what never is; or it compares x
//     of a's row with something, and another condition equates x with what x is of b's row.
// (5) What a condition x = x, or a's column, asked for is that it is not NULL.
//
// Before: DISTINCT(PROJECT(FILTER(JOIN(SCAN t(c: v), SCAN t(c: w, d: x)), f(v) = f(w)), x))
// After:  DISTINCT(PROJECT(FILTER(SCAN t(c: w, d: x), w IS NOT NULL), x))
//
// Why: a subject whose template does not tell its columns apart is compared as a string, so that no
// key shows that a class and a property are of one row. It is the containment of conjunctive
// queries (Chandra and Merlin 1977), one atom at a time.
#include <string.h>

#include "rewriter/pass/as_set.h"
#include "rewriter/pass/scan.h"

typedef struct Stand {
  Pass *pass;
  VEC(Binding) change;  // a's variables, as b has them
  VarSet changed;
} Stand;

static bool mentions(Pass *pass, const Expr *expr, const VarSet *vars) {
  VarSet used = varset_empty(pass->arena);
  expr_variables(expr, &used);
  return varset_intersects(&used, vars);
}

// Is the variable used by anything but scan `a`?
static bool used_elsewhere(const JoinBlock *block, const Node *a, const VarSet *wanted, VarId var) {
  if (varset_has(wanted, var)) return true;
  for (size_t i = 0; i < block->leaf.count; i++)
    if (block->leaf.item[i] != a && varset_has(&block->leaf.item[i]->variables, var)) return true;
  return false;
}

static bool in_conditions(Pass *pass, const JoinBlock *block, VarId var) {
  VarSet one = varset_empty(pass->arena);
  varset_add(&one, var);
  for (size_t i = 0; i < block->condition.count; i++)
    if (mentions(pass, block->condition.item[i], &one)) return true;
  return false;
}

// (2), (3)
static bool stands(Stand *stand, const JoinBlock *block, const Node *a, const Node *b,
                   const VarSet *wanted) {
  for (size_t i = 0; i < a->u.scan.count; i++) {
    const ScanColumn *column = &a->u.scan.column[i];
    if (scan_binds(b, column->column, column->var)) continue;
    VarId var;
    if (used_elsewhere(block, a, wanted, column->var)) return false;
    if (!scan_variable(b, column->column, &var)) {
      size_t places = 0;
      for (size_t j = 0; j < a->u.scan.count; j++) places += a->u.scan.column[j].var == column->var;
      if (places > 1 || in_conditions(stand->pass, block, column->var)) return false;
      continue;
    }
    for (size_t j = 0; j < stand->change.count; j++)
      if (stand->change.item[j].var == column->var && stand->change.item[j].expr->u.var != var)
        return false;
    const Binding change = {column->var, expr_var(stand->pass->arena, stand->pass->variables, var)};
    VEC_PUSH(stand->pass->arena, &stand->change, change);
    varset_add(&stand->changed, column->var);
  }
  return true;
}

// Is the value NULL exactly when one of its variables is? Adds these to `used`.
static bool is_strict(const Expr *expr, VarSet *used) {
  expr_variables(expr, used);
  return expr_is_certain(expr, used);
}

static bool is_equality(const Expr *expr) {
  return expr->kind == EXPR_SQL && expr->u.sql.op == OP_EQ;
}

static bool is_condition(const Conditions *list, const Expr *wanted) {
  for (size_t i = 0; i < list->count; i++) {
    const Expr *one = list->item[i];
    if (expr_equal(one, wanted)) return true;
    if (is_equality(one) && is_equality(wanted) &&
        expr_equal(one->u.sql.arg[0], wanted->u.sql.arg[1]) &&
        expr_equal(one->u.sql.arg[1], wanted->u.sql.arg[0]))
      return true;
  }
  return false;
}

// One side of the equality of a's row is, by another condition, what it is of b's row.
static bool follows(Stand *stand, const Conditions *all, const Expr *equality) {
  Pass *pass = stand->pass;
  for (size_t side = 0; side < 2; side++) {
    const Expr *x = equality->u.sql.arg[side];
    if (!mentions(pass, x, &stand->changed)) continue;
    const Expr *of_b = pass_replace(pass, x, stand->change.count, stand->change.item);
    if (!is_condition(all, expr_sql2(pass->arena, OP_EQ, x, of_b))) return false;
  }
  return true;
}

// (4), (5)
static bool carry(Stand *stand, const JoinBlock *block, const VarSet *certain, Conditions *out) {
  Pass *pass = stand->pass;
  for (size_t i = 0; i < block->condition.count; i++) {
    const Expr *condition = block->condition.item[i];
    if (!mentions(pass, condition, &stand->changed)) {
      VEC_PUSH(pass->arena, out, condition);
      continue;
    }
    const Expr *of_b = pass_replace(pass, condition, stand->change.count, stand->change.item);
    if (of_b->kind != EXPR_SQL) return false;
    const Expr *x = of_b->u.sql.arg[0];
    if (of_b->u.sql.op == OP_IS_NOT_NULL && x->kind == EXPR_VAR && varset_has(certain, x->u.var))
      continue;
    VarSet used = varset_empty(pass->arena);
    if (is_equality(of_b) && expr_equal(x, of_b->u.sql.arg[1]) && is_strict(x, &used)) {
      for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1))
        expr_conjuncts(pass->arena,
                       expr_sql1(pass->arena, OP_IS_NOT_NULL,
                                 expr_var(pass->arena, pass->variables, (VarId)v)),
                       out);
      continue;
    }
    if (is_condition(&block->condition, of_b)) continue;
    if (!is_equality(condition) || !follows(stand, &block->condition, condition)) return false;
    expr_conjuncts(pass->arena, of_b, out);
  }
  return true;
}

// Drops one member for which another stands; false when there is none.
static bool drop_one(Pass *pass, JoinBlock *block, const VarSet *wanted) {
  for (size_t i = 0; i < block->leaf.count; i++)
    for (size_t j = 0; j < block->leaf.count; j++) {
      const Node *a = block->leaf.item[i], *b = block->leaf.item[j];
      if (i == j || a->kind != NODE_SCAN || b->kind != NODE_SCAN ||
          a->u.scan.table->relation != b->u.scan.table->relation)
        continue;
      Stand stand = {.pass = pass, .changed = varset_empty(pass->arena)};
      Conditions conditions = {0};
      if (!stands(&stand, block, a, b, wanted) || !carry(&stand, block, &b->certain, &conditions))
        continue;
      scan_shared_not_null(pass, a, b, &conditions);  // (5)
      memmove(&block->leaf.item[i], &block->leaf.item[i + 1],
              (block->leaf.count - i - 1) * sizeof *block->leaf.item);
      block->leaf.count--;
      block->condition = conditions;
      return true;
    }
  return false;
}

static const Node *of_block(Pass *pass, const Node *node, const VarSet *wanted) {
  JoinBlock block = pass_open_block(pass, node);
  bool changed = false;
  while (drop_one(pass, &block, wanted)) changed = true;
  return changed ? pass_close_block(pass, &block) : node;
}

const Node *pass_witness(Pass *pass, const Node *tree) { return pass_as_set(pass, tree, of_block); }

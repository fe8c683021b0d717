// Law: that a value has a lexical form is seen by whoever reads the row.
//
// Preconditions:
// (1) The FILTER that asks for it is at the root but for PROJECT, EXTEND, ORDER, DISTINCT, a member
//     of a JOIN, the left side of LEFTJOIN, SEMI and ANTI, or so in each branch of a UNION: rows
//     above come of it one by one, and hold its value, or a multiple of it, or in each case of a
//     CASE one of the two.
// (2) The value is a column of the result, and a term's lexical form in every row.
//
// Before: PROJECT(FILTER(X, [HAS_LEXICAL v] AND c), v)
// After:  PROJECT(FILTER(X, [IS_NOT_NULL v] AND c), v), and rows are left out as they are read;
//         without IS_NOT_NULL where v never is, or where c is not true of NULL.
//
// Why: a comparison of each numeric with NaN costs PostgreSQL as much as a tenth of reading the
// row; the decoder looks at the value anyway.
#include "rewriter/plan/presence.h"

#include <string.h>

#include "rewriter/ir/walk.h"

// --- (1) -----------------------------------------------------------------------------------------

// The variable times a constant: without a lexical form where that is.
static bool is_multiple(const Expr *expr, VarId *var) {
  if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_MULTIPLY || expr->type != PG_TYPE_NUMERIC)
    return false;
  for (size_t i = 0; i < 2; i++) {
    const Expr *factor = expr->u.sql.arg[1 - i];
    if (expr->u.sql.arg[i]->kind != EXPR_VAR || factor->kind != EXPR_NATIVE) continue;
    *var = expr->u.sql.arg[i]->u.var;
    return strpbrk(factor->u.native, "123456789") != NULL;
  }
  return false;
}

// What the value is a copy or a multiple of; false: of nothing, or of several.
static bool is_of_one(const Expr *expr, VarId *var) {
  if (expr->kind == EXPR_VAR) {
    *var = expr->u.var;
    return true;
  }
  if (expr->kind != EXPR_CASE) return is_multiple(expr, var);
  if (expr->u.case_.otherwise == NULL || !is_of_one(expr->u.case_.otherwise, var)) return false;
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    VarId other;
    if (!is_of_one(expr->u.case_.branch[i].value, &other) || other != *var) return false;
  }
  return true;
}

// What the variable is a copy or a multiple of below the node; false: of nothing.
static bool below(const Node *node, VarId *var) {
  if (node->kind != NODE_EXTEND) return true;
  for (size_t i = 0; i < node->u.extend.count; i++) {
    const Binding *binding = &node->u.extend.binding[i];
    if (binding->var == *var) return is_of_one(binding->expr, var);
  }
  return true;
}

static bool is_test(const Expr *condition, VarId var) {
  VarId tested;
  return expr_asks_presence(condition, &tested) && tested == var &&
         condition->u.sql.op == OP_HAS_LEXICAL;
}

static bool filter_tests(Pass *pass, const Node *filter, VarId var) {
  Conditions all = {0};
  expr_conjuncts(pass->arena, filter->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++)
    if (is_test(all.item[i], var)) return true;
  return false;
}

static bool is_tested(Pass *pass, const Node *node, VarId var);

// The first member of a JOIN that tests the variable; their number: none.
static size_t member_testing(Pass *pass, const Node *join, VarId var) {
  size_t i = 0;
  while (i < join->child_count &&
         !(varset_has(&join->child[i]->variables, var) && is_tested(pass, join->child[i], var)))
    i++;
  return i;
}

static bool is_tested(Pass *pass, const Node *node, VarId var) {
  switch (node->kind) {
    case NODE_FILTER: return filter_tests(pass, node, var) || is_tested(pass, node->child[0], var);
    case NODE_UNION:
      for (size_t i = 0; i < node->child_count; i++)
        if (!is_tested(pass, node->child[i], var)) return false;
      return node->child_count > 0;
    case NODE_JOIN: return member_testing(pass, node, var) < node->child_count;
    case NODE_PROJECT:
    case NODE_EXTEND:
    case NODE_ORDER:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
    case NODE_DISTINCT: return below(node, &var) && is_tested(pass, node->child[0], var);
    default: return false;
  }
}

static const Node *without_test(Pass *pass, const Node *filter, VarId var) {
  Conditions all = {0}, others = {0}, kept = {0};
  expr_conjuncts(pass->arena, filter->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++)
    if (!is_test(all.item[i], var)) VEC_PUSH(pass->arena, &others, all.item[i]);
  const VarSet certain = pass_certain(pass, filter->child[0]);
  const bool never_null =
      varset_has(&certain, var) || conditions_reject_null(pass->arena, &others, var);
  for (size_t i = 0; i < all.count; i++) {
    if (!is_test(all.item[i], var))
      VEC_PUSH(pass->arena, &kept, all.item[i]);
    else if (!never_null)
      VEC_PUSH(pass->arena, &kept,
               expr_sql1(pass->arena, OP_IS_NOT_NULL, all.item[i]->u.sql.arg[0]));
  }
  return pass_filter(pass, filter->child[0], kept.count, kept.item);
}

// is_tested holds.
static const Node *untested(Pass *pass, const Node *node, VarId var) {
  if (node->kind == NODE_FILTER && filter_tests(pass, node, var))
    return without_test(pass, node, var);
  const Node **children =
      arena_copy(pass->arena, node->child, node->child_count * sizeof *children);
  const size_t only = node->kind == NODE_JOIN ? member_testing(pass, node, var) : 0;
  const bool all = node->kind == NODE_UNION;
  (void)below(node, &var);
  for (size_t i = 0; i < node->child_count; i++)
    if (all || i == only) children[i] = untested(pass, children[i], var);
  return node_with_children(pass->arena, node, children);
}

// --- (2) -----------------------------------------------------------------------------------------

static bool is_read(const Plan *plan, VarId column) {
  for (size_t i = 0; i < plan->term_count; i++) {
    const Expr *term = plan->term[i];
    if (term->kind == EXPR_RDF && term->u.rdf.kind_expr == NULL &&
        term->u.rdf.lexical->kind == EXPR_VAR && term->u.rdf.lexical->u.var == column)
      return true;
  }
  return false;
}

void presence_leave_to_reader(Pass *pass, Plan *plan) {
  bool *present = ARENA_ARRAY(pass->arena, bool, plan->column_count);
  for (size_t i = 0; i < plan->column_count; i++) {
    present[i] = is_read(plan, plan->column[i]) && is_tested(pass, plan->tree, plan->column[i]);
    if (!present[i]) continue;
    plan->tree = untested(pass, plan->tree, plan->column[i]);
    plan->present = present;
  }
}

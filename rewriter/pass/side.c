// What holds on a side of a LEFTJOIN, SEMI or ANTI.
#include "rewriter/pass/side.h"

// What stands above the EXTEND in terms of what is below it, and what it binds itself.
static void see_through(Pass *pass, const Node *extend, RightSide *side) {
  const size_t count = extend->u.extend.count;
  const Binding *below = extend->u.extend.binding;
  for (size_t i = 0; i < side->conditions.count; i++)
    side->conditions.item[i] = pass_replace(pass, side->conditions.item[i], count, below);
  for (size_t i = 0; i < side->binding.count; i++)
    side->binding.item[i].expr = pass_replace(pass, side->binding.item[i].expr, count, below);
  for (size_t i = 0; i < count; i++) VEC_PUSH(pass->arena, &side->binding, below[i]);
}

bool side_open(Pass *pass, const Node *leftjoin, RightSide *out) {
  *out = (RightSide){.rows = leftjoin->child[1]};
  if (leftjoin->u.join.condition != NULL)
    expr_conjuncts(pass->arena, leftjoin->u.join.condition, &out->conditions);
  for (;; out->rows = out->rows->child[0]) {
    if (out->rows->kind == NODE_FILTER)
      expr_conjuncts(pass->arena, out->rows->u.filter.condition, &out->conditions);
    else if (out->rows->kind == NODE_EXTEND)
      see_through(pass, out->rows, out);
    else
      break;
  }
  for (size_t i = 0; i < out->conditions.count; i++)
    if (pass_holds_exists(out->conditions.item[i]) || pass_is_volatile(out->conditions.item[i]))
      return false;
  for (size_t i = 0; i < out->binding.count; i++)
    if (pass_is_volatile(out->binding.item[i].expr)) return false;
  return true;
}

// Those that mention only what the PROJECT lets be seen.
static void add_visible(Pass *pass, const Node *project, Conditions *out) {
  Conditions below = {0};
  side_conditions(pass, project->child[0], &below);
  for (size_t i = 0; i < below.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(below.item[i], &used);
    if (varset_subset(&used, &project->variables)) VEC_PUSH(pass->arena, out, below.item[i]);
  }
}

void side_conditions(Pass *pass, const Node *node, Conditions *out) {
  switch (node->kind) {
    case NODE_FILTER:
      expr_conjuncts(pass->arena, node->u.filter.condition, out);
      side_conditions(pass, node->child[0], out);
      break;
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++) side_conditions(pass, node->child[i], out);
      break;
    case NODE_DISTINCT:
    case NODE_EXTEND:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: side_conditions(pass, node->child[0], out); break;
    case NODE_PROJECT: add_visible(pass, node, out); break;
    default: break;
  }
}

const Expr *side_fixed(const Conditions *conditions, VarId var) {
  for (size_t i = 0; i < conditions->count; i++) {
    const Expr *condition = conditions->item[i];
    if (condition->kind == EXPR_SQL && condition->u.sql.op == OP_EQ &&
        condition->u.sql.arg[0]->kind == EXPR_VAR && condition->u.sql.arg[0]->u.var == var &&
        expr_is_given(condition->u.sql.arg[1]))
      return condition->u.sql.arg[1];
  }
  return NULL;
}

const Node *side_apart(Pass *pass, const Node *left, const Node *right) {
  VarSet shared = varset_copy(pass->arena, &right->variables);
  varset_keep_all(&shared, &left->variables);
  if (varset_count(&shared) == 0) return right;
  Conditions known = {0}, fixed = {0};
  side_conditions(pass, left, &known);
  Renaming names = renaming_make(pass->arena, pass->variables);
  for (int v = varset_next(&shared, 0); v >= 0; v = varset_next(&shared, v + 1)) {
    const Expr *constant = side_fixed(&known, (VarId)v);
    if (constant == NULL) continue;
    const VarId own =
        variables_fresh_native(pass->variables, variables_type(pass->variables, (VarId)v),
                               variables_hint(pass->variables, (VarId)v));
    renaming_add(&names, (VarId)v, own);
    const Expr *var = expr_var(pass->arena, pass->variables, own);
    VEC_PUSH(pass->arena, &fixed, expr_sql2(pass->arena, OP_EQ, var, constant));
  }
  if (fixed.count == 0) return right;
  return pass_filter(pass, node_rename(&names, right), fixed.count, fixed.item);
}

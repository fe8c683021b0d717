// Law: a filter that asks for EXISTS is a semi-join; one that asks for NOT EXISTS, an anti-join.
//
// Preconditions:
// (1) A conjunct of a FILTER is EXISTS or NOT EXISTS of a pattern. (Below OR, or in a value, it
//     stays: a row may count without it.)
// (2) The pattern, without PROJECTs and FILTERs at its top, mentions no variable that it does not
//     bind. What the filters ask of variables outside becomes the condition.
// (3) The row below the FILTER has all those variables; others belong to queries farther out.
// (4) The pattern binds nothing that the row has, which would then be compared.
//
// Before: FILTER(X(v), EXISTS FILTER(SCAN emp(id: w), v = w))
// After:  SEMI(X(v), SCAN emp(id: w), v = w)
//
// Why: the laws about keys and foreign keys look at both sides of a join, not into expressions.
#include "rewriter/pass/pass.h"

typedef struct Asked {
  bool negated;
  const Node *pattern;
  const Expr *condition;  // NULL: none
} Asked;

// (2)
static const Node *bare(Pass *pass, const Node *pattern, Conditions *conditions) {
  for (;; pattern = pattern->child[0]) {
    if (pattern->kind == NODE_FILTER)
      expr_conjuncts(pass->arena, pattern->u.filter.condition, conditions);
    else if (pattern->kind != NODE_PROJECT)
      return pattern;
  }
}

static bool open_exists(Pass *pass, const Expr *expr, const VarSet *row, Asked *out) {
  if (expr->kind != EXPR_EXISTS) return false;  // (1)
  Conditions all = {0}, own = {0}, linking = {0};
  const Node *pattern = bare(pass, expr->u.exists.pattern, &all);
  VarSet outside = varset_empty(pass->arena);
  node_free_variables(pass->arena, pattern, &outside);
  if (varset_count(&outside) > 0) return false;                   // (2)
  if (varset_intersects(&pattern->variables, row)) return false;  // (4)
  for (size_t i = 0; i < all.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(all.item[i], &used);
    if (pass_holds_exists(all.item[i])) return false;
    varset_remove_all(&used, &pattern->variables);
    if (!varset_subset(&used, row)) return false;  // (3)
    if (varset_count(&used) > 0)
      VEC_PUSH(pass->arena, &linking, all.item[i]);
    else
      VEC_PUSH(pass->arena, &own, all.item[i]);
  }
  *out = (Asked){expr->u.exists.negated, pass_filter(pass, pattern, own.count, own.item),
                 expr_all(pass->arena, linking.count, linking.item)};
  return true;
}

static const Node *exists(Pass *pass, const Node *node) {
  if (node->kind != NODE_FILTER) return node;
  Conditions all = {0}, kept = {0};
  VEC(Asked) asked = {0};
  expr_conjuncts(pass->arena, node->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    Asked one;
    if (open_exists(pass, all.item[i], &node->child[0]->variables, &one))
      VEC_PUSH(pass->arena, &asked, one);
    else
      VEC_PUSH(pass->arena, &kept, all.item[i]);
  }
  if (asked.count == 0) return node;
  const Node *row = pass_filter(pass, node->child[0], kept.count, kept.item);
  for (size_t i = 0; i < asked.count; i++)
    row = asked.item[i].negated
              ? node_anti(pass->arena, row, asked.item[i].pattern, asked.item[i].condition)
              : node_semi(pass->arena, row, asked.item[i].pattern, asked.item[i].condition);
  return row;
}

const Node *pass_exists(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, exists); }

// What expressions hold that decides where a block may take them: values that are others each time,
// sub-queries, and what costs too much to be written out twice.
#include <string.h>

#include "rewriter/sql/block.h"

static bool some_part(const Expr *expr, bool (*test)(const Expr *expr)) {
  if (expr == NULL) return false;
  if (test(expr)) return true;
  switch (expr->kind) {
    case EXPR_SQL_CALL:
      for (size_t i = 0; i < expr->u.sql_call.count; i++)
        if (some_part(expr->u.sql_call.arg[i], test)) return true;
      return false;
    case EXPR_SQL:
      for (size_t i = 0; i < expr->u.sql.count; i++)
        if (some_part(expr->u.sql.arg[i], test)) return true;
      return false;
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++)
        if (some_part(expr->u.case_.branch[i].condition, test) ||
            some_part(expr->u.case_.branch[i].value, test))
          return true;
      return some_part(expr->u.case_.otherwise, test);
    case EXPR_LET: return some_part(expr->u.let.value, test) || some_part(expr->u.let.body, test);
    default: return false;
  }
}

static bool is_volatile_call(const Expr *expr) {
  return expr->kind == EXPR_SQL_CALL && (strcmp(expr->u.sql_call.name, "random") == 0 ||
                                         strcmp(expr->u.sql_call.name, "gen_random_uuid") == 0);
}

bool expression_is_volatile(const Expr *expr) { return some_part(expr, is_volatile_call); }

static bool is_subquery(const Expr *expr) {
  if (expr->kind == EXPR_LET) return true;
  if (expr->kind == EXPR_SQL_CALL) return strcmp(expr->u.sql_call.name, "@encode_for_uri") == 0;
  if (expr->kind != EXPR_TEMPLATE || !expr->u.template_.encode) return false;
  for (size_t i = 0; i < expr->u.template_.count; i++)
    if (lexical_needs_encoding(expr->u.template_.arg[i]->type)) return true;
  return false;
}

bool expression_has_subquery(const Expr *expr) { return some_part(expr, is_subquery); }

bool block_has_subquery(Arena *arena, const Block *block, VarId var) {
  const BlockDefinition *definition = block_find(block, var);
  if (definition == NULL || definition->item != NULL || definition->expr == NULL) return false;
  if (expression_has_subquery(definition->expr)) return true;
  VarSet used = varset_empty(arena);
  expr_variables(definition->expr, &used);
  for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1))
    if ((VarId)v != var && block_has_subquery(arena, block, (VarId)v)) return true;
  return false;
}

static bool is_aggregate(const Expr *expr) { return expr->kind == EXPR_SQL_AGG; }

bool block_has_aggregate(Arena *arena, const Block *block, VarId var) {
  const BlockDefinition *definition = block_find(block, var);
  if (definition == NULL || definition->item != NULL || definition->expr == NULL) return false;
  if (some_part(definition->expr, is_aggregate)) return true;
  VarSet used = varset_empty(arena);
  expr_variables(definition->expr, &used);
  for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1))
    if ((VarId)v != var && block_has_aggregate(arena, block, (VarId)v)) return true;
  return false;
}

bool block_sorts_by_subquery(const Block *block) {
  for (size_t i = 0; i < block->order.count; i++)
    if (expression_has_subquery(block->order.item[i].expr)) return true;
  return false;
}

bool block_aggregates_costly(Arena *arena, const Block *block, const Node *group) {
  VarSet used = varset_empty(arena);
  for (size_t i = 0; i < group->u.group.aggregate_count; i++)
    expr_variables(group->u.group.aggregate[i].expr, &used);
  for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1)) {
    const BlockDefinition *definition = block_find(block, (VarId)v);
    if (definition != NULL && definition->item == NULL && definition->expr != NULL &&
        expr_is_large(definition->expr))
      return true;
  }
  return false;
}

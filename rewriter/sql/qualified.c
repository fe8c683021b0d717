// Which columns have a type that is more than a plain one.
#include <string.h>

#include "rewriter/sql/block.h"

static bool is_qualified_expr(const Block *block, const Expr *expr) {
  switch (expr->kind) {
    case EXPR_VAR: {
      const Block *owner = block;
      const BlockDefinition *definition = block_resolve(block, expr->u.var, &owner);
      return definition != NULL && definition->expr != expr &&
             block_is_qualified(owner, expr->u.var);
    }
    case EXPR_CASE:
      for (size_t i = 0; i < expr->u.case_.count; i++)
        if (is_qualified_expr(block, expr->u.case_.branch[i].value)) return true;
      return expr->u.case_.otherwise != NULL && is_qualified_expr(block, expr->u.case_.otherwise);
    case EXPR_SQL:
      for (size_t i = 0; expr->u.sql.op == OP_COALESCE && i < expr->u.sql.count; i++)
        if (is_qualified_expr(block, expr->u.sql.arg[i])) return true;
      return false;
    case EXPR_SQL_CALL:
      return strcmp(expr->u.sql_call.name, "nullif") == 0 &&
             is_qualified_expr(block, expr->u.sql_call.arg[0]);
    // The text of its body may be anything.
    case EXPR_LET: return true;
    default: return false;
  }
}

static const Column *column_of(const BlockDefinition *definition) {
  const FromItem *item = definition->item;
  if (item == NULL || item->kind != FROM_TABLE || item->table->relation == NULL) return NULL;
  const int place = relation_column(item->table->relation, definition->column);
  return place < 0 ? NULL : &item->table->relation->column[place];
}

const Column *block_column(const Block *block, VarId var) {
  const Block *owner = block;
  const BlockDefinition *definition = block_resolve(block, var, &owner);
  return definition == NULL ? NULL : column_of(definition);
}

// As far as can be told. What is chosen among values keeps what all of them have.
bool block_is_qualified(const Block *block, VarId var) {
  for (size_t i = 0; i < block->branches.count; i++)
    if (block_is_qualified(block->branches.item[i], var)) return true;
  const BlockDefinition *definition = block_find(block, var);
  if (definition == NULL) return false;
  const FromItem *item = definition->item;
  if (item == NULL) return definition->expr != NULL && is_qualified_expr(block, definition->expr);
  if (item->kind == FROM_BLOCK) return block_is_qualified(item->block, var);
  if (item->kind == FROM_FAN) {
    const size_t width = item->values->u.values.var_count;
    for (size_t i = 0; i < width * item->values->u.values.row_count; i++)
      if (item->values->u.values.var[i % width] == var &&
          is_qualified_expr(block, item->values->u.values.cell[i]))
        return true;
    return false;
  }
  const Column *column = column_of(definition);
  return column != NULL && (column->domain || column->typmod >= 0);
}

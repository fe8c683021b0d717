// The rules of a query level: what may be selected, named and left ungrouped (SPARQL 1.1 sections
// 11.4, 16.1 and 18.2.4).
#include "rewriter/sparql/parser.h"

typedef VEC(VarId) Vars;

// Nodes that a level puts above its pattern: GROUP, FILTER, JOIN, EXTEND, ORDER, PROJECT, DISTINCT
// and SLICE.
enum { LEVEL_NODES = 10 };

// The first variable outside aggregates that is not in `allowed`; NULL when there is none. Patterns
// of EXISTS have a scope of their own.
static const AstExpr *find_ungrouped(const AstExpr *expr, const VarSet *allowed) {
  if (expr->kind == AST_VAR) return varset_has(allowed, expr->u.var) ? NULL : expr;
  if (expr->kind != AST_CALL) return NULL;
  for (size_t i = 0; i < expr->u.call.count; i++) {
    const AstExpr *found = find_ungrouped(expr->u.call.arg[i], allowed);
    if (found != NULL) return found;
  }
  return NULL;
}

static Status ungrouped(Parser *parser, Position at, VarId var) {
  const char *name = parser_variable_name(parser, var);
  parser_error(parser, at, "?%s is neither grouped nor aggregated", name);
  error_hint(parser->err, "add ?%s to GROUP BY, or write SAMPLE(?%s)", name, name);
  return STATUS_SYNTAX;
}

static bool is_grouped(const AstLevel *level) {
  bool grouped = level->group_count > 0;
  for (size_t i = 0; i < level->item_count && !grouped; i++)
    grouped = level->item[i].expr != NULL && level->item[i].expr->has_aggregate;
  for (size_t i = 0; i < level->having_count && !grouped; i++)
    grouped = level->having[i]->has_aggregate;
  for (size_t i = 0; i < level->order_count && !grouped; i++)
    grouped = level->order[i].expr->has_aggregate;
  return grouped;
}

// GROUP BY's variables; its new names must be new.
static Status gather_keys(Parser *parser, AstLevel *level, VarSet *keys) {
  for (size_t i = 0; i < level->group_count; i++) {
    const AstItem *item = &level->group[i];
    if (!item->named) continue;
    if (item->expr != NULL && varset_has(&level->scope, item->var))
      return parser_error(parser, item->at, "GROUP BY cannot assign ?%s: it is already bound",
                          parser_variable_name(parser, item->var));
    varset_add(keys, item->var);
    varset_add(&level->scope, item->var);
  }
  return STATUS_OK;
}

static Status already_bound(Parser *parser, const AstItem *item) {
  parser_error(parser, item->at, "SELECT cannot assign ?%s: it is already bound",
               parser_variable_name(parser, item->var));
  error_hint(parser->err, "choose another name after AS");
  return STATUS_SYNTAX;
}

static Status check_item(Parser *parser, const AstLevel *level, const AstItem *item,
                         const VarSet *visible, const VarSet *selected) {
  if (item->expr == NULL) {
    if (level->grouped && !varset_has(visible, item->var))
      return ungrouped(parser, item->at, item->var);
    return STATUS_OK;
  }
  if (varset_has(&level->scope, item->var) || varset_has(selected, item->var))
    return already_bound(parser, item);
  if (!level->grouped) return STATUS_OK;
  const AstExpr *var = find_ungrouped(item->expr, visible);
  return var == NULL ? STATUS_OK : ungrouped(parser, var->at, var->u.var);
}

static void select_all(Parser *parser, const AstLevel *level, Vars *projected) {
  for (int var = varset_next(&level->scope, 0); var >= 0; var = varset_next(&level->scope, var + 1))
    VEC_PUSH(parser->arena, projected, (VarId)var);
}

// An expression that uses an earlier item's name needs an EXTEND of its own.
static bool uses(const AstExpr *expr, const VarSet *names) {
  if (expr->kind == AST_VAR) return varset_has(names, expr->u.var);
  if (expr->kind == AST_AGGREGATE)
    return expr->u.aggregate.arg != NULL && uses(expr->u.aggregate.arg, names);
  if (expr->kind != AST_CALL) return expr->kind == AST_EXISTS;
  for (size_t i = 0; i < expr->u.call.count; i++)
    if (uses(expr->u.call.arg[i], names)) return true;
  return false;
}

static Status check_items(Parser *parser, AstLevel *level, const VarSet *keys, Vars *projected) {
  VarSet visible = varset_copy(parser->arena, keys);  // what a grouped level may name
  VarSet selected = varset_empty(parser->arena);
  VarSet names = varset_empty(parser->arena);
  for (size_t i = 0; i < level->item_count; i++) {
    const AstItem *item = &level->item[i];
    TRY(check_item(parser, level, item, &visible, &selected));
    if (!varset_has(&selected, item->var)) VEC_PUSH(parser->arena, projected, item->var);
    varset_add(&selected, item->var);
    if (item->expr == NULL) continue;
    varset_add(&visible, item->var);
    if (uses(item->expr, &names)) level->height++;
    if (item->expr->height + 1 > level->height) level->height = item->expr->height + 1;
    varset_add(&names, item->var);
  }
  return STATUS_OK;
}

Status level_check(Parser *parser, AstLevel *level) {
  VarSet keys = varset_empty(parser->arena);
  Vars projected = {0};
  level->scope = varset_empty(parser->arena);
  level->height = LEVEL_NODES;
  if (level->where != NULL) {
    varset_add_all(&level->scope, &level->where->scope);
    level->height += level->where->height;
  }
  for (size_t i = 0; i < level->values.var_count; i++)
    varset_add(&level->scope, level->values.var[i]);
  level->grouped = is_grouped(level);
  if (level->star && level->grouped) {
    parser_error(parser, level->at, "SELECT * cannot be used with GROUP BY or aggregates");
    error_hint(parser->err, "name the grouping variables");
    return STATUS_SYNTAX;
  }
  TRY(gather_keys(parser, level, &keys));
  if (level->star) select_all(parser, level, &projected);
  TRY(check_items(parser, level, &keys, &projected));
  level->projected_count = projected.count;
  level->projected = projected.item;
  return parser_check_height(parser, level->height, level->at);
}

// Query blocks as SQL text.
#include "rewriter/sql/block.h"

#include <string.h>

#include "rewriter/sql/deparse.h"

void render_break(const Deparser *deparser, Buffer *out, int indent) {
  if (!deparser->pretty) {
    buffer_add_char(out, ' ');
    return;
  }
  buffer_add_char(out, '\n');
  for (int i = 0; i < indent; i++) buffer_add_char(out, ' ');
}

// A line break after an opening parenthesis or before a closing one.
void render_bracket_break(const Deparser *deparser, Buffer *out, int indent) {
  if (deparser->pretty) render_break(deparser, out, indent);
}

// --- Conditions ----------------------------------------------------------------------------------

// ARRAY makes the list once, before any row is looked at, and without what is in it twice.
static void render_listed(Deparser *deparser, Buffer *out, const Block *block,
                          const Conjunct *conjunct, int indent) {
  const VarId value = conjunct->expr->u.var;
  render_expr(deparser, out, block, conjunct->expr, STRENGTH_OTHER, indent);
  buffer_add_text(out, " = ANY (ARRAY(");
  render_bracket_break(deparser, out, indent + INDENT);
  render_select(deparser, out, conjunct->exists, 1, &value, NULL, indent + INDENT);
  render_bracket_break(deparser, out, indent);
  buffer_add_text(out, "))");
}

static void render_conjunct(Deparser *deparser, Buffer *out, const Block *block,
                            const Conjunct *conjunct, Strength around, int indent) {
  if (conjunct->exists != NULL && conjunct->expr != NULL) {
    render_listed(deparser, out, block, conjunct, indent);
  } else if (conjunct->exists != NULL) {
    render_exists(deparser, out, conjunct->exists, conjunct->negated, indent);
  } else if (conjunct->expr != NULL) {
    render_expr(deparser, out, block, conjunct->expr, around, indent);
  } else {
    render_definition(deparser, out, block, &conjunct->left, STRENGTH_OTHER, indent);
    buffer_add_text(out, " = ");
    render_definition(deparser, out, block, &conjunct->right, STRENGTH_OTHER, indent);
  }
}

static void render_conjuncts(Deparser *deparser, Buffer *out, const Block *block,
                             const Conjuncts *list, bool broken, int indent) {
  if (list->count == 0) buffer_add_text(out, "true");
  for (size_t i = 0; i < list->count; i++) {
    if (i > 0 && broken) {
      render_break(deparser, out, indent);
      buffer_add_text(out, "AND ");
    } else if (i > 0) {
      buffer_add_text(out, " AND ");
    }
    render_conjunct(deparser, out, block, &list->item[i],
                    list->count > 1 ? STRENGTH_AND : STRENGTH_NONE, indent);
  }
}

void render_exists(Deparser *deparser, Buffer *out, Block *block, bool negated, int indent) {
  buffer_add_text(out, negated ? "NOT EXISTS (" : "EXISTS (");
  render_bracket_break(deparser, out, indent + INDENT);
  render_select(deparser, out, block, 0, NULL, NULL, indent + INDENT);
  render_bracket_break(deparser, out, indent);
  buffer_add_char(out, ')');
}

// --- Which FROM items an expression uses ---------------------------------------------------------

typedef struct Touch {
  const Block *block;
  const FromItem *left, *right;
  bool in_left, in_right, elsewhere;
} Touch;

static void touch(Touch *touched, const Expr *expr) {
  switch (expr->kind) {
    case EXPR_VAR: {
      const BlockDefinition *definition = block_find(touched->block, expr->u.var);
      const FromItem *item = definition == NULL ? NULL : definition->item;
      if (definition != NULL && item == NULL) {
        touch(touched, definition->expr);
      } else if (item != NULL && block_is_within(item, touched->left)) {
        touched->in_left = true;
      } else if (item != NULL && block_is_within(item, touched->right)) {
        touched->in_right = true;
      } else {
        touched->elsewhere = true;
      }
      return;
    }
    case EXPR_NATIVE:
    case EXPR_PARAMETER:
    case EXPR_UNBOUND: return;
    case EXPR_SQL:
      for (size_t i = 0; i < expr->u.sql.count; i++) touch(touched, expr->u.sql.arg[i]);
      return;
    case EXPR_SQL_CALL:
      for (size_t i = 0; i < expr->u.sql_call.count; i++) touch(touched, expr->u.sql_call.arg[i]);
      return;
    case EXPR_TEMPLATE:
      for (size_t i = 0; i < expr->u.template_.count; i++) touch(touched, expr->u.template_.arg[i]);
      return;
    default: touched->elsewhere = true; return;
  }
}

static void touch_conjunct(Touch *touched, const Conjunct *conjunct) {
  if (conjunct->exists != NULL) {
    touched->elsewhere = true;
  } else if (conjunct->expr != NULL) {
    touch(touched, conjunct->expr);
  } else {
    if (conjunct->left.item == NULL || conjunct->right.item == NULL) {
      touched->elsewhere = true;
      return;
    }
    const FromItem *items[] = {conjunct->left.item, conjunct->right.item};
    for (int i = 0; i < 2; i++) {
      if (block_is_within(items[i], touched->left)) {
        touched->in_left = true;
      } else if (block_is_within(items[i], touched->right)) {
        touched->in_right = true;
      } else {
        touched->elsewhere = true;
      }
    }
  }
}

// Inner joins take the conditions of `pool` that connect their two sides and stand there alone; the
// right side of an outer join takes its own from the outer join's.
static void move_conditions(Deparser *deparser, Block *block, FromItem *item, Conjuncts *pool) {
  if (item->kind != FROM_JOIN) return;
  move_conditions(deparser, block, item->left, pool);
  move_conditions(deparser, block, item->right, item->outer ? &item->on : pool);
  if (item->outer || item->on.count > 0) return;
  size_t kept = 0;
  for (size_t i = 0; i < pool->count; i++) {
    const Conjunct *conjunct = &pool->item[i];
    Touch touched = {block, item->left, item->right, false, false, false};
    touch_conjunct(&touched, conjunct);
    if (touched.in_left && touched.in_right && !touched.elsewhere) {
      VEC_PUSH(deparser->arena, &item->on, *conjunct);
    } else {
      pool->item[kept++] = *conjunct;
    }
  }
  pool->count = kept;
}

// --- FROM ----------------------------------------------------------------------------------------

// The conditions of all joins, as text, before any derived table is written: they say which of its
// columns are needed.
typedef struct JoinText {
  const FromItem *join;
  Buffer on;
} JoinText;
typedef VEC(JoinText) JoinTexts;

static void render_conditions(Deparser *deparser, Block *block, const FromItem *item,
                              JoinTexts *texts, int indent) {
  if (item->kind != FROM_JOIN) return;
  render_conditions(deparser, block, item->left, texts, indent);
  render_conditions(deparser, block, item->right, texts, indent + INDENT);
  JoinText text = {item, {0}};
  block->within = item;
  if (item->on.count > 0 || item->outer)
    render_conjuncts(deparser, &text.on, block, &item->on, false, indent + INDENT);
  VEC_PUSH(deparser->arena, texts, text);
}

static void render_values(Deparser *deparser, Buffer *out, const Block *block,
                          const FromItem *item) {
  const Node *node = item->values;
  const size_t width = node->u.values.var_count;
  buffer_add_text(out, "(VALUES ");
  for (size_t i = 0; i < node->u.values.row_count; i++) {
    buffer_add_text(out, i == 0 ? "(" : ", (");
    if (width == 0) buffer_add_text(out, "1");
    for (size_t j = 0; j < width; j++) {
      if (j > 0) buffer_add_text(out, ", ");
      const Expr *cell = node->u.values.cell[i * width + j];
      if (i > 0 && cell->kind == EXPR_UNBOUND) {
        buffer_add_text(out, "NULL");
      } else if (i > 0) {
        deparse_string(out, cell->u.native);
      } else {
        // The first row gives the columns their types.
        const char *type =
            pg_type_info(variables_type(deparser->variables, node->u.values.var[j]))->name;
        if (cell->kind == EXPR_UNBOUND) {
          buffer_printf(out, "NULL::%s", type);
        } else {
          deparse_string(out, cell->u.native);
          buffer_printf(out, "::%s", type);
        }
      }
    }
    buffer_add_char(out, ')');
  }
  buffer_printf(out, ") AS %s(", item->alias);
  for (size_t j = 0; j < item->columns.count; j++) {
    if (j > 0) buffer_add_text(out, ", ");
    deparse_identifier(out, item->columns.item[j].column->text);
  }
  if (width == 0) buffer_add_text(out, "one");
  buffer_add_char(out, ')');
  (void)block;
}

static void render_fan(Deparser *deparser, Buffer *out, const Block *block, const FromItem *item,
                       int indent) {
  const Node *node = item->values;
  const size_t width = node->u.values.var_count;
  buffer_add_text(out, "LATERAL (VALUES");
  for (size_t i = 0; i < node->u.values.row_count; i++) {
    render_break(deparser, out, indent + INDENT);
    buffer_add_char(out, '(');
    if (width == 0) buffer_add_text(out, "1");
    for (size_t j = 0; j < width; j++) {
      if (j > 0) buffer_add_text(out, ", ");
      render_plain(deparser, out, block, node->u.values.cell[i * width + j], indent + INDENT);
    }
    buffer_add_text(out, i + 1 < node->u.values.row_count ? ")," : ")");
  }
  buffer_printf(out, ") AS %s(", item->alias);
  for (size_t j = 0; j < width; j++) {
    if (j > 0) buffer_add_text(out, ", ");
    deparse_identifier(out, item->columns.item[j].column->text);
  }
  buffer_add_text(out, width == 0 ? "one)" : ")");
}

static void render_table(Buffer *out, const FromItem *item) {
  const LogicalTable *table = item->table;
  const Relation *relation = table->relation;
  const Symbol *schema =
      relation != NULL && relation->schema != NULL ? relation->schema : table->schema;
  const Symbol *name = relation != NULL && relation->name != NULL ? relation->name : table->name;
  if (schema != NULL) {
    deparse_identifier(out, schema->text);
    buffer_add_char(out, '.');
  }
  deparse_identifier(out, name->text);
  buffer_printf(out, " AS %s", item->alias);
}

static void render_item(Deparser *deparser, Buffer *out, const Block *block, FromItem *item,
                        const JoinTexts *texts, int indent);

static void render_join(Deparser *deparser, Buffer *out, const Block *block, FromItem *item,
                        const JoinTexts *texts, int indent) {
  render_item(deparser, out, block, item->left, texts, indent);
  render_break(deparser, out, indent + INDENT);
  const Buffer *on = NULL;
  for (size_t i = 0; i < texts->count; i++)
    if (texts->item[i].join == item) on = &texts->item[i].on;
  buffer_add_text(out, item->outer ? "LEFT JOIN " : on->length == 0 ? "CROSS JOIN " : "JOIN ");
  if (item->right->kind == FROM_JOIN) {
    buffer_add_char(out, '(');
    render_item(deparser, out, block, item->right, texts, indent + INDENT);
    buffer_add_char(out, ')');
  } else {
    render_item(deparser, out, block, item->right, texts, indent + INDENT);
  }
  if (on->length > 0) {
    buffer_add_text(out, " ON ");
    buffer_add(out, on->data, on->length);
  }
}

static void render_derived(Deparser *deparser, Buffer *out, const Block *block, FromItem *item,
                           int indent) {
  const size_t all = item->columns.count;
  VarId *vars = ARENA_ARRAY(deparser->arena, VarId, all + 1);
  const Symbol **names = ARENA_ARRAY(deparser->arena, const Symbol *, all + 1);
  size_t count = 0;
  for (size_t i = 0; i < all; i++) {
    if (item->columns.item[i].hidden && !item->block->distinct) continue;
    vars[count] = item->columns.item[i].var;
    names[count++] = item->columns.item[i].column;
  }
  item->block->parent = block->parent;
  buffer_add_char(out, '(');
  render_bracket_break(deparser, out, indent + INDENT);
  render_select(deparser, out, item->block, count, vars, names, indent + INDENT);
  render_bracket_break(deparser, out, indent);
  buffer_printf(out, ") AS %s", item->alias);
}

static void render_item(Deparser *deparser, Buffer *out, const Block *block, FromItem *item,
                        const JoinTexts *texts, int indent) {
  switch (item->kind) {
    case FROM_TABLE:
      if (item->table->name == NULL) {
        // The newline ends a comment that the query text may end with.
        buffer_add_char(out, '(');
        buffer_add_symbol(out, item->table->query);
        buffer_printf(out, "\n) AS %s", item->alias);
      } else {
        render_table(out, item);
      }
      return;
    case FROM_VALUES: render_values(deparser, out, block, item); return;
    case FROM_FAN: render_fan(deparser, out, block, item, indent); return;
    case FROM_BLOCK: render_derived(deparser, out, block, item, indent); return;
    case FROM_RECURSE: recursion_render(deparser, out, block, item, indent); return;
    case FROM_WORKING: recursion_render_working(out, item); return;
    case FROM_JOIN: render_join(deparser, out, block, item, texts, indent); return;
  }
}

// --- SELECT --------------------------------------------------------------------------------------

static bool is_among(VarId var, size_t count, const VarId vars[]) {
  for (size_t i = 0; i < count; i++)
    if (vars[i] == var) return true;
  return false;
}

// DISTINCT over exactly these columns?
static bool is_distinct_over(const Block *block, size_t count, const VarId columns[]) {
  for (size_t i = 0; i < block->definitions.count; i++) {
    const BlockDefinition *definition = &block->definitions.item[i];
    if (!definition->hidden && !is_among(definition->var, count, columns)) return false;
  }
  return true;
}

// May some text have a collation of its own? That of a type which is not listed has
// (render_lexical).
static bool has_unlisted_types(const Variables *variables) {
  for (size_t i = 0; i < variables_count(variables); i++)
    if (variables_is_native(variables, (VarId)i) &&
        variables_type(variables, (VarId)i) == PG_TYPE_OTHER)
      return true;
  return false;
}

static void render_output(Deparser *deparser, Buffer *out, const Block *block, VarId var,
                          const Symbol *name, int indent) {
  const BlockDefinition *definition = block_find(block, var);
  const PgType type = variables_type(deparser->variables, var);
  const Expr *written = definition == NULL ? NULL : lexical_written_value(block, definition);
  if (definition == NULL || definition->hidden) {
    buffer_printf(out, "NULL::%s", pg_type_info(type)->name);
  } else if (written != NULL) {
    render_expr(deparser, out, block, written, STRENGTH_NONE, indent);
  } else {
    const bool unlisted = block->in_union && type == PG_TYPE_OTHER;
    const bool cast = unlisted || (block->plain_types && block_is_qualified(block, var));
    const PgFamily family = pg_type_info(type)->family;
    const bool collated = block->in_recursion &&
                          (family == PG_FAMILY_TEXT || type == PG_TYPE_OTHER) &&
                          has_unlisted_types(deparser->variables);
    render_definition(deparser, out, block, definition,
                      cast       ? STRENGTH_CAST
                      : collated ? STRENGTH_COLLATE
                                 : STRENGTH_NONE,
                      indent);
    if (cast) buffer_printf(out, "::%s", pg_type_info(type)->name);
    // PostgreSQL wants the start of a recursion to have the collation of both.
    if (collated) buffer_add_text(out, " COLLATE \"default\"");
  }
  const bool named = definition != NULL && !definition->hidden && definition->item != NULL &&
                     name != NULL && symbol_compare(definition->column, name) == 0;
  if (name == NULL || named) return;
  buffer_add_text(out, " AS ");
  deparse_identifier(out, name->text);
}

static void render_union(Deparser *deparser, Buffer *out, Block *block, size_t count,
                         const VarId columns[], const Symbol *const names[], int indent) {
  for (size_t i = 0; i < block->branches.count; i++) {
    Block *branch = block->branches.item[i];
    branch->parent = block->parent;
    branch->plain_types = block->plain_types;
    branch->in_recursion = block->in_recursion;
    branch->in_union = true;
    if (i > 0) {
      render_break(deparser, out, indent);
      buffer_add_text(out, "UNION ALL");
      render_break(deparser, out, indent);
    }
    const bool bracketed = branch->sliced || branch->branches.count > 0;
    if (bracketed) buffer_add_char(out, '(');
    render_select(deparser, out, branch, count, columns, i == 0 ? names : NULL, indent);
    if (bracketed) buffer_add_char(out, ')');
  }
}

static bool is_fixed(const Block *block, const Expr *expr) {
  if (expr->kind != EXPR_VAR) return expr_is_given(expr) || expr->kind == EXPR_UNBOUND;
  const BlockDefinition *definition = block_find(block, expr->u.var);
  return definition != NULL && definition->item == NULL && is_fixed(block, definition->expr);
}

static void render_group(Deparser *deparser, Buffer *out, const Block *block, size_t count,
                         const VarId keys[], int indent) {
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    const BlockDefinition *definition = block_find(block, keys[i]);
    const bool fixed = definition->item == NULL && is_fixed(block, definition->expr);
    // A constant says nothing, but GROUP BY must not go with the last one.
    if (fixed && !(first && i + 1 == count)) continue;
    buffer_add_text(out, first ? "GROUP BY " : ", ");
    first = false;
    const size_t start = out->length;
    render_definition(deparser, out, block, definition, STRENGTH_CAST, indent);
    // A bare number would be taken for a column's position.
    if (fixed && out->data[start] != '\'' && definition->expr->kind == EXPR_NATIVE)
      buffer_printf(out, "::%s", pg_type_info(definition->expr->type)->name);
  }
}

// One row of all, without a column or a HAVING that would say so: PostgreSQL is told.
static bool is_tacit_group(Arena *arena, const Block *block, size_t count, const VarId columns[]) {
  if (!block->grouped || block->keys.count > 0 || block->having.count > 0) return false;
  for (size_t i = 0; i < count; i++)
    if (block_has_aggregate(arena, block, columns[i])) return false;
  return true;
}

typedef struct Uses {
  const Block *block;
  bool own, outer;
} Uses;

static void find_uses(void *self, const Expr *expr) {
  Uses *uses = self;
  uses->own |= expr->kind == EXPR_EXISTS;
  if (expr->kind == EXPR_VAR) {
    const Block *owner;
    if (block_find(uses->block, expr->u.var) != NULL)
      uses->own = true;
    else
      uses->outer |= block_resolve(uses->block, expr->u.var, &owner) != NULL;
  }
  expr_each_operand(expr, find_uses, self);
}

// Is the key the same in all rows: a constant, or something of the blocks around this one? (An
// aggregate over nothing but that would be theirs.)
static bool sorts_nothing(const Block *block, const Expr *key) {
  Uses uses = {.block = block};
  find_uses(&uses, key);
  return is_fixed(block, key) || (uses.outer && !uses.own);
}

// Does the expression use outputs only?
static bool is_over(Deparser *deparser, const Expr *expr, size_t count, const VarId columns[]) {
  VarSet used = varset_empty(deparser->arena);
  expr_variables(expr, &used);
  for (int var = varset_next(&used, 0); var >= 0; var = varset_next(&used, var + 1))
    if (!is_among((VarId)var, count, columns)) return false;
  return true;
}

static void render_order(Deparser *deparser, Buffer *out, const Block *block, size_t count,
                         const VarId columns[], bool grouped, int indent) {
  bool first = true;
  for (size_t i = 0; i < block->order.count; i++) {
    const BlockOrder *key = &block->order.item[i];
    if (sorts_nothing(block, key->expr)) continue;
    if (first) {
      render_break(deparser, out, indent);
      buffer_add_text(out, "ORDER BY ");
    } else {
      buffer_add_text(out, ", ");
    }
    first = false;
    // Under DISTINCT a key that is not selected counts with its first value.
    const bool least = grouped && !is_over(deparser, key->expr, count, columns);
    if (least) buffer_add_text(out, key->descending ? "max(" : "min(");
    render_expr(deparser, out, block, key->expr, STRENGTH_OTHER, indent);
    if (least && key->expr->type == PG_TYPE_BOOL) buffer_add_text(out, "::integer");
    if (least) buffer_add_char(out, ')');
    if (key->descending) buffer_add_text(out, " DESC");
    // Unbound sorts lowest (SPARQL 1.1 section 15.1).
    if (!key->certain) buffer_add_text(out, key->descending ? " NULLS LAST" : " NULLS FIRST");
  }
}

// DISTINCT with keys to sort by that are more than plain outputs must be a GROUP BY.
static bool sorts_by_more(const Block *block, size_t count, const VarId columns[]) {
  for (size_t i = 0; i < block->order.count; i++) {
    const Expr *key = block->order.item[i].expr;
    if (sorts_nothing(block, key)) continue;
    if (key->kind != EXPR_VAR || !is_among(key->u.var, count, columns)) return true;
  }
  return false;
}

// A word at the beginning of a line.
static void render_clause(Deparser *deparser, Buffer *out, const char *word, int indent) {
  render_break(deparser, out, indent);
  buffer_add_text(out, word);
}

// WHERE to HAVING.
static void render_conditions_and_groups(Deparser *deparser, Buffer *out, const Block *block,
                                         size_t count, const VarId columns[], bool by_group,
                                         int indent) {
  if (block->where.count > 0) {
    render_clause(deparser, out, "WHERE ", indent);
    render_conjuncts(deparser, out, block, &block->where, true, indent + INDENT);
  }
  if (block->grouped && block->keys.count > 0) {
    render_break(deparser, out, indent);
    render_group(deparser, out, block, block->keys.count, block->keys.item, indent);
  }
  if (is_tacit_group(deparser->arena, block, count, columns))
    render_clause(deparser, out, "GROUP BY ()", indent);
  if (by_group) {
    render_break(deparser, out, indent);
    render_group(deparser, out, block, count, columns, indent);
  }
  if (block->having.count > 0) {
    render_clause(deparser, out, "HAVING ", indent);
    render_conjuncts(deparser, out, block, &block->having, true, indent + INDENT);
  }
}

// An OFFSET of 0 is a fence: PostgreSQL plans what is inside by itself.
static void render_slice(Deparser *deparser, Buffer *out, const Block *block, int indent) {
  if (block->sliced && block->limit != SLICE_NO_LIMIT) {
    render_clause(deparser, out, "LIMIT ", indent);
    buffer_printf(out, "%llu", (unsigned long long)block->limit);
  }
  if ((block->sliced && block->offset > 0) || block->fenced) {
    render_clause(deparser, out, "OFFSET ", indent);
    buffer_printf(out, "%llu", (unsigned long long)block->offset);
  }
}

static void render_from(Deparser *deparser, Buffer *out, Block *block, int indent) {
  if (block->from == NULL) return;
  JoinTexts texts = {0};
  render_conditions(deparser, block, block->from, &texts, indent);
  block->within = NULL;
  render_clause(deparser, out, "FROM ", indent);
  render_item(deparser, out, block, block->from, &texts, indent);
  for (size_t i = 0; i < texts.count; i++) buffer_free(&texts.item[i].on);
}

void render_select(Deparser *deparser, Buffer *out, Block *block, size_t count,
                   const VarId columns[], const Symbol *const names[], int indent) {
  if (block->branches.count > 0) {
    render_union(deparser, out, block, count, columns, names, indent);
    return;
  }
  if (block->distinct && !is_distinct_over(block, count, columns)) {
    Block *parent = block->parent;
    block = block_wrap_sorted(deparser, block);
    block->parent = parent;
  }
  const bool by_group =
      block->distinct && count > 0 && !block->grouped && sorts_by_more(block, count, columns);
  if (block->from != NULL) move_conditions(deparser, block, block->from, &block->where);
  // FROM comes last: its sub-queries have the columns that the rest has asked for.
  Buffer tail = {0};
  render_conditions_and_groups(deparser, &tail, block, count, columns, by_group, indent);
  render_order(deparser, &tail, block, count, columns, by_group, indent);
  render_slice(deparser, &tail, block, indent);
  buffer_add_text(out, block->distinct && !by_group ? "SELECT DISTINCT " : "SELECT ");
  if (count == 0) buffer_add_text(out, "1");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_text(out, ", ");
    render_output(deparser, out, block, columns[i], names == NULL ? NULL : names[i], indent);
  }
  render_from(deparser, out, block, indent);
  buffer_add(out, buffer_text(&tail), tail.length);
  buffer_free(&tail);
}

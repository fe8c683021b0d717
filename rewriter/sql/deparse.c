// The lifted tree as SELECTs: one case for each kind of node.
#include "rewriter/sql/deparse.h"

#include "base/db/identifier.h"
#include "rewriter/sql/block.h"

void deparse_identifier(Buffer *out, const char *name) {
  identifier_append(out, name, strlen(name));
}

static Block *new_block(Deparse *deparse) {
  Block *block = ARENA_NEW(deparse->arena, Block);
  block->limit = SLICE_NO_LIMIT;
  block->outer = deparse->outer;
  return block;
}

// Only FROM and WHERE: it can take part in a join as it is.
static bool is_plain(const Block *block) {
  return !block->grouped && !block->distinct && !block->sliced && block->order.count == 0;
}

static Block *plain_block(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node);
  return is_plain(block) ? block : block_wrap(deparse, block);
}

static const char *join_texts(Deparse *deparse, const Texts *texts, const char *between) {
  Buffer out = {0};
  for (size_t i = 0; i < texts->count; i++) {
    if (i > 0) buffer_add_text(&out, between);
    buffer_add_text(&out, texts->item[i]);
  }
  const char *text = buffer_copy(&out, deparse->arena);
  buffer_free(&out);
  return text;
}

// --- Leaves --------------------------------------------------------------------------------------

// The first letters of the words of a name: order_items gives "oi".
static const char *initials(Deparse *deparse, const char *name) {
  char letters[8];
  size_t count = 0;
  bool start = true;
  for (const char *c = name; *c != '\0' && count < 4; c++) {
    const bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
    if (letter && start) letters[count++] = *c;
    start = !letter;
  }
  letters[count] = '\0';
  return arena_copy_text(deparse->arena, count == 0 ? "t" : letters, count == 0 ? 1 : count);
}

static Block *block_of_scan(Deparse *deparse, const Node *node) {
  const LogicalTable *table = node->u.scan.table;
  const Relation *relation = table->relation;
  const char *alias =
      block_alias(deparse, table->name == NULL ? "q" : initials(deparse, table->name->text));
  Buffer text = {0};
  if (table->query != NULL) {
    // The line break ends a comment that the query may end with.
    buffer_printf(&text, "(%s\n)", table->query->text);
  } else {
    if (relation->schema != NULL) {
      identifier_append(&text, relation->schema->text, relation->schema->length);
      buffer_add_char(&text, '.');
    }
    identifier_append(&text, relation->name->text, relation->name->length);
  }
  buffer_printf(&text, " AS %s", alias);
  Block *block = new_block(deparse);
  const FromItem item = {.text = buffer_copy(&text, deparse->arena)};
  VEC_PUSH(deparse->arena, &block->from, item);
  for (size_t i = 0; i < node->u.scan.count; i++) {
    const ScanColumn *column = &node->u.scan.column[i];
    const Symbol *name = relation->column[column->column].name;
    buffer_clear(&text);
    buffer_printf(&text, "%s.", alias);
    identifier_append(&text, name->text, name->length);
    const char *reference = buffer_copy(&text, deparse->arena);
    const ColumnText *known = block_find(block, column->var);
    if (known != NULL) {
      const char *equal = arena_format(deparse->arena, "%s = %s", known->text, reference);
      VEC_PUSH(deparse->arena, &block->where, equal);
    } else {
      block_bind(deparse, block, column->var, reference, true, true);
    }
  }
  buffer_free(&text);
  return block;
}

static const char *cell_text(Deparse *deparse, const Block *block, const Expr *cell, PgType type,
                             bool first_row) {
  const char *text = expression_sql(deparse, block, cell, NULL);
  const bool typed = strstr(text, "::") != NULL || type == PG_TYPE_BOOL;
  return first_row && !typed
             ? arena_format(deparse->arena, "%s::%s", text, pg_type_info(type)->name)
             : text;
}

static Block *block_of_values(Deparse *deparse, const Node *node) {
  Arena *arena = deparse->arena;
  const size_t width = node->u.values.var_count, rows = node->u.values.row_count;
  Block *block = new_block(deparse);
  if (rows == 0) {
    VEC_PUSH(arena, &block->where, "FALSE");
    for (size_t j = 0; j < width; j++) {
      const PgType type = variables_type(deparse->variables, node->u.values.var[j]);
      block_bind(deparse, block, node->u.values.var[j],
                 arena_format(arena, "NULL::%s", pg_type_info(type)->name), false, false);
    }
    return block;
  }
  const char *alias = block_alias(deparse, "v");
  Buffer text = {0};
  buffer_add_text(&text, "(VALUES ");
  for (size_t i = 0; i < rows; i++) {
    buffer_add_text(&text, i > 0 ? ", (" : "(");
    for (size_t j = 0; j < width; j++) {
      const PgType type = variables_type(deparse->variables, node->u.values.var[j]);
      if (j > 0) buffer_add_text(&text, ", ");
      buffer_add_text(&text,
                      cell_text(deparse, block, node->u.values.cell[i * width + j], type, i == 0));
    }
    buffer_add_text(&text, width == 0 ? "1)" : ")");
  }
  buffer_printf(&text, ") AS %s(", alias);
  for (size_t j = 0; j < (width == 0 ? 1 : width); j++)
    buffer_printf(&text, j > 0 ? ", c%zu" : "c%zu", j + 1);
  buffer_add_char(&text, ')');
  const FromItem item = {.text = buffer_copy(&text, arena)};
  buffer_free(&text);
  VEC_PUSH(arena, &block->from, item);
  for (size_t j = 0; j < width; j++)
    block_bind(deparse, block, node->u.values.var[j], arena_format(arena, "%s.c%zu", alias, j + 1),
               true, true);
  return block;
}

static Block *block_of_empty(Deparse *deparse, const Node *node) {
  Block *block = new_block(deparse);
  VEC_PUSH(deparse->arena, &block->where, "FALSE");
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1)) {
    const PgType type = variables_type(deparse->variables, (VarId)v);
    block_bind(deparse, block, (VarId)v,
               arena_format(deparse->arena, "NULL::%s", pg_type_info(type)->name), false, false);
  }
  return block;
}

// --- Joins ---------------------------------------------------------------------------------------

// Equality of the variables that both sides have.
static void add_shared(Deparse *deparse, const Block *left, const Block *right, Texts *texts) {
  for (size_t i = 0; i < right->columns.count; i++) {
    const ColumnText *mine = &right->columns.item[i];
    if (block_find(right, mine->var) != mine) continue;
    const ColumnText *theirs = block_find(left, mine->var);
    if (theirs == NULL) continue;
    const char *equal = arena_format(deparse->arena, "%s = %s", theirs->text, mine->text);
    VEC_PUSH(deparse->arena, texts, equal);
  }
}

static bool has_left_join(const Block *block) {
  for (size_t i = 0; i < block->from.count; i++)
    if (block->from.item[i].left) return true;
  return false;
}

static void add_columns(Deparse *deparse, Block *left, const Block *right, bool nullable) {
  for (size_t i = 0; i < right->columns.count; i++) {
    const ColumnText *column = &right->columns.item[i];
    if (block_find(left, column->var) == NULL)
      block_bind(deparse, left, column->var, column->text, column->plain,
                 column->strict && (!nullable || column->plain));
  }
}

static void join_block(Deparse *deparse, Block *left, Block *right) {
  Arena *arena = deparse->arena;
  Texts shared = {0};
  add_shared(deparse, left, right, &shared);
  const bool on_possible =
      left->from.count > 0 && right->from.count > 0 && shared.count > 0 && !has_left_join(right);
  for (size_t i = 0; i < right->from.count; i++) {
    FromItem item = right->from.item[i];
    if (i == 0 && on_possible) {
      // The columns compared must be those of the first item, or of what stands to the left.
      item.on = right->from.count == 1 ? join_texts(deparse, &shared, " AND ") : NULL;
    }
    VEC_PUSH(arena, &left->from, item);
  }
  if (!on_possible || right->from.count > 1)
    for (size_t i = 0; i < shared.count; i++) VEC_PUSH(arena, &left->where, shared.item[i]);
  for (size_t i = 0; i < right->where.count; i++)
    VEC_PUSH(arena, &left->where, right->where.item[i]);
  add_columns(deparse, left, right, false);
}

static Block *block_of_join(Deparse *deparse, const Node *node) {
  if (node->child_count == 0) return new_block(deparse);
  Block *block = plain_block(deparse, node->child[0]);
  for (size_t i = 1; i < node->child_count; i++)
    join_block(deparse, block, plain_block(deparse, node->child[i]));
  return block;
}

// What a null-extended row must show as NULL has to be a column, or a strict expression over some.
static bool can_be_extended(const Block *block) {
  if (block->from.count == 0) return false;
  for (size_t i = 0; i < block->columns.count; i++)
    if (!block->columns.item[i].plain && !block->columns.item[i].strict) return false;
  return true;
}

static const char *from_text(Deparse *deparse, const Block *block) {
  if (block->from.count == 1) return block->from.item[0].text;
  Buffer out = {0};
  buffer_add_char(&out, '(');
  for (size_t i = 0; i < block->from.count; i++) {
    const FromItem *item = &block->from.item[i];
    if (i > 0)
      buffer_add_text(&out,
                      item->left ? " LEFT JOIN " : (item->on != NULL ? " JOIN " : " CROSS JOIN "));
    buffer_add_text(&out, item->text);
    if (i > 0 && (item->on != NULL || item->left))
      buffer_printf(&out, " ON %s", item->on != NULL ? item->on : "TRUE");
  }
  buffer_add_char(&out, ')');
  const char *text = buffer_copy(&out, deparse->arena);
  buffer_free(&out);
  return text;
}

static Block *block_of_leftjoin(Deparse *deparse, const Node *node) {
  Arena *arena = deparse->arena;
  Block *left = plain_block(deparse, node->child[0]);
  Block *right = plain_block(deparse, node->child[1]);
  if (!can_be_extended(right)) right = block_wrap(deparse, right);
  if (left->from.count == 0) left = block_wrap(deparse, left);
  Texts on = {0};
  add_shared(deparse, left, right, &on);
  for (size_t i = 0; i < right->where.count; i++) VEC_PUSH(arena, &on, right->where.item[i]);
  if (node->u.join.condition != NULL) {
    Block both = *left;
    both.columns.item =
        arena_copy(arena, left->columns.item, left->columns.count * sizeof *left->columns.item);
    both.columns.capacity = left->columns.count;
    add_columns(deparse, &both, right, false);
    expression_conjuncts(deparse, &both, node->u.join.condition, &on);
  }
  const FromItem item = {.text = from_text(deparse, right),
                         .on = on.count == 0 ? NULL : join_texts(deparse, &on, " AND "),
                         .left = true};
  VEC_PUSH(arena, &left->from, item);
  add_columns(deparse, left, right, true);
  return left;
}

static Block *block_of_semi(Deparse *deparse, const Node *node) {
  Arena *arena = deparse->arena;
  Block *left = plain_block(deparse, node->child[0]);
  const Block *outer = deparse->outer;
  deparse->outer = left;
  Block *right = plain_block(deparse, node->child[1]);
  add_shared(deparse, left, right, &right->where);
  if (node->u.join.condition != NULL)
    expression_conjuncts(deparse, right, node->u.join.condition, &right->where);
  deparse->outer = outer;
  const char *select = block_indent(deparse, block_select(deparse, right, 0, NULL, NULL));
  const char *condition =
      arena_format(arena, deparse->pretty ? "%sEXISTS (\n  %s\n)" : "%sEXISTS (%s)",
                   node->kind == NODE_ANTI ? "NOT " : "", select);
  VEC_PUSH(arena, &left->where, condition);
  return left;
}

// --- Unions --------------------------------------------------------------------------------------

static Block *block_of_union(Deparse *deparse, const Node *node) {
  Arena *arena = deparse->arena;
  const size_t count = varset_count(&node->variables);
  VarId *vars = ARENA_ARRAY(arena, VarId, count + 1);
  const char **names = ARENA_ARRAY(arena, const char *, count + 1);
  size_t n = 0;
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1))
    vars[n++] = (VarId)v;
  Buffer text = {0};
  buffer_add_text(&text, deparse->pretty ? "(\n  " : "(");
  for (size_t i = 0; i < node->child_count; i++) {
    Block *branch = block_of_node(deparse, node->child[i]);
    for (size_t j = 0; j < count; j++) {
      if (block_find(branch, vars[j]) != NULL) continue;
      const PgType type = variables_type(deparse->variables, vars[j]);
      block_bind(deparse, branch, vars[j],
                 arena_format(arena, "NULL::%s", pg_type_info(type)->name), false, false);
    }
    const bool parenthesis = branch->order.count > 0 || branch->sliced;
    if (i > 0) buffer_add_text(&text, deparse->pretty ? "\n  UNION ALL\n  " : " UNION ALL ");
    if (parenthesis) buffer_add_char(&text, '(');
    const char *select = block_select(deparse, branch, count, vars, i == 0 ? names : NULL);
    buffer_add_text(&text, block_indent(deparse, select));
    if (parenthesis) buffer_add_char(&text, ')');
  }
  const char *alias = block_alias(deparse, "u");
  buffer_printf(&text, deparse->pretty ? "\n) AS %s" : ") AS %s", alias);
  Block *block = new_block(deparse);
  const FromItem item = {.text = buffer_copy(&text, arena)};
  buffer_free(&text);
  VEC_PUSH(arena, &block->from, item);
  for (size_t j = 0; j < count; j++)
    block_bind(deparse, block, vars[j], arena_format(arena, "%s.%s", alias, names[j]), true, true);
  return block;
}

// --- One child -----------------------------------------------------------------------------------

static Block *block_of_filter(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (block->distinct || block->sliced) block = block_wrap(deparse, block);
  Texts *texts = block->grouped ? &block->having : &block->where;
  expression_conjuncts(deparse, block, node->u.filter.condition, texts);
  return block;
}

// Texts longer than this are computed once, in a derived table, rather than written at each use.
enum { LONGEST_INLINE = 600 };

static Block *block_of_extend(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (block->distinct) block = block_wrap(deparse, block);
  bool is_long = false;
  for (size_t i = 0; i < node->u.extend.count; i++) {
    const Binding *binding = &node->u.extend.binding[i];
    bool strict = false;
    const char *text = expression_sql(deparse, block, binding->expr, &strict);
    const ColumnText *same =
        binding->expr->kind == EXPR_VAR ? block_find(block, binding->expr->u.var) : NULL;
    block_bind(deparse, block, binding->var, text, same != NULL && same->plain,
               same != NULL ? same->strict : strict);
    is_long |= strlen(text) > LONGEST_INLINE;
  }
  return is_long ? block_wrap(deparse, block) : block;
}

static Block *block_of_project(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (block->distinct) block = block_wrap(deparse, block);
  Block *kept = arena_copy(deparse->arena, block, sizeof *block);
  kept->columns.item = NULL;
  kept->columns.count = kept->columns.capacity = 0;
  for (size_t i = 0; i < node->u.project.count; i++) {
    const ColumnText *column = block_find(block, node->u.project.var[i]);
    if (column == NULL)
      arena_fail(deparse->arena, STATUS_INTERNAL, "PROJECT of a variable that is not there");
    VEC_PUSH(deparse->arena, &kept->columns, *column);
  }
  return kept;
}

static Block *block_of_distinct(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (node->u.distinct.reduced) return block;
  if (block->sliced || block->order.count > 0) block = block_wrap(deparse, block);
  block->distinct = true;
  return block;
}

static Block *block_of_group(Deparse *deparse, const Node *node) {
  Arena *arena = deparse->arena;
  const Block *input = plain_block(deparse, node->child[0]);
  Block *block = arena_copy(arena, input, sizeof *input);
  block->columns.item = NULL;
  block->columns.count = block->columns.capacity = 0;
  block->grouped = true;
  for (size_t i = 0; i < node->u.group.key_count; i++) {
    const ColumnText *column = block_find(input, node->u.group.key[i]);
    if (column == NULL) arena_fail(arena, STATUS_INTERNAL, "GROUP by a variable that is not there");
    VEC_PUSH(arena, &block->group, column->text);
    VEC_PUSH(arena, &block->columns, *column);
  }
  for (size_t i = 0; i < node->u.group.aggregate_count; i++) {
    const Binding *binding = &node->u.group.aggregate[i];
    block_bind(deparse, block, binding->var, expression_sql(deparse, input, binding->expr, NULL),
               false, false);
  }
  if (node->u.group.key_count == 0 && node->u.group.aggregate_count == 0)
    VEC_PUSH(arena, &block->group, "()");
  return block;
}

static Block *block_of_order(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (block->sliced || block->distinct) block = block_wrap(deparse, block);
  Texts keys = {0};
  for (size_t i = 0; i < node->u.order.count; i++) {
    const OrderKey *key = &node->u.order.key[i];
    if (key->expr->kind == EXPR_NATIVE || key->expr->kind == EXPR_UNBOUND) continue;
    const char *text = expression_sql(deparse, block, key->expr, NULL);
    const char *line = arena_format(deparse->arena, "%s%s", text,
                                    key->descending ? " DESC NULLS LAST" : " NULLS FIRST");
    VEC_PUSH(deparse->arena, &keys, line);
  }
  // An order below this one only breaks its ties.
  for (size_t i = 0; i < block->order.count; i++)
    VEC_PUSH(deparse->arena, &keys, block->order.item[i]);
  block->order = keys;
  return block;
}

static Block *block_of_slice(Deparse *deparse, const Node *node) {
  Block *block = block_of_node(deparse, node->child[0]);
  if (block->sliced) block = block_wrap(deparse, block);
  block->sliced = true;
  block->offset = node->u.slice.offset;
  block->limit = node->u.slice.limit;
  return block;
}

Block *block_of_node(Deparse *deparse, const Node *node) {
  switch (node->kind) {
    case NODE_SCAN: return block_of_scan(deparse, node);
    case NODE_VALUES: return block_of_values(deparse, node);
    case NODE_UNIT: return new_block(deparse);
    case NODE_EMPTY: return block_of_empty(deparse, node);
    case NODE_FILTER: return block_of_filter(deparse, node);
    case NODE_EXTEND: return block_of_extend(deparse, node);
    case NODE_PROJECT: return block_of_project(deparse, node);
    case NODE_DISTINCT: return block_of_distinct(deparse, node);
    case NODE_GROUP: return block_of_group(deparse, node);
    case NODE_ORDER: return block_of_order(deparse, node);
    case NODE_SLICE: return block_of_slice(deparse, node);
    case NODE_JOIN: return block_of_join(deparse, node);
    case NODE_LEFTJOIN: return block_of_leftjoin(deparse, node);
    case NODE_SEMI:
    case NODE_ANTI: return block_of_semi(deparse, node);
    case NODE_UNION: return block_of_union(deparse, node);
    default:
      arena_fail(deparse->arena, STATUS_INTERNAL, "%s cannot be written as SQL",
                 node_kind_name(node->kind));
  }
}

typedef struct Task {
  Deparse deparse;
  const Node *tree;
  size_t count;
  const VarId *columns;
  const char *text;
} Task;

static Status run(void *context, Error *err) {
  (void)err;
  Task *task = context;
  Block *block = block_of_node(&task->deparse, task->tree);
  // A DISTINCT over other variables than those asked for must not be changed by the selection.
  if (block->distinct) {
    size_t seen = 0;
    for (size_t i = 0; i < task->count; i++) seen += block_find(block, task->columns[i]) != NULL;
    if (seen != block->columns.count) block = block_wrap(&task->deparse, block);
  }
  task->text = block_select(&task->deparse, block, task->count, task->columns, NULL);
  return STATUS_OK;
}

Status deparse_select(Arena *arena, const Variables *variables, const Node *tree, size_t count,
                      const VarId columns[], bool pretty, const char **out, Error *err) {
  Task task = {.deparse = {.arena = arena, .variables = variables, .pretty = pretty},
               .tree = tree,
               .count = count,
               .columns = columns};
  TRY(arena_run(arena, run, &task, err));
  *out = task.text;
  return STATUS_OK;
}

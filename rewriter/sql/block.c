// One SELECT: its variables, and its text.
#include "rewriter/sql/block.h"

#include <ctype.h>
#include <stdio.h>

#include "base/db/identifier.h"

const char *block_alias(Deparse *deparse, const char *hint) {
  char name[40];
  size_t length = 0;
  for (const char *c = hint; *c != '\0' && length < 24; c++)
    if (isalnum((unsigned char)*c) && (length > 0 || isalpha((unsigned char)*c)))
      name[length++] = (char)tolower((unsigned char)*c);
  if (length == 0) name[length++] = 't';
  name[length] = '\0';
  Buffer quoted = {0};
  for (unsigned number = 1;; number++) {
    if (number > 1) (void)snprintf(name + length, sizeof name - length, "%u", number);
    buffer_clear(&quoted);
    identifier_append(&quoted, name, strlen(name));
    bool taken = quoted.data[0] == '"';  // a key word
    for (size_t i = 0; i < deparse->aliases.count && !taken; i++)
      taken = strcmp(deparse->aliases.item[i], name) == 0;
    if (!taken) break;
  }
  buffer_free(&quoted);
  const char *alias = arena_copy_text(deparse->arena, name, strlen(name));
  VEC_PUSH(deparse->arena, &deparse->aliases, alias);
  return alias;
}

void block_bind(Deparse *deparse, Block *block, VarId var, const char *text, bool plain,
                bool strict) {
  const ColumnText column = {.var = var, .text = text, .plain = plain, .strict = strict};
  VEC_PUSH(deparse->arena, &block->columns, column);
}

const ColumnText *block_find(const Block *block, VarId var) {
  for (size_t i = block->columns.count; i-- > 0;)
    if (block->columns.item[i].var == var) return &block->columns.item[i];
  return NULL;
}

const ColumnText *block_find_outer(const Block *block, VarId var) {
  for (; block != NULL; block = block->outer) {
    const ColumnText *column = block_find(block, var);
    if (column != NULL) return column;
  }
  return NULL;
}

const char *block_indent(Deparse *deparse, const char *text) {
  if (!deparse->pretty) return text;
  Buffer out = {0};
  for (const char *c = text; *c != '\0'; c++) {
    buffer_add_char(&out, *c);
    if (*c == '\n') buffer_add_text(&out, "  ");
  }
  const char *copy = buffer_copy(&out, deparse->arena);
  buffer_free(&out);
  return copy;
}

// A column name made of the variable's hint, unlike those before it.
static const char *column_name(Deparse *deparse, VarId var, size_t count, const char *names[]) {
  char name[48];
  size_t length = 0;
  for (const char *c = variables_hint(deparse->variables, var); *c != '\0' && length < 40; c++) {
    if (isalnum((unsigned char)*c)) {
      name[length++] = (char)tolower((unsigned char)*c);
    } else if (length > 0 && name[length - 1] != '_') {
      name[length++] = '_';
    }
  }
  if (length == 0 || isdigit((unsigned char)name[0])) {
    memmove(name + 1, name, length++);
    name[0] = 'c';
  }
  name[length] = '\0';
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0)
      return arena_format(deparse->arena, "%s_%u", name, (unsigned)count);
  return arena_copy_text(deparse->arena, name, length);
}

static void add_line(const Deparse *deparse, Buffer *out, const char *keyword) {
  if (out->length > 0) buffer_add_char(out, deparse->pretty ? '\n' : ' ');
  buffer_add_text(out, keyword);
}

static void add_list(Buffer *out, size_t count, const char *const items[], const char *between) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_text(out, between);
    buffer_add_text(out, items[i]);
  }
}

const char *block_select(Deparse *deparse, const Block *block, size_t count, const VarId vars[],
                         const char *names[]) {
  Buffer out = {0};
  const char **own_names = ARENA_ARRAY(deparse->arena, const char *, count + 1);
  const char *and_text = deparse->pretty ? "\n  AND " : " AND ";
  add_line(deparse, &out, block->distinct ? "SELECT DISTINCT " : "SELECT ");
  for (size_t i = 0; i < count; i++) {
    const ColumnText *column = block_find(block, vars[i]);
    if (column == NULL)
      arena_fail(deparse->arena, STATUS_INTERNAL, "variable %s_%u is not there to be selected",
                 variables_hint(deparse->variables, vars[i]), vars[i]);
    own_names[i] = column_name(deparse, vars[i], i, own_names);
    if (names != NULL) names[i] = own_names[i];
    if (i > 0) buffer_add_text(&out, ", ");
    buffer_add_text(&out, block_indent(deparse, column->text));
    // The alias is left out where the column has that name already.
    const char *dot = strrchr(column->text, '.');
    if (!column->plain || dot == NULL || strcmp(dot + 1, own_names[i]) != 0) {
      buffer_add_text(&out, " AS ");
      identifier_append(&out, own_names[i], strlen(own_names[i]));
    }
  }
  if (count == 0) buffer_add_text(&out, "1");
  for (size_t i = 0; i < block->from.count; i++) {
    const FromItem *item = &block->from.item[i];
    if (i == 0) {
      add_line(deparse, &out, "FROM ");
    } else {
      add_line(deparse, &out,
               item->left ? "LEFT JOIN " : (item->on != NULL ? "JOIN " : "CROSS JOIN "));
    }
    buffer_add_text(&out, item->text);
    if (item->on != NULL || item->left) {
      buffer_add_text(&out, " ON ");
      buffer_add_text(&out, item->on != NULL ? item->on : "TRUE");
    }
  }
  if (block->where.count > 0) {
    add_line(deparse, &out, "WHERE ");
    add_list(&out, block->where.count, block->where.item, and_text);
  }
  if (block->grouped) {
    if (block->group.count > 0) {
      add_line(deparse, &out, "GROUP BY ");
      add_list(&out, block->group.count, block->group.item, ", ");
    }
    if (block->having.count > 0) {
      add_line(deparse, &out, "HAVING ");
      add_list(&out, block->having.count, block->having.item, and_text);
    }
  }
  if (block->order.count > 0) {
    add_line(deparse, &out, "ORDER BY ");
    add_list(&out, block->order.count, block->order.item, ", ");
  }
  if (block->sliced) {
    if (block->limit != SLICE_NO_LIMIT) {
      add_line(deparse, &out, "LIMIT ");
      buffer_printf(&out, "%llu", (unsigned long long)block->limit);
    }
    if (block->offset > 0) {
      add_line(deparse, &out, "OFFSET ");
      buffer_printf(&out, "%llu", (unsigned long long)block->offset);
    }
  }
  const char *text = buffer_copy(&out, deparse->arena);
  buffer_free(&out);
  return text;
}

Block *block_wrap(Deparse *deparse, Block *block) {
  Arena *arena = deparse->arena;
  VarId *vars = ARENA_ARRAY(arena, VarId, block->columns.count + 1);
  const char **names = ARENA_ARRAY(arena, const char *, block->columns.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < block->columns.count; i++) {
    const VarId var = block->columns.item[i].var;
    bool known = false;
    for (size_t j = 0; j < count && !known; j++) known = vars[j] == var;
    if (!known) vars[count++] = var;
  }
  const char *select = block_select(deparse, block, count, vars, names);
  const char *alias = block_alias(deparse, "d");
  Block *outer = ARENA_NEW(arena, Block);
  outer->outer = block->outer;
  const FromItem item = {.text = arena_format(arena,
                                              deparse->pretty ? "(\n  %s\n) AS %s" : "(%s) AS %s",
                                              block_indent(deparse, select), alias)};
  VEC_PUSH(arena, &outer->from, item);
  for (size_t i = 0; i < count; i++)
    block_bind(deparse, outer, vars[i], arena_format(arena, "%s.%s", alias, names[i]), true, true);
  return outer;
}

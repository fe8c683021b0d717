// Seeing through views, by PostgreSQL's own parser (libpg_query).
//
// Law: SELECT c1, … FROM t1, … WHERE p is the scan of t1, … joined, filtered by p, on those
// columns. Preconditions:
//   1. one SELECT without DISTINCT, GROUP BY, HAVING, window, LIMIT, WITH, set operation, locking;
//   2. FROM: tables and inner joins with ON, no sampling, no column aliases;
//   3. the select list is plain columns or *, of the types that the described query has;
//   4. WHERE and ON: AND of comparisons of columns with columns or plain literals, IS [NOT] NULL;
//      a literal is compared in the column's own type, so only types where PostgreSQL would do the
//      same are taken.
// ORDER BY means nothing here.
#include "mapping/view.h"

#include <jansson.h>
#include <pg_query.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"

struct BaseTables {
  Arena *arena;
  const Mapping *mapping;
  VEC(const LogicalTable *) table;
};

BaseTables *base_tables_create(Arena *arena, const Mapping *mapping) {
  BaseTables *bases = ARENA_NEW(arena, BaseTables);
  bases->arena = arena;
  bases->mapping = mapping;
  for (size_t i = 0; i < mapping->table_count; i++) {
    const LogicalTable *table = mapping->table[i];
    if (table->name != NULL && table->relation != NULL) VEC_PUSH(arena, &bases->table, table);
  }
  return bases;
}

static const LogicalTable *base_table(BaseTables *bases, const Relation *relation) {
  for (size_t i = 0; i < bases->table.count; i++)
    if (bases->table.item[i]->relation == relation) return bases->table.item[i];
  LogicalTable *table = ARENA_NEW(bases->arena, LogicalTable);
  table->schema = relation->schema;
  table->name = relation->name;
  table->relation = relation;
  VEC_PUSH(bases->arena, &bases->table, table);
  return table;
}

const View *view_itself(Arena *arena, const LogicalTable *table) {
  View *view = ARENA_NEW(arena, View);
  const LogicalTable **tables = ARENA_ARRAY(arena, const LogicalTable *, 1);
  tables[0] = table;
  ViewOperand *columns = ARENA_ARRAY(arena, ViewOperand, table->relation->column_count);
  for (unsigned i = 0; i < table->relation->column_count; i++) columns[i].column = i;
  view->table_count = 1;
  view->table = tables;
  view->column = columns;
  return view;
}

// --- Reading the parse tree ----------------------------------------------------------------------

typedef struct FromTable {
  const LogicalTable *table;
  const char *alias;
} FromTable;

typedef struct Reader {
  Arena *arena;
  BaseTables *bases;
  VEC(FromTable) from;
  VEC(ViewOperand) column;
  VEC(ViewCondition) condition;
} Reader;

// The member of a tagged node: {"ColumnRef": {…}} with tag "ColumnRef".
static const json_t *tagged(const json_t *node, const char *tag) {
  return json_object_get(node, tag);
}

static const char *text_of(const json_t *node, const char *key) {
  return json_string_value(json_object_get(node, key));
}

static bool only_keys(const json_t *object, const char *const allowed[]) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    bool known = false;
    for (size_t i = 0; allowed[i] != NULL && !known; i++) known = strcmp(key, allowed[i]) == 0;
    if (!known) return false;
  }
  return true;
}

static const Relation *find_relation(const Reader *reader, const char *schema, const char *name) {
  const Mapping *mapping = reader->bases->mapping;
  const Symbol *table = symbols_find(mapping->symbols, name, strlen(name));
  const Symbol *qualifier =
      schema == NULL ? NULL : symbols_find(mapping->symbols, schema, strlen(schema));
  if (table == NULL || (schema != NULL && qualifier == NULL)) return NULL;
  return catalogue_find(mapping->catalogue, qualifier, table);
}

static bool read_condition(Reader *reader, const json_t *node);

static bool read_from(Reader *reader, const json_t *item) {
  const json_t *range = tagged(item, "RangeVar"), *join = tagged(item, "JoinExpr");
  if (range != NULL) {
    static const char *const keys[] = {"schemaname", "relname",  "inh", "relpersistence",
                                       "alias",      "location", NULL};
    const json_t *alias = json_object_get(range, "alias");
    if (!only_keys(range, keys) || json_object_get(alias, "colnames") != NULL ||
        !json_is_true(json_object_get(range, "inh")))
      return false;
    const char *name = text_of(range, "relname");
    const Relation *relation = find_relation(reader, text_of(range, "schemaname"), name);
    if (relation == NULL) return false;
    const char *called = alias == NULL ? name : text_of(alias, "aliasname");
    for (size_t i = 0; i < reader->from.count; i++)
      if (strcmp(reader->from.item[i].alias, called) == 0) return false;
    const FromTable from = {base_table(reader->bases, relation), called};
    VEC_PUSH(reader->arena, &reader->from, from);
    return true;
  }
  if (join == NULL) return false;
  static const char *const keys[] = {"jointype", "larg", "rarg", "quals", "rtindex", NULL};
  const char *type = text_of(join, "jointype");
  if (!only_keys(join, keys) || type == NULL || strcmp(type, "JOIN_INNER") != 0) return false;
  if (!read_from(reader, json_object_get(join, "larg")) ||
      !read_from(reader, json_object_get(join, "rarg")))
    return false;
  const json_t *quals = json_object_get(join, "quals");
  return quals == NULL || read_condition(reader, quals);
}

static bool find_column(const Reader *reader, const char *table, const char *name,
                        ViewOperand *out) {
  const Mapping *mapping = reader->bases->mapping;
  const Symbol *symbol = symbols_find(mapping->symbols, name, strlen(name));
  if (symbol == NULL) return false;
  size_t found = 0;
  for (size_t i = 0; i < reader->from.count; i++) {
    if (table != NULL && strcmp(reader->from.item[i].alias, table) != 0) continue;
    const int column = relation_column(reader->from.item[i].table->relation, symbol);
    if (column < 0) continue;
    *out = (ViewOperand){.table = i, .column = (unsigned)column};
    found++;
  }
  return found == 1;
}

static bool read_column(const Reader *reader, const json_t *node, ViewOperand *out) {
  const json_t *fields = json_object_get(tagged(node, "ColumnRef"), "fields");
  const size_t count = json_array_size(fields);
  if (count == 0 || count > 2) return false;
  const char *name[2] = {NULL, NULL};
  for (size_t i = 0; i < count; i++) {
    name[i] = text_of(tagged(json_array_get(fields, i), "String"), "sval");
    if (name[i] == NULL) return false;
  }
  return find_column(reader, count == 2 ? name[0] : NULL, name[count - 1], out);
}

static const Column *column_info(const Reader *reader, const ViewOperand *operand) {
  return &reader->from.item[operand->table].table->relation->column[operand->column];
}

// A number without needless zeros: the only text of its value.
static bool is_canonical_number(const char *text, bool fraction) {
  const char *digits = text + (text[0] == '-');
  const size_t whole = strspn(digits, "0123456789");
  if (whole == 0 || (digits[0] == '0' && whole > 1)) return false;
  if (digits[whole] == '\0') return strcmp(text, "-0") != 0;
  if (!fraction || digits[whole] != '.') return false;
  const char *rest = digits + whole + 1;
  const size_t length = strlen(rest);
  return length > 0 && strspn(rest, "0123456789") == length && rest[length - 1] != '0';
}

// character(n): the text with the blanks that its column keeps; NULL where it has no place in it.
static const char *padded(const Reader *reader, int typmod, const char *text) {
  enum { TYPMOD_HEADER = 4 };
  const size_t length = strlen(text), characters = utf8_count(text, length);
  if (typmod < TYPMOD_HEADER || characters > (size_t)(typmod - TYPMOD_HEADER)) return NULL;
  const size_t blanks = (size_t)(typmod - TYPMOD_HEADER) - characters;
  return arena_format(reader->arena, "%s%*s", text, (int)blanks, "");
}

// The text of a quoted literal as the rewriter's native constants have it, where equal values are
// equal texts; NULL where that is not known.
static const char *printed(const Reader *reader, const Column *column, const char *text) {
  switch (pg_type_info(column->type)->family) {
    case PG_FAMILY_OTHER:
    case PG_FAMILY_FLOAT: return NULL;
    case PG_FAMILY_BPCHAR: return padded(reader, column->typmod, text);
    case PG_FAMILY_INTEGER: return is_canonical_number(text, false) ? text : NULL;
    case PG_FAMILY_NUMERIC: return is_canonical_number(text, true) ? text : NULL;
    case PG_FAMILY_BOOLEAN:
      if (strcmp(text, "t") == 0 || strcmp(text, "true") == 0) return "true";
      return strcmp(text, "f") == 0 || strcmp(text, "false") == 0 ? "false" : NULL;
    default: return text;
  }
}

// A literal that PostgreSQL compares in the type of `column`.
static bool read_literal(const Reader *reader, const json_t *node, const ViewOperand *column,
                         ViewOperand *out) {
  const json_t *literal = tagged(node, "A_Const");
  if (literal == NULL) return false;
  const PgFamily family = pg_type_info(column_info(reader, column)->type)->family;
  const json_t *text = json_object_get(literal, "sval");
  const json_t *integer = json_object_get(literal, "ival");
  const json_t *truth = json_object_get(literal, "boolval");
  const char *value = NULL;
  if (text != NULL) {
    value = text_of(text, "sval");
    value = printed(reader, column_info(reader, column), value == NULL ? "" : value);
  } else if (integer != NULL) {
    if (family != PG_FAMILY_INTEGER && family != PG_FAMILY_NUMERIC) return false;
    value = arena_format(reader->arena, "%lld",
                         (long long)json_integer_value(json_object_get(integer, "ival")));
  } else if (truth != NULL) {
    if (family != PG_FAMILY_BOOLEAN) return false;
    value = json_is_true(json_object_get(truth, "boolval")) ? "true" : "false";
  }
  if (value == NULL) return false;
  *out = (ViewOperand){.text = arena_copy_text(reader->arena, value, strlen(value))};
  return true;
}

static bool operator_of(const char *name, bool turned, ViewTest *out) {
  static const struct {
    const char *name;
    ViewTest test, turned;
  } operators[] = {{"=", VIEW_EQ, VIEW_EQ}, {"<>", VIEW_NE, VIEW_NE}, {"!=", VIEW_NE, VIEW_NE},
                   {"<", VIEW_LT, VIEW_GT}, {"<=", VIEW_LE, VIEW_GE}, {">", VIEW_GT, VIEW_LT},
                   {">=", VIEW_GE, VIEW_LE}};
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
    if (name != NULL && strcmp(operators[i].name, name) == 0) {
      *out = turned ? operators[i].turned : operators[i].test;
      return true;
    }
  return false;
}

static bool read_comparison(Reader *reader, const json_t *expr) {
  const char *kind = text_of(expr, "kind");
  const json_t *name = json_object_get(expr, "name");
  if (kind == NULL || strcmp(kind, "AEXPR_OP") != 0 || json_array_size(name) != 1) return false;
  const char *symbol = text_of(tagged(json_array_get(name, 0), "String"), "sval");
  const json_t *left = json_object_get(expr, "lexpr"), *right = json_object_get(expr, "rexpr");
  ViewCondition condition = {0};
  const bool turned = !read_column(reader, left, &condition.left);
  if (turned) {
    const json_t *other = left;
    left = right;
    right = other;
    if (!read_column(reader, left, &condition.left)) return false;
  }
  if (!operator_of(symbol, turned, &condition.test)) return false;
  if (!read_column(reader, right, &condition.right) &&
      !read_literal(reader, right, &condition.left, &condition.right))
    return false;
  VEC_PUSH(reader->arena, &reader->condition, condition);
  return true;
}

static bool read_condition(Reader *reader, const json_t *node) {
  const json_t *boolean = tagged(node, "BoolExpr"), *expr = tagged(node, "A_Expr"),
               *null = tagged(node, "NullTest");
  if (boolean != NULL) {
    const char *op = text_of(boolean, "boolop");
    if (op == NULL || strcmp(op, "AND_EXPR") != 0) return false;
    const json_t *args = json_object_get(boolean, "args");
    for (size_t i = 0; i < json_array_size(args); i++)
      if (!read_condition(reader, json_array_get(args, i))) return false;
    return true;
  }
  if (expr != NULL) return read_comparison(reader, expr);
  if (null == NULL) return false;
  ViewCondition condition = {0};
  const char *test = text_of(null, "nulltesttype");
  if (test == NULL || !read_column(reader, json_object_get(null, "arg"), &condition.left))
    return false;
  condition.test = strcmp(test, "IS_NULL") == 0 ? VIEW_IS_NULL : VIEW_IS_NOT_NULL;
  VEC_PUSH(reader->arena, &reader->condition, condition);
  return true;
}

static bool read_star(Reader *reader, const json_t *target) {
  const json_t *fields = json_object_get(tagged(target, "ColumnRef"), "fields");
  const size_t count = json_array_size(fields);
  if (count == 0 || count > 2 || tagged(json_array_get(fields, count - 1), "A_Star") == NULL)
    return false;
  const char *table =
      count == 2 ? text_of(tagged(json_array_get(fields, 0), "String"), "sval") : NULL;
  for (size_t i = 0; i < reader->from.count; i++) {
    if (table != NULL && strcmp(reader->from.item[i].alias, table) != 0) continue;
    const size_t columns = reader->from.item[i].table->relation->column_count;
    for (unsigned j = 0; j < columns; j++) {
      const ViewOperand column = {.table = i, .column = j};
      VEC_PUSH(reader->arena, &reader->column, column);
    }
  }
  return true;
}

static bool read_targets(Reader *reader, const json_t *targets) {
  for (size_t i = 0; i < json_array_size(targets); i++) {
    const json_t *value = json_object_get(tagged(json_array_get(targets, i), "ResTarget"), "val");
    if (read_star(reader, value)) continue;
    ViewOperand column = {0};
    if (!read_column(reader, value, &column)) return false;
    VEC_PUSH(reader->arena, &reader->column, column);
  }
  return true;
}

static bool read_select(Reader *reader, const json_t *tree) {
  static const char *const keys[] = {"targetList",  "fromClause", "whereClause", "sortClause",
                                     "limitOption", "op",         NULL};
  const json_t *statements = json_object_get(tree, "stmts");
  if (json_array_size(statements) != 1) return false;
  const json_t *select =
      tagged(json_object_get(json_array_get(statements, 0), "stmt"), "SelectStmt");
  if (select == NULL || !only_keys(select, keys)) return false;
  const char *op = text_of(select, "op"), *limit = text_of(select, "limitOption");
  if (op == NULL || strcmp(op, "SETOP_NONE") != 0) return false;
  if (limit != NULL && strcmp(limit, "LIMIT_OPTION_DEFAULT") != 0) return false;
  const json_t *from = json_object_get(select, "fromClause");
  if (json_array_size(from) == 0) return false;
  for (size_t i = 0; i < json_array_size(from); i++)
    if (!read_from(reader, json_array_get(from, i))) return false;
  const json_t *where = json_object_get(select, "whereClause");
  if (where != NULL && !read_condition(reader, where)) return false;
  return read_targets(reader, json_object_get(select, "targetList"));
}

// The columns read are those that PostgreSQL described.
static bool is_faithful(const Reader *reader, const Relation *described) {
  if (reader->column.count != described->column_count) return false;
  for (size_t i = 0; i < described->column_count; i++) {
    const Column *base = column_info(reader, &reader->column.item[i]);
    if (base->type != described->column[i].type || base->oid != described->column[i].oid)
      return false;
  }
  return true;
}

const View *view_open(Arena *arena, BaseTables *bases, const LogicalTable *table) {
  if (table->query == NULL) return view_itself(arena, table);
  const PgQueryParseResult parsed = pg_query_parse(table->query->text);
  json_t *tree = parsed.error == NULL ? json_loads(parsed.parse_tree, 0, NULL) : NULL;
  pg_query_free_parse_result(parsed);
  if (tree == NULL) return view_itself(arena, table);
  Reader reader = {.arena = arena, .bases = bases};
  const bool plain = read_select(&reader, tree) && is_faithful(&reader, table->relation);
  json_decref(tree);
  if (!plain) return view_itself(arena, table);
  View *view = ARENA_NEW(arena, View);
  const LogicalTable **tables = ARENA_ARRAY(arena, const LogicalTable *, reader.from.count);
  for (size_t i = 0; i < reader.from.count; i++) tables[i] = reader.from.item[i].table;
  view->table_count = reader.from.count;
  view->table = tables;
  view->column = reader.column.item;
  view->condition_count = reader.condition.count;
  view->condition = reader.condition.item;
  return view;
}

bool view_column_not_null(const View *view, size_t column) {
  const ViewOperand *operand = &view->column[column];
  return view->table[operand->table]->relation->column[operand->column].not_null;
}

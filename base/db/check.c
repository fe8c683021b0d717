// CHECK constraints as what they say of one column: bounds, and lists of values.
//
// A constraint is read as PostgreSQL prints it. What is understood is an AND of comparisons of the
// column with constants, and of the column with one of a list; the rest of a constraint is left
// out, as each part of an AND holds by itself.
#include "base/db/check.h"

#include <jansson.h>
#include <pg_query.h>
#include <string.h>

#include "base/vec.h"

typedef struct Reader {
  Arena *arena;
  const char *column;  // as the constraint calls it
  PgFamily family;
  VEC(ColumnCheck) check;
} Reader;

static const json_t *member(const json_t *node, const char *tag) {
  return json_object_get(node, tag);
}

static const char *text_of(const json_t *node, const char *key) {
  return json_string_value(json_object_get(node, key));
}

// 'x'::text is 'x', (name)::text is name: casts that PostgreSQL writes where it compares.
static const json_t *without_cast(const json_t *node) {
  const json_t *cast = member(node, "TypeCast");
  return cast == NULL ? node : member(cast, "arg");
}

static bool is_column(const Reader *reader, const json_t *node) {
  // A number that is cast is another number; text stays the same text.
  const json_t *inner = reader->family == PG_FAMILY_TEXT ? without_cast(node) : node;
  const json_t *fields = member(member(inner, "ColumnRef"), "fields");
  if (json_array_size(fields) != 1) return false;
  const char *name = text_of(member(json_array_get(fields, 0), "String"), "sval");
  return name != NULL && strcmp(name, reader->column) == 0;
}

static bool is_number(const char *text) {
  if (*text == '-') text++;
  const size_t whole = strspn(text, "0123456789");
  if (whole == 0) return false;
  if (text[whole] == '\0') return true;
  const size_t rest = strspn(text + whole + 1, "0123456789");
  return text[whole] == '.' && rest > 0 && text[whole + 1 + rest] == '\0';
}

// The constant as text; NULL where it is none of the column's family.
static const char *constant(const Reader *reader, const json_t *node) {
  const json_t *literal = member(without_cast(node), "A_Const");
  if (literal == NULL) return NULL;
  const bool number = reader->family == PG_FAMILY_INTEGER || reader->family == PG_FAMILY_NUMERIC;
  const json_t *integer = member(literal, "ival");
  const char *text = text_of(member(literal, "sval"), "sval");
  if (text == NULL) text = text_of(member(literal, "fval"), "fval");
  if (integer != NULL)
    text = arena_format(reader->arena, "%lld",
                        (long long)json_integer_value(json_object_get(integer, "ival")));
  if (text == NULL || (number && !is_number(text))) return NULL;
  if (!number &&
      (integer != NULL || (reader->family != PG_FAMILY_TEXT && reader->family != PG_FAMILY_DATE)))
    return NULL;
  return arena_copy_text(reader->arena, text, strlen(text));
}

static void add(Reader *reader, CheckTest test, size_t count, const char *const values[]) {
  const ColumnCheck check = {test, count,
                             arena_copy(reader->arena, values, count * sizeof *values)};
  VEC_PUSH(reader->arena, &reader->check, check);
}

static void read_list(Reader *reader, const json_t *list) {
  const json_t *elements = member(member(without_cast(list), "A_ArrayExpr"), "elements");
  const size_t count = json_array_size(elements);
  if (count == 0) return;
  const char **values = ARENA_ARRAY(reader->arena, const char *, count);
  for (size_t i = 0; i < count; i++) {
    values[i] = constant(reader, json_array_get(elements, i));
    if (values[i] == NULL) return;
  }
  add(reader, CHECK_IN, count, values);
}

static void read_comparison(Reader *reader, const char *symbol, const json_t *left,
                            const json_t *right) {
  static const struct {
    const char *symbol;
    CheckTest test, turned;
  } tests[] = {{"<", CHECK_LT, CHECK_GT},
               {"<=", CHECK_LE, CHECK_GE},
               {">", CHECK_GT, CHECK_LT},
               {">=", CHECK_GE, CHECK_LE},
               {"=", CHECK_IN, CHECK_IN}};
  const bool turned = !is_column(reader, left);
  if (turned && !is_column(reader, right)) return;
  const char *value = constant(reader, turned ? left : right);
  if (value == NULL) return;
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    if (strcmp(tests[i].symbol, symbol) != 0) continue;
    // The order of texts depends on their collation.
    if (tests[i].test != CHECK_IN && reader->family == PG_FAMILY_TEXT) return;
    add(reader, turned ? tests[i].turned : tests[i].test, 1, &value);
  }
}

static void read_condition(Reader *reader, const json_t *node) {
  const json_t *boolean = member(node, "BoolExpr"), *expr = member(node, "A_Expr");
  if (boolean != NULL) {
    const char *op = text_of(boolean, "boolop");
    const json_t *args = member(boolean, "args");
    if (op == NULL || strcmp(op, "AND_EXPR") != 0) return;
    for (size_t i = 0; i < json_array_size(args); i++)
      read_condition(reader, json_array_get(args, i));
    return;
  }
  if (expr == NULL) return;
  const char *kind = text_of(expr, "kind");
  const json_t *name = member(expr, "name");
  const char *symbol = text_of(member(json_array_get(name, 0), "String"), "sval");
  const json_t *left = member(expr, "lexpr"), *right = member(expr, "rexpr");
  if (kind == NULL || symbol == NULL || json_array_size(name) != 1) return;
  if (strcmp(kind, "AEXPR_OP") == 0)
    read_comparison(reader, symbol, left, right);
  else if (strcmp(kind, "AEXPR_OP_ANY") == 0 && strcmp(symbol, "=") == 0 && is_column(reader, left))
    read_list(reader, right);
}

size_t check_read(Arena *arena, const char *definition, const char *column, PgType type,
                  const ColumnCheck **out) {
  *out = NULL;
  if (strncmp(definition, "CHECK ", 6) != 0) return 0;
  const char *query = arena_format(arena, "SELECT WHERE %s", definition + 6);
  const PgQueryParseResult parsed = pg_query_parse(query);
  json_t *tree = parsed.error == NULL ? json_loads(parsed.parse_tree, 0, NULL) : NULL;
  pg_query_free_parse_result(parsed);
  if (tree == NULL) return 0;
  Reader reader = {.arena = arena, .column = column, .family = pg_type_info(type)->family};
  const json_t *statement = member(json_array_get(member(tree, "stmts"), 0), "stmt");
  read_condition(&reader, member(member(statement, "SelectStmt"), "whereClause"));
  json_decref(tree);
  *out = reader.check.item;
  return reader.check.count;
}

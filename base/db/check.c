// CHECK constraints as what they say of one column: bounds, lists of values, and characters that a
// text does not hold.
//
// A constraint is read as PostgreSQL prints it. What is understood is an AND of comparisons of the
// column with constants, of the column with one of a list, and of tests that a text lacks
// characters:
// !~ '-', !~ '[-:]', NOT LIKE '%-%', position('-' in …) = 0, strpos(…, '-') = 0. The rest of a
// constraint is left out, as each part of an AND holds by itself.
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

// A cast that leaves texts as they are: to text, or to varchar of any length.
static bool keeps_text(const json_t *cast) {
  const json_t *type = member(cast, "typeName"), *names = member(type, "names");
  const size_t count = json_array_size(names);
  if (count == 0 || json_array_size(member(type, "typmods")) > 0) return false;
  const char *name = text_of(member(json_array_get(names, count - 1), "String"), "sval");
  return name != NULL && (strcmp(name, "text") == 0 || strcmp(name, "varchar") == 0);
}

static bool is_column(const Reader *reader, const json_t *node) {
  // A number that is cast is another number; text stays the same text.
  const json_t *inner = reader->family == PG_FAMILY_TEXT && keeps_text(member(node, "TypeCast"))
                            ? without_cast(node)
                            : node;
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

// --- Characters that a text does not hold ------------------------------------------------------

// Characters that are one byte, one character and themselves in every collation.
static bool is_plain(char c) { return c > ' ' && c < 0x7f; }

static void add_without(Reader *reader, const char *characters, size_t length) {
  if (length == 0) return;
  for (size_t i = 0; i < length; i++)
    if (!is_plain(characters[i])) return;
  const char *value = arena_copy_text(reader->arena, characters, length);
  add(reader, CHECK_WITHOUT, 1, &value);
}

// A regular expression that matches any text with one of some characters: `-`, `\.` or `[-:]`.
static void read_regex(Reader *reader, const char *regex) {
  const size_t length = strlen(regex);
  if (length == 1 && strchr("^$.|?*+()[]{}\\", regex[0]) == NULL) {
    add_without(reader, regex, 1);
  } else if (length == 2 && regex[0] == '\\' && strchr("^$.|?*+()[]{}\\-/", regex[1]) != NULL) {
    add_without(reader, regex + 1, 1);
  } else if (length > 2 && regex[0] == '[' && regex[length - 1] == ']') {
    // No negation, no class, no escape; "-" stands for itself at the ends only.
    for (size_t i = 1; i + 1 < length; i++)
      if (strchr("^[]\\", regex[i]) != NULL || (regex[i] == '-' && i > 1 && i + 2 < length)) return;
    add_without(reader, regex + 1, length - 2);
  }
}

// LIKE '%c%': any text with the character.
static void read_like(Reader *reader, const char *pattern) {
  if (strlen(pattern) == 3 && pattern[0] == '%' && pattern[2] == '%' &&
      strchr("%_\\", pattern[1]) == NULL)
    add_without(reader, pattern + 1, 1);
}

// The condition `left symbol right` is not true of any value.
static void read_refused(Reader *reader, const char *symbol, const json_t *left,
                         const json_t *right) {
  const char *text = is_column(reader, left) ? constant(reader, right) : NULL;
  if (text == NULL || reader->family != PG_FAMILY_TEXT) return;
  if (strcmp(symbol, "~") == 0) read_regex(reader, text);
  if (strcmp(symbol, "~~") == 0) read_like(reader, text);
}

// position('-' in column) = 0, as strpos(column, '-') is written too.
static void read_position(Reader *reader, const json_t *call, const json_t *zero) {
  const json_t *names = member(call, "funcname"), *args = member(call, "args");
  const size_t count = json_array_size(names);
  const json_t *last = json_array_get(names, count == 0 ? 0 : count - 1);
  const char *name = text_of(member(last, "String"), "sval");
  const json_t *number = member(member(zero, "A_Const"), "ival");
  if (name == NULL || number == NULL || json_integer_value(member(number, "ival")) != 0 ||
      (strcmp(name, "position") != 0 && strcmp(name, "strpos") != 0))
    return;
  if (json_array_size(args) != 2 || reader->family != PG_FAMILY_TEXT) return;
  const char *text = constant(reader, json_array_get(args, 1));
  if (is_column(reader, json_array_get(args, 0)) && text != NULL && strlen(text) == 1)
    add_without(reader, text, 1);
}

// --- Conditions --------------------------------------------------------------------------------

// An operator with its two sides; false where the node is none.
static bool open_operator(const json_t *node, const char **symbol, const json_t **left,
                          const json_t **right) {
  const json_t *expr = member(node, "A_Expr"), *name = member(expr, "name");
  const char *kind = expr == NULL ? NULL : text_of(expr, "kind");
  *symbol = text_of(member(json_array_get(name, 0), "String"), "sval");
  *left = member(expr, "lexpr");
  *right = member(expr, "rexpr");
  return kind != NULL && *symbol != NULL && json_array_size(name) == 1 &&
         (strcmp(kind, "AEXPR_OP") == 0 || strcmp(kind, "AEXPR_LIKE") == 0);
}

static void read_operator(Reader *reader, const char *symbol, const json_t *left,
                          const json_t *right) {
  if (strcmp(symbol, "!~") == 0 || strcmp(symbol, "!~~") == 0)
    read_refused(reader, symbol + 1, left, right);
  else if (strcmp(symbol, "=") == 0 && member(left, "FuncCall") != NULL)
    read_position(reader, member(left, "FuncCall"), right);
  else
    read_comparison(reader, symbol, left, right);
}

static void read_condition(Reader *reader, const json_t *node) {
  const json_t *boolean = member(node, "BoolExpr"), *expr = member(node, "A_Expr");
  if (boolean != NULL) {
    const char *op = text_of(boolean, "boolop");
    const json_t *args = member(boolean, "args");
    const char *symbol;
    const json_t *left, *right;
    if (op != NULL && strcmp(op, "NOT_EXPR") == 0 &&
        open_operator(json_array_get(args, 0), &symbol, &left, &right))
      read_refused(reader, symbol, left, right);
    if (op == NULL || strcmp(op, "AND_EXPR") != 0) return;
    for (size_t i = 0; i < json_array_size(args); i++)
      read_condition(reader, json_array_get(args, i));
    return;
  }
  if (expr == NULL) return;
  const char *symbol, *kind = text_of(expr, "kind");
  const json_t *left, *right;
  if (open_operator(node, &symbol, &left, &right))
    read_operator(reader, symbol, left, right);
  else if (kind != NULL && symbol != NULL && strcmp(kind, "AEXPR_OP_ANY") == 0 &&
           strcmp(symbol, "=") == 0 && is_column(reader, left))
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

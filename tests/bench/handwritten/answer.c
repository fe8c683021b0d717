// Both answers as lines of text: a line a solution, its values in the order of the result's head.
#include "tests/bench/handwritten/answer.h"

#include <ctype.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <stdlib.h>

enum { MOST_VARIABLES = 32 };

typedef struct Lines {
  Arena *arena;
  size_t count;
  const char **line;
} Lines;

// --- Values --------------------------------------------------------------------------------------

// A number by its value, a timestamp with the T of xsd:dateTime, anything else as it is.
static void add_value(Buffer *line, const char *value) {
  char *end = NULL;
  const bool starts = isdigit((unsigned char)value[value[0] == '-']) != 0;
  const double number = starts ? strtod(value, &end) : 0;
  const bool is_date = starts && strlen(value) > 11 && value[4] == '-' && value[7] == '-';
  if (starts && *end == '\0')
    buffer_printf(line, "%.12g", number);
  else if (is_date && value[10] == ' ')
    buffer_printf(line, "%.10sT%s", value, value + 11);
  else
    buffer_add_text(line, value);
  buffer_add_char(line, '\x1f');
}

// --- Solutions -----------------------------------------------------------------------------------

// variable: the result's variables, that is those to be compared.
static Lines read_solutions(const json_t *json, const char *const variable[], size_t variables,
                            Arena *arena) {
  const json_t *bindings = json_object_get(json_object_get(json, "results"), "bindings");
  Lines lines = {arena, json_array_size(bindings), NULL};
  lines.line = ARENA_ARRAY(arena, const char *, lines.count);
  Buffer line = {0};
  for (size_t i = 0; i < lines.count; i++) {
    buffer_clear(&line);
    for (size_t v = 0; v < variables; v++) {
      const json_t *term = json_object_get(json_array_get(bindings, i), variable[v]);
      const char *value = json_string_value(json_object_get(term, "value"));
      add_value(&line, value == NULL ? "" : value);
    }
    lines.line[i] = buffer_copy(&line, arena);
  }
  buffer_free(&line);
  return lines;
}

// --- Rows ----------------------------------------------------------------------------------------

// As R2RML section 7.3 puts values into templates.
static void add_encoded(Buffer *out, const char *value) {
  for (const char *at = value; *at != '\0'; at++) {
    const unsigned char byte = (unsigned char)*at;
    if (byte >= 0x80 || isalnum(byte) != 0 || strchr("-._~", byte) != NULL)
      buffer_add_char(out, *at);
    else
      buffer_printf(out, "%%%02X", byte);
  }
}

static int find_column(const PGresult *rows, const char *name) {
  for (int i = 0; i < PQnfields(rows); i++)
    if (strcmp(PQfname(rows, i), name) == 0) return i;
  return -1;
}

// False when a column is NULL or missing.
static bool fill_template(const char *text, const PGresult *rows, int row, Arena *arena,
                          Buffer *out) {
  while (*text != '\0') {
    const size_t plain = strcspn(text, "{");
    buffer_add(out, text, plain);
    text += plain;
    if (*text == '\0') break;
    const size_t length = strcspn(text, "}");
    const int column = find_column(rows, arena_copy_text(arena, text + 1, length - 1));
    if (column < 0 || PQgetisnull(rows, row, column)) return false;
    add_encoded(out, PQgetvalue(rows, row, column));
    text += length + 1;
  }
  return true;
}

static void add_variable(const Question *question, const char *variable, const PGresult *rows,
                         int row, Arena *arena, Buffer *line) {
  Buffer value = {0};
  bool by_template = false, done = false;
  for (size_t i = 0; i < question->templates.count && !done; i++) {
    const TermTemplate *one = &question->templates.item[i];
    if (strcmp(one->variable, variable) != 0) continue;
    by_template = true;
    buffer_clear(&value);
    done = fill_template(one->text, rows, row, arena, &value);
  }
  const int column = by_template ? -1 : find_column(rows, variable);
  if (!by_template && column < 0) {
    (void)fprintf(stderr, "%s: the SQL has no column for ?%s\n", question->name, variable);
    exit(1);
  }
  if (column >= 0) buffer_add_text(&value, PQgetvalue(rows, row, column));
  if (by_template && !done) buffer_clear(&value);
  add_value(line, buffer_text(&value));
  buffer_free(&value);
}

static Lines read_rows(const Question *question, const PGresult *rows, const char *const variable[],
                       size_t variables, Arena *arena) {
  Lines lines = {arena, (size_t)PQntuples(rows), NULL};
  lines.line = ARENA_ARRAY(arena, const char *, lines.count);
  Buffer line = {0};
  for (size_t i = 0; i < lines.count; i++) {
    buffer_clear(&line);
    for (size_t v = 0; v < variables; v++)
      add_variable(question, variable[v], rows, (int)i, arena, &line);
    lines.line[i] = buffer_copy(&line, arena);
  }
  buffer_free(&line);
  return lines;
}

// --- Both ----------------------------------------------------------------------------------------

static int compare_lines(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool lines_same(const Question *question, Lines mine, Lines theirs) {
  if (question->in_order == NULL) {
    if (mine.count > 1) qsort(mine.line, mine.count, sizeof *mine.line, compare_lines);
    if (theirs.count > 1) qsort(theirs.line, theirs.count, sizeof *theirs.line, compare_lines);
  }
  for (size_t i = 0; i < mine.count || i < theirs.count; i++) {
    const char *my = i < mine.count ? mine.line[i] : "(none)";
    const char *their = i < theirs.count ? theirs.line[i] : "(none)";
    if (strcmp(my, their) == 0) continue;
    (void)fprintf(stderr, "%s: %zu solutions, %zu rows; first difference:\n  %s\n  %s\n",
                  question->name, mine.count, theirs.count, my, their);
    return false;
  }
  return true;
}

static size_t read_head(const json_t *json, const Question *question, const char *variable[]) {
  if (question->in_order != NULL) {
    variable[0] = question->in_order;
    return 1;
  }
  const json_t *vars = json_object_get(json_object_get(json, "head"), "vars");
  const size_t count = json_array_size(vars);
  for (size_t i = 0; i < count && i < MOST_VARIABLES; i++)
    variable[i] = json_string_value(json_array_get(vars, i));
  return count < MOST_VARIABLES ? count : MOST_VARIABLES;
}

Agreement answers_compare(const Question *question, const Side *gateway, const Side *sql) {
  const PGresult *rows = side_rows(sql);
  Agreement agreement = {true, 0, (size_t)PQntuples(rows)};
  if (question->is_graph) return agreement;
  json_error_t error;
  const Buffer *body = side_body(gateway);
  json_t *json = json_loadb(body->data, body->length, 0, &error);
  Arena *arena = arena_create(0);
  const char *variable[MOST_VARIABLES] = {NULL};
  const size_t variables = read_head(json, question, variable);
  const Lines mine = read_solutions(json, variable, variables, arena);
  agreement.solutions = mine.count;
  if (!question->not_compared)
    agreement.same =
        lines_same(question, mine, read_rows(question, rows, variable, variables, arena));
  arena_destroy(arena);
  json_decref(json);
  return agreement;
}

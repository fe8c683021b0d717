// Every function of the table, in SQL and in C, from the cases of tests/golden/functions/: both
// must give the terms that the specification says.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/ir/expr.h"
#include "tests/support/fixture.h"
#include "tests/support/rows.h"

static bool used[FN_COUNT];

typedef struct Case {
  char expression[600];
  char rows[8];  // aggregates: which rows
  bool only_c;   // SQL refuses it
  char expected[1300];
} Case;

// "! expression => value | value": a line of a case file; "12: AGGREGATE(…) => value".
static bool read_case(const char *line, Case *out) {
  const char *arrow = strstr(line, " => ");
  if (line[0] == '#' || arrow == NULL) return false;
  *out = (Case){.only_c = line[0] == '!'};
  line += out->only_c ? 2 : 0;
  const size_t digits = strspn(line, "12345");
  if (line[digits] == ':' && line[digits + 1] == ' ' && digits < sizeof out->rows) {
    memcpy(out->rows, line, digits);
    if (digits == 0) out->rows[0] = '\0';
    line += digits + 2;
  } else {
    out->rows[0] = '-';
  }
  while (arrow > line && arrow[-1] == ' ') arrow--;
  snprintf(out->expression, sizeof out->expression, "%.*s", (int)(arrow - line), line);
  snprintf(out->expected, sizeof out->expected, "%s", strstr(arrow, " => ") + 4);
  return true;
}

static bool is_aggregate(const Case *c) { return c->rows[0] != '-'; }

// A value for all rows, or one for each.
static void join(const RowValues values, const char *expected, char *out, size_t size) {
  const bool all = strstr(expected, " | ") != NULL;
  size_t length = 0;
  for (size_t i = 0; i < (all ? ROWS_COUNT : 1) && length < size; i++)
    length += (size_t)snprintf(out + length, size - length, "%s%s", i > 0 ? " | " : "", values[i]);
}

typedef Status (*Run)(const char *expression, RowValues out, Error *err);
typedef Status (*RunAggregate)(const char *text, const char *rows, char out[ROW_VALUE_SIZE],
                               Error *err);

static Status answer(const Case *c, Run run, RunAggregate run_aggregate, char *out, size_t size) {
  Error err = {0};
  RowValues values = {{0}};
  const Status status = is_aggregate(c) ? run_aggregate(c->expression, c->rows, values[0], &err)
                                        : run(c->expression, values, &err);
  if (status == STATUS_OK)
    join((const char(*)[ROW_VALUE_SIZE])values, is_aggregate(c) ? "" : c->expected, out, size);
  else
    snprintf(out, size, "%s", err.message);
  return status;
}

// With ANAMORPH_GOLDEN_WRITE set the files are written anew with C's answers: read the diff.
static FILE *written;

static void write_case(const Case *c, const char *in_c, bool refused) {
  fprintf(written, "%s", refused ? "! " : "");
  if (is_aggregate(c)) fprintf(written, "%s: ", c->rows);
  fprintf(written, "%s => %s\n", c->expression, in_c);
}

static void check(const char *file, size_t line, const Case *c) {
  char in_sql[1300] = "", in_c[1300] = "";
  const Status sql = answer(c, rows_lower, rows_lower_aggregate, in_sql, sizeof in_sql);
  answer(c, rows_evaluate, rows_evaluate_aggregate, in_c, sizeof in_c);
  const bool refused = sql == STATUS_UNSUPPORTED;
  if (written != NULL) write_case(c, in_c, refused);
  const bool good = strcmp(in_c, c->expected) == 0 && refused == c->only_c &&
                    (refused || strcmp(in_sql, c->expected) == 0);
  if (!good)
    fprintf(stderr, "\n%s:%zu: %s\n  expected %s%s\n  in C     %s\n  in SQL   %s\n", file, line,
            c->expression, c->only_c ? "(in C only) " : "", c->expected, in_c, in_sql);
  CU_assertImplementation(good, (unsigned)line, c->expression, file, "", CU_FALSE);
}

// Which functions the expression calls by name or operator, roughly: a case file opens with the
// names that it is about.
static void note_functions(const char *line) {
  for (unsigned f = 0; f < FN_COUNT; f++) {
    const char *id = function_info((Function)f)->id, *found = line;
    while ((found = strstr(found, id)) != NULL) {
      const char before = found == line ? ' ' : found[-1], after = found[strlen(id)];
      if (before == ' ' && (after == ' ' || after == '\n' || after == '\0')) used[f] = true;
      found++;
    }
  }
}

static void run_file(const char *name) {
  Arena *arena = arena_create(0);
  char path[200];
  snprintf(path, sizeof path, "tests/golden/functions/%s", name);
  char *text = read_file(repository_path(path), arena), *next;
  size_t number = 1, cases = 0;
  written = getenv("ANAMORPH_GOLDEN_WRITE") == NULL ? NULL : fopen(repository_path(path), "w");
  for (char *line = text; line != NULL; line = next, number++) {
    next = strchr(line, '\n');
    if (next != NULL) *next++ = '\0';
    if (strncmp(line, "# Functions: ", 13) == 0) note_functions(line + 12);
    Case c;
    if (!read_case(line, &c)) {
      if (written != NULL && (line[0] != '\0' || next != NULL)) fprintf(written, "%s\n", line);
      CU_ASSERT(line[0] == '#' || line[0] == '\0');
      continue;
    }
    cases++;
    check(name, number, &c);
  }
  CU_ASSERT(cases > 0);
  if (written != NULL) fclose(written);
  arena_destroy(arena);
}

static void sql_and_c_give_the_same_terms(void) {
  DIR *folder = opendir(repository_path("tests/golden/functions"));
  CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
  size_t files = 0;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    const size_t length = strlen(entry->d_name);
    if (length < 5 || strcmp(entry->d_name + length - 4, ".txt") != 0) continue;
    run_file(entry->d_name);
    files++;
  }
  closedir(folder);
  CU_ASSERT(files > 0);
}

static void every_function_has_a_case(void) {
  for (unsigned f = 0; f < FN_COUNT; f++) {
    if (used[f] || f == FN_CUSTOM) continue;  // CUSTOM: test_custom
    fprintf(stderr, "\nno case file names %s\n", function_info((Function)f)->id);
    CU_FAIL("a function without a case");
  }
}

int main(void) {
  if (!rows_open()) return 1;
  static const TestCase tests[] = {
      TEST(sql_and_c_give_the_same_terms),
      TEST(every_function_has_a_case),
  };
  const int code = suites_run("functions", tests, sizeof tests / sizeof *tests);
  rows_close();
  return code;
}

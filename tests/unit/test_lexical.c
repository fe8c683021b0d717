// Text that SQL makes of native values is the text that the decoder makes of them.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "base/rdf/datatype.h"
#include "base/rdf/iri.h"
#include "rewriter/ir/node.h"
#include "rewriter/sql/deparse.h"
#include "tests/support/fixture.h"
#include "tests/support/rows.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// OP_LEXICAL in SQL says what the decoder says, for odd values of every type.
static void sql_and_c_agree_on_lexical_forms(void) {
  static const struct {
    PgType type;
    const char *values;  // separated by |
  } cases[] = {
      {PG_TYPE_INT4, "0|-1|2147483647"},
      {PG_TYPE_NUMERIC, "0|0.00|1.50|100|100.000|-0.10|1234567890123456789.01230|0.001|NaN"},
      {PG_TYPE_FLOAT8,
       "0|-0|1|1.5|-1.5|100|1e20|1e21|1.5e-7|0.0001|0.00001|123456789012345680|1e300|5e-324|"
       "1.7976931348623157e308|NaN|Infinity|-Infinity|0.1|2.5e-10|-1e-5|12345.678"},
      {PG_TYPE_FLOAT4, "0|-0|1|0.1|1e10|3.4028235e38|1e-45|NaN|Infinity|16777216|1e6|123456.7"},
      {PG_TYPE_BOOL, "true|false"},
      {PG_TYPE_TEXT, "|a b|7"},
      {PG_TYPE_DATE, "2020-01-31|0001-01-01|9999-12-31|10000-01-01|0044-03-15 BC|infinity"},
      {PG_TYPE_TIME, "00:00:00|23:59:59.5|24:00:00|12:00:00.000001"},
      {PG_TYPE_TIMETZ, "10:00:00+00|10:00:00+02|10:00:00.5-05:30|10:00:00+01:02:03"},
      {PG_TYPE_TIMESTAMP,
       "2020-01-31 10:00:00|2020-01-31 10:00:00.120|0044-03-15 00:00:00 BC|"
       "infinity|12345-01-01 00:00:00"},
      {PG_TYPE_TIMESTAMPTZ,
       "2020-01-31 10:00:00+02|2020-01-31 10:00:00.5Z|-infinity|0044-03-15 00:00:00Z BC"},
      {PG_TYPE_BYTEA, "|\\xcafe|\\x00"},
      {PG_TYPE_UUID, "0A1B2C3D-0000-4000-8000-000000000001"},
      {PG_TYPE_INTERVAL, "1 day|1 year 2 months|-1 hour"},
      {PG_TYPE_MONEY, "1.5"},
      {PG_TYPE_JSON, "{\"a\": 1}"},
      {PG_TYPE_JSONB, "{\"a\":1}"},
      {PG_TYPE_INET, "10.0.0.1|10.0.0.0/8"},
      {PG_TYPE_BIT, "1"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    char values[400];
    snprintf(values, sizeof values, "%s", cases[i].values);
    for (char *value = values, *next; value != NULL; value = next) {
      next = strchr(value, '|');
      if (next != NULL) *next++ = '\0';
      Arena *arena = arena_create(0);
      Variables *variables = variables_create(arena);
      const char *type = pg_type_info(cases[i].type)->name;
      const VarId in = variables_fresh_native(variables, cases[i].type, "v");
      const VarId out = variables_fresh_native(variables, PG_TYPE_TEXT, "l");
      const Expr *cell = expr_native(arena, cases[i].type, value);
      const Expr *cells[] = {cell, cell};
      const Node *tree = node_values(arena, 1, &in, 2, cells);
      const Binding binding = {out, expr_sql1(arena, OP_LEXICAL, expr_var(arena, variables, in))};
      tree = node_extend(arena, tree, 1, &binding);
      const char *sql;
      Error err = {0};
      const VarId columns[] = {in, out};
      CU_ASSERT_EQUAL_FATAL(deparse_select(arena, variables, tree, 2, columns, false, &sql, &err),
                            STATUS_OK);
      rows_check_sql(sql);
      PGresult *result = NULL;
      if (connection_query(rows_connection(), sql, &result, &err) != STATUS_OK) {
        fprintf(stderr, "\n%s: %s\n%s\n", type, err.message, sql);
        CU_FAIL("lexical form");
      } else {
        Buffer expected = {0};
        const char *raw = PQgetvalue(result, 0, 0);
        const bool some =
            datatype_from_pg(cases[i].type, raw, (size_t)PQgetlength(result, 0, 0), &expected);
        const bool same = some ? !PQgetisnull(result, 0, 1) &&
                                     strcmp(PQgetvalue(result, 0, 1), buffer_text(&expected)) == 0
                               : PQgetisnull(result, 0, 1);
        if (!same)
          fprintf(stderr, "\n%s %s: C %s, SQL %s\n", type, raw,
                  some ? buffer_text(&expected) : "none", PQgetvalue(result, 0, 1));
        CU_ASSERT(same);
        buffer_free(&expected);
      }
      PQclear(result);
      arena_destroy(arena);
    }
  }
}

static void sql_and_c_agree_on_percent_encoding(void) {
  static const char *const values[] = {"",
                                       "abc",
                                       "a b",
                                       "a/b?c#d",
                                       "%41",
                                       "~._-",
                                       "é",
                                       "\xE2\x82\xAC",
                                       "\xC2\x80",
                                       "\xC2\xA0",
                                       "\xEF\xBF\xBD",
                                       "\xF0\x9F\x98\x80",
                                       "\xEE\x80\x80",
                                       "<>\"{}|\\^`",
                                       "日本",
                                       "\xEF\xB7\x90",
                                       "\xF3\xA0\x80\x81"};
  Arena *arena = arena_create(0);
  Variables *variables = variables_create(arena);
  const VarId in = variables_fresh_native(variables, PG_TYPE_TEXT, "v");
  const VarId out = variables_fresh_native(variables, PG_TYPE_TEXT, "l");
  const Expr *cells[COUNT(values)];
  for (size_t i = 0; i < COUNT(values); i++) cells[i] = expr_native(arena, PG_TYPE_TEXT, values[i]);
  const Node *tree = node_values(arena, 1, &in, COUNT(values), cells);
  const Symbol *text[] = {symbols_intern_text(rows_symbols(), "x:"),
                          symbols_intern_text(rows_symbols(), "")};
  const Expr *arg = expr_var(arena, variables, in);
  const Binding binding = {
      out, expr_template(arena, symbols_intern_text(rows_symbols(), "x:{}"), text, 1, &arg, true)};
  tree = node_extend(arena, tree, 1, &binding);
  const char *sql;
  Error err = {0};
  const VarId columns[] = {in, out};
  CU_ASSERT_EQUAL_FATAL(deparse_select(arena, variables, tree, 2, columns, true, &sql, &err),
                        STATUS_OK);
  rows_check_sql(sql);
  PGresult *result = NULL;
  if (connection_query(rows_connection(), sql, &result, &err) != STATUS_OK) {
    fprintf(stderr, "\n%s\n%s\n", err.message, sql);
    CU_FAIL_FATAL("percent-encoding");
  }
  for (int i = 0; i < PQntuples(result); i++) {
    Buffer expected = {0};
    buffer_add_text(&expected, "x:");
    (void)iri_encode(PQgetvalue(result, i, 0), strlen(PQgetvalue(result, i, 0)), &expected);
    if (strcmp(PQgetvalue(result, i, 1), buffer_text(&expected)) != 0)
      fprintf(stderr, "\n%s: C %s, SQL %s\n", PQgetvalue(result, i, 0), buffer_text(&expected),
              PQgetvalue(result, i, 1));
    CU_ASSERT_STRING_EQUAL(PQgetvalue(result, i, 1), buffer_text(&expected));
    buffer_free(&expected);
  }
  PQclear(result);
  arena_destroy(arena);
}

int main(void) {
  if (!rows_open()) return 1;
  static const TestCase tests[] = {
      TEST(sql_and_c_agree_on_lexical_forms),
      TEST(sql_and_c_agree_on_percent_encoding),
  };
  const int code = suites_run("lexical", tests, COUNT(tests));
  rows_close();
  return code;
}

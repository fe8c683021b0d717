// ORDER BY keys in SQL and comparison in C give the one order of SPARQL 1.1 section 15.1.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/fixture.h"
#include "tests/support/rows.h"

// The numbers of the rows in the order of the expression, descending when `down`.
static void expect_order(int line, const char *expression, bool down, const char *expected) {
  char in_sql[ROWS_COUNT + 1] = "", in_c[ROWS_COUNT + 1] = "";
  Error err = {0};
  CU_ASSERT_EQUAL(rows_lower_order(expression, down, in_sql, &err), STATUS_OK);
  CU_ASSERT_EQUAL(rows_evaluate_order(expression, down, in_c, &err), STATUS_OK);
  const bool good = strcmp(in_sql, expected) == 0 && strcmp(in_c, expected) == 0;
  if (!good)
    fprintf(stderr, "\nline %d: %s gives %s in SQL and %s in C, not %s\n", line, expression, in_sql,
            in_c, expected);
  CU_assertImplementation(good, (unsigned)line, expression, __FILE__, "", CU_FALSE);
}
#define EXPECT_ORDER(expression, down, expected) expect_order(__LINE__, expression, down, expected)

static void order_is_that_of_section_15(void) {
  EXPECT_ORDER("?i", false, "42513");
  EXPECT_ORDER("?i", true, "31524");
  EXPECT_ORDER("?d", false, "43152");
  EXPECT_ORDER("?s", false, "43215");
  EXPECT_ORDER("?iri", false, "42351");
  EXPECT_ORDER("?ts", false, "42315");
  EXPECT_ORDER("?mix", false, "43152");
  EXPECT_ORDER("?mix", true, "25134");
  EXPECT_ORDER("?dyn", false, "43215");
  EXPECT_ORDER("?f", false, "42153");
  EXPECT_ORDER("?it", false, "42513");
  EXPECT_ORDER("?b", false, "34215");
  EXPECT_ORDER("?tz", true, "51324");
}

int main(void) {
  if (!rows_open()) return 1;
  static const TestCase tests[] = {
      TEST(order_is_that_of_section_15),
  };
  const int code = suites_run("order", tests, sizeof tests / sizeof *tests);
  rows_close();
  return code;
}

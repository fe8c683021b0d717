// Comparing exact numbers as doubles (rewriter/lower/floating_compare.c): the edges between a
// constant and its neighbours, beside the C library's correctly rounded strtod.
#include <CUnit/CUnit.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/lower/floating.h"
#include "tests/support/fixture.h"

static Lowering lowering;
static const Expr *number;
static Symbols *symbols;

static const Expr *compare(Operator op, double constant) {
  const char *text = arena_format(lowering.arena, "%.17g", constant);
  if (isinf(constant)) text = constant > 0 ? "INF" : "-INF";
  const Term literal = term_literal(symbols_intern_text(symbols, text), &XSD_DOUBLE);
  return floating_compare(&lowering, op, number, expr_const(lowering.arena, literal));
}

// The one comparison with an edge: the first of several.
static const Expr *first_of(const Expr *condition) {
  return condition->u.sql.op == OP_AND ? condition->u.sql.arg[0] : condition;
}

// What a little beyond the edge, by one more digit, rounds to.
static double beyond(const char *edge) {
  const char *exponent = strpbrk(edge, "eE");
  const size_t mantissa = exponent == NULL ? strlen(edge) : (size_t)(exponent - edge);
  const char *more = memchr(edge, '.', mantissa) == NULL ? ".01" : "01";
  return strtod(arena_format(lowering.arena, "%.*s%s%s", (int)mantissa, edge, more,
                             exponent == NULL ? "" : exponent),
                NULL);
}

// The edge beyond which a number rounds to the constant's neighbour: above it, or below.
static void check_edge(double constant, bool above) {
  const double neighbour = nextafter(constant, above ? INFINITY : -INFINITY);
  const Operator beyond_edge = above ? OP_GT : OP_LT, at_edge = above ? OP_GE : OP_LE;
  const Operator within = above ? OP_LE : OP_GE, within_edge = above ? OP_LT : OP_GT;
  const Expr *outside = first_of(compare(beyond_edge, constant));
  const Operator found = outside->u.sql.op;
  const char *edge = outside->u.sql.arg[1]->u.native;
  CU_ASSERT(found == beyond_edge || found == at_edge);
  CU_ASSERT_EQUAL(strtod(edge, NULL), found == beyond_edge ? constant : neighbour);
  const bool outwards = (edge[0] == '-') != above;
  CU_ASSERT_EQUAL(beyond(edge), outwards ? neighbour : constant);
  CU_ASSERT_EQUAL(first_of(compare(within, constant))->u.sql.op,
                  found == beyond_edge ? within : within_edge);
}

static void edges_are_where_rounding_changes(void) {
  static const double FIXED[] = {1,    -1,   40.4, 0.1, 1e15, 9007199254740992, 1e-80, 1e80, 0.5,
                                 2.25, 4095, 4096, 1.5, -40.4};
  for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++) {
    check_edge(FIXED[i], true);
    check_edge(FIXED[i], false);
  }
  uint64_t state = 7;
  for (int i = 0; i < 2000; i++) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    const double mantissa = 1 + (double)(state >> 12) / 0x1p52;
    const double constant = ldexp(mantissa, (int)(state % 200) - 100) * (state & 1024 ? 1 : -1);
    check_edge(constant, true);
    check_edge(constant, false);
  }
}

static void zero_is_what_is_at_most_half_the_least_double(void) {
  const Expr *more = first_of(compare(OP_GT, 0));
  const char *edge = more->u.sql.arg[1]->u.native;
  CU_ASSERT_EQUAL(more->u.sql.op, OP_GE);
  CU_ASSERT_STRING_EQUAL(edge, "2.4703282292062327208828439643411068618253e-324");
  CU_ASSERT_EQUAL(strtod(edge, NULL), 0x1p-1074);
  const char *before = "2.4703282292062327208828439643411068618252e-324";
  CU_ASSERT_EQUAL(strtod(before, NULL), 0);
  const Expr *less = compare(OP_LT, 0);
  CU_ASSERT_EQUAL(less->u.sql.op, OP_LE);
  CU_ASSERT_STRING_EQUAL(less->u.sql.arg[1]->u.native,
                         "-2.4703282292062327208828439643411068618253e-324");
}

static void other_comparisons_are_left_to_doubles(void) {
  CU_ASSERT_PTR_NULL(compare(OP_GT, 1e305));
  CU_ASSERT_PTR_NULL(compare(OP_GT, 1e-305));
  CU_ASSERT_PTR_NULL(compare(OP_GT, INFINITY));
  CU_ASSERT_PTR_NULL(compare(OP_NE, 1));
  const Expr *numeric = number;
  number = expr_native(lowering.arena, PG_TYPE_INT8, "1");
  CU_ASSERT_PTR_NULL(compare(OP_GT, 1));
  number = numeric;
}

int main(void) {
  lowering.arena = arena_create(0);
  symbols = symbols_create(lowering.arena, NULL);
  Variables *variables = variables_create(lowering.arena);
  number =
      expr_var(lowering.arena, variables, variables_fresh_native(variables, PG_TYPE_NUMERIC, "n"));
  static const TestCase tests[] = {
      TEST(edges_are_where_rounding_changes),
      TEST(zero_is_what_is_at_most_half_the_least_double),
      TEST(other_comparisons_are_left_to_doubles),
  };
  const int code = suites_run("floating", tests, sizeof tests / sizeof *tests);
  arena_destroy(lowering.arena);
  return code;
}

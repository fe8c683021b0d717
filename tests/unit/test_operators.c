// Operators outside SQL, each by itself: over inline rows, which need no database, and over
// services.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/run/operator/leaf.h"
#include "tests/support/office.h"
#include "tests/support/world.h"

static World office;

// --- Operators over inline rows ------------------------------------------------------------------

// rows: of the TSV, without its head, each followed by a newline; sorted.
static void expect_rows(const char *pattern, const char *rows) {
  const ExecuteOptions options = {.index = office.index, .apart = true};
  Arena *arena = arena_create(0);
  Buffer found = {0};
  Error err = {0};
  const char *query = arena_format(arena, "SELECT * { %s }", pattern);
  if (strncmp(pattern, "SELECT", 6) == 0) query = pattern;
  expect_ok(answer(office.mapping, query, &options, NULL, &found, &err), &err, pattern);
  const char *body = strchr(buffer_text(&found), '\n');
  const bool same = body != NULL && strcmp(body + 1, rows) == 0;
  if (!same) (void)fprintf(stderr, "%s\ngives:\n%s\n", pattern, body == NULL ? "" : body + 1);
  CU_ASSERT(same);
  buffer_free(&found);
  arena_destroy(arena);
}

static void a_join_compares_what_both_sides_bind(void) {
  expect_rows("VALUES (?a ?b) { (1 2) (1 3) (2 4) } VALUES (?a ?c) { (1 5) (3 6) }",
              "1\t2\t5\n1\t3\t5\n");
}

static void an_unbound_variable_joins_with_anything(void) {
  expect_rows("VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } VALUES (?a ?b) { (1 2) (3 UNDEF) }",
              "1\t2\n1\t2\n3\t2\n");
  expect_rows("VALUES (?a ?b) { (UNDEF UNDEF) } VALUES (?a ?b) { (1 2) (UNDEF 3) }", "\t3\n1\t2\n");
}

static void a_join_of_nothing_shared_is_a_product(void) {
  expect_rows("VALUES ?a { 1 2 } VALUES ?b { 3 4 }", "1\t3\n1\t4\n2\t3\n2\t4\n");
}

static void terms_join_not_values(void) {
  expect_rows("VALUES ?a { 1 } VALUES ?a { 1.0 }", "");
  expect_rows("VALUES ?a { \"x\"@en } VALUES ?a { \"x\"@EN }", "\"x\"@en\n");
}

static void optional_keeps_what_has_no_partner(void) {
  expect_rows("VALUES (?a ?b) { (1 2) (3 4) } OPTIONAL { VALUES (?a ?c) { (1 5) (1 6) } }",
              "1\t2\t5\n1\t2\t6\n3\t4\t\n");
}

static void an_error_in_an_optional_s_condition_is_no_partner(void) {
  expect_rows(
      "VALUES (?a ?b) { (1 2) (3 4) } "
      "OPTIONAL { VALUES (?a ?c) { (1 5) (3 \"x\") } FILTER(?c > ?b) }",
      "1\t2\t5\n3\t4\t\n");
}

static void an_optional_condition_sees_both_sides(void) {
  expect_rows("VALUES ?a { 1 2 } OPTIONAL { VALUES ?c { 1 2 } FILTER(?c < ?a) }", "1\t\n2\t1\n");
}

static void minus_removes_only_where_something_is_shared(void) {
  expect_rows("VALUES (?a ?b) { (1 2) (3 4) } MINUS { VALUES ?a { 1 } }", "3\t4\n");
  expect_rows("VALUES ?a { 1 } MINUS { VALUES ?b { 1 } }", "1\n");
  expect_rows("VALUES (?a ?b) { (UNDEF 2) (1 UNDEF) } MINUS { VALUES ?a { 1 } }", "\t2\n");
  expect_rows("VALUES (?a ?b) { (1 2) } MINUS { VALUES (?a ?b) { (UNDEF UNDEF) } }", "1\t2\n");
  expect_rows("VALUES (?a ?b) { (1 2) (1 3) } MINUS { VALUES (?a ?b) { (1 UNDEF) (5 3) } }", "");
}

static void an_error_in_a_filter_drops_the_solution(void) {
  expect_rows("VALUES ?a { 1 \"x\" } FILTER(?a + 1 = 2)", "1\n");
  expect_rows("VALUES ?a { 1 \"x\" } FILTER(?a + 1 = 2 || ?a = \"x\")", "\"x\"\n1\n");
  expect_rows("VALUES ?a { 1 } FILTER(?unbound)", "");
}

static void an_error_in_bind_leaves_the_variable_unbound(void) {
  expect_rows("VALUES ?a { 1 \"x\" } BIND(?a + 1 AS ?b)", "\"x\"\t\n1\t2\n");
}

static void distinct_takes_unbound_as_a_value(void) {
  expect_rows("SELECT DISTINCT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (1 UNDEF) (1 2) (1 2) } }",
              "1\t\n1\t2\n");
}

static void distinct_keeps_the_order(void) {
  expect_rows("SELECT DISTINCT ?a { VALUES (?a ?b) { (3 1) (1 2) (3 3) (2 4) } } ORDER BY ?b",
              "3\n1\n2\n");
}

static void order_goes_unbound_blank_iri_literal(void) {
  expect_rows("SELECT ?a { VALUES ?a { \"b\" 10 9.5 UNDEF <http://x/> \"a\" } } ORDER BY ?a",
              "\n<http://x/>\n9.5\n10\n\"a\"\n\"b\"\n");
  expect_rows("SELECT ?a { VALUES (?a ?b) { (1 1) (2 1) (3 0) } } ORDER BY ?b DESC(?a)",
              "3\n2\n1\n");
}

static void a_slice_counts_solutions(void) {
  expect_rows("SELECT ?a { VALUES ?a { 5 4 3 2 1 } } ORDER BY ?a OFFSET 1 LIMIT 2", "2\n3\n");
  expect_rows("SELECT ?a { VALUES ?a { 1 2 } } ORDER BY ?a OFFSET 1 LIMIT 0", "");
  expect_rows("SELECT ?a { VALUES ?a { 1 2 } } ORDER BY ?a OFFSET 7", "");
}

static void a_limit_bounds_what_an_order_keeps(void) {
  // A hundred thousand solutions, of which 8 MB hold but a few.
  const ExecuteOptions options = {
      .index = office.index, .apart = true, .memory_limit = 8 * 1024 * 1024};
  Buffer found = {0};
  Error err = {0};
  expect_ok(answer(office.mapping,
                   "SELECT ?a ?b ?c ?d ?e { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } "
                   "VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } VALUES ?c { 0 1 2 3 4 5 6 7 8 9 } "
                   "VALUES ?d { 0 1 2 3 4 5 6 7 8 9 } VALUES ?e { 0 1 2 3 4 5 6 7 8 9 } } "
                   "ORDER BY DESC(?e) ?a DESC(?b) ?c ?d OFFSET 1 LIMIT 2",
                   &options, NULL, &found, &err),
            &err, "order");
  CU_ASSERT_STRING_EQUAL(buffer_text(&found), "?a\t?b\t?c\t?d\t?e\n0\t9\t0\t1\t9\n0\t9\t0\t2\t9\n");
  buffer_free(&found);
}

static void groups_have_unbound_keys_too(void) {
  expect_rows(
      "SELECT ?k (COUNT(*) AS ?n) (SUM(?v) AS ?s) "
      "{ VALUES (?k ?v) { (1 2) (UNDEF 3) (1 4) (UNDEF 5) } } GROUP BY ?k ORDER BY ?k",
      "\t2\t8\n1\t2\t6\n");
}

static void no_solution_is_one_group_without_keys(void) {
  expect_rows(
      "SELECT (COUNT(*) AS ?n) (SUM(?a) AS ?s) (MAX(?a) AS ?m) "
      "(GROUP_CONCAT(?a) AS ?g) { VALUES ?a { } }",
      "0\t0\t\t\"\"\n");
  expect_rows("SELECT ?a (COUNT(*) AS ?n) { VALUES ?a { } } GROUP BY ?a", "");
}

static void an_error_spoils_a_sum_and_not_a_count(void) {
  expect_rows(
      "SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?s) (SAMPLE(?w) AS ?x) "
      "{ VALUES (?v ?w) { (1 7) (\"x\" 7) } }",
      "2\t\t7\n");
}

static void aggregates_may_be_distinct(void) {
  expect_rows(
      "SELECT (COUNT(DISTINCT *) AS ?n) (SUM(DISTINCT ?v) AS ?s) "
      "(GROUP_CONCAT(DISTINCT ?v ; SEPARATOR = \"-\") AS ?g) "
      "{ VALUES (?v ?w) { (1 1) (1 1) (1 2) } }",
      "2\t1\t\"1\"\n");
}

static void exists_sees_the_solution_around_it(void) {
  expect_rows("VALUES ?a { 1 2 3 } FILTER EXISTS { VALUES ?b { 2 3 } FILTER(?a = ?b) }", "2\n3\n");
  expect_rows("VALUES ?a { 1 2 3 } FILTER NOT EXISTS { VALUES ?a { 2 } }", "1\n3\n");
  expect_rows(
      "VALUES ?a { 1 2 } "
      "FILTER EXISTS { VALUES ?b { 1 2 } FILTER NOT EXISTS { VALUES ?a { 2 } } }",
      "1\n");
  expect_rows(
      "VALUES ?a { 1 2 } FILTER EXISTS { VALUES ?b { 1 } OPTIONAL { VALUES ?c { 1 } "
      "FILTER(?a = 1) } FILTER(BOUND(?c)) }",
      "1\n");
}

#define BOOLEAN "<http://www.w3.org/2001/XMLSchema#boolean>"

static void exists_stands_in_any_expression(void) {
  expect_rows("VALUES ?a { 1 2 } BIND(EXISTS { VALUES ?a { 2 } } AS ?b)",
              "1\t\"false\"^^" BOOLEAN "\n2\t\"true\"^^" BOOLEAN "\n");
  expect_rows("SELECT ?a { VALUES ?a { 1 2 } } ORDER BY EXISTS { VALUES ?a { 1 } }", "2\n1\n");
}

static void a_union_keeps_every_branch(void) {
  expect_rows("{ VALUES ?a { 1 } } UNION { VALUES ?b { 2 } } UNION { VALUES ?a { 1 } }",
              "\t2\n1\t\n1\t\n");
}

static void a_sub_select_hides_what_it_does_not_name(void) {
  expect_rows("VALUES ?b { 9 } { SELECT ?a { VALUES (?a ?b) { (1 2) } } }", "9\t1\n");
}

// --- Leaves from outside -------------------------------------------------------------------------

// A service that squares: its solutions are (?a ?b) for the block's ?a, or for 1 to 100.
typedef struct Squares {
  unsigned at, count;
  unsigned value[100];
  unsigned opened;
  size_t most_rows;
  char text[2][16];
  Symbol symbol[2];
} Squares;

static Status squares_open(void *self, const LeafBlock *block, unsigned timeout_ms, Error *err) {
  Squares *squares = self;
  (void)timeout_ms;
  (void)err;
  squares->opened++;
  squares->at = 0;
  squares->count = block == NULL ? 100 : (unsigned)block->row_count;
  if (block != NULL && block->row_count > squares->most_rows) squares->most_rows = block->row_count;
  for (unsigned i = 0; i < squares->count; i++)
    squares->value[i] =
        block == NULL
            ? i + 1
            : (unsigned)strtoul(block->cell[i * block->var_count].lexical->text, NULL, 10);
  return STATUS_OK;
}

static Status squares_next(void *self, Term terms[], bool *there, Error *err) {
  Squares *squares = self;
  (void)err;
  *there = squares->at < squares->count;
  if (!*there) return STATUS_OK;
  const unsigned value = squares->value[squares->at++];
  for (size_t i = 0; i < 2; i++) {
    const int length =
        snprintf(squares->text[i], sizeof squares->text[i], "%u", i == 0 ? value : value * value);
    squares->symbol[i] = (Symbol){squares->text[i], (size_t)length};
    terms[i] = term_literal(&squares->symbol[i], &XSD_INTEGER);
  }
  return STATUS_OK;
}

static void squares_close(void *self) { (void)self; }

static Status squares_make(void *self, const Query *query, const Node *service, Arena *arena,
                           Leaf *out, Error *err) {
  (void)query;
  (void)service;
  (void)arena;
  (void)err;
  *out = (Leaf){.self = self,
                .block_rows = 3,
                .open = squares_open,
                .next = squares_next,
                .close = squares_close};
  return STATUS_OK;
}

static Squares ask_squares(const char *query, const char *rows) {
  Squares squares = {0};
  const LeafMaker maker = {&squares, squares_make};
  const ExecuteOptions options = {.index = office.index, .services = &maker};
  Buffer found = {0};
  Error err = {0};
  expect_ok(answer(office.mapping, query, &options, office.db, &found, &err), &err, query);
  const char *body = strchr(buffer_text(&found), '\n');
  const bool same = body != NULL && strcmp(body + 1, rows) == 0;
  if (!same) (void)fprintf(stderr, "%s\ngives:\n%s\n", query, body == NULL ? "" : body + 1);
  CU_ASSERT(same);
  buffer_free(&found);
  return squares;
}

#define SQUARE "SERVICE <http://squares/> { ?a <http://square> ?b }"

static void a_service_gets_its_partner_s_bindings_in_blocks(void) {
  const Squares squares = ask_squares(
      "SELECT ?a ?b ?c { VALUES (?a ?c) { (2 1) (2 2) (3 3) (4 4) (5 5) (6 6) (7 7) (8 8) } " SQUARE
      " }",
      "2\t4\t1\n2\t4\t2\n3\t9\t3\n4\t16\t4\n5\t25\t5\n6\t36\t6\n7\t49\t7\n8\t64\t8\n");
  CU_ASSERT_EQUAL(squares.opened, 3);
  CU_ASSERT_EQUAL(squares.most_rows, 3);
}

static void a_service_alone_is_asked_once(void) {
  const Squares squares = ask_squares("SELECT (COUNT(*) AS ?n) { " SQUARE " }", "100\n");
  CU_ASSERT_EQUAL(squares.opened, 1);
}

static void an_optional_service_keeps_the_left_side(void) {
  const Squares squares =
      ask_squares("SELECT ?a ?b { VALUES ?a { 2 3 4 5 } OPTIONAL { " SQUARE " FILTER(?b > 9) } }",
                  "2\t\n3\t\n4\t16\n5\t25\n");
  CU_ASSERT_EQUAL(squares.opened, 2);
}

static void nothing_on_the_left_asks_no_service(void) {
  const Squares squares = ask_squares("SELECT ?a ?b { VALUES ?a { } " SQUARE " }", "");
  CU_ASSERT_EQUAL(squares.opened, 0);
}

static void a_filter_over_a_service_lets_bindings_through(void) {
  const Squares squares =
      ask_squares("PREFIX : <http://o.example/ns#> SELECT ?a ?b { ?x :badge ?a { " SQUARE
                  " FILTER(?b > 10) } }"
                  " ORDER BY ?a",
                  "100\t10000\n102\t10404\n104\t10816\n");
  CU_ASSERT(squares.most_rows > 0);
}

static void without_a_maker_service_is_refused(void) {
  const ExecuteOptions options = {.index = office.index};
  Buffer found = {0};
  Error err = {0};
  CU_ASSERT_EQUAL(
      answer(office.mapping, "SELECT * { " SQUARE " }", &options, office.db, &found, &err),
      STATUS_UNSUPPORTED);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "SERVICE"));
  buffer_free(&found);
}

int main(void) {
  office = world_open("tests/golden/rewrite");
  const TestCase tests[] = {
      TEST(a_join_compares_what_both_sides_bind),
      TEST(an_unbound_variable_joins_with_anything),
      TEST(a_join_of_nothing_shared_is_a_product),
      TEST(terms_join_not_values),
      TEST(optional_keeps_what_has_no_partner),
      TEST(an_error_in_an_optional_s_condition_is_no_partner),
      TEST(an_optional_condition_sees_both_sides),
      TEST(minus_removes_only_where_something_is_shared),
      TEST(an_error_in_a_filter_drops_the_solution),
      TEST(an_error_in_bind_leaves_the_variable_unbound),
      TEST(distinct_takes_unbound_as_a_value),
      TEST(distinct_keeps_the_order),
      TEST(order_goes_unbound_blank_iri_literal),
      TEST(a_slice_counts_solutions),
      TEST(a_limit_bounds_what_an_order_keeps),
      TEST(groups_have_unbound_keys_too),
      TEST(no_solution_is_one_group_without_keys),
      TEST(an_error_spoils_a_sum_and_not_a_count),
      TEST(aggregates_may_be_distinct),
      TEST(exists_sees_the_solution_around_it),
      TEST(exists_stands_in_any_expression),
      TEST(a_union_keeps_every_branch),
      TEST(a_sub_select_hides_what_it_does_not_name),
      TEST(a_service_gets_its_partner_s_bindings_in_blocks),
      TEST(a_service_alone_is_asked_once),
      TEST(an_optional_service_keeps_the_left_side),
      TEST(nothing_on_the_left_asks_no_service),
      TEST(a_filter_over_a_service_lets_bindings_through),
      TEST(without_a_maker_service_is_refused),
  };
  const int code = suites_run("operators", tests, sizeof tests / sizeof tests[0]);
  world_close(&office);
  return code;
}

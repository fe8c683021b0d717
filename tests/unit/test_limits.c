// Queries of absurd size or depth get SQL or a limit error, within the memory that a query is given
// and the stack as it is.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "mapping/mapping.h"
#include "rewriter/rewrite.h"
#include "rewriter/sparql/parse.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"

enum { MEMORY = 256 << 20 };

static Fixture *fixture;
static Connection *connection;
static Mapping *mapping;
static MappingIndex *index_;

static void open_world(void) {
  Error err = {0};
  fixture = fixture_open(NULL);
  fixture_run_file(fixture, repository_path("tests/golden/paths/world.sql"));
  const char *path = repository_path("tests/golden/paths/world.ttl");
  if (connection_open(fixture->conninfo, &connection, &err) != STATUS_OK ||
      mapping_load(&path, 1, NULL, connection, NULL, &mapping, NULL, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    exit(1);
  }
  index_ = mapping_index_create(fixture->arena, mapping);
}

static void close_world(void) {
  mapping_free(mapping);
  connection_close(connection);
  fixture_close(fixture);
}

// A query: what comes first, `unit` so many times (each %zu in it is its number), what comes last
// (`end` as often as the unit, then `last`).
typedef struct Absurdity {
  const char *first, *unit;
  size_t times;
  const char *end, *last;
} Absurdity;

static void add_numbered(Buffer *out, const char *unit, size_t number) {
  for (const char *c = unit; *c != '\0'; c++)
    if (*c == '#')
      buffer_printf(out, "%zu", number);
    else
      buffer_add_char(out, *c);
}

static Status outcome(const Absurdity *query) {
  Buffer text = {0};
  buffer_add_text(&text, "PREFIX : <http://p.example/ns#> ");
  buffer_add_text(&text, query->first);
  for (size_t i = 0; i < query->times; i++) add_numbered(&text, query->unit, i);
  for (size_t i = 0; i < query->times; i++) buffer_add_text(&text, query->end);
  buffer_add_text(&text, query->last);
  Arena *arena = arena_create(MEMORY);
  Error err = {0};
  Query *parsed;
  Plan *plan;
  const RewriteOptions options = {.index = index_};
  Status status =
      sparql_parse(arena, mapping->symbols, buffer_text(&text), text.length, NULL, &parsed, &err);
  if (status == STATUS_OK) status = rewrite_query(parsed, mapping, &options, &plan, &err);
  if (status != STATUS_OK) CU_ASSERT(strlen(err.message) > 0);
  if (status != STATUS_OK && status != STATUS_LIMIT)
    (void)fprintf(stderr, "%.60s…: %s\n", query->first, err.message);
  arena_destroy(arena);
  buffer_free(&text);
  return status;
}

static void long_queries_are_answered(void) {
  const Absurdity queries[] = {
      {"SELECT * { ?s :name ?n VALUES ?s {", " <http://p.example/person/#>", 20000, "", "} }"},
      {"SELECT * { ?s :name ?n FILTER(?n IN ('x'", ",'name #'", 5000, "", ")) }"},
      {"SELECT * { ?s :name ?n FILTER(?n = 'x'", "|| ?n = 'name #'", 5000, "", ") }"},
      {"SELECT * { ?s :name ?n", " FILTER(?n != 'name #')", 2000, "", " }"},
      {"SELECT * { {}", " UNION { ?s :name 'name #' }", 300, "", " }"},
      {"SELECT * { ?s :name '", "aaaaaaaaaa", 100000, "", "' }"},
      {"SELECT * { ?s :boss <http://p.example/", "aaaaaaaaaa", 100000, "", "> }"},
      {"SELECT * { ?s !(:p", "|:p#", 5000, "", ") ?o }"},
      {"CONSTRUCT {", " ?s :p# ?n .", 5000, "", "} { ?s :name ?n }"},
      {"SELECT *", " FROM <http://p.example/graph/#>", 5000, "", " { ?s :to ?n }"},
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    const Status status = outcome(&queries[i]);
    CU_ASSERT_EQUAL(status, STATUS_OK);
    if (status != STATUS_OK) (void)fprintf(stderr, "%s: %d\n", queries[i].first, (int)status);
  }
}

static void deep_queries_reach_a_limit(void) {
  const Absurdity queries[] = {
      {"SELECT * { ?s :name ?n FILTER(1", "+(1", 10000, ")", ") }"},
      {"SELECT * ", "{", 10000, "}", ""},
      {"SELECT * ", "{ SELECT * ", 10000, "}", ""},
      {"SELECT * { ?s :name ?n", " FILTER EXISTS { ?s :name ?n", 10000, "}", "}"},
      {"SELECT * { ?s :name ?n", " OPTIONAL { ?s :name ?n", 10000, "}", "}"},
      {"SELECT * { ?s :name ?n", " OPTIONAL { ?s :boss ?b# }", 2000, "", "}"},
      {"SELECT * { ?s :name ?n", " MINUS { ?s :boss ?b# }", 2000, "", "}"},
      {"SELECT * { ?s (:boss", "/(:boss", 10000, ")+", ") ?o }"},
      {"SELECT ((1", "+1", 10000, "", ") AS ?sum) {}"},
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    const Status status = outcome(&queries[i]);
    CU_ASSERT(status == STATUS_LIMIT || status == STATUS_SYNTAX);
    if (status != STATUS_LIMIT) (void)fprintf(stderr, "%s: %d\n", queries[i].first, (int)status);
  }
}

static void what_grows_beyond_memory_is_a_limit_error(void) {
  const Absurdity queries[] = {
      {"SELECT * {", " ?s# :boss ?o# .", 3000, "", "}"},
      {"SELECT * { ?s (:boss*", "/:boss*", 300, "", ")+ ?o }"},
      {"SELECT * { ?s :boss", "/:boss", 3000, "", " ?o }"},
      {"SELECT * { ?s :name ?b", " BIND(CONCAT(?b, ?b) AS ?b0)", 1, "",
       " BIND(CONCAT(?b0, ?b0) AS ?b1) BIND(CONCAT(?b1, ?b1) AS ?b2) }"},
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    const Status status = outcome(&queries[i]);
    CU_ASSERT(status == STATUS_LIMIT || status == STATUS_OK);
  }
}

static void a_binding_that_doubles_again_and_again_is_a_limit_error(void) {
  Buffer unit = {0};
  buffer_add_text(&unit, "SELECT ?b60 { ?s :name ?b0");
  for (int i = 0; i < 60; i++)
    buffer_printf(&unit, " BIND(CONCAT(?b%d, ?b%d) AS ?b%d)", i, i, i + 1);
  const Absurdity query = {buffer_text(&unit), "", 0, "", " }"};
  CU_ASSERT_EQUAL(outcome(&query), STATUS_LIMIT);
  buffer_free(&unit);
}

int main(void) {
  open_world();
  const TestCase tests[] = {
      TEST(long_queries_are_answered),
      TEST(deep_queries_reach_a_limit),
      TEST(what_grows_beyond_memory_is_a_limit_error),
      TEST(a_binding_that_doubles_again_and_again_is_a_limit_error),
  };
  const int code = suites_run("limits", tests, sizeof tests / sizeof tests[0]);
  close_world();
  return code;
}

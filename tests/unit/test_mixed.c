// Plans that PostgreSQL alone cannot run: how they are split, and their answers.
//
// A golden folder of questions to a world holds one for each: query.rq, split.txt (the mixed tree,
// why, the statements), rows.tsv. ANAMORPH_GOLDEN_WRITE=1 writes the files anew.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/ir/print.h"
#include "tests/support/office.h"
#include "tests/support/world.h"

static const char *const folders[] = {"tests/golden/rewrite", "tests/golden/graphs",
                                      "tests/golden/paths"};
enum { OFFICE, GRAPHS, PATHS, WORLDS };

static World worlds[WORLDS];
static World *const office = &worlds[OFFICE];

// Questions that need mixed plans.
static const struct {
  const char *folder;
  const World *world;
} mixed[] = {{"tests/golden/mixed", &worlds[OFFICE]},
             {"tests/golden/mixed-graphs", &worlds[GRAPHS]}};
enum { MIXED = sizeof mixed / sizeof *mixed };

static char *query_of(const char *folder, const char *name, Arena *arena) {
  return read_file(repository_path(arena_format(arena, "%s/%s/query.rq", folder, name)), arena);
}

// --- Golden files --------------------------------------------------------------------------------

static void print_statement(void *self, const Node *statement) {
  const Plan *plan = statement->u.statement.plan;
  buffer_printf(self, "\n-- #%u\n%s\n", statement->u.statement.number,
                plan->sql == NULL ? "-- no solution" : plan->sql);
}

static void print_split(const Plan *plan, Buffer *out) {
  const Printer printer = printer_of_query(plan->query, out);
  if (plan->mixed == NULL) {
    buffer_printf(out, "one statement\n");
    return;
  }
  print_node(&printer, plan->mixed, 0);
  for (size_t i = 0; i < plan->reason_count; i++)
    buffer_printf(out, "-- %u:%u %s\n", plan->reason[i].at.line, plan->reason[i].at.column,
                  plan->reason[i].text);
  mixed_each_statement(plan->mixed, print_statement, out);
}

static void check_question(const World *world, const char *folder, const char *name) {
  const ExecuteOptions options = {.index = world->index};
  Arena *arena = arena_create(0);
  Buffer text = {0};
  Execution *execution;
  Error err = {0};
  const char *query = query_of(folder, name, arena);
  expect_ok(execution_prepare(world->mapping, query, strlen(query), &options, &execution, &err),
            &err, name);
  print_split(execution_plan(execution), &text);
  golden_check(arena_format(arena, "%s/%s/split.txt", folder, name), buffer_text(&text));
  buffer_clear(&text);
  expect_ok(answer_execution(execution, world->db, &text, &err), &err, name);
  golden_check(arena_format(arena, "%s/%s/rows.tsv", folder, name), buffer_text(&text));
  execution_destroy(execution);
  buffer_free(&text);
  arena_destroy(arena);
}

static void splits_and_rows_are_the_golden_ones(void) {
  Arena *arena = arena_create(0);
  for (size_t i = 0; i < MIXED; i++) {
    const Cases cases = cases_read(mixed[i].folder, arena);
    for (size_t j = 0; j < cases.count; j++)
      check_question(mixed[i].world, mixed[i].folder, cases.name[j]);
  }
  arena_destroy(arena);
}

// The operators over nothing but triple patterns are a second way to every answer.
static void compare_apart(const World *world, const char *folder, const char *name) {
  const ExecuteOptions sql = {.index = world->index};
  const ExecuteOptions apart = {.index = world->index, .apart = true};
  Arena *arena = arena_create(0);
  Buffer expected = {0}, found = {0};
  Error err = {0};
  const char *query = query_of(folder, name, arena);
  expect_ok(answer(world->mapping, query, &sql, world->db, &expected, &err), &err, name);
  expect_ok(answer(world->mapping, query, &apart, world->db, &found, &err), &err, name);
  const bool same = strcmp(buffer_text(&expected), buffer_text(&found)) == 0;
  if (!same)
    (void)fprintf(stderr, "%s/%s: in SQL:\n%s\napart:\n%s\n", folder, name, buffer_text(&expected),
                  buffer_text(&found));
  CU_ASSERT(same);
  buffer_free(&expected);
  buffer_free(&found);
  arena_destroy(arena);
}

static void compare_folder(const World *world, const char *folder) {
  Arena *arena = arena_create(0);
  const Cases cases = cases_read(folder, arena);
  for (size_t i = 0; i < cases.count; i++) compare_apart(world, folder, cases.name[i]);
  arena_destroy(arena);
}

static void operators_give_what_sql_gives(void) {
  for (size_t i = 0; i < WORLDS; i++) compare_folder(&worlds[i], folders[i]);
  for (size_t i = 0; i < MIXED; i++) compare_folder(mixed[i].world, mixed[i].folder);
}

// --- Limits --------------------------------------------------------------------------------------

static void what_is_kept_has_a_limit(void) {
  const ExecuteOptions options = {.index = office->index, .memory_limit = 8 * 1024 * 1024};
  Buffer found = {0};
  Error err = {0};
  // Five hundred thousand solutions, to be sorted by what SQL cannot compute.
  const Status status = answer(
      office->mapping,
      "PREFIX : <http://o.example/ns#> SELECT ?a { ?a :name ?n . ?b :name ?m . ?c :name ?o . "
      "?d :name ?p . ?e :name ?q . ?f :name ?r } ORDER BY SHA1(CONCAT(?n, ?m, ?o, ?p, ?q, ?r))",
      &options, office->db, &found, &err);
  CU_ASSERT_EQUAL(status, STATUS_LIMIT);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "outside PostgreSQL"));
  // The connection works as before.
  CU_ASSERT_EQUAL(answer(office->mapping, "ASK { ?s ?p ?o }", &options, office->db, &found, &err),
                  STATUS_OK);
  buffer_free(&found);
}

static void time_is_limited_outside_sql_too(void) {
  const ExecuteOptions options = {.index = office->index, .timeout_ms = 300};
  Buffer found = {0};
  Error err = {0};
  const Status status = answer(
      office->mapping,
      "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } { SELECT (SHA1(\"x\") AS ?h) {} } "
      "VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?i { 1 2 3 4 5 6 7 8 9 } VALUES ?j { 1 2 3 4 5 6 7 8 9 } "
      "FILTER(SHA1(STR(?a)) != \"\" && SHA1(STR(?b)) != \"x\") }",
      &options, office->db, &found, &err);
  CU_ASSERT_EQUAL(status, STATUS_LIMIT);
  buffer_free(&found);
}

static Status fail(void *self, const char *data, size_t length, Error *err) {
  (void)data;
  (void)length;
  execution_cancel(self);
  return error_set(err, STATUS_IO, "gone");
}

static void an_output_that_fails_ends_the_run(void) {
  const char text[] =
      "PREFIX : <http://o.example/ns#> SELECT ?a (SHA1(?n) AS ?h) { ?a :name ?n . "
      "?b :name ?m . ?c :name ?o . ?d :name ?p . ?e :name ?q }";
  const ExecuteOptions options = {.index = office->index};
  Execution *execution;
  Error err = {0};
  expect_ok(execution_prepare(office->mapping, text, strlen(text), &options, &execution, &err),
            &err, "prepare");
  ResultWriter *writer;
  const Output output = {fail, execution};
  expect_ok(result_writer_create(RESULT_TSV, &output, 0, NULL, &writer, &err), &err, "writer");
  CU_ASSERT_EQUAL(execution_results(execution, office->db, writer, &err), STATUS_IO);
  result_writer_destroy(writer);
  execution_destroy(execution);
  Buffer found = {0};
  CU_ASSERT_EQUAL(answer(office->mapping, "ASK { ?s ?p ?o }", &options, office->db, &found, &err),
                  STATUS_OK);
  buffer_free(&found);
}

static void a_cancelled_query_does_not_run(void) {
  const char text[] = "SELECT ?a { VALUES ?a { 1 } FILTER(SHA1(STR(?a)) != \"\") }";
  const ExecuteOptions options = {.index = office->index, .apart = true};
  Execution *execution;
  Error err = {0};
  expect_ok(execution_prepare(office->mapping, text, strlen(text), &options, &execution, &err),
            &err, "prepare");
  execution_cancel(execution);
  Buffer found = {0};
  CU_ASSERT_EQUAL(answer_execution(execution, NULL, &found, &err), STATUS_CANCELLED);
  buffer_free(&found);
  execution_destroy(execution);
}

// --- Large tables --------------------------------------------------------------------------------

static void open_large(Mapping **mapping) {
  Error err = {0};
  fixture_run_sql(
      office->fixture,
      "CREATE TABLE entry (id integer PRIMARY KEY, name text NOT NULL, next integer);"
      "INSERT INTO entry SELECT i, 'entry ' || i, i + 1 FROM generate_series(1, 50000) i;"
      "ANALYZE entry;");
  const char *path = repository_path("tests/golden/mixed/large.ttl");
  expect_ok(mapping_load(&path, 1, NULL, office->db, NULL, mapping, NULL, &err), &err, "mapping");
}

static void a_large_table_is_asked_for_what_a_few_solutions_can_meet(void) {
  // The first three names in the order of their hashes, and who is next to them.
  static const char *const joins[] = {
      "?x :next ?y . ?y :name ?m",
      "OPTIONAL { ?x :next ?y . ?y :name ?m }",
  };
  Mapping *mapping;
  open_large(&mapping);
  for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
    Arena *arena = arena_create(0);
    const ExecuteOptions options = {0};
    Execution *execution;
    Buffer found = {0};
    Error err = {0};
    const char *text = arena_format(
        arena,
        "PREFIX : <http://large.example/ns#> SELECT ?m { "
        "{ SELECT ?x { ?x :name ?n FILTER(?n IN (\"entry 7\", \"entry 70\", \"entry 700\")) } "
        "ORDER BY SHA1(?n) LIMIT 3 } %s }",
        joins[i]);
    expect_ok(execution_prepare(mapping, text, strlen(text), &options, &execution, &err), &err,
              "prepare");
    expect_ok(answer_execution(execution, office->db, &found, &err), &err, "answer");
    CU_ASSERT_STRING_EQUAL(buffer_text(&found), "?m\n\"entry 701\"\n\"entry 71\"\n\"entry 8\"\n");
    CU_ASSERT(execution_times(execution)->rows < 10);
    execution_destroy(execution);
    buffer_free(&found);
    arena_destroy(arena);
  }
  mapping_free(mapping);
}

int main(void) {
  for (size_t i = 0; i < WORLDS; i++) worlds[i] = world_open(folders[i]);
  const TestCase tests[] = {
      TEST(splits_and_rows_are_the_golden_ones),
      TEST(operators_give_what_sql_gives),
      TEST(what_is_kept_has_a_limit),
      TEST(time_is_limited_outside_sql_too),
      TEST(an_output_that_fails_ends_the_run),
      TEST(a_cancelled_query_does_not_run),
      TEST(a_large_table_is_asked_for_what_a_few_solutions_can_meet),
  };
  const int code = suites_run("mixed", tests, sizeof tests / sizeof tests[0]);
  for (size_t i = 0; i < WORLDS; i++) world_close(&worlds[i]);
  return code;
}

// Plans that PostgreSQL alone cannot run: how they are split, and what their operators give.
//
// tests/golden/mixed/ holds a folder for each question to the office of tests/golden/rewrite/:
// query.rq, split.txt (the mixed tree, why, the statements), rows.tsv. ANAMORPH_GOLDEN_WRITE=1
// writes the files anew. Questions of inline rows alone test the operators by themselves.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/connection.h"
#include "base/rdf/vocabulary.h"
#include "endpoint/run/execute.h"
#include "endpoint/run/operator/leaf.h"
#include "mapping/mapping.h"
#include "rewriter/ir/print.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"

static const char MIXED[] = "tests/golden/mixed";
static const char REWRITE[] = "tests/golden/rewrite";

typedef struct Names {
  size_t count;
  char **item;  // folders, sorted
} Names;

static struct {
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
  MappingIndex *index;
  Names mixed, rewrite;
} office;

static void expect_ok(Status status, const Error *err, const char *what) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "%s: %s\n", what, err->message);
  exit(1);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static Names read_names(const char *folder) {
  Names names = {0, ARENA_ARRAY(office.fixture->arena, char *, 1000)};
  DIR *list = opendir(repository_path(folder));
  if (list == NULL) exit(1);
  for (struct dirent *entry; (entry = readdir(list)) != NULL && names.count < 1000;)
    if (strchr(entry->d_name, '.') == NULL)
      names.item[names.count++] =
          arena_copy_text(office.fixture->arena, entry->d_name, strlen(entry->d_name));
  closedir(list);
  qsort(names.item, names.count, sizeof *names.item, by_text);
  return names;
}

static void open_office(void) {
  Error err = {0};
  office.fixture = fixture_open(NULL);
  fixture_run_file(office.fixture, repository_path("tests/golden/rewrite/world.sql"));
  expect_ok(connection_open(office.fixture->conninfo, &office.db, &err), &err, "connection");
  const char *path = repository_path("tests/golden/rewrite/world.ttl");
  expect_ok(mapping_load(&path, 1, NULL, office.db, NULL, &office.mapping, NULL, &err), &err,
            "mapping");
  office.index = mapping_index_create(office.fixture->arena, office.mapping);
  office.mixed = read_names(MIXED);
  office.rewrite = read_names(REWRITE);
}

static void close_office(void) {
  mapping_free(office.mapping);
  connection_close(office.db);
  fixture_close(office.fixture);
}

// --- Answers -------------------------------------------------------------------------------------

static Status append(void *self, const char *data, size_t length, Error *err) {
  (void)err;
  buffer_add(self, data, length);
  return STATUS_OK;
}

static bool is_ordered(const Node *node) {
  while (node->kind == NODE_PROJECT || node->kind == NODE_DISTINCT || node->kind == NODE_SLICE)
    node = node->child[0];
  return node->kind == NODE_ORDER;
}

// Lines after the first, sorted: unless the query orders its solutions.
static void sort_lines(Buffer *text, bool head) {
  Arena *arena = arena_create(0);
  char *copy = buffer_copy(text, arena);
  char **line = ARENA_ARRAY(arena, char *, text->length + 1);
  size_t count = 0;
  for (char *at = strtok(copy, "\n"); at != NULL; at = strtok(NULL, "\n")) line[count++] = at;
  const size_t first = head && count > 0 ? 1 : 0;
  if (count > first) qsort(line + first, count - first, sizeof *line, by_text);
  buffer_clear(text);
  for (size_t i = 0; i < count; i++) buffer_printf(text, "%s\n", line[i]);
  arena_destroy(arena);
}

// The answer in TSV or N-Triples, its lines sorted where their order says nothing.
static Status write_answer(Execution *execution, Connection *db, Buffer *out, Error *err) {
  const Output output = {append, out};
  const Query *query = execution_query(execution);
  Status status;
  if (query->form == QUERY_CONSTRUCT || query->form == QUERY_DESCRIBE) {
    GraphWriter *writer;
    TRY(graph_writer_create(GRAPH_NTRIPLES, &output, 0, NULL, &writer, err));
    status = execution_graph(execution, db, writer, err);
    graph_writer_destroy(writer);
  } else {
    ResultWriter *writer;
    const ResultFormat format = query->form == QUERY_ASK ? RESULT_JSON : RESULT_TSV;
    TRY(result_writer_create(format, &output, 0, NULL, &writer, err));
    status = execution_results(execution, db, writer, err);
    result_writer_destroy(writer);
  }
  const bool ordered = is_ordered(query->pattern);
  if (query->form != QUERY_ASK && !ordered) sort_lines(out, query->form == QUERY_SELECT);
  return status;
}

static Status answer(const char *text, const ExecuteOptions *options, Connection *db, Buffer *out,
                     Error *err) {
  Execution *execution;
  TRY(execution_prepare(office.mapping, text, strlen(text), options, &execution, err));
  const Status status = write_answer(execution, db, out, err);
  execution_destroy(execution);
  return status;
}

// --- Golden files --------------------------------------------------------------------------------

static char *query_of(const char *folder, const char *name, Arena *arena) {
  return read_file(repository_path(arena_format(arena, "%s/%s/query.rq", folder, name)), arena);
}

static void check_file(const char *name, const char *file, const char *found) {
  Arena *arena = arena_create(0);
  const char *path = repository_path(arena_format(arena, "%s/%s/%s", MIXED, name, file));
  if (getenv("ANAMORPH_GOLDEN_WRITE") != NULL) {
    FILE *out = fopen(path, "w");
    if (out == NULL) exit(1);
    (void)fputs(found, out);
    (void)fclose(out);
  } else {
    const bool same = strcmp(read_file(path, arena), found) == 0;
    if (!same) (void)fprintf(stderr, "%s/%s is now:\n%s\n", name, file, found);
    CU_ASSERT(same);
  }
  arena_destroy(arena);
}

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

static void splits_and_rows_are_the_golden_ones(void) {
  const ExecuteOptions options = {.index = office.index};
  for (size_t i = 0; i < office.mixed.count; i++) {
    const char *name = office.mixed.item[i];
    Arena *arena = arena_create(0);
    Buffer text = {0};
    Execution *execution;
    Error err = {0};
    const char *query = query_of(MIXED, name, arena);
    expect_ok(execution_prepare(office.mapping, query, strlen(query), &options, &execution, &err),
              &err, name);
    print_split(execution_plan(execution), &text);
    check_file(name, "split.txt", buffer_text(&text));
    buffer_clear(&text);
    expect_ok(write_answer(execution, office.db, &text, &err), &err, name);
    check_file(name, "rows.tsv", buffer_text(&text));
    execution_destroy(execution);
    buffer_free(&text);
    arena_destroy(arena);
  }
}

// The operators over nothing but triple patterns are a second way to every answer.
static void compare_apart(const char *folder, const char *name) {
  const ExecuteOptions sql = {.index = office.index};
  const ExecuteOptions apart = {.index = office.index, .apart = true};
  Arena *arena = arena_create(0);
  Buffer expected = {0}, found = {0};
  Error err = {0};
  const char *query = query_of(folder, name, arena);
  expect_ok(answer(query, &sql, office.db, &expected, &err), &err, name);
  expect_ok(answer(query, &apart, office.db, &found, &err), &err, name);
  const bool same = strcmp(buffer_text(&expected), buffer_text(&found)) == 0;
  if (!same)
    (void)fprintf(stderr, "%s: in SQL:\n%s\napart:\n%s\n", name, buffer_text(&expected),
                  buffer_text(&found));
  CU_ASSERT(same);
  buffer_free(&expected);
  buffer_free(&found);
  arena_destroy(arena);
}

static void operators_give_what_sql_gives(void) {
  for (size_t i = 0; i < office.rewrite.count; i++) compare_apart(REWRITE, office.rewrite.item[i]);
  for (size_t i = 0; i < office.mixed.count; i++) compare_apart(MIXED, office.mixed.item[i]);
}

// --- Operators over inline rows ------------------------------------------------------------------

// rows: of the TSV, without its head, each followed by a newline; sorted.
static void expect_rows(const char *pattern, const char *rows) {
  const ExecuteOptions options = {.index = office.index, .apart = true};
  Arena *arena = arena_create(0);
  Buffer found = {0};
  Error err = {0};
  const char *query = arena_format(arena, "SELECT * { %s }", pattern);
  if (strncmp(pattern, "SELECT", 6) == 0) query = pattern;
  expect_ok(answer(query, &options, NULL, &found, &err), &err, pattern);
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
  expect_ok(answer("SELECT ?a ?b ?c ?d ?e { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } "
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

// --- Limits --------------------------------------------------------------------------------------

static void what_is_kept_has_a_limit(void) {
  const ExecuteOptions options = {.index = office.index, .memory_limit = 8 * 1024 * 1024};
  Buffer found = {0};
  Error err = {0};
  // Five hundred thousand solutions, to be sorted by what SQL cannot compute.
  const Status status = answer(
      "PREFIX : <http://o.example/ns#> SELECT ?a { ?a :name ?n . ?b :name ?m . ?c :name ?o . "
      "?d :name ?p . ?e :name ?q . ?f :name ?r } ORDER BY SHA1(CONCAT(?n, ?m, ?o, ?p, ?q, ?r))",
      &options, office.db, &found, &err);
  CU_ASSERT_EQUAL(status, STATUS_LIMIT);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "outside PostgreSQL"));
  // The connection works as before.
  CU_ASSERT_EQUAL(answer("ASK { ?s ?p ?o }", &options, office.db, &found, &err), STATUS_OK);
  buffer_free(&found);
}

static void time_is_limited_outside_sql_too(void) {
  const ExecuteOptions options = {.index = office.index, .timeout_ms = 300};
  Buffer found = {0};
  Error err = {0};
  const Status status = answer(
      "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } { SELECT (SHA1(\"x\") AS ?h) {} } "
      "VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } "
      "VALUES ?i { 1 2 3 4 5 6 7 8 9 } VALUES ?j { 1 2 3 4 5 6 7 8 9 } "
      "FILTER(SHA1(STR(?a)) != \"\" && SHA1(STR(?b)) != \"x\") }",
      &options, office.db, &found, &err);
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
  const ExecuteOptions options = {.index = office.index};
  Execution *execution;
  Error err = {0};
  expect_ok(execution_prepare(office.mapping, text, strlen(text), &options, &execution, &err), &err,
            "prepare");
  ResultWriter *writer;
  const Output output = {fail, execution};
  expect_ok(result_writer_create(RESULT_TSV, &output, 0, NULL, &writer, &err), &err, "writer");
  CU_ASSERT_EQUAL(execution_results(execution, office.db, writer, &err), STATUS_IO);
  result_writer_destroy(writer);
  execution_destroy(execution);
  Buffer found = {0};
  CU_ASSERT_EQUAL(answer("ASK { ?s ?p ?o }", &options, office.db, &found, &err), STATUS_OK);
  buffer_free(&found);
}

static void a_cancelled_query_does_not_run(void) {
  const char text[] = "SELECT ?a { VALUES ?a { 1 } FILTER(SHA1(STR(?a)) != \"\") }";
  const ExecuteOptions options = {.index = office.index, .apart = true};
  Execution *execution;
  Error err = {0};
  expect_ok(execution_prepare(office.mapping, text, strlen(text), &options, &execution, &err), &err,
            "prepare");
  execution_cancel(execution);
  Buffer found = {0};
  CU_ASSERT_EQUAL(write_answer(execution, NULL, &found, &err), STATUS_CANCELLED);
  buffer_free(&found);
  execution_destroy(execution);
}

// --- Large tables --------------------------------------------------------------------------------

static void open_large(Mapping **mapping) {
  Error err = {0};
  fixture_run_sql(
      office.fixture,
      "CREATE TABLE entry (id integer PRIMARY KEY, name text NOT NULL, next integer);"
      "INSERT INTO entry SELECT i, 'entry ' || i, i + 1 FROM generate_series(1, 50000) i;"
      "ANALYZE entry;");
  const char *path = repository_path("tests/golden/mixed/large.ttl");
  expect_ok(mapping_load(&path, 1, NULL, office.db, NULL, mapping, NULL, &err), &err, "mapping");
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
    expect_ok(write_answer(execution, office.db, &found, &err), &err, "answer");
    CU_ASSERT_STRING_EQUAL(buffer_text(&found), "?m\n\"entry 701\"\n\"entry 71\"\n\"entry 8\"\n");
    CU_ASSERT(execution_times(execution)->rows < 10);
    execution_destroy(execution);
    buffer_free(&found);
    arena_destroy(arena);
  }
  mapping_free(mapping);
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
        block == NULL ? i + 1 : (unsigned)atoi(block->cell[i * block->var_count].lexical->text);
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
  *out = (Leaf){self, 3, squares_open, squares_next, squares_close, NULL};
  return STATUS_OK;
}

static Squares ask_squares(const char *query, const char *rows) {
  Squares squares = {0};
  const LeafMaker maker = {&squares, squares_make};
  const ExecuteOptions options = {.index = office.index, .services = &maker};
  Buffer found = {0};
  Error err = {0};
  expect_ok(answer(query, &options, office.db, &found, &err), &err, query);
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
  CU_ASSERT_EQUAL(answer("SELECT * { " SQUARE " }", &options, office.db, &found, &err),
                  STATUS_UNSUPPORTED);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "SERVICE"));
  buffer_free(&found);
}

int main(void) {
  open_office();
  const TestCase tests[] = {
      TEST(splits_and_rows_are_the_golden_ones),
      TEST(operators_give_what_sql_gives),
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
      TEST(what_is_kept_has_a_limit),
      TEST(time_is_limited_outside_sql_too),
      TEST(an_output_that_fails_ends_the_run),
      TEST(a_cancelled_query_does_not_run),
      TEST(a_large_table_is_asked_for_what_a_few_solutions_can_meet),
      TEST(a_service_gets_its_partner_s_bindings_in_blocks),
      TEST(a_service_alone_is_asked_once),
      TEST(an_optional_service_keeps_the_left_side),
      TEST(nothing_on_the_left_asks_no_service),
      TEST(a_filter_over_a_service_lets_bindings_through),
      TEST(without_a_maker_service_is_refused),
  };
  const int code = suites_run("mixed", tests, sizeof tests / sizeof tests[0]);
  close_office();
  return code;
}

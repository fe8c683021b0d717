// Paths over a table of edges do work in proportion to what they reach: PostgreSQL's own counts of
// the rows that it took from the table, whatever the time.
#include <CUnit/CUnit.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapping/mapping.h"
#include "rewriter/rewrite.h"
#include "rewriter/sparql/parse.h"
#include "tests/support/fixture.h"

// A chain from 0 to 50, and 20,000 edges in circles of ten that have nothing to do with it.
static const char WORLD[] =
    "CREATE TABLE edge (a integer NOT NULL, b integer NOT NULL);"
    "CREATE TABLE node (id integer PRIMARY KEY, name text NOT NULL UNIQUE);"
    "INSERT INTO edge SELECT i - 1, i FROM generate_series(1, 50) AS i;"
    "INSERT INTO edge SELECT 1000 + i, 1000 + i - i % 10 + (i + 1) % 10"
    "  FROM generate_series(0, 19999) AS i;"
    "ALTER TABLE edge ADD PRIMARY KEY (a, b);"
    "CREATE INDEX ON edge (b);"
    "INSERT INTO node VALUES (0, 'begin'), (40, 'fortieth'), (50, 'end');"
    "ANALYZE edge; ANALYZE node;";

static Fixture *fixture;
static Connection *connection;
static PGconn *db;
static Mapping *mapping;

static void open_world(void) {
  Error err = {0};
  fixture = fixture_open(WORLD);
  const char *path = repository_path("tests/bench/paths.ttl");
  if (connection_open(fixture->conninfo, &connection, &err) != STATUS_OK ||
      mapping_load(&path, 1, NULL, connection, NULL, &mapping, NULL, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    exit(1);
  }
  db = PQconnectdb(fixture->conninfo);
}

static void close_world(void) {
  PQfinish(db);
  mapping_free(mapping);
  connection_close(connection);
  fixture_close(fixture);
}

// The rows that a line of EXPLAIN ANALYZE says were taken from the table of edges: those of each
// loop, and those read and thrown away, which the lines below it tell.
typedef struct Work {
  double edges;     // rows of the table that were looked at
  bool sequential;  // by reading all of it
  long solutions;
} Work;

static void add_line(const char *line, bool *at_edges, double *loops, Work *work) {
  const char *actual = strstr(line, "(actual rows=");
  if (actual != NULL) {
    *at_edges = strstr(line, " on edge") != NULL;
    const char *of = strstr(actual, "loops=");
    *loops = of == NULL ? 1 : strtod(of + 6, NULL);
    if (*at_edges) work->edges += strtod(actual + 13, NULL) * *loops;
    work->sequential |= *at_edges && strstr(line, "Seq Scan") != NULL;
  }
  const char *removed = strstr(line, "Rows Removed by Filter: ");
  if (removed != NULL && *at_edges) work->edges += strtod(removed + 24, NULL) * *loops;
}

static Work measure(const char *question) {
  Error err = {0};
  Arena *arena = arena_create(0);
  const char *text = arena_format(arena, "PREFIX : <http://b.example/ns#> %s", question);
  Query *query;
  Plan *plan;
  Work work = {0};
  if (sparql_parse(arena, mapping->symbols, text, strlen(text), NULL, &query, &err) != STATUS_OK ||
      rewrite_query(query, mapping, NULL, &plan, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s: %s\n", question, err.message);
    CU_FAIL_FATAL("no SQL");
  }
  PGresult *rows = PQexec(db, plan->sql);
  work.solutions = PQntuples(rows);
  PQclear(rows);
  rows = PQexec(db, arena_format(arena, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) %s", plan->sql));
  CU_ASSERT(PQresultStatus(rows) == PGRES_TUPLES_OK);
  bool at_edges = false;
  double loops = 1;
  for (int i = 0; i < PQntuples(rows); i++)
    add_line(PQgetvalue(rows, i, 0), &at_edges, &loops, &work);
  if (work.sequential || work.edges > 300)
    for (int i = 0; i < PQntuples(rows); i++) (void)fprintf(stderr, "%s\n", PQgetvalue(rows, i, 0));
  PQclear(rows);
  arena_destroy(arena);
  return work;
}

// At most three rows of the table for each node on the way.
static void expect_work(const char *question, long solutions, double most) {
  const Work work = measure(question);
  CU_ASSERT_EQUAL(work.solutions, solutions);
  CU_ASSERT_FALSE(work.sequential);
  CU_ASSERT(work.edges <= most);
  if (work.solutions != solutions || work.sequential || work.edges > most)
    (void)fprintf(stderr, "%s: %ld solutions, %g edges\n", question, work.solutions, work.edges);
}

static void a_walk_from_a_constant_reads_what_it_reaches(void) {
  expect_work("SELECT ?y { <http://b.example/node/0> :to+ ?y }", 50, 150);
  expect_work("SELECT ?y { <http://b.example/node/30> :to* ?y }", 21, 60);
}

static void a_walk_to_a_constant_begins_there(void) {
  expect_work("SELECT ?x { ?x :to+ <http://b.example/node/50> }", 50, 150);
}

static void a_walk_begins_where_another_pattern_leaves_rows(void) {
  expect_work("SELECT ?y { ?x :name \"begin\" . ?x :to+ ?y }", 50, 150);
  expect_work("SELECT ?x { ?x :to+ ?y . ?y :name \"end\" }", 50, 150);
  expect_work("SELECT ?x ?y { ?x :name \"fortieth\" OPTIONAL { ?x :to+ ?y } }", 10, 60);
  expect_work("SELECT ?x { ?x :name \"fortieth\" MINUS { ?x :to+ ?y } }", 0, 60);
  expect_work("SELECT ?y { VALUES ?x { <http://b.example/node/40> } ?x :to+ ?y }", 10, 60);
  expect_work("SELECT ?y { ?x :to+ ?y FILTER(?x = <http://b.example/node/40>) }", 10, 60);
  expect_work("SELECT ?y { { SELECT ?x ?y { ?x :to+ ?y } } ?x :name \"fortieth\" }", 10, 60);
}

static void a_walk_inside_exists_begins_at_the_solution_around_it(void) {
  expect_work("SELECT ?x { ?x :name \"begin\" FILTER EXISTS { ?x :to+/:name \"end\" } }", 1, 150);
  expect_work("SELECT ?x { ?x :name \"end\" FILTER NOT EXISTS { ?x :to+ ?y } }", 1, 10);
}

static void a_walk_between_two_constants_stops_on_arrival(void) {
  expect_work("ASK { <http://b.example/node/0> :to+ <http://b.example/node/5> }", 1, 20);
  expect_work("SELECT (1 AS ?is) { <http://b.example/node/0> :to* <http://b.example/node/5> }", 1,
              20);
}

static void repetitions_inside_repetitions_are_one_walk(void) {
  expect_work("SELECT ?y { <http://b.example/node/30> (:to+/:to)+ ?y }", 19, 250);
  expect_work("SELECT ?y { ?x :name \"fortieth\" . ?x (:to/:to)* ?y }", 6, 60);
}

int main(void) {
  open_world();
  const TestCase tests[] = {
      TEST(a_walk_from_a_constant_reads_what_it_reaches),
      TEST(a_walk_to_a_constant_begins_there),
      TEST(a_walk_begins_where_another_pattern_leaves_rows),
      TEST(a_walk_inside_exists_begins_at_the_solution_around_it),
      TEST(a_walk_between_two_constants_stops_on_arrival),
      TEST(repetitions_inside_repetitions_are_one_walk),
  };
  const int code = suites_run("paths", tests, sizeof tests / sizeof tests[0]);
  close_world();
  return code;
}

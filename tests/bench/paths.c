// Reachability in a large table of edges takes time in proportion to what is reached: for chains
// and trees of growing size, begun at a constant, at another pattern's row, at the far end, and
// with both ends given; and the same generation by rules, whose magic set grows as the answer does.
// Beside each the same question as an expert writes it. Fails when a question takes more than twice
// the expert's time and 5 ms.
//
//   bench_paths [EDGES]
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "mapping/mapping.h"
#include "rewriter/rewrite.h"
#include "rewriter/rule/rule.h"
#include "rewriter/sparql/parse.h"
#include "tests/support/fixture.h"

enum { RUNS = 5, SIZES = 5 };
static const long sizes[SIZES] = {10, 100, 1000, 10000, 100000};

// Node numbers: a chain of n begins at n * 10, a binary tree of n at n * 20; the rest of the table
// is short circles from 10 million on.
static const char SCRIPT[] =
    "CREATE TABLE edge (a integer NOT NULL, b integer NOT NULL);"
    "CREATE TABLE node (id integer PRIMARY KEY, name text NOT NULL UNIQUE);"
    "INSERT INTO edge SELECT n * 10 + i - 1, n * 10 + i"
    "  FROM unnest(ARRAY[10, 100, 1000, 10000, 100000]) AS n, generate_series(1, n) AS i;"
    "INSERT INTO edge SELECT n * 20 + i / 2 - 1 + 5000000, n * 20 + i - 1 + 5000000"
    "  FROM unnest(ARRAY[10, 100, 1000, 10000, 100000]) AS n, generate_series(2, n + 1) AS i;"
    "INSERT INTO edge SELECT 10000000 + i, 10000000 + i - i %% 10 + (i + 1) %% 10"
    "  FROM generate_series(1, %ld - (SELECT count(*) FROM edge)) AS i;"
    "ALTER TABLE edge ADD PRIMARY KEY (a, b);"
    "CREATE INDEX ON edge (b);"
    "INSERT INTO node SELECT n * 10, 'chain ' || n"
    "  FROM unnest(ARRAY[10, 100, 1000, 10000, 100000]) AS n;"
    "INSERT INTO node SELECT n * 20 + 5000000, 'tree ' || n"
    "  FROM unnest(ARRAY[10, 100, 1000, 10000, 100000]) AS n;"
    "VACUUM ANALYZE edge; VACUUM ANALYZE node;";

// A question, with %ld where the numbers come, as SPARQL and as an expert's SQL.
typedef struct Case {
  const char *name;
  const char *sparql, *sql;
} Case;

#define NODE_IRI "<http://b.example/node/%ld>"
#define FORWARD(start)              \
  "WITH RECURSIVE r (b) AS (" start \
  " UNION SELECT e.b FROM r JOIN edge AS e ON e.a = r.b) SELECT count(*) FROM r"

static const char RULES[] =
    "PREFIX : <http://b.example/ns#>\n"
    "CONSTRUCT { ?x :peer ?y } WHERE { ?p :to ?x, ?y } ;\n"
    "CONSTRUCT { ?x :peer ?y } WHERE { ?p :to ?x . ?p :peer ?q . ?q :to ?y }";

static const Case cases[] = {
    {"chain, constant start", "SELECT (COUNT(*) AS ?n) { " NODE_IRI " :to+ ?y }",
     FORWARD("SELECT b FROM edge WHERE a = %ld")},
    {"chain, named start", "SELECT (COUNT(*) AS ?n) { ?x :name \"chain %3$ld\" . ?x :to+ ?y }",
     FORWARD("SELECT b FROM edge JOIN node ON a = id WHERE name = 'chain %3$ld'")},
    {"chain, constant end", "SELECT (COUNT(*) AS ?n) { ?x :to+ <http://b.example/node/%2$ld> }",
     "WITH RECURSIVE r (a) AS (SELECT a FROM edge WHERE b = %2$ld"
     " UNION SELECT e.a FROM r JOIN edge AS e ON e.b = r.a) SELECT count(*) FROM r"},
    {"chain, both ends, 10 apart",
     "SELECT (COUNT(*) AS ?n) { " NODE_IRI " :to+ <http://b.example/node/%4$ld> }",
     "WITH RECURSIVE r (b) AS (SELECT b FROM edge WHERE a = %1$ld"
     " UNION SELECT e.b FROM r JOIN edge AS e ON e.a = r.b)"
     " SELECT count(*) FROM (SELECT 1 FROM r WHERE b = %4$ld LIMIT 1) AS found"},
    {"tree, constant start", "SELECT (COUNT(*) AS ?n) { <http://b.example/node/%5$ld> :to* ?y }",
     "WITH RECURSIVE r (b) AS (SELECT %5$ld::integer"
     " UNION SELECT e.b FROM r JOIN edge AS e ON e.a = r.b) SELECT count(*) FROM r"},
    {"tree, named start, two steps",
     "SELECT (COUNT(*) AS ?n) { ?x :name \"tree %3$ld\" . ?x (:to/:to)+ ?y }",
     "WITH RECURSIVE r (b) AS (SELECT f.b FROM edge AS e JOIN edge AS f ON f.a = e.b"
     " JOIN node ON e.a = id WHERE name = 'tree %3$ld'"
     " UNION SELECT f.b FROM r JOIN edge AS e ON e.a = r.b JOIN edge AS f ON f.a = e.b)"
     " SELECT count(*) FROM r"},
    {"tree, same generation", "SELECT (COUNT(*) AS ?n) { <http://b.example/node/%6$ld> :peer ?y }",
     "WITH RECURSIVE up (id) AS (SELECT %6$ld::integer"
     " UNION SELECT e.a FROM up JOIN edge AS e ON e.b = up.id),"
     " peer (x, y) AS (SELECT e.b, f.b FROM up JOIN edge AS e ON e.b = up.id"
     " JOIN edge AS f ON f.a = e.a"
     " UNION SELECT e.b, f.b FROM peer JOIN edge AS e ON e.a = peer.x JOIN up ON up.id = e.b"
     " JOIN edge AS f ON f.a = peer.y) SELECT count(*) FROM peer WHERE x = %6$ld"},
};

static void fail(const char *what, const char *why) {
  (void)fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// A statement, its median time, and the number in its first row.
typedef struct Timed {
  const char *sql;
  double times[RUNS], median;
  long count;
} Timed;

static void time_once(PGconn *db, Timed *timed, size_t run) {
  const double start = clock_ms();
  PGresult *result = PQexec(db, timed->sql);
  timed->times[run] = clock_ms() - start;
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail(timed->sql, PQerrorMessage(db));
  timed->count = strtol(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
}

// In turn, so that a busy machine is busy for both.
static void time_both(PGconn *db, Timed *a, Timed *b) {
  for (size_t run = 0; run < RUNS; run++) {
    time_once(db, a, run);
    time_once(db, b, run);
  }
  qsort(a->times, RUNS, sizeof *a->times, by_value);
  qsort(b->times, RUNS, sizeof *b->times, by_value);
  a->median = a->times[RUNS / 2];
  b->median = b->times[RUNS / 2];
}

static const char *sql_of(Arena *arena, const Mapping *mapping, const RuleSet *rules,
                          const char *sparql) {
  const RewriteOptions options = {.rules = rules};
  Error err = {0};
  Query *query;
  Plan *plan;
  if (sparql_parse(arena, mapping->symbols, sparql, strlen(sparql), NULL, &query, &err) !=
          STATUS_OK ||
      rewrite_query(query, mapping, &options, &plan, &err) != STATUS_OK)
    fail(sparql, err.message);
  return plan->sql;
}

static bool run_case(const Case *one, long size, PGconn *db, const Mapping *mapping,
                     const RuleSet *rules) {
  Arena *arena = arena_create(0);
  const long start = size * 10, end = start + size, tree = size * 20 + 5000000;
  char question[500], expert[500];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
  (void)snprintf(question, sizeof question, one->sparql, start, end, size, start + 10, tree,
                 tree + size);
  (void)snprintf(expert, sizeof expert, one->sql, start, end, size, start + 10, tree, tree + size);
#pragma GCC diagnostic pop
  const char *sparql = arena_format(arena, "PREFIX : <http://b.example/ns#> %s", question);
  const double begun = clock_ms();
  Timed ours = {.sql = sql_of(arena, mapping, rules, sparql)}, theirs = {.sql = expert};
  const double rewriting = clock_ms() - begun;
  time_both(db, &ours, &theirs);
  const bool same = ours.count == theirs.count;
  printf("%-28s %8ld %9ld %9.2f %9.2f %9.2f %7.2f%s\n", one->name, size, ours.count, rewriting,
         ours.median, theirs.median, ours.median / theirs.median, same ? "" : "  OTHER COUNT");
  (void)fflush(stdout);
  arena_destroy(arena);
  return same && (ours.median < 2 * theirs.median || ours.median < theirs.median + 5);
}

int main(int argc, char **argv) {
  const long edges = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
  Error err = {0};
  Fixture *fixture = fixture_open(NULL);
  Arena *arena = fixture->arena;
  PGconn *db = PQconnectdb(fixture->conninfo);
  char *script = (char *)arena_format(arena, SCRIPT, edges);
  for (char *next, *statement = script; *statement != '\0'; statement = next) {
    next = strchr(statement, ';');
    *next++ = '\0';
    PGresult *result = PQexec(db, statement);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(statement, PQerrorMessage(db));
    PQclear(result);
  }
  Connection *catalogue;
  Mapping *mapping;
  const char *path = repository_path("tests/bench/paths.ttl");
  if (connection_open(fixture->conninfo, &catalogue, &err) != STATUS_OK ||
      mapping_load(&path, 1, NULL, catalogue, NULL, &mapping, NULL, &err) != STATUS_OK)
    fail(path, err.message);
  const MappingText text = {"rules", RULES, sizeof RULES - 1};
  RuleSet *rules;
  if (rules_load_texts(&text, 1, NULL, &rules, NULL, &err) != STATUS_OK) fail("rules", err.message);
  printf("%ld edges; times in ms, medians of %d\n", edges, RUNS);
  printf("%-28s %8s %9s %9s %9s %9s %7s\n", "question", "size", "reached", "rewrite", "ours",
         "expert's", "ratio");
  bool good = true;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t j = 0; j < SIZES; j++)
      good = run_case(&cases[i], sizes[j], db, mapping, rules) && good;
  rules_free(rules);
  mapping_free(mapping);
  connection_close(catalogue);
  PQfinish(db);
  fixture_close(fixture);
  return good ? 0 : 1;
}

// What loading an ontology costs, and what is left of a mapping's assertions: NPD, and a hierarchy
// of 10,000 classes and 2,000 properties over ten tables.
//
//   bench_ontology [-n RUNS]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/db/connection.h"
#include "base/rdf/vocabulary.h"
#include "mapping/mapping.h"
#include "rewriter/knowledge.h"
#include "tests/bench/measure.h"
#include "tests/support/fixture.h"

enum { CLASSES = 10000, PROPERTIES = 2000, TABLES = 10 };

// Medians, in milliseconds of processor time. index: making ready what queries look up, for one
// regime.
typedef struct LoadTimes {
  double mapping, ontology, closure, saturate, index;
  SaturationStats stats;
  size_t own, contained;
} LoadTimes;

typedef struct Sources {
  const char *conninfo;
  MappingText mapping, ontology;
  MappingOptions options;
} Sources;

// Of this process: PostgreSQL's share is left out, and a busy machine does not count.
static double cpu_now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void fail(const char *what, const Error *err) {
  (void)fprintf(stderr, "%s: %s:%u: %s\n", what, err->file, err->at.line, err->message);
  exit(1);
}

static void load_once(const Sources *sources, int run, double times[5][MOST_RUNS], LoadTimes *out) {
  Error err = {0};
  Connection *db;
  if (connection_open(sources->conninfo, &db, &err) != STATUS_OK) fail("connection", &err);
  Mapping *mapping;
  Ontology *ontology;
  double start = cpu_now();
  if (mapping_load_texts(&sources->mapping, 1, NULL, db, &sources->options, &mapping, NULL, &err) !=
      STATUS_OK)
    fail("mapping", &err);
  times[0][run] = cpu_now() - start;
  start = cpu_now();
  if (ontology_load_texts(&sources->ontology, 1, mapping->symbols, NULL, &ontology, NULL, &err) !=
      STATUS_OK)
    fail("ontology", &err);
  times[1][run] = cpu_now() - start;
  Arena *arena = arena_create(0);
  start = cpu_now();
  const Closure *closure = closure_create(arena, ontology, REGIME_FULL);
  times[2][run] = cpu_now() - start;
  start = cpu_now();
  const Mapping *saturated = saturate_mapping(arena, mapping, ontology, closure, &out->stats);
  times[3][run] = cpu_now() - start;
  start = cpu_now();
  (void)mapping_index_create(arena, saturated);
  times[4][run] = cpu_now() - start;
  out->own = mapping->assertion_count + mapping->contained_count;
  out->contained = mapping->contained_count;
  arena_destroy(arena);
  ontology_free(ontology);
  mapping_free(mapping);
  connection_close(db);
}

static void report(const char *name, const Sources *sources, int runs) {
  static double times[5][MOST_RUNS];
  LoadTimes out = {0};
  for (int run = 0; run < runs; run++) load_once(sources, run, times, &out);
  out.mapping = measure_median(times[0], runs);
  out.ontology = measure_median(times[1], runs);
  out.closure = measure_median(times[2], runs);
  out.saturate = measure_median(times[3], runs);
  out.index = measure_median(times[4], runs);
  printf(
      "%s: mapping %.0f ms, ontology %.0f ms, closure %.1f ms, saturation %.0f ms, index %.1f ms; "
      "in all %.0f ms\n",
      name, out.mapping, out.ontology, out.closure, out.saturate, out.index,
      out.mapping + out.ontology + out.closure + out.saturate + out.index);
  printf(
      "%s: %zu assertions in the mapping, %zu of them within others; with facts %zu, with all that "
      "follows %zu, %zu left\n",
      name, out.own, out.contained, out.stats.before, out.stats.saturated, out.stats.pruned);
}

// --- The hierarchy -------------------------------------------------------------------------------
// A tree of classes, four below each; a tree of properties, three below each, with domains and
// ranges. Class i is in table i % TABLES, by a filter where i is odd.
static char *make_ontology(Arena *arena) {
  Buffer text = {0};
  buffer_add_text(&text,
                  "@prefix : <http://b.example/ns#> .\n"
                  "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
                  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n");
  for (int i = 1; i < CLASSES; i++)
    buffer_printf(&text, ":C%d a owl:Class ; rdfs:subClassOf :C%d .\n", i, (i - 1) / 4);
  for (int i = 1; i < PROPERTIES; i++)
    buffer_printf(&text,
                  ":p%d a owl:ObjectProperty ; rdfs:subPropertyOf :p%d ; rdfs:domain :C%d ; "
                  "rdfs:range :C%d .\n",
                  i, (i - 1) / 3, i, i + PROPERTIES);
  char *copy = buffer_copy(&text, arena);
  buffer_free(&text);
  return copy;
}

static char *make_mapping(Arena *arena) {
  Buffer text = {0};
  buffer_add_text(&text,
                  "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix : <http://b.example/ns#> "
                  ".\n");
  for (int i = 0; i < CLASSES; i += 10) {
    const int table = i / 10 % TABLES;
    if (i % 20 == 0)
      buffer_printf(&text, "<#c%d> rr:logicalTable [ rr:tableName \"t%d\" ] ;\n", i, table);
    else
      buffer_printf(&text,
                    "<#c%d> rr:logicalTable [ rr:sqlQuery \"SELECT id, next FROM t%d WHERE kind = "
                    "%d\" ] ;\n",
                    i, table, i);
    buffer_printf(
        &text,
        "  rr:subjectMap [ rr:template \"http://b.example/t%d/{id}\" ; rr:class :C%d ] ;\n"
        "  rr:predicateObjectMap [ rr:predicate :p%d ;\n"
        "    rr:objectMap [ rr:template \"http://b.example/t%d/{next}\" ] ] .\n",
        table, i, i % PROPERTIES, table);
  }
  char *copy = buffer_copy(&text, arena);
  buffer_free(&text);
  return copy;
}

static void make_tables(Fixture *fixture) {
  Buffer sql = {0};
  for (int i = 0; i < TABLES; i++)
    buffer_printf(
        &sql,
        "CREATE TABLE t%d (id int PRIMARY KEY, kind int, next int NOT NULL REFERENCES t%d "
        "(id));",
        i, i);
  fixture_run_sql(fixture, buffer_text(&sql));
  buffer_free(&sql);
}

static size_t count_of(const char *text, const char *word) {
  size_t count = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at++) count++;
  return count;
}

// How many scans `?x a :C0` takes.
static void count_scans(const Sources *sources) {
  static const char query[] = "SELECT ?x { ?x a <http://b.example/ns#C0> }";
  Error err = {0};
  Connection *db;
  Mapping *mapping;
  Ontology *ontology;
  if (connection_open(sources->conninfo, &db, &err) != STATUS_OK ||
      mapping_load_texts(&sources->mapping, 1, NULL, db, NULL, &mapping, NULL, &err) != STATUS_OK ||
      ontology_load_texts(&sources->ontology, 1, mapping->symbols, NULL, &ontology, NULL, &err) !=
          STATUS_OK)
    fail("loading", &err);
  Knowledge *knowledge = knowledge_create(mapping, ontology, REGIME_FULL, true, false);
  const ExecuteOptions options = {.regimen = knowledge_at(knowledge, REGIME_FULL)};
  Execution *execution;
  const double start = cpu_now();
  if (execution_prepare(mapping, query, strlen(query), &options, &execution, &err) != STATUS_OK)
    fail("the query", &err);
  printf("hierarchy: ?x a :Top reads %zu times from %d tables; rewritten in %.1f ms\n",
         count_of(execution_plan(execution)->sql, "FROM public."), TABLES, cpu_now() - start);
  execution_destroy(execution);
  knowledge_free(knowledge);
  ontology_free(ontology);
  mapping_free(mapping);
  connection_close(db);
}

static MappingText text_of(const char *name, const char *text) {
  return (MappingText){name, text, strlen(text)};
}

int main(int argc, char **argv) {
  int runs = 5;
  for (int option; (option = getopt(argc, argv, "n:")) != -1;) {
    if (option == 'n') runs = (int)strtol(optarg, NULL, 10);
    if (option != 'n' || runs < 1 || runs > MOST_RUNS) {
      (void)fprintf(stderr, "usage: bench_ontology [-n RUNS]\n");
      return 2;
    }
  }
  Fixture *fixture = fixture_open(NULL);
  make_tables(fixture);
  Sources made = {fixture->conninfo,
                  text_of("hierarchy.ttl", make_mapping(fixture->arena)),
                  text_of("ontology.ttl", make_ontology(fixture->arena)),
                  {0}};
  report("hierarchy", &made, runs);
  count_scans(&made);
  const char *data = shared_path("npd/data/npd_no_spatial_postgres.sql.xz");
  if (data != NULL) {
    Arena *arena = fixture->arena;
    fixture_run_file(fixture, data);
    const char *facts = repository_path("tests/bench/handwritten/worlds/npd/facts.txt");
    Sources npd = {
        fixture->conninfo,
        text_of("npd.ttl", read_file(shared_path("npd/mapping/npd-v2-ql.r2rml.ttl.xz"), arena)),
        text_of("npd.owl", read_file(shared_path("npd/ontology/npd-v2-ql.owl.xz"), arena)),
        {.facts = &facts}};
    report("NPD", &npd, runs);
    fixture_run_file(fixture, repository_path("tests/bench/handwritten/worlds/npd/unique.psql"));
    fixture_run_each(fixture, shared_path("npd/data/npd-fkeys.psql"));
    report("NPD with foreign keys", &npd, runs);
    npd.options.facts_count = 1;
    report("NPD with foreign keys and facts", &npd, runs);
  }
  fixture_close(fixture);
  return 0;
}

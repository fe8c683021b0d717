// The time of each stage, query by query: parse, rewrite, SQL to its first row, streaming with
// decoding and writing. Medians over some runs, one table a data set.
//
//   bench_stages [-n RUNS] [-t TIMEOUT_MS] [npd | gtfs]...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "rewriter/unfold/index.h"
#include "tests/bench/measure.h"
#include "tests/support/fixture.h"

enum { MOST_SCRIPTS = 3 };

typedef struct World {
  const char *name;
  const char *script[MOST_SCRIPTS];
  const char *mapping;
  const char *queries;
} World;

static const World WORLDS[] = {
    {"npd",
     {"npd/data/npd_no_spatial_postgres.sql.xz"},
     "npd/mapping/npd-v2-ql.r2rml.ttl.xz",
     "npd/queries"},
    {"gtfs",
     {"gtfs/data/schema.sql", "gtfs/data/load.sql"},
     "gtfs/mapping/gtfs-rdb.r2rml.ttl",
     "gtfs/queries/original"},
};

typedef struct Bench {
  Arena *arena;
  const char *conninfo;
  Connection *db;
  Mapping *mapping;
  const MappingIndex *index;
  int runs;
  unsigned timeout_ms;
} Bench;

static void run_query(Bench *bench, const char *name, const char *text) {
  const ExecuteOptions options = {.timeout_ms = bench->timeout_ms, .index = bench->index};
  double stage[5][MOST_RUNS];
  ExecutionTimes times = {0};
  for (int i = 0; i < bench->runs; i++) {
    Error err = {0};
    if (measure_query(bench->mapping, bench->db, text, &options, &times, &err) != STATUS_OK) {
      printf("%-10s %s\n", name, err.message);
      return;
    }
    stage[0][i] = times.parse;
    stage[1][i] = times.rewrite;
    stage[2][i] = times.first_row;
    stage[3][i] = times.stream;
    stage[4][i] = times.parse + times.rewrite + times.first_row + times.stream;
  }
  printf("%-10s %9zu", name, times.rows);
  for (int i = 0; i < 5; i++) printf(" %9.2f", measure_median(stage[i], bench->runs));
  printf("\n");
  (void)fflush(stdout);
}

// --- A data set --------------------------------------------------------------------------------

static void run_folder(Bench *bench, const char *folder) {
  QueryNames names = {0};
  measure_list_queries(folder, bench->arena, &names);
  printf("%-10s %9s %9s %9s %9s %9s %9s\n", "query", "rows", "parse", "rewrite", "first row",
         "stream", "total");
  for (size_t i = 0; i < names.count; i++) {
    const char *path = arena_format(bench->arena, "%s/%s.rq", folder, names.item[i]);
    run_query(bench, names.item[i], read_file(path, bench->arena));
  }
}

static Status load_mapping(Bench *bench, const World *world, Error *err) {
  const char *text = read_file(shared_path(world->mapping), bench->arena);
  const MappingText document = {world->mapping, text, strlen(text)};
  const double start = clock_ms();
  TRY(mapping_load_texts(&document, 1, NULL, bench->db, NULL, &bench->mapping, NULL, err));
  const double loaded = clock_ms();
  bench->index = mapping_index_create(bench->arena, bench->mapping);
  printf(
      "\n%s: %zu triples maps, %zu assertions; loaded in %.0f ms, indexed in %.0f ms\n"
      "medians of %d runs, in milliseconds\n",
      world->name, bench->mapping->triples_map_count, bench->mapping->assertion_count,
      loaded - start, clock_ms() - loaded, bench->runs);
  return STATUS_OK;
}

static bool run_world(const World *world, int runs, unsigned timeout_ms) {
  const char *queries = shared_path(world->queries);
  if (queries == NULL) return true;
  Fixture *fixture = fixture_open(NULL);
  for (int i = 0; i < MOST_SCRIPTS && world->script[i] != NULL; i++)
    fixture_run_file(fixture, shared_path(world->script[i]));
  fixture_run_sql(fixture, "ANALYZE");
  Bench bench = {.arena = arena_create(0),
                 .conninfo = fixture->conninfo,
                 .runs = runs,
                 .timeout_ms = timeout_ms};
  Error err = {0};
  Status status = connection_open(bench.conninfo, &bench.db, &err);
  if (status == STATUS_OK) status = load_mapping(&bench, world, &err);
  if (status == STATUS_OK)
    run_folder(&bench, queries);
  else
    (void)fprintf(stderr, "%s: %s\n", world->name, err.message);
  mapping_free(bench.mapping);
  connection_close(bench.db);
  arena_destroy(bench.arena);
  fixture_close(fixture);
  return status == STATUS_OK;
}

static bool is_chosen(const char *name, int count, char *const names[]) {
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return true;
  return count == 0;
}

int main(int argc, char **argv) {
  int runs = 5;
  unsigned timeout_ms = 60000;
  for (int option; (option = getopt(argc, argv, "n:t:")) != -1;) {
    if (option == 'n') runs = (int)strtol(optarg, NULL, 10);
    if (option == 't') timeout_ms = (unsigned)strtoul(optarg, NULL, 10);
    if (option == '?' || runs < 1 || runs > MOST_RUNS) {
      (void)fprintf(stderr, "usage: bench_stages [-n RUNS] [-t TIMEOUT_MS] [npd | gtfs]...\n");
      return 2;
    }
  }
  bool ok = true;
  for (size_t i = 0; i < sizeof WORLDS / sizeof *WORLDS; i++)
    if (is_chosen(WORLDS[i].name, argc - optind, argv + optind))
      ok = run_world(&WORLDS[i], runs, timeout_ms) && ok;
  return ok ? 0 : 1;
}

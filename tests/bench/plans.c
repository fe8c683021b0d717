// What planning costs, in processor time, so that other work on the machine matters little.
//
//   bench_plans [-n CALLS]
//
// For each question of BSBM's explore mix: parsing and rewriting it anew, and finding its plan by
// its shape (with binding and compiling the decoder); medians over calls with drawn parameters.
// Then loading and rewriting over made-up mappings of 1,000 and of 10,000 triples maps.
#include <stdlib.h>
#include <unistd.h>

#include "mapping/mapping.h"
#include "rewriter/plan/cache.h"
#include "rewriter/unfold/index.h"
#include "tests/bench/handwritten/world.h"

enum { MOST_CALLS = 1001 };

static void expect_ok(Status status, const Error *err) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "bench_plans: %s\n", err->message);
  exit(1);
}

// Milliseconds.
static double time_prepare(const Mapping *mapping, const ExecuteOptions *options,
                           const char *text) {
  Error err = {0};
  Execution *execution = NULL;
  const double start = measure_processor();
  expect_ok(execution_prepare(mapping, text, strlen(text), options, &execution, &err), &err);
  execution_destroy(execution);
  return measure_processor() - start;
}

static double median_of(double values[], int count) {
  double few[MOST_RUNS];
  const int step = count / MOST_RUNS + 1;
  int kept = 0;
  for (int i = 0; i < count && kept < MOST_RUNS; i += step) few[kept++] = values[i];
  return measure_median(few, kept);
}

static void time_question(const World *world, const Question *question, const Mapping *mapping,
                          const MappingIndex *index, PlanCache *cache, int calls) {
  static double cold[MOST_CALLS], warm[MOST_CALLS];
  const ExecuteOptions anew = {.index = index}, cached = {.index = index, .cache = cache};
  Random random = {5};
  Call call = {0};
  PlanCacheState before, after;
  plan_cache_state(cache, &before);
  for (int i = 0; i < calls; i++) {
    world_draw(world, question, &random, &call);
    cold[i] = time_prepare(mapping, &anew, buffer_text(&call.sparql));
    warm[i] = time_prepare(mapping, &cached, buffer_text(&call.sparql));
  }
  plan_cache_state(cache, &after);
  call_free(&call);
  printf("%-6s %12.0f %12.1f %8lu %8lu\n", question->name, 1e3 * median_of(cold, calls),
         1e3 * median_of(warm, calls), after.hits - before.hits, after.misses - before.misses);
}

static void time_explore(int calls) {
  World *world = world_load("bsbm", 100);
  if (world == NULL) return;
  Error err = {0};
  Connection *db = NULL;
  Mapping *mapping = NULL;
  expect_ok(connection_open(world->fixture->conninfo, &db, &err), &err);
  expect_ok(mapping_load(&world->mapping, 1, NULL, db, NULL, &mapping, NULL, &err), &err);
  const MappingIndex *index = mapping_index_create(world->fixture->arena, mapping);
  PlanCache *cache = plan_cache_create((PlanCacheLimits){0});
  printf("query   anew, µs  by shape, µs     hits   misses   (medians of %d calls)\n", calls);
  for (size_t i = 0; i < world->questions.count; i++)
    time_question(world, &world->questions.item[i], mapping, index, cache, calls);
  plan_cache_destroy(cache);
  mapping_free(mapping);
  connection_close(db);
  world_close(world);
}

// --- Made-up mappings ----------------------------------------------------------------------------

enum { TABLES = 20 };

static void write_mapping(size_t maps, Buffer *out) {
  buffer_add_text(out,
                  "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@base <http://m.example/> .\n");
  for (size_t i = 0; i < maps; i++)
    buffer_printf(out,
                  "<#m%zu> rr:logicalTable [ rr:tableName \"t%zu\" ] ;\n"
                  "  rr:subjectMap [ rr:template \"http://x.example/c%zu/{id}\" ; rr:class "
                  "<http://x.example/C%zu> ] ;\n"
                  "  rr:predicateObjectMap [ rr:predicate <http://x.example/p%zu> ;\n"
                  "    rr:objectMap [ rr:column \"name\" ] ] .\n",
                  i, i % TABLES, i, i, i % (maps / 10));
}

static void time_made_up(Connection *db, size_t maps) {
  Error err = {0};
  Buffer text = {0};
  write_mapping(maps, &text);
  const MappingText document = {"made up", buffer_text(&text), text.length};
  Mapping *mapping = NULL;
  Arena *arena = arena_create(0);
  const double start = measure_processor();
  expect_ok(mapping_load_texts(&document, 1, NULL, db, NULL, &mapping, NULL, &err), &err);
  const double loaded = measure_processor();
  const ExecuteOptions options = {.index = mapping_index_create(arena, mapping)};
  const double indexed = measure_processor();
  static const char *const queries[] = {
      "SELECT * { <http://x.example/c7/5> <http://x.example/p7> ?n }",
      "SELECT * { ?s <http://x.example/p7> ?n }",
      "SELECT * { ?s a <http://x.example/C9> ; <http://x.example/p9> ?n }",
  };
  printf("%6zu %10.0f %10.0f", maps, loaded - start, indexed - loaded);
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    double times[21];
    for (int j = 0; j < 21; j++) times[j] = time_prepare(mapping, &options, queries[i]);
    printf(" %10.2f", measure_median(times, 21));
  }
  printf("\n");
  arena_destroy(arena);
  mapping_free(mapping);
  buffer_free(&text);
}

static void time_sizes(void) {
  Fixture *fixture = fixture_open(NULL);
  Buffer sql = {0};
  for (int i = 0; i < TABLES; i++)
    buffer_printf(&sql, "CREATE TABLE t%d (id int PRIMARY KEY, name text NOT NULL);\n", i);
  fixture_run_sql(fixture, buffer_text(&sql));
  buffer_free(&sql);
  Error err = {0};
  Connection *db = NULL;
  expect_ok(connection_open(fixture->conninfo, &db, &err), &err);
  printf(
      "\n  maps   load, ms  index, ms  one subject  predicate  class and predicate: rewrite, ms\n");
  time_made_up(db, 1000);
  time_made_up(db, 10000);
  connection_close(db);
  fixture_close(fixture);
}

int main(int argc, char **argv) {
  int calls = 201;
  for (int option; (option = getopt(argc, argv, "n:")) != -1;) {
    if (option == 'n') calls = (int)strtol(optarg, NULL, 10);
    if (option == '?' || calls < 1 || calls > MOST_CALLS) {
      (void)fprintf(stderr, "usage: bench_plans [-n CALLS]\n");
      return 2;
    }
  }
  time_explore(calls);
  time_sizes();
  return 0;
}

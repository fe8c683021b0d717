// NPD with its ontology: what reasoning costs at load and in each of the 31 queries. Rewriting is
// told in processor time (from the query's text to SQL's), everything else as it passes.
//
//   bench_reasoning [-n RUNS] [-t TIMEOUT_MS] [QUERY]...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "rewriter/knowledge.h"
#include "rewriter/trace.h"
#include "tests/bench/measure.h"
#include "tests/support/fixture.h"

typedef struct Bench {
  Arena *arena;
  Connection *db;
  Mapping *mapping;
  Ontology *ontology;
  Knowledge *knowledge;
  int runs;
  unsigned timeout_ms;
} Bench;

// Medians, in milliseconds. rewrite: from the query's text to SQL's, in processor time; entail: the
// ontology's part of that. made, kept: conjunctive queries before and after pruning.
typedef struct Measure {
  bool failed;
  size_t rows;
  double rewrite, entail, total;
  EntailReport report;
} Measure;

static const Regimen *without(const Bench *bench) {
  return knowledge_at(bench->knowledge, REGIME_OFF);
}
static const Regimen *with(const Bench *bench) {
  return knowledge_at(bench->knowledge, REGIME_FULL);
}

// What the ontology's part takes, and what it does.
static void look_inside(const Bench *bench, const Regimen *regimen, const char *text,
                        Measure *out) {
  Trace trace = {0};
  const ExecuteOptions options = {.trace = &trace, .regimen = regimen};
  Execution *execution;
  Error err;
  if (execution_prepare(bench->mapping, text, strlen(text), &options, &execution, &err) !=
      STATUS_OK)
    return;
  for (size_t i = 0; i < trace.step.count; i++)
    if (strcmp(trace.step.item[i].name, "entail") == 0)
      out->entail = trace.step.item[i].milliseconds;
  const EntailReport *report = execution_plan(execution)->entailed;
  if (report != NULL) out->report = *report;
  execution_destroy(execution);
}

static double preparing(const Bench *bench, const ExecuteOptions *options, const char *text) {
  const double started = measure_processor();
  Execution *execution;
  Error err = {0};
  if (execution_prepare(bench->mapping, text, strlen(text), options, &execution, &err) == STATUS_OK)
    execution_destroy(execution);
  return measure_processor() - started;
}

static Measure measure(const Bench *bench, const Regimen *regimen, const char *text) {
  const ExecuteOptions options = {.timeout_ms = bench->timeout_ms, .regimen = regimen};
  double rewrite[MOST_RUNS], total[MOST_RUNS];
  Measure result = {0};
  look_inside(bench, regimen, text, &result);
  for (int i = 0; i < bench->runs; i++) {
    ExecutionTimes times = {0};
    Error err = {0};
    if (measure_query(bench->mapping, bench->db, text, &options, &times, &err) != STATUS_OK) {
      result.failed = true;
      printf("%s\n", err.message);
    }
    result.rows = times.rows;
    rewrite[i] = preparing(bench, &options, text);
    total[i] = times.parse + times.rewrite + times.first_row + times.stream;
  }
  result.rewrite = measure_median(rewrite, bench->runs);
  result.total = measure_median(total, bench->runs);
  return result;
}

static bool is_chosen(const char *name, int count, char *const names[]) {
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return true;
  return count == 0;
}

static void run_queries(const Bench *bench, int count, char *const chosen[]) {
  const char *folder = shared_path("npd/queries");
  QueryNames names = {0};
  measure_list_queries(folder, bench->arena, &names);
  printf("%-6s | %8s %9s %9s | %8s %9s %9s %9s | %9s %8s %5s %5s\n", "", "rows", "rewrite", "total",
         "rows", "entail", "rewrite", "total", "witnesses", "dropped", "made", "kept");
  double sums[2] = {0}, most = 0;
  for (size_t i = 0; i < names.count; i++) {
    if (!is_chosen(names.item[i], count, chosen)) continue;
    const char *path = arena_format(bench->arena, "%s/%s.rq", folder, names.item[i]);
    const char *text = read_file(path, bench->arena);
    const Measure off = measure(bench, without(bench), text);
    const Measure on = measure(bench, with(bench), text);
    printf("%-6s | %8zu %9.2f %9.2f | %8zu %9.2f %9.2f %9.2f | %9zu %8zu %5zu %5zu%s\n",
           names.item[i], off.rows, off.rewrite, off.total, on.rows, on.entail, on.rewrite,
           on.total, on.report.witnesses, on.report.dropped, on.report.made, on.report.kept,
           off.failed || on.failed ? "  FAILED" : "");
    (void)fflush(stdout);
    sums[0] += off.total;
    sums[1] += on.total;
    if (on.rewrite > most) most = on.rewrite;
  }
  printf("all: %.0f ms without, %.0f ms with; the longest rewriting %.1f ms\n", sums[0], sums[1],
         most);
}

static Status load(Bench *bench, Error *err) {
  static const char mapping[] = "npd/mapping/npd-v2-ql.r2rml.ttl.xz";
  static const char ontology[] = "npd/ontology/npd-v2-ql.owl.xz";
  const char *text = read_file(shared_path(mapping), bench->arena);
  const MappingText document = {"npd-v2-ql.r2rml.ttl", text, strlen(text)};
  TRY(mapping_load_texts(&document, 1, NULL, bench->db, NULL, &bench->mapping, NULL, err));
  text = read_file(shared_path(ontology), bench->arena);
  const MappingText owl = {"npd-v2-ql.owl", text, strlen(text)};
  const double started = clock_ms();
  TRY(ontology_load_texts(&owl, 1, bench->mapping->symbols, NULL, &bench->ontology, NULL, err));
  const double read = clock_ms();
  bench->knowledge = knowledge_create(bench->mapping, bench->ontology, REGIME_FULL, true, true);
  const SaturationStats *stats = &with(bench)->stats;
  printf(
      "npd: %zu axioms read in %.0f ms, closed and compiled in under all regimes in %.0f ms\n"
      "%zu assertions as mapped, %zu saturated, %zu after pruning; medians of %d runs, in ms\n",
      bench->ontology->axiom_count, read - started, clock_ms() - read, stats->before,
      stats->saturated, stats->pruned, bench->runs);
  return STATUS_OK;
}

int main(int argc, char **argv) {
  Bench bench = {.runs = 5, .timeout_ms = 60000};
  for (int option; (option = getopt(argc, argv, "n:t:")) != -1;) {
    if (option == 'n') bench.runs = (int)strtol(optarg, NULL, 10);
    if (option == 't') bench.timeout_ms = (unsigned)strtoul(optarg, NULL, 10);
    if (option == '?' || bench.runs < 1 || bench.runs > MOST_RUNS) {
      (void)fprintf(stderr, "usage: bench_reasoning [-n RUNS] [-t TIMEOUT_MS] [QUERY]...\n");
      return 2;
    }
  }
  if (shared_path("npd") == NULL) return 0;
  bench.arena = arena_create(0);
  Fixture *fixture = fixture_open(NULL);
  fixture_run_file(fixture, shared_path("npd/data/npd_no_spatial_postgres.sql.xz"));
  fixture_run_sql(fixture, "ANALYZE");
  Error err = {0};
  Status status = connection_open(fixture->conninfo, &bench.db, &err);
  if (status == STATUS_OK) status = load(&bench, &err);
  if (status == STATUS_OK)
    run_queries(&bench, argc - optind, argv + optind);
  else
    (void)fprintf(stderr, "npd: %s\n", err.message);
  knowledge_free(bench.knowledge);
  ontology_free(bench.ontology);
  mapping_free(bench.mapping);
  connection_close(bench.db);
  arena_destroy(bench.arena);
  fixture_close(fixture);
  return status == STATUS_OK ? 0 : 1;
}

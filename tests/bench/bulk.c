// The bar of bulk reading: a million rows as SPARQL results cost at most 1.3 times COPY … TO STDOUT
// of the same columns.
//
//   bench_bulk [-n ROWS] [-r ROUNDS] [FORMAT]...
//
// COPY and each format run in turn, in this process, over one connection each, and what they write
// is thrown away. Processor time is this process's and its PostgreSQL backend's together: the
// machine may be busy with other things. Medians of the rounds; the ratios are medians of each
// round's ratio.
#include <libpq-fe.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "rewriter/unfold/index.h"
#include "tests/bench/measure.h"
#include "tests/support/fixture.h"

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix ex: <http://example.org/> .\n"
    "ex:Readings a rr:TriplesMap;\n"
    "  rr:logicalTable [ rr:tableName \"reading\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/reading/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:label; rr:objectMap [ rr:column \"label\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:count; rr:objectMap [ rr:column \"count\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:price; rr:objectMap [ rr:column \"price\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:day; rr:objectMap [ rr:column \"day\" ] ] .\n";

static const char TABLE[] =
    "CREATE TABLE reading AS SELECT i AS id, 'reading number ' || i || ' of the series' AS label,"
    " (i * 7) %% 1000 AS count, (i %% 100000)::numeric(10, 2) / 4 AS price,"
    " date '2000-01-01' + i %% 8000 AS day FROM generate_series(1, %ld) AS i;"
    "ALTER TABLE reading ADD PRIMARY KEY (id), ALTER label SET NOT NULL, ALTER count SET NOT NULL,"
    " ALTER price SET NOT NULL, ALTER day SET NOT NULL;"
    "VACUUM ANALYZE reading;";

static const char COPY[] = "COPY (SELECT id, label, count, price, day FROM reading) TO STDOUT";
static const char SELECT[] =
    "PREFIX ex: <http://example.org/> SELECT * { ?s ex:label ?label ; ex:count ?count ;"
    " ex:price ?price ; ex:day ?day }";
static const char CONSTRUCT[] =
    "PREFIX ex: <http://example.org/> CONSTRUCT { ?s ex:label ?label ; ex:count ?count ;"
    " ex:price ?price ; ex:day ?day } WHERE { ?s ex:label ?label ; ex:count ?count ;"
    " ex:price ?price ; ex:day ?day }";

typedef struct Bench {
  Arena *arena;
  const char *conninfo;
  Mapping *mapping;
  const MappingIndex *index;
} Bench;

// What one way of reading is called, and does over a connection of its own.
typedef struct Way {
  const char *name;
  const char *query;  // NULL: COPY
  ResultFormat result;
  GraphFormat graph;
} Way;

static const Way WAYS[] = {
    {"COPY", NULL, 0, 0},
    {"json", SELECT, RESULT_JSON, 0},
    {"xml", SELECT, RESULT_XML, 0},
    {"csv", SELECT, RESULT_CSV, 0},
    {"tsv", SELECT, RESULT_TSV, 0},
    {"nt", CONSTRUCT, 0, GRAPH_NTRIPLES},
    {"ttl", CONSTRUCT, 0, GRAPH_TURTLE},
};
enum { WAY_COUNT = sizeof WAYS / sizeof *WAYS };

typedef struct Cost {
  double wall_ms, cpu_ms;
  size_t bytes;
} Cost;

// --- Clocks --------------------------------------------------------------------------------------

static double own_cpu_ms(void) {
  struct rusage usage;
  (void)getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

// Of another process, from /proc/PID/stat: fields 14 and 15, in ticks.
static double process_cpu_ms(int pid) {
  char path[64], text[1024] = "";
  (void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  (void)!fgets(text, sizeof text, file);
  (void)fclose(file);
  char *at = strrchr(text, ')');
  unsigned long user = 0, system = 0;
  for (int field = 2; at != NULL && field < 14; field++) at = strchr(at + 1, ' ');
  if (at != NULL) {
    user = strtoul(at, &at, 10);
    system = strtoul(at, NULL, 10);
  }
  return (double)(user + system) * 1e3 / (double)sysconf(_SC_CLK_TCK);
}

// --- Ways ----------------------------------------------------------------------------------------

static _Noreturn void give_up(const char *why) {
  (void)fprintf(stderr, "bench_bulk: %s\n", why);
  exit(1);
}

static Connection *connect_to(const char *conninfo, int *backend) {
  Connection *db;
  Error err = {0};
  if (connection_open(conninfo, &db, &err) != STATUS_OK) give_up(err.message);
  PGresult *result;
  if (connection_query(db, "SELECT pg_backend_pid()", &result, &err) != STATUS_OK)
    give_up(err.message);
  *backend = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return db;
}

static Status discard(void *self, const char *data, size_t length, Error *err) {
  (void)data;
  (void)err;
  *(size_t *)self += length;
  return STATUS_OK;
}

static size_t copy_out(const char *conninfo, double *cpu_ms) {
  PGconn *db = PQconnectdb(conninfo);
  if (PQstatus(db) != CONNECTION_OK) give_up(PQerrorMessage(db));
  const double before = own_cpu_ms() + process_cpu_ms(PQbackendPID(db));
  PQclear(PQexec(db, COPY));
  size_t bytes = 0;
  char *line = NULL;
  for (int size; (size = PQgetCopyData(db, &line, 0)) > 0; bytes += (size_t)size) PQfreemem(line);
  *cpu_ms = own_cpu_ms() + process_cpu_ms(PQbackendPID(db)) - before;
  PQfinish(db);
  return bytes;
}

static size_t answer(const Bench *bench, const Way *way, double *cpu_ms) {
  int backend = 0;
  Connection *db = connect_to(bench->conninfo, &backend);
  const ExecuteOptions options = {.index = bench->index};
  const double before = own_cpu_ms() + process_cpu_ms(backend);
  size_t bytes = 0;
  const Output output = {discard, &bytes};
  Execution *execution;
  Error err = {0};
  Status status =
      execution_prepare(bench->mapping, way->query, strlen(way->query), &options, &execution, &err);
  if (status == STATUS_OK && way->query == SELECT) {
    ResultWriter *writer;
    status = result_writer_create(way->result, &output, 0, NULL, &writer, &err);
    if (status == STATUS_OK) status = execution_results(execution, db, writer, &err);
    result_writer_destroy(writer);
  } else if (status == STATUS_OK) {
    GraphWriter *writer;
    status = graph_writer_create(way->graph, &output, 0, NULL, &writer, &err);
    if (status == STATUS_OK) status = execution_graph(execution, db, writer, &err);
    graph_writer_destroy(writer);
  }
  if (status != STATUS_OK) give_up(err.message);
  execution_destroy(execution);
  *cpu_ms = own_cpu_ms() + process_cpu_ms(backend) - before;
  connection_close(db);
  return bytes;
}

static Cost run(const Bench *bench, const Way *way) {
  Cost cost = {0};
  const double before = clock_ms();
  cost.bytes = way->query == NULL ? copy_out(bench->conninfo, &cost.cpu_ms)
                                  : answer(bench, way, &cost.cpu_ms);
  cost.wall_ms = clock_ms() - before;
  return cost;
}

// --- The program ---------------------------------------------------------------------------------

static bool is_chosen(const Way *way, int count, char *const names[]) {
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], way->name) == 0) return true;
  return count == 0 || way->query == NULL;
}

static void measure(const Bench *bench, int rounds, int count, char *const names[]) {
  static double wall[WAY_COUNT][MOST_RUNS], cpu[WAY_COUNT][MOST_RUNS];
  static double wall_ratio[WAY_COUNT][MOST_RUNS], cpu_ratio[WAY_COUNT][MOST_RUNS];
  size_t bytes[WAY_COUNT] = {0};
  for (int round = -1; round < rounds; round++)
    for (size_t i = 0; i < WAY_COUNT; i++) {
      if (!is_chosen(&WAYS[i], count, names)) continue;
      const Cost cost = run(bench, &WAYS[i]);
      if (round < 0) continue;  // warms up
      bytes[i] = cost.bytes;
      wall[i][round] = cost.wall_ms;
      cpu[i][round] = cost.cpu_ms;
      wall_ratio[i][round] = cost.wall_ms / wall[0][round];
      cpu_ratio[i][round] = cost.cpu_ms / cpu[0][round];
    }
  printf("%-6s %9s %9s %9s %7s %7s\n", "format", "MB", "wall ms", "CPU ms", "wall", "CPU");
  for (size_t i = 0; i < WAY_COUNT; i++) {
    if (!is_chosen(&WAYS[i], count, names)) continue;
    const double ratio = measure_median(cpu_ratio[i], rounds);
    printf("%-6s %9.1f %9.0f %9.0f %7.2f %7.2f%s\n", WAYS[i].name, (double)bytes[i] / 1e6,
           measure_median(wall[i], rounds), measure_median(cpu[i], rounds),
           measure_median(wall_ratio[i], rounds), ratio,
           WAYS[i].query == SELECT && ratio > 1.3 ? "   over 1.3" : "");
  }
}

int main(int argc, char **argv) {
  long rows = 1000000;
  int rounds = 5;
  for (int option; (option = getopt(argc, argv, "n:r:")) != -1;) {
    if (option == 'n') rows = strtol(optarg, NULL, 10);
    if (option == 'r') rounds = (int)strtol(optarg, NULL, 10);
    if (option == '?' || rows < 1 || rounds < 1 || rounds > MOST_RUNS) {
      (void)fprintf(stderr, "usage: bench_bulk [-n ROWS] [-r ROUNDS] [FORMAT]...\n");
      return 2;
    }
  }
  Fixture *fixture = fixture_open(NULL);
  for (char *rest = arena_format(fixture->arena, TABLE, rows), *one;
       (one = strsep(&rest, ";")) != NULL;)
    if (*one != '\0') fixture_run_sql(fixture, one);
  Bench bench = {.arena = fixture->arena, .conninfo = fixture->conninfo};
  int backend = 0;
  Connection *db = connect_to(bench.conninfo, &backend);
  const MappingText document = {"bulk.ttl", MAPPING, strlen(MAPPING)};
  Error err = {0};
  if (mapping_load_texts(&document, 1, NULL, db, NULL, &bench.mapping, NULL, &err) != STATUS_OK)
    give_up(err.message);
  connection_close(db);
  bench.index = mapping_index_create(bench.arena, bench.mapping);
  printf("%ld rows of five columns; medians of %d rounds\n", rows, rounds);
  measure(&bench, rounds, argc - optind, argv + optind);
  mapping_free(bench.mapping);
  fixture_close(fixture);
  return 0;
}

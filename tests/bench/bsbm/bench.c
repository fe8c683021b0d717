// The explore mix of the Berlin SPARQL Benchmark: the gateway over HTTP against hand-written SQL
// through libpq, in alternating rounds of one run.
//
//   bench_bsbm [-n PRODUCTS] [-m MIXES] [-r ROUNDS] [-c CLIENTS]...
//
// First both sides answer the same calls and must agree. Then, query by query with one client, the
// medians of both and their ratio; then the throughput of the mix with each number of clients.
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bsbm/side.h"
#include "tests/support/fixture.h"

enum { MOST_CLIENTS = 64, MOST_LEVELS = 8, MOST_ROUNDS = 101, CHECKED_CALLS = 40 };

typedef struct Bench {
  BsbmWorld *world;
  const char *conninfo;
  GatewayProcess gateway;
  int products, mixes, rounds;
  int level_count, level[MOST_LEVELS];
} Bench;

static double now_ms(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare_numbers(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double median(double values[], int count) {
  qsort(values, (size_t)count, sizeof *values, compare_numbers);
  return values[count / 2];
}

// --- Agreement -----------------------------------------------------------------------------------

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The lines of a text in order, as one text again.
static void sort_lines(Buffer *lines) {
  const char *line[4096] = {NULL};
  size_t count = 0;
  char *copy = strdup(buffer_text(lines)), *rest = copy;
  for (char *at; count < 4096 && (at = strsep(&rest, "\n")) != NULL;) line[count++] = at;
  qsort(line, count, sizeof *line, compare_texts);
  buffer_clear(lines);
  for (size_t i = 0; i < count; i++) buffer_printf(lines, "%s\n", line[i]);
  free(copy);
}

static bool agree(Side *gateway, Side *sql, const ExploreCall *call) {
  const ExploreQuery *query = call->query;
  Buffer mine = {0}, theirs = {0};
  size_t my_rows = 0, their_rows = 0;
  side_ask(gateway, call, &mine, &my_rows);
  side_ask(sql, call, &theirs, &their_rows);
  if (!query->is_ordered) {
    sort_lines(&mine);
    sort_lines(&theirs);
  }
  const bool same = query->rows_differ || (my_rows == their_rows &&
                                           strcmp(buffer_text(&mine), buffer_text(&theirs)) == 0);
  if (!same)
    (void)fprintf(stderr, "%s: %zu rows over HTTP, %zu by SQL, for\n%s\n", query->name, my_rows,
                  their_rows, buffer_text((Buffer *)&call->sparql));
  buffer_free(&mine);
  buffer_free(&theirs);
  return same;
}

static int check_agreement(const Bench *bench) {
  Side *gateway = side_gateway(&bench->gateway), *sql = side_sql(bench->conninfo);
  Random random = {7};
  ExploreCall call = {0};
  int agreed = 0, failed = 0;
  for (size_t i = 0; i < EXPLORE_QUERIES; i++)
    for (int j = 0; j < CHECKED_CALLS; j++) {
      explore_draw(bench->world, &EXPLORE_QUERY[i], &random, &call);
      if (agree(gateway, sql, &call))
        agreed++;
      else
        failed++;
    }
  explore_call_free(&call);
  side_close(gateway);
  side_close(sql);
  printf("answers compared: %d the same, %d different\n", agreed, failed);
  return failed;
}

// --- One query at a time -------------------------------------------------------------------------

static double time_call(Side *side, const ExploreCall *call) {
  const double start = now_ms();
  side_ask(side, call, NULL, NULL);
  return now_ms() - start;
}

// False when the gateway took longer than 1.5 times the hand-written SQL and a millisecond.
static bool time_query(const Bench *bench, const ExploreQuery *query, Side *gateway, Side *sql) {
  enum { CALLS = 60 };
  double mine[CALLS] = {0}, theirs[CALLS] = {0};
  Random random = {11};
  ExploreCall call = {0};
  for (int i = 0; i < CALLS; i++) {
    explore_draw(bench->world, query, &random, &call);
    // Which side warms PostgreSQL's buffers for the other changes from call to call.
    if (i % 2 == 0) mine[i] = time_call(gateway, &call);
    theirs[i] = time_call(sql, &call);
    if (i % 2 == 1) mine[i] = time_call(gateway, &call);
  }
  explore_call_free(&call);
  const double my = median(mine, CALLS), their = median(theirs, CALLS);
  const bool within = my <= 1.5 * their + 1;
  printf("%-5s %9.3f %9.3f %8.2f   %s\n", query->name, my, their, my / their,
         within ? "" : "over 1.5 times and 1 ms");
  return within;
}

static int time_queries(const Bench *bench) {
  Side *gateway = side_gateway(&bench->gateway), *sql = side_sql(bench->conninfo);
  printf("\nquery  HTTP ms    SQL ms    ratio\n");
  int over = 0;
  for (size_t i = 0; i < EXPLORE_QUERIES; i++)
    over += !time_query(bench, &EXPLORE_QUERY[i], gateway, sql);
  side_close(gateway);
  side_close(sql);
  return over;
}

// --- The mix -------------------------------------------------------------------------------------

typedef struct Client {
  const Bench *bench;
  bool is_sql;
  uint64_t seed;
  Side *side;
} Client;

static void *run_mixes(void *self) {
  Client *client = self;
  Random random = {client->seed};
  ExploreCall call = {0};
  for (int i = 0; i < client->bench->mixes; i++)
    for (size_t j = 0; j < EXPLORE_MIX; j++) {
      explore_draw(client->bench->world, &EXPLORE_QUERY[EXPLORE_ORDER[j]], &random, &call);
      side_ask(client->side, &call, NULL, NULL);
    }
  explore_call_free(&call);
  return NULL;
}

// Queries a second of `count` clients, all on one side.
static double throughput(Client clients[], int count) {
  pthread_t thread[MOST_CLIENTS];
  const double start = now_ms();
  for (int i = 0; i < count; i++)
    if (pthread_create(&thread[i], NULL, run_mixes, &clients[i]) != 0) exit(1);
  for (int i = 0; i < count; i++) (void)pthread_join(thread[i], NULL);
  return count * clients[0].bench->mixes * EXPLORE_MIX / ((now_ms() - start) / 1e3);
}

static double time_level(const Bench *bench, int count) {
  Client mine[MOST_CLIENTS], theirs[MOST_CLIENTS];
  for (int i = 0; i < count; i++) {
    mine[i] = (Client){bench, false, (uint64_t)i + 100, side_gateway(&bench->gateway)};
    theirs[i] = (Client){bench, true, (uint64_t)i + 100, side_sql(bench->conninfo)};
  }
  (void)throughput(mine, count);
  (void)throughput(theirs, count);
  double my[MOST_ROUNDS] = {0}, their[MOST_ROUNDS] = {0}, ratio[MOST_ROUNDS] = {0};
  for (int i = 0; i < bench->rounds; i++) {
    my[i] = throughput(mine, count);
    their[i] = throughput(theirs, count);
    ratio[i] = my[i] / their[i];
  }
  for (int i = 0; i < count; i++) {
    side_close(mine[i].side);
    side_close(theirs[i].side);
  }
  const double middle = median(ratio, bench->rounds);
  printf("%7d %10.0f %10.0f %8.2f\n", count, median(my, bench->rounds),
         median(their, bench->rounds), middle);
  (void)fflush(stdout);
  return middle;
}

static void time_mix(const Bench *bench) {
  printf("\nclients  HTTP q/s    SQL q/s    ratio   (explore mix, medians of %d rounds)\n",
         bench->rounds);
  for (int i = 0; i < bench->level_count; i++) (void)time_level(bench, bench->level[i]);
}

// --- The program ---------------------------------------------------------------------------------

static void read_arguments(int argc, char **argv, Bench *bench) {
  for (int option; (option = getopt(argc, argv, "n:m:r:c:")) != -1;) {
    const int number = optarg == NULL ? 0 : (int)strtol(optarg, NULL, 10);
    if (option == '?' || number < 1) {
      (void)fprintf(stderr,
                    "usage: bench_bsbm [-n PRODUCTS] [-m MIXES] [-r ROUNDS] [-c CLIENTS]\n");
      exit(2);
    }
    if (option == 'n') bench->products = number;
    if (option == 'm') bench->mixes = number;
    if (option == 'r') bench->rounds = number < MOST_ROUNDS ? number : MOST_ROUNDS;
    if (option == 'c' && bench->level_count < MOST_LEVELS)
      bench->level[bench->level_count++] = number < MOST_CLIENTS ? number : MOST_CLIENTS;
  }
  if (bench->level_count > 0) return;
  bench->level_count = 3;
  bench->level[0] = 1;
  bench->level[1] = 4;
  bench->level[2] = 16;
}

static void load(Bench *bench, Fixture *fixture) {
  char path[] = "/tmp/bsbm-XXXXXX";
  const int fd = mkstemp(path);
  FILE *script = fd < 0 ? NULL : fdopen(fd, "w");
  if (script == NULL) {
    perror(path);
    exit(1);
  }
  bsbm_write(bench->world, script);
  (void)fclose(script);
  (void)chmod(path, 0644);
  fixture_run_file(fixture, path);
  (void)unlink(path);
}

int main(int argc, char **argv) {
  Bench bench = {.products = 10000, .mixes = 10, .rounds = 5};
  read_arguments(argc, argv, &bench);
  const char *mapping = shared_path("bsbm/mapping/bsbm.r2rml.ttl");
  if (mapping == NULL) return 0;
  (void)curl_global_init(CURL_GLOBAL_DEFAULT);
  bench.world = bsbm_world_create(bench.products, 1);
  Fixture *fixture = fixture_open(NULL);
  load(&bench, fixture);
  bench.conninfo = fixture->conninfo;
  bench.gateway = gateway_start(mapping, bench.conninfo, 16);
  const BsbmScale *scale = bsbm_world_scale(bench.world);
  printf("BSBM: %d products, %d offers, %d reviews, %d types, %d features\n", scale->products,
         scale->offers, scale->reviews, scale->types, scale->features);
  const int failed = check_agreement(&bench);
  const int over = time_queries(&bench);
  time_mix(&bench);
  gateway_stop(&bench.gateway);
  bsbm_world_destroy(bench.world);
  fixture_close(fixture);
  curl_global_cleanup();
  printf("\n%d queries slower than 1.5 times their SQL and 1 ms\n", over);
  return failed == 0 ? 0 : 1;
}

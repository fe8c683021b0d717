// The gateway over HTTP against hand-written SQL through libpq with prepared statements, in
// alternating runs.
//
//   bench_handwritten [-n PRODUCTS] [-r ROUNDS] [-m MIXES] [-k STARTS] [-c CLIENTS]...
//                     [-f json|tsv] [-q QUESTION] [-u] [WORLD]...
//
// For each world: both sides answer the same calls and must agree; then, question by question with
// one client, the medians of both and their ratio, cold (a gateway and a connection just started)
// and warm; then the throughput of the mix with each number of clients. What misses a bar is
// marked. Answers are compared as JSON, whatever format is timed. -q: one question is timed alone.
// -u: the gateway is asked over a Unix socket, as PostgreSQL is.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/bench/handwritten/answer.h"
#include "tests/bench/handwritten/mix.h"

enum {
  MOST_WARM_CALLS = 60,
  LEAST_WARM_CALLS = 3,
  WARM_MS = 400,  // about so long is spent on a question by a pair, unless few calls take longer
  CHECKED_DRAWS = 40,
  PLANNED_AFTER = 10,  // calls until the gateway and PostgreSQL ask the way that they keep to
  PAIRS = 5,
};

// What the bars are about, summed over the worlds.
struct Tally {
  int questions, different, slow, counted, count_wrong;
};

static GatewayProcess start(const Bench *bench) {
  const World *world = bench->world;
  return gateway_start(&(GatewayStart){.mapping = world->mapping,
                                       .ontology = world->ontology,
                                       .facts = world->facts,
                                       .conninfo = world->fixture->conninfo,
                                       .on_unix_socket = bench->options->on_unix_socket});
}

// --- Agreement -----------------------------------------------------------------------------------

static void check_question(const Bench *bench, const Question *question, Side *gateway, Side *sql) {
  Random random = {7};
  Call call = {0};
  Agreement agreement = {true, 0, 0};
  const int draws = question->parameters[0] == '\0' ? 1 : CHECKED_DRAWS;
  for (int i = 0; i < draws && agreement.same; i++) {
    world_draw(bench->world, question, &random, &call);
    side_ask(gateway, &call);
    side_ask(sql, &call);
    agreement = answers_compare(question, gateway, sql);
  }
  call_free(&call);
  bench->tally->different += !agreement.same;
  const long published = world_published_count(bench->world, question);
  if (published < 0) return;
  bench->tally->counted++;
  if (published == (long)agreement.solutions) return;
  bench->tally->count_wrong++;
  printf("%s: %zu solutions; %ld are published\n", question->name, agreement.solutions, published);
}

static void check_answers(const Bench *bench) {
  Side *gateway = side_gateway(&bench->gateway, bench->world->fixture->conninfo),
       *sql = side_sql(bench->world->fixture->conninfo);
  side_keep_body(gateway, true);
  const Tally before = *bench->tally;
  const Questions *questions = &bench->world->questions;
  for (size_t i = 0; i < questions->count; i++)
    check_question(bench, &questions->item[i], gateway, sql);
  side_close(gateway);
  side_close(sql);
  bench->tally->questions += (int)questions->count;
  printf("%zu questions, %d answered differently; %d of %d published counts met\n",
         questions->count, bench->tally->different - before.different,
         bench->tally->counted - before.counted - (bench->tally->count_wrong - before.count_wrong),
         bench->tally->counted - before.counted);
}

static bool is_asked(const Bench *bench, size_t question) {
  const char *only = bench->options->only;
  return only == NULL || strcmp(only, bench->world->questions.item[question].name) == 0;
}

// --- One question at a time ----------------------------------------------------------------------

// processor: the client's, the gateway's and PostgreSQL's; postgres: PostgreSQL's alone.
typedef struct Cost {
  double wall, processor, postgres;
} Cost;

static Cost time_call(Side *side, const Call *call) {
  const double gateway = side_gateway_processor(side), servers = side_servers_processor(side);
  const double own = measure_processor(), start = clock_ms();
  side_ask(side, call);
  const double end = clock_ms(), own_after = measure_processor();
  const double all = side_servers_processor(side) - servers;
  return (Cost){end - start, own_after - own + all, all - (side_gateway_processor(side) - gateway)};
}

// Both sides once; which of them warms PostgreSQL's buffers for the other changes from turn to
// turn.
static void time_both(Side *gateway, Side *sql, const Call *call, int turn, Cost *mine,
                      Cost *theirs) {
  if (turn % 2 == 0) *mine = time_call(gateway, call);
  *theirs = time_call(sql, call);
  if (turn % 2 == 1) *mine = time_call(gateway, call);
}

typedef struct Times {
  double cold_mine[MOST_RUNS], cold_theirs[MOST_RUNS];
} Times;

// The first call of every question, of processes and connections that have just started.
static void time_cold(const Bench *bench, Times times[]) {
  Call call = {0};
  for (int turn = 0; turn < bench->options->starts; turn++) {
    GatewayProcess fresh = start(bench);
    Side *gateway = side_gateway(&fresh, bench->world->fixture->conninfo),
         *sql = side_sql(bench->world->fixture->conninfo);
    side_accept(gateway, bench->options->accept);
    Random random = {(uint64_t)turn + 3};
    for (size_t i = 0; i < bench->world->questions.count; i++) {
      if (!is_asked(bench, i)) continue;
      world_draw(bench->world, &bench->world->questions.item[i], &random, &call);
      Cost mine = {0}, theirs = {0};
      time_both(gateway, sql, &call, turn, &mine, &theirs);
      times[i].cold_mine[turn] = mine.wall;
      times[i].cold_theirs[turn] = theirs.wall;
    }
    side_close(gateway);
    side_close(sql);
    gateway_stop(&fresh);
  }
  call_free(&call);
}

// A gateway and a connection of the SQL's, whose servers share a core. Warm calls go to one pair,
// then to another on another core: of two cores one may be half as fast for a while.
typedef struct Pair {
  GatewayProcess process;
  Side *gateway, *sql;
} Pair;

static void open_pairs(const Bench *bench, Pair pairs[PAIRS]) {
  for (int i = 0; i < PAIRS; i++) {
    pairs[i].process = start(bench);
    pairs[i].gateway = side_gateway(&pairs[i].process, bench->world->fixture->conninfo);
    pairs[i].sql = side_sql(bench->world->fixture->conninfo);
    side_accept(pairs[i].gateway, bench->options->accept);
  }
}

static void close_pairs(Pair pairs[PAIRS]) {
  for (int i = 0; i < PAIRS; i++) {
    side_close(pairs[i].gateway);
    side_close(pairs[i].sql);
    gateway_stop(&pairs[i].process);
  }
}

static void time_warm(const Bench *bench, const Question *question, Pair pairs[PAIRS],
                      Times *cold) {
  double mine[3][MOST_WARM_CALLS] = {0}, theirs[3][MOST_WARM_CALLS] = {0};  // as in Cost
  Random random = {11};
  Call call = {0};
  int calls = 0;
  for (int i = 0; i < PAIRS; i++) {
    Side *gateway = pairs[i].gateway, *sql = pairs[i].sql;
    world_draw(bench->world, question, &random, &call);
    for (int j = 0; j < PLANNED_AFTER; j++) {
      side_ask(gateway, &call);
      side_ask(sql, &call);
    }
    side_find_servers(gateway);
    side_find_servers(sql);
    side_pin_servers(gateway, (unsigned)i);
    side_pin_servers(sql, (unsigned)i);
    const int first = calls;
    const double began = clock_ms();
    while (calls < first + MOST_WARM_CALLS / PAIRS &&
           (calls < first + LEAST_WARM_CALLS || clock_ms() - began < WARM_MS)) {
      Cost my_cost = {0}, their_cost = {0};
      time_both(gateway, sql, &call, calls, &my_cost, &their_cost);
      mine[0][calls] = my_cost.wall;
      mine[1][calls] = my_cost.processor;
      mine[2][calls] = my_cost.postgres;
      theirs[0][calls] = their_cost.wall;
      theirs[1][calls] = their_cost.processor;
      theirs[2][calls] = their_cost.postgres;
      calls++;
      world_draw(bench->world, question, &random, &call);
    }
  }
  call_free(&call);
  const double my = measure_median(mine[0], calls), their = measure_median(theirs[0], calls);
  const double my_cpu = measure_median(mine[1], calls),
               their_cpu = measure_median(theirs[1], calls);
  const double my_postgres = measure_median(mine[2], calls),
               their_postgres = measure_median(theirs[2], calls);
  const bool within = my <= 1.5 * their + 1;
  bench->tally->slow += !within;
  printf("%-5s", question->name);
  const int starts = bench->options->starts;
  if (starts > 0)
    printf(" %9.2f %9.2f", measure_median(cold->cold_mine, starts),
           measure_median(cold->cold_theirs, starts));
  printf(" %9.2f %9.2f %7.2f %9.2f %9.2f %7.2f %9.2f %9.2f %7.2f%s\n", my, their, my / their,
         my_cpu, their_cpu, my_cpu / their_cpu, my_postgres, their_postgres,
         my_postgres / their_postgres, within ? "" : "   over 1.5 times and 1 ms");
  (void)fflush(stdout);
}

static void time_questions(const Bench *bench) {
  const size_t count = bench->world->questions.count;
  Times *times = calloc(count, sizeof *times);
  if (times == NULL) abort();
  time_cold(bench, times);
  Pair pairs[PAIRS];
  open_pairs(bench, pairs);
  printf("\n%-5s%s %9s %9s %7s %9s %9s %7s %9s %9s %7s   (milliseconds, medians)\n", "query",
         bench->options->starts > 0 ? " cold HTTP  cold SQL" : "", "HTTP", "SQL", "ratio",
         "HTTP cpu", "SQL cpu", "ratio", "its PG", "SQL's PG", "ratio");
  for (size_t i = 0; i < count; i++)
    if (is_asked(bench, i)) time_warm(bench, &bench->world->questions.item[i], pairs, &times[i]);
  close_pairs(pairs);
  free(times);
}

// --- The program ---------------------------------------------------------------------------------

static void run_world(const Options *options, const char *name, Tally *tally) {
  World *world = world_load(name, options->products);
  if (world == NULL) return;
  printf("\n== %s\n", name);
  if (world->bsbm != NULL) {
    const BsbmScale *scale = bsbm_world_scale(world->bsbm);
    printf("%d products, %d offers, %d reviews, %d types, %d features\n", scale->products,
           scale->offers, scale->reviews, scale->types, scale->features);
  }
  Bench bench = {.options = options, .world = world, .tally = tally};
  bench.gateway = start(&bench);
  check_answers(&bench);
  time_questions(&bench);
  mix_time(&bench);
  gateway_stop(&bench.gateway);
  world_close(world);
}

static _Noreturn void usage(void) {
  (void)fprintf(
      stderr,
      "usage: bench_handwritten [-n PRODUCTS] [-r ROUNDS] [-m MIXES] [-k STARTS]\n"
      "                         [-c CLIENTS]... [-f json|tsv] [-q QUESTION] [-u] [WORLD]...\n"
      "worlds:");
  for (const char *const *name = world_names(); *name != NULL; name++)
    (void)fprintf(stderr, " %s", *name);
  (void)fprintf(stderr, "\n");
  exit(2);
}

static int at_most(int number, int most) { return number < most ? number : most; }

static Options read_arguments(int argc, char **argv) {
  Options options = {
      .products = 10000, .rounds = 5, .starts = 3, .accept = "application/sparql-results+json"};
  for (int option; (option = getopt(argc, argv, "n:m:r:k:c:f:q:u")) != -1;) {
    if (option == 'f') {
      if (strcmp(optarg, "tsv") == 0)
        options.accept = "text/tab-separated-values";
      else if (strcmp(optarg, "json") != 0)
        usage();
      continue;
    }
    if (option == 'u') {
      options.on_unix_socket = true;
      continue;
    }
    if (option == 'q') {
      options.only = optarg;
      continue;
    }
    const int number = optarg == NULL ? -1 : (int)strtol(optarg, NULL, 10);
    if (option == '?' || number < (option == 'r' || option == 'k' ? 0 : 1)) usage();
    if (option == 'n') options.products = number;
    if (option == 'm') options.mixes = number;
    if (option == 'r') options.rounds = at_most(number, MOST_RUNS);
    if (option == 'k') options.starts = at_most(number, MOST_RUNS);
    if (option == 'c' && options.level_count < MOST_LEVELS)
      options.level[options.level_count++] = at_most(number, MOST_CLIENTS);
  }
  if (options.level_count == 0) {
    static const int LEVELS[] = {1, 4, 16};
    for (int i = 0; i < 3; i++) options.level[options.level_count++] = LEVELS[i];
  }
  return options;
}

int main(int argc, char **argv) {
  const Options options = read_arguments(argc, argv);
  Tally tally = {0};
  if (optind < argc)
    for (int i = optind; i < argc; i++) run_world(&options, argv[i], &tally);
  else
    for (const char *const *name = world_names(); *name != NULL; name++)
      run_world(&options, *name, &tally);
  printf(
      "\n%d questions: %d answered differently, %d of %d published counts met, %d slower than 1.5 "
      "times their SQL and 1 ms\n",
      tally.questions, tally.different, tally.counted - tally.count_wrong, tally.counted,
      tally.slow);
  return tally.different == 0 && tally.count_wrong == 0 ? 0 : 1;
}

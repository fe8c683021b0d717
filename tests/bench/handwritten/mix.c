// The mix, asked by several clients at once.
#include "tests/bench/handwritten/mix.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

// left: the round's mixes that no client has begun. The clients share them: with so many for each,
// the last one would often be alone for a while, as cores do not give all the same time.
typedef struct Client {
  const Bench *bench;
  uint64_t seed;
  atomic_int *left;
  Side *side;
  double processor;  // milliseconds of the last run
} Client;

static void *run_mixes(void *self) {
  Client *client = self;
  const World *world = client->bench->world;
  Random random = {client->seed};
  Call call = {0};
  while (atomic_fetch_sub(client->left, 1) > 0)
    for (size_t j = 0; j < world->mix_count; j++) {
      world_draw(world, &world->questions.item[world->mix[j]], &random, &call);
      side_ask(client->side, &call);
    }
  call_free(&call);
  client->processor = measure_processor();
  return NULL;
}

// Processor time in milliseconds: of the clients, of all that answers, and of the gateway in that.
typedef struct Work {
  double clients, servers, gateway;
} Work;

static Work work_of(const Client clients[], int count, bool is_gateway) {
  Work work = {0};
  for (int i = 0; i < count; i++) work.clients += clients[i].processor;
  for (int i = 0; i < (is_gateway ? 1 : count); i++)  // the gateway's clients share its servers
    work.servers += side_servers_processor(clients[i].side);
  work.gateway = side_gateway_processor(clients[0].side);
  return work;
}

// Queries a second of `count` clients, all on one side; adds what a query cost to *work.
static double throughput(Client clients[], int count, bool is_gateway, Work *work) {
  pthread_t thread[MOST_CLIENTS];
  const Bench *bench = clients[0].bench;
  const int mixes = bench->options->mixes > 0 ? bench->options->mixes : bench->world->mixes;
  atomic_store(clients[0].left, mixes);
  const Work earlier = work_of(clients, count, is_gateway);
  const double before = clock_ms();
  for (int i = 0; i < count; i++)
    if (pthread_create(&thread[i], NULL, run_mixes, &clients[i]) != 0) exit(1);
  for (int i = 0; i < count; i++) (void)pthread_join(thread[i], NULL);
  const double calls = mixes * (double)bench->world->mix_count;
  const double rate = calls / ((clock_ms() - before) / 1e3);
  const Work later = work_of(clients, count, is_gateway);
  work->clients += later.clients / calls;
  work->servers += (later.servers - earlier.servers) / calls;
  work->gateway += (later.gateway - earlier.gateway) / calls;
  return rate;
}

static void time_level(const Bench *bench, int count) {
  Client mine[MOST_CLIENTS] = {0}, theirs[MOST_CLIENTS] = {0};
  atomic_int left = 0;
  for (int i = 0; i < count; i++) {
    mine[i] = (Client){.bench = bench,
                       .seed = (uint64_t)i + 100,
                       .left = &left,
                       .side = side_gateway(&bench->gateway, bench->world->fixture->conninfo)};
    side_accept(mine[i].side, bench->options->accept);
    theirs[i] = (Client){.bench = bench,
                         .seed = (uint64_t)i + 100,
                         .left = &left,
                         .side = side_sql(bench->world->fixture->conninfo)};
  }
  Work first = {0}, my_work = {0}, their_work = {0};
  (void)throughput(mine, count, true, &first);
  (void)throughput(theirs, count, false, &first);
  for (int i = 0; i < count; i++) {
    side_find_servers(mine[i].side);
    side_find_servers(theirs[i].side);
  }
  const int rounds = bench->options->rounds;
  double my[MOST_RUNS] = {0}, their[MOST_RUNS] = {0}, ratio[MOST_RUNS] = {0};
  for (int i = 0; i < rounds; i++) {
    my[i] = throughput(mine, count, true, &my_work);
    their[i] = throughput(theirs, count, false, &their_work);
    ratio[i] = my[i] / their[i];
  }
  for (int i = 0; i < count; i++) {
    side_close(mine[i].side);
    side_close(theirs[i].side);
  }
  printf("%7d %10.1f %10.1f %8.2f %12.0f %8.0f %8.0f %12.0f %8.0f\n", count,
         measure_median(my, rounds), measure_median(their, rounds), measure_median(ratio, rounds),
         my_work.clients / rounds * 1e3, my_work.gateway / rounds * 1e3,
         (my_work.servers - my_work.gateway) / rounds * 1e3, their_work.clients / rounds * 1e3,
         their_work.servers / rounds * 1e3);
  (void)fflush(stdout);
}

void mix_time(const Bench *bench) {
  if (bench->options->rounds == 0) return;
  printf(
      "\n%37s processor time of a query, microseconds\n"
      "clients  HTTP q/s    SQL q/s    ratio  HTTP: client  gateway postgres  SQL: client postgres"
      "   (medians of %d rounds)\n",
      "", bench->options->rounds);
  for (int i = 0; i < bench->options->level_count; i++) time_level(bench, bench->options->level[i]);
}

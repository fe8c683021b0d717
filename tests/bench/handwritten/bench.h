// What a run was asked for, and the world that it is about: what the benchmark's parts share.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_BENCH_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_BENCH_H

#include "tests/bench/handwritten/side.h"
#include "tests/bench/handwritten/world.h"

enum { MOST_CLIENTS = 64, MOST_LEVELS = 8 };

typedef struct Options {
  int products, rounds, starts;
  int mixes;  // in a round, of all clients together; 0: the world's number
  int level_count, level[MOST_LEVELS];  // numbers of clients
  const char *accept;
  const char *only;     // the question that is timed; NULL: all
  bool on_unix_socket;  // the gateway is asked over one, as PostgreSQL is, and not over TCP
} Options;

typedef struct Tally Tally;  // bench.c's own

typedef struct Bench {
  const Options *options;
  World *world;
  GatewayProcess gateway;  // runs as long as the world is asked
  Tally *tally;
} Bench;

#endif

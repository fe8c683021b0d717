// The two sides of the benchmark: a client of the gateway over HTTP, and one of PostgreSQL with
// prepared statements. Each is one connection, kept open, for one thread.
#ifndef ANAMORPH_TESTS_BENCH_BSBM_SIDE_H
#define ANAMORPH_TESTS_BENCH_BSBM_SIDE_H

#include "tests/bench/bsbm/explore.h"

typedef struct Side Side;

// anamorph serve as a child process on a free port of 127.0.0.1; ends the program when it cannot
// start.
typedef struct GatewayProcess {
  int pid;
  unsigned short port;
} GatewayProcess;
GatewayProcess gateway_start(const char *mapping, const char *conninfo, unsigned connections);
void gateway_stop(GatewayProcess *gateway);

Side *side_gateway(const GatewayProcess *gateway);
Side *side_sql(const char *conninfo);
void side_close(Side *side);

// Asks, and reads the whole answer. A failure ends the program with its message.
// values: NULL, or gets the query's check values, one a line, and *rows their number.
void side_ask(Side *side, const ExploreCall *call, Buffer *values, size_t *rows);

#endif

// The two sides of the benchmark: a client of the gateway over HTTP, and one of PostgreSQL with
// prepared statements. Each is one connection, kept open, for one thread.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_SIDE_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_SIDE_H

#include "tests/bench/handwritten/question.h"

typedef struct Side Side;

// anamorph serve as a child process, on a free port of 127.0.0.1 or on a Unix socket (`path`, ""
// where it is a port).
typedef struct GatewayProcess {
  int pid;
  unsigned short port;
  char path[64];
} GatewayProcess;

// ontology, facts: a file, or NULL. Ends the program when it cannot start.
typedef struct GatewayStart {
  const char *mapping, *ontology, *facts, *conninfo;
  bool on_unix_socket;
} GatewayStart;
GatewayProcess gateway_start(const GatewayStart *how);
void gateway_stop(GatewayProcess *gateway);

// conninfo: where the gateway's own connections are looked for.
Side *side_gateway(const GatewayProcess *gateway, const char *conninfo);
Side *side_sql(const char *conninfo);
void side_close(Side *side);

// Asks, and reads the whole answer. A failure ends the program with its message. On the SQL side
// the first call of a question prepares its statement.
void side_ask(Side *side, const Call *call);

// Processor time so far, in milliseconds, of the processes that answer (the gateway and its servers
// of PostgreSQL, or the one server), without parallel workers. Those are the processes that
// side_find_servers found last.
void side_find_servers(Side *side);
// PostgreSQL's servers among them run on one core from now on: the n-th that there is, from the
// first again after the last. Cores may differ in speed, and a server that sticks to the slower one
// is no slower side.
void side_pin_servers(const Side *side, unsigned n);
double side_servers_processor(const Side *side);

// The gateway's part of that; none of it on the SQL side.
double side_gateway_processor(const Side *side);

// From now on the body of a response is kept, or (as at first) read and forgotten.
void side_keep_body(Side *side, bool keep);

// From now on solutions come as that media type (static text); JSON at first.
void side_accept(Side *side, const char *media_type);

// The answer to the last call: the body of the response, or the rows. Valid until the next.
const Buffer *side_body(const Side *side);
const struct pg_result *side_rows(const Side *side);

#endif

// What the files of the endpoint's HTTP room share: the server's parts.
#ifndef ANAMORPH_ENDPOINT_HTTP_PARTS_H
#define ANAMORPH_ENDPOINT_HTTP_PARTS_H

#include "endpoint/http/executor.h"
#include "endpoint/http/listener.h"
#include "endpoint/http/metrics.h"
#include "endpoint/http/server.h"
#include "endpoint/http/workers.h"

// A mapping that is served: who answers its queries, and over which connections (NULL when the
// executor needs no database).
struct Member {
  const char *name;  // "": the main one
  const Mapping *mapping;
  Executor own_executor;
  const Executor *executor;
  Pool *pool;
};

// options: with defaults filled in.
struct Server {
  ServerOptions options;
  struct Member *member;  // the main one, then options.member_count others
  Workers *workers;
  Metrics metrics;
  struct Loop **loop;
  unsigned loop_count;
  Listener listener;
  int stop_fd;  // an eventfd: a signal handler may write to it
};

// Stops the exchange's query, if there is one, and whatever waits for a connection on its behalf.
// Never blocks.
void server_cancel_query(struct Server *server, Exchange *exchange);

#endif

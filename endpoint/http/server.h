// The endpoint: SPARQL 1.1 Protocol over HTTP, with a plain HTML page in front.
//
//   /sparql         the protocol's query operation; without a query its service description
//   /NAME/sparql    the same for another mapping
//   /suggest        suggestions of missing facts, as JSON (endpoint/suggest/README.md)
//   /               the page: examples, a box to ask, results as tables, pages about resources
//   /health         200 when the database answers, 503 when not; /health/live: always 200
//   /metrics        counters, for Prometheus
//
// Event loops (libevent) own the sockets; worker threads answer queries over a pool of
// connections. See endpoint/http/README.md for the way of a request and the status codes.
#ifndef ANAMORPH_ENDPOINT_HTTP_SERVER_H
#define ANAMORPH_ENDPOINT_HTTP_SERVER_H

#include <stddef.h>

#include "base/error.h"
#include "mapping/model.h"

struct Advisor;
struct Executor;
struct Services;

typedef struct ExampleQuery {
  const char *title;
  const char *text;
} ExampleQuery;

// Another mapping beside the main one: served at /NAME/sparql.
typedef struct ServerMember {
  const char *name;
  const Mapping *mapping;
  const char *conninfo;
} ServerMember;

// Zero-initialised options are good defaults, but for the mapping. Everything pointed at must
// outlive the server. Times are in milliseconds.
typedef struct ServerOptions {
  const char *host;     // as listener_open takes it (endpoint/http/listener.h); NULL: 127.0.0.1
  unsigned short port;  // 0: any free one, which server_port tells

  const Mapping *mapping;             // loaded with a catalogue
  const struct RuleSet *rules;        // rewriter/rule/rule.h; NULL: none
  const struct Knowledge *knowledge;  // rewriter/knowledge.h; NULL: the mapping alone
  const char *conninfo;               // as connection_open takes it
  const struct Services *services;    // endpoint/service/service.h; NULL: SERVICE is refused
  const struct Advisor *advisor;      // endpoint/suggest/advisor.h; NULL: /suggest has no model
  size_t member_count;
  const ServerMember *member;
  const char *base;  // base IRI of queries; NULL: the mapping's
  bool union_default_graph;
  bool strict;
  uint64_t disabled_passes;  // as ExecuteOptions has them (endpoint/run/execute.h)
  size_t memory_limit;       // bytes of one query's arena; 0: the executor's default
  bool plan_cache_off;
  unsigned plan_cache;  // plans kept for queries of the same shape; 0: 4,096

  // What the page shows.
  const char *title;        // NULL: "Anamorph"
  const char *description;  // plain text, or NULL
  const char *public_url;   // "https://data.example.org", without a slash at its end; NULL: told
                            // from each request's Host
  size_t file_count;        // the mapping's files
  const char *const *file;
  size_t example_count;
  const ExampleQuery *example;
  size_t page_rows;  // rows that the page shows; 0: 1000

  unsigned loops;         // event loop threads; 0: 2
  unsigned pool_size;     // connections to PostgreSQL; 0: 8
  unsigned workers;       // threads that answer; 0: pool_size + 2
  unsigned queue_limit;   // requests that may wait for a worker; 0: 128. Beyond: 503, Retry-After
  unsigned client_limit;  // open client connections; 0: 1024. Beyond: 503, closed
  size_t max_body;        // bytes of a request's body; 0: 1 MB. Beyond: 413, unread
  size_t max_head;        // bytes of request line and headers; 0: 64 KB. Beyond: 414 or 431

  unsigned timeout_ms;          // cap on a request, arrival to last byte; 0: 300,000
  unsigned default_timeout_ms;  // when the request has no timeout=; 0: the cap
  unsigned request_timeout_ms;  // first to last byte of a request; 0: 30,000
  unsigned idle_timeout_ms;     // a connection without a request; 0: 60,000
  unsigned write_timeout_ms;    // a client that takes nothing; 0: 30,000
  unsigned grace_ms;            // running requests after server_stop; 0: 10,000

  bool handle_signals;  // server_run takes SIGTERM and SIGINT as server_stop

  const struct Executor *executor;  // endpoint/http/executor.h; NULL: endpoint/run/execute.h
} ServerOptions;

typedef struct Server Server;

// Binds and listens; nothing is answered yet. A database that is down is no error: requests get 503
// until it is there. Errors: STATUS_IO (address in use, no such host), STATUS_USAGE.
Status server_create(const ServerOptions *options, Server **out, Error *err) MUST_CHECK;

// The port bound; 0: a Unix socket.
unsigned short server_port(const Server *server);
// The Unix socket's path; NULL: an address and a port.
const char *server_socket(const Server *server);

// Serves until server_stop: then stops accepting, lets running requests finish for grace_ms,
// cancels the others, and returns. Once per server. Errors: STATUS_IO (no thread).
Status server_run(Server *server, Error *err) MUST_CHECK;

// Callable from any thread and from a signal handler. A second call cancels at once.
void server_stop(Server *server);

// Not while server_run is running. NULL is allowed.
void server_destroy(Server *server);

#endif

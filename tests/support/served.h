// A server that runs in a thread of the test's process.
#ifndef ANAMORPH_TESTS_SUPPORT_SERVED_H
#define ANAMORPH_TESTS_SUPPORT_SERVED_H

#include <pthread.h>

#include "endpoint/http/server.h"
#include "tests/support/http_client.h"
#include "tests/support/scripted_executor.h"

typedef struct Served {
  Script script;
  Executor executor;
  Server *server;
  pthread_t thread;
  unsigned short port;
} Served;

// options->executor NULL: the scripted one, unless `real`. Ends the program when it cannot start.
void served_start(Served *served, const ServerOptions *options, bool real);
// server_stop and join.
void served_stop(Served *served);

// Asks /sparql?query=TEXT with an Accept header (NULL: none) and more parameters ("&a=b" or "").
void served_query(Served *served, const char *text, const char *more, const char *accept,
                  Response *out);

// The request, for a connection that goes on; the query is encoded already.
#define GET_QUERY(query) "GET /sparql?query=" query " HTTP/1.1\r\nHost: h\r\n\r\n"
// A new connection, over which this has been sent.
int served_send(const Served *served, const char *text);

// What the script counts (scripted_executor.h), as values for `eventually`. self: a Served.
unsigned served_started(void *self);
unsigned served_running(void *self);
unsigned served_cancelled(void *self);

// The number that /metrics shows under that name (without labels); 0 when there is none.
unsigned long served_metric(const Served *served, const char *name);

// Waits for value() == wanted, for as long as a very busy machine may need; false when it does not
// come. What may be over before one looks (a query that a timeout ends) is no value to wait for.
bool eventually(unsigned (*value)(void *self), void *self, unsigned wanted);

#endif

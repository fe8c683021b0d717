// An HTTP server on the loopback that behaves as its path says, well or badly, for tests of
// clients.
//
//   /ok         one solution: ?x is <http://e/1>
//   /echo       the query it got, as the literal ?x
//   /blank      two solutions: ?x is the blank node "b"
//   /many       100,000 solutions: ?x is an integer
//   /bad        two solutions, and then one whose IRI is none
//   /cut        half an answer of the length it tells
//   /slow       nothing, until the client goes
//   /wait       the same; `waiting` tells of it
//   /drip       a byte of white space every 20 ms
//   /huge       white space without an end
//   /html       text/html
//   /csv        text/csv
//   /500        status 500, with a message
//   /loop       a redirection to itself
//   /to/ok      a redirection to /ok; /see/ok by 303
//   /elsewhere  a redirection to http://example.org/
#ifndef ANAMORPH_TESTS_SUPPORT_FALSE_ENDPOINT_H
#define ANAMORPH_TESTS_SUPPORT_FALSE_ENDPOINT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"

typedef struct FalseEndpoint {
  unsigned short port;
  int listen_fd;
  pthread_t thread;
  atomic_bool stopping;
  atomic_uint requests;     // so far
  atomic_int waiting;       // 1 while a client of /wait is there, 2 once it has gone
  char authorization[200];  // of the last request
} FalseEndpoint;

// Ends the program when it cannot start.
void false_endpoint_start(FalseEndpoint *endpoint);
void false_endpoint_stop(FalseEndpoint *endpoint);

#endif

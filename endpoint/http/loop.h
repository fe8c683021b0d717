// An event loop: a thread that accepts clients and owns their sockets. Only it touches libevent's
// objects; other threads reach it by loop_post and loop_set_phase.
#ifndef ANAMORPH_ENDPOINT_HTTP_LOOP_H
#define ANAMORPH_ENDPOINT_HTTP_LOOP_H

#include "endpoint/http/exchange.h"

struct event_base;
struct Client;
struct Server;

typedef enum LoopPhase {
  LOOP_SERVING,
  LOOP_STOPPING,    // accepts nothing; clients leave when their request is answered
  LOOP_CANCELLING,  // running requests are cancelled
  LOOP_CLOSING,     // every client is closed
} LoopPhase;

typedef struct Loop {
  struct Server *server;
  struct event_base *base;
  struct evconnlistener *listener;  // NULL once stopping
  struct event *wake;
  struct event *resume;  // accepts again after descriptors had run out
  int wake_fd;
  pthread_t thread;
  bool has_thread;
  LoopPhase seen;          // loop thread: the phase acted upon
  struct Client *clients;  // loop thread
  unsigned client_count;   // loop thread

  atomic_int phase;
  atomic_bool done;                    // the thread has nothing left to do
  pthread_mutex_t lock;                // guards what follows
  Exchange *ready_first, *ready_last;  // exchanges with something to send; each a reference
} Loop;

// listen_fd: a bound, listening, non-blocking socket, shared by all loops; stays the caller's.
// Errors: STATUS_IO.
Status loop_create(struct Server *server, int listen_fd, Loop **out, Error *err) MUST_CHECK;
// Errors: STATUS_IO (no thread).
Status loop_start(Loop *loop, Error *err) MUST_CHECK;
// Waits for the thread: it ends when it is stopping and no client is left.
void loop_join(Loop *loop);
void loop_destroy(Loop *loop);

// Any thread. A phase is never taken back.
void loop_set_phase(Loop *loop, LoopPhase phase);
void loop_post(Loop *loop, Exchange *exchange);

// Loop thread: a client has left.
void loop_client_left(Loop *loop);

#endif

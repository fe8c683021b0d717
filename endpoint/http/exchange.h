// An exchange: one request and its answer, between the event loop that owns the client's socket
// and the worker that answers.
//
// The worker writes into a bounded buffer and blocks while it is full; the loop empties it as the
// client takes bytes. Nothing is sent before the first byte written (or the end), so an answer can
// still become an error until then. References: the client's, the worker's, the canceller's.
//
// Where nothing else is under way on the connection (exchange->socket), the worker itself sends the
// answer, in writes that do not wait: that spares waking the loop, which finds out when the next
// request comes (exchange_state). What the socket does not take at once is the loop's, and so is
// all that follows until the loop has none of it left (exchange_drained).
#ifndef ANAMORPH_ENDPOINT_HTTP_EXCHANGE_H
#define ANAMORPH_ENDPOINT_HTTP_EXCHANGE_H

#include <pthread.h>
#include <stdatomic.h>

#include "endpoint/http/message.h"

struct Client;
struct Executor;
struct Loop;
struct Member;
struct Server;

// Bytes of an answer that may wait for the loop; a single write may exceed it once.
enum { EXCHANGE_PENDING_MAX = 512 * 1024 };

// Less than so many bytes wait for more, or for the end, before the answer begins.
enum { EXCHANGE_WORTH_SENDING = 256 * 1024 };

typedef enum CancelReason {
  CANCEL_NONE,
  CANCEL_GONE,      // the client closed its connection
  CANCEL_STALLED,   // the client takes nothing
  CANCEL_TIMEOUT,   // the request's time is over
  CANCEL_SHUTDOWN,  // the server stops
  CANCEL_REASON_COUNT,
} CancelReason;

typedef struct Exchange {
  // Read-only once the exchange is with a worker.
  struct Server *server;
  struct Loop *loop;
  Message *message;
  const struct Member *member;  // whose query it is; NULL until the route is found
  const void *request;          // what the route made of the message; in the message's arena
  bool head_only;               // HEAD: the body is counted, not sent
  double arrived;               // clock_ms
  double deadline;              // clock_ms
  char peer[64];

  struct Client *client;        // loop thread only; NULL once the client is gone
  struct Exchange *next;        // in the workers' queue
  struct Exchange *ready_next;  // in the loop's ready list, under the loop's lock
  bool ready;
  void (*job)(struct Exchange *exchange);  // NULL: a worker has nothing to do here

  atomic_uint references;
  atomic_int cancelled;  // a CancelReason

  pthread_mutex_t lock;  // guards what follows
  pthread_cond_t drained;
  int status;
  Buffer fields;        // header lines, each ending in CR LF
  Buffer pending;       // bytes of the body that the loop has not taken yet
  size_t length;        // bytes of the body so far
  bool started;         // status and fields are settled
  bool taken;           // and with the loop, or on their way
  bool finished;        // the body is whole
  bool aborted;         // it never will be
  const char *counted;  // what the access log says beside the status; NULL: nothing
  size_t count;         // of them
  int socket;           // where the worker may send; -1: nowhere
  bool raw;             // it has sent the head: pending holds bytes as they go over the wire
  bool chunked;         // that head said so
  bool with_loop;       // bytes wait for the loop, or are with it
  bool sent;            // the worker has sent all of the answer
  bool lent;            // and goes on with the client (conversation.h)
  bool talking;         // it waits for the next request, or reads it
  bool recalled;        // the loop wants the client back
  double ended;         // clock_ms, when sent

  bool starved;  // the worker's: it found no connection free

  pthread_mutex_t query_lock;  // guards what follows; held while the query is being cancelled
  const struct Executor *executor;
  void *query;

} Exchange;

// `message` becomes the exchange's. One reference: the caller's. exchange->socket is -1.
Exchange *exchange_create(struct Server *server, struct Loop *loop, Message *message);
void exchange_retain(Exchange *exchange);
void exchange_release(Exchange *exchange);

// --- Answering: one thread at a time -----------------------------------------------------------
// Settles status and content type, and forgets fields set before. Only before the first byte.
void exchange_begin(Exchange *exchange, int status, const char *content_type);
void exchange_field(Exchange *exchange, const char *name, const char *value);

// What the access log says beside the status: so many of what. The text is not copied.
void exchange_note_count(Exchange *exchange, size_t count, const char *what);

// An Output's write; self is the Exchange. Blocks while the client is slow, but never on the
// loop's own thread (exchange_reply). Errors: STATUS_CANCELLED.
Status exchange_write(void *self, const char *data, size_t length, Error *err);

// The end: whole, or broken off (the client sees the connection close before its time).
void exchange_finish(Exchange *exchange);
void exchange_abort(Exchange *exchange);

// Takes back what was written, so that the answer can become another. false: some was sent already.
bool exchange_retract(Exchange *exchange) MUST_CHECK;

// The whole of a small body, and the end; never blocks.
void exchange_reply(Exchange *exchange, const char *body, size_t length);

// --- Cancelling --------------------------------------------------------------------------------
// The first reason stays. Wakes the worker; the query itself is cancelled by the canceller.
void exchange_cancel(Exchange *exchange, CancelReason reason);
CancelReason exchange_cancel_reason(const Exchange *exchange);

// Says which query the worker runs, so that it can be cancelled; NULL when it has ended.
void exchange_set_query(Exchange *exchange, const struct Executor *executor, void *query);
// Cancels the query that runs. false: none runs.
bool exchange_cancel_query(Exchange *exchange);

// --- How far it is -----------------------------------------------------------------------------
// As of one moment; an answer that is begun, or sent, stays so.
typedef struct ExchangeState {
  bool begun;     // the worker has sent the answer's head
  bool sent;      // and all the rest
  bool lent;      // the worker goes on with the client
  bool recalled;  // the loop wants the client back
} ExchangeState;

ExchangeState exchange_state(Exchange *exchange) MUST_CHECK;

// --- Conversations (conversation.h): a lent exchange stays so until bytes of it go to the loop.
// --- The worker's: begins to talk, if the answer is sent and the exchange is lent still. Where it
// is not to, the exchange is the loop's.
bool exchange_talk(Exchange *exchange) MUST_CHECK;
// Ends talking; `lends`: it stays lent, unless it is recalled.
void exchange_stop_talking(Exchange *exchange, bool lends);
// The loop's: takes it back; false: the worker talks, and will give it back.
bool exchange_revoke(Exchange *exchange) MUST_CHECK;

// --- The loop's side ---------------------------------------------------------------------------
typedef struct Taken {
  bool started, finished, aborted;
  bool raw;      // the head has been sent, and body needs no framing
  bool chunked;  // that head said so
  int status;
  size_t length;  // of the body so far; of the whole one, when finished
  Buffer body;    // the caller's
} Taken;

// Has the worker sent the answer? If not, it will leave that to the loop from now on.
bool exchange_is_sent_or_left(Exchange *exchange) MUST_CHECK;

// The loop has sent all that it took: unless more has come, the worker may send again.
void exchange_drained(Exchange *exchange);

// The client's connection is the client's alone from now on.
void exchange_detach(Exchange *exchange);

// Counts and logs an answer that has ended; whole: all of it was sent.
void exchange_account(Exchange *exchange, int status, size_t body_bytes, bool whole);

// Takes what is pending, which is the loop's to send from now on, and lets the worker go on.
// Nothing, not even the end, of an answer that the worker has sent. `fields` is filled when it is
// not NULL.
void exchange_take(Exchange *exchange, Taken *out, Buffer *fields);

#endif

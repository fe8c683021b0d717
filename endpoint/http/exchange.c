// Exchanges: the bounded buffer between a worker and a loop, and cancelling.
#include "endpoint/http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/clock.h"
#include "endpoint/http/executor.h"
#include "endpoint/http/head.h"
#include "endpoint/http/loop.h"
#include "endpoint/http/parts.h"

Exchange *exchange_create(struct Server *server, struct Loop *loop, Message *message) {
  Exchange *exchange = calloc(1, sizeof *exchange);
  if (exchange == NULL) abort();
  exchange->server = server;
  exchange->loop = loop;
  exchange->message = message;
  exchange->arrived = clock_ms();
  exchange->socket = -1;
  exchange->head_only = strcmp(message->method, "HEAD") == 0;
  atomic_init(&exchange->references, 1);
  atomic_init(&exchange->cancelled, CANCEL_NONE);
  pthread_mutex_init(&exchange->lock, NULL);
  pthread_mutex_init(&exchange->query_lock, NULL);
  pthread_cond_init(&exchange->drained, NULL);
  return exchange;
}

void exchange_retain(Exchange *exchange) { atomic_fetch_add(&exchange->references, 1); }

void exchange_release(Exchange *exchange) {
  if (atomic_fetch_sub(&exchange->references, 1) != 1) return;
  message_destroy(exchange->message);
  buffer_free(&exchange->fields);
  buffer_free(&exchange->pending);
  pthread_cond_destroy(&exchange->drained);
  pthread_mutex_destroy(&exchange->query_lock);
  pthread_mutex_destroy(&exchange->lock);
  free(exchange);
}

// --- Answering ---------------------------------------------------------------------------------

// With the lock: what follows of the answer is the loop's, and so is a client that was lent.
static void leave_to_loop(Exchange *exchange) {
  exchange->with_loop = true;
  exchange->lent = exchange->talking = false;
}

static void add_field(Buffer *fields, const char *name, const char *value) {
  buffer_add_text(fields, name);
  buffer_add(fields, ": ", 2);
  buffer_add_text(fields, value);
  buffer_add(fields, "\r\n", 2);
}

void exchange_begin(Exchange *exchange, int status, const char *content_type) {
  pthread_mutex_lock(&exchange->lock);
  exchange->status = status;
  buffer_clear(&exchange->fields);
  if (content_type != NULL) add_field(&exchange->fields, "Content-Type", content_type);
  pthread_mutex_unlock(&exchange->lock);
}

void exchange_field(Exchange *exchange, const char *name, const char *value) {
  pthread_mutex_lock(&exchange->lock);
  add_field(&exchange->fields, name, value);
  pthread_mutex_unlock(&exchange->lock);
}

void exchange_note_count(Exchange *exchange, size_t count, const char *what) {
  pthread_mutex_lock(&exchange->lock);
  exchange->counted = what;
  exchange->count = count;
  pthread_mutex_unlock(&exchange->lock);
}

static void add_body(Exchange *exchange, const char *data, size_t length) {
  exchange->started = true;
  exchange->length += length;
  if (exchange->head_only) return;
  if (exchange->raw) buffer_printf(&exchange->pending, "%zx\r\n", length);
  buffer_add(&exchange->pending, data, length);
  if (exchange->raw) buffer_add(&exchange->pending, "\r\n", 2);
}

// May the worker send? With the lock, so that the connection stays.
static bool may_send(const Exchange *exchange) {
  const Message *message = exchange->message;
  return exchange->socket >= 0 && !exchange->with_loop && !exchange->head_only &&
         message->keep_alive && message->minor_version == 1 &&
         atomic_load(&exchange->loop->phase) == LOOP_SERVING;
}

static void write_head(const Exchange *exchange, bool chunked, Buffer *head) {
  head_write(head, &(Head){.status = exchange->status,
                           .fields = &exchange->fields,
                           .minor_version = 1,
                           .keep_alive = true,
                           .chunked = chunked,
                           .has_length = !chunked,
                           .length = exchange->length});
}

// One write that does not wait; true: the socket took all of it. What it did not take becomes
// `pending`, which may be one of the parts.
static bool send_parts(Exchange *exchange, struct iovec parts[], size_t count) {
  const struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
  const ssize_t result = sendmsg(exchange->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  size_t sent = result < 0 ? 0 : (size_t)result;
  Buffer rest = {0};
  for (size_t i = 0; i < count; i++) {
    const size_t skipped = sent < parts[i].iov_len ? sent : parts[i].iov_len;
    buffer_add(&rest, (char *)parts[i].iov_base + skipped, parts[i].iov_len - skipped);
    sent -= skipped;
  }
  if (rest.length == 0) {
    buffer_clear(&exchange->pending);
    return true;
  }
  buffer_free(&exchange->pending);
  exchange->pending = rest;
  leave_to_loop(exchange);
  return false;
}

static struct iovec part(const char *data, size_t length) {
  return (struct iovec){(void *)data, length};  // which sendmsg only reads
}

enum { CHUNK_SIZE = 24 };

// The next part of an answer whose length nobody knows yet, with its head if it is the first.
static void send_chunk(Exchange *exchange, const char *data, size_t length) {
  const bool first = !exchange->raw;
  const Buffer *pending = &exchange->pending;
  Buffer head = {0};
  if (first) write_head(exchange, true, &head);
  char size[CHUNK_SIZE];
  const int digits = snprintf(size, sizeof size, "%zx\r\n", length + (first ? pending->length : 0));
  // What waits is framed already, unless it is from before the head.
  const struct iovec waiting = part(pending->data, pending->length);
  struct iovec parts[] = {
      first ? part(head.data, head.length) : waiting,
      part(size, (size_t)digits),
      first ? waiting : part(NULL, 0),
      part(data, length),
      part("\r\n", 2),
  };
  exchange->started = exchange->taken = exchange->raw = exchange->chunked = true;
  exchange->length += length;
  (void)send_parts(exchange, parts, sizeof parts / sizeof *parts);
  buffer_free(&head);
}

Status exchange_write(void *self, const char *data, size_t length, Error *err) {
  Exchange *exchange = self;
  if (length == 0) return STATUS_OK;
  pthread_mutex_lock(&exchange->lock);
  while (exchange->pending.length >= EXCHANGE_PENDING_MAX &&
         exchange_cancel_reason(exchange) == CANCEL_NONE)
    pthread_cond_wait(&exchange->drained, &exchange->lock);
  const bool cancelled = exchange_cancel_reason(exchange) != CANCEL_NONE;
  // What little comes last goes out with the end, which follows at once: one wake-up, one write.
  const bool enough = exchange->pending.length + length >= EXCHANGE_WORTH_SENDING;
  const bool sends = may_send(exchange);
  if (!cancelled) {
    if (sends && enough)
      send_chunk(exchange, data, length);
    else
      add_body(exchange, data, length);
  }
  const bool posted = sends ? exchange->with_loop : enough || exchange->taken;
  if (posted) leave_to_loop(exchange);
  pthread_mutex_unlock(&exchange->lock);
  if (cancelled) return error_set(err, STATUS_CANCELLED, "the request was cancelled");
  if (posted) loop_post(exchange->loop, exchange);
  return STATUS_OK;
}

// The whole of a small answer, or the last of another.
static void send_end(Exchange *exchange) {
  Buffer head = {0};
  if (!exchange->raw) write_head(exchange, false, &head);
  exchange->started = exchange->taken = exchange->raw = true;
  struct iovec parts[] = {part(head.data, head.length),
                          part(exchange->pending.data, exchange->pending.length)};
  exchange->sent = send_parts(exchange, parts, 2);
  if (exchange->sent) exchange->ended = clock_ms();
  buffer_free(&head);
}

static void end(Exchange *exchange, bool whole) {
  pthread_mutex_lock(&exchange->lock);
  exchange->started = true;
  if (whole)
    exchange->finished = true;
  else
    exchange->aborted = true;
  if (whole && exchange->chunked) buffer_add(&exchange->pending, "0\r\n\r\n", 5);
  if (whole && may_send(exchange)) send_end(exchange);
  const bool sent = exchange->sent;
  if (!sent) leave_to_loop(exchange);
  exchange->with_loop = true;
  pthread_mutex_unlock(&exchange->lock);
  if (sent)
    exchange_account(exchange, exchange->status, exchange->length, true);
  else
    loop_post(exchange->loop, exchange);
}

void exchange_finish(Exchange *exchange) { end(exchange, true); }
void exchange_abort(Exchange *exchange) { end(exchange, false); }

bool exchange_retract(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  const bool free = !exchange->taken;
  if (free) {
    buffer_clear(&exchange->pending);
    exchange->length = 0;
    exchange->started = false;
  }
  pthread_mutex_unlock(&exchange->lock);
  return free;
}

void exchange_reply(Exchange *exchange, const char *body, size_t length) {
  pthread_mutex_lock(&exchange->lock);
  add_body(exchange, body, length);
  exchange->finished = true;
  exchange->lent = exchange->talking = false;
  pthread_mutex_unlock(&exchange->lock);
  loop_post(exchange->loop, exchange);
}

// --- Cancelling --------------------------------------------------------------------------------

CancelReason exchange_cancel_reason(const Exchange *exchange) {
  return (CancelReason)atomic_load(&exchange->cancelled);
}

void exchange_cancel(Exchange *exchange, CancelReason reason) {
  int none = CANCEL_NONE;
  if (!atomic_compare_exchange_strong(&exchange->cancelled, &none, (int)reason)) return;
  pthread_mutex_lock(&exchange->lock);
  pthread_cond_broadcast(&exchange->drained);
  const bool over = exchange->finished || exchange->aborted;
  pthread_mutex_unlock(&exchange->lock);
  if (!over) server_cancel_query(exchange->server, exchange);
}

void exchange_set_query(Exchange *exchange, const struct Executor *executor, void *query) {
  pthread_mutex_lock(&exchange->query_lock);
  exchange->executor = executor;
  exchange->query = query;
  pthread_mutex_unlock(&exchange->query_lock);
}

bool exchange_cancel_query(Exchange *exchange) {
  pthread_mutex_lock(&exchange->query_lock);
  const bool runs = exchange->query != NULL;
  if (runs) exchange->executor->cancel(exchange->query);
  pthread_mutex_unlock(&exchange->query_lock);
  return runs;
}

// --- How far it is -------------------------------------------------------------------------------

ExchangeState exchange_state(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  const ExchangeState state = {.begun = exchange->raw,
                               .sent = exchange->sent,
                               .lent = exchange->lent,
                               .recalled = exchange->recalled};
  pthread_mutex_unlock(&exchange->lock);
  return state;
}

// --- Conversations -------------------------------------------------------------------------------

bool exchange_talk(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  const bool lent = exchange->lent;
  const bool talks = lent && exchange->sent && !exchange->recalled &&
                     exchange_cancel_reason(exchange) == CANCEL_NONE;
  exchange->lent = exchange->talking = talks;
  pthread_mutex_unlock(&exchange->lock);
  if (lent && !talks) loop_post(exchange->loop, exchange);
  return talks;
}

void exchange_stop_talking(Exchange *exchange, bool lends) {
  pthread_mutex_lock(&exchange->lock);
  exchange->talking = false;
  exchange->lent = lends && !exchange->recalled;
  const bool lent = exchange->lent;
  pthread_mutex_unlock(&exchange->lock);
  if (!lent) loop_post(exchange->loop, exchange);
}

bool exchange_revoke(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  const bool talks = exchange->lent && exchange->talking;
  if (talks)
    exchange->recalled = true;
  else
    exchange->lent = false;
  pthread_mutex_unlock(&exchange->lock);
  return !talks;
}

// --- The end ------------------------------------------------------------------------------------

void exchange_detach(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  exchange->socket = -1;
  pthread_mutex_unlock(&exchange->lock);
}

bool exchange_is_sent_or_left(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  const bool sent = exchange->sent;
  exchange->socket = -1;
  pthread_mutex_unlock(&exchange->lock);
  return sent;
}

void exchange_drained(Exchange *exchange) {
  pthread_mutex_lock(&exchange->lock);
  if (exchange->raw && exchange->pending.length == 0 && !exchange->finished && !exchange->aborted)
    exchange->with_loop = false;
  pthread_mutex_unlock(&exchange->lock);
}

// --- The loop's side ---------------------------------------------------------------------------

// The loop may come by for what was written before; what it takes now is on its way with it, and
// the worker must not overtake that.
void exchange_take(Exchange *exchange, Taken *out, Buffer *fields) {
  pthread_mutex_lock(&exchange->lock);
  *out = (Taken){0};
  if (exchange->sent) {
    pthread_mutex_unlock(&exchange->lock);
    return;
  }
  *out = (Taken){.started = exchange->started,
                 .finished = exchange->finished,
                 .aborted = exchange->aborted,
                 .raw = exchange->raw,
                 .chunked = exchange->chunked,
                 .status = exchange->status,
                 .length = exchange->length,
                 .body = exchange->pending};
  exchange->pending = (Buffer){0};
  exchange->taken = exchange->started;
  if (exchange->started && (!exchange->raw || out->body.length > 0)) exchange->with_loop = true;
  if (fields != NULL && exchange->started)
    buffer_add(fields, exchange->fields.data, exchange->fields.length);
  pthread_cond_signal(&exchange->drained);
  pthread_mutex_unlock(&exchange->lock);
}

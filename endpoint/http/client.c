// Clients: the state machine of one connection.
#include "endpoint/http/client.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "endpoint/http/client_parts.h"
#include "endpoint/http/conversation.h"
#include "endpoint/http/head.h"
#include "endpoint/http/parts.h"
#include "endpoint/http/route.h"

enum {
  OUTPUT_HIGH = 256 * 1024,  // bytes in libevent's hands beyond which no more are given to it
  OUTPUT_LOW = 64 * 1024,
  LINGER_MS = 5000,    // a client that still sends after it was refused
  GIVE_UP_MS = 10000,  // a query that does not end although it was cancelled
  HEAD_MARGIN = 4096,
};

static void read_requests(Client *client);
static void refuse(Client *client, const Refusal *refusal);

static const ServerOptions *options_of(const Client *client) {
  return &client->loop->server->options;
}

static struct evbuffer *output_of(const Client *client) {
  return bufferevent_get_output(client->events);
}

Client *client_next(const Client *client) { return client->next; }

static void set_timer(Client *client, TimerKind kind, double ms) {
  if (ms < 0) ms = 0;
  client->timer_kind = kind;
  client->timer_at = clock_ms() + ms;
  const struct timeval after = {(time_t)(ms / 1000), (suseconds_t)(ms * 1000) % 1000000};
  event_add(client->timer, &after);
}

// --- The end of an exchange, and of a client ---------------------------------------------------

// Lets go of the exchange; a worker that still runs goes on with its own reference.
static void leave_exchange(Client *client) {
  Exchange *exchange = client->exchange;
  exchange_detach(exchange);
  client->exchange = NULL;
  exchange->client = NULL;
  exchange_release(exchange);
}

static void end_exchange(Client *client, bool whole) {
  exchange_account(client->exchange, client->status, client->body_sent, whole);
  leave_exchange(client);
}

// Where the worker has sent the answer, the client is between requests.
static bool settle_if(Client *client, bool sent) {
  if (!sent) return false;
  const double idle = clock_ms() - client->exchange->ended;
  leave_exchange(client);
  client->state = CLIENT_READING;
  client->is_prompt = idle < CONVERSATION_MS;
  set_timer(client, TIMER_IDLE, options_of(client)->idle_timeout_ms - idle);
  return true;
}

// To be asked first whenever something happens to a client that is being answered. If the answer is
// not sent, what follows of it is the loop's.
static bool settle(Client *client) {
  return client->state == CLIENT_ANSWERING &&
         settle_if(client, exchange_is_sent_or_left(client->exchange));
}

// The same where the worker may go on sending.
static bool settle_meanwhile(Client *client) {
  return client->state == CLIENT_ANSWERING &&
         settle_if(client, exchange_state(client->exchange).sent);
}

static void close_client(Client *client, CancelReason reason) {
  if (client->exchange != NULL) {
    exchange_cancel(client->exchange, reason);
    end_exchange(client, false);
  }
  Loop *loop = client->loop;
  if (client->next != NULL) client->next->previous = client->previous;
  if (client->previous != NULL)
    client->previous->next = client->next;
  else
    loop->clients = client->next;
  if (client->gone != NULL) event_free(client->gone);
  if (client->ahead != NULL) evbuffer_free(client->ahead);
  bufferevent_free(client->events);
  event_free(client->timer);
  pthread_mutex_destroy(&client->lock);
  message_reader_destroy(client->reader);
  free(client);
  atomic_fetch_sub(&loop->server->metrics.clients, 1);
  loop_client_left(loop);
}

static void close_when_sent(Client *client) {
  client->state = CLIENT_CLOSING;
  client->timer_kind = TIMER_NONE;
  event_del(client->timer);
  if (evbuffer_get_length(output_of(client)) > 0) return;
  if (client->peer_done || client->reset) {
    const struct linger reset = {.l_onoff = client->reset, .l_linger = 0};
    (void)setsockopt(bufferevent_getfd(client->events), SOL_SOCKET, SO_LINGER, &reset,
                     sizeof reset);
    close_client(client, CANCEL_NONE);
    return;
  }
  // RFC 9112, 9.6: closing at once with unread bytes would destroy the answer on its way.
  (void)shutdown(bufferevent_getfd(client->events), SHUT_WR);
  client->state = CLIENT_LINGERING;
  struct evbuffer *input = bufferevent_get_input(client->events);
  evbuffer_drain(input, evbuffer_get_length(input));
  set_timer(client, TIMER_OTHER, LINGER_MS);
}

// Ends the connection so that the client sees that the answer is not whole: the last chunk is
// missing. An HTTP/1.0 answer ends with its connection, so that one is reset.
static void break_off(Client *client) {
  client->reset = !client->chunked;
  end_exchange(client, false);
  close_when_sent(client);
}

// --- Sending -----------------------------------------------------------------------------------

static void add_head(Client *client, const Head *head) {
  Buffer text = {0};
  head_write(&text, head);
  evbuffer_add(output_of(client), text.data, text.length);
  buffer_free(&text);
}

static void send_head(Client *client, const Taken *taken, const Buffer *fields) {
  const Message *message = client->exchange->message;
  client->head_sent = true;
  client->status = taken->status;
  client->raw = taken->raw;
  client->chunked = taken->raw ? taken->chunked : !taken->finished && message->minor_version == 1;
  client->keep_alive = message->keep_alive && client->loop->seen == LOOP_SERVING &&
                       (taken->finished || client->chunked) && !taken->aborted;
  if (taken->raw) return;
  add_head(client, &(Head){.status = taken->status,
                           .fields = fields,
                           .minor_version = message->minor_version,
                           .keep_alive = client->keep_alive,
                           .chunked = client->chunked,
                           .has_length = taken->finished,
                           .length = taken->length});
}

static void free_bytes(const void *data, size_t length, void *self) {
  (void)data, (void)length;
  free(self);
}

// body becomes libevent's.
static void send_body(Client *client, Buffer *body) {
  struct evbuffer *out = output_of(client);
  const bool framed = client->chunked && !client->raw;
  client->body_sent += body->length;
  if (framed) evbuffer_add_printf(out, "%zx\r\n", body->length);
  evbuffer_add_reference(out, body->data, body->length, free_bytes, body->data);
  if (framed) evbuffer_add(out, "\r\n", 2);
  *body = (Buffer){0};
}

static void finish_answer(Client *client) {
  if (client->chunked && !client->raw && !client->exchange->head_only)
    evbuffer_add(output_of(client), "0\r\n\r\n", 5);
  end_exchange(client, true);
  if (client->keep_alive && client->loop->seen == LOOP_SERVING && !client->peer_done) {
    client->state = CLIENT_READING;
    client->timer_kind = TIMER_NONE;
    event_del(client->timer);
    read_requests(client);
  } else {
    close_when_sent(client);
  }
}

// A client that a worker has given back while the loop ends. true: nothing is left to do for it.
static bool has_stopped(Client *client) {
  const LoopPhase phase = client->loop->seen;
  if (phase == LOOP_SERVING) return false;
  const bool over = phase == LOOP_CLOSING || exchange_state(client->exchange).sent;
  client_stop(client, phase);
  return over;
}

void client_send(Client *client) {
  if (client->state == CLIENT_LENT && (!conversation_is_over(client) || has_stopped(client)))
    return;
  // One that was taken back is answering: has_stopped closes none such.
  if (settle_meanwhile(client)) {  // NOLINT(clang-analyzer-unix.Malloc)
    read_requests(client);
    return;
  }
  while (client->state == CLIENT_ANSWERING &&
         evbuffer_get_length(output_of(client)) < OUTPUT_HIGH) {
    Taken taken;
    Buffer fields = {0};
    exchange_take(client->exchange, &taken, client->head_sent ? NULL : &fields);
    if (taken.started && !client->head_sent) send_head(client, &taken, &fields);
    buffer_free(&fields);
    const bool some = taken.body.length > 0;
    if (some)
      send_body(client, &taken.body);
    else
      buffer_free(&taken.body);
    if (taken.aborted) {
      break_off(client);
      return;
    }
    if (taken.finished) {
      finish_answer(client);
      return;
    }
    if (!some) {
      if (evbuffer_get_length(output_of(client)) == 0) exchange_drained(client->exchange);
      return;
    }
  }
}

// An answer without an exchange; the connection ends.
static void refuse(Client *client, const Refusal *refusal) {
  Metrics *metrics = &client->loop->server->metrics;
  metrics_count(metrics, refusal->status, true, CANCEL_NONE, 0, 0);
  log_write(LOG_INFO, "%s refused: %d %s", client->peer, refusal->status, refusal->text);
  Buffer fields = {0};
  buffer_add_text(&fields, "Content-Type: text/plain; charset=utf-8\r\n");
  add_head(client, &(Head){.status = refusal->status,
                           .fields = &fields,
                           .minor_version = 1,
                           .has_length = true,
                           .length = strlen(refusal->text) + 1});
  buffer_free(&fields);
  evbuffer_add_printf(output_of(client), "%s\n", refusal->text);
  close_when_sent(client);
}

// --- Reading -----------------------------------------------------------------------------------

void client_set_answer_timer(Client *client) {
  const double left = client->exchange->deadline - clock_ms();
  const double idle = options_of(client)->idle_timeout_ms;
  set_timer(client, TIMER_OTHER, left < idle ? left : idle);
}

Exchange *client_begin_exchange(Client *client, Message *message, int socket) {
  Exchange *exchange = exchange_create(client->loop->server, client->loop, message);
  exchange->client = client;
  exchange->deadline = exchange->arrived + options_of(client)->timeout_ms;
  memcpy(exchange->peer, client->peer, sizeof exchange->peer);
  exchange->socket = socket;
  client->head_sent = client->chunked = client->raw = client->late = false;
  client->status = 0;
  client->body_sent = 0;
  atomic_fetch_add(&client->loop->server->metrics.running, 1);
  return exchange;
}

static void begin_exchange(Client *client, Message *message) {
  // May the worker send? Neither the rest of the last answer nor another request waits.
  const bool alone = evbuffer_get_length(output_of(client)) == 0 &&
                     evbuffer_get_length(bufferevent_get_input(client->events)) == 0;
  Exchange *exchange =
      client_begin_exchange(client, message, alone ? bufferevent_getfd(client->events) : -1);
  client->exchange = exchange;
  client->state = CLIENT_ANSWERING;
  route_find(exchange);
  client_set_answer_timer(client);
  if (exchange->job == NULL) return;
  conversation_lend(client, exchange);
  if (workers_submit(exchange->server->workers, exchange)) return;
  if (conversation_reclaim(client)) route_refuse(exchange);
}

static void set_read_timer(Client *client) {
  if (message_reader_is_inside(client->reader)) {
    if (client->timer_kind != TIMER_REQUEST)
      set_timer(client, TIMER_REQUEST, options_of(client)->request_timeout_ms);
  } else if (client->timer_kind != TIMER_IDLE) {
    set_timer(client, TIMER_IDLE, options_of(client)->idle_timeout_ms);
  }
}

// What a worker met while the client was lent comes first.
static ReadResult next_message(Client *client, Message **out, Refusal *refusal) {
  const ReadResult found = client->found;
  client->found = READ_MORE;
  *refusal = client->refusal;
  if (found != READ_MORE) return found;
  return message_reader_read(client->reader, bufferevent_get_input(client->events), out, refusal);
}

static void read_requests(Client *client) {
  if (evbuffer_get_length(output_of(client)) < OUTPUT_HIGH) {
    Message *message = NULL;
    Refusal refusal;
    switch (next_message(client, &message, &refusal)) {
      case READ_WHOLE: begin_exchange(client, message); return;
      case READ_BAD: refuse(client, &refusal); return;
      case READ_CONTINUE:
        evbuffer_add_printf(output_of(client), "HTTP/1.1 100 Continue\r\n\r\n");
        break;
      case READ_MORE: break;
    }
  }
  set_read_timer(client);
}

static void on_read(struct bufferevent *events, void *self) {
  Client *client = self;
  (void)settle(client);
  switch (client->state) {
    case CLIENT_READING: read_requests(client); break;
    case CLIENT_ANSWERING:  // the next request waits; the watermark bounds it
    case CLIENT_LENT: break;
    case CLIENT_CLOSING:
    case CLIENT_LINGERING: {
      struct evbuffer *input = bufferevent_get_input(events);
      evbuffer_drain(input, evbuffer_get_length(input));
      break;
    }
  }
}

static void on_written(struct bufferevent *events, void *self) {
  (void)events;
  Client *client = self;
  switch (client->state) {
    case CLIENT_READING: read_requests(client); break;
    case CLIENT_ANSWERING:
    case CLIENT_LENT: client_send(client); break;
    case CLIENT_CLOSING: close_when_sent(client); break;
    case CLIENT_LINGERING: break;
  }
}

static void on_event(struct bufferevent *events, short what, void *self) {
  (void)events;
  Client *client = self;
  if (!conversation_reclaim(client)) return;  // the worker sees it too
  (void)settle(client);
  if (what & BEV_EVENT_TIMEOUT) {
    close_client(client, CANCEL_STALLED);
  } else if (what & BEV_EVENT_ERROR) {
    close_client(client, CANCEL_GONE);
  } else if (what & BEV_EVENT_EOF) {
    client->peer_done = true;
    switch (client->state) {
      case CLIENT_READING: close_when_sent(client); break;
      case CLIENT_ANSWERING: close_client(client, CANCEL_GONE); break;
      case CLIENT_LENT:
      case CLIENT_CLOSING: break;
      case CLIENT_LINGERING: close_client(client, CANCEL_NONE); break;
    }
  }
}

// The deadline of an exchange: its query is cancelled and the worker says so. A worker that does
// not come back is left to itself.
static void on_deadline(Client *client) {
  if (!client->late && clock_ms() < client->exchange->deadline) {
    client_set_answer_timer(client);
  } else if (!client->late) {
    client->late = true;
    exchange_cancel(client->exchange, CANCEL_TIMEOUT);
    set_timer(client, TIMER_OTHER, GIVE_UP_MS);
  } else if (settle(client)) {
    return;
  } else if (client->head_sent || exchange_state(client->exchange).begun) {
    break_off(client);
  } else {
    client->status = 504;
    end_exchange(client, false);
    refuse(client, &(Refusal){504, "the query took too long and does not stop"});
  }
}

static void on_timer(evutil_socket_t fd, short what, void *self) {
  (void)fd, (void)what;
  Client *client = self;
  if (!conversation_reclaim(client)) return;
  // Its time as an idle client begins with the answer's end.
  // One that was taken back is answering: has_stopped closes none such.
  if (settle_meanwhile(client)) {  // NOLINT(clang-analyzer-unix.Malloc)
    read_requests(client);
    return;
  }
  switch (client->state) {
    case CLIENT_READING:
      if (message_reader_is_inside(client->reader))
        refuse(client, &(Refusal){408, "the request did not arrive in time"});
      else if (evbuffer_get_length(output_of(client)) > 0)  // it still reads the last answer
        set_timer(client, TIMER_IDLE, options_of(client)->idle_timeout_ms);
      else
        close_client(client, CANCEL_NONE);
      break;
    case CLIENT_ANSWERING: on_deadline(client); break;
    case CLIENT_LENT:
    case CLIENT_CLOSING: break;
    case CLIENT_LINGERING: close_client(client, CANCEL_NONE); break;
  }
}

// --- Life --------------------------------------------------------------------------------------

static void name_peer(Client *client, const struct sockaddr *peer, socklen_t length) {
  if (peer->sa_family == AF_UNIX) {  // which has no name at that end
    (void)snprintf(client->peer, sizeof client->peer, "unix");
    return;
  }
  char host[46] = "?", port[8] = "?";
  (void)getnameinfo(peer, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
  (void)snprintf(client->peer, sizeof client->peer, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host,
                 port);
}

void client_create(Loop *loop, int fd, const struct sockaddr *peer, socklen_t peer_length) {
  Client *client = calloc(1, sizeof *client);
  if (client == NULL) abort();
  const ServerOptions *options = &loop->server->options;
  client->loop = loop;
  pthread_mutex_init(&client->lock, NULL);
  name_peer(client, peer, peer_length);
  const MessageLimits limits = {options->max_head, options->max_body};
  client->reader = message_reader_create(&limits);
  client->events = bufferevent_socket_new(loop->base, fd, BEV_OPT_CLOSE_ON_FREE);
  client->timer = evtimer_new(loop->base, on_timer, client);
  if (client->events == NULL || client->timer == NULL) abort();
  client->next = loop->clients;
  if (client->next != NULL) client->next->previous = client;
  loop->clients = client;
  bufferevent_setcb(client->events, on_read, on_written, on_event, client);
  bufferevent_setwatermark(client->events, EV_READ, 0, options->max_head + HEAD_MARGIN);
  bufferevent_setwatermark(client->events, EV_WRITE, OUTPUT_LOW, 0);
  // The default, 16 KiB, is a system call and a turn of the loop for each of them.
  (void)bufferevent_set_max_single_write(client->events, OUTPUT_HIGH);
  const struct timeval stalled = {options->write_timeout_ms / 1000,
                                  (suseconds_t)(options->write_timeout_ms % 1000) * 1000};
  bufferevent_set_timeouts(client->events, NULL, &stalled);
  bufferevent_enable(client->events, EV_READ | EV_WRITE);
  set_read_timer(client);
}

void client_stop(Client *client, LoopPhase phase) {
  if (!conversation_reclaim(client)) return;
  (void)settle(client);
  if (phase == LOOP_CLOSING || client->state == CLIENT_LINGERING)
    close_client(client, CANCEL_SHUTDOWN);
  else if (client->state == CLIENT_READING)
    close_when_sent(client);
  else if (phase == LOOP_CANCELLING && client->exchange != NULL)
    exchange_cancel(client->exchange, CANCEL_SHUTDOWN);
}

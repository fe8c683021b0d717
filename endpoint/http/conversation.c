// Conversations: lending clients to workers, and taking them back.
#include "endpoint/http/conversation.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "endpoint/http/client_parts.h"
#include "endpoint/http/parts.h"
#include "endpoint/http/route.h"

enum { READ_SIZE = 16 * 1024 };

// --- The loop's side -----------------------------------------------------------------------------

static void on_gone(evutil_socket_t fd, short what, void *self) {
  (void)fd, (void)what;
  if (conversation_reclaim(self)) return;  // reading again tells the loop
  event_del(((Client *)self)->gone);       // the worker sees it too
}

static bool may_lend(const Client *client, const Exchange *exchange) {
  const Message *message = exchange->message;
  return client->is_prompt && exchange->socket >= 0 && message->keep_alive &&
         message->minor_version == 1 && !exchange->head_only &&
         workers_are_free(exchange->server->workers);
}

void conversation_lend(Client *client, Exchange *exchange) {
  if (!may_lend(client, exchange)) return;
  if (client->gone == NULL) {
    client->gone = event_new(client->loop->base, bufferevent_getfd(client->events),
                             EV_CLOSED | EV_PERSIST, on_gone, client);
    client->ahead = evbuffer_new();
    if (client->gone == NULL || client->ahead == NULL) abort();
  }
  bufferevent_disable(client->events, EV_READ);
  event_add(client->gone, NULL);
  client->found = READ_MORE;
  client->state = CLIENT_LENT;
  exchange->lent = true;
}

static void take_back(Client *client) {
  event_del(client->gone);
  client->state = CLIENT_ANSWERING;
  bufferevent_enable(client->events, EV_READ);
  evbuffer_prepend_buffer(bufferevent_get_input(client->events), client->ahead);
  client_set_answer_timer(client);
}

bool conversation_reclaim(Client *client) {
  if (client->state != CLIENT_LENT) return true;
  pthread_mutex_lock(&client->lock);
  const bool revoked = exchange_revoke(client->exchange);
  pthread_mutex_unlock(&client->lock);
  if (!revoked) return false;
  take_back(client);
  return true;
}

bool conversation_is_over(Client *client) {
  if (client->state != CLIENT_LENT) return true;
  pthread_mutex_lock(&client->lock);
  const bool lent = exchange_state(client->exchange).lent;
  pthread_mutex_unlock(&client->lock);
  if (lent) return false;
  take_back(client);
  return true;
}

// --- The worker's side ---------------------------------------------------------------------------

// More of the client's bytes. false: none came in time, it has closed its end, or the loop or
// another client wants the worker.
static bool read_more(Client *client, Exchange *exchange, double until) {
  Workers *workers = exchange->server->workers;
  if (exchange_state(exchange).recalled || atomic_load(&client->loop->phase) != LOOP_SERVING)
    return false;
  const int left = (int)(until - clock_ms());
  if (left <= 0) return false;
  const int wanted = workers_begin_waiting(workers);
  if (wanted < 0) return false;
  struct pollfd on[] = {{.fd = exchange->socket, .events = POLLIN},
                        {.fd = wanted, .events = POLLIN}};
  const int ready = poll(on, sizeof on / sizeof *on, left);
  workers_end_waiting(workers, on[1].revents != 0);
  if (ready <= 0 || on[0].revents == 0) return false;
  char block[READ_SIZE];
  const ssize_t size = recv(exchange->socket, block, sizeof block, MSG_DONTWAIT);
  return size > 0 && evbuffer_add(client->ahead, block, (size_t)size) == 0;
}

static Message *read_message(Client *client, Exchange *exchange) {
  Message *message = NULL;
  const double until = clock_ms() + CONVERSATION_MS;
  do {
    client->found = message_reader_read(client->reader, client->ahead, &message, &client->refusal);
  } while (client->found == READ_MORE && read_more(client, exchange, until));
  return message;
}

// In the place of the client's exchange, which is over.
static Exchange *replace(Client *client, Exchange *exchange, Message *message) {
  Exchange *next = client_begin_exchange(client, message, exchange->socket);
  next->lent = next->talking = true;
  exchange_retain(next);
  pthread_mutex_lock(&client->lock);
  next->recalled = exchange_state(exchange).recalled;
  client->exchange = next;
  pthread_mutex_unlock(&client->lock);
  exchange->client = NULL;
  exchange_release(exchange);
  return next;
}

Exchange *conversation_next(Exchange *exchange) {
  if (!exchange_talk(exchange)) return NULL;
  Client *client = exchange->client;
  Message *message = read_message(client, exchange);
  if (message == NULL) {
    exchange_stop_talking(exchange, false);
    return NULL;
  }
  client->found = READ_MORE;
  atomic_fetch_add(&exchange->server->metrics.conversed, 1);
  Exchange *next = replace(client, exchange, message);
  route_find(next);
  if (next->job == NULL) {  // answered: it is the loop's
    exchange_release(next);
    return NULL;
  }
  exchange_stop_talking(next, client->timer_at <= next->deadline);
  return next;
}

// Event loops: accepting, waking, stopping.
#include "endpoint/http/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "endpoint/http/client.h"
#include "endpoint/http/parts.h"

enum { RESUME_US = 200000 };

static void wake_up(Loop *loop) {
  const uint64_t one = 1;
  if (write(loop->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
    log_write(LOG_ERROR, "cannot wake an event loop");
}

void loop_post(Loop *loop, Exchange *exchange) {
  pthread_mutex_lock(&loop->lock);
  const bool first = loop->ready_first == NULL;
  if (!exchange->ready) {
    exchange->ready = true;
    exchange->ready_next = NULL;
    exchange_retain(exchange);
    if (loop->ready_last == NULL)
      loop->ready_first = exchange;
    else
      loop->ready_last->ready_next = exchange;
    loop->ready_last = exchange;
  }
  pthread_mutex_unlock(&loop->lock);
  if (first) wake_up(loop);
}

static Exchange *take_ready(Loop *loop) {
  pthread_mutex_lock(&loop->lock);
  Exchange *exchange = loop->ready_first;
  if (exchange != NULL) {
    loop->ready_first = exchange->ready_next;
    if (loop->ready_first == NULL) loop->ready_last = NULL;
    exchange->ready = false;
  }
  pthread_mutex_unlock(&loop->lock);
  return exchange;
}

void loop_set_phase(Loop *loop, LoopPhase phase) {
  if (atomic_load(&loop->phase) < (int)phase) atomic_store(&loop->phase, (int)phase);
  wake_up(loop);
}

static void leave_if_done(Loop *loop) {
  if (loop->seen >= LOOP_STOPPING && loop->client_count == 0) event_base_loopbreak(loop->base);
}

void loop_client_left(Loop *loop) {
  loop->client_count--;
  leave_if_done(loop);
}

static void stop_accepting(Loop *loop) {
  if (loop->listener != NULL) evconnlistener_free(loop->listener);
  loop->listener = NULL;
}

static void on_wake(evutil_socket_t fd, short what, void *self) {
  (void)what;
  Loop *loop = self;
  uint64_t count;
  if (read(fd, &count, sizeof count) < 0 && errno != EAGAIN)
    log_write(LOG_ERROR, "cannot read an event loop's wake-up");
  for (Exchange *exchange; (exchange = take_ready(loop)) != NULL;) {
    if (exchange->client != NULL) client_send(exchange->client);
    exchange_release(exchange);
  }
  const LoopPhase phase = (LoopPhase)atomic_load(&loop->phase);
  if (phase == loop->seen) return;
  loop->seen = phase;
  stop_accepting(loop);
  for (struct Client *client = loop->clients, *next; client != NULL; client = next) {
    next = client_next(client);
    client_stop(client, phase);
  }
  leave_if_done(loop);
}

// --- Accepting ---------------------------------------------------------------------------------

static void turn_away(int fd) {
  static const char answer[] =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Retry-After: 5\r\nConnection: close\r\nContent-Length: 28\r\n\r\n"
      "too many clients, try later\n";
  (void)send(fd, answer, sizeof answer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  (void)shutdown(fd, SHUT_WR);
  close(fd);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer,
                      int peer_length, void *self) {
  (void)listener;
  Loop *loop = self;
  Metrics *metrics = &loop->server->metrics;
  if (atomic_fetch_add(&metrics->clients, 1) >= loop->server->options.client_limit) {
    atomic_fetch_sub(&metrics->clients, 1);
    atomic_fetch_add(&metrics->rejected, 1);
    turn_away(fd);
    return;
  }
  const int one = 1;
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // no use of a Unix socket
  client_create(loop, fd, peer, (socklen_t)peer_length);
  loop->client_count++;
}

static void on_resume(evutil_socket_t fd, short what, void *self) {
  (void)fd, (void)what;
  Loop *loop = self;
  if (loop->listener != NULL) evconnlistener_enable(loop->listener);
}

// Descriptors have run out: waits a moment rather than failing at once again.
static void on_accept_error(struct evconnlistener *listener, void *self) {
  Loop *loop = self;
  log_write(LOG_ERROR, "cannot accept a client: %s", strerror(errno));
  evconnlistener_disable(listener);
  const struct timeval soon = {0, RESUME_US};
  event_add(loop->resume, &soon);
}

// --- Life --------------------------------------------------------------------------------------

Status loop_create(struct Server *server, int listen_fd, Loop **out, Error *err) {
  Loop *loop = calloc(1, sizeof *loop);
  if (loop == NULL) abort();
  *out = loop;
  loop->server = server;
  pthread_mutex_init(&loop->lock, NULL);
  loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  loop->base = event_base_new();
  const int fd = dup(listen_fd);
  if (loop->wake_fd < 0 || loop->base == NULL || fd < 0) {
    if (fd >= 0) close(fd);
    return error_set(err, STATUS_IO, "cannot make an event loop: %s", strerror(errno));
  }
  loop->wake = event_new(loop->base, loop->wake_fd, EV_READ | EV_PERSIST, on_wake, loop);
  loop->resume = evtimer_new(loop->base, on_resume, loop);
  loop->listener = evconnlistener_new(loop->base, on_accept, loop,
                                      LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
  if (loop->wake == NULL || loop->resume == NULL || loop->listener == NULL) abort();
  evconnlistener_set_error_cb(loop->listener, on_accept_error);
  event_add(loop->wake, NULL);
  return STATUS_OK;
}

static void *run(void *self) {
  Loop *loop = self;
  event_base_dispatch(loop->base);
  atomic_store(&loop->done, true);
  return NULL;
}

Status loop_start(Loop *loop, Error *err) {
  const int failure = pthread_create(&loop->thread, NULL, run, loop);
  if (failure != 0)
    return error_set(err, STATUS_IO, "cannot start an event loop: %s", strerror(failure));
  loop->has_thread = true;
  return STATUS_OK;
}

void loop_join(Loop *loop) {
  if (loop->has_thread) pthread_join(loop->thread, NULL);
  loop->has_thread = false;
}

void loop_destroy(Loop *loop) {
  if (loop == NULL) return;
  for (Exchange *exchange; (exchange = take_ready(loop)) != NULL;) exchange_release(exchange);
  stop_accepting(loop);
  if (loop->wake != NULL) event_free(loop->wake);
  if (loop->resume != NULL) event_free(loop->resume);
  if (loop->base != NULL) event_base_free(loop->base);
  if (loop->wake_fd >= 0) close(loop->wake_fd);
  pthread_mutex_destroy(&loop->lock);
  free(loop);
}

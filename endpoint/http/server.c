// The server: its parts put together, and its end.
#include "endpoint/http/server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "endpoint/http/loop.h"
#include "endpoint/http/parts.h"

enum { MAX_BODY = 1 << 20, MAX_HEAD = 1 << 16, CANCEL_GRACE_MS = 3000, DONE_POLL_MS = 50 };

static void set_default(unsigned *option, unsigned value) {
  if (*option == 0) *option = value;
}

static void set_defaults(ServerOptions *options) {
  if (options->host == NULL) options->host = "127.0.0.1";
  if (options->title == NULL) options->title = "Anamorph";
  if (options->page_rows == 0) options->page_rows = 1000;
  if (options->max_body == 0) options->max_body = MAX_BODY;
  if (options->max_head == 0) options->max_head = MAX_HEAD;
  set_default(&options->loops, 2);
  set_default(&options->pool_size, 8);
  set_default(&options->workers, options->pool_size + 2);
  set_default(&options->queue_limit, 128);
  set_default(&options->client_limit, 1024);
  set_default(&options->timeout_ms, 300000);
  set_default(&options->default_timeout_ms, options->timeout_ms);
  set_default(&options->plan_cache, 4096);
  set_default(&options->request_timeout_ms, 30000);
  set_default(&options->idle_timeout_ms, 60000);
  set_default(&options->write_timeout_ms, 30000);
  set_default(&options->grace_ms, 10000);
}

// --- Life --------------------------------------------------------------------------------------

// Members of one database share its connections.
static Status open_pool(Server *server, size_t which, Error *err) {
  const ServerOptions *options = &server->options;
  struct Member *member = &server->member[which];
  const char *conninfo = which == 0 ? options->conninfo : options->member[which - 1].conninfo;
  if (!member->executor->needs_database) return STATUS_OK;
  for (size_t i = 0; i < which; i++) {
    const char *other = i == 0 ? options->conninfo : options->member[i - 1].conninfo;
    if (conninfo == other || (conninfo != NULL && other != NULL && strcmp(conninfo, other) == 0)) {
      member->pool = server->member[i].pool;
      return STATUS_OK;
    }
  }
  const PoolOptions pool = {
      .conninfo = conninfo, .size = options->pool_size, .waiting_limit = options->workers};
  return pool_create(&pool, &member->pool, err);
}

static void create_members(Server *server) {
  const ServerOptions *options = &server->options;
  server->member = calloc(options->member_count + 1, sizeof *server->member);
  if (server->member == NULL) abort();
  for (size_t i = 0; i <= options->member_count; i++) {
    struct Member *member = &server->member[i];
    member->name = i == 0 ? "" : options->member[i - 1].name;
    member->mapping = i == 0 ? options->mapping : options->member[i - 1].mapping;
    member->executor = options->executor;
    if (options->executor != NULL) continue;
    const unsigned plans = options->plan_cache_off ? 0 : options->plan_cache;
    member->own_executor = executor_create(member->mapping, i == 0 ? options->rules : NULL, plans);
    member->executor = &member->own_executor;
  }
}

static void destroy_members(Server *server) {
  for (size_t i = server->options.member_count + 1; i > 0; i--) {
    struct Member *member = &server->member[i - 1];
    bool shared = false;
    for (size_t j = 0; j + 1 < i; j++) shared |= server->member[j].pool == member->pool;
    if (!shared) pool_destroy(member->pool);
    if (member->own_executor.release != NULL)
      member->own_executor.release(member->own_executor.self);
  }
  free(server->member);
}

static Status create_parts(Server *server, Error *err) {
  const ServerOptions *options = &server->options;
  if (options->timeout_ms > 0x7fffffff)
    return error_set(err, STATUS_USAGE, "a limit of the server is out of range");
  TRY(listener_open(options->host, options->port, &server->listener, err));
  server->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (server->stop_fd < 0)
    return error_set(err, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
  for (size_t i = 0; i <= options->member_count; i++) TRY(open_pool(server, i, err));
  server->loop = calloc(options->loops, sizeof(struct Loop *));
  if (server->loop == NULL) abort();
  for (unsigned i = 0; i < options->loops; i++) {
    server->loop_count++;
    TRY(loop_create(server, server->listener.fd, &server->loop[i], err));
  }
  return STATUS_OK;
}

Status server_create(const ServerOptions *options, Server **out, Error *err) {
  *out = NULL;
  Server *server = calloc(1, sizeof *server);
  if (server == NULL) abort();
  server->options = *options;
  server->listener.fd = server->stop_fd = -1;
  set_defaults(&server->options);
  create_members(server);
  const Status status = create_parts(server, err);
  if (status != STATUS_OK) {
    server_destroy(server);
    return status;
  }
  *out = server;
  return STATUS_OK;
}

void server_destroy(Server *server) {
  if (server == NULL) return;
  for (unsigned i = 0; i < server->loop_count; i++) loop_destroy(server->loop[i]);
  free(server->loop);
  listener_close(&server->listener);
  if (server->stop_fd >= 0) close(server->stop_fd);
  destroy_members(server);
  free(server);
}

unsigned short server_port(const Server *server) { return server->listener.port; }

const char *server_socket(const Server *server) { return server->listener.path; }

void server_stop(Server *server) {
  const uint64_t one = 1;
  if (write(server->stop_fd, &one, sizeof one) < 0) return;  // full: it stops already
}

void server_cancel_query(Server *server, Exchange *exchange) {
  workers_cancel_query(server->workers, exchange);
  if (exchange->member != NULL && exchange->member->pool != NULL) pool_wake(exchange->member->pool);
}

// --- Running -----------------------------------------------------------------------------------

// Threads get no signals: they go to the thread that called server_run.
static Status start_threads(Server *server, Error *err) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  Status status =
      workers_create(server->options.workers, server->options.queue_limit, &server->workers, err);
  for (unsigned i = 0; i < server->loop_count && status == STATUS_OK; i++)
    status = loop_start(server->loop[i], err);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return status;
}

static void set_phase(Server *server, LoopPhase phase) {
  for (unsigned i = 0; i < server->loop_count; i++) loop_set_phase(server->loop[i], phase);
}

static bool loops_are_done(Server *server) {
  for (unsigned i = 0; i < server->loop_count; i++)
    if (server->loop[i]->has_thread && !atomic_load(&server->loop[i]->done)) return false;
  return true;
}

// True when server_stop was called or a signal came, within `ms` (-1: waits for it).
static bool wait_for_stop(Server *server, int signal_fd, int ms) {
  struct pollfd fds[] = {{.fd = server->stop_fd, .events = POLLIN},
                         {.fd = signal_fd, .events = POLLIN}};
  if (poll(fds, signal_fd < 0 ? 1 : 2, ms) <= 0) return false;
  uint64_t count = 0;
  struct signalfd_siginfo info;
  bool stop = false;
  if (fds[0].revents != 0) stop = read(server->stop_fd, &count, sizeof count) > 0;
  if (signal_fd >= 0 && fds[1].revents != 0)
    stop |= read(signal_fd, &info, sizeof info) == (ssize_t)sizeof info;
  return stop;
}

static void serve(Server *server, int signal_fd) {
  while (!wait_for_stop(server, signal_fd, -1)) continue;
  log_write(LOG_INFO, "stopping");
  LoopPhase phase = LOOP_STOPPING;
  double until = clock_ms() + server->options.grace_ms;
  set_phase(server, phase);
  while (!loops_are_done(server)) {
    const bool again = wait_for_stop(server, signal_fd, DONE_POLL_MS);
    if ((!again && clock_ms() < until) || phase == LOOP_CLOSING) continue;
    phase = phase == LOOP_STOPPING ? LOOP_CANCELLING : LOOP_CLOSING;
    until = clock_ms() + CANCEL_GRACE_MS;
    set_phase(server, phase);
  }
}

Status server_run(Server *server, Error *err) {
  sigset_t stop_signals, before;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  int signal_fd = -1;
  // A client that has gone is seen by its socket's error.
  struct sigaction ignore = {.sa_handler = SIG_IGN}, pipe_before;
  sigaction(SIGPIPE, &ignore, &pipe_before);
  if (server->options.handle_signals) {
    pthread_sigmask(SIG_BLOCK, &stop_signals, &before);
    signal_fd = signalfd(-1, &stop_signals, SFD_NONBLOCK | SFD_CLOEXEC);
  }
  const Status status = start_threads(server, err);
  if (status == STATUS_OK) {
    if (server->listener.path != NULL)
      log_write(LOG_INFO, "serving on %s", server->options.host);
    else
      log_write(LOG_INFO, "serving on %s, port %u", server->options.host, server->listener.port);
    serve(server, signal_fd);
  } else {
    set_phase(server, LOOP_CLOSING);
  }
  for (unsigned i = 0; i < server->loop_count; i++) loop_join(server->loop[i]);
  if (server->options.handle_signals) {
    if (signal_fd >= 0) close(signal_fd);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  workers_destroy(server->workers);
  server->workers = NULL;
  sigaction(SIGPIPE, &pipe_before, NULL);
  log_write(LOG_INFO, "stopped");
  return status;
}

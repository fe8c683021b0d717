// The pool: idle connections on a stack, a count of the open ones, a thread that looks after them.
#include "endpoint/run/pool.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"

// RETRY_MS: after a failed connection attempt others fail at once for that long, rather than each
// waiting for the same time-out.
enum { DEFAULT_CHECK_MS = 5000, DEFAULT_IDLE_MS = 300000, RETRY_MS = 500, MAX_READS = 8 };

typedef struct Idle {
  Connection *db;
  double since;  // clock_ms
} Idle;

struct Pool {
  PoolOptions options;
  char *conninfo;
  pthread_t keeper;
  bool has_keeper;
  pthread_mutex_t lock;  // guards what follows
  pthread_cond_t free;   // a connection or the room for one has come free
  pthread_cond_t check;  // the keeper should look now
  Idle *idle;            // the last used on top
  unsigned idle_count;
  unsigned open;  // idle, lent, and being opened
  unsigned waiting;
  bool closing;
  PoolHealth health;
  Error failure;     // the last failure to connect
  double failed_at;  // clock_ms
  unsigned long opened, broken;
};

static struct timespec after_ms(double ms) {
  const double at = clock_ms() + ms;
  const time_t seconds = (time_t)(at / 1e3);
  return (struct timespec){seconds, (long)((at - (double)seconds * 1e3) * 1e6)};
}

// --- The connection string ---------------------------------------------------------------------

// libpq's defaults would notice a host that vanished after hours.
static const struct {
  const char *keyword;
  const char *value;
  const char *variable;  // of the environment, which goes first
} defaults[] = {
    {"connect_timeout", "5", "PGCONNECT_TIMEOUT"}, {"keepalives_idle", "30", NULL},
    {"keepalives_interval", "10", NULL},           {"keepalives_count", "3", NULL},
    {"tcp_user_timeout", "30000", NULL},
};

static void add_setting(Buffer *out, const char *keyword, const char *value) {
  buffer_printf(out, "%s='", keyword);
  for (; *value != '\0'; value++) {
    if (*value == '\'' || *value == '\\') buffer_add_char(out, '\\');
    buffer_add_char(out, *value);
  }
  buffer_add_text(out, "' ");
}

static Status complete_conninfo(const char *given, char **out, Error *err) {
  Buffer text = {0};
  PQconninfoOption *options = NULL;
  if (given == NULL) given = "";
  if (strchr(given, '=') == NULL && strstr(given, "://") == NULL) {
    if (*given != '\0') add_setting(&text, "dbname", given);
  } else {
    char *message = NULL;
    options = PQconninfoParse(given, &message);
    if (options == NULL) {
      error_set(err, STATUS_DATABASE, "cannot read the connection string: %s",
                message == NULL ? "out of memory" : message);
      PQfreemem(message);
      return STATUS_DATABASE;
    }
  }
  for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
    const PQconninfoOption *option = options;
    while (option != NULL && option->keyword != NULL &&
           (option->val == NULL || strcmp(option->keyword, defaults[i].keyword) != 0))
      option++;
    const bool is_given = option != NULL && option->keyword != NULL;
    if (!is_given && (defaults[i].variable == NULL || getenv(defaults[i].variable) == NULL))
      add_setting(&text, defaults[i].keyword, defaults[i].value);
  }
  for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL;
       option++)
    if (option->val != NULL) add_setting(&text, option->keyword, option->val);
  PQconninfoFree(options);
  (void)buffer_text(&text);
  *out = text.data;
  return STATUS_OK;
}

// --- Opening and looking -----------------------------------------------------------------------

// Opens a connection for which `open` was counted already. Called without the lock.
static Status open_counted(Pool *pool, Connection **out, Error *err) {
  Error failure = {0};
  const Status status = connection_open(pool->conninfo, out, &failure);
  if (status == STATUS_OK) connection_keep_memory(*out);
  pthread_mutex_lock(&pool->lock);
  const PoolHealth before = pool->health;
  if (status == STATUS_OK) {
    pool->opened++;
    pool->health = POOL_UP;
  } else {
    pool->open--;
    pool->health = POOL_DOWN;
    pool->failure = failure;
    pool->failed_at = clock_ms();
    pthread_cond_signal(&pool->free);
  }
  const PoolHealth after = pool->health;
  pthread_mutex_unlock(&pool->lock);
  if (before != after && after == POOL_DOWN)
    log_write(LOG_WARNING, "the database is down: %s", failure.message);
  if (before == POOL_DOWN && after == POOL_UP) log_write(LOG_WARNING, "the database is back");
  if (status != STATUS_OK && err != NULL) *err = failure;
  return status;
}

// As far as is known here.
static bool is_idle(Connection *db) {
  const PGconn *pg = connection_handle(db);
  return PQstatus(pg) == CONNECTION_OK && PQtransactionStatus(pg) == PQTRANS_IDLE;
}

// Without a round trip: a server that went away has closed the socket.
static bool is_alive(Connection *db) {
  PGconn *pg = connection_handle(db);
  struct pollfd fd = {.fd = PQsocket(pg), .events = POLLIN};
  for (int i = 0; i < MAX_READS && fd.fd >= 0 && poll(&fd, 1, 0) > 0; i++)
    if (!PQconsumeInput(pg)) return false;
  return is_idle(db);
}

static void close_counted(Pool *pool, Connection *db, bool broken) {
  connection_close(db);
  pthread_mutex_lock(&pool->lock);
  pool->open--;
  if (broken) {
    pool->broken++;
    pthread_cond_signal(&pool->check);
  }
  pthread_cond_signal(&pool->free);
  pthread_mutex_unlock(&pool->lock);
}

// --- The keeper --------------------------------------------------------------------------------

// Takes an idle connection, or opens one when there is none and room for it.
static Connection *take_for_check(Pool *pool) {
  Connection *db = NULL;
  pthread_mutex_lock(&pool->lock);
  const bool opens = pool->idle_count == 0 && pool->open < pool->options.size;
  if (pool->idle_count > 0)
    db = pool->idle[--pool->idle_count].db;
  else if (opens)
    pool->open++;
  pthread_mutex_unlock(&pool->lock);
  if (opens && open_counted(pool, &db, NULL) != STATUS_OK) return NULL;
  return db;
}

// false: a connection was found broken, others may be.
static bool check_one(Pool *pool) {
  Connection *db = take_for_check(pool);
  if (db == NULL) return true;
  PGresult *result = NULL;
  const bool good = is_alive(db) && connection_query(db, "SELECT 1", &result, NULL) == STATUS_OK;
  PQclear(result);
  if (!good) {
    close_counted(pool, db, true);
    return false;
  }
  pool_release(pool, db);
  return true;
}

// Closes the connections that were idle for too long, but for the last one.
static void close_old(Pool *pool) {
  for (;;) {
    Connection *old = NULL;
    pthread_mutex_lock(&pool->lock);
    if (pool->idle_count > 1 && clock_ms() - pool->idle[0].since > pool->options.idle_ms) {
      old = pool->idle[0].db;
      pool->idle_count--;
      memmove(pool->idle, pool->idle + 1, pool->idle_count * sizeof *pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
    if (old == NULL) return;
    close_counted(pool, old, false);
  }
}

static void *keep(void *self) {
  Pool *pool = self;
  pthread_mutex_lock(&pool->lock);
  while (!pool->closing) {
    pthread_mutex_unlock(&pool->lock);
    while (!check_one(pool)) continue;
    close_old(pool);
    pthread_mutex_lock(&pool->lock);
    const struct timespec until = after_ms(pool->options.check_ms);
    if (!pool->closing) pthread_cond_timedwait(&pool->check, &pool->lock, &until);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

// --- Life --------------------------------------------------------------------------------------

Status pool_create(const PoolOptions *options, Pool **out, Error *err) {
  *out = NULL;
  char *conninfo;
  TRY(complete_conninfo(options->conninfo, &conninfo, err));
  Pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) abort();
  pool->options = *options;
  pool->conninfo = conninfo;
  if (pool->options.size == 0) pool->options.size = 1;
  if (pool->options.check_ms == 0) pool->options.check_ms = DEFAULT_CHECK_MS;
  if (pool->options.idle_ms == 0) pool->options.idle_ms = DEFAULT_IDLE_MS;
  pool->idle = calloc(pool->options.size, sizeof *pool->idle);
  if (pool->idle == NULL) abort();
  pthread_mutex_init(&pool->lock, NULL);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&pool->free, &monotonic);
  pthread_cond_init(&pool->check, &monotonic);
  pthread_condattr_destroy(&monotonic);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const int failure = pthread_create(&pool->keeper, NULL, keep, pool);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pool->has_keeper = failure == 0;
  if (failure != 0) {
    pool_destroy(pool);
    return error_set(err, STATUS_INTERNAL, "cannot start a thread: %s", strerror(failure));
  }
  *out = pool;
  return STATUS_OK;
}

void pool_destroy(Pool *pool) {
  if (pool == NULL) return;
  pthread_mutex_lock(&pool->lock);
  pool->closing = true;
  pthread_cond_broadcast(&pool->check);
  pthread_mutex_unlock(&pool->lock);
  if (pool->has_keeper) pthread_join(pool->keeper, NULL);
  for (unsigned i = 0; i < pool->idle_count; i++) connection_close(pool->idle[i].db);
  pthread_cond_destroy(&pool->check);
  pthread_cond_destroy(&pool->free);
  pthread_mutex_destroy(&pool->lock);
  free(pool->idle);
  free(pool->conninfo);
  free(pool);
}

// --- Lending -----------------------------------------------------------------------------------

// With the lock: waits until a connection or the room for one may be free.
static Status wait_for_room(Pool *pool, const struct timespec *until, Error *err) {
  if (pool->waiting >= pool->options.waiting_limit)
    return error_set(err, STATUS_LIMIT, "all %u connections to the database are busy",
                     pool->options.size);
  pool->waiting++;
  const int late = pthread_cond_timedwait(&pool->free, &pool->lock, until);
  pool->waiting--;
  if (late != 0)
    return error_set(err, STATUS_LIMIT, "all %u connections to the database were busy too long",
                     pool->options.size);
  return STATUS_OK;
}

// The one that the calling thread gave back last: only compared, never followed.
static _Thread_local const Connection *own;

// With the lock, and one idle at least: the thread's own, or the one that was given back last. So
// client, worker and server stay together on a core, and find there what they left in its caches.
static Connection *take_idle(Pool *pool) {
  size_t at = pool->idle_count - 1;
  for (size_t i = 0; i < pool->idle_count; i++)
    if (pool->idle[i].db == own) at = i;
  Connection *db = pool->idle[at].db;
  pool->idle_count--;
  memmove(pool->idle + at, pool->idle + at + 1, (pool->idle_count - at) * sizeof *pool->idle);
  return db;
}

// With the lock. *out: an idle connection; *opens: the caller may open one, which is counted.
static Status take(Pool *pool, const struct timespec *until, const atomic_int *cancelled,
                   Connection **out, bool *opens, Error *err) {
  for (;;) {
    if (cancelled != NULL && atomic_load(cancelled) != 0) {
      pthread_cond_signal(&pool->free);  // it may have been meant for another
      return error_set(err, STATUS_CANCELLED, "the request was cancelled");
    }
    if (pool->idle_count > 0) {
      *out = take_idle(pool);
      return STATUS_OK;
    }
    if (pool->open < pool->options.size) {
      if (pool->health == POOL_DOWN && clock_ms() - pool->failed_at < RETRY_MS) {
        if (err != NULL) *err = pool->failure;
        return STATUS_DATABASE;
      }
      pool->open++;
      *opens = true;
      return STATUS_OK;
    }
    TRY(wait_for_room(pool, until, err));
  }
}

Status pool_acquire(Pool *pool, unsigned wait_ms, const atomic_int *cancelled, Connection **out,
                    Error *err) {
  const struct timespec until = after_ms(wait_ms);
  for (;;) {
    Connection *db = NULL;
    bool opens = false;
    *out = NULL;
    pthread_mutex_lock(&pool->lock);
    const Status status = take(pool, &until, cancelled, &db, &opens, err);
    pthread_mutex_unlock(&pool->lock);
    TRY(status);
    if (opens) return open_counted(pool, out, err);
    if (is_alive(db)) {
      *out = db;
      return STATUS_OK;
    }
    close_counted(pool, db, true);
  }
}

void pool_wake(Pool *pool) {
  pthread_mutex_lock(&pool->lock);
  pthread_cond_broadcast(&pool->free);
  pthread_mutex_unlock(&pool->lock);
}

// Whether the socket is still open is looked at when the connection is taken again.
void pool_release(Pool *pool, Connection *db) {
  if (!is_idle(db)) {
    close_counted(pool, db, true);
    return;
  }
  pthread_mutex_lock(&pool->lock);
  pool->idle[pool->idle_count++] = (Idle){db, clock_ms()};
  own = db;
  pthread_cond_signal(&pool->free);
  pthread_mutex_unlock(&pool->lock);
}

void pool_state(Pool *pool, PoolState *out) {
  pthread_mutex_lock(&pool->lock);
  *out = (PoolState){.health = pool->health,
                     .size = pool->options.size,
                     .open = pool->open,
                     .busy = pool->open - pool->idle_count,
                     .waiting = pool->waiting,
                     .opened = pool->opened,
                     .broken = pool->broken};
  if (pool->health == POOL_DOWN)
    (void)snprintf(out->message, sizeof out->message, "%s", pool->failure.message);
  pthread_mutex_unlock(&pool->lock);
}

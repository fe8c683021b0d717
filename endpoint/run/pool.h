// A bounded pool of connections to PostgreSQL, shared by threads.
#ifndef ANAMORPH_ENDPOINT_RUN_POOL_H
#define ANAMORPH_ENDPOINT_RUN_POOL_H

#include <stdatomic.h>

#include "base/db/connection.h"

typedef struct Pool Pool;

typedef struct PoolOptions {
  const char *conninfo;    // as connection_open takes it
  unsigned size;           // most connections at once; at least 1
  unsigned waiting_limit;  // most threads that may wait for one
  unsigned check_ms;       // between two looks at an idle pool's health; 0: 5,000
  unsigned idle_ms;        // an idle connection older than this is closed; 0: 300,000
} PoolOptions;

typedef enum PoolHealth { POOL_UNKNOWN, POOL_UP, POOL_DOWN } PoolHealth;

typedef struct PoolState {
  PoolHealth health;
  char message[ERROR_MESSAGE_MAX];  // why it is down, else empty
  unsigned size, open, busy, waiting;
  unsigned long opened;  // connections opened so far
  unsigned long broken;  // and found broken
} PoolState;

// Opens nothing yet. Where the connection string leaves them open, connect_timeout, keepalives and
// tcp_user_timeout are set, so that a host that vanished is noticed. A thread of the pool's own
// looks after health and idle connections. Errors: STATUS_DATABASE (unreadable connection string),
// STATUS_INTERNAL (no thread).
Status pool_create(const PoolOptions *options, Pool **out, Error *err) MUST_CHECK;

// All connections must have been released.
void pool_destroy(Pool *pool);

// A connection that worked when last seen (the one that this thread had before, if it is idle): a
// broken one is replaced on the way. Waits at most
// wait_ms for one to come free, and no longer than until *cancelled (which may be NULL) and
// pool_wake.
// Errors: STATUS_LIMIT (none came free, or too many wait), STATUS_DATABASE (cannot connect),
// STATUS_CANCELLED.
Status pool_acquire(Pool *pool, unsigned wait_ms, const atomic_int *cancelled, Connection **out,
                    Error *err) MUST_CHECK;

// Makes waiting threads look at their `cancelled` again.
void pool_wake(Pool *pool);

// Gives it back; one that is broken or inside a transaction is closed.
void pool_release(Pool *pool, Connection *db);

void pool_state(Pool *pool, PoolState *out);

#endif

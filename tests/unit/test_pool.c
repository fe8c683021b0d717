// The connection pool against a private cluster.
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "endpoint/run/pool.h"
#include "tests/support/fixture.h"

static Fixture *fixture;

static Pool *open_pool(unsigned size, unsigned waiting_limit, unsigned check_ms) {
  const PoolOptions options = {.conninfo = fixture->conninfo,
                               .size = size,
                               .waiting_limit = waiting_limit,
                               .check_ms = check_ms};
  Pool *pool = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(pool_create(&options, &pool, &err), STATUS_OK);
  return pool;
}

static bool answers(Connection *db) {
  PGresult *result = NULL;
  const bool good = connection_query(db, "SELECT 1", &result, NULL) == STATUS_OK;
  PQclear(result);
  return good;
}

// And no connection is out, not even for a check.
static bool becomes(Pool *pool, PoolHealth health) {
  PoolState state;
  for (int i = 0; i < 6000; i++) {
    pool_state(pool, &state);
    if (state.health == health && state.busy == 0) return true;
    usleep(10000);
  }
  return false;
}

static void a_connection_is_used_again(void) {
  Pool *pool = open_pool(2, 4, 60000);
  CU_ASSERT(becomes(pool, POOL_UP));
  Connection *first = NULL, *second = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &first, &err), STATUS_OK);
  pool_release(pool, first);
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &second, &err), STATUS_OK);
  CU_ASSERT_PTR_EQUAL(first, second);
  pool_release(pool, second);
  PoolState state;
  pool_state(pool, &state);
  CU_ASSERT_EQUAL(state.opened, 1);
  CU_ASSERT_EQUAL(state.busy, 0);
  pool_destroy(pool);
}

static void no_more_than_its_size_are_lent(void) {
  Pool *pool = open_pool(1, 4, 60000);
  CU_ASSERT(becomes(pool, POOL_UP));
  Connection *first = NULL, *second = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &first, &err), STATUS_OK);
  CU_ASSERT_EQUAL(pool_acquire(pool, 100, NULL, &second, &err), STATUS_LIMIT);
  CU_ASSERT_PTR_NULL(second);
  pool_release(pool, first);
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 100, NULL, &second, &err), STATUS_OK);
  pool_release(pool, second);
  pool_destroy(pool);
}

static void no_more_than_a_few_wait(void) {
  Pool *pool = open_pool(1, 0, 60000);
  CU_ASSERT(becomes(pool, POOL_UP));
  Connection *first = NULL, *second = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &first, &err), STATUS_OK);
  CU_ASSERT_EQUAL(pool_acquire(pool, 5000, NULL, &second, &err), STATUS_LIMIT);
  CU_ASSERT_PTR_NULL(strstr(err.message, "too long"));  // it is told at once
  pool_release(pool, first);
  pool_destroy(pool);
}

typedef struct Waiter {
  Pool *pool;
  atomic_int cancelled;
  Status status;
} Waiter;

static void *wait_for_one(void *self) {
  Waiter *waiter = self;
  Connection *db = NULL;
  Error err;
  waiter->status = pool_acquire(waiter->pool, 20000, &waiter->cancelled, &db, &err);
  if (db != NULL) pool_release(waiter->pool, db);
  return NULL;
}

static void waiting_ends_when_it_is_cancelled(void) {
  Waiter waiter = {.pool = open_pool(1, 4, 60000)};
  Connection *first = NULL;
  Error err = {0};
  pthread_t thread;
  CU_ASSERT_EQUAL_FATAL(pool_acquire(waiter.pool, 5000, NULL, &first, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, wait_for_one, &waiter), 0);
  usleep(100000);
  atomic_store(&waiter.cancelled, 1);
  pool_wake(waiter.pool);
  pthread_join(thread, NULL);
  CU_ASSERT_EQUAL(waiter.status, STATUS_CANCELLED);
  pool_release(waiter.pool, first);
  pool_destroy(waiter.pool);
}

static void a_broken_connection_is_replaced(void) {
  Pool *pool = open_pool(2, 4, 60000);
  Connection *db = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_OK);
  pool_release(pool, db);
  char sql[200];
  (void)snprintf(
      sql, sizeof sql,
      "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '%s'",
      fixture->database);
  CU_ASSERT_EQUAL(cluster_run_sql(fixture->cluster, "postgres", sql, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_OK);
  CU_ASSERT(answers(db));
  pool_release(pool, db);
  PoolState state;
  pool_state(pool, &state);
  CU_ASSERT(state.broken >= 1);
  pool_destroy(pool);
}

static void one_left_in_a_transaction_is_closed(void) {
  Pool *pool = open_pool(1, 4, 60000);
  Connection *db = NULL;
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL(connection_query(db, "BEGIN", &result, &err), STATUS_OK);
  PQclear(result);
  pool_release(pool, db);
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL(PQtransactionStatus(connection_handle(db)), PQTRANS_IDLE);
  pool_release(pool, db);
  pool_destroy(pool);
}

static void a_database_that_is_down_is_noticed_and_so_is_its_return(void) {
  Pool *pool = open_pool(2, 4, 50);
  CU_ASSERT(becomes(pool, POOL_UP));
  fixture_allow_connections(fixture, false);
  CU_ASSERT(becomes(pool, POOL_DOWN));
  Connection *db = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_DATABASE);
  PoolState state;
  pool_state(pool, &state);
  CU_ASSERT_PTR_NOT_NULL(strstr(state.message, "not currently accepting connections"));
  fixture_allow_connections(fixture, true);
  CU_ASSERT(becomes(pool, POOL_UP));
  CU_ASSERT_EQUAL_FATAL(pool_acquire(pool, 5000, NULL, &db, &err), STATUS_OK);
  CU_ASSERT(answers(db));
  pool_release(pool, db);
  pool_destroy(pool);
}

static void a_connection_string_that_is_none_is_told(void) {
  Pool *pool = NULL;
  Error err = {0};
  const PoolOptions options = {.conninfo = "hots=nowhere", .size = 1};
  CU_ASSERT_EQUAL(pool_create(&options, &pool, &err), STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "hots"));
  CU_ASSERT_PTR_NULL(pool);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(a_connection_is_used_again),
      TEST(no_more_than_its_size_are_lent),
      TEST(no_more_than_a_few_wait),
      TEST(waiting_ends_when_it_is_cancelled),
      TEST(a_broken_connection_is_replaced),
      TEST(one_left_in_a_transaction_is_closed),
      TEST(a_database_that_is_down_is_noticed_and_so_is_its_return),
      TEST(a_connection_string_that_is_none_is_told),
  };
  fixture = fixture_open(NULL);
  const int failed = suites_run("pool", tests, sizeof tests / sizeof *tests);
  fixture_close(fixture);
  return failed;
}

// How PostgreSQL plans prepared statements, and what that takes, against a real server.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/connection.h"
#include "tests/support/fixture.h"

static Connection *db;

static void ask(const char *sql, char out[static ERROR_MESSAGE_MAX]) {
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_query(db, sql, &result, &err), STATUS_OK);
  (void)snprintf(out, ERROR_MESSAGE_MAX, "%s", PQgetvalue(result, 0, 0));
  PQclear(result);
}

static unsigned long count_plans(const char *kind) {
  char sql[128], value[ERROR_MESSAGE_MAX];
  (void)snprintf(sql, sizeof sql, "SELECT coalesce(sum(%s_plans), 0) FROM pg_prepared_statements",
                 kind);
  ask(sql, value);
  return strtoul(value, NULL, 10);
}

static void both_ways_of_planning_are_measured(void) {
  static const char *const values[] = {"1", "it's"};
  Error err = {0};
  PlanTimes times = {-1, -1};
  const unsigned long custom = count_plans("custom"), generic = count_plans("generic");
  CU_ASSERT_EQUAL(connection_plan_times(
                      db, "SELECT name FROM department WHERE id = $1::integer AND name <> $2::text",
                      2, values, 1000, &times, &err),
                  STATUS_OK);
  CU_ASSERT(times.custom > 0);
  CU_ASSERT(times.generic > 0);
  CU_ASSERT_EQUAL(count_plans("custom"), custom + 2);
  CU_ASSERT_EQUAL(count_plans("generic"), generic + 2);
}

// Who reaches the limit has taken it; a statement that fails is an error.
static void measuring_ends_at_its_limit(void) {
  static const char *const values[] = {"20", "x"};
  Error err = {0};
  PlanTimes times = {-1, -1};
  CU_ASSERT_EQUAL(connection_plan_times(db, "SELECT pg_sleep($1::integer), $2::text", 2, values, 50,
                                        &times, &err),
                  STATUS_OK);
  CU_ASSERT_EQUAL(times.custom, 50);
  CU_ASSERT_EQUAL(times.generic, 50);
  static const char *const wrong[] = {"0", "x"};
  CU_ASSERT_EQUAL(
      connection_plan_times(db, "SELECT 1 / $1::integer, $2::text", 2, wrong, 50, &times, &err),
      STATUS_DATABASE);
  connection_set_timeout(db, 0);
  connection_set_plan_mode(db, PLAN_OF_SERVER);
  char value[ERROR_MESSAGE_MAX];
  ask("SELECT 'usable'", value);
  CU_ASSERT_STRING_EQUAL(value, "usable");
}

int main(void) {
  static const TestCase tests[] = {
      TEST(both_ways_of_planning_are_measured),
      TEST(measuring_ends_at_its_limit),
  };
  Fixture *fixture = fixture_open("CREATE TABLE department (id integer PRIMARY KEY, name text)");
  Error err = {0};
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const int failed = suites_run("plan times", tests, sizeof tests / sizeof *tests);
  connection_close(db);
  fixture_close(fixture);
  return failed;
}

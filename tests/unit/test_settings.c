// Session settings: the commands, and that they hold for the statement that they are sent with,
// against a real server.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/connection.h"
#include "base/db/settings.h"
#include "tests/support/fixture.h"

static Connection *db;

static void ask(const char *sql, char out[static ERROR_MESSAGE_MAX]) {
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_query(db, sql, &result, &err), STATUS_OK);
  (void)snprintf(out, ERROR_MESSAGE_MAX, "%s", PQgetvalue(result, 0, 0));
  PQclear(result);
}

static void check_shows(const char *setting, const char *expected) {
  char sql[128], value[ERROR_MESSAGE_MAX];
  (void)snprintf(sql, sizeof sql, "SHOW %s", setting);
  ask(sql, value);
  CU_ASSERT_STRING_EQUAL(value, expected);
}

// The one value of a prepared statement's first row.
static Status ask_prepared(const char *sql, const char *value, char out[static ERROR_MESSAGE_MAX],
                           Error *err) {
  RowStream *stream;
  const Row *row;
  const PreparedRun run = {.sql = sql, .count = 1, .value = &value};
  TRY(row_stream_open_prepared(db, &run, 1, &stream, err));
  Status status = row_stream_next(stream, &row, err);
  if (status == STATUS_OK && row != NULL)
    (void)snprintf(out, ERROR_MESSAGE_MAX, "%s", row->value[0]);
  while (status == STATUS_OK && row != NULL) status = row_stream_next(stream, &row, err);
  row_stream_close(stream);
  return status;
}

static const char SETTINGS[] =
    "SELECT current_setting('statement_timeout') || ' ' || "
    "current_setting('max_parallel_workers_per_gather') || ' ' || "
    "current_setting('plan_cache_mode') || $1::text";

static void check_prepared_sees(const char *expected) {
  Error err = {0};
  char value[ERROR_MESSAGE_MAX] = "";
  CU_ASSERT_EQUAL(ask_prepared(SETTINGS, "", value, &err), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(value, expected);
}

static void want_the_servers(void) {
  connection_set_timeout(db, 0);
  connection_set_workers(db, true);
  connection_set_plan_mode(db, PLAN_OF_SERVER);
}

static void only_what_differs_is_sent(void) {
  char command[SETTING_COUNT][SETTING_SIZE];
  const Settings none = {0}, one = {.timeout_ms = 5, .plan_mode = PLAN_CUSTOM};
  CU_ASSERT_EQUAL(settings_commands(&one, &one, command), 0);
  CU_ASSERT_EQUAL_FATAL(settings_commands(&none, &one, command), 2);
  CU_ASSERT_STRING_EQUAL(command[0], "SET statement_timeout = 5");
  CU_ASSERT_STRING_EQUAL(command[1], "SET plan_cache_mode = force_custom_plan");
  CU_ASSERT_EQUAL_FATAL(settings_commands(&one, &none, command), 2);
  CU_ASSERT_STRING_EQUAL(command[0], "RESET statement_timeout");
  CU_ASSERT_STRING_EQUAL(command[1], "RESET plan_cache_mode");
  CU_ASSERT_EQUAL_FATAL(settings_commands(NULL, &none, command), SETTING_COUNT);
  CU_ASSERT_STRING_EQUAL(command[1], "RESET max_parallel_workers_per_gather");
}

static void settings_are_made_and_given_back(void) {
  connection_set_timeout(db, 5000);
  connection_set_workers(db, false);
  connection_set_plan_mode(db, PLAN_GENERIC);
  check_shows("statement_timeout", "5s");
  check_shows("max_parallel_workers_per_gather", "0");
  check_shows("plan_cache_mode", "force_generic_plan");
  want_the_servers();
  check_shows("statement_timeout", "0");
  check_shows("max_parallel_workers_per_gather", "2");
  check_shows("plan_cache_mode", "auto");
}

static void a_prepared_statement_has_them(void) {
  check_prepared_sees("0 2 auto");
  connection_set_timeout(db, 7000);
  connection_set_plan_mode(db, PLAN_CUSTOM);
  check_prepared_sees("7s 2 force_custom_plan");
  connection_set_workers(db, false);
  check_prepared_sees("7s 0 force_custom_plan");
  check_prepared_sees("7s 0 force_custom_plan");
  want_the_servers();
  check_prepared_sees("0 2 auto");
}

static unsigned long count_plans(const char *kind) {
  char sql[128], value[ERROR_MESSAGE_MAX];
  (void)snprintf(sql, sizeof sql, "SELECT coalesce(sum(%s_plans), 0) FROM pg_prepared_statements",
                 kind);
  ask(sql, value);
  return strtoul(value, NULL, 10);
}

static void it_is_planned_as_they_say(void) {
  static const char sql[] = "SELECT name FROM department WHERE id = $1::integer";
  Error err = {0};
  char value[ERROR_MESSAGE_MAX];
  const unsigned long generic = count_plans("generic"), custom = count_plans("custom");
  connection_set_plan_mode(db, PLAN_GENERIC);
  for (int i = 0; i < 3; i++) CU_ASSERT_EQUAL(ask_prepared(sql, "1", value, &err), STATUS_OK);
  CU_ASSERT_EQUAL(count_plans("generic"), generic + 3);
  connection_set_plan_mode(db, PLAN_CUSTOM);
  for (int i = 0; i < 7; i++) CU_ASSERT_EQUAL(ask_prepared(sql, "1", value, &err), STATUS_OK);
  CU_ASSERT_EQUAL(count_plans("custom"), custom + 7);
  want_the_servers();
}

// A failure undoes what was set in its flight; the next statement has it nevertheless.
static void a_failing_statement_loses_none(void) {
  static const char divide[] = "SELECT (1 / $1::integer)::text";
  Error err = {0};
  char value[ERROR_MESSAGE_MAX];
  connection_set_plan_mode(db, PLAN_GENERIC);
  CU_ASSERT_EQUAL(ask_prepared(divide, "0", value, &err), STATUS_DATABASE);
  CU_ASSERT_STRING_EQUAL(err.message, "division by zero");
  check_prepared_sees("0 2 force_generic_plan");
  connection_set_workers(db, false);
  CU_ASSERT_EQUAL(ask_prepared(divide, "0", value, &err), STATUS_DATABASE);
  check_shows("max_parallel_workers_per_gather", "0");
  connection_set_workers(db, true);
  CU_ASSERT_EQUAL(ask_prepared("SELECT nonsense + $1", "0", value, &err), STATUS_DATABASE);
  check_prepared_sees("0 2 force_generic_plan");
  want_the_servers();
  check_prepared_sees("0 2 auto");
}

static void a_limit_holds_in_its_own_flight(void) {
  static const char sleep[] = "SELECT pg_sleep($1::integer)::text";
  Error err = {0};
  char value[ERROR_MESSAGE_MAX];
  CU_ASSERT_EQUAL(ask_prepared(sleep, "0", value, &err), STATUS_OK);
  connection_set_timeout(db, 50);
  CU_ASSERT_EQUAL(ask_prepared(sleep, "20", value, &err), STATUS_LIMIT);
  connection_set_timeout(db, 0);
  check_prepared_sees("0 2 auto");
}

static void who_stops_reading_loses_none(void) {
  static const char many[] = "SELECT generate_series(1, $1::integer)::text";
  Error err = {0};
  RowStream *stream;
  const Row *row;
  const char *const values[] = {"10000000"};
  connection_set_plan_mode(db, PLAN_CUSTOM);
  const PreparedRun run = {.sql = many, .count = 1, .value = values};
  CU_ASSERT_EQUAL_FATAL(row_stream_open_prepared(db, &run, 1, &stream, &err), STATUS_OK);
  CU_ASSERT_EQUAL(row_stream_next(stream, &row, &err), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(row->value[0], "1");
  row_stream_close(stream);
  check_prepared_sees("0 2 force_custom_plan");
  want_the_servers();
  check_shows("plan_cache_mode", "auto");
}

int main(void) {
  static const TestCase tests[] = {
      TEST(only_what_differs_is_sent),      TEST(settings_are_made_and_given_back),
      TEST(a_prepared_statement_has_them),  TEST(it_is_planned_as_they_say),
      TEST(a_failing_statement_loses_none), TEST(a_limit_holds_in_its_own_flight),
      TEST(who_stops_reading_loses_none),
  };
  Fixture *fixture = fixture_open("CREATE TABLE department (id integer PRIMARY KEY, name text)");
  Error err = {0};
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const int failed = suites_run("settings", tests, sizeof tests / sizeof *tests);
  connection_close(db);
  fixture_close(fixture);
  return failed;
}

// Prepared statements: rows one at a time and all at once, against a real server.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/connection.h"
#include "tests/support/fixture.h"

static Connection *db;

static void check_usable(void) {
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_query(db, "SELECT 'usable'", &result, &err), STATUS_OK);
  CU_ASSERT_STRING_EQUAL(PQgetvalue(result, 0, 0), "usable");
  PQclear(result);
}

// Reads to the end: the number of rows, and the sum of their numbers.
static Status add_up(const PreparedRun *run, unsigned long *rows, unsigned long *sum, Error *err) {
  *rows = *sum = 0;
  RowStream *stream;
  TRY(row_stream_open_prepared(db, run, 1, &stream, err));
  Status status;
  const Row *row;
  while ((status = row_stream_next(stream, &row, err)) == STATUS_OK && row != NULL) {
    ++*rows;
    *sum += row->value[0] == NULL ? 0 : strtoul(row->value[0], NULL, 10);
  }
  row_stream_close(stream);
  return status;
}

// Few or many, whichever was expected.
static void all_rows_come(void) {
  static const char sql[] = "SELECT i FROM generate_series(1, $1::integer) i";
  static const char *const counts[] = {"0", "1", "200", "400000"};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    for (int few = 0; few < 2; few++) {
      const unsigned long n = strtoul(counts[i], NULL, 10);
      const PreparedRun run = {
          .sql = sql, .count = 1, .value = &counts[i], .expects_few = few != 0};
      Error err = {0};
      unsigned long rows, sum;
      CU_ASSERT_EQUAL(add_up(&run, &rows, &sum, &err), STATUS_OK);
      CU_ASSERT_EQUAL(rows, n);
      CU_ASSERT_EQUAL(sum, n * (n + 1) / 2);
    }
  check_usable();
}

// What was expected to be few is asked again, with the settings that it was sent with.
static void many_where_few_were_expected_have_their_settings(void) {
  static const char sql[] =
      "SELECT CASE current_setting('statement_timeout') WHEN '1min' THEN i END"
      " FROM generate_series(1, $1::integer) i";
  static const char *const count = "400000";
  const PreparedRun run = {.sql = sql, .count = 1, .value = &count, .expects_few = true};
  Error err = {0};
  unsigned long rows, sum;
  connection_set_timeout(db, 60000);
  CU_ASSERT_EQUAL(add_up(&run, &rows, &sum, &err), STATUS_OK);
  CU_ASSERT_EQUAL(rows, 400000);
  CU_ASSERT_EQUAL(sum, 400000UL * 400001 / 2);
  connection_set_timeout(db, 0);
  check_usable();
}

static void failures_are_reported_and_leave_the_connection_usable(void) {
  static const char *const sql[] = {
      "SELECT 1 / ($1::integer - i) FROM generate_series(1, 20) i",
      "SELECT 1 / ($1::integer - i) FROM generate_series(1, 400000) i",
      "SELECT nonsense($1)",
      "SELECT $1::integer, 2",
  };
  static const char *const values[] = {"10", "399000", "1", "1"};
  static const Status expected[] = {STATUS_DATABASE, STATUS_DATABASE, STATUS_DATABASE,
                                    STATUS_INTERNAL};
  for (size_t i = 0; i < sizeof sql / sizeof *sql; i++)
    for (int few = 0; few < 2; few++) {
      const PreparedRun run = {
          .sql = sql[i], .count = 1, .value = &values[i], .expects_few = few != 0};
      Error err = {0};
      unsigned long rows, sum;
      CU_ASSERT_EQUAL(add_up(&run, &rows, &sum, &err), expected[i]);
      check_usable();
    }
}

static void who_stops_reading_leaves_the_connection_usable(void) {
  static const char sql[] = "SELECT i FROM generate_series(1, $1::integer) i";
  static const char *const counts[] = {"3", "10000000"};
  for (int i = 0; i < 4; i++) {
    const PreparedRun run = {
        .sql = sql, .count = 1, .value = &counts[i / 2], .expects_few = i % 2 != 0};
    Error err = {0};
    RowStream *stream;
    const Row *row;
    CU_ASSERT_EQUAL_FATAL(row_stream_open_prepared(db, &run, 1, &stream, &err), STATUS_OK);
    CU_ASSERT_EQUAL(row_stream_next(stream, &row, &err), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(row->value[0], "1");
    row_stream_close(stream);
    CU_ASSERT_EQUAL_FATAL(row_stream_open_prepared(db, &run, 1, &stream, &err), STATUS_OK);
    row_stream_close(stream);
    check_usable();
  }
}

// Somebody altered the table, or discarded the session's statements.
static void an_outdated_statement_is_prepared_again(void) {
  static const char sql[] = "SELECT i FROM generate_series(1, $1::integer) i";
  static const char *const count = "4";
  for (int few = 0; few < 2; few++) {
    const PreparedRun run = {.sql = sql, .count = 1, .value = &count, .expects_few = few != 0};
    Error err = {0};
    unsigned long rows, sum;
    CU_ASSERT_EQUAL(add_up(&run, &rows, &sum, &err), STATUS_OK);
    PQclear(PQexec(connection_handle(db), "DEALLOCATE ALL"));
    connection_set_plan_mode(db, few != 0 ? PLAN_GENERIC : PLAN_OF_SERVER);
    CU_ASSERT_EQUAL(add_up(&run, &rows, &sum, &err), STATUS_OK);
    CU_ASSERT_EQUAL(sum, 10);
  }
  connection_set_plan_mode(db, PLAN_OF_SERVER);
  check_usable();
}

int main(void) {
  static const TestCase tests[] = {
      TEST(all_rows_come),
      TEST(many_where_few_were_expected_have_their_settings),
      TEST(failures_are_reported_and_leave_the_connection_usable),
      TEST(who_stops_reading_leaves_the_connection_usable),
      TEST(an_outdated_statement_is_prepared_again),
  };
  Fixture *fixture = fixture_open(NULL);
  Error err = {0};
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const int failed = suites_run("prepared statements", tests, sizeof tests / sizeof *tests);
  connection_close(db);
  fixture_close(fixture);
  return failed;
}

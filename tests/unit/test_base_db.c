// Connections, row streams and the catalogue, against a real server.
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/db/catalogue.h"
#include "base/db/connection.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static Fixture *fixture;
static Connection *db;

static const char SCHEMA[] =
    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0) NOT NULL;"
    "CREATE DOMAIN small_positive AS positive;"
    "CREATE DOMAIN code AS varchar(7);"
    "CREATE TABLE department (id integer PRIMARY KEY, name text NOT NULL);"
    "CREATE TABLE employee ("
    " id integer PRIMARY KEY, number small_positive, code code, salary numeric(9,2),"
    " \"Nick\" text UNIQUE, first text NOT NULL, last text NOT NULL, room integer NOT NULL,"
    " department integer REFERENCES department DEFERRABLE, boss integer REFERENCES employee (id),"
    " UNIQUE (first, last), UNIQUE (room) DEFERRABLE);"
    "CREATE UNIQUE INDEX ON employee (salary) WHERE salary > 0;"
    "CREATE UNIQUE INDEX ON employee (lower(last));"
    "CREATE UNIQUE INDEX ON employee (code) INCLUDE (last);"
    "CREATE INDEX ON employee (department, room);"
    "ALTER TABLE employee DROP COLUMN number; ALTER TABLE employee ADD number small_positive"
    " DEFAULT 1;"
    "CREATE TABLE parent (id integer PRIMARY KEY, other integer REFERENCES department);"
    "CREATE TABLE child () INHERITS (parent);"
    "CREATE TABLE event (day integer NOT NULL, what text, PRIMARY KEY (day))"
    " PARTITION BY RANGE (day);"
    "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (10);"
    "CREATE TABLE visit (day integer REFERENCES event, place integer);"
    "ALTER TABLE visit ADD FOREIGN KEY (place) REFERENCES department NOT VALID;"
    "CREATE TABLE secret (id integer PRIMARY KEY); ALTER TABLE secret ENABLE ROW LEVEL SECURITY;"
    "CREATE TABLE to_secret (id integer REFERENCES secret);"
    "CREATE VIEW salaries AS SELECT id, salary FROM employee;"
    "CREATE MATERIALIZED VIEW rooms AS SELECT room, id FROM employee;"
    "CREATE UNIQUE INDEX ON rooms (room);"
    "CREATE SCHEMA hidden; CREATE TABLE hidden.department (other text);"
    "CREATE TABLE hidden.safe (id integer);"
    "CREATE DOMAIN word AS text CHECK (VALUE !~ ' ' AND VALUE !~ '\\.');"
    "CREATE TABLE lacking (a text CHECK (a !~ '-'), b varchar(9) CHECK (b !~ '[-:]' AND b <> ''),"
    " c text CHECK (position('-' in c) = 0), d text CHECK (strpos(d, '/') = 0),"
    " e text CHECK (e NOT LIKE '%-%'), f text CHECK (NOT f LIKE '%_%'), g word,"
    " h text CHECK (h ~ '-'), i text CHECK (i !~ '^-'), j text CHECK (j !~ '[a-z]'),"
    " k text CHECK (position('-' in k) = 1), l text CHECK (l NOT LIKE '-%'),"
    " m text CHECK (m !~ '-' OR m = '-'), n text CHECK (n::char(2) !~ '-'), o text CHECK (o !~* "
    "'-'),"
    " p text CHECK (strpos('-', p) = 0), q text CHECK (q !~ '.'), r text CHECK (NOT (r ~ '-')));"
    "CREATE TABLE nothing ();";

// --- Connections ---------------------------------------------------------------------------------

// The first value, or the error's message.
static void ask(const char *sql, char out[static ERROR_MESSAGE_MAX]) {
  Error err = {0};
  PGresult *result = NULL;
  if (connection_query(db, sql, &result, &err) == STATUS_OK)
    (void)snprintf(out, ERROR_MESSAGE_MAX, "%s", PQgetvalue(result, 0, 0));
  else
    (void)snprintf(out, ERROR_MESSAGE_MAX, "%s", err.message);
  PQclear(result);
}

static void sessions_have_the_settings_that_decoding_needs(void) {
  static const char *const settings[][2] = {
      {"default_transaction_read_only", "on"},
      {"TimeZone", "UTC"},
      {"IntervalStyle", "iso_8601"},
      {"extra_float_digits", "1"},
      {"bytea_output", "hex"},
      {"client_encoding", "UTF8"},
      {"standard_conforming_strings", "on"},
      {"application_name", "anamorph"},
  };
  char value[ERROR_MESSAGE_MAX];
  char sql[128];
  for (size_t i = 0; i < COUNT(settings); i++) {
    (void)snprintf(sql, sizeof sql, "SHOW %s", settings[i][0]);
    ask(sql, value);
    CU_ASSERT_STRING_EQUAL(value, settings[i][1]);
  }
  ask("SHOW DateStyle", value);
  CU_ASSERT_EQUAL(strncmp(value, "ISO", 3), 0);
}

static void the_users_own_options_stay(void) {
  char conninfo[512];
  (void)snprintf(conninfo, sizeof conninfo,
                 "%s application_name=mine options='-c search_path=hidden -c TimeZone=Asia/Tokyo'",
                 fixture->conninfo);
  Connection *other = NULL;
  Connection *const mine = db;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(connection_open(conninfo, &other, &err), STATUS_OK);
  db = other;
  char value[ERROR_MESSAGE_MAX];
  ask("SHOW application_name", value);
  CU_ASSERT_STRING_EQUAL(value, "mine");
  ask("SHOW search_path", value);
  CU_ASSERT_STRING_EQUAL(value, "hidden");
  ask("SHOW TimeZone", value);
  CU_ASSERT_STRING_EQUAL(value, "UTC");
  connection_close(other);
  db = mine;
}

static void bad_connections_are_explained(void) {
  Connection *other = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(connection_open("host=/nowhere dbname=x", &other, &err), STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/nowhere"));
  CU_ASSERT_PTR_NULL(strchr(err.message, '\n'));
  CU_ASSERT_EQUAL(connection_open("colour=blue", &other, &err), STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "colour"));
  CU_ASSERT(err.hint[0] != '\0');
  CU_ASSERT_PTR_NULL(other);
}

static void nothing_is_written(void) {
  char value[ERROR_MESSAGE_MAX];
  ask("CREATE TABLE forbidden (a integer)", value);
  CU_ASSERT_PTR_NOT_NULL(strstr(value, "read-only transaction"));
  ask("DELETE FROM department", value);
  CU_ASSERT_PTR_NOT_NULL(strstr(value, "read-only transaction"));
  ask("SELECT 1; SELECT 2", value);
  CU_ASSERT_PTR_NOT_NULL(strstr(value, "multiple commands"));
}

static void errors_carry_the_place_in_the_sql(void) {
  Error err = {0};
  PGresult *result = NULL;
  const char *sql = "SELECT '\xC3\xA9\xC3\xA9',\n  nonsense";
  CU_ASSERT_EQUAL(connection_query(db, sql, &result, &err), STATUS_DATABASE);
  CU_ASSERT_PTR_NULL(result);
  CU_ASSERT_EQUAL(err.at.line, 2);
  CU_ASSERT_EQUAL(err.at.column, 3);
  CU_ASSERT_EQUAL(connection_query(db, "SELECT '\xC3\xA9', nonsense", &result, &err),
                  STATUS_DATABASE);
  CU_ASSERT_EQUAL(err.at.line, 1);
  CU_ASSERT_EQUAL(err.at.column, 13);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "nonsense"));
  RowStream *stream = NULL;
  CU_ASSERT_EQUAL(row_stream_open(db, sql, STREAM_COPY, 2, &stream, &err), STATUS_DATABASE);
  CU_ASSERT_EQUAL(err.at.line, 2);
  CU_ASSERT_EQUAL(err.at.column, 3);
}

// --- Row streams ---------------------------------------------------------------------------------

static const StreamMode modes[] = {STREAM_ROWS, STREAM_COPY};

static void streams_give_values_as_they_are(void) {
  const char *sql =
      "SELECT 1, NULL, '', E'tab\\there\\nback\\\\slash\\rend', '\\N', '\xC3\xA9', true, "
      "1.5::float8,"
      " '\\x00ff'::bytea -- a comment";
  for (size_t m = 0; m < COUNT(modes); m++) {
    RowStream *stream = NULL;
    const Row *row = NULL;
    Error err = {0};
    CU_ASSERT_EQUAL_FATAL(row_stream_open(db, sql, modes[m], 9, &stream, &err), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(row_stream_next(stream, &row, &err), STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT_EQUAL(row->column_count, 9);
    CU_ASSERT_STRING_EQUAL(row->value[0], "1");
    CU_ASSERT_PTR_NULL(row->value[1]);
    CU_ASSERT_STRING_EQUAL(row->value[2], "");
    CU_ASSERT_STRING_EQUAL(row->value[3], "tab\there\nback\\slash\rend");
    CU_ASSERT_EQUAL(row->length[3], 23);
    CU_ASSERT_STRING_EQUAL(row->value[4], "\\N");
    CU_ASSERT_STRING_EQUAL(row->value[5], "\xC3\xA9");
    CU_ASSERT_STRING_EQUAL(row->value[6], "t");
    CU_ASSERT_STRING_EQUAL(row->value[7], "1.5");
    CU_ASSERT_STRING_EQUAL(row->value[8], "\\x00ff");
    for (int again = 0; again < 2; again++) {
      CU_ASSERT_EQUAL(row_stream_next(stream, &row, &err), STATUS_OK);
      CU_ASSERT_PTR_NULL(row);
    }
    row_stream_close(stream);
  }
}

// Reads to the end or an error; returns the number of rows.
static size_t count_rows(RowStream *stream, Status *status, Error *err) {
  const Row *row = NULL;
  size_t rows = 0;
  while ((*status = row_stream_next(stream, &row, err)) == STATUS_OK && row != NULL) rows++;
  return rows;
}

static void streams_count_rows_with_and_without_columns(void) {
  static const char *const queries[] = {"SELECT FROM generate_series(1, 3)",
                                        "SELECT i FROM generate_series(1, 30000) i",
                                        "SELECT 1 WHERE false"};
  static const int columns[] = {0, 1, 1};
  static const size_t expected[] = {3, 30000, 0};
  for (size_t m = 0; m < COUNT(modes); m++) {
    for (size_t q = 0; q < COUNT(queries); q++) {
      for (int announced = 0; announced < 2; announced++) {
        RowStream *stream = NULL;
        Error err = {0};
        Status status = STATUS_INTERNAL;
        const int count = announced ? columns[q] : -1;
        CU_ASSERT_EQUAL_FATAL(row_stream_open(db, queries[q], modes[m], count, &stream, &err),
                              STATUS_OK);
        CU_ASSERT_EQUAL(count_rows(stream, &status, &err), expected[q]);
        CU_ASSERT_EQUAL(status, STATUS_OK);
        row_stream_close(stream);
      }
    }
  }
}

static void check_usable(void) {
  char value[ERROR_MESSAGE_MAX];
  ask("SELECT 'usable'", value);
  CU_ASSERT_STRING_EQUAL(value, "usable");
}

static void streams_report_errors_and_leave_the_connection_usable(void) {
  for (size_t m = 0; m < COUNT(modes); m++) {
    RowStream *stream = NULL;
    Error err = {0};
    Status status = row_stream_open(db, "SELECT 1 / (20000 - i) FROM generate_series(1, 100000) i",
                                    modes[m], 1, &stream, &err);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    CU_ASSERT(count_rows(stream, &status, &err) < 20000);
    CU_ASSERT_EQUAL(status, STATUS_DATABASE);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "division by zero"));
    row_stream_close(stream);
    check_usable();

    // Columns that were not announced, then a stream left in the middle.
    status = row_stream_open(db, "SELECT 1, 2", modes[m], 3, &stream, &err);
    if (status == STATUS_OK) {
      CU_ASSERT_EQUAL(count_rows(stream, &status, &err), 0);
      row_stream_close(stream);
    }
    CU_ASSERT_EQUAL(status, STATUS_INTERNAL);
    check_usable();
    const Row *row = NULL;
    CU_ASSERT_EQUAL_FATAL(
        row_stream_open(db, "SELECT generate_series(1, 100000000)", modes[m], 1, &stream, &err),
        STATUS_OK);
    CU_ASSERT_EQUAL(row_stream_next(stream, &row, &err), STATUS_OK);
    row_stream_close(stream);
    check_usable();
  }
}

// Opens and reads to the end or an error.
static Status run_stream(Connection *on, const char *sql, StreamMode mode, Error *err) {
  RowStream *stream = NULL;
  Status status = row_stream_open(on, sql, mode, 1, &stream, err);
  if (status != STATUS_OK) return status;
  CU_ASSERT_EQUAL(count_rows(stream, &status, err), 0);
  row_stream_close(stream);
  return status;
}

static void *cancel_soon(void *connection) {
  const struct timespec pause = {.tv_nsec = 200000000};
  (void)nanosleep(&pause, NULL);
  connection_cancel(connection);
  return NULL;
}

static void cancelled_and_timed_out_are_told_apart(void) {
  for (size_t m = 0; m < COUNT(modes); m++) {
    Error err = {0};
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, cancel_soon, db), 0);
    CU_ASSERT_EQUAL(run_stream(db, "SELECT 1 FROM pg_sleep(20)", modes[m], &err), STATUS_CANCELLED);
    (void)pthread_join(thread, NULL);
    check_usable();
  }
  char value[ERROR_MESSAGE_MAX];
  ask("SET statement_timeout = 100", value);
  Error err = {0};
  PGresult *result = NULL;
  CU_ASSERT_EQUAL(connection_query(db, "SELECT pg_sleep(20)", &result, &err), STATUS_LIMIT);
  ask("RESET statement_timeout", value);
}

typedef struct Victim {
  Connection *killer;
  int process;
} Victim;

static void *terminate_soon(void *argument) {
  const Victim *victim = argument;
  const struct timespec pause = {.tv_nsec = 200000000};
  (void)nanosleep(&pause, NULL);
  char sql[64];
  (void)snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d)", victim->process);
  PQclear(PQexec(connection_handle(victim->killer), sql));
  return NULL;
}

static void a_lost_connection_is_an_error_not_a_crash(void) {
  for (size_t m = 0; m < COUNT(modes); m++) {
    Connection *other = NULL;
    Error err = {0};
    CU_ASSERT_EQUAL_FATAL(connection_open(fixture->conninfo, &other, &err), STATUS_OK);
    Victim victim = {.killer = db, .process = PQbackendPID(connection_handle(other))};
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, terminate_soon, &victim), 0);
    CU_ASSERT_EQUAL(run_stream(other, "SELECT 1 FROM pg_sleep(20)", modes[m], &err),
                    STATUS_DATABASE);
    (void)pthread_join(thread, NULL);
    PGresult *result = NULL;
    CU_ASSERT_EQUAL(connection_query(other, "SELECT 1", &result, &err), STATUS_DATABASE);
    CU_ASSERT_EQUAL(PQstatus(connection_handle(other)), CONNECTION_BAD);
    connection_close(other);
  }
}

// --- The catalogue -------------------------------------------------------------------------------

typedef struct Loaded {
  Arena *arena;
  Symbols *symbols;
  Catalogue *catalogue;
} Loaded;

static Loaded load(Connection *from) {
  Loaded loaded = {.arena = arena_create(0)};
  loaded.symbols = symbols_create(loaded.arena, NULL);
  Error err = {0};
  const Status status = catalogue_load(from, loaded.arena, loaded.symbols, &loaded.catalogue, &err);
  if (status != STATUS_OK) printf("\n  %s\n", err.message);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  return loaded;
}

static const Relation *find(const Loaded *loaded, const char *schema, const char *name) {
  const Relation *relation = catalogue_find(
      loaded->catalogue, schema == NULL ? NULL : symbols_intern_text(loaded->symbols, schema),
      symbols_intern_text(loaded->symbols, name));
  return relation;
}

static const Column *column_of(const Loaded *loaded, const Relation *relation, const char *name) {
  const int column = relation_column(relation, symbols_intern_text(loaded->symbols, name));
  CU_ASSERT_FATAL(column >= 0);
  return &relation->column[column];
}

// "id*! code" : keys as lists of names; * primary, ! not_null; in the catalogue's order.
static const char *keys_of(const Loaded *loaded, const Relation *relation) {
  Buffer text = {0};
  for (size_t i = 0; i < relation->key_count; i++) {
    const Key *key = &relation->key[i];
    if (i > 0) buffer_add_char(&text, ' ');
    for (size_t c = 0; c < key->columns.count; c++)
      buffer_printf(&text, "%s%s", c == 0 ? "" : ",",
                    relation->column[key->columns.column[c]].name->text);
    buffer_printf(&text, "%s%s", key->primary ? "*" : "", key->not_null ? "!" : "");
  }
  const char *copy = arena_copy_text(loaded->arena, buffer_text(&text), text.length);
  buffer_free(&text);
  return copy;
}

static void columns_have_base_types_and_nullability(void) {
  Loaded loaded = load(db);
  const Relation *employee = find(&loaded, NULL, "employee");
  CU_ASSERT_PTR_NOT_NULL_FATAL(employee);
  CU_ASSERT_EQUAL(employee->kind, RELATION_TABLE);
  CU_ASSERT_STRING_EQUAL(employee->schema->text, "public");
  CU_ASSERT_EQUAL(employee->column_count, 10);
  const Column *number = column_of(&loaded, employee, "number");
  CU_ASSERT_EQUAL(number->type, PG_TYPE_INT4);
  CU_ASSERT(!number->not_null);
  const Column *code = column_of(&loaded, employee, "code");
  CU_ASSERT_EQUAL(code->type, PG_TYPE_VARCHAR);
  CU_ASSERT_STRING_EQUAL(code->type_name->text, "character varying(7)");
  CU_ASSERT(code->deterministic);
  CU_ASSERT(column_of(&loaded, employee, "id")->not_null);
  CU_ASSERT(column_of(&loaded, employee, "first")->not_null);
  CU_ASSERT(!column_of(&loaded, employee, "Nick")->not_null);
  CU_ASSERT_STRING_EQUAL(column_of(&loaded, employee, "salary")->type_name->text, "numeric(9,2)");
  CU_ASSERT_EQUAL(relation_column(employee, symbols_intern_text(loaded.symbols, "nick")), -1);
  CU_ASSERT_EQUAL(relation_column_similar(employee, symbols_intern_text(loaded.symbols, "nick")),
                  relation_column(employee, symbols_intern_text(loaded.symbols, "Nick")));
  CU_ASSERT_EQUAL(find(&loaded, NULL, "nothing")->column_count, 0);
  CU_ASSERT_EQUAL(find(&loaded, NULL, "salaries")->kind, RELATION_VIEW);
  CU_ASSERT(!column_of(&loaded, find(&loaded, NULL, "salaries"), "id")->not_null);
  arena_destroy(loaded.arena);
}

static void keys_are_only_those_that_hold(void) {
  Loaded loaded = load(db);
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "employee")),
                         "id*! Nick first,last! code");
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "parent")), "");
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "event")), "day*!");
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "event_1")), "day*!");
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "rooms")), "room");
  CU_ASSERT_STRING_EQUAL(keys_of(&loaded, find(&loaded, NULL, "salaries")), "");
  // Indexes: the primary key, Nick, (first, last), room, code, (department, room).
  CU_ASSERT_EQUAL(find(&loaded, NULL, "employee")->index_count, 6);
  arena_destroy(loaded.arena);
}

static void foreign_keys_are_only_those_that_hold(void) {
  Loaded loaded = load(db);
  const Relation *employee = find(&loaded, NULL, "employee");
  CU_ASSERT_EQUAL(employee->foreign_key_count, 2);
  for (size_t i = 0; i < employee->foreign_key_count; i++) {
    const ForeignKey *key = &employee->foreign_key[i];
    const char *from = employee->column[key->columns.column[0]].name->text;
    const bool boss = strcmp(from, "boss") == 0;
    CU_ASSERT_PTR_EQUAL(key->target, boss ? employee : find(&loaded, NULL, "department"));
    CU_ASSERT_STRING_EQUAL(key->target->column[key->target_columns.column[0]].name->text, "id");
  }
  const Relation *visit = find(&loaded, NULL, "visit");
  CU_ASSERT_EQUAL(visit->foreign_key_count, 1);
  CU_ASSERT_PTR_EQUAL(visit->foreign_key[0].target, find(&loaded, NULL, "event"));
  CU_ASSERT_EQUAL(find(&loaded, NULL, "to_secret")->foreign_key_count, 0);
  CU_ASSERT_EQUAL(find(&loaded, NULL, "parent")->foreign_key_count, 0);
  arena_destroy(loaded.arena);
}

static void checks_tell_characters_that_texts_lack(void) {
  const Loaded loaded = load(db);
  const Relation *lacking = find(&loaded, NULL, "lacking");
  CU_ASSERT_PTR_NOT_NULL_FATAL(lacking);
  static const char *const expected[] = {
      "-",  "-:", "-",  "/",  "-",  NULL, ".",  NULL, NULL,
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "-",
  };
  CU_ASSERT_EQUAL_FATAL(lacking->column_count, COUNT(expected));
  for (size_t i = 0; i < COUNT(expected); i++) {
    const char *without = column_without(&lacking->column[i], loaded.arena);
    CU_ASSERT((without == NULL) == (expected[i] == NULL));
    if (without != NULL && expected[i] != NULL) CU_ASSERT_STRING_EQUAL(without, expected[i]);
  }
  arena_destroy(loaded.arena);
}

static void names_follow_the_search_path(void) {
  Loaded loaded = load(db);
  CU_ASSERT_STRING_EQUAL(find(&loaded, NULL, "department")->schema->text, "public");
  CU_ASSERT_STRING_EQUAL(find(&loaded, "hidden", "department")->column[0].name->text, "other");
  CU_ASSERT_PTR_NULL(find(&loaded, NULL, "safe"));
  CU_ASSERT_PTR_NULL(find(&loaded, NULL, "Department"));
  CU_ASSERT_PTR_NULL(find(&loaded, "public", "safe"));
  const Symbol *capitals = symbols_intern_text(loaded.symbols, "DEPARTMENT");
  CU_ASSERT_PTR_NOT_NULL(catalogue_find_similar(loaded.catalogue, NULL, capitals));
  arena_destroy(loaded.arena);

  char conninfo[512];
  (void)snprintf(conninfo, sizeof conninfo, "%s options='-c search_path=hidden,public'",
                 fixture->conninfo);
  Connection *other = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(connection_open(conninfo, &other, &err), STATUS_OK);
  loaded = load(other);
  CU_ASSERT_STRING_EQUAL(find(&loaded, NULL, "department")->schema->text, "hidden");
  CU_ASSERT_STRING_EQUAL(find(&loaded, NULL, "employee")->schema->text, "public");
  arena_destroy(loaded.arena);
  connection_close(other);
}

static void queries_are_described_many_at_a_time(void) {
  enum { MANY = 600 };
  Loaded loaded = load(db);
  static const Symbol *sql[MANY];
  static const Relation *described[MANY];
  static Error errors[MANY];
  for (int i = 0; i < MANY; i++)
    sql[i] = symbols_intern_text(
        loaded.symbols, i % 100 == 7 ? "SELECT id,\n  missing FROM employee"
                                     : arena_format(loaded.arena,
                                                    "SELECT id AS a%d, code, salary, number"
                                                    " FROM employee -- %d",
                                                    i, i));
  Error err = {0};
  const Status status =
      catalogue_describe(loaded.catalogue, db, MANY, sql, described, errors, &err);
  CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
  for (int i = 0; i < MANY; i++) {
    if (i % 100 == 7) {
      CU_ASSERT_PTR_NULL(described[i]);
      CU_ASSERT_EQUAL(errors[i].code, STATUS_DATABASE);
      CU_ASSERT_EQUAL(errors[i].at.line, 2);
      CU_ASSERT_EQUAL(errors[i].at.column, 3);
      continue;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(described[i]);
    const Relation *relation = described[i];
    CU_ASSERT_EQUAL(relation->kind, RELATION_QUERY);
    CU_ASSERT_PTR_EQUAL(relation->query, sql[i]);
    CU_ASSERT_EQUAL(relation->column_count, 4);
    CU_ASSERT_EQUAL(relation->column[0].type, PG_TYPE_INT4);
    CU_ASSERT_STRING_EQUAL(relation->column[1].type_name->text, "character varying(7)");
    CU_ASSERT_STRING_EQUAL(relation->column[2].type_name->text, "numeric(9,2)");
    CU_ASSERT_EQUAL(relation->column[3].type, PG_TYPE_INT4);
    CU_ASSERT(relation->column[1].deterministic);
  }
  CU_ASSERT_EQUAL(catalogue_describe(loaded.catalogue, db, 0, NULL, NULL, NULL, &err), STATUS_OK);
  arena_destroy(loaded.arena);
}

static Status describe(const Loaded *loaded, const char *text, const Relation **out, Error *err) {
  const Symbol *sql = symbols_intern_text(loaded->symbols, text);
  Error refused;
  TRY(catalogue_describe(loaded->catalogue, db, 1, &sql, out, &refused, err));
  if (*out == NULL && err != NULL) *err = refused;
  return *out == NULL ? refused.code : STATUS_OK;
}

static void only_queries_that_can_be_subqueries_are_described(void) {
  Loaded loaded = load(db);
  static const char *const bad[] = {"DELETE FROM employee RETURNING id", "SELECT 1; SELECT 2", "",
                                    "VACUUM", "SELECT 1)"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    const Relation *relation = NULL;
    Error err = {0};
    CU_ASSERT_EQUAL(describe(&loaded, bad[i], &relation, &err), STATUS_DATABASE);
    CU_ASSERT_PTR_NULL(relation);
  }
  arena_destroy(loaded.arena);
}

static void nondeterministic_collations_are_seen(void) {
  Cluster *cluster = fixture->cluster;
  Error err = {0};
  const Status status =
      cluster_run_sql(cluster, fixture->database,
                      "CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', "
                      "deterministic = false);"
                      "CREATE TABLE word (folded text COLLATE anycase, plain text)",
                      &err);
  if (status != STATUS_OK) return;  // a server built without ICU has no such collations
  Loaded loaded = load(db);
  const Relation *word = find(&loaded, NULL, "word");
  CU_ASSERT(!column_of(&loaded, word, "folded")->deterministic);
  CU_ASSERT(column_of(&loaded, word, "plain")->deterministic);
  const Relation *relation = NULL;
  static const char sql[] = "SELECT folded, plain, plain || 'x' AS made FROM word";
  CU_ASSERT_EQUAL_FATAL(describe(&loaded, sql, &relation, &err), STATUS_OK);
  CU_ASSERT(!relation->column[0].deterministic);
  CU_ASSERT(relation->column[1].deterministic);
  CU_ASSERT(!relation->column[2].deterministic);
  arena_destroy(loaded.arena);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(sessions_have_the_settings_that_decoding_needs),
      TEST(the_users_own_options_stay),
      TEST(bad_connections_are_explained),
      TEST(nothing_is_written),
      TEST(errors_carry_the_place_in_the_sql),
      TEST(streams_give_values_as_they_are),
      TEST(streams_count_rows_with_and_without_columns),
      TEST(streams_report_errors_and_leave_the_connection_usable),
      TEST(cancelled_and_timed_out_are_told_apart),
      TEST(a_lost_connection_is_an_error_not_a_crash),
      TEST(columns_have_base_types_and_nullability),
      TEST(keys_are_only_those_that_hold),
      TEST(foreign_keys_are_only_those_that_hold),
      TEST(checks_tell_characters_that_texts_lack),
      TEST(names_follow_the_search_path),
      TEST(queries_are_described_many_at_a_time),
      TEST(only_queries_that_can_be_subqueries_are_described),
      TEST(nondeterministic_collations_are_seen),
  };
  fixture = fixture_open(SCHEMA);
  Error err = {0};
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  const int code = suites_run("base/db", tests, COUNT(tests));
  connection_close(db);
  fixture_close(fixture);
  return code;
}

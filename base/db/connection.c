// Connections: opening with the gateway's settings, single commands, cancelling, errors.
#include "base/db/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/db/connection_parts.h"
#include "base/log.h"

enum { OLDEST_SERVER = 120000, FIRST_WITH_CLIENT_CHECK = 140000 };

// Start-up options cost no round trip. What a user sets in `options` or PGOPTIONS stands between
// the two: it overrules the defaults, and is overruled by what decoding relies on.
static const char DEFAULTS[] = "-c jit=off";
static const char SETTINGS[] =
    "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO "
    "-c IntervalStyle=iso_8601 -c extra_float_digits=1 -c bytea_output=hex "
    "-c standard_conforming_strings=on";

static void log_notice(void *self, const char *message) {
  (void)self;
  const size_t length = strlen(message);
  const int shown = (int)(length > 0 && message[length - 1] == '\n' ? length - 1 : length);
  log_write(LOG_DEBUG, "PostgreSQL: %.*s", shown, message);
}

// libpq's own messages: the first line says what, further lines help.
static Status set_libpq_error(Error *err, const char *text) {
  const size_t first = strcspn(text, "\n");
  error_set(err, STATUS_DATABASE, "%.*s", (int)first, text);
  const char *more = text + first + strspn(text + first, "\n\t ");
  if (*more != '\0') error_hint(err, "%.*s", (int)strcspn(more, "\n"), more);
  return STATUS_DATABASE;
}

// The user's own options: from conninfo, else from the environment.
static Status add_user_options(const char *conninfo, Buffer *out, Error *err) {
  const char *options = getenv("PGOPTIONS");
  PQconninfoOption *parsed = NULL;
  if (strchr(conninfo, '=') != NULL || strstr(conninfo, "://") != NULL) {
    char *message = NULL;
    parsed = PQconninfoParse(conninfo, &message);
    if (parsed == NULL) {
      set_libpq_error(err, message == NULL ? "bad connection string" : message);
      error_hint(err, "expected key=value pairs or postgresql://user@host/dbname");
      PQfreemem(message);
      return STATUS_DATABASE;
    }
    for (const PQconninfoOption *option = parsed; option->keyword != NULL; option++)
      if (strcmp(option->keyword, "options") == 0 && option->val != NULL) options = option->val;
  }
  if (options != NULL) buffer_printf(out, "%s ", options);
  PQconninfoFree(parsed);
  return STATUS_OK;
}

Status connection_open(const char *conninfo, Connection **out, Error *err) {
  *out = NULL;
  if (conninfo == NULL) conninfo = "";
  Buffer options = {0};
  buffer_printf(&options, "%s ", DEFAULTS);
  const Status status = add_user_options(conninfo, &options, err);
  if (status != STATUS_OK) {
    buffer_free(&options);
    return status;
  }
  buffer_add_text(&options, SETTINGS);
  const char *const keywords[] = {"fallback_application_name", "dbname", "options",
                                  "client_encoding", NULL};
  const char *const values[] = {"anamorph", conninfo, buffer_text(&options), "UTF8", NULL};
  PGconn *pg = PQconnectdbParams(keywords, values, 1);
  buffer_free(&options);
  if (pg == NULL) return error_set(err, STATUS_DATABASE, "out of memory while connecting");
  Connection *db = calloc(1, sizeof *db);
  if (db == NULL) abort();
  db->pg = pg;
  db->prepared = prepared_create();
  if (PQstatus(pg) != CONNECTION_OK) {
    connection_error(db, NULL, NULL, err);
    connection_close(db);
    return STATUS_DATABASE;
  }
  if (PQserverVersion(pg) < OLDEST_SERVER) {
    error_set(err, STATUS_DATABASE, "PostgreSQL %d is too old", PQserverVersion(pg) / 10000);
    error_hint(err, "PostgreSQL 12 or later is needed");
    connection_close(db);
    return STATUS_DATABASE;
  }
  // A client that is killed cannot cancel: from version 14 on the server notices within seconds.
  if (PQserverVersion(pg) >= FIRST_WITH_CLIENT_CHECK)
    PQclear(PQexec(pg, "SET client_connection_check_interval = '2s'"));
  db->cancel = PQgetCancel(pg);
  (void)PQsetNoticeProcessor(pg, log_notice, NULL);
  *out = db;
  return STATUS_OK;
}

void connection_keep_memory(Connection *db) {
  PQclear(PQexec(db->pg, "SELECT pg_catalog.length(pg_catalog.repeat('x', 4194304))"));
}

void connection_close(Connection *db) {
  if (db == NULL) return;
  prepared_destroy(db->prepared);
  PQfreeCancel(db->cancel);
  PQfinish(db->pg);
  free(db);
}

PGconn *connection_handle(Connection *db) { return db->pg; }

int connection_unsent(const Connection *db, char out[static SETTING_COUNT][SETTING_SIZE]) {
  return settings_commands(db->unsettled ? NULL : &db->has, &db->wanted, out);
}

void connection_settled(Connection *db) {
  db->has = db->wanted;
  db->unsettled = false;
}

// Commands of one message are one transaction: all are done, or none.
Status connection_settle(Connection *db, Error *err) {
  char command[SETTING_COUNT][SETTING_SIZE];
  const int count = connection_unsent(db, command);
  if (count == 0) return STATUS_OK;
  char all[SETTING_COUNT * SETTING_SIZE];
  int length = 0;
  for (int i = 0; i < count; i++)
    length += snprintf(all + length, sizeof all - (size_t)length, "%s;", command[i]);
  PGresult *result = PQexec(db->pg, all);
  const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
  const Status status = good ? STATUS_OK : connection_error(db, result, NULL, err);
  PQclear(result);
  if (good)
    connection_settled(db);
  else
    db->unsettled = true;
  return status;
}

Status connection_query(Connection *db, const char *sql, PGresult **out, Error *err) {
  *out = NULL;
  atomic_store(&db->cancelled, false);
  TRY(connection_settle(db, err));
  PGresult *result = PQexecParams(db->pg, sql, 0, NULL, NULL, NULL, NULL, 0);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    *out = result;
    return STATUS_OK;
  }
  const Status code = connection_error(db, result, sql, err);
  PQclear(result);
  return code;
}

void connection_set_timeout(Connection *db, unsigned timeout_ms) {
  db->wanted.timeout_ms = timeout_ms;
}

void connection_set_plan_mode(Connection *db, PlanMode mode) { db->wanted.plan_mode = mode; }

void connection_set_workers(Connection *db, bool allowed) { db->wanted.no_workers = !allowed; }

void connection_cancel(Connection *db) {
  atomic_store(&db->cancelled, true);
  connection_interrupt(db);
}

void connection_interrupt(Connection *db) {
  char reason[256];
  if (db->cancel != NULL && PQcancel(db->cancel, reason, sizeof reason) == 0)
    log_write(LOG_WARNING, "cannot cancel a query: %s", reason);
}

// --- Errors --------------------------------------------------------------------------------------

// Line and column, in code points, of the code point with that index (from 0). {0,0} when the text
// is shorter; one past the end counts as inside.
static Position position_of(const char *text, size_t index) {
  Position at = {1, 1};
  for (const char *c = text; index > 0; index--) {
    if (*c == '\0') return (Position){0, 0};
    if (*c == '\n') {
      at.line++;
      at.column = 1;
    } else {
      at.column++;
    }
    do {
      c++;
    } while (((unsigned char)*c & 0xC0U) == 0x80U);
  }
  return at;
}

static Status status_of(const Connection *db, const char *sqlstate) {
  if (strcmp(sqlstate, "57014") != 0) return STATUS_DATABASE;
  return atomic_load(&db->cancelled) ? STATUS_CANCELLED : STATUS_LIMIT;
}

Status connection_error_within(Connection *db, const PGresult *result, const char *sql,
                               size_t prefix, Error *err) {
  const char *primary = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (primary == NULL) {
    const char *text = result == NULL ? "" : PQresultErrorMessage(result);
    if (*text == '\0') text = PQerrorMessage(db->pg);
    return set_libpq_error(err, *text == '\0' ? "the connection to PostgreSQL failed" : text);
  }
  const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
  const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
  const char *place = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
  const unsigned long index = place == NULL ? 0 : strtoul(place, NULL, 10);
  Position at = {0, 0};
  if (sql != NULL && index > prefix) at = position_of(sql, index - 1 - prefix);
  const Status code = status_of(db, sqlstate == NULL ? "" : sqlstate);
  if (detail == NULL)
    error_at(err, code, at, "%s", primary);
  else
    error_at(err, code, at, "%s (%s)", primary, detail);
  // Where in the database's own functions it happened.
  const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
  if (hint != NULL)
    error_hint(err, "%s", hint);
  else if (context != NULL)
    error_hint(err, "in %.*s", (int)strcspn(context, "\n"), context);
  return code;
}

Status connection_error(Connection *db, const PGresult *result, const char *sql, Error *err) {
  return connection_error_within(db, result, sql, 0, err);
}

// Runs of prepared statements: settings go with them in one flight, and few rows come all at once.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/db/row_stream_parts.h"

// How often libpq reads from the socket, 16 KB and more each time, for rows that are to come all at
// once.
enum { MOST_READS = 64 };

// A table was altered, or somebody discarded the session's statements.
static bool is_outdated(const PGresult *result) {
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != NULL && (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0);
}

static bool send_run(PGconn *pg, const char *name, const PreparedRun *run) {
  return PQsendQueryPrepared(pg, name, run->count, run->value, NULL, NULL, 0) != 0;
}

// Settings go ahead of the statement in one flight (libpq's pipeline, one transaction): a round
// trip of their own would cost as much as a small statement.
static bool send_flight(Connection *db, char setting[][SETTING_SIZE], int count, const char *name,
                        const PreparedRun *run) {
  PGconn *pg = db->pg;
  db->unsettled = true;
  if (!PQenterPipelineMode(pg)) return false;
  for (int i = 0; i < count; i++)
    if (!PQsendQueryParams(pg, setting[i], 0, NULL, NULL, NULL, NULL, 0)) return false;
  return send_run(pg, name, run) && PQpipelineSync(pg) != 0;
}

static Status skip_settings(RowStream *stream, int count, Error *err) {
  PGconn *pg = stream->db->pg;
  for (int i = 0; i < count; i++) {
    PGresult *result = PQgetResult(pg);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) return stream_fail(stream, result, err);
    PQclear(result);
    PQclear(PQgetResult(pg));  // the NULL that ends it
  }
  return STATUS_OK;
}

static Status send(RowStream *stream, const char *name, const PreparedRun *run, Error *err) {
  PGconn *pg = stream->db->pg;
  char setting[SETTING_COUNT][SETTING_SIZE];
  const int count = connection_unsent(stream->db, setting);
  const bool sent =
      count == 0 ? send_run(pg, name, run) : send_flight(stream->db, setting, count, name, run);
  if (!sent) return stream_fail(stream, NULL, err);
  TRY(skip_settings(stream, count, err));
  return stream->whole || PQsetSingleRowMode(pg) ? STATUS_OK : stream_fail(stream, NULL, err);
}

// Reads until the result is whole, or the connection fails, which PQgetResult reports. false: it is
// too large.
static bool await_whole(PGconn *pg) {
  for (int reads = 0; PQisBusy(pg); reads++) {
    if (reads == MOST_READS) return false;
    struct pollfd on = {.fd = PQsocket(pg), .events = POLLIN};
    if ((poll(&on, 1, -1) < 0 && errno != EINTR) || !PQconsumeInput(pg)) return true;
  }
  return true;
}

// Ends what is running: the next one is to be sent. If somebody cancels the query meanwhile, that
// is still known when its first row is asked for.
static void give_up(RowStream *stream) {
  connection_interrupt(stream->db);
  stream_take_rest(stream, false);
  stream->done = false;
}

// Sends the statement and waits for what comes first.
static Status start_run(RowStream *stream, const char *name, const PreparedRun *run, Error *err) {
  TRY(send(stream, name, run, err));
  if (stream->whole && !await_whole(stream->db->pg)) {
    give_up(stream);
    stream->whole = false;
    TRY(send(stream, name, run, err));
  }
  stream->first = PQgetResult(stream->db->pg);
  return STATUS_OK;
}

static Status send_prepared(RowStream *stream, const PreparedRun *run, Error *err) {
  PGconn *pg = stream->db->pg;
  for (int attempt = 0;; attempt++) {
    char name[PREPARED_NAME];
    TRY(connection_prepare(stream->db, stream->sql, name, err));
    TRY(start_run(stream, name, run, err));
    if (attempt > 0 || !is_outdated(stream->first)) return STATUS_OK;
    PQclear(stream->first);
    stream->first = NULL;
    stream_take_rest(stream, false);
    stream->done = false;
    prepared_forget(stream->db->prepared, stream->sql);
    char command[PREPARED_NAME + 16];
    (void)snprintf(command, sizeof command, "DEALLOCATE %s", name);
    PQclear(PQexec(pg, command));
  }
}

Status row_stream_open_prepared(Connection *db, const PreparedRun *run, int column_count,
                                RowStream **out, Error *err) {
  *out = NULL;
  atomic_store(&db->cancelled, false);
  RowStream *stream = stream_create(db, run->sql, STREAM_ROWS, column_count);
  stream->whole = run->expects_few;
  const Status status = send_prepared(stream, run, err);
  if (status != STATUS_OK) {
    stream->done = true;
    row_stream_close(stream);
    return status;
  }
  *out = stream;
  return STATUS_OK;
}

// Row streams: single-row mode, COPY in text format unescaped in place, and cursors.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/db/copy_text.h"
#include "base/db/row_stream_parts.h"

static const char COPY_BEFORE[] = "COPY (";
static const char COPY_AFTER[] = "\n) TO STDOUT";

enum { ROWS_OF_A_FETCH = 500 };

enum { DECLARE_PREFIX = 80 };

static const char *declare_prefix(unsigned cursor, char out[DECLARE_PREFIX]) {
  (void)snprintf(out, DECLARE_PREFIX, "DECLARE anamorph_%u NO SCROLL CURSOR FOR ", cursor);
  return out;
}

static void free_row(RowStream *stream) {
  PQclear(stream->result);
  stream->result = NULL;
  PQfreemem(stream->line);
  stream->line = NULL;
}

static void set_column_count(RowStream *stream, int count) {
  const size_t slots = count > 0 ? (size_t)count : 1;
  stream->value = calloc(slots, sizeof *stream->value + sizeof *stream->length);
  if (stream->value == NULL) abort();
  stream->length = (int *)(void *)(stream->value + slots);
  stream->row = (Row){.column_count = count, .value = stream->value, .length = stream->length};
}

RowStream *stream_create(Connection *db, const char *sql, StreamMode mode, int column_count) {
  RowStream *stream = calloc(1, sizeof *stream);
  if (stream == NULL) abort();
  stream->db = db;
  stream->mode = mode;
  stream->row.column_count = column_count;
  stream->sql = sql;
  if (column_count >= 0) set_column_count(stream, column_count);
  return stream;
}

static size_t prefix_length(const RowStream *stream) {
  switch (stream->mode) {
    case STREAM_COPY: return sizeof COPY_BEFORE - 1;
    case STREAM_CURSOR: return strlen(declare_prefix(stream->cursor, (char[DECLARE_PREFIX]){0}));
    default: return 0;
  }
}

void stream_take_rest(RowStream *stream, bool good) {
  PGconn *pg = stream->db->pg;
  const bool flight = PQpipelineStatus(pg) != PQ_PIPELINE_OFF;
  // One NULL ends each command of a flight; more in a row: the connection is gone.
  for (int ends = 0; ends <= (flight ? SETTING_COUNT + 1 : 0);) {
    PGresult *rest = PQgetResult(pg);
    const ExecStatusType status = PQresultStatus(rest);
    if (rest == NULL) ends++;
    if (rest != NULL && status == PGRES_FATAL_ERROR) good = false;
    PQclear(rest);
    if (status == PGRES_PIPELINE_SYNC) break;
  }
  if (flight) {
    (void)PQexitPipelineMode(pg);
    if (good) connection_settled(stream->db);
  }
  stream->done = true;
}

Status stream_fail(RowStream *stream, PGresult *result, Error *err) {
  const Status code =
      connection_error_within(stream->db, result, stream->sql, prefix_length(stream), err);
  PQclear(result);
  stream_take_rest(stream, false);
  return code;
}

static Status declare_cursor(RowStream *stream, Error *err) {
  char prefix[DECLARE_PREFIX];
  stream->cursor = ++stream->db->cursors;
  Buffer command = {0};
  buffer_add_text(&command, declare_prefix(stream->cursor, prefix));
  buffer_add_text(&command, stream->sql);
  PGresult *result = PQexec(stream->db->pg, buffer_text(&command));
  buffer_free(&command);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    const Status status = stream_fail(stream, result, err);
    stream->cursor = 0;
    return status;
  }
  PQclear(result);
  return STATUS_OK;
}

static Status send_command(RowStream *stream, Error *err) {
  PGconn *pg = stream->db->pg;
  TRY(connection_settle(stream->db, err));
  if (stream->mode == STREAM_CURSOR) return declare_cursor(stream, err);
  if (stream->mode == STREAM_ROWS) {
    if (!PQsendQueryParams(pg, stream->sql, 0, NULL, NULL, NULL, NULL, 0) ||
        !PQsetSingleRowMode(pg))
      return stream_fail(stream, NULL, err);
    return STATUS_OK;
  }
  Buffer command = {0};
  buffer_add_text(&command, COPY_BEFORE);
  buffer_add_text(&command, stream->sql);
  buffer_add_text(&command, COPY_AFTER);
  const int sent = PQsendQuery(pg, buffer_text(&command));
  buffer_free(&command);
  if (!sent) return stream_fail(stream, NULL, err);
  PGresult *result = PQgetResult(pg);
  if (PQresultStatus(result) != PGRES_COPY_OUT) return stream_fail(stream, result, err);
  const int columns = PQnfields(result);
  PQclear(result);
  if (stream->row.column_count >= 0 && columns != stream->row.column_count)
    return error_set(err, STATUS_INTERNAL, "expected %d result columns, PostgreSQL sends %d",
                     stream->row.column_count, columns);
  if (stream->value == NULL) set_column_count(stream, columns);
  return STATUS_OK;
}

Status row_stream_open(Connection *db, const char *sql, StreamMode mode, int column_count,
                       RowStream **out, Error *err) {
  *out = NULL;
  atomic_store(&db->cancelled, false);
  RowStream *stream = stream_create(db, sql, mode, column_count);
  stream->copied = strdup(sql);
  if (stream->copied == NULL) abort();
  stream->sql = stream->copied;
  const Status status = send_command(stream, err);
  if (status != STATUS_OK) {
    row_stream_close(stream);
    return status;
  }
  *out = stream;
  return STATUS_OK;
}

// The row with that number of stream->result.
static Status read_row(RowStream *stream, int number, const Row **row, Error *err) {
  const PGresult *result = stream->result;
  const int columns = PQnfields(result);
  if (stream->value == NULL) set_column_count(stream, columns);
  if (columns != stream->row.column_count)
    return error_set(err, STATUS_INTERNAL, "expected %d result columns, PostgreSQL sends %d",
                     stream->row.column_count, columns);
  for (int i = 0; i < columns; i++) {
    const bool null = PQgetisnull(result, number, i) != 0;
    stream->value[i] = null ? NULL : PQgetvalue(result, number, i);
    stream->length[i] = null ? 0 : PQgetlength(result, number, i);
  }
  *row = &stream->row;
  return STATUS_OK;
}

static Status next_of_whole(RowStream *stream, const Row **row, Error *err) {
  if (stream->first != NULL) {
    PGresult *result = stream->first;
    stream->first = NULL;
    if (PQresultStatus(result) != PGRES_TUPLES_OK) return stream_fail(stream, result, err);
    stream_take_rest(stream, true);
    stream->result = result;
  }
  if (stream->at == PQntuples(stream->result)) return STATUS_OK;
  return read_row(stream, stream->at++, row, err);
}

static Status next_result(RowStream *stream, const Row **row, Error *err) {
  PGresult *result = stream->first != NULL ? stream->first : PQgetResult(stream->db->pg);
  stream->first = NULL;
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK) {
    PQclear(result);
    stream_take_rest(stream, true);
    return STATUS_OK;
  }
  if (status != PGRES_SINGLE_TUPLE) return stream_fail(stream, result, err);
  stream->result = result;
  return read_row(stream, 0, row, err);
}

static Status next_fetched(RowStream *stream, const Row **row, Error *err) {
  if (stream->result == NULL || stream->at == PQntuples(stream->result)) {
    if (stream->result != NULL && stream->at < ROWS_OF_A_FETCH) {
      stream->done = true;
      return STATUS_OK;
    }
    free_row(stream);
    char command[DECLARE_PREFIX];
    (void)snprintf(command, sizeof command, "FETCH FORWARD %d FROM anamorph_%u", ROWS_OF_A_FETCH,
                   stream->cursor);
    atomic_store(&stream->db->cancelled, false);
    stream->result = PQexec(stream->db->pg, command);
    stream->at = 0;
    if (PQresultStatus(stream->result) != PGRES_TUPLES_OK) {
      PGresult *result = stream->result;
      stream->result = NULL;
      return stream_fail(stream, result, err);
    }
    if (PQntuples(stream->result) == 0) {
      stream->done = true;
      return STATUS_OK;
    }
  }
  return read_row(stream, stream->at++, row, err);
}

static Status next_line(RowStream *stream, const Row **row, Error *err) {
  const int size = PQgetCopyData(stream->db->pg, &stream->line, 0);
  if (size > 0) {
    const int found = copy_text_split(stream->line, (size_t)size, stream->row.column_count,
                                      stream->value, stream->length);
    if (found != stream->row.column_count)
      return error_set(err, STATUS_INTERNAL, "a COPY line does not have %d columns",
                       stream->row.column_count);
    *row = &stream->row;
    return STATUS_OK;
  }
  if (size == -2) return stream_fail(stream, NULL, err);
  PGresult *result = PQgetResult(stream->db->pg);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) return stream_fail(stream, result, err);
  PQclear(result);
  stream_take_rest(stream, true);
  return STATUS_OK;
}

Status row_stream_next(RowStream *stream, const Row **row, Error *err) {
  *row = NULL;
  if (stream->mode == STREAM_CURSOR)
    return stream->done ? STATUS_OK : next_fetched(stream, row, err);
  if (stream->whole) return next_of_whole(stream, row, err);
  free_row(stream);
  if (stream->done) return STATUS_OK;
  if (atomic_load(&stream->db->cancelled))
    return error_set(err, STATUS_CANCELLED, "the query was cancelled");
  return stream->mode == STREAM_ROWS ? next_result(stream, row, err) : next_line(stream, row, err);
}

// Reads and drops what the server still sends.
static void drain(RowStream *stream) {
  if (stream->mode == STREAM_COPY)
    for (char *line = NULL; PQgetCopyData(stream->db->pg, &line, 0) > 0; line = NULL)
      PQfreemem(line);
  stream_take_rest(stream, false);
}

void row_stream_close(RowStream *stream) {
  if (stream == NULL) return;
  free_row(stream);
  PQclear(stream->first);
  if (stream->cursor != 0) {
    // In a transaction that failed it is gone already.
    char command[DECLARE_PREFIX];
    (void)snprintf(command, sizeof command, "CLOSE anamorph_%u", stream->cursor);
    if (PQtransactionStatus(stream->db->pg) == PQTRANS_INTRANS)
      PQclear(PQexec(stream->db->pg, command));
  } else if (stream->mode != STREAM_CURSOR && !stream->done &&
             PQstatus(stream->db->pg) == CONNECTION_OK) {
    connection_cancel(stream->db);
    drain(stream);
  }
  free(stream->value);
  free(stream->copied);
  free(stream);
}

// A connection to PostgreSQL: read-only sessions with the settings that the gateway relies on, and
// row streams.
//
// Session settings, all at connect: default_transaction_read_only=on, TimeZone=UTC,
// DateStyle=ISO, IntervalStyle=iso_8601, extra_float_digits=1 (shortest exact), bytea_output=hex,
// client_encoding=UTF8, standard_conforming_strings=on. Unless given: application_name=anamorph,
// and jit=off, because compiling the long unions made here costs more than it saves. From
// PostgreSQL 14 on, client_connection_check_interval=2s: the query of a killed client ends.
#ifndef ANAMORPH_BASE_DB_CONNECTION_H
#define ANAMORPH_BASE_DB_CONNECTION_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct Connection Connection;

// conninfo: a libpq connection string or URI; NULL or "" uses the PG* environment variables.
// Errors: STATUS_DATABASE (with libpq's message), also for servers older than PostgreSQL 12.
Status connection_open(const char *conninfo, Connection **out, Error *err) MUST_CHECK;

// For a connection that is asked many statements. PostgreSQL gives its memory back after each, and
// pays for every page of it anew at the next: more than a half of what a hash table of a
// thousand rows takes. Under glibc a process that has freed one large block keeps up to
// twice as much from then on (mallopt(3), M_MMAP_THRESHOLD): a text of 4 MB is made and forgotten,
// once. Elsewhere it does nothing, nor does its failing.
void connection_keep_memory(Connection *db);
void connection_close(Connection *db);

// The libpq handle, for what this header does not offer. Stays owned by the connection.
PGconn *connection_handle(Connection *db);

// Runs one command whose rows are few and keeps them. The result is the caller's (PQclear).
Status connection_query(Connection *db, const char *sql, PGresult **out, Error *err) MUST_CHECK;

// What holds for all statements from now on. The server hears of it, where it changes, with the
// next statement, whose errors include those of that; so call these outside of transactions only.

// The time limit of a statement; 0: the server's.
void connection_set_timeout(Connection *db, unsigned timeout_ms);

// Whether statements may have parallel workers, as the server says, or none.
void connection_set_workers(Connection *db, bool allowed);

// How PostgreSQL plans prepared statements (its plan_cache_mode): as it chooses itself, once for
// all values (generic), or anew for each (custom).
typedef enum PlanMode { PLAN_OF_SERVER, PLAN_GENERIC, PLAN_CUSTOM } PlanMode;
void connection_set_plan_mode(Connection *db, PlanMode mode);

// Turns PostgreSQL's report (a result, or the connection's last when result is NULL) into an Error
// with message, hint and err->at computed from the position in `sql` (which may be NULL).
Status connection_error(Connection *db, const PGresult *result, const char *sql, Error *err);

// The same, where `sql` stood after `prefix` code points of the text that was sent.
Status connection_error_within(Connection *db, const PGresult *result, const char *sql,
                               size_t prefix, Error *err);

// Asks the server to stop what `db` is doing; callable from any thread while `db` is open. The
// command then ends with STATUS_CANCELLED; one that hits statement_timeout ends with STATUS_LIMIT.
// A cancellation that comes while nothing runs is forgotten when the next command starts.
void connection_cancel(Connection *db);

// --- Row streams ---------------------------------------------------------------------------------
// Rows arrive one at a time with memory that does not grow with their number. value[i] is NULL for
// SQL NULL, else NUL-terminated text of length[i] bytes, in PostgreSQL's text format; both are
// valid until the next call. One stream at a time per connection, but for STREAM_CURSOR.
typedef struct RowStream RowStream;

typedef struct Row {
  int column_count;
  const char *const *value;
  const int *length;
} Row;

// STREAM_ROWS: single-row mode (small results, first row soon). STREAM_COPY: COPY (sql) TO STDOUT
// in text format, unescaped here: fastest for large results; takes no parameters. STREAM_CURSOR:
// some rows at a time, and the connection is free for other commands between two calls; only inside
// a transaction.
typedef enum StreamMode { STREAM_ROWS, STREAM_COPY, STREAM_CURSOR } StreamMode;

// column_count: what the query must yield; -1 takes what comes. Errors may show here or only at the
// first row_stream_next. STREAM_COPY waits here until the server sends its first rows (it gathers
// 8 KB); connection_cancel ends that wait too. Positions in errors are those in `sql`.
Status row_stream_open(Connection *db, const char *sql, StreamMode mode, int column_count,
                       RowStream **out, Error *err) MUST_CHECK;

// The same in STREAM_ROWS, for a statement that will be asked again: the connection prepares it
// when it comes first, and knows it by its text afterwards (256 of them). value[i] is the text of
// $i+1, which the statement casts to its type. `sql` has to live until the stream is closed.
//
// expects_few: the rows are read all at once, which takes half of libpq's work for each. Where they
// turn out to be more than a megabyte the statement is cancelled and asked again, row by row.
typedef struct PreparedRun {
  const char *sql;
  int count;
  const char *const *value;
  bool expects_few;
} PreparedRun;
Status row_stream_open_prepared(Connection *db, const PreparedRun *run, int column_count,
                                RowStream **out, Error *err) MUST_CHECK;

// What the two ways of planning such a statement take with these values, in milliseconds on the
// server: planning it for them and running that plan; running the plan for all values. Found by
// EXPLAIN ANALYZE, the lesser of two times each, so the statement runs four times, each for
// limit_ms at most: who reaches that has taken limit_ms. The connection's plan mode and time limit
// are changed by it. Errors: STATUS_DATABASE, STATUS_CANCELLED.
typedef struct PlanTimes {
  double custom, generic;
} PlanTimes;
Status connection_plan_times(Connection *db, const char *sql, int count, const char *const value[],
                             unsigned limit_ms, PlanTimes *out, Error *err) MUST_CHECK;

// *row is NULL after the last row. Errors: STATUS_DATABASE, STATUS_CANCELLED, STATUS_LIMIT (the
// statement_timeout), STATUS_INTERNAL (other columns than announced). After an error: close.
Status row_stream_next(RowStream *stream, const Row **row, Error *err) MUST_CHECK;

// Ends the stream, cancelling what is still running; the connection is usable again.
void row_stream_close(RowStream *stream);

#endif

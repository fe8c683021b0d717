// What a RowStream is made of: for row_stream.c, which reads rows, and prepared_run.c, which sends
// prepared statements.
#ifndef ANAMORPH_BASE_DB_ROW_STREAM_PARTS_H
#define ANAMORPH_BASE_DB_ROW_STREAM_PARTS_H

#include "base/db/connection_parts.h"

// result: the present row (STREAM_ROWS), all of them (whole), or what was fetched last
// (STREAM_CURSOR). line: the present line (STREAM_COPY), from libpq. done: the server has nothing
// more to send for this command. copied: `sql`, where it is the stream's own. length: behind
// `value`, in one block with it. cursor: its number; 0: none is open. at: the next row of `result`,
// where that has several.
struct RowStream {
  Connection *db;
  StreamMode mode;
  const char *sql;
  char *copied;
  PGresult *first;  // what came first, not yet given
  PGresult *result;
  char *line;
  const char **value;
  int *length;
  Row row;
  bool done;
  bool whole;
  unsigned cursor;
  int at;
};

// column_count < 0: as many as the server sends. sql: not copied.
RowStream *stream_create(Connection *db, const char *sql, StreamMode mode, int column_count);

// Reads what is left of the command, or of the flight that it was sent in. `good`: the command has
// succeeded, so the settings of its flight hold.
void stream_take_rest(RowStream *stream, bool good);

// Reports `result` (which is freed; NULL: the connection's last error) and ends the stream.
Status stream_fail(RowStream *stream, PGresult *result, Error *err) MUST_CHECK;

#endif

// What a Connection is made of: for the files of base/db/ only.
#ifndef ANAMORPH_BASE_DB_CONNECTION_PARTS_H
#define ANAMORPH_BASE_DB_CONNECTION_PARTS_H

#include <stdatomic.h>

#include "base/db/connection.h"
#include "base/db/prepared.h"

// cancelled: connection_cancel was called since the present command began. It tells a cancelled
// query from one that ran into statement_timeout: PostgreSQL gives both the same SQLSTATE.
struct Connection {
  PGconn *pg;
  PGcancel *cancel;
  atomic_bool cancelled;
  Prepared *prepared;
  unsigned cursors;     // declared so far: their names
  bool no_workers;      // max_parallel_workers_per_gather is 0, not the server's
  unsigned timeout_ms;  // the session's statement_timeout; 0: the server's own
  PlanMode plan_mode;
};

// Prepares the statement unless the connection has it; its name.
Status connection_prepare(Connection *db, const char *sql, char name[PREPARED_NAME],
                          Error *err) MUST_CHECK;

#endif

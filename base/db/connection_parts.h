// What a Connection is made of: for the files of base/db/ only.
#ifndef ANAMORPH_BASE_DB_CONNECTION_PARTS_H
#define ANAMORPH_BASE_DB_CONNECTION_PARTS_H

#include <stdatomic.h>

#include "base/db/connection.h"
#include "base/db/prepared.h"
#include "base/db/settings.h"

// cancelled: connection_cancel was called since the present command began. It tells a cancelled
// query from one that ran into statement_timeout: PostgreSQL gives both the same SQLSTATE.
// unsettled: what the session has is not known, since a statement failed that settings were sent
// with.
struct Connection {
  PGconn *pg;
  PGcancel *cancel;
  atomic_bool cancelled;
  Prepared *prepared;
  unsigned cursors;  // declared so far: their names
  Settings has, wanted;
  bool unsettled;
};

// Prepares the statement unless the connection has it; its name.
Status connection_prepare(Connection *db, const char *sql, char name[PREPARED_NAME],
                          Error *err) MUST_CHECK;

// Ends what the server runs for it, if anything. Unlike connection_cancel it says nothing of the
// query, which may go on with another statement. May be called from any thread.
void connection_interrupt(Connection *db);

// The commands that bring the session to what is wanted; their number.
int connection_unsent(const Connection *db, char out[static SETTING_COUNT][SETTING_SIZE]);

// They were sent and hold.
void connection_settled(Connection *db);

// Sends them, where there are any, and waits. Not within a transaction, whose end would undo them.
Status connection_settle(Connection *db, Error *err) MUST_CHECK;

#endif

// The settings of a session that change from statement to statement, and the commands that change
// them. They are remembered when they are asked for and sent with the next statement: ahead of a
// prepared one in the same flight, otherwise in one round trip.
#ifndef ANAMORPH_BASE_DB_SETTINGS_H
#define ANAMORPH_BASE_DB_SETTINGS_H

#include "base/db/connection.h"

// All zero: the server's own.
typedef struct Settings {
  unsigned timeout_ms;  // statement_timeout; 0: the server's
  bool no_workers;      // max_parallel_workers_per_gather is 0, not the server's
  PlanMode plan_mode;   // plan_cache_mode
} Settings;

enum { SETTING_COUNT = 3, SETTING_SIZE = 64 };

// Writes the commands from one to the other; their number. NULL: it is not known what the session
// has.
int settings_commands(const Settings *has, const Settings *wanted,
                      char out[static SETTING_COUNT][SETTING_SIZE]);

#endif

// Finding PostgreSQL's server programs.
#ifndef ANAMORPH_BASE_DB_CLUSTER_BINARIES_H
#define ANAMORPH_BASE_DB_CLUSTER_BINARIES_H

#include "base/arena.h"
#include "base/error.h"

enum { POSTGRES_OLDEST = 12 };

// The folder that holds initdb, postgres and psql of the newest version found, and its major
// version. ANAMORPH_PG_BIN, when set, is the only place looked at.
// Errors: STATUS_DATABASE, saying what to install.
Status cluster_find_binaries(Arena *arena, const char **folder, int *version,
                             Error *err) MUST_CHECK;

#endif

// A private PostgreSQL cluster in a temporary folder, for the demo and the tests: it listens on a
// unix socket only, belongs to an unprivileged user even when we are root, and is removed with all
// its files when it is stopped or when this process ends, however it ends.
//
// A keeper process holds the server and waits on a pipe from us; when we are gone the pipe closes,
// and the keeper stops the server and removes the folder. Should the keeper itself be killed, the
// server dies with it (PR_SET_PDEATHSIG), and the next cluster_start clears the folder away: its
// lock file is no longer locked.
#ifndef ANAMORPH_BASE_DB_CLUSTER_H
#define ANAMORPH_BASE_DB_CLUSTER_H

#include "base/arena.h"
#include "base/error.h"

typedef struct Cluster Cluster;

// Makes and starts a cluster: UTF-8, collation C, trust on the socket, superuser "anamorph",
// durability off. The binaries are those of the newest PostgreSQL found (12 or later) in
// ANAMORPH_PG_BIN, else /usr/lib/postgresql/*/bin, /usr/pgsql-*/bin, pg_config's folder and PATH.
// Takes about two seconds. Call it from the main thread: the server lives no longer than the thread
// that started it. Errors: STATUS_DATABASE (not installed, with the package's name; initdb or the
// server failed, with what they said), STATUS_IO.
Status cluster_start(Cluster **out, Error *err) MUST_CHECK;

// Uses a cluster that another process started and keeps: socket_folder as given by
// cluster_socket_folder there. Errors: STATUS_DATABASE when nothing answers.
Status cluster_attach(const char *socket_folder, Cluster **out, Error *err) MUST_CHECK;

// Stops the server and removes the folder; of an attached cluster, only forgets it. NULL is
// allowed.
void cluster_stop(Cluster *cluster);

// Major version of the server, 12 to 17.
int cluster_version(const Cluster *cluster);
const char *cluster_socket_folder(const Cluster *cluster);
// Where psql and its companions are.
const char *cluster_binaries(const Cluster *cluster);

// A libpq connection string for `database`, as the superuser; add " user=…" for another role.
char *cluster_conninfo(const Cluster *cluster, const char *database, Arena *arena);

// Database names are plain: lower-case letters, digits and underscores.
// Errors: STATUS_USAGE for another name, STATUS_DATABASE.
Status cluster_create_database(Cluster *cluster, const char *name, Error *err) MUST_CHECK;
Status cluster_drop_database(Cluster *cluster, const char *name, Error *err) MUST_CHECK;

// Runs SQL text: several statements are one transaction. No psql commands, no COPY FROM stdin.
Status cluster_run_sql(Cluster *cluster, const char *database, const char *sql,
                       Error *err) MUST_CHECK;

// Runs a script with psql, in the script's folder, stopping at the first error: psql commands and
// COPY FROM stdin (pg_dump's output) work. A file whose name ends in .xz is unpacked on the way.
// Errors: STATUS_IO (no such file), STATUS_DATABASE with PostgreSQL's message.
Status cluster_run_file(Cluster *cluster, const char *database, const char *path,
                        Error *err) MUST_CHECK;

#endif

// What test programs share: a database of their own, paths of the repository, the test data, and
// running the anamorph command.
#ifndef ANAMORPH_TESTS_SUPPORT_FIXTURE_H
#define ANAMORPH_TESTS_SUPPORT_FIXTURE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/db/cluster.h"

// A database in a private cluster. With ANAMORPH_TEST_CLUSTER set (tests/run sets it: the socket
// folder of a cluster shared by all programs of a run) it is made there, else in a cluster that
// this process starts. Every failure in this header's functions prints the error and ends the test
// program with a failure: a test without its fixture has nothing to say.
typedef struct Fixture {
  Arena *arena;
  Cluster *cluster;
  const char *database;  // its name, unique
  const char *conninfo;
} Fixture;

// One database; its first content is `sql` (NULL: none).
Fixture *fixture_open(const char *sql);
void fixture_run_sql(Fixture *fixture, const char *sql);
// A script file, with psql; .xz is unpacked.
void fixture_run_file(Fixture *fixture, const char *path);
// A script of ALTER and CREATE statements that the data may or may not satisfy, one after the
// other; what fails is left out.
void fixture_run_each(Fixture *fixture, const char *path);
// Whether the database takes connections. When it no longer does, those that there were are gone.
void fixture_allow_connections(Fixture *fixture, bool allow);
// Drops the database, stops the cluster if it is ours. NULL is allowed.
void fixture_close(Fixture *fixture);

// --- Paths -------------------------------------------------------------------------------------
// A path below the repository's root ("examples/bookshop/schema.sql"). Lives as long as the
// process.
const char *repository_path(const char *relative);

// A path below the test data (ANAMORPH_SHARED, else ../shared beside the repository). NULL when
// there is no such file, after a line that says so and that tests are skipped; with
// ANAMORPH_REQUIRE_SHARED=1 (in CI) that ends the program with a failure instead.
const char *shared_path(const char *relative);

// A path in /tmp that ends in `name`, of this process's own; nothing is there yet.
char *temporary_path(const char *name, Arena *arena);

// The whole of a file, NUL-terminated, in `arena`; .xz is unpacked.
char *read_file(const char *path, Arena *arena);

// --- The command -------------------------------------------------------------------------------
// Runs build/anamorph with arguments (NULL-terminated, without the program's name); output and
// errors are appended where not NULL. Returns the exit code.
int run_anamorph(const char *const arguments[], Buffer *output, Buffer *errors);

// The same, still running: with the usual course of signals, output thrown away. *errors: the
// reading end of its standard error, to be closed by the caller, who waits for the process.
pid_t start_anamorph(const char *const arguments[], int *errors);

// --- CUnit -------------------------------------------------------------------------------------
// main() of a test program is `return suites_run(name, tests, count);`: runs them, prints a summary
// and every failure, returns the exit code.
typedef struct TestCase {
  const char *name;
  void (*run)(void);
} TestCase;

#define TEST(function) \
  { #function, function }
int suites_run(const char *name, const TestCase tests[], size_t count);

#endif

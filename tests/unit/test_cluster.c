// The private cluster: starts, keeps to its socket, and leaves nothing behind.
#include <CUnit/CUnit.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/db/cluster.h"
#include "tests/support/fixture.h"

static Cluster *start(void) {
  Cluster *cluster = NULL;
  Error err = {0};
  if (cluster_start(&cluster, &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n%s\n", err.message, err.hint);
    exit(1);
  }
  return cluster;
}

static char *ask(Cluster *cluster, const char *database, const char *sql, Arena *arena) {
  PGconn *db = PQconnectdb(cluster_conninfo(cluster, database, arena));
  PGresult *result = PQexec(db, sql);
  const char *value =
      PQresultStatus(result) == PGRES_TUPLES_OK ? PQgetvalue(result, 0, 0) : PQerrorMessage(db);
  char *copy = arena_copy_text(arena, value, strlen(value));
  PQclear(result);
  PQfinish(db);
  return copy;
}

static void runs_scripts_and_stops_without_a_trace(void) {
  Arena *arena = arena_create(0);
  Cluster *cluster = start();
  Error err = {0};
  CU_ASSERT(cluster_version(cluster) >= 12);
  CU_ASSERT_EQUAL(cluster_create_database(cluster, "small", &err), STATUS_OK);
  CU_ASSERT_EQUAL(cluster_run_sql(cluster, "small",
                                  "CREATE TABLE t (a text); INSERT INTO t VALUES ('x')", &err),
                  STATUS_OK);
  CU_ASSERT_STRING_EQUAL(ask(cluster, "small", "SELECT a FROM t", arena), "x");
  CU_ASSERT_STRING_EQUAL(ask(cluster, "small", "SHOW listen_addresses", arena), "");
  CU_ASSERT_STRING_EQUAL(ask(cluster, "small", "SHOW server_encoding", arena), "UTF8");
  CU_ASSERT_STRING_EQUAL(ask(cluster, "small", "SELECT 'a' > 'B'", arena), "t");

  const char *folder = arena_format(arena, "%s", cluster_socket_folder(cluster));
  CU_ASSERT_EQUAL(access(folder, F_OK), 0);
  cluster_stop(cluster);
  CU_ASSERT_NOT_EQUAL(access(folder, F_OK), 0);
  arena_destroy(arena);
}

static void says_what_a_script_got_wrong(void) {
  Fixture *fixture = fixture_open(NULL);
  Error err = {0};
  CU_ASSERT_EQUAL(cluster_run_sql(fixture->cluster, fixture->database, "SELECT nonsense", &err),
                  STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "column \"nonsense\" does not exist"));

  char path[] = "/tmp/anamorph-script-XXXXXX";
  const int file = mkstemp(path);
  const char script[] =
      "\\set word two\nCREATE TABLE t (a text);\nCOPY t FROM stdin;\none\n\\.\n"
      "SELECT nonsense;\n";
  CU_ASSERT_EQUAL(write(file, script, strlen(script)), (ssize_t)strlen(script));
  close(file);
  CU_ASSERT_EQUAL(cluster_run_file(fixture->cluster, fixture->database, path, &err),
                  STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "column \"nonsense\" does not exist"));
  CU_ASSERT_STRING_EQUAL(
      ask(fixture->cluster, fixture->database, "SELECT a FROM t", fixture->arena), "one");
  unlink(path);
  CU_ASSERT_EQUAL(cluster_run_file(fixture->cluster, fixture->database, path, &err), STATUS_IO);
  CU_ASSERT_EQUAL(cluster_create_database(fixture->cluster, "no\"name", &err), STATUS_USAGE);
  fixture_close(fixture);
}

static void goes_when_its_owner_is_killed(void) {
  int report[2];
  CU_ASSERT_EQUAL_FATAL(pipe(report), 0);
  const pid_t owner = fork();
  if (owner == 0) {
    Cluster *cluster = start();
    const char *folder = cluster_socket_folder(cluster);
    (void)!write(report[1], folder, strlen(folder) + 1);
    pause();
    _exit(0);
  }
  char folder[256] = "";
  CU_ASSERT(read(report[0], folder, sizeof folder) > 0);
  CU_ASSERT_EQUAL(access(folder, F_OK), 0);
  (void)kill(owner, SIGKILL);
  (void)waitpid(owner, NULL, 0);
  bool gone = false;
  for (int i = 0; i < 100 && !gone; i++) {
    usleep(100000);
    gone = access(folder, F_OK) != 0;
  }
  CU_ASSERT(gone);
  close(report[0]);
  close(report[1]);
}

static void names_the_package_when_postgresql_is_missing(void) {
  (void)setenv("ANAMORPH_PG_BIN", "/nowhere", 1);
  Cluster *cluster = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(cluster_start(&cluster, &err), STATUS_DATABASE);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/nowhere"));
  (void)unsetenv("ANAMORPH_PG_BIN");
}

int main(void) {
  static const TestCase tests[] = {
      TEST(runs_scripts_and_stops_without_a_trace),
      TEST(says_what_a_script_got_wrong),
      TEST(goes_when_its_owner_is_killed),
      TEST(names_the_package_when_postgresql_is_missing),
  };
  return suites_run("cluster", tests, sizeof tests / sizeof *tests);
}

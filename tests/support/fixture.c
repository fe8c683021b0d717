// What test programs share: databases, paths, the command, CUnit's frame.
#include "tests/support/fixture.h"

#include <CUnit/Basic.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/process.h"

static _Noreturn void give_up(const Error *err) {
  (void)fprintf(stderr, "fixture: %s\n", err->message);
  if (err->hint[0] != '\0') (void)fprintf(stderr, "fixture: hint: %s\n", err->hint);
  exit(1);
}

// The cluster of this process: the one named by the environment, or one of its own that all its
// fixtures share (so that none keeps another's from stopping).
static struct {
  Cluster *cluster;
  unsigned users;
} own;

static Status share_cluster(Error *err) {
  if (own.users == 0) {
    const char *shared = getenv("ANAMORPH_TEST_CLUSTER");
    TRY(shared != NULL && shared[0] != '\0' ? cluster_attach(shared, &own.cluster, err)
                                            : cluster_start(&own.cluster, err));
  }
  own.users++;
  return STATUS_OK;
}

Fixture *fixture_open(const char *sql) {
  static unsigned count;
  Arena *arena = arena_create(0);
  Fixture *fixture = ARENA_NEW(arena, Fixture);
  fixture->arena = arena;
  Error err = {0};
  if (share_cluster(&err) != STATUS_OK) give_up(&err);
  fixture->cluster = own.cluster;
  fixture->database = arena_format(arena, "test_%ld_%u", (long)getpid(), count++);
  if (cluster_create_database(fixture->cluster, fixture->database, &err) != STATUS_OK)
    give_up(&err);
  fixture->conninfo = cluster_conninfo(fixture->cluster, fixture->database, arena);
  if (sql != NULL) fixture_run_sql(fixture, sql);
  return fixture;
}

void fixture_run_sql(Fixture *fixture, const char *sql) {
  Error err = {0};
  if (cluster_run_sql(fixture->cluster, fixture->database, sql, &err) != STATUS_OK) give_up(&err);
}

void fixture_run_file(Fixture *fixture, const char *path) {
  Error err = {0};
  if (cluster_run_file(fixture->cluster, fixture->database, path, &err) != STATUS_OK) give_up(&err);
}

void fixture_run_each(Fixture *fixture, const char *path) {
  Error err = {0};
  size_t done = 0;
  for (char *rest = read_file(path, fixture->arena), *one; (one = strsep(&rest, ";")) != NULL;) {
    for (one += strspn(one, " \n"); strncmp(one, "--", 2) == 0; one += strspn(one, " \n"))
      one += strcspn(one, "\n");
    if (strncmp(one, "ALTER", 5) != 0 && strncmp(one, "CREATE", 6) != 0) continue;
    done += cluster_run_sql(fixture->cluster, fixture->database, one, &err) == STATUS_OK;
  }
  if (done == 0) give_up(&err);
}

static void run_elsewhere(Fixture *fixture, const char *format) {
  Error err = {0};
  const char *sql = arena_format(fixture->arena, format, fixture->database);
  if (cluster_run_sql(fixture->cluster, "postgres", sql, &err) != STATUS_OK) give_up(&err);
}

// Two statements: others see the first only when it has ended, and would connect meanwhile.
void fixture_allow_connections(Fixture *fixture, bool allow) {
  if (allow) {
    run_elsewhere(fixture, "ALTER DATABASE %s ALLOW_CONNECTIONS true");
    return;
  }
  run_elsewhere(fixture, "ALTER DATABASE %s ALLOW_CONNECTIONS false");
  run_elsewhere(fixture,
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = "
                "'%s'");
}

void fixture_close(Fixture *fixture) {
  if (fixture == NULL) return;
  Error ignored;
  // A connection still open keeps a shared cluster's database; it goes with the cluster.
  if (getenv("ANAMORPH_TEST_CLUSTER") != NULL)
    (void)!cluster_drop_database(fixture->cluster, fixture->database, &ignored);
  if (--own.users == 0) cluster_stop(own.cluster);
  arena_destroy(fixture->arena);
}

// --- Paths -------------------------------------------------------------------------------------

// ANAMORPH_SOURCE is defined by tests/CMakeLists.txt: the repository's root. Paths are kept to the
// end of the process.
static const char *path_join(const char *folder, const char *relative) {
  static Arena *arena;
  if (arena == NULL) arena = arena_create(0);
  return arena_format(arena, "%s/%s", folder, relative);
}

const char *repository_path(const char *relative) { return path_join(ANAMORPH_SOURCE, relative); }

const char *shared_path(const char *relative) {
  const char *folder = getenv("ANAMORPH_SHARED");
  if (folder == NULL || folder[0] == '\0') folder = ANAMORPH_SOURCE "/../shared";
  const char *path = path_join(folder, relative);
  if (access(path, R_OK) == 0) return path;
  const char *required = getenv("ANAMORPH_REQUIRE_SHARED");
  if (required != NULL && strcmp(required, "1") == 0) {
    (void)fprintf(stderr, "fixture: %s is required and missing\n", path);
    exit(1);
  }
  printf("skipped: %s is not here (set ANAMORPH_SHARED to the test data's folder)\n", path);
  return NULL;
}

static void read_plain(const char *path, Buffer *content) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    (void)fprintf(stderr, "fixture: %s: %s\n", path, strerror(errno));
    exit(1);
  }
  char block[65536];
  size_t length = 0;
  while ((length = fread(block, 1, sizeof block, file)) > 0) buffer_add(content, block, length);
  const bool failed = ferror(file) != 0;
  if (fclose(file) != 0 || failed) {
    (void)fprintf(stderr, "fixture: %s cannot be read\n", path);
    exit(1);
  }
}

static void read_packed(const char *path, Buffer *content) {
  const char *const argv[] = {"xzcat", "--", path, NULL};
  Buffer errors = {0};
  int exit_code = 0;
  Error err = {0};
  if (process_run(argv, NULL, content, &errors, &exit_code, &err) != STATUS_OK) give_up(&err);
  if (exit_code != 0) {
    (void)fprintf(stderr, "fixture: %s", buffer_text(&errors));
    exit(1);
  }
  buffer_free(&errors);
}

char *temporary_path(const char *name, Arena *arena) {
  return arena_format(arena, "/tmp/anamorph-test-%ld-%s", (long)getpid(), name);
}

char *read_file(const char *path, Arena *arena) {
  const size_t length = strlen(path);
  const bool packed = length > 3 && strcmp(path + length - 3, ".xz") == 0;
  Buffer content = {0};
  if (packed)
    read_packed(path, &content);
  else
    read_plain(path, &content);
  char *text = buffer_copy(&content, arena);
  buffer_free(&content);
  return text;
}

// --- The command -------------------------------------------------------------------------------

enum { MOST_ARGUMENTS = 62 };
typedef struct CommandLine {
  const char *argv[MOST_ARGUMENTS + 2];
} CommandLine;

static CommandLine command_line(const char *const arguments[]) {
  CommandLine line = {{ANAMORPH_BINARY}};
  for (size_t i = 0; arguments[i] != NULL; i++) {
    if (i == MOST_ARGUMENTS) abort();
    line.argv[i + 1] = arguments[i];
  }
  return line;
}

int run_anamorph(const char *const arguments[], Buffer *output, Buffer *errors) {
  const CommandLine line = command_line(arguments);
  int exit_code = 0;
  Error err = {0};
  if (process_run(line.argv, NULL, output, errors, &exit_code, &err) != STATUS_OK) give_up(&err);
  return exit_code;
}

pid_t start_anamorph(const char *const arguments[], int *errors) {
  const CommandLine line = command_line(arguments);
  int ends[2];
  if (pipe(ends) != 0) abort();
  (void)fflush(NULL);
  const pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) {
    // Whoever runs the tests may have Ctrl-C ignored, or blocked.
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    const int null = open("/dev/null", O_RDWR);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(ends[1], STDERR_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    (void)execv(line.argv[0], (char *const *)(uintptr_t)line.argv);
    _exit(127);
  }
  (void)close(ends[1]);
  *errors = ends[0];
  return child;
}

// --- CUnit -------------------------------------------------------------------------------------

int suites_run(const char *name, const TestCase tests[], size_t count) {
  if (CU_initialize_registry() != CUE_SUCCESS) return 1;
  CU_pSuite suite = CU_add_suite(name, NULL, NULL);
  bool ready = suite != NULL;
  for (size_t i = 0; ready && i < count; i++)
    ready = CU_add_test(suite, tests[i].name, tests[i].run) != NULL;
  if (ready) {
    CU_basic_set_mode(CU_BRM_NORMAL);
    (void)CU_basic_run_tests();
  }
  const unsigned failed = CU_get_number_of_tests_failed();
  const unsigned run = CU_get_number_of_tests_run();
  CU_cleanup_registry();
  printf("%u passed, %u failed\n", run - failed, failed);
  return ready && failed == 0 ? 0 : 1;
}

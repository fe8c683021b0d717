// A private PostgreSQL cluster: make the folder, start the server, keep it, remove it.
#include "base/db/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <libpq-fe.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/db/cluster_binaries.h"
#include "base/process.h"

#define FOLDER_PREFIX "anamorph-pg-"
#define SUPERUSER     "anamorph"

enum {
  START_SECONDS = 60,
  STOP_MILLISECONDS = 5000,
  POLL_MILLISECONDS = 50,
  KEEPER_POLL_MILLISECONDS = 250,
  LOG_TAIL = 400,
};

struct Cluster {
  Arena *arena;
  const char *folder;  // NULL when attached
  const char *socket_folder;
  const char *binaries;
  int version;
  ProcessUser user;
  int lock;   // descriptor of the folder's lock file
  int leash;  // our end of the pipe to the keeper: closing it stops the server
  pid_t keeper;
};

// --- Folders -----------------------------------------------------------------------------------

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where) {
  (void)info;
  (void)kind;
  (void)where;
  (void)remove(path);
  return 0;
}

static void folder_remove(const char *path) {
  (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

// The unprivileged user that PostgreSQL runs as: it refuses to run as root.
static Status user_find(ProcessUser *out, Error *err) {
  *out = (ProcessUser){.drop = false, .uid = geteuid(), .gid = getegid()};
  if (geteuid() != 0) return STATUS_OK;
  const struct passwd *entry = getpwnam("postgres");
  if (entry == NULL) entry = getpwnam("nobody");
  if (entry == NULL)
    return error_set(err, STATUS_DATABASE,
                     "PostgreSQL does not run as root, and there is neither a user \"postgres\" "
                     "nor \"nobody\" to run it as");
  *out = (ProcessUser){.drop = true, .uid = entry->pw_uid, .gid = entry->pw_gid};
  return STATUS_OK;
}

// TMPDIR unless that makes the socket's path too long for a sockaddr_un.
static const char *folder_parent(void) {
  const char *parent = getenv("TMPDIR");
  const size_t longest = sizeof((struct sockaddr_un *)0)->sun_path -
                         sizeof "/" FOLDER_PREFIX "XXXXXX/.s.PGSQL.5432.lock";
  return parent == NULL || parent[0] != '/' || strlen(parent) > longest ? "/tmp" : parent;
}

// A folder whose lock nobody holds belonged to a process that was killed.
static void folder_remove_stale(const char *parent, const ProcessUser *user) {
  char pattern[PATH_MAX];
  (void)snprintf(pattern, sizeof pattern, "%s/" FOLDER_PREFIX "*", parent);
  glob_t found;
  if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0) return;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    const char *folder = found.gl_pathv[i];
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/lock", folder);
    struct stat info;
    if (lstat(folder, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != user->uid) continue;
    const int lock = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0) continue;
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) folder_remove(folder);
    close(lock);
  }
  globfree(&found);
}

static Status folder_make(Cluster *cluster, Error *err) {
  const char *parent = folder_parent();
  folder_remove_stale(parent, &cluster->user);
  char *folder = arena_format(cluster->arena, "%s/" FOLDER_PREFIX "XXXXXX", parent);
  if (mkdtemp(folder) == NULL) {
    error_set(err, STATUS_IO, "cannot make a folder in %s: %s", parent, strerror(errno));
    error_hint(err, "set TMPDIR to a folder that can be written to");
    return STATUS_IO;
  }
  const char *lock = arena_format(cluster->arena, "%s/lock", folder);
  cluster->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (cluster->lock < 0 || flock(cluster->lock, LOCK_EX | LOCK_NB) != 0 ||
      (cluster->user.drop && chown(folder, cluster->user.uid, cluster->user.gid) != 0)) {
    const int code = errno;
    folder_remove(folder);
    return error_set(err, STATUS_IO, "cannot prepare %s: %s", folder, strerror(code));
  }
  cluster->folder = folder;
  cluster->socket_folder = folder;
  return STATUS_OK;
}

// The last lines of what the server or initdb said, for an error's hint.
static void hint_tail(Error *err, const char *text) {
  size_t length = strlen(text);
  while (length > 0 && text[length - 1] == '\n') length--;
  const char *start = length > LOG_TAIL ? text + length - LOG_TAIL : text;
  error_hint(err, "it said: %.*s", (int)(text + length - start), start);
}

static void hint_log(const Cluster *cluster, Error *err) {
  char path[PATH_MAX];
  (void)snprintf(path, sizeof path, "%s/log", cluster->folder);
  FILE *log = fopen(path, "re");
  if (log == NULL) return;
  Buffer text = {0};
  char block[4096];
  for (size_t count; (count = fread(block, 1, sizeof block, log)) > 0;)
    buffer_add(&text, block, count);
  (void)fclose(log);
  hint_tail(err, buffer_text(&text));
  buffer_free(&text);
}

// --- The server --------------------------------------------------------------------------------

// Collation C (code points, as SPARQL compares), but upper and lower case of all of Unicode where
// the system has C.UTF-8.
static Status cluster_init(Cluster *cluster, Error *err) {
  const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (unicode != (locale_t)0) freelocale(unicode);
  Arena *arena = cluster->arena;
  const char *argv[] = {
      arena_format(arena, "%s/initdb", cluster->binaries),
      arena_format(arena, "--pgdata=%s/data", cluster->folder),
      "--username=" SUPERUSER,
      "--auth-local=trust",
      "--auth-host=reject",
      "--encoding=UTF8",
      "--locale=C",
      unicode != (locale_t)0 ? "--lc-ctype=C.UTF-8" : "--lc-ctype=C",
      "--no-sync",
      NULL,
  };
  const ProcessOptions options = {.folder = cluster->folder, .user = cluster->user};
  Buffer said = {0};
  int exit_code = 0;
  Status status = process_run(argv, &options, &said, &said, &exit_code, err);
  if (status == STATUS_OK && exit_code != 0) {
    status = error_set(err, STATUS_DATABASE, "initdb failed (exit code %d)", exit_code);
    hint_tail(err, buffer_text(&said));
  }
  buffer_free(&said);
  return status;
}

// In the server's process. PR_SET_PDEATHSIG is cleared by setuid, so it comes after.
static _Noreturn void server_exec(const Cluster *cluster, const char *const argv[], int log,
                                  pid_t keeper) {
  sigset_t none;
  sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (dup2(nothing, STDIN_FILENO) >= 0 && dup2(log, STDOUT_FILENO) >= 0 &&
      dup2(log, STDERR_FILENO) >= 0 && chdir(cluster->folder) == 0 &&
      process_become(&cluster->user) && prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 &&
      getppid() == keeper)
    (void)execv(argv[0], (char *const *)argv);
  _exit(127);
}

static void sleep_milliseconds(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  (void)nanosleep(&time, NULL);
}

static bool child_ended(pid_t child, int milliseconds) {
  for (int waited = 0;; waited += POLL_MILLISECONDS) {
    const pid_t ended = waitpid(child, NULL, WNOHANG);
    if (ended == child || (ended < 0 && errno == ECHILD)) return true;
    if (waited >= milliseconds) return false;
    sleep_milliseconds(POLL_MILLISECONDS);
  }
}

// The keeper: holds the server until our end of the pipe closes, then removes everything. Ends with
// code 1, leaving the folder (its log is wanted), when the server ends by itself.
static _Noreturn void keeper_main(const Cluster *cluster, const char *const argv[], int leash,
                                  int log) {
  (void)setsid();  // Ctrl-C is for the one who started us
  (void)signal(SIGINT, SIG_IGN);
  (void)signal(SIGHUP, SIG_IGN);
  (void)signal(SIGPIPE, SIG_IGN);
  (void)signal(SIGTERM, SIG_DFL);
  const pid_t keeper = getpid();
  const pid_t server = fork();
  if (server == 0) server_exec(cluster, argv, log, keeper);
  if (server < 0) _exit(1);
  // Whoever reads our caller's output must not wait for the keeper.
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) (void)dup2(nothing, i);

  struct pollfd gone = {.fd = leash, .events = POLLIN};
  while (poll(&gone, 1, KEEPER_POLL_MILLISECONDS) == 0 || gone.revents == 0)
    if (child_ended(server, 0)) _exit(1);

  static const int signals[] = {SIGINT, SIGQUIT, SIGKILL};  // fast, immediate, by force
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    (void)kill(server, signals[i]);
    if (child_ended(server, STOP_MILLISECONDS)) break;
  }
  folder_remove(cluster->folder);
  _exit(0);
}

static Status keeper_start(Cluster *cluster, Error *err) {
  Arena *arena = cluster->arena;
  const char *const argv[] = {
      arena_format(arena, "%s/postgres", cluster->binaries),
      "-D",
      arena_format(arena, "%s/data", cluster->folder),
      "-c",
      arena_format(arena, "unix_socket_directories=%s", cluster->folder),
      "-clisten_addresses=",
      "-cport=5432",
      "-cmax_connections=100",
      "-cfsync=off",
      "-csynchronous_commit=off",
      "-cfull_page_writes=off",
      "-cwal_level=minimal",
      "-cmax_wal_senders=0",
      "-cautovacuum_naptime=5min",
      "-cjit=off",
      "-ctimezone=UTC",
      "-clogging_collector=off",
      NULL,
  };
  int leash[2];
  if (pipe2(leash, O_CLOEXEC) != 0)
    return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
  const int log = open(arena_format(arena, "%s/log", cluster->folder),
                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  cluster->keeper = fork();
  if (cluster->keeper == 0) {
    close(leash[1]);
    keeper_main(cluster, argv, leash[0], log);
  }
  const int code = errno;
  close(leash[0]);
  if (log >= 0) close(log);
  cluster->leash = leash[1];
  if (cluster->keeper < 0)
    return error_set(err, STATUS_IO, "cannot start a process: %s", strerror(code));
  return STATUS_OK;
}

static Status server_await(Cluster *cluster, Error *err) {
  const char *conninfo = cluster_conninfo(cluster, "postgres", cluster->arena);
  for (int waited = 0; waited < START_SECONDS * 1000; waited += POLL_MILLISECONDS) {
    if (PQping(conninfo) == PQPING_OK) return STATUS_OK;
    if (child_ended(cluster->keeper, 0)) {
      cluster->keeper = 0;
      error_set(err, STATUS_DATABASE, "the private PostgreSQL server ended at once");
      hint_log(cluster, err);
      return STATUS_DATABASE;
    }
    sleep_milliseconds(POLL_MILLISECONDS);
  }
  error_set(err, STATUS_DATABASE, "the private PostgreSQL server was not ready after %d seconds",
            START_SECONDS);
  hint_log(cluster, err);
  return STATUS_DATABASE;
}

static Cluster *cluster_create(void) {
  Arena *arena = arena_create(0);
  Cluster *cluster = ARENA_NEW(arena, Cluster);
  *cluster = (Cluster){.arena = arena, .lock = -1, .leash = -1};
  return cluster;
}

static Status cluster_bring_up(Cluster *cluster, Error *err) {
  TRY(cluster_find_binaries(cluster->arena, &cluster->binaries, &cluster->version, err));
  TRY(user_find(&cluster->user, err));
  TRY(folder_make(cluster, err));
  TRY(cluster_init(cluster, err));
  TRY(keeper_start(cluster, err));
  TRY(server_await(cluster, err));
  // Dumps of other clusters name their owner, most often this one.
  return cluster_run_sql(cluster, "postgres", "CREATE ROLE postgres SUPERUSER LOGIN", err);
}

Status cluster_start(Cluster **out, Error *err) {
  Cluster *cluster = cluster_create();
  const Status status = cluster_bring_up(cluster, err);
  if (status != STATUS_OK) {
    cluster_stop(cluster);
    return status;
  }
  *out = cluster;
  return STATUS_OK;
}

Status cluster_attach(const char *socket_folder, Cluster **out, Error *err) {
  Cluster *cluster = cluster_create();
  cluster->socket_folder = arena_format(cluster->arena, "%s", socket_folder);
  Status status = cluster_find_binaries(cluster->arena, &cluster->binaries, &cluster->version, err);
  if (status == STATUS_OK &&
      PQping(cluster_conninfo(cluster, "postgres", cluster->arena)) != PQPING_OK)
    status = error_set(err, STATUS_DATABASE, "no PostgreSQL server answers in %s", socket_folder);
  if (status != STATUS_OK) {
    cluster_stop(cluster);
    return status;
  }
  *out = cluster;
  return STATUS_OK;
}

void cluster_stop(Cluster *cluster) {
  if (cluster == NULL) return;
  if (cluster->leash >= 0) close(cluster->leash);
  if (cluster->keeper > 0)
    while (waitpid(cluster->keeper, NULL, 0) < 0 && errno == EINTR) continue;
  if (cluster->folder != NULL) folder_remove(cluster->folder);  // what a failed start left
  if (cluster->lock >= 0) close(cluster->lock);
  arena_destroy(cluster->arena);
}

int cluster_version(const Cluster *cluster) { return cluster->version; }
const char *cluster_socket_folder(const Cluster *cluster) { return cluster->socket_folder; }
const char *cluster_binaries(const Cluster *cluster) { return cluster->binaries; }

char *cluster_conninfo(const Cluster *cluster, const char *database, Arena *arena) {
  return arena_format(arena, "host='%s' port=5432 user=" SUPERUSER " dbname='%s'",
                      cluster->socket_folder, database);
}

// --- Databases ---------------------------------------------------------------------------------

Status cluster_run_sql(Cluster *cluster, const char *database, const char *sql, Error *err) {
  Arena *arena = arena_create(0);
  PGconn *db = PQconnectdb(cluster_conninfo(cluster, database, arena));
  arena_destroy(arena);
  Status status = STATUS_OK;
  PGresult *result = NULL;
  if (PQstatus(db) != CONNECTION_OK) {
    status = error_set(err, STATUS_DATABASE, "%s", PQerrorMessage(db));
  } else {
    (void)PQsetErrorVerbosity(db, PQERRORS_DEFAULT);
    result = PQexec(db, sql);
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK)
      status = error_set(err, STATUS_DATABASE, "%s", PQerrorMessage(db));
  }
  PQclear(result);
  PQfinish(db);
  return status;
}

static Status database_command(Cluster *cluster, const char *format, const char *name, Error *err) {
  if (name[0] == '\0' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
    return error_set(err, STATUS_USAGE, "\"%s\" is not a plain database name", name);
  char sql[256];
  (void)snprintf(sql, sizeof sql, format, name);
  return cluster_run_sql(cluster, "postgres", sql, err);
}

Status cluster_create_database(Cluster *cluster, const char *name, Error *err) {
  return database_command(cluster, "CREATE DATABASE \"%s\"", name, err);
}

Status cluster_drop_database(Cluster *cluster, const char *name, Error *err) {
  return database_command(cluster, "DROP DATABASE IF EXISTS \"%s\"", name, err);
}

Status cluster_run_file(Cluster *cluster, const char *database, const char *path, Error *err) {
  Arena *arena = arena_create(0);
  char *whole = realpath(path, NULL);
  if (whole == NULL) {
    arena_destroy(arena);
    return error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
  }
  char *folder = arena_copy_text(arena, whole, strlen(whole));
  char *slash = strrchr(folder, '/');
  slash[slash == folder ? 1 : 0] = '\0';
  const size_t length = strlen(whole);
  const bool packed = length > 3 && strcmp(whole + length - 3, ".xz") == 0;
  const char *const argv[] = {
      "sh",
      "-c",
      packed ? "file=$1; shift; xz -dc -- \"$file\" | \"$@\""
             : "file=$1; shift; exec \"$@\" -f \"$file\"",
      "sh",
      whole,
      arena_format(arena, "%s/psql", cluster->binaries),
      "-XqAt",
      "-v",
      "ON_ERROR_STOP=1",
      "-d",
      cluster_conninfo(cluster, database, arena),
      NULL,
  };
  Buffer said = {0};
  int exit_code = 0;
  Status status =
      process_run(argv, &(ProcessOptions){.folder = folder}, NULL, &said, &exit_code, err);
  if (status == STATUS_OK && exit_code != 0) {
    // Notices come before the error that stopped it.
    const char *text = buffer_text(&said);
    const char *found = strstr(text, "ERROR: ");
    status = error_set(err, STATUS_DATABASE, "psql failed on %s (exit code %d): %s", path,
                       exit_code, found == NULL ? text : found);
  }
  buffer_free(&said);
  free(whole);
  arena_destroy(arena);
  return status;
}

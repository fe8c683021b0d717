// Finding PostgreSQL's server programs: the newest of all folders where they may be.
#include "base/db/cluster_binaries.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/process.h"

typedef struct Found {
  Arena *arena;
  const char *folder;
  int version;
} Found;

static bool has_program(Arena *arena, const char *folder, const char *name) {
  return access(arena_format(arena, "%s/%s", folder, name), X_OK) == 0;
}

// "postgres (PostgreSQL) 15.20 (Debian …)" gives 15; 0 when it does not run.
static int version_of(Arena *arena, const char *folder) {
  const char *const argv[] = {arena_format(arena, "%s/postgres", folder), "--version", NULL};
  Buffer said = {0};
  int exit_code = 0;
  int version = 0;
  Error ignored;
  if (process_run(argv, NULL, &said, NULL, &exit_code, &ignored) == STATUS_OK && exit_code == 0) {
    const char *text = strstr(buffer_text(&said), "(PostgreSQL) ");
    if (text != NULL) version = (int)strtol(text + strlen("(PostgreSQL) "), NULL, 10);
  }
  buffer_free(&said);
  return version;
}

static void consider(Found *found, const char *folder) {
  if (folder[0] != '/' || !has_program(found->arena, folder, "postgres") ||
      !has_program(found->arena, folder, "initdb") || !has_program(found->arena, folder, "psql"))
    return;
  const int version = version_of(found->arena, folder);
  if (version <= found->version) return;
  found->version = version;
  found->folder = arena_format(found->arena, "%s", folder);
}

static void consider_pattern(Found *found, const char *pattern) {
  glob_t folders;
  if (glob(pattern, 0, NULL, &folders) != 0) return;
  for (size_t i = 0; i < folders.gl_pathc; i++) consider(found, folders.gl_pathv[i]);
  globfree(&folders);
}

static void consider_pg_config(Found *found) {
  Buffer said = {0};
  int exit_code = 0;
  Error ignored;
  const char *const argv[] = {"pg_config", "--bindir", NULL};
  if (process_run(argv, NULL, &said, NULL, &exit_code, &ignored) == STATUS_OK && exit_code == 0) {
    while (said.length > 0 && said.data[said.length - 1] == '\n') said.length--;
    consider(found, buffer_text(&said));
  }
  buffer_free(&said);
}

static void consider_path(Found *found) {
  const char *path = getenv("PATH");
  while (path != NULL && *path != '\0') {
    const size_t length = strcspn(path, ":");
    consider(found, arena_copy_text(found->arena, path, length));
    path += length + (path[length] == ':');
  }
}

Status cluster_find_binaries(Arena *arena, const char **folder, int *version, Error *err) {
  Found found = {.arena = arena};
  const char *given = getenv("ANAMORPH_PG_BIN");
  if (given != NULL && given[0] != '\0') {
    consider(&found, given);
    if (found.folder == NULL)
      return error_set(err, STATUS_DATABASE,
                       "ANAMORPH_PG_BIN is %s, but there are no initdb, postgres and psql there",
                       given);
  } else {
    consider_pattern(&found, "/usr/lib/postgresql/*/bin");
    consider_pattern(&found, "/usr/pgsql-*/bin");
    consider_pattern(&found, "/usr/local/pgsql/bin");
    consider_pg_config(&found);
    consider_path(&found);
  }
  if (found.folder == NULL || found.version < POSTGRES_OLDEST) {
    if (found.folder == NULL)
      error_set(err, STATUS_DATABASE, "PostgreSQL's server programs were not found");
    else
      error_set(err, STATUS_DATABASE, "PostgreSQL %d (in %s) is too old: %d or later is needed",
                found.version, found.folder, POSTGRES_OLDEST);
    error_hint(err,
               "install them: apt-get install postgresql (Debian, Ubuntu), dnf install "
               "postgresql-server (Fedora); or set ANAMORPH_PG_BIN to the folder of initdb");
    return STATUS_DATABASE;
  }
  *folder = found.folder;
  *version = found.version;
  return STATUS_OK;
}

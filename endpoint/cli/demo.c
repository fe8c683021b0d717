// anamorph demo: an example, served from a private PostgreSQL cluster that is removed at the end.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/db/cluster.h"
#include "base/db/connection.h"
#include "endpoint/cli/arguments.h"
#include "endpoint/cli/command.h"
#include "endpoint/http/listener.h"
#include "endpoint/http/server.h"
#include "endpoint/ui/examples.h"
#include "mapping/mapping.h"

enum { USUAL_PORT = 7333 };

static const struct argp_option OPTIONS[] = {
    {"port", 'p', "PORT", 0, "listen on this port (7333, or a free one when that is taken)", 3},
    {"host", 'H', "ADDRESS", 0, "listen on this address (127.0.0.1: this machine only)", 3},
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "demo", "[EXAMPLE]",
    "Starts a private PostgreSQL cluster in a temporary folder (a unix socket, no network), loads "
    "an example, serves it, and removes everything at Ctrl-C."
    "\vThe examples are \"world\" (countries, languages, cities: the default) and \"huts\" (a "
    "small one). PostgreSQL's server programs must be installed; nothing needs to be set up.",
    OPTIONS};

typedef struct Demo {
  Arena *arena;
  const Arguments *arguments;
  const char *name;
  const char *folder;
  Cluster *cluster;
  const char *conninfo;
  Connection *db;
  Mapping *mapping;
  Server *server;
} Demo;

// --- The example -------------------------------------------------------------------------------

// Beside the program's build folder, where it is installed, or in the source it was built from.
static Status find_example(Demo *demo, Error *err) {
  char program[PATH_MAX] = "";
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) program[length] = '\0';
  char *slash = strrchr(program, '/');
  if (slash != NULL) *slash = '\0';
  const char *const folders[] = {
      arena_format(demo->arena, "%s/../examples/%s", program, demo->name),
      arena_format(demo->arena, "%s/../share/anamorph/examples/%s", program, demo->name),
      arena_format(demo->arena, "%s/examples/%s", ANAMORPH_SOURCE, demo->name),
  };
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    const char *mapping = arena_format(demo->arena, "%s/mapping.ttl", folders[i]);
    if (strchr(demo->name, '/') != NULL || access(mapping, R_OK) != 0) continue;
    char *whole = realpath(folders[i], NULL);
    if (whole == NULL) continue;
    demo->folder = arena_format(demo->arena, "%s", whole);
    free(whole);
    return STATUS_OK;
  }
  error_set(err, STATUS_USAGE, "there is no example \"%s\"", demo->name);
  error_hint(err, "the examples are \"world\" and \"huts\"");
  return STATUS_USAGE;
}

static Status fill_database(Demo *demo, Error *err) {
  TRY(cluster_create_database(demo->cluster, demo->name, err));
  static const char *const scripts[] = {"schema.sql", "load.sql"};
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
    const char *path = arena_format(demo->arena, "%s/%s", demo->folder, scripts[i]);
    if (access(path, R_OK) == 0) TRY(cluster_run_file(demo->cluster, demo->name, path, err));
  }
  // Who asks comes as a role that may only read.
  TRY(cluster_run_sql(demo->cluster, demo->name,
                      "CREATE ROLE visitor LOGIN;"
                      "ALTER ROLE visitor SET default_transaction_read_only = on;"
                      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO visitor",
                      err));
  demo->conninfo = arena_format(demo->arena, "host='%s' port=5432 user=visitor dbname='%s'",
                                cluster_socket_folder(demo->cluster), demo->name);
  return STATUS_OK;
}

// The heading of the example's README, "# The world", is its title.
static const char *read_title(const Demo *demo) {
  char line[128] = "";
  FILE *file = fopen(arena_format(demo->arena, "%s/README.md", demo->folder), "re");
  if (file != NULL) {
    if (fgets(line, sizeof line, file) == NULL) line[0] = '\0';
    (void)fclose(file);
  }
  line[strcspn(line, "\n")] = '\0';
  return strncmp(line, "# ", 2) == 0 ? arena_format(demo->arena, "%s", line + 2) : demo->name;
}

// --- Serving -----------------------------------------------------------------------------------

static void greet(const Demo *demo) {
  const unsigned port = server_port(demo->server);
  const char *host = demo->arguments->host == NULL ? "127.0.0.1" : demo->arguments->host;
  printf(
      "Anamorph serves the example \"%s\", straight from PostgreSQL %d.\n\n"
      "  look    http://%s:%u/\n"
      "  ask     curl http://%s:%u/sparql -H 'Accept: text/csv' \\\n"
      "               --data-urlencode 'query=SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }'\n"
      "  in SQL  psql \"host=%s user=visitor dbname=%s\"\n"
      "  read    %s/README.md\n\n"
      "Ctrl-C stops it and removes everything.\n",
      demo->name, cluster_version(demo->cluster), host, port, host, port,
      cluster_socket_folder(demo->cluster), demo->name, demo->folder);
  (void)fflush(stdout);
}

static Status serve(Demo *demo, Error *err) {
  const Arguments *arguments = demo->arguments;
  const char *const file[] = {arena_format(demo->arena, "%s/mapping.ttl", demo->folder)};
  TRY(connection_open(demo->conninfo, &demo->db, err));
  TRY(mapping_load(file, 1, NULL, demo->db, NULL, &demo->mapping, NULL, err));
  ServerOptions options = {
      .host = arguments->host,
      .port = arguments->port_given ? arguments->port : USUAL_PORT,
      .mapping = demo->mapping,
      .conninfo = demo->conninfo,
      .title = read_title(demo),
      .description = "An example, from a private PostgreSQL cluster that goes when the demo ends.",
      .file_count = 1,
      .file = file,
      .handle_signals = true,
  };
  TRY(examples_load(arena_format(demo->arena, "%s/queries", demo->folder), demo->arena,
                    &options.example, &options.example_count, err));
  Status status = server_create(&options, &demo->server, err);
  if (status == STATUS_IO && !arguments->port_given) {
    options.port = 0;
    status = server_create(&options, &demo->server, err);
  }
  TRY(status);
  greet(demo);
  return server_run(demo->server, err);
}

static Status run(Demo *demo, Error *err) {
  const char *host = demo->arguments->host;
  if (host != NULL && strncmp(host, LISTENER_UNIX, sizeof LISTENER_UNIX - 1) == 0)
    return error_set(err, STATUS_USAGE, "the demo is for a browser, which asks no Unix socket");
  TRY(find_example(demo, err));
  TRY(cluster_start(&demo->cluster, err));
  TRY(fill_database(demo, err));
  return serve(demo, err);
}

int command_demo(int argc, char **argv) {
  Arguments arguments = {0};
  int exit_code = 0;
  if (arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code)) {
    Demo demo = {.arena = arguments.arena,
                 .arguments = &arguments,
                 .name = arguments.file == NULL ? "world" : arguments.file};
    Error err = {0};
    if (run(&demo, &err) != STATUS_OK) exit_code = report_error(&err, NULL);
    server_destroy(demo.server);
    mapping_free(demo.mapping);
    connection_close(demo.db);
    cluster_stop(demo.cluster);
  }
  arguments_free(&arguments);
  return exit_code;
}

// Clients: HTTP against the gateway, libpq against PostgreSQL.
#include "tests/bench/handwritten/side.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/handwritten/http.h"
#include "tests/bench/measure.h"
#include "tests/support/fixture.h"

enum { MOST_PREPARED = 64, MOST_SERVERS = 64 };

struct Side {
  HttpClient *http;
  Buffer body;
  bool keeps_body;
  const char *accept;  // for solutions
  PGconn *db;          // on the gateway's side it only looks for servers
  int gateway_pid;
  int server_count, server[MOST_SERVERS];  // processes
  size_t prepared_count;
  const Question *prepared[MOST_PREPARED];
  PGresult *rows;
  size_t bytes;  // of the rows' values
};

static _Noreturn void give_up(const char *what, const char *why) {
  (void)fprintf(stderr, "bench_handwritten: %s: %s\n", what, why);
  exit(1);
}

// --- The gateway's process -----------------------------------------------------------------------

static _Noreturn void become_gateway(const char *binary, const GatewayStart *how,
                                     const char *host) {
  size_t count = 10;
  const char *arguments[16] = {binary,        "serve", "-m", how->mapping, "-d",
                               how->conninfo, "-p",    "0",  "-H",         host};
  if (how->ontology != NULL) {
    arguments[count++] = "-o";
    arguments[count++] = how->ontology;
  }
  if (how->facts != NULL) {
    arguments[count++] = "--facts";
    arguments[count++] = how->facts;
  }
  (void)execv(binary, (char *const *)arguments);
  _exit(127);
}

// Waits for the gateway to say that it serves, and where.
static bool read_address(int fd, GatewayProcess *gateway) {
  static const char serving[] = "serving ", address[] = "http://127.0.0.1:";
  FILE *said = fdopen(fd, "r");
  char line[256];
  const char *at = NULL;
  while (said != NULL && at == NULL && fgets(line, sizeof line, said) != NULL)
    at = strstr(line, serving);
  if (at != NULL && strncmp(at += sizeof serving - 1, address, sizeof address - 1) == 0)
    gateway->port = (unsigned short)strtoul(at + sizeof address - 1, NULL, 10);
  if (said != NULL) (void)fclose(said);
  return at != NULL;
}

GatewayProcess gateway_start(const GatewayStart *how) {
  static int sockets = 0;
  const char *binary = getenv("ANAMORPH_BINARY");
  if (binary == NULL) binary = repository_path("build/anamorph");
  GatewayProcess gateway = {0};
  char host[sizeof gateway.path + 8] = "127.0.0.1";
  if (how->on_unix_socket) {
    (void)snprintf(gateway.path, sizeof gateway.path, "/tmp/anamorph-bench-%d-%d.sock", getpid(),
                   ++sockets);
    (void)snprintf(host, sizeof host, "unix:%s", gateway.path);
  }
  int pipes[2];
  if (pipe(pipes) != 0) give_up("pipe", "no descriptors");
  gateway.pid = fork();
  if (gateway.pid == 0) {
    (void)dup2(pipes[1], STDOUT_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) (void)dup2(nowhere, STDERR_FILENO);  // the access log
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    become_gateway(binary, how, host);
  }
  (void)close(pipes[1]);
  if (!read_address(pipes[0], &gateway)) give_up(binary, "the gateway did not start");
  return gateway;
}

void gateway_stop(GatewayProcess *gateway) {
  (void)kill(gateway->pid, SIGTERM);
  (void)waitpid(gateway->pid, NULL, 0);
}

// --- Clients -------------------------------------------------------------------------------------

Side *side_sql(const char *conninfo) {
  Side *side = calloc(1, sizeof *side);
  if (side == NULL) give_up("memory", "none left");
  side->db = PQconnectdb(conninfo);
  if (PQstatus(side->db) != CONNECTION_OK) give_up("PostgreSQL", PQerrorMessage(side->db));
  return side;
}

Side *side_gateway(const GatewayProcess *gateway, const char *conninfo) {
  Side *side = side_sql(conninfo);
  side->gateway_pid = gateway->pid;
  side->http = http_open(gateway->port, *gateway->path == '\0' ? NULL : gateway->path);
  side->accept = "application/sparql-results+json";
  return side;
}

void side_close(Side *side) {
  http_close(side->http);
  PQclear(side->rows);
  if (side->db != NULL) PQfinish(side->db);
  buffer_free(&side->body);
  free(side);
}

// --- Asking --------------------------------------------------------------------------------------

static void ask_gateway(Side *side, const Call *call) {
  const Question *question = call->question;
  const char *accept = question->is_graph ? "application/n-triples" : side->accept;
  const int status = http_post_query(side->http, accept, call->sparql.data, call->sparql.length,
                                     side->keeps_body, &side->body);
  if (status == 0) give_up(question->name, "the gateway closed the connection");
  if (status != 200) give_up(question->name, buffer_text(&side->body));
}

static void prepare(Side *side, const Question *question) {
  for (size_t i = 0; i < side->prepared_count; i++)
    if (side->prepared[i] == question) return;
  if (side->prepared_count == MOST_PREPARED) give_up(question->name, "too many statements");
  PGresult *result = PQprepare(side->db, question->name, question->sql, 0, NULL);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(question->name, PQerrorMessage(side->db));
  PQclear(result);
  side->prepared[side->prepared_count++] = question;
}

// As whoever asks would: each value is looked at.
static size_t read_values(const PGresult *rows) {
  size_t bytes = 0;
  const int count = PQntuples(rows), columns = PQnfields(rows);
  for (int row = 0; row < count; row++)
    for (int column = 0; column < columns; column++)
      if (!PQgetisnull(rows, row, column)) bytes += strlen(PQgetvalue(rows, row, column));
  return bytes;
}

static void ask_sql(Side *side, const Call *call) {
  const char *name = call->question->name;
  prepare(side, call->question);
  PQclear(side->rows);
  side->rows = PQexecPrepared(side->db, name, call->parameter_count, call->value, NULL, NULL, 0);
  if (PQresultStatus(side->rows) != PGRES_TUPLES_OK) give_up(name, PQerrorMessage(side->db));
  side->bytes = read_values(side->rows);
}

void side_ask(Side *side, const Call *call) {
  if (side->http != NULL)
    ask_gateway(side, call);
  else
    ask_sql(side, call);
}

void side_keep_body(Side *side, bool keep) { side->keeps_body = keep; }

void side_accept(Side *side, const char *media_type) { side->accept = media_type; }

void side_find_servers(Side *side) {
  if (side->http == NULL) {
    side->server[0] = PQbackendPID(side->db);
    side->server_count = 1;
    return;
  }
  PGresult *rows = PQexec(side->db,
                          "SELECT pid FROM pg_stat_activity WHERE application_name = 'anamorph' "
                          "AND datname = current_database() AND backend_type = 'client backend'");
  if (PQresultStatus(rows) != PGRES_TUPLES_OK) give_up("servers", PQerrorMessage(side->db));
  side->server_count = 0;
  for (int i = 0; i < PQntuples(rows) && i + 1 < MOST_SERVERS; i++)
    side->server[side->server_count++] = (int)strtol(PQgetvalue(rows, i, 0), NULL, 10);
  side->server[side->server_count++] = side->gateway_pid;
  PQclear(rows);
}

// The n-th of the cores that this program may use, from the first again after the last.
static size_t nth_core(unsigned n) {
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof all, &all) != 0) give_up("cores", "cannot be listed");
  n %= (unsigned)CPU_COUNT(&all);
  size_t core = 0;
  while (!CPU_ISSET(core, &all) || n-- > 0) core++;
  return core;
}

void side_pin_servers(const Side *side, unsigned n) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(nth_core(n), &one);
  for (int i = 0; i < side->server_count; i++)
    if (side->server[i] != side->gateway_pid)
      (void)sched_setaffinity(side->server[i], sizeof one, &one);
}

double side_servers_processor(const Side *side) {
  double sum = 0;
  for (int i = 0; i < side->server_count; i++) sum += measure_process(side->server[i]);
  return sum;
}

double side_gateway_processor(const Side *side) {
  return side->http == NULL ? 0 : measure_process(side->gateway_pid);
}

const Buffer *side_body(const Side *side) { return &side->body; }

const struct pg_result *side_rows(const Side *side) { return side->rows; }

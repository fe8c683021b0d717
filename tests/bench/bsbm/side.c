// Clients: libcurl against the gateway, libpq against PostgreSQL.
#include "tests/bench/bsbm/side.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/fixture.h"

struct Side {
  CURL *http;
  struct curl_slist *header[2];  // results, graph
  char url[64];
  PGconn *db;
  bool prepared[EXPLORE_QUERIES];
  Buffer body;
};

static _Noreturn void give_up(const char *what, const char *why) {
  (void)fprintf(stderr, "bench_bsbm: %s: %s\n", what, why);
  exit(1);
}

// --- The gateway's process -----------------------------------------------------------------------

GatewayProcess gateway_start(const char *mapping, const char *conninfo, unsigned connections) {
  const char *binary = getenv("ANAMORPH_BINARY");
  if (binary == NULL) binary = repository_path("build/anamorph");
  char pool[16];
  (void)snprintf(pool, sizeof pool, "%u", connections);
  int pipes[2];
  if (pipe(pipes) != 0) give_up("pipe", "no descriptors");
  GatewayProcess gateway = {fork(), 0};
  if (gateway.pid == 0) {
    (void)dup2(pipes[1], STDOUT_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) (void)dup2(nowhere, STDERR_FILENO);  // the access log
    (void)close(pipes[0]);
    (void)close(pipes[1]);
    (void)execl(binary, "anamorph", "serve", "-m", mapping, "-d", conninfo, "-p", "0",
                "--connections", pool, (char *)NULL);
    _exit(127);
  }
  (void)close(pipes[1]);
  FILE *said = fdopen(pipes[0], "r");
  unsigned port = 0;
  char line[256];
  while (said != NULL && port == 0 && fgets(line, sizeof line, said) != NULL) {
    const char *at = strstr(line, "http://127.0.0.1:");
    if (at != NULL) port = (unsigned)strtoul(at + strlen("http://127.0.0.1:"), NULL, 10);
  }
  if (port == 0) give_up(binary, "the gateway did not start");
  gateway.port = (unsigned short)port;
  (void)fclose(said);
  return gateway;
}

void gateway_stop(GatewayProcess *gateway) {
  (void)kill(gateway->pid, SIGTERM);
  (void)waitpid(gateway->pid, NULL, 0);
}

// --- Clients -------------------------------------------------------------------------------------

static size_t receive(char *data, size_t size, size_t count, void *self) {
  buffer_add(self, data, size * count);
  return size * count;
}

Side *side_gateway(const GatewayProcess *gateway) {
  Side *side = calloc(1, sizeof *side);
  if (side == NULL) give_up("memory", "none left");
  side->http = curl_easy_init();
  side->header[0] = curl_slist_append(NULL, "Accept: application/sparql-results+json");
  side->header[1] = curl_slist_append(NULL, "Accept: application/n-triples");
  for (size_t i = 0; i < 2; i++)
    (void)curl_slist_append(side->header[i], "Content-Type: application/sparql-query");
  (void)snprintf(side->url, sizeof side->url, "http://127.0.0.1:%u/sparql",
                 (unsigned)gateway->port);
  (void)curl_easy_setopt(side->http, CURLOPT_URL, side->url);
  (void)curl_easy_setopt(side->http, CURLOPT_PROXY, "");
  (void)curl_easy_setopt(side->http, CURLOPT_NOSIGNAL, 1L);
  (void)curl_easy_setopt(side->http, CURLOPT_WRITEFUNCTION, receive);
  (void)curl_easy_setopt(side->http, CURLOPT_WRITEDATA, &side->body);
  return side;
}

Side *side_sql(const char *conninfo) {
  Side *side = calloc(1, sizeof *side);
  if (side == NULL) give_up("memory", "none left");
  side->db = PQconnectdb(conninfo);
  if (PQstatus(side->db) != CONNECTION_OK) give_up("PostgreSQL", PQerrorMessage(side->db));
  return side;
}

void side_close(Side *side) {
  if (side->http != NULL) curl_easy_cleanup(side->http);
  for (size_t i = 0; i < 2; i++) curl_slist_free_all(side->header[i]);
  if (side->db != NULL) PQfinish(side->db);
  buffer_free(&side->body);
  free(side);
}

// --- Asking --------------------------------------------------------------------------------------

static void add_value(Buffer *values, const char *value) {
  buffer_add_text(values, value);
  buffer_add_char(values, '\n');
}

static void read_json(const Side *side, const ExploreQuery *query, Buffer *values, size_t *rows) {
  json_error_t error;
  json_t *json = json_loadb(side->body.data, side->body.length, 0, &error);
  const json_t *bindings = json_object_get(json_object_get(json, "results"), "bindings");
  if (!json_is_array(bindings)) give_up(query->name, "the answer is no SPARQL results JSON");
  *rows = json_array_size(bindings);
  for (size_t i = 0; i < *rows && query->check_variable != NULL; i++) {
    const json_t *term = json_object_get(json_array_get(bindings, i), query->check_variable);
    const char *value = json_string_value(json_object_get(term, "value"));
    add_value(values, value == NULL ? "" : value);
  }
  json_decref(json);
}

static void ask_gateway(Side *side, const ExploreCall *call, Buffer *values, size_t *rows) {
  const bool is_select = strstr(call->query->sparql, "SELECT") != NULL;
  (void)curl_easy_setopt(side->http, CURLOPT_HTTPHEADER, side->header[is_select ? 0 : 1]);
  (void)curl_easy_setopt(side->http, CURLOPT_POSTFIELDSIZE, (long)call->sparql.length);
  (void)curl_easy_setopt(side->http, CURLOPT_POSTFIELDS, call->sparql.data);
  buffer_clear(&side->body);
  const CURLcode code = curl_easy_perform(side->http);
  if (code != CURLE_OK) give_up(call->query->name, curl_easy_strerror(code));
  long status = 0;
  (void)curl_easy_getinfo(side->http, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) give_up(call->query->name, buffer_text(&side->body));
  if (values != NULL && is_select) read_json(side, call->query, values, rows);
}

static void ask_sql(Side *side, const ExploreCall *call, Buffer *values, size_t *rows) {
  const ExploreQuery *query = call->query;
  const size_t number = (size_t)(query - EXPLORE_QUERY);
  if (!side->prepared[number]) {
    PGresult *result = PQprepare(side->db, query->name, query->sql, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(query->name, PQerrorMessage(side->db));
    PQclear(result);
    side->prepared[number] = true;
  }
  PGresult *result =
      PQexecPrepared(side->db, query->name, call->parameter_count, call->value, NULL, NULL, 0);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) give_up(query->name, PQerrorMessage(side->db));
  if (values != NULL) {
    *rows = (size_t)PQntuples(result);
    for (int i = 0; i < PQntuples(result) && query->check_variable != NULL; i++)
      add_value(values, PQgetvalue(result, i, query->check_column));
  }
  PQclear(result);
}

void side_ask(Side *side, const ExploreCall *call, Buffer *values, size_t *rows) {
  if (side->http != NULL)
    ask_gateway(side, call, values, rows);
  else
    ask_sql(side, call, values, rows);
}

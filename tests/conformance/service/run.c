// Runs the W3C's SPARQL 1.1 tests of SERVICE: each endpoint of a test is a gateway on the loopback
// over a database of its own.
//
// Usage: conformance_service [part of a test's IRI]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "endpoint/run/execute.h"
#include "endpoint/service/service.h"
#include "tests/conformance/evaluation/judge.h"
#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/conformance/evaluation/store.h"
#include "tests/conformance/evaluation/suite.h"
#include "tests/support/served.h"
#include "tests/support/world.h"

#define SUITE_IRI "https://w3c.github.io/rdf-tests/sparql/sparql11/"
#define MF        "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
#define QT        "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"

enum { MOST_ENDPOINTS = 4, TIMEOUT_MS = 20000 };

typedef struct Endpoint {
  const char *iri, *data;
  unsigned short port;
  Served served;
} Endpoint;

typedef struct Runner {
  Arena *arena;
  Suite suite;
  Dataset *manifest;
  Store store;
  Store slot[MOST_ENDPOINTS];  // the endpoints' data
  unsigned passed, failed;
} Runner;

typedef struct Trial {
  Runner *runner;
  const EvaluationTest *test;
  Arena *arena;
  size_t count;
  Endpoint endpoint[MOST_ENDPOINTS];
  Services *services;
  Error err;
} Trial;

// --- Endpoints -----------------------------------------------------------------------------------

static void load(Trial *trial, Store *store, const char *const iris[], size_t count) {
  Dataset *dataset = dataset_create();
  for (size_t i = 0; i < count; i++) {
    const char *path = suite_path(&trial->runner->suite, iris[i], trial->arena);
    if (rdf_file_read(dataset, path, iris[i], NULL, "", &trial->err) != STATUS_OK)
      printf("%s: %s\n", path, trial->err.message);
  }
  store_load(store, dataset);
  dataset_free(dataset);
}

// Free a moment ago: the endpoints must know of each other before any of them serves.
static unsigned short free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
      getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
    perror("free_port");
    exit(1);
  }
  close(fd);
  return ntohs(address.sin_port);
}

static void find_endpoints(Trial *trial) {
  const Dataset *manifest = trial->runner->manifest;
  const Symbol id = {trial->test->id, strlen(trial->test->id)};
  const Term test = term_iri(&id);
  const Term *action = rdf_object(manifest, &test, MF "action");
  for (size_t i = 0; i < manifest->quads.count && action != NULL; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (!term_equal(&quad->subject, action) ||
        strcmp(quad->predicate.lexical->text, QT "serviceData") != 0 ||
        trial->count == MOST_ENDPOINTS)
      continue;
    const Term *iri = rdf_object(manifest, &quad->object, QT "endpoint");
    const Term *data = rdf_object(manifest, &quad->object, QT "data");
    if (iri == NULL) continue;
    trial->endpoint[trial->count++] = (Endpoint){.iri = iri->lexical->text,
                                                 .data = data == NULL ? NULL : data->lexical->text,
                                                 .port = free_port()};
  }
}

static void start_endpoints(Trial *trial) {
  const char **map = ARENA_ARRAY(trial->arena, const char *, MOST_ENDPOINTS);
  for (size_t i = 0; i < trial->count; i++)
    map[i] = arena_format(trial->arena, "%s=http://127.0.0.1:%u/sparql", trial->endpoint[i].iri,
                          (unsigned)trial->endpoint[i].port);
  const ServiceOptions allowed = {.map_count = trial->count, .map = map};
  if (services_create(&allowed, &trial->services, &trial->err) != STATUS_OK) {
    (void)fprintf(stderr, "%s\n", trial->err.message);
    exit(1);
  }
  for (size_t i = 0; i < trial->count; i++) {
    Endpoint *endpoint = &trial->endpoint[i];
    Store *store = &trial->runner->slot[i];
    load(trial, store, &endpoint->data, endpoint->data == NULL ? 0 : 1);
    const ServerOptions options = {.mapping = store->mapping,
                                   .conninfo = store->fixture->conninfo,
                                   .services = trial->services,
                                   .port = endpoint->port};
    served_start(&endpoint->served, &options, true);
  }
}

static void stop_endpoints(Trial *trial) {
  for (size_t i = 0; i < trial->count; i++) served_stop(&trial->endpoint[i].served);
  services_destroy(trial->services);
}

// --- Asking --------------------------------------------------------------------------------------

static Status run_query(Trial *trial, ResultFormat format, Buffer *out) {
  Runner *runner = trial->runner;
  const char *path = suite_path(&runner->suite, trial->test->query, trial->arena);
  const char *text = read_file(path, trial->arena);
  const ExecuteOptions options = {.base = trial->test->query,
                                  .timeout_ms = TIMEOUT_MS,
                                  .services = services_leaf_maker(trial->services)};
  const Output output = output_to(out);
  Execution *execution;
  TRY(execution_prepare(runner->store.mapping, text, strlen(text), &options, &execution,
                        &trial->err));
  const Status status = execution_write(execution, runner->store.db,
                                        (AnswerFormat){.result = format}, &output, &trial->err);
  execution_destroy(execution);
  return status;
}

static const char *try_test(Trial *trial) {
  const char *path = suite_path(&trial->runner->suite, trial->test->result, trial->arena);
  ResultFormat format;
  const ReadResults read = path == NULL ? NULL : results_reader_of(path, &format);
  if (read == NULL) return "the manifest tells no result";
  Results expected = results_create(), actual = results_create();
  Buffer answer = {0};
  Status status = read(&expected, read_file(path, trial->arena), &trial->err);
  if (status == STATUS_OK) status = run_query(trial, format, &answer);
  if (status == STATUS_OK) status = read(&actual, buffer_text(&answer), &trial->err);
  const char *fault =
      status == STATUS_OK
          ? judge_results(&expected, &actual, false, trial->test->lax, trial->arena)
          : arena_format(trial->arena, "%s: %s", status_name(status), trial->err.message);
  buffer_free(&answer);
  results_free(&expected);
  results_free(&actual);
  return fault;
}

static void run_test(Runner *runner, const EvaluationTest *test) {
  Trial trial = {.runner = runner, .test = test, .arena = arena_create(0)};
  find_endpoints(&trial);
  load(&trial, &runner->store, test->data.item, test->data.count);
  start_endpoints(&trial);
  const char *fault = try_test(&trial);
  stop_endpoints(&trial);
  if (fault == NULL) {
    runner->passed++;
  } else {
    runner->failed++;
    printf("FAIL %s: %s\n", test->id, fault);
  }
  arena_destroy(trial.arena);
}

static void read_manifest(Runner *runner, EvaluationTests *tests) {
  Error err = {0};
  const char *path = arena_format(runner->arena, "%s/service/manifest.ttl", runner->suite.folder);
  runner->manifest = dataset_create();
  if (rdf_file_read(runner->manifest, path, SUITE_IRI "service/manifest.ttl", NULL, "", &err) ==
          STATUS_OK &&
      suite_read(&runner->suite, "service", runner->arena, tests, &err) == STATUS_OK)
    return;
  (void)fprintf(stderr, "%s: %s\n", path, err.message);
  exit(1);
}

int main(int argc, char **argv) {
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  const char *folder = shared_path("sparql11-tests");
  if (folder == NULL) return 0;
  Runner runner = {.arena = arena_create(0), .suite = {folder, SUITE_IRI}};
  EvaluationTests tests = {0};
  read_manifest(&runner, &tests);
  runner.store = store_open();
  for (size_t i = 0; i < MOST_ENDPOINTS; i++) runner.slot[i] = store_open();
  for (size_t i = 0; i < tests.count; i++)
    if (argc < 2 || strstr(tests.item[i].id, argv[1]) != NULL) run_test(&runner, &tests.item[i]);
  for (size_t i = 0; i < MOST_ENDPOINTS; i++) store_close(&runner.slot[i]);
  store_close(&runner.store);
  dataset_free(runner.manifest);
  arena_destroy(runner.arena);
  printf("%u passed, %u failed\n", runner.passed, runner.failed);
  return runner.failed == 0 ? 0 : 1;
}

// Runs the W3C's SPARQL 1.1 tests of what goes over HTTP: the protocol's query operation, the
// service description, the results in JSON, CSV and TSV, and the reading side of the graph store
// protocol, against a server on the loopback over PostgreSQL.
#include <stdio.h>

#include "tests/conformance/protocol/trial.h"

void trial_count(Trial *trial, const char *id, const char *fault) {
  if (fault == NULL) {
    trial->passed++;
    return;
  }
  trial->failed++;
  printf("FAIL %s: %s\n", id, fault);
}

int main(void) {
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  Trial trial = {.suite = shared_path("sparql11-tests")};
  if (trial.suite == NULL) return 0;
  trial.arena = arena_create(0);
  trial.store = store_open();
  const ServerOptions options = {.mapping = trial.store.mapping,
                                 .conninfo = trial.store.fixture->conninfo};
  served_start(&trial.served, &options, true);
  static void (*const parts[])(Trial *) = {trial_protocol, trial_description, trial_formats,
                                           trial_graph_store};
  static const char *const names[] = {"protocol", "service-description",
                                      "csv-tsv-res, json-res over HTTP", "graph store, reading"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const unsigned passed = trial.passed, failed = trial.failed;
    parts[i](&trial);
    printf("  %s: %u passed, %u failed\n", names[i], trial.passed - passed, trial.failed - failed);
  }
  served_stop(&trial.served);
  store_close(&trial.store);
  arena_destroy(trial.arena);
  printf("%u passed, %u failed\n", trial.passed, trial.failed);
  return trial.failed == 0 ? 0 : 1;
}

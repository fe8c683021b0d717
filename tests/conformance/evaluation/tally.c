// Counting trials.
#include "tests/conformance/evaluation/tally.h"

#include <stdio.h>
#include <string.h>

Tally tally_begin(int argc, char **argv, const char *list) {
  Tally tally = {.arena = arena_create(0), .list = list};
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "-v") == 0)
      tally.verbose = true;
    else
      tally.wanted = argv[i];
  }
  tally.known = known_read(repository_path(list), tally.arena);
  tally.store = store_open();
  return tally;
}

bool tally_wants(const Tally *tally, const char *name) {
  return tally->wanted == NULL || strstr(name, tally->wanted) != NULL;
}

void tally_add(Tally *tally, const char *name, const char *fault) {
  const bool beyond = known_has(&tally->known, name);
  if (beyond && fault != NULL) {
    tally->beyond++;
  } else if (fault == NULL && !beyond) {
    tally->passed++;
  } else {
    tally->failed++;
    printf("FAIL %s: %s\n", name, fault == NULL ? "passes, but is listed as beyond" : fault);
  }
}

void tally_fail(Tally *tally, const char *message) {
  tally->failed++;
  printf("FAIL %s\n", message);
}

static void check_list(Tally *tally) {
  for (size_t i = 0; i < tally->known.count && tally->wanted == NULL; i++)
    if (!tally->known.item[i].seen)
      tally_fail(tally,
                 arena_format(tally->arena, "%s: listed as beyond, but there is no such trial",
                              tally->known.item[i].id));
}

int tally_end(Tally *tally) {
  check_list(tally);
  printf("%u are beyond the reasoner: %s says why\n", tally->beyond, tally->list);
  printf("%u passed, %u failed\n", tally->passed, tally->failed);
  store_close(&tally->store);
  arena_destroy(tally->arena);
  return tally->failed == 0 ? 0 : 1;
}

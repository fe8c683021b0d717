// Known failures.

#include "tests/conformance/evaluation/known.h"
#include "tests/support/fixture.h"

KnownFailures known_read(const char *path, Arena *arena) {
  KnownFailures known = {0};
  const char *text = read_file(path, arena);
  while (*text != '\0') {
    const size_t line = strcspn(text, "\n");
    const size_t id = strcspn(text, " \n");
    if (id > 0 && text[0] != '#') {
      const KnownFailure failure = {arena_copy_text(arena, text, id), false};
      VEC_PUSH(arena, &known, failure);
    }
    text += line;
    if (*text == '\n') text++;
  }
  return known;
}

bool known_has(KnownFailures *known, const char *id) {
  for (size_t i = 0; i < known->count; i++) {
    if (strcmp(known->item[i].id, id) != 0) continue;
    known->item[i].seen = true;
    return true;
  }
  return false;
}

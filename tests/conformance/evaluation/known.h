// The list of known failures: a file of lines `IRI reason`.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_KNOWN_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_KNOWN_H

#include <stdbool.h>

#include "base/vec.h"

typedef struct KnownFailure {
  const char *id;
  bool seen;
} KnownFailure;

typedef VEC(KnownFailure) KnownFailures;

KnownFailures known_read(const char *path, Arena *arena);

// Is the test in the list? It is marked as seen.
bool known_has(KnownFailures *known, const char *id);

#endif

// Reading a W3C test manifest: each test with its type and the file that holds its text.
#ifndef ANAMORPH_TESTS_CONFORMANCE_SYNTAX_MANIFEST_H
#define ANAMORPH_TESTS_CONFORMANCE_SYNTAX_MANIFEST_H

#include "base/vec.h"

typedef struct ManifestTest {
  const char *id;    // its IRI
  const char *type;  // the IRI of its class
  const char *file;  // path of its query or update
} ManifestTest;

typedef VEC(ManifestTest) ManifestTests;

// Appends the tests of the Turtle file that have a query (mf:action, or its qt:query) or an update
// (its ut:request). Errors: STATUS_IO.
Status manifest_read(Arena *arena, const char *path, ManifestTests *out, Error *err) MUST_CHECK;

#endif

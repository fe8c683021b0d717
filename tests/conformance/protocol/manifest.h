// Manifests that describe HTTP requests (HTTP Vocabulary in RDF) and what must be answered.
#ifndef ANAMORPH_TESTS_CONFORMANCE_PROTOCOL_MANIFEST_H
#define ANAMORPH_TESTS_CONFORMANCE_PROTOCOL_MANIFEST_H

#include "tests/support/dataset.h"

typedef struct RequestTest {
  const char *method, *path;
  const char *headers;  // lines, each ending in CR LF
  Buffer body;          // in its encoding; length 0: none
  bool is_update;       // it asks for an update, and expects that it is done
  // What must be answered.
  VEC(const char *) statuses;  // "2xx"
  const char *format;          // "boolean", "tabular", "RDF", or NULL
  const char *boolean;         // "true", "false", or NULL
} RequestTest;

typedef struct ProtocolTest {
  const char *id;
  VEC(RequestTest) requests;
  struct {
    const char *file, *iri;
  } graph[8];  // named graphs to be there
  size_t graph_count;
} ProtocolTest;

typedef VEC(ProtocolTest) ProtocolTests;

// The entries of a manifest, in their order. Ends the program when it cannot be read.
void manifest_read(const char *path, const char *base, Arena *arena, ProtocolTests *out);
void manifest_free(ProtocolTests *tests);

#endif

// What the parts of the protocol suite share: a server over a store, and counting.
#ifndef ANAMORPH_TESTS_CONFORMANCE_PROTOCOL_TRIAL_H
#define ANAMORPH_TESTS_CONFORMANCE_PROTOCOL_TRIAL_H

#include "tests/conformance/evaluation/store.h"
#include "tests/support/served.h"

typedef struct Trial {
  Arena *arena;
  Store store;
  Served served;
  const char *suite;  // the folder of sparql11-tests
  unsigned passed, failed;
} Trial;

#define SUITE_IRI "https://w3c.github.io/rdf-tests/sparql/sparql11/"

// Counts a test; prints its IRI and the fault when there is one.
void trial_count(Trial *trial, const char *id, const char *fault);

// The parts. Each loads what it needs into the store.
void trial_protocol(Trial *trial);     // requests.c
void trial_graph_store(Trial *trial);  // requests.c
void trial_description(Trial *trial);  // description.c
void trial_formats(Trial *trial);      // formats.c

#endif

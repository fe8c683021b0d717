// RDF kept in PostgreSQL's tables as a triple store over it would (schema.sql), and the mapping
// that makes RDF of them again.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_STORE_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_STORE_H

#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "tests/support/dataset.h"
#include "tests/support/fixture.h"

typedef struct Store {
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
} Store;

// An empty one, in a database of its own. Ends the program when that fails.
Store store_open(void);
void store_close(Store *store);

// The dataset's quads take the place of what was there. They get sorted.
void store_load(Store *store, Dataset *dataset);

#endif

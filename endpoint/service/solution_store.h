// Solutions kept in memory until they are given: those of a SILENT service, which may yet fail.
#ifndef ANAMORPH_ENDPOINT_SERVICE_SOLUTION_STORE_H
#define ANAMORPH_ENDPOINT_SERVICE_SOLUTION_STORE_H

#include "base/rdf/term.h"

typedef struct SolutionStore SolutionStore;

// Rows of `width` terms, in `limit` bytes.
SolutionStore *solution_store_create(size_t width, size_t limit);
void solution_store_destroy(SolutionStore *store);
void solution_store_clear(SolutionStore *store);

// A copy of terms[0..width). false: the limit is reached.
bool solution_store_add(SolutionStore *store, const Term terms[]) MUST_CHECK;
// The next row in the order they were added, or NULL; valid until the store is cleared.
const Term *solution_store_next(SolutionStore *store);

#endif

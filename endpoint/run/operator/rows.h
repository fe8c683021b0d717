// Solutions that are kept: copies in memory, and finding those that agree with a solution.
#ifndef ANAMORPH_ENDPOINT_RUN_OPERATOR_ROWS_H
#define ANAMORPH_ENDPOINT_RUN_OPERATOR_ROWS_H

#include "endpoint/run/operator/runtime.h"

// Of each solution the terms of `var` are kept, and its id.
typedef struct Rows {
  Runtime *runtime;
  Arena *memory;  // NULL: empty
  size_t used;    // bytes noted with the runtime
  size_t var_count;
  const VarId *var;
  size_t count, capacity;
  Term **row;  // var_count terms each
  uint64_t *id;
  // Chains of rows with the same hash of the key's terms.
  size_t key_count;
  const size_t *key;  // positions in var
  size_t bucket_count;
  uint32_t *bucket;  // row + 1, or 0
  uint32_t *next;
  uint64_t *hash;
} Rows;

// vars are kept by reference.
void rows_init(Rows *rows, Runtime *runtime, size_t var_count, const VarId vars[]);
void rows_free(Rows *rows);

// Keeps a copy; rows->count - 1 is its number. Errors: STATUS_LIMIT.
Status rows_add(Rows *rows, const Solution *solution, Error *err) MUST_CHECK;

// Writes a kept solution's terms into a row.
void rows_read(const Rows *rows, size_t number, Term *row);

// Finds rows by these variables, a part of rows->var; those that are there and those to come.
// Unbound is a value like any other. keys: kept by reference, as positions.
void rows_index(Rows *rows, size_t key_count, const size_t keys[]);

// Numbers of rows that agree with `row` on the key, one after the other: -1 after the last.
// previous: the one found before, -1 at first.
ptrdiff_t rows_find(const Rows *rows, const Term *row, ptrdiff_t previous);

// Is every variable of the key bound there?
bool rows_key_bound(const Rows *rows, const Term *row);

// Compatible (SPARQL 1.1 section 18.3): the terms kept are those of `row`, or one is unbound.
bool rows_compatible(const Rows *rows, size_t number, const Term *row);

// The variables of a set, ascending, in `arena`.
const VarId *variables_of(Arena *arena, const VarSet *set, size_t *count);

#endif

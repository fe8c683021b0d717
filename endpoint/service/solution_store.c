// Rows of terms, copied.
#include "endpoint/service/solution_store.h"

#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "base/vec.h"

struct SolutionStore {
  size_t width, limit, size;
  Arena *arena;
  VEC(Term *) rows;
  size_t given;
};

SolutionStore *solution_store_create(size_t width, size_t limit) {
  SolutionStore *store = calloc(1, sizeof *store);
  if (store == NULL) abort();
  store->width = width;
  store->limit = limit;
  store->arena = arena_create(0);
  if (store->arena == NULL) abort();
  return store;
}

void solution_store_destroy(SolutionStore *store) {
  if (store == NULL) return;
  arena_destroy(store->arena);
  free(store);
}

void solution_store_clear(SolutionStore *store) {
  arena_reset(store->arena);
  store->rows.item = NULL;
  store->rows.count = store->rows.capacity = 0;
  store->size = store->given = 0;
}

static const Symbol *copy_symbol(SolutionStore *store, const Symbol *symbol) {
  if (symbol == NULL) return NULL;
  for (size_t i = 0; i < vocabulary_count; i++)
    if (vocabulary[i] == symbol) return symbol;
  Symbol *copy = ARENA_NEW(store->arena, Symbol);
  *copy = (Symbol){arena_copy_text(store->arena, symbol->text, symbol->length), symbol->length};
  store->size += sizeof *copy + symbol->length + 1;
  return copy;
}

bool solution_store_add(SolutionStore *store, const Term terms[]) {
  Term *row = ARENA_ARRAY(store->arena, Term, store->width + 1);
  for (size_t i = 0; i < store->width; i++) {
    row[i] = terms[i];
    row[i].lexical = copy_symbol(store, terms[i].lexical);
    row[i].datatype = copy_symbol(store, terms[i].datatype);
    row[i].language = copy_symbol(store, terms[i].language);
  }
  store->size += (store->width + 1) * sizeof *row + 2 * sizeof row;
  VEC_PUSH(store->arena, &store->rows, row);
  return store->size <= store->limit;
}

const Term *solution_store_next(SolutionStore *store) {
  return store->given == store->rows.count ? NULL : store->rows.item[store->given++];
}

// A small map from Symbols, by address, to numbers: blank node labels and prefixes.
#ifndef ANAMORPH_REWRITER_SPARQL_SYMBOL_MAP_H
#define ANAMORPH_REWRITER_SPARQL_SYMBOL_MAP_H

#include "base/arena.h"
#include "base/symbol.h"

typedef struct SymbolMapEntry {
  const Symbol *key;
  size_t value;
} SymbolMapEntry;

// Zero-initialised it is empty.
typedef struct SymbolMap {
  SymbolMapEntry *entry;
  size_t capacity;  // a power of two, or 0
  size_t count;
} SymbolMap;

// The value of the key, NULL when there is none. Valid until the next symbol_map_add.
size_t *symbol_map_find(const SymbolMap *map, const Symbol *key);

// Adds a key that is not there yet.
void symbol_map_add(Arena *arena, SymbolMap *map, const Symbol *key, size_t value);

#endif

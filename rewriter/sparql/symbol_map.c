// Open addressing over addresses, at most three quarters full.
#include "rewriter/sparql/symbol_map.h"

static size_t first_slot(const SymbolMap *map, const Symbol *key) {
  const uint64_t mixed = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
  return (size_t)(mixed >> 32) & (map->capacity - 1);
}

static SymbolMapEntry *find_slot(const SymbolMap *map, const Symbol *key) {
  size_t at = first_slot(map, key);
  while (map->entry[at].key != NULL && map->entry[at].key != key)
    at = (at + 1) & (map->capacity - 1);
  return &map->entry[at];
}

size_t *symbol_map_find(const SymbolMap *map, const Symbol *key) {
  if (map->capacity == 0) return NULL;
  SymbolMapEntry *entry = find_slot(map, key);
  return entry->key == NULL ? NULL : &entry->value;
}

void symbol_map_add(Arena *arena, SymbolMap *map, const Symbol *key, size_t value) {
  if (4 * (map->count + 1) > 3 * map->capacity) {
    const SymbolMap old = *map;
    map->capacity = old.capacity == 0 ? 16 : 2 * old.capacity;
    map->entry = ARENA_ARRAY(arena, SymbolMapEntry, map->capacity);
    for (size_t i = 0; i < old.capacity; i++)
      if (old.entry[i].key != NULL) *find_slot(map, old.entry[i].key) = old.entry[i];
  }
  *find_slot(map, key) = (SymbolMapEntry){key, value};
  map->count++;
}

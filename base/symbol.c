// The interner: open addressing over pointers, hashes kept beside them.
#include "base/symbol.h"

#include <string.h>

#include "base/hash.h"
#include "base/rdf/vocabulary.h"

typedef struct Slot {
  uint64_t hash;
  const Symbol *symbol;
} Slot;

struct Symbols {
  Arena *arena;
  const Symbols *parent;
  Slot *slot;
  size_t capacity;  // a power of two
  size_t count;
};

static Slot *slot_find(const Symbols *symbols, uint64_t hash, const char *text, size_t length) {
  const size_t mask = symbols->capacity - 1;
  for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
    Slot *slot = &symbols->slot[i];
    if (slot->symbol == NULL) return slot;
    if (slot->hash == hash && slot->symbol->length == length &&
        memcmp(slot->symbol->text, text, length) == 0)
      return slot;
  }
}

static void grow(Symbols *symbols) {
  const Slot *old = symbols->slot;
  const size_t old_capacity = symbols->capacity;
  symbols->capacity *= 2;
  symbols->slot = ARENA_ARRAY(symbols->arena, Slot, symbols->capacity);
  const size_t mask = symbols->capacity - 1;
  for (size_t i = 0; i < old_capacity; i++) {
    if (old[i].symbol == NULL) continue;
    size_t at = (size_t)old[i].hash & mask;
    while (symbols->slot[at].symbol != NULL) at = (at + 1) & mask;
    symbols->slot[at] = old[i];
  }
}

static void add(Symbols *symbols, uint64_t hash, const Symbol *symbol) {
  if (4 * (symbols->count + 1) > 3 * symbols->capacity) grow(symbols);
  *slot_find(symbols, hash, symbol->text, symbol->length) = (Slot){hash, symbol};
  symbols->count++;
}

Symbols *symbols_create(Arena *arena, const Symbols *parent) {
  Symbols *symbols = ARENA_NEW(arena, Symbols);
  symbols->arena = arena;
  symbols->parent = parent;
  symbols->capacity = parent == NULL ? 1024 : 64;
  symbols->slot = ARENA_ARRAY(arena, Slot, symbols->capacity);
  if (parent == NULL) {
    for (size_t i = 0; i < vocabulary_count; i++) {
      const Symbol *symbol = vocabulary[i];
      add(symbols, hash_bytes(symbol->text, symbol->length), symbol);
    }
  }
  return symbols;
}

static const Symbol *find_hashed(const Symbols *symbols, uint64_t hash, const char *text,
                                 size_t length) {
  for (; symbols != NULL; symbols = symbols->parent) {
    const Symbol *symbol = slot_find(symbols, hash, text, length)->symbol;
    if (symbol != NULL) return symbol;
  }
  return NULL;
}

const Symbol *symbols_find(const Symbols *symbols, const char *text, size_t length) {
  return find_hashed(symbols, hash_bytes(text, length), text, length);
}

const Symbol *symbols_intern(Symbols *symbols, const char *text, size_t length) {
  const uint64_t hash = hash_bytes(text, length);
  const Symbol *known = find_hashed(symbols, hash, text, length);
  if (known != NULL) return known;
  Symbol *symbol = ARENA_NEW(symbols->arena, Symbol);
  symbol->text = arena_copy_text(symbols->arena, text, length);
  symbol->length = length;
  add(symbols, hash, symbol);
  return symbol;
}

const Symbol *symbols_intern_text(Symbols *symbols, const char *text) {
  return symbols_intern(symbols, text, strlen(text));
}

int symbol_compare(const Symbol *a, const Symbol *b) {
  if (a == b) return 0;
  const size_t shorter = a->length < b->length ? a->length : b->length;
  const int order = memcmp(a->text, b->text, shorter);
  if (order != 0) return order;
  return (a->length > b->length) - (a->length < b->length);
}

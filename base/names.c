// A hash table of things by address.
#include "base/names.h"

#include "base/vec.h"

struct Names {
  Arena *arena;
  VEC(const void *) list;
  size_t *slot;  // numbers + 1; 0: free
  size_t capacity;
};

Names *names_create(Arena *arena) {
  Names *names = ARENA_NEW(arena, Names);
  names->arena = arena;
  names->capacity = 64;
  names->slot = ARENA_ARRAY(arena, size_t, names->capacity);
  return names;
}

static size_t *find_slot(const Names *names, const void *thing) {
  const size_t mask = names->capacity - 1;
  size_t at = (size_t)(((uintptr_t)thing >> 4) * 0x9E3779B97F4A7C15u >> 20) & mask;
  while (names->slot[at] != 0 && names->list.item[names->slot[at] - 1] != thing)
    at = (at + 1) & mask;
  return &names->slot[at];
}

size_t names_add(Names *names, const void *thing) {
  size_t *slot = find_slot(names, thing);
  if (*slot != 0) return *slot - 1;
  if (2 * (names->list.count + 1) > names->capacity) {
    names->capacity *= 2;
    names->slot = ARENA_ARRAY(names->arena, size_t, names->capacity);
    for (size_t i = 0; i < names->list.count; i++) *find_slot(names, names->list.item[i]) = i + 1;
    slot = find_slot(names, thing);
  }
  VEC_PUSH(names->arena, &names->list, thing);
  *slot = names->list.count;
  return names->list.count - 1;
}

size_t names_find(const Names *names, const void *thing) {
  const size_t *slot = find_slot(names, thing);
  return *slot == 0 ? NAMES_NONE : *slot - 1;
}

size_t names_count(const Names *names) { return names->list.count; }

const void *names_at(const Names *names, size_t number) { return names->list.item[number]; }

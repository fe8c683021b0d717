// Growable arrays in an arena: VEC(Type) is an anonymous struct {Type *item; size_t count,
// capacity;}. Growing copies inside the arena; the old block stays until the arena goes.
#ifndef ANAMORPH_BASE_VEC_H
#define ANAMORPH_BASE_VEC_H

#include <string.h>

#include "base/arena.h"

#define VEC(Type)    \
  struct {           \
    Type *item;      \
    size_t count;    \
    size_t capacity; \
  }

#define VEC_PUSH(arena, vec, value)                                                            \
  do {                                                                                         \
    if ((vec)->count == (vec)->capacity)                                                       \
      (vec)->item =                                                                            \
          vec_grow((arena), (vec)->item, (vec)->count, sizeof *(vec)->item, &(vec)->capacity); \
    (vec)->item[(vec)->count++] = (value);                                                     \
  } while (0)

static inline void *vec_grow(Arena *arena, const void *item, size_t count, size_t size,
                             size_t *capacity) {
  *capacity = *capacity == 0 ? 8 : 2 * *capacity;
  void *grown = arena_alloc_zero(arena, *capacity * size);
  if (count > 0) memcpy(grown, item, count * size);
  return grown;
}

#endif

// Names of FROM items: no two in one statement are the same.
#ifndef ANAMORPH_REWRITER_SQL_ALIAS_H
#define ANAMORPH_REWRITER_SQL_ALIAS_H

#include <stddef.h>

#include "base/arena.h"

// A name that is taken, and the number to try next where it is wanted again.
typedef struct AliasEntry {
  const char *name;
  unsigned next;
} AliasEntry;

// The names taken so far. Zero-initialised it is empty.
typedef struct Aliases {
  AliasEntry *entry;
  size_t capacity;  // a power of two, or 0
  size_t count;
} Aliases;

// A name that is not taken and no key word: `wanted`, or that and a number. It is taken then. The
// statement may have thousands of them: the time does not grow with their number. `wanted` must
// live as long as the arena.
const char *alias_take(Arena *arena, Aliases *aliases, const char *wanted);

#endif

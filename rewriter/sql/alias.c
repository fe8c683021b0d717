// A hash table of names, by open addressing.
#include "rewriter/sql/alias.h"

#include <stdint.h>
#include <string.h>

#include "rewriter/sql/block.h"

static AliasEntry *find(const Aliases *aliases, const char *name) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char *c = name; *c != '\0'; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  const size_t mask = aliases->capacity - 1;
  size_t at = (size_t)hash & mask;
  while (aliases->entry[at].name != NULL && strcmp(aliases->entry[at].name, name) != 0)
    at = (at + 1) & mask;
  return &aliases->entry[at];
}

static void grow(Arena *arena, Aliases *aliases) {
  const Aliases old = *aliases;
  aliases->capacity = old.capacity == 0 ? 32 : 2 * old.capacity;
  aliases->entry = ARENA_ARRAY(arena, AliasEntry, aliases->capacity);
  for (size_t i = 0; i < old.capacity; i++)
    if (old.entry[i].name != NULL) *find(aliases, old.entry[i].name) = old.entry[i];
}

// The entry of the name, made where there is none; *made says so. Key words are taken by nobody.
static AliasEntry *enter(Arena *arena, Aliases *aliases, const char *name, bool *made) {
  if (2 * (aliases->count + 1) > aliases->capacity) grow(arena, aliases);
  AliasEntry *entry = find(aliases, name);
  *made = entry->name == NULL;
  if (*made) {
    *entry = (AliasEntry){name, 2};
    aliases->count++;
  }
  return entry;
}

const char *alias_take(Arena *arena, Aliases *aliases, const char *wanted) {
  bool made;
  unsigned number = enter(arena, aliases, wanted, &made)->next;
  if (made && !deparse_is_keyword(wanted)) return wanted;
  const char *alias = NULL;
  for (made = false; !made || deparse_is_keyword(alias); number++) {
    alias = arena_format(arena, "%s%u", wanted, number);
    enter(arena, aliases, alias, &made);
  }
  find(aliases, wanted)->next = number;
  return alias;
}

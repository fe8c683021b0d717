// Things numbered from 0 in order of arrival, told apart by address: symbols mostly. What tables
// over names are indexed by.
#ifndef ANAMORPH_BASE_NAMES_H
#define ANAMORPH_BASE_NAMES_H

#include <stdint.h>

#include "base/arena.h"

typedef struct Names Names;

Names *names_create(Arena *arena);

// The thing's number; names_add gives it one when it has none, names_find says NAMES_NONE then.
#define NAMES_NONE SIZE_MAX
size_t names_add(Names *names, const void *thing);
size_t names_find(const Names *names, const void *thing);

size_t names_count(const Names *names);
const void *names_at(const Names *names, size_t number);

#endif

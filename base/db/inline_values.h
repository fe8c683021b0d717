// A statement with its parameters replaced by literals, for commands that take no parameters: COPY.
#ifndef ANAMORPH_BASE_DB_INLINE_VALUES_H
#define ANAMORPH_BASE_DB_INLINE_VALUES_H

#include "base/buffer.h"

// Appends `sql` with each $n (1 to count) as the quoted text value[n-1]: a literal without a type,
// as a parameter sent as text is. What stands in strings, quoted names and comments, or is part of
// a name, is no parameter (PostgreSQL documentation, 4.1, under standard_conforming_strings).
void inline_values(const char *sql, size_t count, const char *const value[], Buffer *out);

#endif

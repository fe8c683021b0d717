// Interned strings: within one table and its parents, equal text is one Symbol, so equality is a
// pointer comparison.
//
// The vocabulary (base/rdf/vocabulary.h) is made of static Symbols that every root table holds
// from the start. A mapping's table is read-only once loaded and may be shared by threads; each
// query layers a table of its own on top.
#ifndef ANAMORPH_BASE_SYMBOL_H
#define ANAMORPH_BASE_SYMBOL_H

#include <stddef.h>

#include "base/arena.h"

// text is NUL-terminated UTF-8 of `length` bytes (which may hold no NUL).
typedef struct Symbol {
  const char *text;
  size_t length;
} Symbol;

typedef struct Symbols Symbols;

// A table in `arena`. parent may be NULL (a root, seeded with the vocabulary); it must outlive the
// table and not change while the table is used.
Symbols *symbols_create(Arena *arena, const Symbols *parent);

// The symbol of text[0..length), added when it is new. The text is copied.
const Symbol *symbols_intern(Symbols *symbols, const char *text, size_t length);
const Symbol *symbols_intern_text(Symbols *symbols, const char *text);

// The symbol, or NULL when it is in neither the table nor its parents.
const Symbol *symbols_find(const Symbols *symbols, const char *text, size_t length);

// The order of code points (bytes of UTF-8): <0, 0, >0.
int symbol_compare(const Symbol *a, const Symbol *b);

#endif

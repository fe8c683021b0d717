// Prefixes: which of them shortens an IRI, and the names that Turtle and XML allow.
#ifndef ANAMORPH_ENDPOINT_WRITE_PREFIX_H
#define ANAMORPH_ENDPOINT_WRITE_PREFIX_H

#include "base/arena.h"
#include "base/buffer.h"
#include "endpoint/write/writer.h"

typedef struct Prefix {
  const char *prefix;
  const char *iri;
  size_t prefix_length;
  size_t iri_length;
} Prefix;

// Longest IRI first, so that the first that fits is the best.
typedef struct Prefixes {
  size_t count;
  Prefix *item;
} Prefixes;

// Copies into `arena`, leaving out prefixes that Turtle's grammar does not allow, those declared
// before, and those with an empty IRI.
void prefixes_compile(Arena *arena, size_t count, const WriterPrefix prefixes[], Prefixes *out);

// Adds `iri` as a prefixed name of Turtle; false, and nothing added: no prefix gives it one.
bool prefixes_add_name(const Prefixes *prefixes, const char *iri, size_t length, Buffer *out);

// A local name that needs no escape in Turtle (a subset of PN_LOCAL: no colon, no % and no \).
bool name_is_local(const char *text, size_t length);

// An XML name without colon (Namespaces in XML 1.0, NCName).
bool name_is_xml(const char *text, size_t length);

// Where the longest NCName that ends `iri` begins; `length` when there is none.
size_t name_split_xml(const char *iri, size_t length);

#endif

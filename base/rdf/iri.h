// IRIs (RFC 3987, RFC 3986): resolution, validity, and the percent-encoding of R2RML templates.
#ifndef ANAMORPH_BASE_RDF_IRI_H
#define ANAMORPH_BASE_RDF_IRI_H

#include <stdbool.h>

#include "base/buffer.h"

// A slice of an IRI; text is NULL when the component is not there ("http://a?" has an empty query,
// "http://a" has none). A path is always there.
typedef struct IriPart {
  const char *text;
  size_t length;
} IriPart;

typedef struct IriParts {
  IriPart scheme, authority, path, query, fragment;
} IriParts;

// RFC 3986 appendix B; never fails. A scheme is only taken where it follows the grammar.
IriParts iri_split(const char *iri, size_t length);

// Does it begin with a scheme and a colon? (What R2RML section 7.3 and RFC 3986 4.2 need to know; a
// fragment is allowed.)
bool iri_is_absolute(const char *iri, size_t length);

// May every character stand between `<` and `>`: IRIREF of SPARQL [139] and Turtle [18], after
// escapes? Valid UTF-8 is part of it. Says nothing about being absolute.
bool iri_is_valid(const char *iri, size_t length);

// The same, and each `%` begins a triplet, and one `#` at most is there (RFC 3987 2.2: pct-encoded,
// ifragment). An IRI that a mapping or a query names may be without that; one that a query computes
// may not (SPARQL 1.1 17.4.2.8).
bool iri_is_strict(const char *iri, size_t length);

// RFC 3986 5.2.2 (strict) and 5.2.4: appends `reference` resolved against `base`, dot segments
// removed. A base without a scheme (or empty) leaves the reference as it is.
void iri_resolve(const char *base, size_t base_length, const char *reference, size_t length,
                 Buffer *out);

// Appends the IRI-safe version of a value (R2RML 7.3): every character outside iunreserved of
// RFC 3987 becomes %HH for each byte of its UTF-8, in upper case. true: it is the value, in ASCII.
bool iri_encode(const char *value, size_t length, Buffer *out);

// The inverse: appends the value whose IRI-safe version is exactly `encoded`; false, with nothing
// appended, when there is no such value (a character that would have been encoded, a triplet that
// would not have been or is in lower case, %00, bytes that are not UTF-8).
bool iri_decode(const char *encoded, size_t length, Buffer *out);

// Appends `iri` with each character that iri_is_valid refuses as %HH. Returns how many there were.
// This repairs an IRI made of a column, e.g. "http://a/x|y" to "http://a/x%7Cy".
size_t iri_escape(const char *iri, size_t length, Buffer *out);

#endif

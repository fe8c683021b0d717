// Language tags (BCP 47, RFC 5646).
#ifndef ANAMORPH_BASE_RDF_LANGUAGE_TAG_H
#define ANAMORPH_BASE_RDF_LANGUAGE_TAG_H

#include <stdbool.h>

#include "base/buffer.h"

// RFC 5646 section 2.1 (langtag, privateuse, grandfathered), without regard to case.
bool language_tag_is_well_formed(const char *tag, size_t length);

// Well-formed, and its primary language may be registered (R2RML 7.4 asks for well-formed tags; the
// W3C's case D015b refuses "english"). Two letters must be an ISO 639-1 code; three letters pass,
// as nearly half of all combinations are registered and the table would be 8,000 rows for little;
// four to eight letters fail, as none was ever registered.
bool language_tag_is_known(const char *tag, size_t length);

// Appends the tag in lower case, as terms carry it.
void language_tag_lower(const char *tag, size_t length, Buffer *out);

#endif

// Language tags (BCP 47, RFC 5646).
#ifndef ANAMORPH_MAPPING_LANGUAGE_TAG_H
#define ANAMORPH_MAPPING_LANGUAGE_TAG_H

#include <stdbool.h>

// Well-formed by RFC 5646 section 2.1, and with a primary language that can be registered: two
// letters of ISO 639-1, three letters (ISO 639-2, -3, -5, taken as they are), or a private or
// grandfathered tag. Longer primary subtags are reserved; the registry has none, which is how
// "english" is told from "en". *hint: a likely correction, or NULL.
bool language_tag_check(const char *tag, const char **hint);

#endif

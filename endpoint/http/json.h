// JSON strings (RFC 8259, section 7).
#ifndef ANAMORPH_ENDPOINT_HTTP_JSON_H
#define ANAMORPH_ENDPOINT_HTTP_JSON_H

#include "base/buffer.h"

// text, in quotes and escaped; NUL-terminated UTF-8. Bytes that are not UTF-8 become U+FFFD.
void json_add_string(Buffer *out, const char *text);

#endif

// Text into HTML: escaping. Every text that is not markup goes through here.
#ifndef ANAMORPH_ENDPOINT_UI_HTML_H
#define ANAMORPH_ENDPOINT_UI_HTML_H

#include "base/buffer.h"

// Escaped for element content and quoted attributes; control characters that HTML forbids become
// U+FFFD.
void html_add(Buffer *out, const char *text, size_t length);
void html_add_text(Buffer *out, const char *text);

// As a value of a URL's query ("?query=…"), safe in a quoted attribute too.
void html_add_parameter(Buffer *out, const char *text, size_t length);

#endif

// JSON strings.
#include "endpoint/http/json.h"

#include <unistr.h>

void json_add_string(Buffer *out, const char *text) {
  const uint8_t *c = (const uint8_t *)text;
  const uint8_t *end = c + strlen(text);
  buffer_add_char(out, '"');
  while (c < end) {
    ucs4_t point;
    const int length = u8_mbtouc(&point, c, (size_t)(end - c));
    if (point == '"' || point == '\\')
      buffer_printf(out, "\\%c", (char)point);
    else if (point < 0x20)
      buffer_printf(out, "\\u%04x", (unsigned)point);
    else if (point == 0xFFFD)
      buffer_add_text(out, "\\ufffd");
    else
      buffer_add(out, (const char *)c, (size_t)length);
    c += length;
  }
  buffer_add_char(out, '"');
}

// UTF-8: the well-formed byte sequences of RFC 3629, section 4.
#include "base/utf8.h"

#include "base/span.h"

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0U) == 0x80U; }

size_t utf8_decode(const char *text, size_t length, uint32_t *code_point) {
  if (length == 0) return 0;
  const unsigned char lead = (unsigned char)text[0];
  if (lead < 0x80) {
    *code_point = lead;
    return 1;
  }
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xC2 || lead > 0xF4 || size > length) return 0;
  uint32_t value = lead & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    if (!is_continuation(text[i])) return 0;
    value = value << 6 | ((unsigned char)text[i] & 0x3FU);
  }
  if (value < smallest[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  *code_point = value;
  return size;
}

// Past ASCII, sixteen bytes at a time.
static size_t skip_ascii(const char *text, size_t from, size_t length) {
  size_t i = from;
  for (; length - i >= SPAN_LANES; i += SPAN_LANES) {
    const size_t lane = span_first((SpanVector)(span_load(text + i) < 0));
    if (lane < SPAN_LANES) return i + lane;
  }
  while (i < length && (unsigned char)text[i] < 0x80) i++;
  return i;
}

size_t utf8_prefix(const char *text, size_t length) {
  size_t i = 0;
  while ((i = skip_ascii(text, i, length)) < length) {
    uint32_t code_point;
    const size_t size = utf8_decode(text + i, length - i, &code_point);
    if (size == 0) break;
    i += size;
  }
  return i;
}

bool utf8_is_valid(const char *text, size_t length) { return utf8_prefix(text, length) == length; }

void utf8_append(Buffer *out, uint32_t code_point) {
  if (code_point < 0x80) {
    buffer_add_char(out, (char)code_point);
    return;
  }
  const unsigned size = code_point >= 0x10000 ? 4 : code_point >= 0x800 ? 3 : 2;
  const uint32_t mark = 0xF00U >> size & 0xF0U;
  buffer_add_char(out, (char)(mark | code_point >> (6 * (size - 1))));
  for (unsigned i = size - 1; i-- > 0;)
    buffer_add_char(out, (char)(0x80U | (code_point >> (6 * i) & 0x3FU)));
}

size_t utf8_count(const char *text, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += !is_continuation(text[i]);
  return count;
}

// Character classes and UTF-8.
#include "rewriter/sparql/characters.h"

unsigned char_decode(const char *text, size_t length, size_t *size) {
  const unsigned char *byte = (const unsigned char *)text;
  const size_t wanted = byte[0] < 0x80 ? 1 : byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3 : 4;
  if (wanted == 1 || wanted > length) {
    *size = 1;
    return byte[0];
  }
  unsigned c = byte[0] & (0xFFu >> (wanted + 1));
  for (size_t i = 1; i < wanted; i++) c = (c << 6) | (byte[i] & 0x3Fu);
  *size = wanted;
  return c;
}

size_t char_encode(unsigned c, char *out) {
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  const size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = size - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (c & 0x3F));
    c >>= 6;
  }
  out[0] = (char)(lead[size] | c);
  return size;
}

typedef struct Range {
  unsigned first, last;
} Range;

static bool in_ranges(unsigned c, const Range *range, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (c >= range[i].first && c <= range[i].last) return true;
  return false;
}

bool char_is_base(unsigned c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  static const Range ranges[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},
                                 {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},
                                 {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
                                 {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
  return in_ranges(c, ranges, sizeof ranges / sizeof ranges[0]);
}

bool char_is_u(unsigned c) { return c == '_' || char_is_base(c); }

bool char_is_var(unsigned c) {
  return char_is_u(c) || char_is_digit(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
         c == 0x203F || c == 0x2040;
}

bool char_is_name(unsigned c) { return c == '-' || char_is_var(c); }

int char_hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Spans that are copied whole: where the next byte is that a syntax must escape.
//
// Sixteen bytes are looked at together, in a vector that GCC and Clang make of whatever the
// processor has; the last ones by table. A set of bytes is given twice, and both must say the same
// (a test goes through all bytes): as a table, and as an expression over a vector `v` of signed
// bytes, in which all bytes from 0x80 on are negative. Those always end a span.
#ifndef ANAMORPH_ENDPOINT_WRITE_SPAN_H
#define ANAMORPH_ENDPOINT_WRITE_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SPAN_LANES = 16 };
typedef signed char SpanVector __attribute__((vector_size(SPAN_LANES)));

// The first lane that is not 0; SPAN_LANES when there is none. (Little-endian, as all of this.)
static inline size_t span_first(SpanVector lanes) {
  uint64_t half[2];
  memcpy(half, &lanes, sizeof half);
  if (half[0] != 0) return (size_t)__builtin_ctzll(half[0]) / 8;
  if (half[1] != 0) return 8 + (size_t)__builtin_ctzll(half[1]) / 8;
  return SPAN_LANES;
}

// Defines `static size_t name(text, from, length)`: the first position from `from` on whose byte is
// in the set, or `length`.
#define SPAN_DEFINE(name, table, set)                                       \
  static inline size_t name(const char *text, size_t from, size_t length) { \
    size_t i = from;                                                        \
    for (; length - i >= SPAN_LANES; i += SPAN_LANES) {                     \
      SpanVector v;                                                         \
      memcpy(&v, text + i, sizeof v);                                       \
      const size_t lane = span_first((SpanVector)(set));                    \
      if (lane < SPAN_LANES) return i + lane;                               \
    }                                                                       \
    while (i < length && (table)[(unsigned char)text[i]] == 0) i++;         \
    return i;                                                               \
  }

#endif

// Spans that are copied whole: where the next byte is that somebody must look at.
//
// Sixteen bytes are looked at together, in a vector that GCC and Clang make of whatever the
// processor has; the last ones by table. A set of bytes is given twice, and both must say the same
// (a test goes through all bytes): as a table, and as an expression over a vector `v` of signed
// bytes, in which all bytes from 0x80 on are negative. 'a' is in no set.
#ifndef ANAMORPH_BASE_SPAN_H
#define ANAMORPH_BASE_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SPAN_LANES = 16, SPAN_HALF = SPAN_LANES / 2, SPAN_QUARTER = SPAN_LANES / 4 };
typedef signed char SpanVector __attribute__((vector_size(SPAN_LANES)));

// One bit for each lane, of lanes that are 0 or -1. (Little-endian, as all of this.)
static inline unsigned span_mask(SpanVector lanes) {
#ifdef __SSE2__
  typedef char Bytes __attribute__((vector_size(SPAN_LANES)));
  return (unsigned)__builtin_ia32_pmovmskb128((Bytes)lanes);
#else
  unsigned mask = 0;
  for (unsigned i = 0; i < SPAN_LANES; i++) mask |= (lanes[i] != 0 ? 1U : 0U) << i;
  return mask;
#endif
}

// The first lane that is not 0; SPAN_LANES when there is none.
static inline size_t span_first(SpanVector lanes) {
  return (size_t)__builtin_ctz(span_mask(lanes) | 1U << SPAN_LANES);
}

static inline SpanVector span_load(const char *text) {
  SpanVector v;
  memcpy(&v, text, sizeof v);
  return v;
}

// Of 4 to 15 bytes: the first and the last 8 or 4, some of them perhaps twice.
static inline SpanVector span_load_short(const char *text, size_t length) {
  uint64_t half[2] = {0, 0x6161616161616161u};
  if (length >= SPAN_HALF) {
    memcpy(&half[0], text, SPAN_HALF);
    memcpy(&half[1], text + length - SPAN_HALF, SPAN_HALF);
  } else {
    uint32_t quarter[2];
    memcpy(&quarter[0], text, SPAN_QUARTER);
    memcpy(&quarter[1], text + length - SPAN_QUARTER, SPAN_QUARTER);
    memcpy(&half[0], quarter, sizeof quarter);
  }
  SpanVector v;
  memcpy(&v, half, sizeof v);
  return v;
}

// Defines `static size_t name(text, from, length)`: the first position from `from` on whose byte is
// in the set, or `length`.
#define SPAN_DEFINE(name, table, set)                                       \
  static inline size_t name(const char *text, size_t from, size_t length) { \
    size_t i = from;                                                        \
    for (; length - i >= SPAN_LANES; i += SPAN_LANES) {                     \
      const SpanVector v = span_load(text + i);                             \
      const size_t lane = span_first((SpanVector)(set));                    \
      if (lane < SPAN_LANES) return i + lane;                               \
    }                                                                       \
    while (i < length && (table)[(unsigned char)text[i]] == 0) i++;         \
    return i;                                                               \
  }

// Defines `static size_t name(out, text, length)`: copies the bytes before the first that is in the
// set, and returns how many they are. `out` has room for `length`, and may be written to beyond
// what is returned.
#define SPAN_DEFINE_COPY(name, table, set)                                            \
  static inline size_t name(char *out, const char *text, size_t length) {             \
    size_t i = 0;                                                                     \
    if (length >= SPAN_QUARTER && length < SPAN_LANES) {                              \
      const SpanVector v = span_load_short(text, length);                             \
      if (span_first((SpanVector)(set)) == SPAN_LANES) {                              \
        const size_t part = length >= SPAN_HALF ? SPAN_HALF : SPAN_QUARTER;           \
        memcpy(out, &v, part);                                                        \
        memcpy(out + length - part, (const char *)&v + part, part);                   \
        return length;                                                                \
      }                                                                               \
    }                                                                                 \
    while (length - i >= SPAN_LANES) {                                                \
      const SpanVector v = span_load(text + i);                                       \
      memcpy(out + i, &v, sizeof v);                                                  \
      const size_t lane = span_first((SpanVector)(set));                              \
      if (lane < SPAN_LANES) return i + lane;                                         \
      i += SPAN_LANES;                                                                \
      if (length > i && length - i < SPAN_LANES) i = length - SPAN_LANES;             \
    }                                                                                 \
    for (; i < length && (table)[(unsigned char)text[i]] == 0; i++) out[i] = text[i]; \
    return i;                                                                         \
  }

#endif

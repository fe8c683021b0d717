// Sorting numbers of few bits: byte by byte, the least first.
#include "embed/data/radix.h"

#include <string.h>

enum { BITS = 8, DIGITS = 1 << BITS };

static void pass(const uint64_t from[], uint64_t to[], size_t count, unsigned shift) {
  size_t place[DIGITS] = {0}, sum = 0;
  for (size_t i = 0; i < count; i++) place[from[i] >> shift & (DIGITS - 1)]++;
  for (size_t d = 0; d < DIGITS; d++) {
    const size_t here = place[d];
    place[d] = sum;
    sum += here;
  }
  for (size_t i = 0; i < count; i++) to[place[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

void radix_sort(uint64_t key[], uint64_t spare[], size_t count) {
  uint64_t differ = 0;
  for (size_t i = 1; i < count; i++) differ |= key[i] ^ key[0];
  uint64_t *from = key, *to = spare;
  for (unsigned shift = 0; shift < 64; shift += BITS) {
    if ((differ >> shift & (DIGITS - 1)) == 0) continue;
    pass(from, to, count, shift);
    uint64_t *const turned = from;
    from = to;
    to = turned;
  }
  if (from != key) memcpy(key, from, count * sizeof *key);
}

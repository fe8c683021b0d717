// A hash of bytes for tables in memory: eight at a time. Not kept anywhere, and no shield against
// those who choose the bytes.
#ifndef ANAMORPH_BASE_HASH_H
#define ANAMORPH_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_bytes(const char *bytes, size_t length) {
  uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
    hash ^= hash >> 32;
  }
  uint64_t rest = 0;
  if (length > 0) memcpy(&rest, bytes, length);
  hash = (hash ^ rest) * 0xC4CEB9FE1A85EC53u;
  return hash ^ hash >> 29;
}

#endif

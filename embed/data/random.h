// Random numbers: xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64. One state a thread;
// the same seed gives the same numbers everywhere.
#ifndef ANAMORPH_EMBED_DATA_RANDOM_H
#define ANAMORPH_EMBED_DATA_RANDOM_H

#include <math.h>
#include <stdint.h>

typedef struct Random {
  uint64_t state[4];
} Random;

static inline uint64_t random_split(uint64_t *seed) {
  uint64_t z = *seed += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

// Streams of one seed are independent of each other.
static inline Random random_create(uint64_t seed, uint64_t stream) {
  uint64_t mixed = seed * 0xD1342543DE82EF95u + stream;
  Random random;
  for (int i = 0; i < 4; i++) random.state[i] = random_split(&mixed);
  return random;
}

static inline uint64_t random_next(Random *random) {
  uint64_t *s = random->state;
  const uint64_t five = s[1] * 5;
  const uint64_t result = (five << 7 | five >> 57) * 9;
  const uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = s[3] << 45 | s[3] >> 19;
  return result;
}

// 0 to count - 1; count > 0 (Lemire's multiplication; the bias is below 2^-32).
static inline uint32_t random_below(Random *random, uint32_t count) {
  return (uint32_t)((random_next(random) >> 32) * count >> 32);
}

// [0, 1)
static inline double random_unit(Random *random) {
  return (double)(random_next(random) >> 11) * 0x1p-53;
}

// Normal, mean 0 and variance 1 (Box and Muller).
static inline double random_normal(Random *random) {
  const double radius = sqrt(-2 * log(1 - random_unit(random)));
  return radius * cos(6.283185307179586 * random_unit(random));
}

#endif

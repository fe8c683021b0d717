// Panels of 32 columns, packed so that they lie in the cache in the order of their use: what the
// products for AVX-512 have in common. Included by files that are compiled for x86-64 alone.
#ifndef ANAMORPH_EMBED_KERNEL_PANEL_H
#define ANAMORPH_EMBED_KERNEL_PANEL_H

#include <immintrin.h>
#include <stddef.h>

#define AVX512 __attribute__((target("avx512f")))
#define BFLOAT __attribute__((target("avx512f,avx512bf16")))
#define INLINE static inline __attribute__((always_inline))

// A block has ROWS rows of C at most; so many of A's as MOST_ROWS stay in the second cache.
enum { ROWS = 14, LANES = 16, COLUMNS = 2 * LANES, MOST_ROWS = 30 * ROWS };

// Each number of rows that a block may have: a function is made for each, so that the sums stay in
// registers.
#define EACH_ROWS(use)                                                                           \
  use(1) use(2) use(3) use(4) use(5) use(6) use(7) use(8) use(9) use(10) use(11) use(12) use(13) \
      use(14)

// 16 rows of 16 numbers, turned: out[p * ldo + j] = row_j[p].
INLINE AVX512 void turn(const float *b, size_t ldb, __mmask16 rows, __mmask16 width, float *out,
                        size_t ldo) {
  __m512 r[16], t[16];
#pragma GCC unroll 16
  for (int j = 0; j < 16; j++)
    r[j] =
        (rows >> j) & 1 ? _mm512_maskz_loadu_ps(width, b + (size_t)j * ldb) : _mm512_setzero_ps();
#pragma GCC unroll 16
  for (int j = 0; j < 16; j += 2) {
    t[j] = _mm512_unpacklo_ps(r[j], r[j + 1]);
    t[j + 1] = _mm512_unpackhi_ps(r[j], r[j + 1]);
  }
#pragma GCC unroll 16
  for (int j = 0; j < 16; j += 4) {
    r[j] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[j]), _mm512_castps_pd(t[j + 2])));
    r[j + 1] =
        _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[j]), _mm512_castps_pd(t[j + 2])));
    r[j + 2] = _mm512_castpd_ps(
        _mm512_unpacklo_pd(_mm512_castps_pd(t[j + 1]), _mm512_castps_pd(t[j + 3])));
    r[j + 3] = _mm512_castpd_ps(
        _mm512_unpackhi_pd(_mm512_castps_pd(t[j + 1]), _mm512_castps_pd(t[j + 3])));
  }
  // r[4 g + l], lane q: column 4 q + l of rows 4 g to 4 g + 3.
#pragma GCC unroll 16
  for (int l = 0; l < 4; l++) {
    const __m512 x = _mm512_shuffle_f32x4(r[l], r[4 + l], 0x88);
    const __m512 y = _mm512_shuffle_f32x4(r[l], r[4 + l], 0xdd);
    const __m512 z = _mm512_shuffle_f32x4(r[8 + l], r[12 + l], 0x88);
    const __m512 w = _mm512_shuffle_f32x4(r[8 + l], r[12 + l], 0xdd);
    t[l] = _mm512_shuffle_f32x4(x, z, 0x88);
    t[8 + l] = _mm512_shuffle_f32x4(x, z, 0xdd);
    t[4 + l] = _mm512_shuffle_f32x4(y, w, 0x88);
    t[12 + l] = _mm512_shuffle_f32x4(y, w, 0xdd);
  }
#pragma GCC unroll 16
  for (int p = 0; p < 16; p++)
    if ((width >> p) & 1) _mm512_store_ps(out + (size_t)p * ldo, t[p]);
}

static inline __mmask16 mask(size_t count) {
  const unsigned all = count >= LANES ? 0xffffu : (1u << count) - 1;
  return (__mmask16)all;
}

// B's columns j .. j + width - 1, steps p .. p + depth - 1, into panel[depth][COLUMNS].
AVX512 static inline void pack_turned(const float *b, size_t ldb, size_t width, size_t depth,
                                      float *panel) {
  for (size_t half = 0; half < width; half += LANES)
    for (size_t p = 0; p < depth; p += LANES)
      turn(b + half * ldb + p, ldb, mask(width - half), mask(depth - p), panel + p * COLUMNS + half,
           COLUMNS);
}

// x[rows][count], rounded to the nearest, as pairs; an odd count is made even by a 0.
BFLOAT static inline void round_rows(const float *x, size_t ldx, size_t rows, size_t count,
                                     float *to, size_t ldto) {
  for (size_t i = 0; i < rows; i++)
    for (size_t p = 0; p < count; p += LANES) {
      const __m512 wide = _mm512_maskz_loadu_ps(mask(count - p), x + i * ldx + p);
      const __m512i narrow = _mm512_castsi256_si512((__m256i)_mm512_cvtneps_pbh(wide));
      const size_t pairs = (count - p + 1) / 2;
      const __mmask16 there = pairs < LANES / 2 ? mask(pairs) : 0xff;
      _mm512_mask_storeu_epi32(to + i * ldto + p / 2, there, narrow);
    }
}

#endif

// A product of numbers rounded to bfloat16, for AVX512-BF16: two steps of k at once.
//
// Two neighbours in a row, rounded, take the place of one float. So A and the panels of B are
// matrices half as long, packed as those of floats (product.c), and each step adds two products to
// a sum, which is a float.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <stdlib.h>

#include "embed/data/memory.h"
#include "embed/kernel/panel.h"

// Steps of k that are a panel: 64 KB of pairs. A second one would read and write C again.
enum { PANEL_STEPS = 1024, PANEL_PAIRS = PANEL_STEPS / 2 };

// What one block of C is made of.
typedef struct Block {
  const float *a;  // pairs
  size_t lda;
  const float *b;  // [depth][COLUMNS] of pairs
  size_t depth;
  float *c;
  size_t ldc;
  bool add;                 // to what C holds
  __mmask16 first, second;  // columns that there are
} Block;

INLINE BFLOAT void multiply(const Block *block, const int rows) {
  __m512 sum[ROWS][2];
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm512_setzero_ps();
  const float *a = block->a, *b = block->b;
  for (size_t p = 0; p < block->depth; p++, a++, b += COLUMNS) {
    const __m512bh left = (__m512bh)_mm512_load_ps(b), right = (__m512bh)_mm512_load_ps(b + LANES);
#pragma GCC unroll 14
    for (int i = 0; i < rows; i++) {
      const __m512bh x = (__m512bh)_mm512_set1_ps(a[(size_t)i * block->lda]);
      sum[i][0] = _mm512_dpbf16_ps(sum[i][0], x, left);
      sum[i][1] = _mm512_dpbf16_ps(sum[i][1], x, right);
    }
  }
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) {
    float *c = block->c + (size_t)i * block->ldc;
    if (block->add) {
      sum[i][0] = _mm512_add_ps(sum[i][0], _mm512_maskz_loadu_ps(block->first, c));
      sum[i][1] = _mm512_add_ps(sum[i][1], _mm512_maskz_loadu_ps(block->second, c + LANES));
    }
    _mm512_mask_storeu_ps(c, block->first, sum[i][0]);
    _mm512_mask_storeu_ps(c + LANES, block->second, sum[i][1]);
  }
}

#define ROWS_CASE(n) \
  case n: multiply(block, n); break;
BFLOAT static void multiply_rows(const Block *block, int rows) {
  switch (rows) {
    EACH_ROWS(ROWS_CASE)
    default: break;
  }
}

// One stretch of A's rows and of k against all columns. a: A's pairs, whole.
BFLOAT static void multiply_stretch(const Product *product, const float *a, size_t lda, size_t from,
                                    size_t rows, size_t p) {
  _Alignas(64) float rounded[COLUMNS * PANEL_PAIRS];
  _Alignas(64) float panel[PANEL_PAIRS * COLUMNS] = {0};
  const size_t depth = product->k - p < PANEL_STEPS ? product->k - p : PANEL_STEPS;
  const size_t blocks = (rows + ROWS - 1) / ROWS;
  Block now = {.lda = lda,
               .b = panel,
               .depth = (depth + 1) / 2,
               .ldc = product->ldc,
               .add = product->keep || p > 0};
  for (size_t j = 0; j < product->n; j += COLUMNS) {
    const size_t width = product->n - j < COLUMNS ? product->n - j : COLUMNS;
    round_rows(product->b + j * product->ldb + p, product->ldb, width, depth, rounded, PANEL_PAIRS);
    pack_turned(rounded, PANEL_PAIRS, width, now.depth, panel);
    now.first = mask(width);
    now.second = mask(width > LANES ? width - LANES : 0);
    for (size_t block = 0; block < blocks; block++) {
      const size_t i = from + rows * block / blocks;
      const size_t count = from + rows * (block + 1) / blocks - i;
      now.a = a + i * lda + p / 2;
      now.c = product->c + i * product->ldc + j;
      multiply_rows(&now, (int)count);
    }
  }
}

bool product_bfloat(const Product *product) {
  if (product->a_turned || !product->b_turned) return false;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bf16")) return false;
  const size_t pairs = (product->k + 1) / 2;
  float *a = memory_take_aligned(product->m * pairs, sizeof *a);
  round_rows(product->a, product->lda, product->m, product->k, a, pairs);
  const size_t stretches = (product->m + MOST_ROWS - 1) / MOST_ROWS;
  for (size_t s = 0; s < stretches; s++) {
    const size_t from = product->m * s / stretches;
    const size_t rows = product->m * (s + 1) / stretches - from;
    for (size_t p = 0; p < product->k; p += PANEL_STEPS)
      multiply_stretch(product, a, pairs, from, rows, p);
  }
  free(a);
  return true;
}

#else

bool product_bfloat(const Product *product) {
  (void)product;
  return false;
}

#endif

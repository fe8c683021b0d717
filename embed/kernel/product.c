// Matrix products for AVX-512.
//
// C is made in panels of 32 columns. B's part of a panel is packed, so that it lies in the cache in
// the order of its use, whatever B's own order; a block of up to 14 rows of C is then 28 registers
// of sums, to which each step of k adds a row of the panel times one number of each row of A, which
// is read where it lies. Shapes of a few hundred rows gain most: nothing is prepared for them
// twice.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include "embed/kernel/panel.h"

// So many steps of k are a panel: 48 KB.
enum { DEPTH = 384 };

// What one block of C is made of: a's number (i, p) is a[i * row + p * step].
typedef struct Block {
  const float *a;
  size_t row, step;
  const float *b;  // [depth][COLUMNS]
  size_t depth;
  float *c;
  size_t ldc;
  bool add;                 // to what C holds
  __mmask16 first, second;  // columns that there are
} Block;

INLINE AVX512 void multiply(const Block *block, const int rows, const bool wide) {
  __m512 sum[ROWS][2];
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm512_setzero_ps();
  const float *a = block->a, *b = block->b;
  const size_t row = block->row, step = block->step;
  for (size_t p = 0; p < block->depth; p++, a += step, b += COLUMNS) {
    const __m512 left = _mm512_load_ps(b);
    const __m512 right = wide ? _mm512_load_ps(b + LANES) : left;
#pragma GCC unroll 14
    for (int i = 0; i < rows; i++) {
      const __m512 x = _mm512_set1_ps(a[(size_t)i * row]);
      sum[i][0] = _mm512_fmadd_ps(x, left, sum[i][0]);
      if (wide) sum[i][1] = _mm512_fmadd_ps(x, right, sum[i][1]);
    }
  }
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) {
    float *c = block->c + (size_t)i * block->ldc;
    if (block->add) {
      sum[i][0] = _mm512_add_ps(sum[i][0], _mm512_maskz_loadu_ps(block->first, c));
      if (wide)
        sum[i][1] = _mm512_add_ps(sum[i][1], _mm512_maskz_loadu_ps(block->second, c + LANES));
    }
    _mm512_mask_storeu_ps(c, block->first, sum[i][0]);
    if (wide) _mm512_mask_storeu_ps(c + LANES, block->second, sum[i][1]);
  }
}

#define ROWS_CASE(n) \
  case n: wide ? multiply(block, n, true) : multiply(block, n, false); break;
AVX512 static void multiply_rows(const Block *block, int rows, bool wide) {
  switch (rows) {
    EACH_ROWS(ROWS_CASE)
    default: break;
  }
}

AVX512 static void pack_rows(const float *b, size_t ldb, size_t width, size_t depth, float *panel) {
  const __mmask16 first = mask(width), second = width > LANES ? mask(width - LANES) : 0;
  for (size_t p = 0; p < depth; p++) {
    _mm512_store_ps(panel + p * COLUMNS, _mm512_maskz_loadu_ps(first, b + p * ldb));
    if (width > LANES)
      _mm512_store_ps(panel + p * COLUMNS + LANES,
                      _mm512_maskz_loadu_ps(second, b + p * ldb + LANES));
  }
}

// One stretch of A's rows and of k against all columns.
AVX512 static void multiply_stretch(const Product *product, size_t from, size_t rows, size_t p) {
  _Alignas(64) float panel[DEPTH * COLUMNS];
  const size_t depth = product->k - p < DEPTH ? product->k - p : DEPTH;
  const size_t blocks = (rows + ROWS - 1) / ROWS, lda = product->lda, ldb = product->ldb;
  Block now = {.row = product->a_turned ? 1 : lda,
               .step = product->a_turned ? lda : 1,
               .b = panel,
               .depth = depth,
               .ldc = product->ldc,
               .add = product->keep || p > 0};
  for (size_t j = 0; j < product->n; j += COLUMNS) {
    const size_t width = product->n - j < COLUMNS ? product->n - j : COLUMNS;
    if (product->b_turned)
      pack_turned(product->b + j * ldb + p, ldb, width, depth, panel);
    else
      pack_rows(product->b + p * ldb + j, ldb, width, depth, panel);
    now.first = mask(width);
    now.second = mask(width > LANES ? width - LANES : 0);
    for (size_t block = 0; block < blocks; block++) {
      const size_t i = from + rows * block / blocks;
      const size_t count = from + rows * (block + 1) / blocks - i;
      now.a = product->a + i * now.row + p * now.step;
      now.c = product->c + i * product->ldc + j;
      multiply_rows(&now, (int)count, width > LANES);
    }
  }
}

bool product_avx512(const Product *product) {
  if (!__builtin_cpu_supports("avx512f")) return false;
  const size_t stretches = (product->m + MOST_ROWS - 1) / MOST_ROWS;
  for (size_t s = 0; s < stretches; s++) {
    const size_t from = product->m * s / stretches;
    const size_t rows = product->m * (s + 1) / stretches - from;
    for (size_t p = 0; p < product->k; p += DEPTH) multiply_stretch(product, from, rows, p);
  }
  return true;
}

#else

bool product_avx512(const Product *product) {
  (void)product;
  return false;
}

#endif

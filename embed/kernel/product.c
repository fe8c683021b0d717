// Matrix products for AVX-512.
//
// C is made in panels of 32 columns. B's part of a panel is packed, so that it lies in the cache in
// the order of its use, whatever B's own order; a block of up to 14 rows of C is then 28 registers
// of sums, to which each step of k adds a row of the panel times one number of each row of A, which
// is read where it lies. Shapes of a few hundred rows gain most: nothing is prepared for them
// twice.
//
// A step of 13 rows computes for 13 cycles and hardly uses the memory: so rows that others will
// need are asked for in between.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include "embed/data/memory.h"
#include "embed/kernel/panel.h"

// DEPTH: so many steps of k are a panel, 48 KB. LINE_STEPS: steps in which a line is asked for.
enum { DEPTH = 384, LINE_STEPS = 8, LINE_FLOATS = 16 };

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
  Wanted *wanted;           // NULL: nothing
  size_t ask_steps;         // in which a row is asked for
  size_t ask_bytes;         // of it in a step
} Block;

// Where A's numbers of a step lie: those of rows 0 and 7, and how far 1, 3 and 5 rows are, in
// bytes. From these an instruction reaches each of 14 rows. Addresses of their own, which GCC makes
// if it is left to, are more than there are registers.
typedef struct Reach {
  const float *zero, *seven;
  size_t one, three, five;
} Reach;

// Nothing writes to A in a product, so that its first number stands for all that is read.
#define REACH(base, distance, times)            \
  __asm__("vbroadcastss (%1,%2," #times "), %0" \
          : "=v"(x)                             \
          : "r"(at.base), "r"(at.distance), "m"(*at.base))
INLINE AVX512 __m512 number(Reach at, const int row) {
  __m512 x;
  switch (row) {
    case 0: return _mm512_set1_ps(*at.zero);
    case 1: REACH(zero, one, 1); break;
    case 2: REACH(zero, one, 2); break;
    case 3: REACH(zero, three, 1); break;
    case 4: REACH(zero, one, 4); break;
    case 5: REACH(zero, five, 1); break;
    case 6: REACH(zero, three, 2); break;
    case 7: return _mm512_set1_ps(*at.seven);
    case 8: REACH(zero, one, 8); break;
    case 9: REACH(seven, one, 2); break;
    case 10: REACH(zero, five, 2); break;
    case 11: REACH(seven, one, 4); break;
    case 12: REACH(zero, three, 4); break;
    default: REACH(seven, three, 2); break;
  }
  return x;
}

// The next row to ask for; else what is at hand anyway.
static inline const char *take_wanted(const Block *block) {
  Wanted *wanted = block->wanted;
  if (wanted->count == 0) return (const char *)block->b;
  wanted->count--;
  return (const char *)*wanted->row++;
}

// asks: there are rows to ask for.
INLINE AVX512 void multiply(const Block *block, const int rows, const bool wide, const bool asks) {
  __m512 sum[ROWS][2];
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm512_setzero_ps();
  const float *b = block->b;
  const size_t step = block->step, row = block->row, bytes = row * sizeof(float);
  Reach at = {block->a, block->a + (rows > 7 ? 7 * row : 0), bytes, 3 * bytes, 5 * bytes};
  const size_t pace = block->ask_bytes;  // kept in memory: registers are short
  for (size_t left = block->depth; left > 0;) {
    const size_t steps = asks && left >= 2 * block->ask_steps ? block->ask_steps : left;
    const char *ask = asks ? take_wanted(block) : NULL;
    left -= steps;
    for (const float *const end = b + steps * COLUMNS; b < end; b += COLUMNS) {
      if (asks) memory_prefetch_line(ask);
      const __m512 first = _mm512_load_ps(b);
      const __m512 second = wide ? _mm512_load_ps(b + LANES) : first;
#pragma GCC unroll 14
      for (int i = 0; i < rows; i++) {
        const __m512 x = number(at, i);
        sum[i][0] = _mm512_fmadd_ps(x, first, sum[i][0]);
        if (wide) sum[i][1] = _mm512_fmadd_ps(x, second, sum[i][1]);
      }
      at.zero += step;
      at.seven += step;
      if (asks) __asm__("add %1, %0" : "+r"(ask) : "m"(pace));
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

// Functions of their own: inlined into the loop over panels, the steps would share its registers.
#define ROWS_CASE(n) \
  case n: wide ? multiply(block, n, true, false) : multiply(block, n, false, false); break;
AVX512 __attribute__((noinline)) static void multiply_rows(const Block *block, int rows,
                                                           bool wide) {
  switch (rows) {
    EACH_ROWS(ROWS_CASE)
    default: break;
  }
}

#define ASKING_CASE(n) \
  case n: wide ? multiply(block, n, true, true) : multiply(block, n, false, true); break;
AVX512 __attribute__((noinline)) static void multiply_rows_asking(const Block *block, int rows,
                                                                  bool wide) {
  switch (rows) {
    EACH_ROWS(ASKING_CASE)
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

// How fast a block asks: a line in LINE_STEPS, but no less than a row.
static void set_pace(Block *block) {
  if (block->wanted == NULL) return;
  const size_t width = block->wanted->width, lines = (width + LINE_FLOATS - 1) / LINE_FLOATS;
  const size_t rows = block->depth / (lines * LINE_STEPS);
  block->ask_steps = block->depth / (rows > 0 ? rows : 1);
  // Rather the same line twice than a line too few.
  block->ask_bytes = (width * sizeof(float) + block->ask_steps - 1) / block->ask_steps;
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
               .wanted = product->wanted,
               .add = product->keep || p > 0};
  set_pace(&now);
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
      if (now.wanted != NULL && now.wanted->count > 0)
        multiply_rows_asking(&now, (int)count, width > LANES);
      else
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

// Products of numbers rounded to bfloat16 by a processor's matrix unit (AMX): tiles of 16 rows of
// 64 bytes, of which an instruction multiplies two and adds to a third: 8,192 products and sums in
// 16 cycles, sixteen times what AVX-512 does with floats.
//
// What a tile multiplies are pairs of neighbours along k, each in the place of one float. Left
// tiles are rows of A; right ones have a row for each pair, of B's columns. A is rounded whole, and
// B some columns at a time, so that both stay in the second cache.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__) && defined(__linux__)
#include <cpuid.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "embed/data/memory.h"
#include "embed/kernel/panel.h"

#define TILES __attribute__((target("avx512f,avx512bf16,amx-tile,amx-bf16")))

// A tile has SIDE rows of SIDE pairs, or floats; a square of C is two by two tiles. BLOCK_BYTES: so
// much of B is rounded at a time, a quarter of the second cache.
enum { SIDE = 16, SQUARE = 2 * SIDE, BLOCK_BYTES = 512 * 1024 };

// --- The matrix unit -----------------------------------------------------------------------------

// The kernel lends it to a process that asks (arch_prctl(2)): a thread's state grows by 8 KB. It
// knows of tiles; that they multiply bfloat16 is asked of the processor.
static bool ask_for_tiles(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18, LEAF = 7, AMX_BF16 = 1 << 22 };
  unsigned a, b, c, d;
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bf16") &&
         __get_cpuid_count(LEAF, 0, &a, &b, &c, &d) != 0 && (d & AMX_BF16) != 0 &&
         syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}

static bool tiles_are_there(void) {
  enum { UNKNOWN, THERE, MISSING };
  static atomic_int known = UNKNOWN;
  if (known == UNKNOWN) known = ask_for_tiles() ? THERE : MISSING;
  return known == THERE;
}

// All eight tiles whole, for this thread.
TILES static void configure(void) {
  struct {
    uint8_t palette, start, unused[14];
    uint16_t bytes[16];
    uint8_t rows[16];
  } config = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    config.bytes[i] = SIDE * sizeof(float);
    config.rows[i] = SIDE;
  }
  _tile_loadconfig(&config);
}

// --- Pairs ---------------------------------------------------------------------------------------

// Of two rows of up to 16 numbers the pairs of what stands one above the other.
INLINE BFLOAT __m512i pair_up(const float *upper, const float *lower, __mmask16 there) {
  const __m256i low = (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(there, upper));
  const __m256i high = (__m256i)_mm512_cvtneps_pbh(
      lower == NULL ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(there, lower));
  return _mm512_or_si512(_mm512_cvtepu16_epi32(low),
                         _mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16));
}

// x[k][columns] into `to`: a row of COLUMNS pairs for each two of x's; columns <= COLUMNS.
BFLOAT static void pair_rows(const float *x, size_t ldx, size_t k, size_t columns, float *to) {
  const __mmask16 first = mask(columns), second = mask(columns > LANES ? columns - LANES : 0);
  for (size_t p = 0; p < k; p += 2, to += COLUMNS) {
    const float *upper = x + p * ldx, *lower = p + 1 < k ? upper + ldx : NULL;
    _mm512_store_si512(to, pair_up(upper, lower, first));
    if (columns > LANES)
      _mm512_store_si512(to + LANES,
                         pair_up(upper + LANES, lower == NULL ? NULL : lower + LANES, second));
  }
}

// A, whole, as rows of pairs `stride` apart. scratch: a panel
AVX512 static void round_left(const Product *product, size_t depth, size_t stride, float *scratch,
                              float *to) {
  if (!product->a_turned) {
    round_rows(product->a, product->lda, product->m, product->k, to, stride);
    return;
  }
  for (size_t i = 0; i < product->m; i += SQUARE) {
    const size_t rows = product->m - i < SQUARE ? product->m - i : SQUARE;
    pair_rows(product->a + i, product->lda, product->k, rows, scratch);
    for (size_t half = 0; half < rows; half += SIDE)
      for (size_t p = 0; p < depth; p += SIDE)
        turn(scratch + p * SQUARE + half, SQUARE, mask(SIDE), mask(SIDE),
             to + (i + half) * stride + p, stride);
  }
}

// `columns` of B, from column j on, as a panel [depth][SQUARE]. scratch: another
AVX512 static void round_right(const Product *product, size_t j, size_t columns, size_t depth,
                               float *scratch, float *to) {
  if (!product->b_turned) {
    pair_rows(product->b + j, product->ldb, product->k, columns, to);
    return;
  }
  round_rows(product->b + j * product->ldb, product->ldb, columns, product->k, scratch, depth);
  pack_turned(scratch, depth, columns, depth, to);
}

// --- Squares -------------------------------------------------------------------------------------

// Rows [SQUARE][stride] by a panel [depth][SQUARE]; out: the tiles, those of the upper rows first.
TILES static void multiply(const float *rows, size_t stride, const float *panel, size_t depth,
                           float out[SQUARE * SQUARE]) {
  const size_t distance = stride * sizeof *rows, width = SQUARE * sizeof *out;
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (size_t p = 0; p < depth; p += SIDE) {
    _tile_loadd(4, rows + p, distance);
    _tile_loadd(5, rows + SIDE * stride + p, distance);
    _tile_loadd(6, panel + p * SQUARE, width);
    _tile_loadd(7, panel + p * SQUARE + SIDE, width);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, out, width);
  _tile_stored(1, out + SIDE, width);
  float *lower = out + (size_t)SIDE * SQUARE;
  _tile_stored(2, lower, width);
  _tile_stored(3, lower + SIDE, width);
}

AVX512 static void write_square(const float square[SQUARE * SQUARE], size_t rows, size_t columns,
                                bool keep, float *c, size_t ldc) {
  const __mmask16 first = mask(columns), second = mask(columns > LANES ? columns - LANES : 0);
  for (size_t i = 0; i < rows; i++, c += ldc) {
    __m512 left = _mm512_load_ps(square + i * SQUARE);
    __m512 right = _mm512_load_ps(square + i * SQUARE + LANES);
    if (keep) {
      left = _mm512_add_ps(left, _mm512_maskz_loadu_ps(first, c));
      right = _mm512_add_ps(right, _mm512_maskz_loadu_ps(second, c + LANES));
    }
    _mm512_mask_storeu_ps(c, first, left);
    _mm512_mask_storeu_ps(c + LANES, second, right);
  }
}

// --- The product ---------------------------------------------------------------------------------

static size_t round_up(size_t count, size_t to) { return (count + to - 1) / to * to; }
static size_t least(size_t a, size_t b) { return a < b ? a : b; }

// All of A by `columns` of B from column j on, whose panels these are.
TILES static void multiply_block(const Product *product, const float *left, size_t stride,
                                 const float *panels, size_t depth, size_t j, size_t columns) {
  _Alignas(64) float square[SQUARE * SQUARE];
  for (size_t i = 0; i < product->m; i += SQUARE)
    for (size_t at = 0; at < columns; at += SQUARE) {
      multiply(left + i * stride, stride, panels + at * depth, depth, square);
      write_square(square, least(product->m - i, SQUARE), least(columns - at, SQUARE),
                   product->keep, product->c + i * product->ldc + j + at, product->ldc);
    }
}

// Numbers from `begin` to `end` - 1 of each row.
static void clear(float *x, size_t rows, size_t stride, size_t begin, size_t end) {
  for (size_t i = 0; i < rows; i++) memset(x + i * stride + begin, 0, (end - begin) * sizeof *x);
}

TILES static void multiply_tiles(const Product *product) {
  const size_t depth = round_up(product->k, (size_t)2 * SIDE) / 2;
  // Rows a multiple of 4 KB apart would share few lines of the cache.
  const size_t stride = depth + (depth % 256 == 0 ? SIDE : 0);
  const size_t fit = BLOCK_BYTES / (depth * sizeof(float)) / SQUARE * SQUARE;
  const size_t block = least(fit < SQUARE ? SQUARE : fit, round_up(product->n, SQUARE));
  const size_t rows = round_up(product->m, SQUARE);
  float *memory = memory_take_unset(rows * stride + (block + SQUARE) * depth, sizeof *memory);
  float *left = memory, *panels = left + rows * stride, *scratch = panels + block * depth;
  // Rows and columns that there are not may be anything, and so are what comes of them.
  const size_t pairs = (product->k + 1) / 2;
  clear(left, rows, stride, pairs, depth);
  clear(panels, block / SQUARE, depth * SQUARE, pairs * SQUARE, depth * SQUARE);
  clear(scratch, SQUARE, depth, pairs, depth);
  round_left(product, depth, stride, panels, left);
  configure();
  for (size_t j = 0; j < product->n; j += block) {
    const size_t columns = least(product->n - j, block);
    for (size_t at = 0; at < columns; at += SQUARE)
      round_right(product, j + at, least(columns - at, SQUARE), depth, scratch,
                  panels + at * depth);
    multiply_block(product, left, stride, panels, depth, j, columns);
  }
  _tile_release();
  free(memory);
}

bool product_tiles(const Product *product) {
  if (!tiles_are_there()) return false;
  multiply_tiles(product);
  return true;
}

#else

bool product_tiles(const Product *product) {
  (void)product;
  return false;
}

#endif

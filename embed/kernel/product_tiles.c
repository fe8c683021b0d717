// A product of numbers rounded to bfloat16, for processors with a matrix unit (AMX): tiles of 16
// rows of 64 bytes, of which an instruction multiplies two and adds to a third: 16,384 products and
// sums in 16 cycles, sixteen times what AVX-512 does with floats.
//
// B's rows, of which there are many, are only rounded, and so are the left operand; A's, which are
// few, are packed once, two neighbours in place of one float (panel.h), and are the right one. What
// comes out are C's columns, which are turned.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__) && defined(__linux__)
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

// The kernel lends it to a process that asks (arch_prctl(2)): a thread's state grows by 8 KB.
static bool ask_for_tiles(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bf16") &&
         __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
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

// --- Squares -------------------------------------------------------------------------------------

// SQUARE rows, pairs [SQUARE][stride], by a panel [depth][SQUARE]; depth: whole tiles.
TILES static void multiply(const float *rows, size_t stride, const float *panel, size_t depth,
                           float out[4][SIDE * SIDE]) {
  const size_t distance = stride * sizeof *rows;
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (size_t p = 0; p < depth; p += SIDE) {
    _tile_loadd(4, rows + p, distance);
    _tile_loadd(5, rows + SIDE * stride + p, distance);
    _tile_loadd(6, panel + p * SQUARE, SQUARE * sizeof *panel);
    _tile_loadd(7, panel + p * SQUARE + SIDE, SQUARE * sizeof *panel);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 5, 6);
    _tile_dpbf16ps(2, 4, 7);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, out[0], SIDE * sizeof(float));
  _tile_stored(1, out[1], SIDE * sizeof(float));
  _tile_stored(2, out[2], SIDE * sizeof(float));
  _tile_stored(3, out[3], SIDE * sizeof(float));
}

// Tiles of rows by columns, two of rows and then the next two, to C's rows and columns.
AVX512 static void write_turned(float tile[4][SIDE * SIDE], size_t rows, size_t columns, bool keep,
                                float *c, size_t ldc) {
  _Alignas(64) float turned[SQUARE * SQUARE];
  for (size_t t = 0; t < 4; t++)
    turn(tile[t], SIDE, mask(SIDE), mask(SIDE), turned + t / 2 * SIDE * SQUARE + t % 2 * SIDE);
  const __mmask16 first = mask(columns), second = mask(columns > LANES ? columns - LANES : 0);
  for (size_t i = 0; i < rows; i++, c += ldc) {
    __m512 left = _mm512_load_ps(turned + i * SQUARE);
    __m512 right = _mm512_load_ps(turned + i * SQUARE + LANES);
    if (keep) {
      left = _mm512_add_ps(left, _mm512_maskz_loadu_ps(first, c));
      right = _mm512_add_ps(right, _mm512_maskz_loadu_ps(second, c + LANES));
    }
    _mm512_mask_storeu_ps(c, first, left);
    _mm512_mask_storeu_ps(c + LANES, second, right);
  }
}

// --- The product ---------------------------------------------------------------------------------

// A in panels [panels][depth][SQUARE] of pairs, its missing rows and steps 0.
AVX512 static float *pack(const Product *product, size_t panels, size_t depth) {
  float *packed = memory_take_aligned(panels * depth * SQUARE, sizeof *packed);
  float *rounded = memory_take_aligned(SQUARE * depth, sizeof *rounded);
  for (size_t i = 0; i < panels; i++) {
    const size_t at = i * SQUARE, rows = product->m - at < SQUARE ? product->m - at : SQUARE;
    memset(rounded, 0, SQUARE * depth * sizeof *rounded);
    round_rows(product->a + at * product->lda, product->lda, rows, product->k, rounded, depth);
    pack_turned(rounded, depth, SQUARE, depth, packed + i * depth * SQUARE);
  }
  free(rounded);
  return packed;
}

// B's rows from `first` on, rounded, by all of A.
TILES static void multiply_block(const Product *product, const float *packed, size_t depth,
                                 const float *rounded, size_t stride, size_t first, size_t rows) {
  _Alignas(64) float tile[4][SIDE * SIDE];
  for (size_t i = 0; i < product->m; i += SQUARE)
    for (size_t j = 0; j < rows; j += SQUARE) {
      multiply(rounded + j * stride, stride, packed + i * depth, depth, tile);
      write_turned(tile, product->m - i < SQUARE ? product->m - i : SQUARE,
                   rows - j < SQUARE ? rows - j : SQUARE, product->keep,
                   product->c + i * product->ldc + first + j, product->ldc);
    }
}

TILES static void multiply_tiles(const Product *product) {
  const size_t panels = (product->m + SQUARE - 1) / SQUARE;
  const size_t depth = (product->k + 2 * SIDE - 1) / (2 * SIDE) * SIDE;
  // Rows a multiple of 4 KB apart would share few lines of the cache.
  const size_t stride = depth + (depth % 256 == 0 ? SIDE : 0);
  const size_t fit = BLOCK_BYTES / (stride * sizeof(float)) / SQUARE * SQUARE;
  const size_t block = fit < SQUARE ? SQUARE : fit;
  float *packed = pack(product, panels, depth);
  float *rounded = memory_take_aligned(block * stride, sizeof *rounded);
  configure();
  for (size_t j = 0; j < product->n; j += block) {
    const size_t rows = product->n - j < block ? product->n - j : block;
    round_rows(product->b + j * product->ldb, product->ldb, rows, product->k, rounded, stride);
    multiply_block(product, packed, depth, rounded, stride, j, rows);
  }
  _tile_release();
  free(packed);
  free(rounded);
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

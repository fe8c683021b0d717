// Kernels for AVX-512, chosen at run time. What does not fill sixteen lanes is masked.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#include <math.h>

#define AVX512 __attribute__((target("avx512f")))
#define INLINE static inline __attribute__((always_inline))
enum { LANES = 16, PAIR = 32 };
static const __mmask16 ALL = 0xffff;

// The lanes of the numbers from i on.
static inline __mmask16 lanes(size_t i, size_t count) {
  return (__mmask16)(count - i >= LANES ? 0xffffu : (1u << (count - i)) - 1);
}

// With ALL lanes nothing is masked, which a function that is inlined for it shows the compiler:
// masked stores are slow.
INLINE AVX512 __m512 load(__mmask16 m, const float *x) { return _mm512_maskz_loadu_ps(m, x); }
INLINE AVX512 void store(float *x, __mmask16 m, __m512 value) {
  if (__builtin_constant_p(m) && m == ALL)
    _mm512_storeu_ps(x, value);
  else
    _mm512_mask_storeu_ps(x, m, value);
}

AVX512 static float dot(size_t count, const float *x, const float *y) {
  __m512 a = _mm512_setzero_ps(), b = a;
  size_t i = 0;
  for (; i + PAIR <= count; i += PAIR) {
    a = _mm512_fmadd_ps(_mm512_loadu_ps(x + i), _mm512_loadu_ps(y + i), a);
    b = _mm512_fmadd_ps(_mm512_loadu_ps(x + i + LANES), _mm512_loadu_ps(y + i + LANES), b);
  }
  for (; i < count; i += LANES) {
    const __mmask16 m = lanes(i, count);
    a = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(m, x + i), _mm512_maskz_loadu_ps(m, y + i), a);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(a, b));
}

INLINE AVX512 void add_some(__mmask16 m, __m512 weight, const float *x, float *y) {
  store(y, m, _mm512_fmadd_ps(weight, load(m, x), load(m, y)));
}

AVX512 static void add_scaled(size_t count, float weight, const float *x, float *y) {
  const __m512 w = _mm512_set1_ps(weight);
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) add_some(ALL, w, x + i, y + i);
  if (i < count) add_some(lanes(i, count), w, x + i, y + i);
}

AVX512 static void scale(size_t count, float by, float *x) {
  const __m512 factor = _mm512_set1_ps(by);
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    _mm512_storeu_ps(x + i, _mm512_mul_ps(factor, _mm512_loadu_ps(x + i)));
  if (i < count) store(x + i, lanes(i, count), _mm512_mul_ps(factor, load(lanes(i, count), x + i)));
}

AVX512 static float maximum(size_t count, const float *x) {
  const __m512 least = _mm512_set1_ps(-INFINITY);
  __m512 a = least, b = least;
  size_t i = 0;
  // max(a, b) is b when either is NaN.
  for (; i + PAIR <= count; i += PAIR) {
    a = _mm512_max_ps(_mm512_loadu_ps(x + i), a);
    b = _mm512_max_ps(_mm512_loadu_ps(x + i + LANES), b);
  }
  for (; i < count; i += LANES)
    a = _mm512_max_ps(_mm512_mask_loadu_ps(least, lanes(i, count), x + i), a);
  return _mm512_reduce_max_ps(_mm512_max_ps(a, b));
}

// As exp8 (avx2.c).
INLINE AVX512 __m512 exp16(__m512 x) {
  const __m512 low = _mm512_set1_ps(-87.0f);
  const __mmask16 counts = _mm512_cmp_ps_mask(x, low, _CMP_NLT_UQ);
  x = _mm512_min_ps(_mm512_max_ps(x, low), _mm512_set1_ps(88.0f));
  const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)),
                                        _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 f = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
  f = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), f);
  __m512 p = _mm512_set1_ps(1.9875691500e-4f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.3981999507e-3f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(8.3334519073e-3f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(4.1665795894e-2f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.6666665459e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(5.0000001201e-1f));
  p = _mm512_add_ps(_mm512_fmadd_ps(p, _mm512_mul_ps(f, f), f), _mm512_set1_ps(1));
  return _mm512_maskz_scalef_ps(counts, p, n);
}

INLINE AVX512 __m512 raise_some(__mmask16 m, __m512 shift, float *x) {
  const __m512 raised = exp16(_mm512_sub_ps(load(m, x), shift));
  store(x, m, raised);
  return raised;
}

AVX512 static float exp_sum(size_t count, float shift, float *x) {
  const __m512 by = _mm512_set1_ps(shift);
  __m512 total = _mm512_setzero_ps();
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) total = _mm512_add_ps(total, raise_some(ALL, by, x + i));
  if (i < count) {
    const __mmask16 m = lanes(i, count);
    total = _mm512_mask_add_ps(total, m, total, raise_some(m, by, x + i));
  }
  return _mm512_reduce_add_ps(total);
}

AVX512 static float l1(size_t count, const float *q, const float *c) {
  __m512 total = _mm512_setzero_ps();
  for (size_t i = 0; i < count; i += LANES) {
    const __mmask16 m = lanes(i, count);
    total = _mm512_add_ps(total, _mm512_abs_ps(_mm512_sub_ps(_mm512_maskz_loadu_ps(m, q + i),
                                                             _mm512_maskz_loadu_ps(m, c + i))));
  }
  return _mm512_reduce_add_ps(total);
}

AVX512 static float modulus(size_t count, const float *q, const float *c) {
  __m512 total = _mm512_setzero_ps();
  for (size_t i = 0; i < count; i += LANES) {
    const __mmask16 m = lanes(i, count);
    const size_t j = i + count;
    const __m512 re =
        _mm512_sub_ps(_mm512_maskz_loadu_ps(m, q + i), _mm512_maskz_loadu_ps(m, c + i));
    const __m512 im =
        _mm512_sub_ps(_mm512_maskz_loadu_ps(m, q + j), _mm512_maskz_loadu_ps(m, c + j));
    total = _mm512_add_ps(total, _mm512_sqrt_ps(_mm512_fmadd_ps(re, re, _mm512_mul_ps(im, im))));
  }
  return _mm512_reduce_add_ps(total);
}

AVX512 static void l1_back(size_t count, float weight, const float *q, const float *c, float *dq) {
  const __m512 w = _mm512_set1_ps(weight);
  for (size_t i = 0; i < count; i += LANES) {
    const __mmask16 m = lanes(i, count);
    const __m512 x = _mm512_maskz_loadu_ps(m, q + i), y = _mm512_maskz_loadu_ps(m, c + i);
    __m512 to = _mm512_maskz_loadu_ps(m, dq + i);
    to = _mm512_mask_sub_ps(to, _mm512_cmp_ps_mask(x, y, _CMP_GT_OQ), to, w);
    to = _mm512_mask_add_ps(to, _mm512_cmp_ps_mask(x, y, _CMP_LT_OQ), to, w);
    _mm512_mask_storeu_ps(dq + i, m, to);
  }
}

// 1 / sqrt(x) for x > 0: the processor's estimate of 14 bits, and one step of Newton's.
AVX512 static __m512 inverse_root(__m512 x) {
  const __m512 guess = _mm512_rsqrt14_ps(x);
  const __m512 half = _mm512_mul_ps(_mm512_mul_ps(x, _mm512_set1_ps(0.5f)), guess);
  return _mm512_mul_ps(guess, _mm512_fnmadd_ps(half, guess, _mm512_set1_ps(1.5f)));
}

AVX512 static void modulus_back(size_t count, float weight, const float *q, const float *c,
                                float *dq) {
  const __m512 w = _mm512_set1_ps(weight), least = _mm512_set1_ps(1e-24f);
  for (size_t i = 0; i < count; i += LANES) {
    const __mmask16 m = lanes(i, count);
    const size_t j = i + count;
    const __m512 re =
        _mm512_sub_ps(_mm512_maskz_loadu_ps(m, q + i), _mm512_maskz_loadu_ps(m, c + i));
    const __m512 im =
        _mm512_sub_ps(_mm512_maskz_loadu_ps(m, q + j), _mm512_maskz_loadu_ps(m, c + j));
    const __m512 square = _mm512_fmadd_ps(re, re, _mm512_fmadd_ps(im, im, least));
    const __m512 scale = _mm512_mul_ps(w, inverse_root(square));
    const __m512 by_re = _mm512_fnmadd_ps(scale, re, _mm512_maskz_loadu_ps(m, dq + i));
    const __m512 by_im = _mm512_fnmadd_ps(scale, im, _mm512_maskz_loadu_ps(m, dq + j));
    _mm512_mask_storeu_ps(dq + i, m, by_re);
    _mm512_mask_storeu_ps(dq + j, m, by_im);
  }
}

LOCK_FREE INLINE AVX512 void adagrad_some(__mmask16 m, __m512 step, const float *g, float *state,
                                          float *x) {
  const __m512 slope = load(m, g), old = load(m, x);
  const __m512 sum = _mm512_fmadd_ps(slope, slope, load(m, state));
  const __m512 by = inverse_root(_mm512_add_ps(sum, _mm512_set1_ps(1e-20f)));
  store(state, m, sum);
  store(x, m, _mm512_fnmadd_ps(_mm512_mul_ps(step, slope), by, old));
}

LOCK_FREE AVX512 static void adagrad(size_t count, float rate, const float *g, float *state,
                                     float *x) {
  const __m512 step = _mm512_set1_ps(rate);
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) adagrad_some(ALL, step, g + i, state + i, x + i);
  if (i < count) adagrad_some(lanes(i, count), step, g + i, state + i, x + i);
}

INLINE AVX512 void cubes_some(__mmask16 m, size_t count, size_t parts, __m512 weight,
                              const float *x, float *g) {
  __m512 square = _mm512_setzero_ps();
  for (size_t part = 0; part < parts; part++) {
    const __m512 value = load(m, x + part * count);
    square = _mm512_fmadd_ps(value, value, square);
  }
  // |x| = x^2 / |x|
  const __m512 root = inverse_root(_mm512_add_ps(square, _mm512_set1_ps(1e-30f)));
  const __m512 factor = _mm512_mul_ps(weight, _mm512_mul_ps(square, root));
  for (size_t part = 0; part < parts; part++)
    add_some(m, factor, x + part * count, g + part * count);
}

INLINE AVX512 void cubes(size_t count, size_t parts, float weight, const float *x, float *g) {
  const __m512 w = _mm512_set1_ps(3 * weight);
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) cubes_some(ALL, count, parts, w, x + i, g + i);
  if (i < count) cubes_some(lanes(i, count), count, parts, w, x + i, g + i);
}

AVX512 static void cubes_back(size_t count, size_t parts, float weight, const float *x, float *g) {
  if (parts == 2)
    cubes(count, 2, weight, x, g);
  else
    cubes(count, parts, weight, x, g);
}

static const Kernels AVX512_KERNELS = {"avx512", dot,          add_scaled, scale,
                                       maximum,  exp_sum,      l1,         modulus,
                                       l1_back,  modulus_back, adagrad,    cubes_back};

const Kernels *kernels_avx512(void) {
  return __builtin_cpu_supports("avx512f") ? &AVX512_KERNELS : NULL;
}

#else

const Kernels *kernels_avx512(void) { return NULL; }

#endif

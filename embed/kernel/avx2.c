// Kernels for AVX2 and FMA, chosen at run time.
#include "embed/kernel/kernel.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#include <math.h>

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 static float add_lanes(__m256 x) {
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

AVX2 static float dot(size_t count, const float *x, const float *y) {
  __m256 a = _mm256_setzero_ps(), b = a;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    a = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i), a);
    b = _mm256_fmadd_ps(_mm256_loadu_ps(x + i + 8), _mm256_loadu_ps(y + i + 8), b);
  }
  float sum = add_lanes(_mm256_add_ps(a, b));
  for (; i < count; i++) sum += x[i] * y[i];
  return sum;
}

AVX2 static void add_scaled(size_t count, float weight, const float *x, float *y) {
  const __m256 w = _mm256_set1_ps(weight);
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm256_storeu_ps(y + i, _mm256_fmadd_ps(w, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i)));
  for (; i < count; i++) y[i] += weight * x[i];
}

AVX2 static void scale(size_t count, float by, float *x) {
  const __m256 factor = _mm256_set1_ps(by);
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    _mm256_storeu_ps(x + i, _mm256_mul_ps(factor, _mm256_loadu_ps(x + i)));
  for (; i < count; i++) x[i] *= by;
}

AVX2 static float maximum(size_t count, const float *x) {
  __m256 most = _mm256_set1_ps(-INFINITY);
  size_t i = 0;
  // max(a, b) is b when either is NaN.
  for (; i + 8 <= count; i += 8) most = _mm256_max_ps(_mm256_loadu_ps(x + i), most);
  float lane[8], result = -INFINITY;
  _mm256_storeu_ps(lane, most);
  for (size_t l = 0; l < 8; l++) result = lane[l] > result ? lane[l] : result;
  for (; i < count; i++) result = x[i] > result ? x[i] : result;
  return result;
}

// exp by 2^n e^f, |f| <= ln 2 / 2, a polynomial of degree 6 (Cephes); 0 below -87, so that a score
// of minus infinity has no probability.
AVX2 static __m256 exp8(__m256 x) {
  const __m256 low = _mm256_set1_ps(-87.0f);
  const __m256 tiny = _mm256_cmp_ps(x, low, _CMP_LT_OQ);
  x = _mm256_min_ps(_mm256_max_ps(x, low), _mm256_set1_ps(88.0f));
  const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
                                   _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m256 f = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
  f = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), f);
  __m256 p = _mm256_set1_ps(1.9875691500e-4f);
  p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(1.3981999507e-3f));
  p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(8.3334519073e-3f));
  p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(4.1665795894e-2f));
  p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(1.6666665459e-1f));
  p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(5.0000001201e-1f));
  p = _mm256_add_ps(_mm256_fmadd_ps(p, _mm256_mul_ps(f, f), f), _mm256_set1_ps(1));
  const __m256i exponent =
      _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
  return _mm256_andnot_ps(tiny, _mm256_mul_ps(p, _mm256_castsi256_ps(exponent)));
}

AVX2 static float exp_sum(size_t count, float shift, float *x) {
  const __m256 by = _mm256_set1_ps(shift);
  __m256 total = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 raised = exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), by));
    _mm256_storeu_ps(x + i, raised);
    total = _mm256_add_ps(total, raised);
  }
  float sum = add_lanes(total);
  for (; i < count; i++) sum += x[i] = expf(x[i] - shift);
  return sum;
}

AVX2 static float l1(size_t count, const float *q, const float *c) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  __m256 total = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 apart = _mm256_sub_ps(_mm256_loadu_ps(q + i), _mm256_loadu_ps(c + i));
    total = _mm256_add_ps(total, _mm256_andnot_ps(sign, apart));
  }
  float sum = add_lanes(total);
  for (; i < count; i++) sum += fabsf(q[i] - c[i]);
  return sum;
}

AVX2 static float modulus(size_t count, const float *q, const float *c) {
  __m256 total = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 re = _mm256_sub_ps(_mm256_loadu_ps(q + i), _mm256_loadu_ps(c + i));
    const __m256 im = _mm256_sub_ps(_mm256_loadu_ps(q + count + i), _mm256_loadu_ps(c + count + i));
    total = _mm256_add_ps(total, _mm256_sqrt_ps(_mm256_fmadd_ps(re, re, _mm256_mul_ps(im, im))));
  }
  float sum = add_lanes(total);
  for (; i < count; i++) {
    const float re = q[i] - c[i], im = q[i + count] - c[i + count];
    sum += sqrtf(re * re + im * im);
  }
  return sum;
}

AVX2 static void l1_back(size_t count, float weight, const float *q, const float *c, float *dq) {
  const __m256 w = _mm256_set1_ps(weight), sign = _mm256_set1_ps(-0.0f);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 apart = _mm256_sub_ps(_mm256_loadu_ps(q + i), _mm256_loadu_ps(c + i));
    const __m256 some = _mm256_cmp_ps(apart, _mm256_setzero_ps(), _CMP_NEQ_OQ);
    const __m256 step = _mm256_and_ps(some, _mm256_xor_ps(w, _mm256_and_ps(apart, sign)));
    _mm256_storeu_ps(dq + i, _mm256_sub_ps(_mm256_loadu_ps(dq + i), step));
  }
  for (; i < count; i++) dq[i] -= weight * (float)((q[i] > c[i]) - (q[i] < c[i]));
}

AVX2 static void modulus_back(size_t count, float weight, const float *q, const float *c,
                              float *dq) {
  const __m256 w = _mm256_set1_ps(weight), least = _mm256_set1_ps(1e-12f);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const size_t j = i + count;
    const __m256 re = _mm256_sub_ps(_mm256_loadu_ps(q + i), _mm256_loadu_ps(c + i));
    const __m256 im = _mm256_sub_ps(_mm256_loadu_ps(q + j), _mm256_loadu_ps(c + j));
    const __m256 apart = _mm256_sqrt_ps(_mm256_fmadd_ps(re, re, _mm256_mul_ps(im, im)));
    const __m256 scale = _mm256_div_ps(w, _mm256_add_ps(apart, least));
    _mm256_storeu_ps(dq + i, _mm256_fnmadd_ps(scale, re, _mm256_loadu_ps(dq + i)));
    _mm256_storeu_ps(dq + j, _mm256_fnmadd_ps(scale, im, _mm256_loadu_ps(dq + j)));
  }
  for (; i < count; i++) {
    const float re = q[i] - c[i], im = q[i + count] - c[i + count];
    const float scale = weight / (sqrtf(re * re + im * im) + 1e-12f);
    dq[i] -= scale * re;
    dq[i + count] -= scale * im;
  }
}

// 1 / sqrt(x) for x > 0: the processor's estimate of 12 bits, and one step of Newton's.
AVX2 static __m256 inverse_root(__m256 x) {
  const __m256 guess = _mm256_rsqrt_ps(x);
  const __m256 half = _mm256_mul_ps(_mm256_mul_ps(x, _mm256_set1_ps(0.5f)), guess);
  return _mm256_mul_ps(guess, _mm256_fnmadd_ps(half, guess, _mm256_set1_ps(1.5f)));
}

LOCK_FREE AVX2 static void adagrad(size_t count, float rate, const float *g, float *state,
                                   float *x) {
  const __m256 step = _mm256_set1_ps(rate), least = _mm256_set1_ps(1e-20f);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 slope = _mm256_loadu_ps(g + i), old = _mm256_loadu_ps(x + i);
    const __m256 sum = _mm256_fmadd_ps(slope, slope, _mm256_loadu_ps(state + i));
    const __m256 change =
        _mm256_mul_ps(_mm256_mul_ps(step, slope), inverse_root(_mm256_add_ps(sum, least)));
    _mm256_storeu_ps(state + i, sum);
    _mm256_storeu_ps(x + i, _mm256_sub_ps(old, change));
  }
  for (; i < count; i++) {
    state[i] += g[i] * g[i];
    x[i] -= rate * g[i] / sqrtf(state[i] + 1e-20f);
  }
}

AVX2 static void cubes_back(size_t count, size_t parts, float weight, const float *x, float *g) {
  const __m256 w = _mm256_set1_ps(3 * weight);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 square = _mm256_setzero_ps();
    for (size_t part = 0; part < parts; part++) {
      const __m256 value = _mm256_loadu_ps(x + part * count + i);
      square = _mm256_fmadd_ps(value, value, square);
    }
    const __m256 factor = _mm256_mul_ps(w, _mm256_sqrt_ps(square));
    for (size_t part = 0; part < parts; part++) {
      float *to = g + part * count + i;
      _mm256_storeu_ps(
          to, _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + part * count + i), _mm256_loadu_ps(to)));
    }
  }
  for (; i < count; i++) {
    float square = 0;
    for (size_t part = 0; part < parts; part++) square += x[i + part * count] * x[i + part * count];
    const float factor = 3 * weight * sqrtf(square);
    for (size_t part = 0; part < parts; part++) g[i + part * count] += factor * x[i + part * count];
  }
}

static const Kernels AVX2_KERNELS = {"avx2",  dot,          add_scaled, scale,
                                     maximum, exp_sum,      l1,         modulus,
                                     l1_back, modulus_back, adagrad,    cubes_back};

const Kernels *kernels_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &AVX2_KERNELS : NULL;
}

#else

const Kernels *kernels_avx2(void) { return NULL; }

#endif

// Kernels in plain C: what every processor runs, and what the others are tested against.
#include <math.h>

#include "embed/kernel/kernel.h"

static float dot(size_t count, const float *x, const float *y) {
  // Four sums keep the order of additions fixed and let compilers use SSE.
  float sum[4] = {0};
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (size_t l = 0; l < 4; l++) sum[l] += x[i + l] * y[i + l];
  for (; i < count; i++) sum[0] += x[i] * y[i];
  return sum[0] + sum[1] + sum[2] + sum[3];
}

static void add_scaled(size_t count, float weight, const float *x, float *y) {
  for (size_t i = 0; i < count; i++) y[i] += weight * x[i];
}

static void scale(size_t count, float by, float *x) {
  for (size_t i = 0; i < count; i++) x[i] *= by;
}

static float maximum(size_t count, const float *x) {
  float most = -INFINITY;
  for (size_t i = 0; i < count; i++)
    if (x[i] > most) most = x[i];
  return most;
}

static float exp_sum(size_t count, float shift, float *x) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += x[i] = expf(x[i] - shift);
  return sum;
}

static float l1(size_t count, const float *q, const float *c) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += fabsf(q[i] - c[i]);
  return sum;
}

static float modulus(size_t count, const float *q, const float *c) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) {
    const float re = q[i] - c[i], im = q[i + count] - c[i + count];
    sum += sqrtf(re * re + im * im);
  }
  return sum;
}

static void l1_back(size_t count, float weight, const float *q, const float *c, float *dq) {
  for (size_t i = 0; i < count; i++) {
    dq[i] -= weight * (float)((q[i] > c[i]) - (q[i] < c[i]));
  }
}

static void modulus_back(size_t count, float weight, const float *q, const float *c, float *dq) {
  for (size_t i = 0; i < count; i++) {
    const float re = q[i] - c[i], im = q[i + count] - c[i + count];
    const float scale = weight / (sqrtf(re * re + im * im) + 1e-12f);
    dq[i] -= scale * re;
    dq[i + count] -= scale * im;
  }
}

LOCK_FREE static void adagrad(size_t count, float rate, const float *g, float *state, float *x) {
  for (size_t i = 0; i < count; i++) {
    state[i] += g[i] * g[i];
    x[i] -= rate * g[i] / sqrtf(state[i] + 1e-20f);
  }
}

static void cubes_back(size_t count, size_t parts, float weight, const float *x, float *g) {
  for (size_t i = 0; i < count; i++) {
    float square = 0;
    for (size_t part = 0; part < parts; part++) square += x[i + part * count] * x[i + part * count];
    const float factor = 3 * weight * sqrtf(square);
    for (size_t part = 0; part < parts; part++) g[i + part * count] += factor * x[i + part * count];
  }
}

const Kernels kernels_portable = {"portable", dot,          add_scaled, scale,
                                  maximum,    exp_sum,      l1,         modulus,
                                  l1_back,    modulus_back, adagrad,    cubes_back};

const Kernels *kernels_best(void) {
  const Kernels *avx2 = kernels_avx2(), *avx512 = kernels_avx512();
  if (avx512 != NULL) return avx512;
  return avx2 != NULL ? avx2 : &kernels_portable;
}

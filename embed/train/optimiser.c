// Adagrad, row-wise Adagrad, Adam.
#include "embed/train/optimiser.h"

#include <math.h>

enum { LINE_FLOATS = 16 };

size_t optimiser_state(OptimiserKind kind, size_t width) {
  switch (kind) {
    case OPTIMISER_ADAGRAD: return table_stride(width);
    case OPTIMISER_ADAGRAD_ROW: return LINE_FLOATS;
    case OPTIMISER_ADAM: return 2 * table_stride(width) + LINE_FLOATS;
  }
  return 0;
}

LOCK_FREE static void adagrad_row(const Kernels *kernels, float rate, size_t width, const float *g,
                                  float *state, float *x) {
  state[0] += kernels->dot(width, g, g) / (float)width;
  const float step = rate / (sqrtf(state[0]) + 1e-10f);
  for (size_t i = 0; i < width; i++) x[i] -= step * g[i];
}

LOCK_FREE static void adam(float rate, size_t width, const float *g, float *state, float *x) {
  static const float keep_mean = 0.9f, keep_square = 0.999f;
  float *mean = state + LINE_FLOATS, *square = mean + table_stride(width);
  const float steps = state[0] += 1;
  const float of_mean = 1 / (1 - powf(keep_mean, steps));
  const float of_square = 1 / (1 - powf(keep_square, steps));
  for (size_t i = 0; i < width; i++) {
    mean[i] = keep_mean * mean[i] + (1 - keep_mean) * g[i];
    square[i] = keep_square * square[i] + (1 - keep_square) * g[i] * g[i];
    x[i] -= rate * mean[i] * of_mean / (sqrtf(square[i] * of_square) + 1e-8f);
  }
}

void optimiser_step(OptimiserKind kind, const Kernels *kernels, float rate, const Table *table,
                    int32_t row, const float *g) {
  float *x = table_row(table, row), *state = table_state(table, row);
  switch (kind) {
    case OPTIMISER_ADAGRAD: kernels->adagrad(table->width, rate, g, state, x); return;
    case OPTIMISER_ADAGRAD_ROW: adagrad_row(kernels, rate, table->width, g, state, x); return;
    case OPTIMISER_ADAM: adam(rate, table->width, g, state, x); return;
  }
}

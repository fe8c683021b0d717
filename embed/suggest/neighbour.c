// An exact scan for the nearest vectors.
#include "embed/suggest/neighbour.h"

#include <math.h>

#include "embed/kernel/kernel.h"

double vector_similarity(size_t dim, const float *x, const float *y) {
  const Kernels *kernels = kernels_best();
  const double squares = (double)kernels->dot(dim, x, x) * (double)kernels->dot(dim, y, y);
  return squares > 0 ? (double)kernels->dot(dim, x, y) / sqrt(squares) : 0;
}

double entity_similarity(const Parameters *parameters, int32_t a, int32_t b) {
  return vector_similarity(parameters->dim, table_row(&parameters->entity, a),
                           table_row(&parameters->entity, b));
}

void neighbours_find(const Parameters *parameters, int32_t entity, size_t most, Neighbour *out,
                     size_t *count) {
  *count = 0;
  for (size_t e = 0; e < parameters->entity.rows && most > 0; e++) {
    if ((int32_t)e == entity) continue;
    const double similarity = entity_similarity(parameters, entity, (int32_t)e);
    if (*count == most && similarity <= out[most - 1].similarity) continue;
    size_t at = *count < most ? (*count)++ : most - 1;
    for (; at > 0 && similarity > out[at - 1].similarity; at--) out[at] = out[at - 1];
    out[at] = (Neighbour){(int32_t)e, similarity};
  }
}

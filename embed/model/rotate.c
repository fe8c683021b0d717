// RotatE: Sun et al. 2019.
#include <math.h>

#include "embed/model/model.h"

// score = -sum_k |h_k e^(i r_k) - t_k|: entities are complex, [real | imaginary]; a relation is
// dim / 2 angles.
static void query(size_t dim, const float *h, const float *r, float *q) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    const float re = cosf(r[i]), im = sinf(r[i]);
    q[i] = h[i] * re - h[i + k] * im;
    q[i + k] = h[i] * im + h[i + k] * re;
  }
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    const float re = cosf(r[i]), im = sinf(r[i]);
    dh[i] += dq[i] * re + dq[i + k] * im;
    dh[i + k] += dq[i + k] * re - dq[i] * im;
    // The derivative by the angle is i q.
    dr[i] += dq[i + k] * (h[i] * re - h[i + k] * im) - dq[i] * (h[i] * im + h[i + k] * re);
  }
}

static void init_relation(size_t count, float scale, Random *random, float *row) {
  (void)scale;
  for (size_t i = 0; i < count; i++)
    row[i] = (float)(6.283185307179586 * (random_unit(random) - 0.5));
}

const Model model_rotate = {
    .name = "rotate",
    .formula = "-sum |h e^(ir) - t|",
    .paper = "Sun et al. 2019, RotatE: Knowledge Graph Embedding by Relational Rotation",
    .form = FORM_MODULUS,
    .parts = 2,
    .relation_width = model_width_half,
    .query = query,
    .query_back = query_back,
    .init_entity = model_init_normal,
    .init_relation = init_relation,
};

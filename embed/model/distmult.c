// DistMult: Yang et al. 2015.
#include "embed/model/model.h"

// score = sum_k h_k r_k t_k
static void query(size_t dim, const float *h, const float *r, float *q) {
  for (size_t i = 0; i < dim; i++) q[i] = h[i] * r[i];
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  for (size_t i = 0; i < dim; i++) {
    dh[i] += dq[i] * r[i];
    dr[i] += dq[i] * h[i];
  }
}

// The formula is symmetric in all three.
static void relation_query(size_t dim, const float *h, const float *t, float *u) {
  query(dim, h, t, u);
}

static void relation_query_back(size_t dim, const float *h, const float *t, const float *du,
                                float *dh, float *dt) {
  query_back(dim, h, t, du, dh, dt);
}

const Model model_distmult = {
    .name = "distmult",
    .formula = "<h, r, t>",
    .paper = "Yang et al. 2015, Embedding Entities and Relations for Learning and Inference",
    .form = FORM_DOT,
    .parts = 1,
    .relation_width = model_width_same,
    .query = query,
    .query_back = query_back,
    .relation_query = relation_query,
    .relation_query_back = relation_query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

// CP, the canonical polyadic decomposition: Hitchcock 1927; for knowledge graphs with reciprocal
// relations, Lacroix et al. 2018.
#include <string.h>

#include "embed/model/model.h"

// An entity has a vector as head and one as tail, [head | tail]; score = sum_k h_k r_k t_k of the
// head's first and the tail's second.
static void query(size_t dim, const float *h, const float *r, float *q) {
  const size_t k = dim / 2;
  memset(q, 0, k * sizeof *q);
  for (size_t i = 0; i < k; i++) q[i + k] = h[i] * r[i];
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    dh[i] += dq[i + k] * r[i];
    dr[i] += dq[i + k] * h[i];
  }
}

static void relation_query(size_t dim, const float *h, const float *t, float *u) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) u[i] = h[i] * t[i + k];
}

static void relation_query_back(size_t dim, const float *h, const float *t, const float *du,
                                float *dh, float *dt) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    dh[i] += du[i] * t[i + k];
    dt[i + k] += du[i] * h[i];
  }
}

const Model model_cp = {
    .name = "cp",
    .formula = "<h as head, r, t as tail>",
    .paper = "Lacroix et al. 2018, Canonical Tensor Decomposition for Knowledge Base Completion",
    .form = FORM_DOT,
    .parts = 2,
    .relation_width = model_width_half,
    .query = query,
    .query_back = query_back,
    .relation_query = relation_query,
    .relation_query_back = relation_query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

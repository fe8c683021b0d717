// SimplE: Kazemi and Poole 2018.
#include "embed/model/model.h"

// Rows are [as head | as tail], a relation's [r | its inverse s];
// score = (sum_k h_k r_k t'_k + sum_k t_k s_k h'_k) / 2, ' marking the second half.
static void query(size_t dim, const float *h, const float *r, float *q) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    q[i] = 0.5f * h[i + k] * r[i + k];
    q[i + k] = 0.5f * h[i] * r[i];
  }
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    dh[i + k] += 0.5f * dq[i] * r[i + k];
    dr[i + k] += 0.5f * dq[i] * h[i + k];
    dh[i] += 0.5f * dq[i + k] * r[i];
    dr[i] += 0.5f * dq[i + k] * h[i];
  }
}

static void relation_query(size_t dim, const float *h, const float *t, float *u) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    u[i] = 0.5f * h[i] * t[i + k];
    u[i + k] = 0.5f * h[i + k] * t[i];
  }
}

static void relation_query_back(size_t dim, const float *h, const float *t, const float *du,
                                float *dh, float *dt) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    dh[i] += 0.5f * du[i] * t[i + k];
    dt[i + k] += 0.5f * du[i] * h[i];
    dh[i + k] += 0.5f * du[i + k] * t[i];
    dt[i] += 0.5f * du[i + k] * h[i + k];
  }
}

const Model model_simple = {
    .name = "simple",
    .formula = "(<h, r, t'> + <t, r', h'>) / 2",
    .paper = "Kazemi and Poole 2018, SimplE Embedding for Link Prediction in Knowledge Graphs",
    .form = FORM_DOT,
    .parts = 2,
    .relation_width = model_width_same,
    .query = query,
    .query_back = query_back,
    .relation_query = relation_query,
    .relation_query_back = relation_query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

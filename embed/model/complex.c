// ComplEx: Trouillon et al. 2016; with reciprocal relations and N3, Lacroix et al. 2018.
#include "embed/model/model.h"

// score = Re(sum_k h_k r_k conj(t_k)); a row is [real | imaginary].
ROW_LOOP static void query(size_t dim, const float *restrict h, const float *restrict r,
                           float *restrict q) {
  const size_t k = dim / 2;
  const float *hi = h + k, *ri = r + k;
  for (size_t i = 0; i < k; i++) {
    q[i] = h[i] * r[i] - hi[i] * ri[i];
    q[i + k] = h[i] * ri[i] + hi[i] * r[i];
  }
}

ROW_LOOP static void query_back(size_t dim, const float *restrict h, const float *restrict r,
                                const float *restrict dq, float *restrict dh, float *restrict dr) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    const float re = dq[i], im = dq[i + k];
    dh[i] += re * r[i] + im * r[i + k];
    dh[i + k] += im * r[i] - re * r[i + k];
    dr[i] += re * h[i] + im * h[i + k];
    dr[i + k] += im * h[i] - re * h[i + k];
  }
}

// score = Re(sum_k r_k (h_k conj(t_k)))
static void relation_query(size_t dim, const float *h, const float *t, float *u) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    u[i] = h[i] * t[i] + h[i + k] * t[i + k];
    u[i + k] = h[i] * t[i + k] - h[i + k] * t[i];
  }
}

static void relation_query_back(size_t dim, const float *h, const float *t, const float *du,
                                float *dh, float *dt) {
  const size_t k = dim / 2;
  for (size_t i = 0; i < k; i++) {
    const float re = du[i], im = du[i + k];
    dh[i] += re * t[i] + im * t[i + k];
    dh[i + k] += re * t[i + k] - im * t[i];
    dt[i] += re * h[i] - im * h[i + k];
    dt[i + k] += re * h[i + k] + im * h[i];
  }
}

const Model model_complex = {
    .name = "complex",
    .formula = "Re(<h, r, conj(t)>)",
    .paper = "Trouillon et al. 2016, Complex Embeddings for Simple Link Prediction",
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

// RESCAL: Nickel, Tresp and Kriegel 2011.
#include <string.h>

#include "embed/model/model.h"

// score = h' R t; R is dim x dim, row after row.
static void query(size_t dim, const float *h, const float *r, float *q) {
  memset(q, 0, dim * sizeof *q);
  for (size_t i = 0; i < dim; i++) {
    const float *row = r + i * dim, hi = h[i];
    for (size_t j = 0; j < dim; j++) q[j] += hi * row[j];
  }
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  for (size_t i = 0; i < dim; i++) {
    const float *row = r + i * dim, hi = h[i];
    float *out = dr + i * dim, sum = 0;
    for (size_t j = 0; j < dim; j++) {
      sum += row[j] * dq[j];
      out[j] += hi * dq[j];
    }
    dh[i] += sum;
  }
}

static void relation_query(size_t dim, const float *h, const float *t, float *u) {
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < dim; j++) u[i * dim + j] = h[i] * t[j];
}

static void relation_query_back(size_t dim, const float *h, const float *t, const float *du,
                                float *dh, float *dt) {
  for (size_t i = 0; i < dim; i++) {
    const float *row = du + i * dim, hi = h[i];
    float sum = 0;
    for (size_t j = 0; j < dim; j++) {
      sum += row[j] * t[j];
      dt[j] += row[j] * hi;
    }
    dh[i] += sum;
  }
}

const Model model_rescal = {
    .name = "rescal",
    .formula = "h' R t",
    .paper =
        "Nickel et al. 2011, A Three-Way Model for Collective Learning on Multi-Relational "
        "Data",
    .form = FORM_DOT,
    .parts = 1,
    .relation_width = model_width_square,
    .query = query,
    .query_back = query_back,
    .relation_query = relation_query,
    .relation_query_back = relation_query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

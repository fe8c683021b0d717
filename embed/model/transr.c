// TransR: Lin et al. 2015.
#include <string.h>

#include "embed/model/model.h"

// score = -||M h + r - M t||; a relation is [r | M], M dim x dim, row after row.
static void candidate(size_t dim, const float *t, const float *r, float *c) {
  const float *m = r + dim;
  for (size_t i = 0; i < dim; i++) {
    float sum = 0;
    for (size_t j = 0; j < dim; j++) sum += m[i * dim + j] * t[j];
    c[i] = sum;
  }
}

static void candidate_back(size_t dim, const float *t, const float *r, const float *dc, float *dt,
                           float *dr) {
  const float *m = r + dim;
  float *dm = dr + dim;
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < dim; j++) {
      dt[j] += m[i * dim + j] * dc[i];
      dm[i * dim + j] += dc[i] * t[j];
    }
}

static void query(size_t dim, const float *h, const float *r, float *q) {
  candidate(dim, h, r, q);
  for (size_t i = 0; i < dim; i++) q[i] += r[i];
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  candidate_back(dim, h, r, dq, dh, dr);
  for (size_t i = 0; i < dim; i++) dr[i] += dq[i];
}

// M begins as the identity (as the paper does), so that the start is TransE.
static void init_relation(size_t count, float scale, Random *random, float *row) {
  size_t dim = 1;
  while (model_width_with_square(dim) < count) dim++;
  model_init_normal(dim, scale, random, row);
  memset(row + dim, 0, dim * dim * sizeof *row);
  for (size_t i = 0; i < dim; i++) row[dim + i * dim + i] = 1;
}

const Model model_transr = {
    .name = "transr",
    .formula = "-||Mh + r - Mt||",
    .paper =
        "Lin et al. 2015, Learning Entity and Relation Embeddings for Knowledge Graph "
        "Completion",
    .form = FORM_L2,
    .parts = 1,
    .relation_width = model_width_with_square,
    .query = query,
    .query_back = query_back,
    .candidate = candidate,
    .candidate_back = candidate_back,
    .init_entity = model_init_normal,
    .init_relation = init_relation,
    .begins_as = "transe",
};

// TransH: Wang et al. 2014.
#include <math.h>

#include "embed/model/model.h"

// score = -||P h + d - P t||, P x = x - <w, x> w the projection onto the relation's hyperplane; a
// relation is [w | d], and w counts by its direction.
static float direction(size_t dim, const float *w) {
  float sum = 1e-24f;
  for (size_t i = 0; i < dim; i++) sum += w[i] * w[i];
  return sqrtf(sum);
}

static float dot(size_t dim, const float *x, const float *y) {
  float sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i] * y[i];
  return sum;
}

static void candidate(size_t dim, const float *t, const float *r, float *c) {
  const float norm = direction(dim, r), along = dot(dim, r, t) / (norm * norm);
  for (size_t i = 0; i < dim; i++) c[i] = t[i] - along * r[i];
}

// With u = w / |w|: dx = dy - <u, dy> u and du = -(<u, x> dy + <u, dy> x), and dw is du without its
// part along u, over |w|.
static void candidate_back(size_t dim, const float *t, const float *r, const float *dc, float *dt,
                           float *dr) {
  const float norm = direction(dim, r);
  const float x = dot(dim, r, t) / norm, y = dot(dim, r, dc) / norm;
  const float along = -2 * x * y;  // <u, du>
  for (size_t i = 0; i < dim; i++) {
    const float unit = r[i] / norm;
    dt[i] += dc[i] - y * unit;
    dr[i] += (-(x * dc[i] + y * t[i]) - along * unit) / norm;
  }
}

static void query(size_t dim, const float *h, const float *r, float *q) {
  candidate(dim, h, r, q);
  for (size_t i = 0; i < dim; i++) q[i] += r[dim + i];
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  candidate_back(dim, h, r, dq, dh, dr);
  for (size_t i = 0; i < dim; i++) dr[dim + i] += dq[i];
}

const Model model_transh = {
    .name = "transh",
    .formula = "-||Ph + d - Pt||",
    .paper = "Wang et al. 2014, Knowledge Graph Embedding by Translating on Hyperplanes",
    .form = FORM_L2,
    .parts = 1,
    .relation_width = model_width_double,
    .query = query,
    .query_back = query_back,
    .candidate = candidate,
    .candidate_back = candidate_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

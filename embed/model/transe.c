// TransE: Bordes et al. 2013; with the Euclidean distance (transe) and the sum of absolute values
// (transe-l1).
#include "embed/model/model.h"

// score = -||h + r - t||
static void query(size_t dim, const float *h, const float *r, float *q) {
  for (size_t i = 0; i < dim; i++) q[i] = h[i] + r[i];
}

static void query_back(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                       float *dr) {
  (void)h, (void)r;
  for (size_t i = 0; i < dim; i++) {
    dh[i] += dq[i];
    dr[i] += dq[i];
  }
}

const Model model_transe = {
    .name = "transe",
    .formula = "-||h + r - t||",
    .paper = "Bordes et al. 2013, Translating Embeddings for Modeling Multi-relational Data",
    .form = FORM_L2,
    .parts = 1,
    .relation_width = model_width_same,
    .query = query,
    .query_back = query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

const Model model_transe_l1 = {
    .name = "transe-l1",
    .formula = "-|h + r - t|",
    .paper = "Bordes et al. 2013, Translating Embeddings for Modeling Multi-relational Data",
    .form = FORM_L1,
    .parts = 1,
    .relation_width = model_width_same,
    .query = query,
    .query_back = query_back,
    .init_entity = model_init_normal,
    .init_relation = model_init_normal,
};

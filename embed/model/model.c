// The table of models, and the forms of their scores.
#include "embed/model/model.h"

#include <math.h>
#include <string.h>

#define MODEL(object) extern const Model model_##object;
#include "embed/model/models.def"
#undef MODEL

static const Model *const MODELS[] = {
#define MODEL(object) &model_##object,
#include "embed/model/models.def"
#undef MODEL
};
enum { MODEL_COUNT = sizeof MODELS / sizeof *MODELS };

const Model *model_find(const char *name) {
  for (size_t i = 0; i < MODEL_COUNT; i++)
    if (strcmp(MODELS[i]->name, name) == 0) return MODELS[i];
  return NULL;
}

const Model *model_at(size_t index) { return index < MODEL_COUNT ? MODELS[index] : NULL; }

size_t model_width_same(size_t dim) { return dim; }
size_t model_width_half(size_t dim) { return dim / 2; }
size_t model_width_double(size_t dim) { return 2 * dim; }
size_t model_width_square(size_t dim) { return dim * dim; }
size_t model_width_with_square(size_t dim) { return dim + dim * dim; }

void model_init_normal(size_t count, float scale, Random *random, float *row) {
  for (size_t i = 0; i < count; i++) row[i] = scale * (float)random_normal(random);
}

float model_score(const Model *model, size_t dim, const float *q, const float *c) {
  double sum = 0;
  switch (model->form) {
    case FORM_DOT:
      for (size_t i = 0; i < dim; i++) sum += (double)q[i] * (double)c[i];
      return (float)sum;
    case FORM_L1:
      for (size_t i = 0; i < dim; i++) sum += fabs((double)q[i] - (double)c[i]);
      return (float)-sum;
    case FORM_L2:
      for (size_t i = 0; i < dim; i++) {
        const double d = (double)q[i] - (double)c[i];
        sum += d * d;
      }
      return (float)-sqrt(sum);
    case FORM_MODULUS:
      for (size_t i = 0; i < dim / 2; i++) {
        const double re = (double)q[i] - (double)c[i];
        const double im = (double)q[i + dim / 2] - (double)c[i + dim / 2];
        sum += sqrt(re * re + im * im);
      }
      return (float)-sum;
  }
  return 0;
}

// Below this length a difference has no direction.
#define SMALLEST 1e-12f

void model_score_back(const Model *model, size_t dim, const float *q, const float *c, float weight,
                      float *dq, float *dc) {
  const size_t half = dim / 2;
  float scale;
  switch (model->form) {
    case FORM_DOT:
      for (size_t i = 0; i < dim; i++) {
        dq[i] += weight * c[i];
        dc[i] += weight * q[i];
      }
      return;
    case FORM_L1:
      for (size_t i = 0; i < dim; i++) {
        const float sign = (float)((q[i] > c[i]) - (q[i] < c[i]));
        dq[i] -= weight * sign;
        dc[i] += weight * sign;
      }
      return;
    case FORM_L2:
      scale = -model_score(model, dim, q, c);
      scale = scale > SMALLEST ? weight / scale : 0;
      for (size_t i = 0; i < dim; i++) {
        dq[i] -= scale * (q[i] - c[i]);
        dc[i] += scale * (q[i] - c[i]);
      }
      return;
    case FORM_MODULUS:
      for (size_t i = 0; i < half; i++) {
        const float re = q[i] - c[i], im = q[i + half] - c[i + half];
        const float modulus = sqrtf(re * re + im * im);
        scale = modulus > SMALLEST ? weight / modulus : 0;
        dq[i] -= scale * re;
        dc[i] += scale * re;
        dq[i + half] -= scale * im;
        dc[i + half] += scale * im;
      }
      return;
  }
}

float model_score_triple(const Model *model, size_t dim, const float *h, const float *r,
                         const float *t, float *scratch) {
  model->query(dim, h, r, scratch);
  if (model->candidate == NULL) return model_score(model, dim, scratch, t);
  model->candidate(dim, t, r, scratch + dim);
  return model_score(model, dim, scratch, scratch + dim);
}

// Models: how a triple (h, r, t) gets its score, and the score's gradient.
//
// Every model is a *query* and a *form*: query(h, r) is a vector of the entity's width, and
//
//     score(h, r, t) = form(query(h, r), candidate(t, r))
//
// where candidate(t, r) is the row of t itself in all but the models that project it. So one
// question is scored against all entities by one matrix product (or its like), and a model is only
// its formulas. Heads are asked for by the inverse relation, which has parameters of its own
// (reciprocal relations, Lacroix et al. 2018).
//
// A row is `dim` floats. Models of complex numbers or quaternions hold them as blocks: all real
// parts, then all i parts, …; `parts` is the number of blocks.
#ifndef ANAMORPH_EMBED_MODEL_MODEL_H
#define ANAMORPH_EMBED_MODEL_MODEL_H

#include <stddef.h>

#include "embed/data/random.h"

// Loops over a row, compiled for each width of the processors' registers; the best is chosen when
// the program starts. Not under sanitizers, which are not yet there then.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ROW_LOOP __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ROW_LOOP
#endif

typedef enum ScoreForm {
  FORM_DOT,      // <q, c>
  FORM_L1,       // -sum |q_i - c_i|
  FORM_L2,       // -||q - c||
  FORM_MODULUS,  // -sum |q_i - c_i| over complex numbers
} ScoreForm;

typedef struct Model {
  const char *name;
  const char *formula;  // for people
  const char *paper;
  ScoreForm form;
  size_t parts;  // dim must be a multiple of it
  size_t (*relation_width)(size_t dim);
  // q[dim], fully written.
  void (*query)(size_t dim, const float *h, const float *r, float *q);
  // Adds to dh and dr what dq (the gradient by q) makes of them.
  void (*query_back)(size_t dim, const float *h, const float *r, const float *dq, float *dh,
                     float *dr);
  // c[dim]; NULL: the row itself.
  void (*candidate)(size_t dim, const float *t, const float *r, float *c);
  void (*candidate_back)(size_t dim, const float *t, const float *r, const float *dc, float *dt,
                         float *dr);
  // u[relation width] with score = <u, r>, for models linear in the relation; else NULL. What
  // relation prediction (Chen et al. 2021) needs.
  void (*relation_query)(size_t dim, const float *h, const float *t, float *u);
  void (*relation_query_back)(size_t dim, const float *h, const float *t, const float *du,
                              float *dh, float *dt);
  // First values: rows of normal numbers times `scale`, unless the model wants others.
  void (*init_entity)(size_t dim, float scale, Random *random, float *row);
  void (*init_relation)(size_t dim, float scale, Random *random, float *row);
  // The name of a model whose entities it may start from, and with whose numbers of a relation its
  // own begin; NULL: none.
  const char *begins_as;
} Model;

// The models of models.def, in its order. NULL when there is none of that name.
const Model *model_find(const char *name);
const Model *model_at(size_t index);  // NULL behind the last

// form(q, c) for one pair, and its gradient times `weight` added to dq and dc.
float model_score(const Model *model, size_t dim, const float *q, const float *c);
void model_score_back(const Model *model, size_t dim, const float *q, const float *c, float weight,
                      float *dq, float *dc);

// The whole way for one triple. scratch: float[2 * dim].
float model_score_triple(const Model *model, size_t dim, const float *h, const float *r,
                         const float *t, float *scratch);

// Parts shared by models.
size_t model_width_same(size_t dim);         // dim
size_t model_width_half(size_t dim);         // dim / 2
size_t model_width_double(size_t dim);       // 2 dim
size_t model_width_square(size_t dim);       // dim * dim
size_t model_width_with_square(size_t dim);  // dim + dim * dim
void model_init_normal(size_t count, float scale, Random *random, float *row);

#endif

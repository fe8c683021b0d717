// One vector, optimised against fixed others.
#include "embed/suggest/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/kernel/kernel.h"

enum { MOST_FACTS = 64, NEGATIVES = 64, ROUNDS = 40, MOST_ALIKE = 16 };

static const float RATE = 0.1F;
static const float PULL = 0.01F;  // towards the start

typedef struct Fold {
  const Parameters *parameters;
  const Kernels *kernels;
  const Graph *known;
  int32_t entity;
  Random random;
  float *vector, *start, *gradient, *state;  // [dim]
  float *query, *candidate, *back, *lost;    // [dim], scratch
  float *lost_relation;                      // [width of a relation], gradients nobody wants
  Edge fact[MOST_FACTS];
  size_t facts;
} Fold;

static bool is_trained(const Fold *fold, int32_t entity) {
  return (size_t)entity < fold->parameters->entity.rows;
}

// Facts in an even choice where they are many.
static void choose_facts(Fold *fold) {
  const EdgeSpan edges = graph_edges(fold->known, fold->entity);
  size_t usable = 0, seen = 0;
  for (size_t i = 0; i < edges.count; i++) usable += is_trained(fold, edges.edge[i].tail);
  for (size_t i = 0; i < edges.count && fold->facts < MOST_FACTS; i++) {
    if (!is_trained(fold, edges.edge[i].tail)) continue;
    if (usable <= MOST_FACTS || seen * MOST_FACTS / usable != (seen + 1) * MOST_FACTS / usable)
      fold->fact[fold->facts++] = edges.edge[i];
    seen++;
  }
}

// The mean of those that share a fact with the entity.
static void start_at_mean(Fold *fold) {
  const size_t dim = fold->parameters->dim;
  size_t count = 0;
  for (size_t i = 0; i < fold->facts; i++) {
    const Edge fact = fold->fact[i];
    const EdgeSpan alike = graph_answers(fold->known, fact.tail,
                                         relation_inverse(fold->known->relations, fact.relation));
    for (size_t k = 0; k < alike.count && k < MOST_ALIKE; k++) {
      const int32_t other =
          alike.edge[alike.count > MOST_ALIKE ? k * alike.count / MOST_ALIKE : k].tail;
      if (!is_trained(fold, other) || other == fold->entity) continue;
      fold->kernels->add_scaled(dim, 1, table_row(&fold->parameters->entity, other), fold->start);
      count++;
    }
  }
  for (size_t d = 0; count > 0 && d < dim; d++) fold->start[d] /= (float)count;
  memcpy(fold->vector, fold->start, dim * sizeof *fold->vector);
}

static int32_t draw_negative(Fold *fold, int32_t head, int32_t relation) {
  for (int tries = 0; tries < 10; tries++) {
    const int32_t e = (int32_t)random_below(&fold->random, (uint32_t)fold->parameters->entity.rows);
    if (!graph_has(fold->known, head, relation, e)) return e;
  }
  return -1;
}

// The row itself, or what the model makes of it as an answer of `relation`.
static const float *as_candidate(Fold *fold, const float *row, int32_t relation) {
  const Parameters *p = fold->parameters;
  if (p->model->candidate == NULL) return row;
  p->model->candidate(p->dim, row, table_row(&p->relation, relation), fold->candidate);
  return fold->candidate;
}

// Scores become the gradients of the cross-entropy: softmax less 1 at the true answer, which is the
// first.
static void to_gradients(float *score, size_t count) {
  float most = score[0], sum = 0;
  for (size_t i = 1; i < count; i++) most = fmaxf(most, score[i]);
  for (size_t i = 0; i < count; i++) sum += score[i] = expf(score[i] - most);
  for (size_t i = 0; i < count; i++) score[i] /= sum;
  score[0] -= 1;
}

// (entity, r, ?) shall give t.
static void learn_as_head(Fold *fold, Edge fact) {
  const Parameters *p = fold->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  const float *r = table_row(&p->relation, fact.relation);
  int32_t answer[NEGATIVES + 1] = {fact.tail};
  float score[NEGATIVES + 1] = {0};
  size_t count = 1;
  for (int n = 0; n < NEGATIVES; n++) {
    const int32_t drawn = draw_negative(fold, fold->entity, fact.relation);
    if (drawn >= 0) answer[count++] = drawn;
  }
  model->query(dim, fold->vector, r, fold->query);
  for (size_t i = 0; i < count; i++)
    score[i] = model_score(model, dim, fold->query,
                           as_candidate(fold, table_row(&p->entity, answer[i]), fact.relation));
  to_gradients(score, count);
  memset(fold->back, 0, dim * sizeof *fold->back);
  for (size_t i = 0; i < count; i++)
    model_score_back(model, dim, fold->query,
                     as_candidate(fold, table_row(&p->entity, answer[i]), fact.relation), score[i],
                     fold->back, fold->lost);
  model->query_back(dim, fold->vector, r, fold->back, fold->gradient, fold->lost_relation);
}

// (t, r inverse, ?) shall give the entity.
static void learn_as_answer(Fold *fold, Edge fact) {
  const Parameters *p = fold->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  const int32_t relation = relation_inverse(fold->known->relations, fact.relation);
  const float *r = table_row(&p->relation, relation);
  float score[NEGATIVES + 1] = {0};
  size_t count = 1;
  model->query(dim, table_row(&p->entity, fact.tail), r, fold->query);
  score[0] = model_score(model, dim, fold->query, as_candidate(fold, fold->vector, relation));
  for (int n = 0; n < NEGATIVES; n++) {
    const int32_t drawn = draw_negative(fold, fact.tail, relation);
    if (drawn >= 0)
      score[count++] = model_score(model, dim, fold->query,
                                   as_candidate(fold, table_row(&p->entity, drawn), relation));
  }
  to_gradients(score, count);
  memset(fold->back, 0, dim * sizeof *fold->back);
  model_score_back(model, dim, fold->query, as_candidate(fold, fold->vector, relation), score[0],
                   fold->lost, fold->back);
  if (model->candidate == NULL)
    fold->kernels->add_scaled(dim, 1, fold->back, fold->gradient);
  else
    model->candidate_back(dim, fold->vector, r, fold->back, fold->gradient, fold->lost_relation);
}

static void descend(Fold *fold) {
  const size_t dim = fold->parameters->dim;
  for (int round = 0; round < ROUNDS; round++) {
    memset(fold->gradient, 0, dim * sizeof *fold->gradient);
    for (size_t i = 0; i < fold->facts; i++) {
      learn_as_head(fold, fold->fact[i]);
      learn_as_answer(fold, fold->fact[i]);
    }
    for (size_t d = 0; d < dim; d++)
      fold->gradient[d] =
          fold->gradient[d] / (float)fold->facts + 2 * PULL * (fold->vector[d] - fold->start[d]);
    fold->kernels->adagrad(dim, RATE, fold->gradient, fold->state, fold->vector);
  }
}

bool fold_entity(const Parameters *parameters, const Graph *known, int32_t entity, uint64_t seed,
                 float *vector) {
  const size_t dim = parameters->dim, stride = table_stride(dim);
  const size_t width = parameters->relation.stride;
  float *memory = memory_take_aligned(7 * stride + width, sizeof *memory);
  Fold fold = {.parameters = parameters,
               .kernels = kernels_best(),
               .known = known,
               .entity = entity,
               .random = random_create(seed, (uint64_t)entity),
               .vector = vector,
               .start = memory,
               .gradient = memory + stride,
               .state = memory + 2 * stride,
               .query = memory + 3 * stride,
               .candidate = memory + 4 * stride,
               .back = memory + 5 * stride,
               .lost = memory + 6 * stride,
               .lost_relation = memory + 7 * stride};
  memset(vector, 0, dim * sizeof *vector);
  choose_facts(&fold);
  if (fold.facts > 0) {
    start_at_mean(&fold);
    descend(&fold);
  }
  free(memory);
  return fold.facts > 0;
}

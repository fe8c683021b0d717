// Asking a trained model.
#include "embed/predict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/rules/apply.h"

struct Predictor {
  const Trained *trained;
  EmbeddingScorer embedding;
  RuleIndex *rules;  // NULL: none
};

Predictor *predictor_create(const Trained *trained, const Graph *known) {
  Predictor *predictor = memory_take(1, sizeof *predictor);
  gemm_prepare();
  predictor->trained = trained;
  predictor->embedding = (EmbeddingScorer){&trained->parameters, kernels_best(), NULL};
  if (trained->rules.count > 0 || trained->parameters.model == NULL)
    predictor->rules =
        rule_index_create(&trained->rules, known, (Aggregation)trained->settings.aggregation);
  return predictor;
}

Predictor *predictor_over(const Predictor *predictor, const Graph *known, const Table *more) {
  Predictor *other = memory_take(1, sizeof *other);
  *other = *predictor;
  other->embedding.more = more;
  if (predictor->rules != NULL) other->rules = rule_index_over(predictor->rules, known);
  return other;
}

static size_t entity_count(const Predictor *predictor) {
  const Table *more = predictor->embedding.more;
  return (size_t)predictor->trained->data.entities.count + (more == NULL ? 0 : more->rows);
}

const float *predictor_vector(const Predictor *predictor, int32_t entity) {
  if (predictor->trained->parameters.model == NULL) return NULL;
  const bool there = entity >= 0 && (size_t)entity < entity_count(predictor);
  return there ? embedding_vector(&predictor->embedding, entity) : NULL;
}

void predictor_destroy(Predictor *predictor) {
  if (predictor == NULL) return;
  rule_index_destroy(predictor->rules);
  free(predictor);
}

const RuleIndex *predictor_rules(const Predictor *predictor) { return predictor->rules; }

// The logarithm of the softmax.
static void to_log_probability(const Kernels *kernels, float *scores, float *scratch,
                               size_t count) {
  memcpy(scratch, scores, count * sizeof *scores);
  const float most = kernels->maximum(count, scratch);
  const float shift = most + logf(kernels->exp_sum(count, most, scratch));
  for (size_t i = 0; i < count; i++) scores[i] -= shift;
}

static void score_embedding(const void *self, const LinkQuery queries[], size_t count,
                            float *scores) {
  const Predictor *predictor = self;
  const Scorer scorer = embedding_scorer(&predictor->embedding);
  const size_t entities = (size_t)scorer.entities;
  scorer.score(scorer.self, queries, count, scores);
  float *scratch = memory_take_aligned(entities, sizeof *scratch);
  for (size_t i = 0; i < count; i++)
    to_log_probability(predictor->embedding.kernels, scores + i * entities, scratch, entities);
  free(scratch);
}

// An embedding's log-probabilities on a scale from 0 to 1: 0 at one in so many, 1 at certainty.
static float on_scale(float log_probability) {
  static const float floor = -12;
  return log_probability <= floor ? log_probability * 1e-4f : 1 - log_probability / floor;
}

void predictor_blend(float weight, size_t count, const float *log_probability,
                     const float *by_rules, float *sum) {
  for (size_t i = 0; i < count; i++)
    sum[i] = weight * on_scale(log_probability[i]) + (1 - weight) * by_rules[i];
}

static float weight_of(const Predictor *predictor, int32_t relation) {
  const Weights *weights = &predictor->trained->weights;
  return weights->of_embedding == NULL ? 0.5f : weights->of_embedding[relation];
}

static void score_both(const void *self, const LinkQuery queries[], size_t count, float *scores) {
  const Predictor *predictor = self;
  const Scorer rules = rule_scorer(predictor->rules);
  // The graph that rules look at may have entities that the embedding does not know, or fewer.
  const size_t entities = entity_count(predictor);
  score_embedding(self, queries, count, scores);
  const size_t most = (size_t)rules.entities > entities ? (size_t)rules.entities : entities;
  float *by_rules = memory_take_aligned(most, sizeof *by_rules);
  for (size_t i = 0; i < count; i++) {
    rules.score(rules.self, &queries[i], 1, by_rules);
    float *row = scores + i * entities;
    predictor_blend(weight_of(predictor, queries[i].relation), entities, row, by_rules, row);
  }
  free(by_rules);
}

Scorer predictor_scorer(const Predictor *predictor) {
  const int32_t entities = (int32_t)entity_count(predictor);
  if (predictor->trained->parameters.model == NULL) return rule_scorer(predictor->rules);
  return (Scorer){predictor->rules == NULL ? score_embedding : score_both, predictor, entities};
}

// The relation prediction (Chen et al. 2021, "Relation Prediction as an Auxiliary Training
// Objective for Improving Multi-Relational Graph Representations"): which relation the head and an
// answer have.
#include <math.h>
#include <string.h>

#include "embed/train/batch.h"

// Gradients by u (over du) and by the relations (added to dr), where scores[count][2 m] are those
// by the scores.
static void return_whole(const Table *table, size_t count, const float *scores, const float *u,
                         float *du, float *dr) {
  const size_t width = table->width, relations = table->rows;
  gemm_nn(count, width, relations, scores, relations, table->value, table->stride, false, du,
          width);
  gemm_tn(relations, width, count, scores, relations, u, width, true, dr, width);
}

// The same where scores are probabilities, whose gradient is `weight` times themselves, less 1 for
// the own relation: rounded (picks.h).
static void return_rounded(const Trainer *trainer, PickList *picks, Random random, size_t count,
                           const int32_t *relation, float weight, const float *scores,
                           const float *u, float *du, float *dr) {
  const Table *table = &trainer->parameters.relation;
  const size_t width = table->width, relations = table->rows;
  picks_clear(picks);
  for (size_t j = 0; j < count; j++) {
    picks_round(picks, trainer->kernels, (uint32_t)j, 0, relations, scores + j * relations,
                trainer->settings.rounding, weight, random_unit(&random));
    picks_add(picks, (Pick){(uint32_t)j, (uint32_t)relation[j], -weight});
  }
  memset(du, 0, count * width * sizeof *du);
  for (size_t k = 0; k < picks->count; k++) {
    const Pick pick = picks->pick[k];
    trainer->kernels->add_scaled(width, pick.gradient, table_row(table, (int32_t)pick.entity),
                                 du + pick.question * width);
    trainer->kernels->add_scaled(width, pick.gradient, u + pick.question * width,
                                 dr + pick.entity * width);
  }
}

// The loss of the relations of `count` answers, from answer `first` of the batch on; du becomes the
// gradient by u.
static double predict_relations(Batch *batch, unsigned index, size_t first, size_t count,
                                const int32_t *relation) {
  const Trainer *trainer = batch->trainer;
  const Table *table = &trainer->parameters.relation;
  const size_t width = table->width, relations = table->rows;
  const float weight = (float)(trainer->settings.relation_weight / (double)batch->answers);
  const float *u = batch->u + first * width;
  float *scores = batch->relation_score + (size_t)index * BATCH_ANSWERS * relations,
        *du = batch->du + first * width, *dr = batch->dr + (size_t)index * relations * width;
  double loss = 0;
  gemm(&(Product){.m = count,
                  .n = relations,
                  .k = width,
                  .a = u,
                  .lda = width,
                  .b_turned = true,
                  .b = table->value,
                  .ldb = table->stride,
                  .c = scores,
                  .ldc = relations,
                  .bfloat = trainer->settings.scores == SCORES_BFLOAT16});
  for (size_t j = 0; j < count; j++) {
    float *row = scores + j * relations;
    const float most = trainer->kernels->maximum(relations, row), own = row[relation[j]];
    const float sum = trainer->kernels->exp_sum(relations, most, row);
    trainer->kernels->scale(relations, 1 / sum, row);
    loss += trainer->settings.relation_weight * (double)(logf(sum) + most - own);
  }
  if (batch->picks != NULL) {
    // Streams from the end, so that none is that of a question (batch_back.c).
    const Random random =
        random_create(batch->rounding_seed, ~((batch->draw.question << 24) + first));
    return_rounded(trainer, &batch->picks[index], random, count, relation, weight, scores, u, du,
                   dr);
    return loss;
  }
  for (size_t j = 0; j < count; j++) {
    float *row = scores + j * relations;
    row[relation[j]] -= 1;
    trainer->kernels->scale(relations, weight, row);
  }
  return_whole(table, count, scores, u, du, dr);
  return loss;
}

// The answers of all questions lie one behind the other, and are taken some hundred at a time.
double batch_predict_relations(Batch *batch, unsigned index, size_t begin, size_t end) {
  const Parameters *p = &batch->trainer->parameters;
  const size_t dim = p->dim, width = p->relation.width;
  int32_t relation[BATCH_ANSWERS];
  size_t waiting = 0, first = batch->group[begin].answer_at;
  double loss = 0;
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    const Edge *answer = batch_answers(batch, group);
    for (size_t j = 0; j < group->count; j++) {
      p->model->relation_query(dim, table_row(&p->entity, group->head),
                               table_row(&p->entity, answer[j].tail),
                               batch->u + (group->answer_at + j) * width);
      relation[waiting++] = group->relation;
      if (waiting < BATCH_ANSWERS && (i + 1 < end || j + 1 < group->count)) continue;
      loss += predict_relations(batch, index, first, waiting, relation);
      first += waiting;
      waiting = 0;
    }
  }
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    const Edge *answer = batch_answers(batch, group);
    for (size_t j = 0; j < group->count; j++) {
      float *dt = batch->dt + (group->answer_at + j) * dim;
      memset(dt, 0, dim * sizeof *dt);
      p->model->relation_query_back(
          dim, table_row(&p->entity, group->head), table_row(&p->entity, answer[j].tail),
          batch->du + (group->answer_at + j) * width, batch->dh + i * dim, dt);
    }
  }
  return loss;
}

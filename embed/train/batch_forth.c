// Forth: queries, scores of all entities, the loss.
#include <math.h>
#include <string.h>

#include "embed/train/batch.h"

// --- Shares --------------------------------------------------------------------------------------

void batch_share(const Batch *batch, unsigned index, size_t *begin, size_t *end) {
  const size_t entities = batch_entities(batch);
  team_share((entities + BATCH_BLOCK - 1) / BATCH_BLOCK, index, team_size(batch->trainer->team),
             begin, end);
  *begin *= BATCH_BLOCK;
  *end *= BATCH_BLOCK;
  if (*begin > entities) *begin = entities;
  if (*end > entities) *end = entities;
}

void batch_answers_within(const Batch *batch, const Group *group, size_t begin, size_t end,
                          size_t *first, size_t *last) {
  const Edge *answer = batch_answers(batch, group);
  size_t low = 0, high = group->count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if ((size_t)answer[middle].tail < begin)
      low = middle + 1;
    else
      high = middle;
  }
  *first = low;
  while (low < group->count && (size_t)answer[low].tail < end) low++;
  *last = low;
}

// --- Phase 1, by questions: query vectors, and the relation prediction ---------------------------

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

// Of questions begin to end - 1: the answers of all of them lie one behind the other, and are taken
// some hundred at a time.
static double relation_loss(Batch *batch, unsigned index, size_t begin, size_t end) {
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

// The relation prediction sees whole vectors.
void batch_ask(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  size_t begin, end;
  team_share(batch->count, index, team_size(trainer->team), &begin, &end);
  batch->loss[index] = 0;
  memset(batch->dh + begin * p->dim, 0, (end - begin) * p->dim * sizeof(float));
  for (size_t i = begin; i < end; i++) {
    const float *h = table_row(&p->entity, batch->group[i].head),
                *r = table_row(&p->relation, batch->group[i].relation);
    float *q = batch->q + i * p->dim;
    if (batch->thinned == NULL)
      p->model->query(p->dim, h, r, q);
    else
      dropout_query(batch->dropout, batch_draw(batch, i), p->model, p->dim, h, r,
                    batch_scratch(batch, index), q);
  }
  if (trainer->settings.relation_weight == 0 || begin == end) return;
  batch->loss[index] = relation_loss(batch, index, begin, end);
}

// --- Phase 2, by entities: scores ----------------------------------------------------------------

void batch_score(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Kernels *kernels = trainer->kernels;
  const size_t entities = batch_entities(batch);
  size_t begin, end;
  batch_share(batch, index, &begin, &end);
  const Pairs pairs = batch_pairs(batch, begin, end - begin);
  form_scores(kernels, &pairs, batch->score + begin, entities);
  if (batch->weight != batch->score)
    for (size_t i = 0; i < batch->count; i++)
      memcpy(batch->weight + i * entities + begin, batch->score + i * entities + begin,
             (end - begin) * sizeof(float));
  const bool zlpr = trainer->settings.loss == LOSS_ZLPR;
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    float *row = batch->weight + i * entities;
    size_t first, last;
    batch_answers_within(batch, group, begin, end, &first, &last);
    for (size_t j = first; j < last; j++) {
      float *own = &row[batch_answers(batch, group)[j].tail];
      batch->answer_score[group->answer_at + j] = *own;
      if (zlpr) *own = -INFINITY;
    }
    if (trainer->settings.loss == LOSS_LOGISTIC || begin == end) continue;
    float *most = &batch->slab_most[index * batch->count + i];
    *most = kernels->maximum(end - begin, row + begin);
    if (!(*most > -INFINITY)) *most = 0;
    batch->slab_sum[index * batch->count + i] = kernels->exp_sum(end - begin, *most, row + begin);
  }
}

// --- Phase 3, by questions: the loss, and what turns powers into probabilities -------------------

// slab_sum becomes the factor of each slab.
static double normalise_question(Batch *batch, size_t i) {
  const Trainer *trainer = batch->trainer;
  const Group *group = &batch->group[i];
  const unsigned size = team_size(trainer->team);
  const bool zlpr = trainer->settings.loss == LOSS_ZLPR;
  // ZLPR has a term 1 = e^0 beside the entities.
  float most = zlpr ? 0 : -INFINITY, sum = 0;
  for (unsigned t = 0; t < size; t++) {
    const float here = batch->slab_most[t * batch->count + i];
    if (batch->slab_sum[t * batch->count + i] > 0 && here > most) most = here;
  }
  if (zlpr) sum = expf(-most);
  for (unsigned t = 0; t < size; t++)
    sum +=
        batch->slab_sum[t * batch->count + i] * expf(batch->slab_most[t * batch->count + i] - most);
  const float times = zlpr ? 1 : group->worth;
  for (unsigned t = 0; t < size; t++)
    batch->slab_sum[t * batch->count + i] =
        expf(batch->slab_most[t * batch->count + i] - most) / sum * times / batch->total;
  const double log_sum = log((double)sum) + (double)most;
  const float *own = batch->answer_score + group->answer_at;
  double loss = 0;
  if (zlpr) {
    double missed = 0;
    for (size_t j = 0; j < group->count; j++) missed += exp(-(double)own[j]);
    return log_sum + log1p(missed);
  }
  const Edge *answer = batch_answers(batch, group);
  for (size_t j = 0; j < group->count; j++)
    loss += (double)batch_worth(batch, answer[j].tail) * (log_sum - (double)own[j]);
  // Of as many answers as were asked, whatever these are worth.
  return loss * (double)batch->answers / (double)batch->total;
}

void batch_normalise(void *context, unsigned index) {
  Batch *batch = context;
  size_t begin, end;
  team_share(batch->count, index, team_size(batch->trainer->team), &begin, &end);
  for (size_t i = begin; i < end; i++) batch->loss[index] += normalise_question(batch, i);
}

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
  batch->loss[index] = batch_predict_relations(batch, index, begin, end);
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

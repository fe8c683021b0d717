// Back: gradients of scores, queries, heads, relations and answers; steps.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/batch.h"
#include "embed/train/loss.h"
#include "embed/train/optimiser.h"

// --- Phase 4, by entities: gradients of the scores, and of the queries ---------------------------

// The gradient by an answer's score, beside what it has as one of all entities.
static float answer_gradient(const Batch *batch, const Group *group, size_t j, float missed) {
  const float share = batch_worth(batch, batch_answers(batch, group)[j].tail) / batch->total;
  if (batch->trainer->settings.loss != LOSS_ZLPR) return -share;
  return -share * expf(-batch->answer_score[group->answer_at + j]) / (1 + missed);
}

// What all answers of a question to ZLPR have in common; 0 for other losses.
static float missed_of(const Batch *batch, const Group *group) {
  float missed = 0;
  if (batch->trainer->settings.loss == LOSS_ZLPR)
    for (size_t j = 0; j < group->count; j++)
      missed += expf(-batch->answer_score[group->answer_at + j]);
  return missed;
}

static void grade_whole(Batch *batch, unsigned index, size_t begin, size_t end) {
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const size_t entities = batch_entities(batch);
  const float share = 1 / batch->total;
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    float *row = batch->weight + i * entities;
    if (trainer->settings.loss == LOSS_LOGISTIC) {
      for (size_t e = begin; e < end; e++) {
        batch->loss[index] += (double)loss_softplus(row[e]);
        row[e] = share * loss_sigmoid(row[e]);
      }
    } else {
      const float factor = batch->slab_sum[index * batch->count + i];
      for (size_t e = begin; e < end; e++) row[e] *= factor;
    }
    const float missed = missed_of(batch, group);
    size_t first, last;
    batch_answers_within(batch, group, begin, end, &first, &last);
    for (size_t j = first; j < last; j++) {
      row[batch_answers(batch, group)[j].tail] += answer_gradient(batch, group, j, missed);
      if (trainer->settings.loss == LOSS_LOGISTIC)
        batch->loss[index] -= (double)batch->answer_score[group->answer_at + j];
    }
  }
  form_weights(p->model->form, batch->count, end - begin, batch->score + begin,
               batch->weight + begin, entities);
  const Pairs pairs = batch_pairs(batch, begin, end - begin);
  form_back_query(trainer->kernels, &pairs, batch->weight + begin, entities, true,
                  batch->partial + index * batch->count * p->dim, p->dim);
}

static void grade_rounded(Batch *batch, unsigned index, size_t begin, size_t end) {
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  PickList *picks = &batch->picks[index];
  picks_clear(picks);
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    const float factor = batch->slab_sum[index * batch->count + i];
    const double times = trainer->settings.loss == LOSS_ZLPR ? 1 : (double)group->worth;
    // Of the powers in the row: `factor` makes probability * times / total of them.
    const double least =
        trainer->settings.rounding * times / ((double)factor * (double)batch->total);
    Random random = random_create(batch->rounding_seed,
                                  (batch->draw.question + i) * team_size(trainer->team) + index);
    picks_round(picks, trainer->kernels, (uint32_t)i, (uint32_t)begin, end - begin,
                batch->weight + i * batch_entities(batch) + begin, least, factor,
                random_unit(&random));
    const float missed = missed_of(batch, group);
    size_t first, last;
    batch_answers_within(batch, group, begin, end, &first, &last);
    for (size_t j = first; j < last; j++)
      picks_add(picks, (Pick){(uint32_t)i, (uint32_t)batch_answers(batch, group)[j].tail,
                              answer_gradient(batch, group, j, missed)});
  }
  picks_sort(picks, begin, BATCH_BLOCK, (end - begin + BATCH_BLOCK - 1) / BATCH_BLOCK);
  float *partial = batch->partial + index * batch->count * p->dim;
  for (size_t k = 0; k < picks->count; k++) {
    const Pick *pick = &picks->sorted[k];
    trainer->kernels->add_scaled(p->dim, pick->gradient,
                                 table_row(&p->entity, (int32_t)pick->entity),
                                 partial + pick->question * p->dim);
  }
}

void batch_grade(void *context, unsigned index) {
  Batch *batch = context;
  const size_t numbers = batch->count * batch->trainer->parameters.dim;
  size_t begin, end;
  batch_share(batch, index, &begin, &end);
  memset(batch->partial + index * numbers, 0, numbers * sizeof *batch->partial);
  if (batch->picks == NULL)
    grade_whole(batch, index, begin, end);
  else
    grade_rounded(batch, index, begin, end);
}

// --- Phase 5, by questions: gradients of heads and relations -------------------------------------

void batch_return(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const size_t dim = p->dim, width = p->relation.width;
  const bool dura = trainer->settings.regulariser == REGULARISER_DURA;
  const float lambda = (float)(trainer->settings.lambda / (double)batch->answers),
              weight = (float)trainer->settings.dura_query;
  size_t begin, end;
  team_share(batch->count, index, team_size(trainer->team), &begin, &end);
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    float *dq = batch->dq + i * dim;
    memset(dq, 0, dim * sizeof *dq);
    for (unsigned t = 0; t < team_size(trainer->team); t++)
      trainer->kernels->add_scaled(dim, 1, batch->partial + (t * batch->count + i) * dim, dq);
    // DURA (Zhang et al. 2020): lambda (w |query|^2 + |t|^2); the inverse question has the rest.
    if (dura)
      trainer->kernels->add_scaled(dim, 2 * lambda * weight * (float)group->count,
                                   batch->q + i * dim, dq);
    const float *h = table_row(&p->entity, group->head),
                *r = table_row(&p->relation, group->relation);
    float *dh = batch->dh + i * dim,
          *dr = batch->dr + (index * p->relation.rows + (size_t)group->relation) * width;
    if (batch->thinned == NULL)
      p->model->query_back(dim, h, r, dq, dh, dr);
    else
      dropout_query_back(batch->dropout, batch_draw(batch, i), p->model, dim, h, r, dq,
                         batch_scratch(batch, index), dh, dr);
    batch->relation_times[index * p->relation.rows + (size_t)group->relation] +=
        (float)group->count;
  }
}

// --- Phase 6: steps ------------------------------------------------------------------------------

// Of a block of entities; a row counts when it is touched.
typedef struct BlockGradient {
  float *value;  // [BATCH_BLOCK][dim]
  size_t dim;
  bool touched[BATCH_BLOCK];
} BlockGradient;

static float *touch(BlockGradient *gradient, size_t row) {
  float *value = gradient->value + row * gradient->dim;
  if (!gradient->touched[row]) memset(value, 0, gradient->dim * sizeof *value);
  gradient->touched[row] = true;
  return value;
}

static void grade_candidates(const Batch *batch, unsigned index, size_t first, size_t size,
                             BlockGradient *gradient) {
  const Parameters *p = &batch->trainer->parameters;
  const Kernels *kernels = batch->trainer->kernels;
  memset(gradient->touched, 0, sizeof gradient->touched);
  if (batch->picks == NULL) {
    for (size_t i = 0; i < size; i++) (void)touch(gradient, i);
    const Pairs pairs = batch_pairs(batch, first, size);
    form_back_candidate(kernels, &pairs, batch->weight + first, batch_entities(batch), true,
                        gradient->value, p->dim);
    return;
  }
  size_t begin, end;
  batch_share(batch, index, &begin, &end);
  const PickList *picks = &batch->picks[index];
  const size_t block = (first - begin) / BATCH_BLOCK;
  for (size_t k = picks->begin[block]; k < picks->begin[block + 1]; k++) {
    const Pick *pick = &picks->sorted[k];
    kernels->add_scaled(p->dim, pick->gradient, batch->q + pick->question * p->dim,
                        touch(gradient, pick->entity - first));
  }
}

static void step_entities(Batch *batch, unsigned index, BlockGradient *gradient) {
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const size_t dim = p->dim;
  const float lambda = (float)(settings->lambda / (double)batch->answers);
  const Regulariser kind = (Regulariser)settings->regulariser;
  size_t begin, end;
  batch_share(batch, index, &begin, &end);
  for (size_t first = begin; first < end; first += BATCH_BLOCK) {
    const size_t size = end - first < BATCH_BLOCK ? end - first : BATCH_BLOCK,
                 block = first / BATCH_BLOCK;
    grade_candidates(batch, index, first, size, gradient);
    for (uint32_t e = batch->event_begin[block]; e < batch->event_begin[block + 1]; e++) {
      const Event *event = &batch->sorted[e];
      float *row = touch(gradient, (size_t)event->entity - first);
      if (event->gradient != NULL) trainer->kernels->add_scaled(dim, 1, event->gradient, row);
      if (event->times > 0)
        regularise(trainer->kernels, kind, dim, p->model->parts, lambda * event->times,
                   table_row(&p->entity, event->entity), row);
    }
    for (size_t i = 0; i < size; i++)
      if (gradient->touched[i])
        optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate,
                       &p->entity, (int32_t)(first + i), gradient->value + i * dim);
  }
}

static void step_relations(Batch *batch, unsigned index) {
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const size_t width = p->relation.width, relations = p->relation.rows;
  const float lambda = (float)(settings->lambda / (double)batch->answers);
  const Regulariser kind = settings->regulariser == REGULARISER_DURA
                               ? REGULARISER_NONE
                               : (Regulariser)settings->regulariser;
  const unsigned size = team_size(trainer->team);
  size_t begin, end;
  team_share(relations, index, size, &begin, &end);
  for (size_t r = begin; r < end; r++) {
    float times = 0, *gradient = batch->dr + r * width;
    for (unsigned t = 0; t < size; t++) {
      times += batch->relation_times[t * relations + r];
      batch->relation_times[t * relations + r] = 0;
    }
    if (times == 0 && settings->relation_weight == 0) continue;
    for (unsigned t = 1; t < size; t++) {
      float *other = batch->dr + (t * relations + r) * width;
      trainer->kernels->add_scaled(width, 1, other, gradient);
      memset(other, 0, width * sizeof *other);
    }
    regularise(trainer->kernels, kind, width, p->model->parts, lambda * times,
               table_row(&p->relation, (int32_t)r), gradient);
    optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate,
                   &p->relation, (int32_t)r, gradient);
    memset(gradient, 0, width * sizeof *gradient);
  }
}

void batch_step(void *context, unsigned index) {
  Batch *batch = context;
  const size_t dim = batch->trainer->parameters.dim;
  BlockGradient gradient = {.value = memory_take_aligned(BATCH_BLOCK * dim, sizeof(float)),
                            .dim = dim};
  step_entities(batch, index, &gradient);
  step_relations(batch, index);
  free(gradient.value);
}

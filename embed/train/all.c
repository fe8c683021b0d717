// Training against all entities: each step takes a batch of questions (head, relation, ?) with all
// their answers, scores every entity by one matrix product, and moves every entity.
//
// Answers of one question share its scores, so that the summed loss is that of single triples at a
// fraction of the cost. Threads split the questions in some phases and the entities in others; no
// two write the same row, so a run gives the same numbers for any order of threads.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/dropout.h"
#include "embed/train/loss.h"
#include "embed/train/optimiser.h"
#include "embed/train/trainer.h"

// Entities whose gradient is made and applied together, so that it stays in the cache.
enum { BLOCK = 256 };
// Answers whose relations are predicted together.
enum { ANSWERS = 256 };

// A question of the training graph; its answers are graph.edge[first … first + count).
typedef struct Group {
  int32_t head, relation;
  uint64_t first;
  uint32_t count;
  uint32_t answer_at;  // of the batch's answers, its first
} Group;

// A row of an entity gets a gradient (NULL: none) and is regularised `times` times.
typedef struct Event {
  int32_t entity;
  float times;
  const float *gradient;
} Event;

typedef struct Batch {
  Trainer *trainer;
  Dropout dropout;
  DropoutDraw draw;  // of the batch's first question
  Group *group;
  size_t count;                 // questions
  size_t answers;               // of all of them
  size_t answer_space;          // rows that the per-answer arrays hold
  float *q, *dq, *dh;           // [count][dim]
  float *partial;               // [threads][count][dim]
  float *score;                 // [count][entities]
  float *weight;                // the same array for FORM_DOT
  float *answer_score;          // [answers]
  float *slab_most, *slab_sum;  // [threads][count]
  float *u, *du;                // [answers][relation width]
  float *dt;                    // [answers][dim]
  float *relation_score;        // [threads][ANSWERS][2 m]
  float *dr;                    // [threads][2 m][relation width]
  float *relation_times;        // [threads][2 m]
  Event *event, *sorted;
  uint32_t *event_begin;  // [blocks + 1]
  size_t events;
  float *thinned;  // [threads][dropout_scratch]
  double *loss;    // [threads]
} Batch;

static size_t entity_count(const Batch *batch) { return batch->trainer->parameters.entity.rows; }

static const Edge *answers_of(const Batch *batch, const Group *group) {
  return batch->trainer->graph.edge + group->first;
}

// --- Phase 1, by questions: query vectors, and the relation prediction ---------------------------

// The loss of the relations of `count` answers, from answer `first` of the batch on; du becomes the
// gradient by u. scores: [count][2 m]
static double predict_relations(Batch *batch, size_t first, size_t count, const int32_t *relation,
                                float *scores, float *dr) {
  const Trainer *trainer = batch->trainer;
  const Table *table = &trainer->parameters.relation;
  const size_t width = table->width, relations = table->rows;
  const float weight = (float)(trainer->settings.relation_weight / (double)batch->answers);
  const float *u = batch->u + first * width;
  double loss = 0;
  gemm_nt(count, relations, width, u, width, table->value, table->stride, false, scores, relations);
  for (size_t j = 0; j < count; j++) {
    float *row = scores + j * relations;
    const float most = trainer->kernels->maximum(relations, row), own = row[relation[j]];
    const float sum = trainer->kernels->exp_sum(relations, most, row);
    for (size_t r = 0; r < relations; r++) row[r] *= weight / sum;
    row[relation[j]] -= weight;
    loss += trainer->settings.relation_weight * (double)(logf(sum) + most - own);
  }
  gemm_nn(count, width, relations, scores, relations, table->value, table->stride, false,
          batch->du + first * width, width);
  gemm_tn(relations, width, count, scores, relations, u, width, true, dr, width);
  return loss;
}

// Of questions begin to end - 1: the answers of all of them lie one behind the other, and are taken
// some hundred at a time.
static double relation_loss(Batch *batch, size_t begin, size_t end, float *scores, float *dr) {
  const Parameters *p = &batch->trainer->parameters;
  const size_t dim = p->dim, width = p->relation.width;
  int32_t relation[ANSWERS];
  size_t waiting = 0, first = batch->group[begin].answer_at;
  double loss = 0;
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    const Edge *answer = answers_of(batch, group);
    for (size_t j = 0; j < group->count; j++) {
      p->model->relation_query(dim, table_row(&p->entity, group->head),
                               table_row(&p->entity, answer[j].tail),
                               batch->u + (group->answer_at + j) * width);
      relation[waiting++] = group->relation;
      if (waiting < ANSWERS && (i + 1 < end || j + 1 < group->count)) continue;
      loss += predict_relations(batch, first, waiting, relation, scores, dr);
      first += waiting;
      waiting = 0;
    }
  }
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    const Edge *answer = answers_of(batch, group);
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

static DropoutDraw draw_of(const Batch *batch, size_t question) {
  return (DropoutDraw){batch->draw.seed, batch->draw.question + question};
}

static float *thinned_of(const Batch *batch, unsigned index) {
  const Parameters *p = &batch->trainer->parameters;
  return batch->thinned + index * dropout_scratch(p->model, p->dim);
}

// The relation prediction sees whole vectors.
static void make_queries(void *context, unsigned index) {
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
      dropout_query(batch->dropout, draw_of(batch, i), p->model, p->dim, h, r,
                    thinned_of(batch, index), q);
  }
  if (trainer->settings.relation_weight == 0 || begin == end) return;
  batch->loss[index] = relation_loss(
      batch, begin, end, batch->relation_score + (size_t)index * ANSWERS * p->relation.rows,
      batch->dr + (size_t)index * p->relation.rows * p->relation.width);
}

// --- Phase 2, by entities: scores ----------------------------------------------------------------

// The answers of a question among entities begin to end - 1, as indices of its answers.
static void answers_within(const Batch *batch, const Group *group, size_t begin, size_t end,
                           size_t *first, size_t *last) {
  const Edge *answer = answers_of(batch, group);
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

static void score_slab(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const Kernels *kernels = trainer->kernels;
  const size_t entities = entity_count(batch);
  size_t begin, end;
  team_share(entities, index, team_size(trainer->team), &begin, &end);
  form_scores(kernels, p->model->form, p->dim, batch->count, batch->q, p->dim, end - begin,
              p->entity.value + begin * p->entity.stride, p->entity.stride, batch->score + begin,
              entities);
  if (batch->weight != batch->score)
    for (size_t i = 0; i < batch->count; i++)
      memcpy(batch->weight + i * entities + begin, batch->score + i * entities + begin,
             (end - begin) * sizeof(float));
  const bool zlpr = trainer->settings.loss == LOSS_ZLPR;
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    float *row = batch->weight + i * entities;
    size_t first, last;
    answers_within(batch, group, begin, end, &first, &last);
    for (size_t j = first; j < last; j++) {
      float *own = &row[answers_of(batch, group)[j].tail];
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
  const float times = zlpr ? 1 : (float)group->count;
  for (unsigned t = 0; t < size; t++)
    batch->slab_sum[t * batch->count + i] =
        expf(batch->slab_most[t * batch->count + i] - most) / sum * times / (float)batch->answers;
  const double log_sum = log((double)sum) + (double)most;
  const float *own = batch->answer_score + group->answer_at;
  double loss = 0;
  if (zlpr) {
    double missed = 0;
    for (size_t j = 0; j < group->count; j++) missed += exp(-(double)own[j]);
    return log_sum + log1p(missed);
  }
  for (size_t j = 0; j < group->count; j++) loss += log_sum - (double)own[j];
  return loss;
}

static void normalise(void *context, unsigned index) {
  Batch *batch = context;
  size_t begin, end;
  team_share(batch->count, index, team_size(batch->trainer->team), &begin, &end);
  for (size_t i = begin; i < end; i++) batch->loss[index] += normalise_question(batch, i);
}

// --- Phase 4, by entities: gradients of the scores, and of the queries ---------------------------

// The gradient by an answer's score, beside what it has as one of all entities.
static float answer_gradient(const Batch *batch, const Group *group, size_t j, float missed) {
  const float share = 1 / (float)batch->answers;
  if (batch->trainer->settings.loss != LOSS_ZLPR) return -share;
  return -share * expf(-batch->answer_score[group->answer_at + j]) / (1 + missed);
}

static void grade_slab(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const size_t entities = entity_count(batch);
  const float share = 1 / (float)batch->answers;
  size_t begin, end;
  team_share(entities, index, team_size(trainer->team), &begin, &end);
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
    float missed = 0;
    if (trainer->settings.loss == LOSS_ZLPR)
      for (size_t j = 0; j < group->count; j++)
        missed += expf(-batch->answer_score[group->answer_at + j]);
    size_t first, last;
    answers_within(batch, group, begin, end, &first, &last);
    for (size_t j = first; j < last; j++) {
      row[answers_of(batch, group)[j].tail] += answer_gradient(batch, group, j, missed);
      if (trainer->settings.loss == LOSS_LOGISTIC)
        batch->loss[index] -= (double)batch->answer_score[group->answer_at + j];
    }
  }
  form_weights(p->model->form, batch->count, end - begin, batch->score + begin,
               batch->weight + begin, entities);
  float *partial = batch->partial + index * batch->count * p->dim;
  memset(partial, 0, batch->count * p->dim * sizeof *partial);
  form_back_query(trainer->kernels, p->model->form, p->dim, batch->count, batch->q, p->dim,
                  end - begin, p->entity.value + begin * p->entity.stride, p->entity.stride,
                  batch->weight + begin, entities, partial, p->dim);
}

// --- Phase 5, by questions: gradients of heads and relations -------------------------------------

static void go_back(void *context, unsigned index) {
  Batch *batch = context;
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const size_t dim = p->dim, width = p->relation.width;
  const bool dura = trainer->settings.regulariser == REGULARISER_DURA;
  const float lambda = (float)(trainer->settings.lambda / (double)batch->answers);
  size_t begin, end;
  team_share(batch->count, index, team_size(trainer->team), &begin, &end);
  for (size_t i = begin; i < end; i++) {
    const Group *group = &batch->group[i];
    float *dq = batch->dq + i * dim;
    memset(dq, 0, dim * sizeof *dq);
    for (unsigned t = 0; t < team_size(trainer->team); t++)
      trainer->kernels->add_scaled(dim, 1, batch->partial + (t * batch->count + i) * dim, dq);
    // DURA (Zhang et al. 2020): lambda (|query|^2 + |t|^2); the inverse question has the rest.
    if (dura)
      trainer->kernels->add_scaled(dim, 2 * lambda * (float)group->count, batch->q + i * dim, dq);
    const float *h = table_row(&p->entity, group->head),
                *r = table_row(&p->relation, group->relation);
    float *dh = batch->dh + i * dim,
          *dr = batch->dr + (index * p->relation.rows + (size_t)group->relation) * width;
    if (batch->thinned == NULL)
      p->model->query_back(dim, h, r, dq, dh, dr);
    else
      dropout_query_back(batch->dropout, draw_of(batch, i), p->model, dim, h, r, dq,
                         thinned_of(batch, index), dh, dr);
    batch->relation_times[index * p->relation.rows + (size_t)group->relation] +=
        (float)group->count;
  }
}

// --- Phase 6: steps ------------------------------------------------------------------------------

static void step_entities(Batch *batch, unsigned index, float *gradient) {
  const Trainer *trainer = batch->trainer;
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const size_t dim = p->dim, entities = entity_count(batch);
  const float lambda = (float)(settings->lambda / (double)batch->answers);
  const Regulariser kind = (Regulariser)settings->regulariser;
  size_t begin, end;
  team_share((entities + BLOCK - 1) / BLOCK, index, team_size(trainer->team), &begin, &end);
  for (size_t block = begin; block < end; block++) {
    const size_t first = block * BLOCK;
    const size_t size = entities - first < BLOCK ? entities - first : BLOCK;
    memset(gradient, 0, size * dim * sizeof *gradient);
    form_back_candidate(trainer->kernels, p->model->form, dim, batch->count, batch->q, dim, size,
                        p->entity.value + first * p->entity.stride, p->entity.stride,
                        batch->weight + first, entities, gradient, dim);
    for (uint32_t e = batch->event_begin[block]; e < batch->event_begin[block + 1]; e++) {
      const Event *event = &batch->sorted[e];
      float *row = gradient + ((size_t)event->entity - first) * dim;
      if (event->gradient != NULL) trainer->kernels->add_scaled(dim, 1, event->gradient, row);
      if (event->times > 0)
        regularise(trainer->kernels, kind, dim, p->model->parts, lambda * event->times,
                   table_row(&p->entity, event->entity), row);
    }
    for (size_t i = 0; i < size; i++)
      optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate,
                     &p->entity, (int32_t)(first + i), gradient + i * dim);
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

static void step(void *context, unsigned index) {
  Batch *batch = context;
  float *gradient = memory_take_aligned(BLOCK * batch->trainer->parameters.dim, sizeof *gradient);
  step_entities(batch, index, gradient);
  step_relations(batch, index);
  free(gradient);
}

// --- Batches -------------------------------------------------------------------------------------

// Heads with the gradient of their question, tails with that of the relation prediction, each as
// often regularised as it stands in a triple; ordered by block of entities.
static void gather_events(Batch *batch) {
  const Trainer *trainer = batch->trainer;
  const size_t dim = trainer->parameters.dim;
  const size_t blocks = (entity_count(batch) + BLOCK - 1) / BLOCK;
  const bool relations = trainer->settings.relation_weight > 0;
  const bool dura = trainer->settings.regulariser == REGULARISER_DURA;
  batch->events = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    batch->event[batch->events++] =
        (Event){group->head, dura ? 0 : (float)group->count, batch->dh + i * dim};
    for (size_t j = 0; j < group->count; j++)
      batch->event[batch->events++] =
          (Event){answers_of(batch, group)[j].tail, 1,
                  relations ? batch->dt + (group->answer_at + j) * dim : NULL};
  }
  memset(batch->event_begin, 0, (blocks + 2) * sizeof *batch->event_begin);
  for (size_t e = 0; e < batch->events; e++)
    batch->event_begin[batch->event[e].entity / BLOCK + 2]++;
  for (size_t b = 2; b <= blocks; b++) batch->event_begin[b] += batch->event_begin[b - 1];
  for (size_t e = 0; e < batch->events; e++)
    batch->sorted[batch->event_begin[batch->event[e].entity / BLOCK + 1]++] = batch->event[e];
}

static void hold_answers(Batch *batch) {
  const Parameters *p = &batch->trainer->parameters;
  if (batch->answers <= batch->answer_space) return;
  batch->answer_space = batch->answers + batch->answers / 4;
  const size_t space = batch->answer_space;
  batch->answer_score = memory_grow(batch->answer_score, space, sizeof(float));
  batch->event = memory_grow(batch->event, space + (size_t)batch->trainer->settings.batch,
                             sizeof *batch->event);
  batch->sorted = memory_grow(batch->sorted, space + (size_t)batch->trainer->settings.batch,
                              sizeof *batch->sorted);
  if (batch->trainer->settings.relation_weight == 0) return;
  batch->u = memory_grow(batch->u, space * p->relation.width, sizeof(float));
  batch->du = memory_grow(batch->du, space * p->relation.width, sizeof(float));
  batch->dt = memory_grow(batch->dt, space * p->dim, sizeof(float));
}

static double run_batch(Batch *batch, Group *group, size_t count) {
  static void (*const phases[])(void *, unsigned) = {make_queries, score_slab, normalise,
                                                     grade_slab,   go_back,    step};
  Team *team = batch->trainer->team;
  batch->group = group;
  batch->count = count;
  batch->answers = 0;
  for (size_t i = 0; i < count; i++) {
    group[i].answer_at = (uint32_t)batch->answers;
    batch->answers += group[i].count;
  }
  hold_answers(batch);
  gather_events(batch);
  for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
    if (phases[i] != normalise || batch->trainer->settings.loss != LOSS_LOGISTIC)
      team_run(team, phases[i], batch);
  double loss = 0;
  for (unsigned t = 0; t < team_size(team); t++) loss += batch->loss[t];
  batch->draw.question += count;
  return loss;
}

// A question with many answers is asked several times, with some of them each: else it would hold
// sway over its batch, and Adagrad would not forget that step.
static Group *list_groups(const Graph *graph, uint32_t most, size_t *count) {
  const uint64_t edges = graph->offset[graph->entities];
  Group *groups = memory_take((size_t)edges, sizeof *groups);
  *count = 0;
  for (int32_t h = 0; h < graph->entities; h++)
    for (uint64_t i = graph->offset[h]; i < graph->offset[h + 1]; i++) {
      const bool more =
          i > graph->offset[h] && graph->edge[i].relation == graph->edge[i - 1].relation;
      if (more && groups[*count - 1].count < most)
        groups[*count - 1].count++;
      else
        groups[(*count)++] = (Group){h, graph->edge[i].relation, i, 1, 0};
    }
  return groups;
}

static void shuffle(Group *groups, size_t count, Random *random) {
  for (size_t i = count; i > 1; i--) {
    const size_t j = (size_t)(random_unit(random) * (double)i);
    const Group swapped = groups[i - 1];
    groups[i - 1] = groups[j];
    groups[j] = swapped;
  }
}

static size_t score_bytes(const Settings *settings, size_t entities) {
  return (size_t)settings->batch * entities * sizeof(float);
}

static Status create_batch(Trainer *trainer, Batch *out, Error *err) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const size_t questions = (size_t)settings->batch, threads = team_size(trainer->team);
  *out = (Batch){.trainer = trainer, .dropout = dropout_of(settings)};
  void *memory;
  TRY(memory_map(score_bytes(settings, p->entity.rows), &memory, err));
  out->weight = out->score = memory;
  if (p->model->form != FORM_DOT) {
    TRY(memory_map(score_bytes(settings, p->entity.rows), &memory, err));
    out->weight = memory;
  }
  out->q = memory_take_aligned(questions * p->dim, sizeof(float));
  out->dq = memory_take_aligned(questions * p->dim, sizeof(float));
  out->dh = memory_take_aligned(questions * p->dim, sizeof(float));
  out->partial = memory_take_aligned(threads * questions * p->dim, sizeof(float));
  out->slab_most = memory_take(threads * questions, sizeof(float));
  out->slab_sum = memory_take(threads * questions, sizeof(float));
  out->dr = memory_take_aligned(threads * p->relation.rows * p->relation.width, sizeof(float));
  out->relation_score =
      memory_take_aligned(threads * ANSWERS * p->relation.rows, sizeof *out->relation_score);
  out->relation_times = memory_take(threads * p->relation.rows, sizeof(float));
  out->event_begin = memory_take(p->entity.rows / BLOCK + 4, sizeof *out->event_begin);
  if (dropout_any(out->dropout))
    out->thinned =
        memory_take_aligned(threads * dropout_scratch(p->model, p->dim), sizeof *out->thinned);
  out->loss = memory_take(threads, sizeof *out->loss);
  return STATUS_OK;
}

static void free_batch(Batch *batch) {
  const size_t bytes =
      score_bytes(&batch->trainer->settings, batch->trainer->parameters.entity.rows);
  if (batch->weight != batch->score) memory_unmap(batch->weight, bytes);
  memory_unmap(batch->score, bytes);
  void *const arrays[] = {batch->q,
                          batch->dq,
                          batch->dh,
                          batch->partial,
                          batch->dr,
                          batch->relation_times,
                          batch->slab_most,
                          batch->slab_sum,
                          batch->answer_score,
                          batch->u,
                          batch->du,
                          batch->dt,
                          batch->relation_score,
                          batch->event,
                          batch->sorted,
                          batch->event_begin,
                          batch->thinned,
                          batch->loss};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

Status train_epoch_all(Trainer *trainer, bool *stopped, Error *err) {
  Batch batch;
  Status status = create_batch(trainer, &batch, err);
  size_t count = 0;
  *stopped = false;
  Group *groups = list_groups(&trainer->graph, (uint32_t)trainer->settings.answers, &count);
  shuffle(groups, count, &trainer->random);
  batch.draw = (DropoutDraw){.seed = random_next(&trainer->random)};
  const uint64_t all = trainer->graph.offset[trainer->graph.entities];
  uint64_t done = 0, steps = 0;
  double loss = 0;
  const size_t size = (size_t)trainer->settings.batch;
  for (size_t at = 0; status == STATUS_OK && at < count && !*stopped; at += size) {
    loss += run_batch(&batch, groups + at, count - at < size ? count - at : size);
    done += batch.answers;
    status = trainer_step(trainer, ++steps, done, all, loss, stopped, err);
  }
  free(groups);
  free_batch(&batch);
  return status;
}

size_t train_all_bytes(const Settings *settings, const Dataset *data) {
  const size_t width = settings->model->relation_width((size_t)settings->dim);
  const size_t threads = (size_t)settings->threads, questions = (size_t)settings->batch;
  const size_t matrices = settings->model->form == FORM_DOT ? 1 : 2;
  // A question has some four answers.
  const size_t answers = settings->relation_weight > 0 ? 4 * questions : 0;
  const size_t thinned = dropout_any(dropout_of(settings))
                             ? dropout_scratch(settings->model, (size_t)settings->dim)
                             : 0;
  return matrices * score_bytes(settings, data->entities.count) +
         sizeof(float) * ((3 + threads) * questions * (size_t)settings->dim +
                          threads * 2 * data->relations.count * (width + ANSWERS) +
                          threads * thinned + answers * (2 * width + (size_t)settings->dim)) +
         data->train_count * 2 * (sizeof(Edge) + sizeof(Group));
}

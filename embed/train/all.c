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
#include "embed/train/batch.h"

// Heads with the gradient of their question, tails with that of the relation prediction, each as
// often regularised as it stands in a triple; ordered by block of entities.
static void gather_events(Batch *batch) {
  const Trainer *trainer = batch->trainer;
  const size_t dim = trainer->parameters.dim;
  const size_t blocks = (batch_entities(batch) + BATCH_BLOCK - 1) / BATCH_BLOCK;
  const bool relations = trainer->settings.relation_weight > 0;
  const bool dura = trainer->settings.regulariser == REGULARISER_DURA;
  batch->events = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const Group *group = &batch->group[i];
    batch->event[batch->events++] =
        (Event){group->head, dura ? 0 : (float)group->count, batch->dh + i * dim};
    for (size_t j = 0; j < group->count; j++)
      batch->event[batch->events++] =
          (Event){batch_answers(batch, group)[j].tail, 1,
                  relations ? batch->dt + (group->answer_at + j) * dim : NULL};
  }
  memset(batch->event_begin, 0, (blocks + 2) * sizeof *batch->event_begin);
  for (size_t e = 0; e < batch->events; e++)
    batch->event_begin[batch->event[e].entity / BATCH_BLOCK + 2]++;
  for (size_t b = 2; b <= blocks; b++) batch->event_begin[b] += batch->event_begin[b - 1];
  for (size_t e = 0; e < batch->events; e++)
    batch->sorted[batch->event_begin[batch->event[e].entity / BATCH_BLOCK + 1]++] = batch->event[e];
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
  static void (*const phases[])(void *, unsigned) = {batch_ask,   batch_score,  batch_normalise,
                                                     batch_grade, batch_return, batch_step};
  Team *team = batch->trainer->team;
  batch->group = group;
  batch->count = count;
  batch->answers = 0;
  batch->total = 0;
  for (size_t i = 0; i < count; i++) {
    group[i].answer_at = (uint32_t)batch->answers;
    batch->answers += group[i].count;
    group[i].worth = 0;
    const Edge *answer = batch_answers(batch, &group[i]);
    for (size_t j = 0; j < group[i].count; j++)
      group[i].worth += batch_worth(batch, answer[j].tail);
    batch->total += group[i].worth;
  }
  hold_answers(batch);
  gather_events(batch);
  for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
    if (phases[i] != batch_normalise || batch->trainer->settings.loss != LOSS_LOGISTIC)
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
        groups[(*count)++] = (Group){h, graph->edge[i].relation, i, 1, 0, 0};
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

// Popular entities' answers weigh more, as in the code of DURA (Zhang et al. 2020). Each fact
// stands in the graph as an edge of both its entities.
static float *weigh_entities(const Graph *graph, float popularity) {
  float *worth = memory_take((size_t)graph->entities, sizeof *worth);
  uint64_t most = 1;
  for (int32_t e = 0; e < graph->entities; e++) {
    const uint64_t facts = graph->offset[e + 1] - graph->offset[e];
    worth[e] = (float)facts;
    if (facts > most) most = facts;
  }
  for (int32_t e = 0; e < graph->entities; e++)
    worth[e] = 1 - popularity + popularity * worth[e] / (float)most;
  return worth;
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
      memory_take_aligned(threads * BATCH_ANSWERS * p->relation.rows, sizeof *out->relation_score);
  out->relation_times = memory_take(threads * p->relation.rows, sizeof(float));
  out->event_begin = memory_take(p->entity.rows / BATCH_BLOCK + 4, sizeof *out->event_begin);
  if (settings->popularity > 0)
    out->worth = weigh_entities(&trainer->graph, (float)settings->popularity);
  if (settings->rounding > 0) out->picks = memory_take(threads, sizeof *out->picks);
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
  for (unsigned t = 0; batch->picks != NULL && t < team_size(batch->trainer->team); t++)
    picks_free(&batch->picks[t]);
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
                          batch->picks,
                          batch->worth,
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
  batch.rounding_seed = random_next(&trainer->random);
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
  // Of a question no more are picked than 1 / rounding, and its answers.
  const size_t picks = settings->rounding > 0
                           ? (size_t)fmin(1 / settings->rounding, (double)data->entities.count) + 4
                           : 0;
  return matrices * score_bytes(settings, data->entities.count) +
         questions * picks * 2 * sizeof(Pick) +
         sizeof(float) * ((3 + threads) * questions * (size_t)settings->dim +
                          threads * 2 * data->relations.count * (width + BATCH_ANSWERS) +
                          threads * thinned + answers * (2 * width + (size_t)settings->dim)) +
         data->train_count * 2 * (sizeof(Edge) + sizeof(Group));
}

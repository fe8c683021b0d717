// Training against samples: a chunk of triples shares its negative answers (joint negatives), so
// that their scores and gradients are matrix products.
//
// Threads take chunks as they come and change rows without locks (Hogwild): with one thread a run
// can be repeated, with more it cannot.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/train/loss.h"
#include "embed/train/optimiser.h"
#include "embed/train/partition.h"
#include "embed/train/ranks/ranks.h"
#include "embed/train/trainer.h"

// Chunks between two looks at the clock.
enum { ROUND = 32 };
// Rows that are asked for before they are needed.
enum { AHEAD = 4 };

typedef struct Epoch {
  Trainer *trainer;
  Triple *triple;  // shuffled; a random half is turned round
  size_t count;
  size_t *chunk;  // begins; [chunks + 1]
  size_t chunks;
  size_t from, to;        // the chunks of this round
  uint32_t *state;        // of the partitions, by chunk
  Partitions partitions;  // count 0: everything is in memory
  const int32_t *drawn;   // of other ranks' entities, those that may be negatives in this round
  size_t drawn_count;
  double drawn_share;  // of the negatives
  atomic_size_t next;
  double *loss;        // [threads]
  Random *random;      // [threads]
  struct Chunk *work;  // [threads]; made by each when it begins
} Epoch;

// What one thread works with; all rows have dim floats.
typedef struct Chunk {
  const Triple *triple;
  size_t count, negatives;
  float *q, *dq;            // [count]
  float *tail, *dt;         // [count], as candidates
  int32_t *negative;        // [negatives], ascending
  float *rows, *candidate;  // [negatives]; the same array when nothing is projected
  float *dc;                // [negatives]
  float *score, *weight;    // [count][negatives]; the same array for FORM_DOT
  float *dh, *dr, *more;    // a row each: head, relation, entity
} Chunk;

// Rows change while they are read: a mixture of old and new is as good as either.
LOCK_FREE static void read_row(float *to, const float *from, size_t count) {
#if defined(__SANITIZE_THREAD__)
  for (size_t i = 0; i < count; i++) to[i] = ((const volatile float *)from)[i];
#else
  memcpy(to, from, count * sizeof *to);
#endif
}

static float *entity_row(const Trainer *trainer, int32_t entity) {
  return table_row(&trainer->parameters.entity, trainer_row(trainer, entity));
}

static int compare_ids(const void *a, const void *b) {
  const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

// One of the entities that are in memory.
static int32_t draw_entity(const Epoch *epoch, size_t at, Random *random) {
  int32_t begin = 0, end = epoch->trainer->own;
  if (epoch->drawn_count > 0 && random_unit(random) < epoch->drawn_share)
    return epoch->drawn[random_below(random, (uint32_t)epoch->drawn_count)];
  if (epoch->partitions.count > 0) {
    const Partitions *partitions = &epoch->partitions;
    const uint32_t *resident = partitions->resident + epoch->state[at] * partitions->buffer;
    const uint32_t chosen = random_below(random, (uint32_t)partitions->buffer);
    partition_range(partitions, resident[chosen], &begin, &end);
  }
  return begin + (int32_t)random_below(random, (uint32_t)(end - begin));
}

static void sample_negatives(const Epoch *epoch, size_t at, Chunk *chunk, Random *random) {
  const Trainer *trainer = epoch->trainer;
  const Table *entity = &trainer->parameters.entity;
  for (size_t j = 0; j < chunk->negatives; j++) chunk->negative[j] = draw_entity(epoch, at, random);
  // In order, so that true answers are found by one walk along both lists.
  qsort(chunk->negative, chunk->negatives, sizeof *chunk->negative, compare_ids);
  for (size_t j = 0; j < chunk->negatives; j++) {
    if (j + AHEAD < chunk->negatives)
      memory_prefetch(entity_row(trainer, chunk->negative[j + AHEAD]), entity->width);
    read_row(chunk->rows + j * trainer->parameters.dim, entity_row(trainer, chunk->negative[j]),
             trainer->parameters.dim);
  }
}

static void prepare_rows(const Trainer *trainer, Chunk *chunk) {
  const Parameters *p = &trainer->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  // Where answers are projected, a chunk has one relation.
  const float *relation = table_row(&p->relation, chunk->triple[0].relation);
  for (size_t i = 0; i < chunk->count; i++) {
    const Triple t = chunk->triple[i];
    if (i + AHEAD < chunk->count) {
      const Triple next = chunk->triple[i + AHEAD];
      memory_prefetch(entity_row(trainer, next.head), dim);
      memory_prefetch(entity_row(trainer, next.tail), dim);
      graph_prefetch(&trainer->graph, next.head);
    }
    read_row(chunk->more, entity_row(trainer, t.head), dim);
    model->query(dim, chunk->more, table_row(&p->relation, t.relation), chunk->q + i * dim);
    read_row(chunk->more, entity_row(trainer, t.tail), dim);
    if (model->candidate != NULL)
      model->candidate(dim, chunk->more, relation, chunk->tail + i * dim);
    else
      memcpy(chunk->tail + i * dim, chunk->more, dim * sizeof(float));
  }
  if (model->candidate != NULL)
    for (size_t j = 0; j < chunk->negatives; j++)
      model->candidate(dim, chunk->rows + j * dim, relation, chunk->candidate + j * dim);
}

// Negatives that are true answers do not count.
static void mask_answers(const Trainer *trainer, const Chunk *chunk, size_t i, float *scores) {
  const EdgeSpan known =
      graph_answers(&trainer->graph, chunk->triple[i].head, chunk->triple[i].relation);
  size_t j = 0;
  for (size_t k = 0; k < known.count && j < chunk->negatives; k++) {
    while (j < chunk->negatives && chunk->negative[j] < known.edge[k].tail) j++;
    for (; j < chunk->negatives && chunk->negative[j] == known.edge[k].tail; j++)
      scores[j] = -INFINITY;
  }
}

static float score_pair(const Trainer *trainer, const float *q, const float *c) {
  const Parameters *p = &trainer->parameters;
  return p->model->form == FORM_DOT ? trainer->kernels->dot(p->dim, q, c)
                                    : model_score(p->model, p->dim, q, c);
}

static double grade(const Trainer *trainer, Chunk *chunk) {
  const Parameters *p = &trainer->parameters;
  const size_t dim = p->dim, bytes = chunk->negatives * sizeof(float);
  const bool distance = p->model->form != FORM_DOT;
  const LossTask task = {.kernels = trainer->kernels,
                         .kind = (Loss)trainer->settings.loss,
                         .margin = distance || trainer->settings.loss == LOSS_MARGIN
                                       ? (float)trainer->settings.margin
                                       : 0,
                         .temperature = (float)trainer->settings.temperature};
  form_scores(trainer->kernels, p->model->form, dim, chunk->count, chunk->q, dim, chunk->negatives,
              chunk->candidate, dim, chunk->score, chunk->negatives);
  if (chunk->weight != chunk->score) memcpy(chunk->weight, chunk->score, chunk->count * bytes);
  memset(chunk->dq, 0, chunk->count * dim * sizeof(float));
  memset(chunk->dt, 0, chunk->count * dim * sizeof(float));
  double loss = 0;
  for (size_t i = 0; i < chunk->count; i++) {
    float *row = chunk->weight + i * chunk->negatives, by_positive;
    mask_answers(trainer, chunk, i, row);
    const float *q = chunk->q + i * dim, *tail = chunk->tail + i * dim;
    loss += loss_sampled(&task, score_pair(trainer, q, tail), chunk->negatives, row, &by_positive);
    if (distance) {
      model_score_back(p->model, dim, q, tail, by_positive, chunk->dq + i * dim,
                       chunk->dt + i * dim);
    } else {
      trainer->kernels->add_scaled(dim, by_positive, tail, chunk->dq + i * dim);
      trainer->kernels->add_scaled(dim, by_positive, q, chunk->dt + i * dim);
    }
  }
  form_weights(p->model->form, chunk->count, chunk->negatives, chunk->score, chunk->weight,
               chunk->negatives);
  form_back_query(trainer->kernels, p->model->form, dim, chunk->count, chunk->q, dim,
                  chunk->negatives, chunk->candidate, dim, chunk->weight, chunk->negatives,
                  chunk->dq, dim);
  memset(chunk->dc, 0, chunk->negatives * dim * sizeof(float));
  form_back_candidate(trainer->kernels, p->model->form, dim, chunk->count, chunk->q, dim,
                      chunk->negatives, chunk->candidate, dim, chunk->weight, chunk->negatives,
                      chunk->dc, dim);
  return loss;
}

// What a step of the row will read.
static void prefetch_step(const Trainer *trainer, int32_t entity) {
  const Table *table = &trainer->parameters.entity;
  const int32_t row = trainer_row(trainer, entity);
  memory_prefetch(table_row(table, row), table->width);
  memory_prefetch(table_state(table, row), table->state_stride);
}

static void step_entity(const Trainer *trainer, int32_t entity, float *gradient, float times) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const int32_t row = trainer_row(trainer, entity);
  if (times > 0)
    regularise(trainer->kernels, (Regulariser)settings->regulariser, p->dim, p->model->parts,
               times * (float)settings->lambda, table_row(&p->entity, row), gradient);
  if (entity < trainer->own)
    optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate, &p->entity,
                   row, gradient);
  else
    ranks_add_entity(trainer->ranks, row, gradient);
}

static void step_relation(const Trainer *trainer, int32_t relation, float *gradient, float times) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  regularise(trainer->kernels, (Regulariser)settings->regulariser, p->relation.width,
             p->model->parts, times * (float)settings->lambda, table_row(&p->relation, relation),
             gradient);
  if (trainer->ranks == NULL)
    optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate,
                   &p->relation, relation, gradient);
  else
    ranks_add_relation(trainer->ranks, relation, gradient);
  memset(gradient, 0, p->relation.width * sizeof *gradient);
}

// Triples of a chunk stand by relation, so that each relation makes one step.
static void step_rows(const Trainer *trainer, Chunk *chunk) {
  const Parameters *p = &trainer->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  float times = 0;
  for (size_t i = 0; i < chunk->count; i++) {
    const Triple t = chunk->triple[i];
    const float *r = table_row(&p->relation, t.relation);
    if (i + AHEAD < chunk->count) {
      prefetch_step(trainer, chunk->triple[i + AHEAD].head);
      prefetch_step(trainer, chunk->triple[i + AHEAD].tail);
    }
    float *dt = chunk->dt + i * dim;
    read_row(chunk->more, entity_row(trainer, t.head), dim);
    memset(chunk->dh, 0, dim * sizeof(float));
    model->query_back(dim, chunk->more, r, chunk->dq + i * dim, chunk->dh, chunk->dr);
    if (model->candidate != NULL) {
      read_row(chunk->more, entity_row(trainer, t.tail), dim);
      float *through = chunk->q + i * dim;  // no more needed
      memset(through, 0, dim * sizeof(float));
      model->candidate_back(dim, chunk->more, r, dt, through, chunk->dr);
      dt = through;
    }
    step_entity(trainer, t.head, chunk->dh, 1);
    step_entity(trainer, t.tail, dt, 1);
    times++;
    if (i + 1 < chunk->count && chunk->triple[i + 1].relation == t.relation) continue;
    // The negatives of a chunk with one relation change it, too.
    if (model->candidate != NULL)
      for (size_t j = 0; j < chunk->negatives; j++) {
        memset(chunk->dh, 0, dim * sizeof(float));
        model->candidate_back(dim, chunk->rows + j * dim, r, chunk->dc + j * dim, chunk->dh,
                              chunk->dr);
        memcpy(chunk->dc + j * dim, chunk->dh, dim * sizeof(float));
      }
    step_relation(trainer, t.relation, chunk->dr, times);
    times = 0;
  }
  for (size_t j = 0; j < chunk->negatives; j++) {
    if (j + AHEAD < chunk->negatives) prefetch_step(trainer, chunk->negative[j + AHEAD]);
    step_entity(trainer, chunk->negative[j], chunk->dc + j * dim, 0);
  }
}

static Chunk create_chunk(const Trainer *trainer) {
  const size_t dim = trainer->parameters.dim, size = (size_t)trainer->settings.chunk;
  Chunk chunk = {.negatives = (size_t)trainer->settings.negatives};
  const size_t negatives = chunk.negatives;
  chunk.q = memory_take_aligned(size * dim, sizeof(float));
  chunk.dq = memory_take_aligned(size * dim, sizeof(float));
  chunk.tail = memory_take_aligned(size * dim, sizeof(float));
  chunk.dt = memory_take_aligned(size * dim, sizeof(float));
  chunk.negative = memory_take(negatives, sizeof *chunk.negative);
  chunk.rows = memory_take_aligned(negatives * dim, sizeof(float));
  chunk.candidate = trainer->parameters.model->candidate == NULL
                        ? chunk.rows
                        : memory_take_aligned(negatives * dim, sizeof(float));
  chunk.dc = memory_take_aligned(negatives * dim, sizeof(float));
  chunk.score = memory_take_aligned(size * negatives, sizeof(float));
  chunk.weight = trainer->parameters.model->form == FORM_DOT
                     ? chunk.score
                     : memory_take_aligned(size * negatives, sizeof(float));
  chunk.dh = memory_take_aligned(dim, sizeof(float));
  chunk.dr = memory_take_aligned(trainer->parameters.relation.width, sizeof(float));
  chunk.more = memory_take_aligned(dim, sizeof(float));
  return chunk;
}

static void free_chunk(Chunk *chunk) {
  if (chunk->candidate != chunk->rows) free(chunk->candidate);
  if (chunk->weight != chunk->score) free(chunk->weight);
  void *const arrays[] = {chunk->q,        chunk->dq,   chunk->tail, chunk->dt,
                          chunk->negative, chunk->rows, chunk->dc,   chunk->score,
                          chunk->dh,       chunk->dr,   chunk->more};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

static void run_chunks(void *context, unsigned index) {
  Epoch *epoch = context;
  if (epoch->work[index].q == NULL) epoch->work[index] = create_chunk(epoch->trainer);
  Chunk chunk = epoch->work[index];
  for (;;) {
    const size_t at = atomic_fetch_add(&epoch->next, 1);
    if (at >= epoch->to) break;
    chunk.triple = epoch->triple + epoch->chunk[at];
    chunk.count = epoch->chunk[at + 1] - epoch->chunk[at];
    sample_negatives(epoch, at, &chunk, &epoch->random[index]);
    prepare_rows(epoch->trainer, &chunk);
    epoch->loss[index] += grade(epoch->trainer, &chunk);
    step_rows(epoch->trainer, &chunk);
  }
}

// --- The order of an epoch -----------------------------------------------------------------------

static int by_relation(const void *a, const void *b) {
  const Triple *x = a, *y = b;
  return (x->relation > y->relation) - (x->relation < y->relation);
}

// Each training triple once, turned round or not; of several ranks, this one's share of them.
static Triple *list_triples(Trainer *trainer, size_t *count) {
  if (trainer->ranks != NULL) return ranks_questions(trainer->ranks, trainer, count);
  const Dataset *data = &trainer->data;
  const int32_t relations = trainer->graph.relations;
  Triple *triples = memory_take(data->train_count, sizeof *triples);
  *count = data->train_count;
  for (size_t i = 0; i < data->train_count; i++) {
    const bool turn = (random_next(&trainer->random) & 1) != 0;
    triples[i] = turn ? triple_inverse(data->train[i], relations) : data->train[i];
  }
  return triples;
}

static Triple *shuffled(Trainer *trainer, size_t *count) {
  Triple *triples = list_triples(trainer, count);
  for (size_t i = *count; i > 1; i--) {
    const size_t j = (size_t)(random_unit(&trainer->random) * (double)i);
    const Triple swapped = triples[i - 1];
    triples[i - 1] = triples[j];
    triples[j] = swapped;
  }
  return triples;
}

// Triples in an order that chunks can be cut from. key: the state in which the triple's bucket is
// trained, and the relation where a chunk must have one.
typedef struct Placed {
  uint64_t key;
  size_t at;
  Triple triple;
} Placed;

static int by_key(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

static Placed *place(const Epoch *epoch, bool pure) {
  Placed *placed = memory_take(epoch->count, sizeof *placed);
  for (size_t i = 0; i < epoch->count; i++) {
    const Triple t = epoch->triple[i];
    const size_t state = epoch->partitions.count > 0 ? partition_state(&epoch->partitions, t) : 0;
    placed[i] = (Placed){(uint64_t)state << 32 | (pure ? (uint32_t)t.relation : 0), i, t};
  }
  if (pure || epoch->partitions.count > 0) qsort(placed, epoch->count, sizeof *placed, by_key);
  return placed;
}

// Chunks of one state in random order.
static void shuffle_chunks(Trainer *trainer, size_t *order, const uint32_t *state, size_t count) {
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count && state[end] == state[begin];) end++;
    for (size_t left = end - begin; left > 1; left--) {
      const size_t j = begin + (size_t)(random_unit(&trainer->random) * (double)left);
      const size_t swapped = order[begin + left - 1];
      order[begin + left - 1] = order[j];
      order[j] = swapped;
    }
  }
}

// The chunks, of equal size where they can be: epoch->triple is put in their order. In a chunk
// triples stand by relation.
static void cut(Epoch *epoch) {
  const size_t all = epoch->count, size = (size_t)epoch->trainer->settings.chunk;
  const bool pure = epoch->trainer->parameters.model->candidate != NULL;
  Placed *placed = place(epoch, pure);
  size_t *begin = memory_take(all + 1, sizeof *begin), *order = memory_take(all, sizeof *order);
  uint32_t *state = memory_take(all, sizeof *state);
  size_t count = 0;
  for (size_t at = 0; at < all; count++) {
    begin[count] = at;
    order[count] = count;
    state[count] = (uint32_t)(placed[at].key >> 32);
    for (const size_t first = at;
         at < all && at - first < size && placed[at].key == placed[first].key;)
      at++;
  }
  begin[count] = all;
  if (pure) shuffle_chunks(epoch->trainer, order, state, count);
  epoch->chunk = memory_take(count + 1, sizeof *epoch->chunk);
  size_t filled = 0;
  for (size_t c = 0; c < count; c++) {
    epoch->chunk[c] = filled;
    for (size_t i = begin[order[c]]; i < begin[order[c] + 1]; i++)
      epoch->triple[filled++] = placed[i].triple;
    if (!pure)
      qsort(epoch->triple + epoch->chunk[c], filled - epoch->chunk[c], sizeof *epoch->triple,
            by_relation);
  }
  epoch->chunk[count] = filled;
  epoch->chunks = count;
  epoch->state = state;
  free(placed);
  free(begin);
  free(order);
}

// Chunks that go together at most: until the next look at the clock, or exchange of ranks.
static size_t round_most(const Trainer *trainer) {
  const size_t each = trainer->ranks == NULL ? ROUND : (size_t)trainer->settings.exchange;
  return each * team_size(trainer->team);
}

// The chunks from `from` on that go together: of one state, and not too many.
static size_t round_end(const Epoch *epoch, size_t from) {
  const size_t most = round_most(epoch->trainer);
  size_t to = from;
  while (to < epoch->chunks && to - from < most && epoch->state[to] == epoch->state[from]) to++;
  return to;
}

// The state in which partitions are (all.states: none yet), for the round's.
static void bring_partitions(const Epoch *epoch, size_t *state) {
  if (epoch->partitions.count == 0 || epoch->state[epoch->from] == *state) return;
  partitions_swap(&epoch->partitions, &epoch->trainer->parameters.entity, *state,
                  epoch->state[epoch->from]);
  *state = epoch->state[epoch->from];
}

// One round; of several ranks, one whose own are done takes part with no chunk.
static void run_round(Epoch *epoch) {
  Trainer *trainer = epoch->trainer;
  const size_t first = epoch->chunk[epoch->from];
  epoch->to = round_end(epoch, epoch->from);
  if (trainer->ranks != NULL) {
    ranks_round_begin(trainer->ranks, trainer, epoch->triple + first,
                      epoch->chunk[epoch->to] - first);
    epoch->drawn = ranks_drawn(trainer->ranks, &epoch->drawn_count, &epoch->drawn_share);
  }
  atomic_store(&epoch->next, epoch->from);
  team_run(trainer->team, run_chunks, epoch);
  if (trainer->ranks != NULL) ranks_round_end(trainer->ranks, trainer);
  epoch->from = epoch->to;
}

static Epoch create_epoch(Trainer *trainer) {
  const unsigned threads = team_size(trainer->team);
  const Settings *settings = &trainer->settings;
  Epoch epoch = {.trainer = trainer};
  if (settings->partitions > 1)
    epoch.partitions =
        partitions_plan(trainer->own, (size_t)settings->partitions, (size_t)settings->buffer);
  epoch.triple = shuffled(trainer, &epoch.count);
  cut(&epoch);
  epoch.loss = memory_take(threads, sizeof *epoch.loss);
  epoch.random = memory_take(threads, sizeof *epoch.random);
  epoch.work = memory_take(threads, sizeof *epoch.work);
  const uint64_t seed = random_next(&trainer->random);
  for (unsigned t = 0; t < threads; t++) epoch.random[t] = random_create(seed, t);
  return epoch;
}

static void free_epoch(Epoch *epoch) {
  for (unsigned t = 0; t < team_size(epoch->trainer->team); t++) free_chunk(&epoch->work[t]);
  free(epoch->work);
  partitions_free(&epoch->partitions);
  free(epoch->chunk);
  free(epoch->state);
  free(epoch->triple);
  free(epoch->loss);
  free(epoch->random);
}

Status train_epoch_sampled(Trainer *trainer, bool *stopped, Error *err) {
  Epoch epoch = create_epoch(trainer);
  Status status = STATUS_OK;
  size_t state = epoch.partitions.states;
  const size_t most = round_most(trainer);
  const size_t shared = ranks_most(trainer->ranks, (epoch.chunks + most - 1) / most);
  *stopped = false;
  for (size_t round = 0; status == STATUS_OK && !*stopped; round++) {
    if (trainer->ranks != NULL ? round >= shared : epoch.from >= epoch.chunks) break;
    bring_partitions(&epoch, &state);
    run_round(&epoch);
    double loss = 0;
    for (unsigned t = 0; t < team_size(trainer->team); t++) loss += epoch.loss[t];
    const size_t all = trainer->data.train_count > 0 ? trainer->data.train_count : epoch.count;
    status = trainer_step(trainer, epoch.to, epoch.chunk[epoch.to], all, loss, stopped, err);
  }
  free_epoch(&epoch);
  return status;
}

size_t train_sampled_bytes(const Settings *settings) {
  const size_t dim = (size_t)settings->dim, chunk = (size_t)settings->chunk,
               negatives = (size_t)settings->negatives;
  return (size_t)settings->threads * sizeof(float) *
         (4 * chunk * dim + 3 * negatives * dim + 2 * chunk * negatives);
}

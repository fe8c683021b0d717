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
#include "embed/train/trainer.h"

// Chunks between two looks at the clock.
enum { ROUND = 32 };
// Rows that are asked for before they are needed.
enum { AHEAD = 4 };

typedef struct Epoch {
  Trainer *trainer;
  Triple *triple;  // shuffled; a random half is turned round
  size_t count;
  const size_t *chunk;  // begins; [chunks + 1]
  size_t from, to;      // the chunks of this round
  atomic_size_t next;
  double *loss;    // [threads]
  Random *random;  // [threads]
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

static int compare_ids(const void *a, const void *b) {
  const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

static void sample_negatives(const Trainer *trainer, Chunk *chunk, Random *random) {
  const Table *entity = &trainer->parameters.entity;
  for (size_t j = 0; j < chunk->negatives; j++)
    chunk->negative[j] = (int32_t)random_below(random, (uint32_t)entity->rows);
  // In order, so that true answers are found by one walk along both lists.
  qsort(chunk->negative, chunk->negatives, sizeof *chunk->negative, compare_ids);
  for (size_t j = 0; j < chunk->negatives; j++) {
    if (j + AHEAD < chunk->negatives)
      memory_prefetch(table_row(entity, chunk->negative[j + AHEAD]), entity->width);
    read_row(chunk->rows + j * trainer->parameters.dim, table_row(entity, chunk->negative[j]),
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
      memory_prefetch(table_row(&p->entity, next.head), dim);
      memory_prefetch(table_row(&p->entity, next.tail), dim);
      graph_prefetch(&trainer->graph, next.head);
    }
    read_row(chunk->more, table_row(&p->entity, t.head), dim);
    model->query(dim, chunk->more, table_row(&p->relation, t.relation), chunk->q + i * dim);
    read_row(chunk->more, table_row(&p->entity, t.tail), dim);
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
  memory_prefetch(table_row(table, entity), table->width);
  memory_prefetch(table_state(table, entity), table->state_stride);
}

static void step_entity(const Trainer *trainer, int32_t entity, float *gradient, float times) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  if (times > 0)
    regularise(trainer->kernels, (Regulariser)settings->regulariser, p->dim, p->model->parts,
               times * (float)settings->lambda, table_row(&p->entity, entity), gradient);
  optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate, &p->entity,
                 entity, gradient);
}

static void step_relation(const Trainer *trainer, int32_t relation, float *gradient, float times) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  regularise(trainer->kernels, (Regulariser)settings->regulariser, p->relation.width,
             p->model->parts, times * (float)settings->lambda, table_row(&p->relation, relation),
             gradient);
  optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate, &p->relation,
                 relation, gradient);
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
    read_row(chunk->more, table_row(&p->entity, t.head), dim);
    memset(chunk->dh, 0, dim * sizeof(float));
    model->query_back(dim, chunk->more, r, chunk->dq + i * dim, chunk->dh, chunk->dr);
    if (model->candidate != NULL) {
      read_row(chunk->more, table_row(&p->entity, t.tail), dim);
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
  Chunk chunk = create_chunk(epoch->trainer);
  for (;;) {
    const size_t at = atomic_fetch_add(&epoch->next, 1);
    if (at >= epoch->to) break;
    chunk.triple = epoch->triple + epoch->chunk[at];
    chunk.count = epoch->chunk[at + 1] - epoch->chunk[at];
    sample_negatives(epoch->trainer, &chunk, &epoch->random[index]);
    prepare_rows(epoch->trainer, &chunk);
    epoch->loss[index] += grade(epoch->trainer, &chunk);
    step_rows(epoch->trainer, &chunk);
  }
  free_chunk(&chunk);
}

// --- The order of an epoch -----------------------------------------------------------------------

static int by_relation(const void *a, const void *b) {
  const Triple *x = a, *y = b;
  return (x->relation > y->relation) - (x->relation < y->relation);
}

static Triple *shuffled(Trainer *trainer) {
  const Dataset *data = &trainer->data;
  const int32_t relations = trainer->graph.relations;
  Triple *triples = memory_take(data->train_count, sizeof *triples);
  for (size_t i = 0; i < data->train_count; i++) {
    const bool turn = (random_next(&trainer->random) & 1) != 0;
    triples[i] = turn ? triple_inverse(data->train[i], relations) : data->train[i];
  }
  for (size_t i = data->train_count; i > 1; i--) {
    const size_t j = (size_t)(random_unit(&trainer->random) * (double)i);
    const Triple swapped = triples[i - 1];
    triples[i - 1] = triples[j];
    triples[j] = swapped;
  }
  return triples;
}

// Begins of the chunks: of equal size and sorted inside; or, where a chunk must have one relation,
// cut from triples in the order of relations and then shuffled as wholes.
static size_t *cut(Trainer *trainer, Triple **triples, size_t *count) {
  const size_t all = trainer->data.train_count, size = (size_t)trainer->settings.chunk;
  const bool pure = trainer->parameters.model->candidate != NULL;
  size_t *begin = memory_take(all + 2, sizeof *begin);
  if (pure) qsort(*triples, all, sizeof **triples, by_relation);
  *count = 0;
  for (size_t at = 0; at < all;) {
    size_t end = at + 1;
    while (end < all && end - at < size &&
           (!pure || (*triples)[end].relation == (*triples)[at].relation))
      end++;
    begin[(*count)++] = at;
    if (!pure) qsort(*triples + at, end - at, sizeof **triples, by_relation);
    at = end;
  }
  begin[*count] = all;
  if (!pure) return begin;
  Triple *mixed = memory_take(all, sizeof *mixed);
  size_t *order = memory_take(*count, sizeof *order),
         *mixed_begin = memory_take(*count + 1, sizeof *begin);
  for (size_t i = 0; i < *count; i++) order[i] = i;
  size_t filled = 0;
  for (size_t left = *count; left > 0; left--) {
    const size_t j = (size_t)(random_unit(&trainer->random) * (double)left), chosen = order[j];
    order[j] = order[left - 1];
    mixed_begin[*count - left] = filled;
    memcpy(mixed + filled, *triples + begin[chosen],
           (begin[chosen + 1] - begin[chosen]) * sizeof *mixed);
    filled += begin[chosen + 1] - begin[chosen];
  }
  mixed_begin[*count] = all;
  free(*triples);
  free(begin);
  free(order);
  *triples = mixed;
  return mixed_begin;
}

Status train_epoch_sampled(Trainer *trainer, bool *stopped, Error *err) {
  const unsigned threads = team_size(trainer->team);
  Epoch epoch = {.trainer = trainer, .count = trainer->data.train_count};
  size_t chunks = 0;
  epoch.triple = shuffled(trainer);
  size_t *begin = cut(trainer, &epoch.triple, &chunks);
  epoch.chunk = begin;
  epoch.loss = memory_take(threads, sizeof *epoch.loss);
  epoch.random = memory_take(threads, sizeof *epoch.random);
  const uint64_t seed = random_next(&trainer->random);
  for (unsigned t = 0; t < threads; t++) epoch.random[t] = random_create(seed, t);
  const size_t round = (size_t)ROUND * threads;
  Status status = STATUS_OK;
  *stopped = false;
  while (status == STATUS_OK && epoch.from < chunks && !*stopped) {
    epoch.to = chunks - epoch.from < round ? chunks : epoch.from + round;
    atomic_store(&epoch.next, epoch.from);
    team_run(trainer->team, run_chunks, &epoch);
    epoch.from = epoch.to;
    double loss = 0;
    for (unsigned t = 0; t < threads; t++) loss += epoch.loss[t];
    status = trainer_step(trainer, epoch.to, begin[epoch.to], epoch.count, loss, stopped, err);
  }
  free(begin);
  free(epoch.triple);
  free(epoch.loss);
  free(epoch.random);
  return status;
}

size_t train_sampled_bytes(const Settings *settings) {
  const size_t dim = (size_t)settings->dim, chunk = (size_t)settings->chunk,
               negatives = (size_t)settings->negatives;
  return (size_t)settings->threads * sizeof(float) *
         (4 * chunk * dim + 3 * negatives * dim + 2 * chunk * negatives);
}

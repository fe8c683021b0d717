// Learning a chunk of questions against their joint negatives.
//
// A chunk goes block by block, so that what a block works with stays in the second cache beside the
// negatives. Scores and gradients are matrix products. A row of a head or a tail is read where it
// lies, and makes one step with the last of the block's questions that it is in, while its gradient
// is in the first cache; a relation makes its step when its questions are done, and the negatives
// theirs when all blocks are.
#include "embed/train/chunk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/data/radix.h"
#include "embed/train/loss.h"
#include "embed/train/optimiser.h"
#include "embed/train/ranks/ranks.h"

// BLOCK: questions of a block, which have up to ROWS entities. PLACES: of the table that finds
// their rows. AHEAD: rows that are asked for before they are needed. MARKS: bits of the sketch of
// the negatives.
enum { BLOCK = 128, ROWS = 2 * BLOCK, PLACES = 1024, AHEAD = 4, ANSWERS_AHEAD = 12, MARKS = 4096 };

// Rows have dim floats and begin on cache lines, `stride` apart.
typedef struct ChunkWork {
  size_t stride;

  // Of the block at hand.
  const Question *question;
  size_t count, rows;
  int32_t entity[ROWS];               // whose rows these are
  const float *row[ROWS];             // as they lie in the table
  uint16_t times[ROWS], left[ROWS];   // as how many heads and tails; of these, not yet learnt
  uint16_t slot[ROWS];                // 1 + which of gradient[] is theirs; 0: none yet
  uint16_t place[PLACES];             // 1 + a row, by place_of; 0: none
  uint16_t head[BLOCK], tail[BLOCK];  // rows of the questions
  float *gradient;                    // [ROWS]
  uint16_t unused[ROWS];              // gradients that are no row's; the last one used is the next
  size_t unused_count;
  float *q, *dq;             // [BLOCK]; the same array for FORM_DOT
  float *again;              // FORM_DOT: a question's q, when dq has taken its place
  float *answer;             // [BLOCK], tails as candidates; NULL when nothing is projected
  float positive[BLOCK];     // scores of the true answers
  float by_answer[BLOCK];    // gradients by them
  float *score, *weight;     // [BLOCK][score_stride]; the same array for FORM_DOT
  const float **wanted_row;  // [2 ROWS + negatives]
  Wanted wanted;             // the rest of them, which the block's products ask for

  // Of the chunk.
  size_t negatives, score_stride;
  int32_t *negative;          // ascending
  uint64_t *key;              // [2 negatives], to put them in order
  uint64_t mark[MARKS / 64];  // the bits of negatives, by mark_of
  float *sample, *candidate;  // [negatives]; the same array when nothing is projected
  float *dc;                  // [negatives]
  float *dr;                  // of the relation at hand
  float relation_times;       // how many of its questions dr is of
  float *dh, *dt;             // a row each
} ChunkWork;

// Rows change while they are read: a mixture of old and new is as good as either.
LOCK_FREE static void read_row(float *to, const float *from, size_t count) {
#if defined(__SANITIZE_THREAD__)
  for (size_t i = 0; i < count; i++) to[i] = ((const volatile float *)from)[i];
#else
  memcpy(to, from, count * sizeof *to);
#endif
}

static float *row_at(const ChunkWork *work, float *rows, size_t index) {
  return rows + index * work->stride;
}

static float *entity_row(const Trainer *trainer, int32_t entity) {
  return table_row(&trainer->parameters.entity, trainer_row(trainer, entity));
}

static void prefetch_entity(const Trainer *trainer, int32_t entity) {
  memory_prefetch(entity_row(trainer, entity), trainer->parameters.dim);
}

static void prefetch_state(const Trainer *trainer, int32_t entity) {
  const Table *table = &trainer->parameters.entity;
  memory_prefetch(table_state(table, trainer_row(trainer, entity)), table->state_stride);
}

// Its row, or its state, if it is not the relation of the question before as well: those follow
// each other.
static void prefetch_relation(const Trainer *trainer, const Question *question, bool first,
                              bool state) {
  const Table *table = &trainer->parameters.relation;
  const int32_t relation = question->triple.relation;
  if (!first && question[-1].triple.relation == relation) return;
  if (state)
    memory_prefetch(table_state(table, relation), table->state_stride);
  else
    memory_prefetch(table_row(table, relation), table->width);
}

// Has it the rows of the question before, which there is?
static bool is_other_side(const Question *question) {
  return question->triple.head == question[-1].triple.tail &&
         question->triple.tail == question[-1].triple.head;
}

static void prefetch_answers(EdgeSpan known) {
  enum { MOST = 64, IN_LINE = 8 };
  if (known.count <= 1) return;
  const size_t count = known.count < MOST ? known.count : MOST;
  for (size_t k = 0; k < count; k += IN_LINE) memory_prefetch_line(known.edge + k);
  memory_prefetch_line(known.edge + count - 1);
}

// --- Reading -------------------------------------------------------------------------------------

static uint32_t mixed(int32_t entity) { return (uint32_t)entity * 2654435761u; }
static size_t mark_of(int32_t entity) { return mixed(entity) >> 20; }
static size_t place_of(int32_t entity) { return mixed(entity) >> 22; }

static void read_negatives(const Trainer *trainer, ChunkWork *work) {
  const size_t dim = trainer->parameters.dim;
  // In order, so that a true answer among them is found by halving.
  for (size_t j = 0; j < work->negatives; j++) work->key[j] = (uint32_t)work->negative[j];
  radix_sort(work->key, work->key + work->negatives, work->negatives);
  for (size_t j = 0; j < work->negatives; j++) work->negative[j] = (int32_t)work->key[j];
  memset(work->mark, 0, sizeof work->mark);
  for (size_t j = 0; j < work->negatives; j++) {
    const size_t mark = mark_of(work->negative[j]);
    work->mark[mark / 64] |= (uint64_t)1 << mark % 64;
    if (j + AHEAD < work->negatives) prefetch_entity(trainer, work->negative[j + AHEAD]);
    read_row(row_at(work, work->sample, j), entity_row(trainer, work->negative[j]), dim);
  }
}

// The row of an entity in the block.
static uint16_t block_row(const Trainer *trainer, ChunkWork *work, int32_t entity) {
  size_t place = place_of(entity);
  for (; work->place[place] != 0; place = (place + 1) % PLACES) {
    const size_t row = work->place[place] - (size_t)1;
    if (work->entity[row] != entity) continue;
    work->times[row]++;
    work->left[row]++;
    return (uint16_t)row;
  }
  const size_t row = work->rows++;
  work->place[place] = (uint16_t)(row + 1);
  work->entity[row] = entity;
  work->times[row] = 1;
  work->left[row] = 1;
  work->slot[row] = 0;
  work->row[row] = entity_row(trainer, entity);
  return (uint16_t)row;
}

static const float *answer_row(const ChunkWork *work, size_t i) {
  return work->answer != NULL ? row_at(work, work->answer, i) : work->row[work->tail[i]];
}

static float score_pair(const Trainer *trainer, const float *q, const float *c) {
  const Parameters *p = &trainer->parameters;
  return p->model->form == FORM_DOT ? trainer->kernels->dot(p->dim, q, c)
                                    : model_score(p->model, p->dim, q, c);
}

// Queries, and the true answers' scores while both rows are in the first cache. rest: questions of
// the chunk from the block's first on.
static void read_block(const Trainer *trainer, ChunkWork *work, size_t rest) {
  const Parameters *p = &trainer->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  work->rows = 0;
  memset(work->place, 0, sizeof work->place);
  for (size_t i = 0; i < work->count; i++) {
    const Triple t = work->question[i].triple;
    const float *relation = table_row(&p->relation, t.relation);
    if (i + AHEAD < rest) {
      const Question *soon = &work->question[i + AHEAD];
      if (!is_other_side(soon)) {
        prefetch_entity(trainer, soon->triple.head);
        prefetch_entity(trainer, soon->triple.tail);
      }
      prefetch_relation(trainer, soon, false, false);
    }
    work->head[i] = block_row(trainer, work, t.head);
    work->tail[i] = block_row(trainer, work, t.tail);
    model->query(dim, work->row[work->head[i]], relation, row_at(work, work->q, i));
    if (model->candidate != NULL)
      model->candidate(dim, work->row[work->tail[i]], relation, row_at(work, work->answer, i));
    work->positive[i] = score_pair(trainer, row_at(work, work->q, i), answer_row(work, i));
  }
}

// --- What products ask for -----------------------------------------------------------------------

static void want(ChunkWork *work, const float *row) {
  work->wanted_row[work->wanted.count++] = row;
}

static void want_state(const Trainer *trainer, ChunkWork *work, int32_t entity) {
  want(work, table_state(&trainer->parameters.entity, trainer_row(trainer, entity)));
}

// What is read behind the block's products, in this order: the states of its rows, and the rows of
// the next block or, behind the last, the negatives' states. Of an optimiser that keeps little of a
// row, states are left to the loops that read them. rest: as for read_block.
static void list_wanted(const Trainer *trainer, ChunkWork *work, size_t rest) {
  const bool states = trainer->parameters.entity.state_stride >= trainer->parameters.dim;
  const size_t end = rest < ROWS ? rest : ROWS;  // of two blocks
  work->wanted = (Wanted){work->wanted_row, 0, trainer->parameters.dim};
  for (size_t row = 0; states && row < work->rows; row++)
    want_state(trainer, work, work->entity[row]);
  for (size_t i = work->count; i < end; i++) {
    if (is_other_side(&work->question[i])) continue;
    want(work, entity_row(trainer, work->question[i].triple.head));
    want(work, entity_row(trainer, work->question[i].triple.tail));
  }
  for (size_t j = 0; states && rest == work->count && j < work->negatives; j++)
    want_state(trainer, work, work->negative[j]);
}

// --- Scores and their gradients ------------------------------------------------------------------

static void mask_answer(const ChunkWork *work, int32_t tail, float *scores) {
  const size_t mark = mark_of(tail);
  if ((work->mark[mark / 64] >> mark % 64 & 1) == 0) return;
  size_t begin = 0, end = work->negatives;
  while (begin < end) {
    const size_t middle = (begin + end) / 2;
    if (work->negative[middle] < tail)
      begin = middle + 1;
    else
      end = middle;
  }
  for (; begin < work->negatives && work->negative[begin] == tail; begin++)
    scores[begin] = -INFINITY;
}

// Negatives that are true answers do not count.
static void mask_answers(const ChunkWork *work, const Question *question, float *scores) {
  // Most have one answer, which is not worth going for.
  if (question->known.count <= 1) {
    mask_answer(work, question->triple.tail, scores);
    return;
  }
  for (size_t k = 0; k < question->known.count; k++)
    mask_answer(work, question->known.edge[k].tail, scores);
}

static LossTask loss_task(const Trainer *trainer) {
  const Settings *settings = &trainer->settings;
  const bool distance = trainer->parameters.model->form != FORM_DOT;
  return (LossTask){
      .kernels = trainer->kernels,
      .kind = (Loss)settings->loss,
      .margin = distance || settings->loss == LOSS_MARGIN ? (float)settings->margin : 0,
      .temperature = (float)settings->temperature};
}

// Scores, their gradients, and what these are by queries and negatives. The true answers' part of
// dq is added by back_block. first: of its chunk. Products ask for what list_wanted has.
static double grade_block(const Trainer *trainer, ChunkWork *work, bool first) {
  const Parameters *p = &trainer->parameters;
  const size_t n = work->negatives, ld = work->stride, lds = work->score_stride;
  const LossTask task = loss_task(trainer);
  const Pairs pairs = {.form = p->model->form,
                       .dim = p->dim,
                       .m = work->count,
                       .q = work->q,
                       .ldq = ld,
                       .n = n,
                       .c = work->candidate,
                       .ldc = ld,
                       .wanted = &work->wanted,
                       .bfloat = trainer->settings.scores == SCORES_BFLOAT16};
  form_scores(trainer->kernels, &pairs, work->score, lds);
  if (work->weight != work->score)
    memcpy(work->weight, work->score, work->count * lds * sizeof(float));
  double loss = 0;
  for (size_t i = 0; i < work->count && i < ANSWERS_AHEAD; i++)
    prefetch_answers(work->question[i].known);
  for (size_t i = 0; i < work->count; i++) {
    float *row = work->weight + i * lds;
    if (i + ANSWERS_AHEAD < work->count) prefetch_answers(work->question[i + ANSWERS_AHEAD].known);
    mask_answers(work, &work->question[i], row);
    loss += loss_sampled(&task, work->positive[i], n, row, &work->by_answer[i]);
  }
  form_weights(pairs.form, work->count, n, work->score, work->weight, lds);
  form_back_candidate(trainer->kernels, &pairs, work->weight, lds, !first, work->dc, ld);
  form_back_query(trainer->kernels, &pairs, work->weight, lds, false, work->dq, ld);
  return loss;
}

// --- Steps ---------------------------------------------------------------------------------------

static void step_entity(const Trainer *trainer, int32_t entity, const float *gradient) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  const int32_t at = trainer_row(trainer, entity);
  if (entity < trainer->own)
    optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate, &p->entity,
                   at, gradient);
  else
    ranks_add_entity(trainer->ranks, at, gradient);
}

static void step_relation(const Trainer *trainer, ChunkWork *work, int32_t relation) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  regularise(trainer->kernels, (Regulariser)settings->regulariser, p->relation.width,
             p->model->parts, work->relation_times * (float)settings->lambda,
             table_row(&p->relation, relation), work->dr);
  if (trainer->ranks == NULL)
    optimiser_step((OptimiserKind)settings->optimiser, trainer->kernels, trainer->rate,
                   &p->relation, relation, work->dr);
  else
    ranks_add_relation(trainer->ranks, relation, work->dr);
  memset(work->dr, 0, p->relation.width * sizeof(float));
  work->relation_times = 0;
}

// What a question's steps will read: rows may have left the cache since.
static void prefetch_step(const Trainer *trainer, const ChunkWork *work, size_t question) {
  const size_t row[] = {work->head[question], work->tail[question]};
  for (size_t k = 0; k < 2 && !is_other_side(&work->question[question]); k++) {
    if (work->left[row[k]] < work->times[row[k]]) continue;
    prefetch_entity(trainer, work->entity[row[k]]);
    prefetch_state(trainer, work->entity[row[k]]);
  }
  prefetch_relation(trainer, &work->question[question], false, true);
  prefetch_relation(trainer, &work->question[question], false, false);
}

static float *row_gradient(const Trainer *trainer, ChunkWork *work, size_t row) {
  if (work->slot[row] > 0) return row_at(work, work->gradient, work->slot[row] - (size_t)1);
  const uint16_t slot = work->unused[--work->unused_count];
  work->slot[row] = (uint16_t)(slot + 1);
  float *gradient = row_at(work, work->gradient, slot);
  memset(gradient, 0, trainer->parameters.dim * sizeof *gradient);
  return gradient;
}

// One of the row's questions is learnt: with the last of them it steps.
static void leave_row(const Trainer *trainer, ChunkWork *work, size_t row) {
  const Parameters *p = &trainer->parameters;
  const Settings *settings = &trainer->settings;
  if (--work->left[row] > 0) return;
  float *gradient = row_gradient(trainer, work, row);
  regularise(trainer->kernels, (Regulariser)settings->regulariser, p->dim, p->model->parts,
             (float)work->times[row] * (float)settings->lambda, work->row[row], gradient);
  step_entity(trainer, work->entity[row], gradient);
  work->unused[work->unused_count++] = (uint16_t)(work->slot[row] - 1);
}

// Gradients by queries and answers become those by rows and relations; a relation steps when its
// questions end. `more`: the chunk has more questions behind the block.
static void back_block(const Trainer *trainer, ChunkWork *work, bool more) {
  const Parameters *p = &trainer->parameters;
  const Model *model = p->model;
  const size_t dim = p->dim;
  for (size_t i = 0; i < work->count; i++) {
    const Triple t = work->question[i].triple;
    const float *relation = table_row(&p->relation, t.relation), by = work->by_answer[i];
    const size_t head = work->head[i], tail = work->tail[i];
    const float *q = row_at(work, work->q, i), *answer = answer_row(work, i);
    float *dq = row_at(work, work->dq, i), *to_tail = row_gradient(trainer, work, tail);
    float *da = work->answer != NULL ? work->dt : to_tail;
    if (work->answer != NULL) memset(da, 0, dim * sizeof(float));
    if (i + AHEAD < work->count) prefetch_step(trainer, work, i + AHEAD);
    if (model->form == FORM_DOT) {
      model->query(dim, work->row[head], relation, work->again);
      q = work->again;
      trainer->kernels->add_scaled(dim, by, answer, dq);
      trainer->kernels->add_scaled(dim, by, q, da);
    } else {
      model_score_back(model, dim, q, answer, by, dq, da);
    }
    model->query_back(dim, work->row[head], relation, dq, row_gradient(trainer, work, head),
                      work->dr);
    if (work->answer != NULL)
      model->candidate_back(dim, work->row[tail], relation, da, to_tail, work->dr);
    leave_row(trainer, work, head);
    leave_row(trainer, work, tail);
    work->relation_times++;
    const bool last = i + 1 == work->count && !more;
    if (!last && work->question[i + 1].triple.relation != t.relation)
      step_relation(trainer, work, t.relation);
  }
}

// Where answers are projected, what the negatives have changed of their projections goes back to
// their rows and to the chunk's one relation.
static void unproject_negatives(const Trainer *trainer, ChunkWork *work, int32_t relation) {
  const Parameters *p = &trainer->parameters;
  const size_t dim = p->dim;
  for (size_t j = 0; j < work->negatives; j++) {
    memset(work->dh, 0, dim * sizeof(float));
    p->model->candidate_back(dim, row_at(work, work->sample, j), table_row(&p->relation, relation),
                             row_at(work, work->dc, j), work->dh, work->dr);
    memcpy(row_at(work, work->dc, j), work->dh, dim * sizeof(float));
  }
}

static void step_negatives(const Trainer *trainer, ChunkWork *work) {
  for (size_t j = 0; j < work->negatives; j++) {
    if (j + AHEAD < work->negatives) {
      prefetch_entity(trainer, work->negative[j + AHEAD]);
      prefetch_state(trainer, work->negative[j + AHEAD]);
    }
    step_entity(trainer, work->negative[j], row_at(work, work->dc, j));
  }
}

// --- A chunk -------------------------------------------------------------------------------------

double chunk_learn(const Trainer *trainer, Chunk *chunk, size_t count) {
  ChunkWork *work = chunk->work;
  const Parameters *p = &trainer->parameters;
  const size_t dim = p->dim;
  const Question *question = chunk->question;
  read_negatives(trainer, work);
  if (p->model->candidate != NULL)
    for (size_t j = 0; j < work->negatives; j++)
      p->model->candidate(dim, row_at(work, work->sample, j),
                          table_row(&p->relation, question[0].triple.relation),
                          row_at(work, work->candidate, j));
  double loss = 0;
  for (size_t done = 0; done < count; done += work->count) {
    work->question = question + done;
    work->count = count - done < BLOCK ? count - done : BLOCK;
    read_block(trainer, work, count - done);
    list_wanted(trainer, work, count - done);
    loss += grade_block(trainer, work, done == 0);
    back_block(trainer, work, done + work->count < count);
  }
  const int32_t relation = question[count - 1].triple.relation;
  if (p->model->candidate != NULL) unproject_negatives(trainer, work, relation);
  step_relation(trainer, work, relation);
  step_negatives(trainer, work);
  return loss;
}

// Rows of scores are an odd number of lines apart. Else the numbers of a column, which products go
// through, would share few sets of the first cache.
static size_t score_stride(size_t negatives) {
  enum { LINE = 16 };
  return (negatives + LINE - 1) / LINE / 2 * 2 * LINE + LINE;
}

static float *take_rows(size_t count, size_t width) {
  return memory_take_aligned(count * width, sizeof(float));
}

Chunk chunk_create(const Trainer *trainer, size_t most) {
  const Parameters *p = &trainer->parameters;
  const size_t stride = table_stride(p->dim), negatives = (size_t)trainer->settings.negatives;
  const bool projects = p->model->candidate != NULL;
  ChunkWork *work = memory_take(1, sizeof *work);
  *work = (ChunkWork){
      .stride = stride, .negatives = negatives, .score_stride = score_stride(negatives)};
  work->gradient = take_rows(ROWS, stride);
  work->q = take_rows(BLOCK, stride);
  work->dq = p->model->form == FORM_DOT ? work->q : take_rows(BLOCK, stride);
  work->again = take_rows(1, stride);
  work->unused_count = ROWS;
  for (size_t i = 0; i < ROWS; i++) work->unused[i] = (uint16_t)(ROWS - 1 - i);
  work->answer = projects ? take_rows(BLOCK, stride) : NULL;
  work->score = take_rows(BLOCK, work->score_stride);
  work->weight = p->model->form == FORM_DOT ? work->score : take_rows(BLOCK, work->score_stride);
  work->wanted_row = memory_take((size_t)2 * ROWS + negatives, sizeof *work->wanted_row);
  work->negative = memory_take(negatives, sizeof *work->negative);
  work->key = memory_take(2 * negatives, sizeof *work->key);
  work->sample = take_rows(negatives, stride);
  work->candidate = projects ? take_rows(negatives, stride) : work->sample;
  work->dc = take_rows(negatives, stride);
  work->dr = take_rows(1, p->relation.width);
  work->dh = take_rows(1, stride);
  work->dt = take_rows(1, stride);
  memset(work->dr, 0, p->relation.width * sizeof(float));
  return (Chunk){memory_take(most, sizeof(Question)), work->negative, work};
}

void chunk_free(Chunk *chunk) {
  ChunkWork *work = chunk->work;
  if (work == NULL) return;
  if (work->candidate != work->sample) free(work->candidate);
  if (work->weight != work->score) free(work->weight);
  if (work->dq != work->q) free(work->dq);
  void *const arrays[] = {
      work->again, work->wanted_row, work->gradient, work->q,      work->answer,
      work->score, work->negative,   work->key,      work->sample, work->dc,
      work->dr,    work->dh,         work->dt,       work,         chunk->question};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  *chunk = (Chunk){0};
}

size_t chunk_bytes(const Settings *settings, size_t most) {
  const size_t dim = table_stride((size_t)settings->dim), negatives = (size_t)settings->negatives;
  const size_t block = BLOCK;
  return sizeof(float) * (((size_t)2 * ROWS + 3 * block) * dim + 3 * negatives * dim +
                          2 * block * score_stride(negatives)) +
         most * sizeof(Question);
}

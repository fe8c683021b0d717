// A batch of questions of training against all entities, and its phases: forth to the scores and
// the loss (batch_forth.c, with the relation prediction of batch_relation.c), back to the gradients
// and the steps (batch_back.c). Each phase is run by all threads of the team; index is the
// thread's.
#ifndef ANAMORPH_EMBED_TRAIN_BATCH_H
#define ANAMORPH_EMBED_TRAIN_BATCH_H

#include "embed/train/dropout.h"
#include "embed/train/picks.h"
#include "embed/train/trainer.h"

// Entities whose gradient is made and applied together, so that it stays in the cache.
enum { BATCH_BLOCK = 256 };
// Answers whose relations are predicted together.
enum { BATCH_ANSWERS = 256 };

// A question of the training graph; its answers are graph.edge[first … first + count).
typedef struct Group {
  int32_t head, relation;
  uint64_t first;
  uint32_t count;
  uint32_t answer_at;  // of the batch's answers, its first
  float worth;         // of its answers together
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
  DropoutDraw draw;        // of the batch's first question
  uint64_t rounding_seed;  // of the epoch
  Group *group;
  size_t count;                 // questions
  size_t answers;               // of all of them
  float *worth;                 // [entities], as answers; NULL: 1 each
  float total;                  // worth of the batch's answers
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
  PickList *picks;  // [threads], each of its slab; NULL: gradients by scores are whole
  float *thinned;   // [threads][dropout_scratch]
  double *loss;     // [threads]
} Batch;

static inline size_t batch_entities(const Batch *batch) {
  return batch->trainer->parameters.entity.rows;
}

static inline const Edge *batch_answers(const Batch *batch, const Group *group) {
  return batch->trainer->graph.edge + group->first;
}

// Its questions with entities first to first + count - 1.
static inline Pairs batch_pairs(const Batch *batch, size_t first, size_t count) {
  const Parameters *p = &batch->trainer->parameters;
  return (Pairs){.form = p->model->form,
                 .dim = p->dim,
                 .m = batch->count,
                 .q = batch->q,
                 .ldq = p->dim,
                 .n = count,
                 .c = p->entity.value + first * p->entity.stride,
                 .ldc = p->entity.stride,
                 .bfloat = batch->trainer->settings.scores == SCORES_BFLOAT16};
}

static inline float batch_worth(const Batch *batch, int32_t answer) {
  return batch->worth == NULL ? 1 : batch->worth[answer];
}

// What dropout leaves out of a question, and the thread's scratch for it.
static inline DropoutDraw batch_draw(const Batch *batch, size_t question) {
  return (DropoutDraw){batch->draw.seed, batch->draw.question + question};
}

static inline float *batch_scratch(const Batch *batch, unsigned index) {
  const Parameters *p = &batch->trainer->parameters;
  return batch->thinned + index * dropout_scratch(p->model, p->dim);
}

// A thread's entities, begin to end - 1: whole blocks.
void batch_share(const Batch *batch, unsigned index, size_t *begin, size_t *end);
// The answers of a question among entities begin to end - 1, as indices of its answers.
void batch_answers_within(const Batch *batch, const Group *group, size_t begin, size_t end,
                          size_t *first, size_t *last);

// The loss of predicting the relations of all answers of questions begin to end - 1, times
// relation_weight; its gradients are added to dh and dr, those by answers become dt.
double batch_predict_relations(Batch *batch, unsigned index, size_t begin, size_t end);

// The phases, in their order. context: a Batch.
void batch_ask(void *context, unsigned index);        // queries; the relation prediction
void batch_score(void *context, unsigned index);      // scores, or their powers
void batch_normalise(void *context, unsigned index);  // the loss; not for LOSS_LOGISTIC
void batch_grade(void *context, unsigned index);      // gradients by scores, and by queries
void batch_return(void *context, unsigned index);     // by heads and relations
void batch_step(void *context, unsigned index);

#endif

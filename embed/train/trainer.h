// What the two ways of training share: one against all entities (all.c), one against samples
// (sampled.c).
#ifndef ANAMORPH_EMBED_TRAIN_TRAINER_H
#define ANAMORPH_EMBED_TRAIN_TRAINER_H

#include <stdatomic.h>

#include "embed/data/clock.h"
#include "embed/data/training_data.h"
#include "embed/kernel/kernel.h"
#include "embed/model/parameters.h"
#include "embed/train/settings.h"
#include "embed/train/team.h"

typedef struct TrainProgress {
  int64_t epoch;     // the one that runs, from 1
  int64_t epochs;    // wanted; 0: as many as the time allows
  double done;       // of this epoch, 0 to 1
  double rate;       // triples a second, both directions counted as one each
  double loss;       // mean a triple, this epoch so far
  double seconds;    // spent, earlier runs included, by the setting `clock`
  double processor;  // seconds of processor time that this run has used, of all threads
  double left;       // seconds still to go, an estimate
  double valid_mrr;  // 0: not known
} TrainProgress;

// progress may be NULL; *stop ends training after the step, in order. trouble is told of a
// checkpoint that cannot be written, and training goes on; NULL: it ends. All may be used from the
// caller's thread only.
typedef struct TrainWatch {
  void (*progress)(void *self, const TrainProgress *progress);
  void *self;
  const atomic_bool *stop;
  void (*trouble)(void *self, const Error *err);
} TrainWatch;

// Of several ranks (ranks/ranks.h), each has its own part: its entities from id 0 to own - 1, their
// rows in its tables, their questions in its graph; data is the leader's alone. Ids from own on are
// other ranks' entities, whose rows are in the table for a round.
typedef struct Trainer {
  Settings settings;
  Dataset data;
  Graph graph;  // of the training triples
  Parameters parameters;
  uint64_t *answers;         // where those of each sampled question are (sampled.c); NULL: not yet
  struct Ranks *ranks;       // NULL: this process is alone
  int32_t own;               // entities that are this process's
  const int32_t *guest_row;  // by id - own, of others' entities
  const Kernels *kernels;
  Team *team;
  TrainWatch watch;
  Random random;
  float rate;            // of this epoch
  int64_t epoch;         // done so far
  double seconds;        // spent before `started`
  double started;        // by trainer_clock
  double epoch_started;  // likewise
  double told;           // the last word to the watch; of the wall
  double loss;           // mean of the last epoch
  double valid_mrr;
} Trainer;

// The row of an entity in the table.
static inline int32_t trainer_row(const Trainer *trainer, int32_t entity) {
  return entity < trainer->own ? entity : trainer->guest_row[entity - trainer->own];
}

static inline double trainer_clock(const Trainer *trainer) {
  return clock_seconds((ClockKind)trainer->settings.clock, (unsigned)trainer->settings.threads);
}

static inline double trainer_seconds(const Trainer *trainer) {
  return trainer->seconds + trainer_clock(trainer) - trainer->started;
}

// After each step of an epoch: `done` of `all` triples, with this loss in all. Tells the watch
// (at most five times a second) and says whether to stop now: time is up, or the user wants it.
// With several ranks, all of them together: `done` and loss are sums. Errors: STATUS_LIMIT when the
// loss is no number (with step and settings).
Status trainer_step(Trainer *trainer, uint64_t step, uint64_t done, uint64_t all, double loss,
                    bool *stop, Error *err) MUST_CHECK;

// One pass over all training triples in both directions. *stopped: it was cut short.
// Errors: STATUS_LIMIT (as trainer_step; memory).
Status train_epoch_all(Trainer *trainer, bool *stopped, Error *err) MUST_CHECK;
Status train_epoch_sampled(Trainer *trainer, bool *stopped, Error *err) MUST_CHECK;

// Bytes beside the parameters.
size_t train_all_bytes(const Settings *settings, const Dataset *data);
size_t train_sampled_bytes(const Settings *settings, const Dataset *data);

// --- Regularisers --------------------------------------------------------------------------------
// Adds the gradient of weight * |x|^3 over the numbers of `parts` blocks (N3, Lacroix et al. 2018),
// or of weight * |x|^2.
void regularise(const Kernels *kernels, Regulariser kind, size_t width, size_t parts, float weight,
                const float *x, float *gradient);

#endif

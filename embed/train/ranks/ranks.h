// One training by several processes, which mpirun starts: what the trainer and the command need to
// know of them. Ranks NULL is one process alone, for which all of this costs nothing; built without
// the option ANAMORPH_MPI there is nothing else.
//
// Rank 0 leads: it alone reads arguments, triples and files, speaks, looks at validation and
// writes. The others wait for its call, and all train in step; every rank calls the collective
// functions in the same order.
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_RANKS_H
#define ANAMORPH_EMBED_TRAIN_RANKS_RANKS_H

#include "embed/train/trainer.h"

typedef struct Ranks Ranks;

// As the environment says. Errors: STATUS_USAGE when several were started together and this program
// knows nothing of MPI. Close it with ranks_close.
Status ranks_open(Ranks **out, Error *err) MUST_CHECK;
// The leader lets the others go (ranks_wait); all wait for each other.
void ranks_close(Ranks *ranks);

size_t ranks_count(const Ranks *ranks);
size_t ranks_rank(const Ranks *ranks);
// Whether this is rank 0, or a process alone.
bool ranks_leads(const Ranks *ranks);

// --- Sharing out ---------------------------------------------------------------------------------

// What the leader tells the others of a training.
typedef struct RanksJob {
  Settings settings;
  int64_t epoch;  // done before
  double seconds, valid_mrr;
  bool looks;  // there is validation
} RanksJob;

// Errors: STATUS_USAGE (settings that several ranks cannot follow, fewer entities than ranks).
Status ranks_check(const Ranks *ranks, const Settings *settings, uint64_t entities,
                   Error *err) MUST_CHECK;
// The leader: cuts the whole graph into parts, calls the others, and sends each its own. *local is
// its own part's graph. Errors: graph_cut's; then the others have not been called.
Status ranks_divide(Ranks *ranks, const Graph *whole, const RanksJob *job, Graph *local,
                    Error *err) MUST_CHECK;
// The others: wait for a call; false: the leader needs them no more.
bool ranks_wait(Ranks *ranks);
Status ranks_join(Ranks *ranks, RanksJob *job, Graph *local, Error *err) MUST_CHECK;

// Entities of this rank; rows of its table, with those that it fetches.
size_t ranks_entities(const Ranks *ranks);
size_t ranks_rows(const Ranks *ranks, const Settings *settings);

// Collective: first values of entities. The leader's `row` is called with the ids of the whole
// graph in order, to fill a row of value and state.
typedef void (*RanksRow)(void *self, int32_t entity, float *value, float *state);
void ranks_deal(Ranks *ranks, RanksRow row, void *self, const Table *entity);
// Collective: all rows into the leader's `whole` (looked at there alone), states too if wanted.
void ranks_collect(Ranks *ranks, const Parameters *parameters, const Parameters *whole,
                   bool with_state);

// --- In step -------------------------------------------------------------------------------------

// Collective: OK if all are; else the error of the first rank that failed, on all of them.
Status ranks_agree(Ranks *ranks, Status own, Error *err) MUST_CHECK;
// Collective: what the leader has there.
void ranks_share(Ranks *ranks, void *data, size_t bytes);
// Collective: sums; the greatest.
void ranks_sum(Ranks *ranks, double numbers[], size_t count);
size_t ranks_most(Ranks *ranks, size_t number);

// --- Rounds, for several ranks only --------------------------------------------------------------

// Before the first epoch and behind the last. The trainer has its parameters and stays where it is.
void ranks_begin(Ranks *ranks, Trainer *trainer);
void ranks_end(Ranks *ranks);

// This rank's questions, for as long as the ranks are. Questions 2 i and 2 i + 1, i < *pairs, are
// the sides of one triple.
const Triple *ranks_questions(const Ranks *ranks, size_t *count, size_t *pairs);
// Collective: around a round over these questions.
void ranks_round_begin(Ranks *ranks, Trainer *trainer, const Triple question[], size_t count);
void ranks_round_end(Ranks *ranks, const Trainer *trainer);
// Others' entities drawn as negatives of this round, and the share of negatives that are of them.
const int32_t *ranks_drawn(const Ranks *ranks, size_t *count, double *share);
// Gradients that are not for a step now: of others' entities, of relations. By many threads at
// once.
void ranks_add_entity(Ranks *ranks, int32_t row, const float *gradient);
void ranks_add_relation(Ranks *ranks, int32_t relation, const float *gradient);

#endif

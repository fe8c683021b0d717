// What ranks exchange in a round of training: rows of other ranks' entities in, their gradients
// out, and the sums of the relations' gradients.
//
// As in DGL-KE (Zheng et al. 2020), an entity's row and its optimiser's memory are at its owner
// alone: a rank fetches the rows that a round needs (*guests*, behind its own in its table),
// gathers their gradients, and sends these to the owners, who make the steps. Relations are on all
// ranks: a round's gradients are summed over all of them, those of relations that somebody met
// alone, and every rank makes the same step, so that the tables and the optimiser's memory stay the
// same everywhere.
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_ROUND_H
#define ANAMORPH_EMBED_TRAIN_RANKS_ROUND_H

#include "embed/train/ranks/shard.h"
#include "embed/train/trainer.h"

typedef struct Round Round;

// Rows that guests need at most, behind the rank's own.
size_t round_space(const Shard *shard, const Settings *settings);

// All arguments outlive it; parameters: of this rank, with that space. Free with round_free.
Round *round_create(Messenger *messenger, const Shard *shard, const Settings *settings,
                    const Parameters *parameters);
void round_free(Round *round);  // NULL is allowed

// Collective. Before a round over these questions (none: another rank still has some): fetches the
// rows of others that they need, and of others drawn as negatives.
void round_begin(Round *round, const Triple question[], size_t count, Random *random);
// Collective. After it: owners and all make their steps.
void round_end(Round *round, const Kernels *kernels, float rate);

// By id - own entities: the row of a guest in the table.
const int32_t *round_rows(const Round *round);
// Ids drawn among the others' for this round (none where the setting `elsewhere` is 0), and the
// share of negatives that are to be of them.
const int32_t *round_drawn(const Round *round, size_t *count, double *share);

// Gradients, by several threads at once without locks.
void round_add_guest(Round *round, int32_t row, const float *gradient);
void round_add_relation(Round *round, int32_t relation, const float *gradient);

#endif

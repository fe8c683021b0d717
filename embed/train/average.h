// A running mean of the parameters over epochs, to be asked in their place. Steps of a constant
// rate end up wandering about a minimum; the mean of where they have been lies nearer to it (Polyak
// and Juditsky 1992; Izmailov et al. 2018), and training itself goes on as if there were none.
#ifndef ANAMORPH_EMBED_TRAIN_AVERAGE_H
#define ANAMORPH_EMBED_TRAIN_AVERAGE_H

#include "embed/model/parameters.h"
#include "embed/train/team.h"

// mean: values only; its model is NULL where there is none. epochs: how many are in it.
typedef struct Average {
  Parameters mean;
  int64_t epochs;
} Average;

// Of no epoch yet; until one is added the mean has these values. Free it with
// parameters_free(&out->mean). Errors: STATUS_LIMIT (memory).
Status average_create(const Parameters *from, Average *out, Error *err) MUST_CHECK;

// After an epoch. An epoch weighs `keep` times as much as the next, 0 < keep < 1; of the first ones
// the mean is already that of those there are (as in Adam, Kingma and Ba 2015). The same numbers
// for any team.
void average_add(Average *average, const Parameters *now, double keep, Team *team);

// The values of both change places: now those of *parameters are the mean. Nothing without one.
void average_swap(Average *average, Parameters *parameters);

#endif

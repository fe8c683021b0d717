// Optimisers: how the gradient of a row changes it. All may run on one row from several threads
// without locks.
#ifndef ANAMORPH_EMBED_TRAIN_OPTIMISER_H
#define ANAMORPH_EMBED_TRAIN_OPTIMISER_H

#include "embed/kernel/kernel.h"
#include "embed/model/parameters.h"
#include "embed/train/settings.h"

// Floats that the optimiser keeps for a row: squares of gradients (Adagrad), one mean square
// (row-wise Adagrad), or two means and a count of steps (Adam, Kingma and Ba 2015; a row that has
// no gradient in a step stays as it is).
size_t optimiser_state(OptimiserKind kind, size_t width);

// One step of row `row` against its gradient g[width].
void optimiser_step(OptimiserKind kind, const Kernels *kernels, float rate, const Table *table,
                    int32_t row, const float *g);

#endif

// A gradient by scores of which few numbers are left: the great ones as they are, and of the small
// ones a few, chosen at random and enlarged, so that the mean is the whole gradient's.
//
// A softmax over all entities gives nearly all of them a probability near 0, and two of the three
// matrix products of a step are by those. Rounded to 0 or to `least`, at random and without bias,
// no more than 1 / least of them are left of a question. Each is one of some 1 / least that an
// entity meets while it is once an answer itself, so the noise is small beside that of the batches.
// The square of such a gradient, of which Adagrad makes its steps, is larger: it wants twice the
// rate (measured in tests/bench/embed/NOTES.md).
#ifndef ANAMORPH_EMBED_TRAIN_PICKS_H
#define ANAMORPH_EMBED_TRAIN_PICKS_H

#include <stddef.h>
#include <stdint.h>

#include "embed/kernel/kernel.h"

// The gradient by the score of an entity as an answer to a question of the batch.
typedef struct Pick {
  uint32_t question, entity;
  float gradient;
} Pick;

// pick[count]; after picks_sort sorted[count], of block b those from begin[b] to begin[b + 1] - 1.
typedef struct PickList {
  Pick *pick, *sorted;
  size_t count, capacity;
  uint32_t *begin;
  size_t blocks;
} PickList;

static inline void picks_clear(PickList *list) { list->count = 0; }
void picks_free(PickList *list);

void picks_add(PickList *list, Pick pick);

// Adds scale * x'[i] of entity first + i, where x' is x[count] rounded: x[i] >= least stays; of the
// others each is `least` with a probability of x[i] / least, and else left out (systematic
// sampling: a step of `least` along their running sum, from unit * least on, unit in [0, 1)).
// No x[i] may be negative; least > 0; nothing is added where it is infinite.
void picks_round(PickList *list, const Kernels *kernels, uint32_t question, uint32_t first,
                 size_t count, const float *x, double least, float scale, double unit);

// By blocks of `size` entities from entity `first` on; in a block in the order of adding.
void picks_sort(PickList *list, size_t first, size_t size, size_t blocks);

#endif

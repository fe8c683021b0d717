// Rounding by systematic sampling, stretch after stretch.
#include "embed/train/picks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

enum { STRETCH = 64 };

void picks_free(PickList *list) {
  free(list->pick);
  free(list->sorted);
  free(list->begin);
  *list = (PickList){0};
}

void picks_add(PickList *list, Pick pick) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity == 0 ? 1024 : 2 * list->capacity;
    list->pick = memory_grow(list->pick, list->capacity, sizeof *list->pick);
    list->sorted = memory_grow(list->sorted, list->capacity, sizeof *list->sorted);
  }
  list->pick[list->count++] = pick;
}

void picks_round(PickList *list, const Kernels *kernels, uint32_t question, uint32_t first,
                 size_t count, const float *x, double least, float scale, double unit) {
  static const float ones[STRETCH] = {
#define FOUR    1, 1, 1, 1
#define SIXTEEN FOUR, FOUR, FOUR, FOUR
      SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN
#undef FOUR
#undef SIXTEEN
  };
  if (!isfinite(least)) return;
  double sum = 0, next = unit * least;
  for (size_t at = 0; at < count; at += STRETCH) {
    const size_t size = count - at < STRETCH ? count - at : STRETCH;
    // Most stretches hold nothing great and no step of the sum.
    const double here = (double)kernels->dot(size, ones, x + at);
    if (sum + here < next && (double)kernels->maximum(size, x + at) < least) {
      sum += here;
      continue;
    }
    for (size_t i = at; i < at + size; i++) {
      const double value = (double)x[i];
      const uint32_t entity = first + (uint32_t)i;
      if (value >= least) {
        picks_add(list, (Pick){question, entity, scale * x[i]});
        continue;
      }
      sum += value;
      if (sum <= next) continue;
      picks_add(list, (Pick){question, entity, (float)(least * (double)scale)});
      next += least;
    }
  }
}

void picks_sort(PickList *list, size_t first, size_t size, size_t blocks) {
  if (blocks > list->blocks || list->begin == NULL) {
    list->begin = memory_grow(list->begin, blocks + 2, sizeof *list->begin);
    list->blocks = blocks;
  }
  uint32_t *const begin = list->begin;
  memset(begin, 0, (blocks + 2) * sizeof *begin);
  for (size_t i = 0; i < list->count; i++) begin[(list->pick[i].entity - first) / size + 2]++;
  for (size_t b = 2; b <= blocks; b++) begin[b] += begin[b - 1];
  for (size_t i = 0; i < list->count; i++) {
    const Pick pick = list->pick[i];
    list->sorted[begin[(pick.entity - first) / size + 1]++] = pick;
  }
}

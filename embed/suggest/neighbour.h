// Entities that are alike: near each other by the angle of their vectors.
#ifndef ANAMORPH_EMBED_SUGGEST_NEIGHBOUR_H
#define ANAMORPH_EMBED_SUGGEST_NEIGHBOUR_H

#include "embed/model/parameters.h"

typedef struct Neighbour {
  int32_t entity;
  double similarity;  // cosine, -1 to 1
} Neighbour;

// The nearest of `entity`, itself left out, by falling similarity; at most `most`, *count of them.
// An exact scan. out[most].
void neighbours_find(const Parameters *parameters, int32_t entity, size_t most, Neighbour *out,
                     size_t *count);

double entity_similarity(const Parameters *parameters, int32_t a, int32_t b);
// The cosine of two vectors of dim numbers; 0 where one of them is 0.
double vector_similarity(size_t dim, const float *x, const float *y);

#endif

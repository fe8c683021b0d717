// Dropout (Srivastava et al. 2014) of a question's numbers: in each step, of its head's vector, its
// relation's and the query made of both a share is 0, and the rest so much greater that the mean
// stays. With an inner product a number missing in the query is one missing in every answer, so no
// table of answers need be thinned (LibKGE, Ruffinelli et al. 2020, thins it).
#ifndef ANAMORPH_EMBED_TRAIN_DROPOUT_H
#define ANAMORPH_EMBED_TRAIN_DROPOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "embed/model/model.h"
#include "embed/train/settings.h"

typedef struct Dropout {
  float head, relation, query;  // shares that are 0, each in [0, 1)
} Dropout;

// What is 0 depends on both numbers alone, so it can be had again, by any thread.
typedef struct DropoutDraw {
  uint64_t seed, question;
} DropoutDraw;

static inline Dropout dropout_of(const Settings *settings) {
  return (Dropout){(float)settings->head_dropout, (float)settings->relation_dropout,
                   (float)settings->query_dropout};
}

static inline bool dropout_any(Dropout dropout) {
  return dropout.head > 0 || dropout.relation > 0 || dropout.query > 0;
}

// Floats of the scratch that the next two take: two rows of an entity, two of a relation.
size_t dropout_scratch(const Model *model, size_t dim);

// q[dim], fully written: the model's query of what is left of h and r, and what is left of it.
void dropout_query(Dropout dropout, DropoutDraw draw, const Model *model, size_t dim,
                   const float *h, const float *r, float *scratch, float *q);
// Adds to dh and dr what dq (the gradient by q) makes of them; dq is thinned on the way.
void dropout_query_back(Dropout dropout, DropoutDraw draw, const Model *model, size_t dim,
                        const float *h, const float *r, float *dq, float *scratch, float *dh,
                        float *dr);

#endif

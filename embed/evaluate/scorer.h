// A scorer gives every entity a score as the answer of a query (head, relation, ?): embeddings,
// rules and the ensemble are scorers alike.
#ifndef ANAMORPH_EMBED_EVALUATE_SCORER_H
#define ANAMORPH_EMBED_EVALUATE_SCORER_H

#include "embed/data/graph.h"
#include "embed/kernel/kernel.h"
#include "embed/model/parameters.h"

typedef struct LinkQuery {
  int32_t head, relation;  // relation in 0..2m-1
} LinkQuery;

// score: fills scores[count][entities]; may be called by several threads at once. Queries of one
// relation are best asked together.
typedef struct Scorer {
  void (*score)(const void *self, const LinkQuery queries[], size_t count, float *scores);
  const void *self;
  int32_t entities;
} Scorer;

// more: rows of entities that come behind those of the parameters (embed/suggest/fold.h); NULL:
// none.
typedef struct EmbeddingScorer {
  const Parameters *parameters;
  const Kernels *kernels;
  const Table *more;
} EmbeddingScorer;

// self must outlive the scorer.
Scorer embedding_scorer(const EmbeddingScorer *self);

// The vector of an entity, of the parameters or of `more`.
const float *embedding_vector(const EmbeddingScorer *self, int32_t entity);

// How often an entity is an answer of `relation` at all: what is left to go by when the head of a
// query is unknown. scores[entities of the graph].
void popularity_scores(const Graph *graph, int32_t relation, float *scores);

#endif

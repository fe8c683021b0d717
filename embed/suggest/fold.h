// Vectors for entities that came after training, from their facts now, everything else held fast:
// out-of-sample entities (Albooyeh, Goel and Kazemi, "Out-of-Sample Representation Learning for
// Knowledge Graphs", Findings of EMNLP 2020; "folding in" of latent semantic indexing, Berry,
// Dumais and O'Brien 1995).
//
// The vector starts at the mean of the entities that share a fact with the new one (its relation
// and its other end), and minimises, by Adagrad, over each of its facts (e, r, t), 64 at most,
//
//     - log softmax(score(e, r, t)) - log softmax(score(t, r inverse, e)) + weight |e - start|^2
//
// where the softmax is over the true answer and 64 entities drawn at random that are none.
#ifndef ANAMORPH_EMBED_SUGGEST_FOLD_H
#define ANAMORPH_EMBED_SUGGEST_FOLD_H

#include "embed/data/graph.h"
#include "embed/model/parameters.h"

// vector[dim] for an entity whose facts `known` has; facts with other entities beyond the
// parameters' rows are passed over. Without a fact it is 0, and false is returned. The same seed
// gives the same vector.
bool fold_entity(const Parameters *parameters, const Graph *known, int32_t entity, uint64_t seed,
                 float *vector);

#endif

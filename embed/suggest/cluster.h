// Groups of entities whose vectors point the same way: k-means++ (Arthur and Vassilvitskii 2007).
#ifndef ANAMORPH_EMBED_SUGGEST_CLUSTER_H
#define ANAMORPH_EMBED_SUGGEST_CLUSTER_H

#include "embed/model/parameters.h"
#include "embed/train/team.h"

typedef struct Clustering {
  size_t clusters;
  int32_t *label;  // [entities], 0 … clusters - 1
  size_t *size;    // [clusters]
  double inertia;  // mean squared distance to the own centre, of vectors of length 1
  // Mean over a sample of 1000 entities, at most, of (b - a) / max(a, b): a the mean distance to
  // the own cluster, b that to the nearest other (Rousseeuw 1987). 0 with a single cluster.
  double silhouette;
  int rounds;
} Clustering;

// clusters is cut down to the number of entities. Repeatable: the same seed gives the same labels
// for any number of threads. Free with clustering_free.
Clustering entities_cluster(const Parameters *parameters, size_t clusters, uint64_t seed,
                            Team *team);
void clustering_free(Clustering *clustering);

#endif

// Judging rules: how many of their predictions are facts.
#ifndef ANAMORPH_EMBED_RULES_JUDGE_H
#define ANAMORPH_EMBED_RULES_JUDGE_H

#include "embed/data/random.h"
#include "embed/rules/path.h"

// The heads of each relation (0..2m-1), ascending: what bodies may begin with.
typedef struct Sources {
  uint64_t *offset;  // [2 m + 1]
  int32_t *entity;
} Sources;

Sources sources_create(const Graph *graph);
void sources_free(Sources *sources);
static inline size_t sources_count(const Sources *sources, int32_t relation) {
  return (size_t)(sources->offset[relation + 1] - sources->offset[relation]);
}

typedef struct Judge {
  const Graph *graph;
  const Sources *sources;
  Marks marks;
  EntityList found;
  Random random;
} Judge;

Judge judge_create(const Graph *graph, const Sources *sources, uint64_t seed, uint64_t stream);
void judge_free(Judge *judge);

// Fills support, predicted and confidence.
void judge_rule(Judge *judge, Rule *rule);

#endif

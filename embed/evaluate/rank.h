// Ranking: where the true answer stands among all entities, for both sides of every test triple.
#ifndef ANAMORPH_EMBED_EVALUATE_RANK_H
#define ANAMORPH_EMBED_EVALUATE_RANK_H

#include "embed/evaluate/scorer.h"
#include "embed/train/team.h"

// Means over `count` ranks. Ties stand at their mean rank.
typedef struct Metrics {
  double mrr, mr, hits1, hits3, hits10;
  uint64_t count;
} Metrics;

// By the mean number of answers of a relation in training, above 1.5 being "many" (Bordes 2013).
typedef enum Category { ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE, MANY_TO_MANY, CATEGORIES } Category;

typedef struct Ranking {
  Metrics filtered, raw;
  Metrics heads, tails;          // filtered, of the queries for heads and for tails
  Metrics category[CATEGORIES];  // filtered
  Metrics *relation;             // [relations], filtered, both sides
  size_t relations;
  uint64_t triples;
  uint64_t unseen;  // of them, with an entity or relation that training did not see
} Ranking;

typedef struct RankTask {
  Scorer scorer;
  // Answers in it are true, and left out of filtered ranks (but for the one that is asked for). Its
  // ids may go beyond those of the scorer.
  const Graph *filter;
  const Graph *train;  // for categories, popularity and what was seen
  Team *team;
  int32_t relations;  // m of `train`
} RankTask;

// Ids of triples from scorer.entities or `relations` on are unseen: as an answer such an entity
// ranks behind all others; as the given side of a query, answers go by their popularity.
// Free the result with ranking_free.
Ranking rank_triples(const RankTask *task, const Triple triples[], size_t count);
void ranking_free(Ranking *ranking);

// "1-1", "1-N", "N-1", "N-N"
const char *category_name(Category category);
Category relation_category(const Graph *train, int32_t relation);

// Rank of `answer` among scores[entities]; `known` (ascending) are left out, but for the answer.
// Not-a-number scores are behind all others.
double rank_answer(const float *scores, int32_t entities, int32_t answer, EdgeSpan known);

#endif

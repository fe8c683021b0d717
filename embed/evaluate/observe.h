// What a model would suggest, and whether it is true: what probabilities are fitted to and judged
// by.
#ifndef ANAMORPH_EMBED_EVALUATE_OBSERVE_H
#define ANAMORPH_EMBED_EVALUATE_OBSERVE_H

#include "embed/evaluate/calibrate.h"
#include "embed/evaluate/rank.h"

typedef struct ObserveTask {
  Scorer scorer;       // its scores are evidence
  const Graph *train;  // answers in it are left out
  const Graph *truth;  // answers in it are true; its ids may go beyond those of the scorer
  Team *team;
  int32_t relations;  // m of the scorer
} ObserveTask;

// Observations in the order of their questions, and the head of each one's question.
typedef struct Observed {
  Observation *item;  // [count]
  int32_t *head;      // [count]
  size_t count;
} Observed;

// The ten best answers (fewer where there are no more) to each question, both ways, that the
// triples pose; a question counts once, and one with something unseen not at all. Free with
// observed_free.
Observed observe_best(const ObserveTask *task, const Triple triples[], size_t count);
void observed_free(Observed *observed);

// The calibration error of the observations of one category of relations (count 0: of none).
double observed_error(const Observed *observed, const Calibration *calibration,
                      const Category *category, Category of, int32_t relations, size_t *count);

#endif

// A relation alone: which subjects most clearly lack an answer.
#ifndef ANAMORPH_EMBED_SUGGEST_SWEEP_H
#define ANAMORPH_EMBED_SUGGEST_SWEEP_H

#include "embed/suggest/suggest.h"

typedef struct SweepTask {
  const Trained *trained;
  const Predictor *predictor;
  const Graph *known;      // facts, which are left out
  int32_t relation;        // 0..2m-1
  const int32_t *subject;  // [subjects], of the model's entities
  size_t subjects;
  bool any_type;               // do not limit the answers to observed types
  const Admission *admission;  // NULL: no ontology
  double minimum;              // of a probability
  size_t most;                 // wanted
} SweepTask;

// The subjects, at most `most` of them, whose likeliest new answer is the most probable, by falling
// probability; free(). Every pair of a subject and an answer is scored, many subjects in one matrix
// product: the cost is subjects times entities.
int32_t *sweep_subjects(const SweepTask *task, size_t *count);

#endif

// A relation alone.
#include "embed/suggest/sweep.h"

#include <math.h>
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "embed/data/memory.h"

// Subjects scored together, and scores held at a time, at most.
enum { BATCH = 64, SCORES = 1 << 24 };

typedef struct Found {
  int32_t subject;
  double logit;  // of the probability of its likeliest new answer
} Found;

typedef struct Sweep {
  const SweepTask *task;
  Curve curve;
  int32_t *answer;  // those of fitting types
  size_t answers;
  Found *found;  // by falling logit
  size_t count;
} Sweep;

static void list_answers(Sweep *sweep, int32_t entities) {
  const SweepTask *task = sweep->task;
  const Dictionary *relations = &task->trained->data.relations;
  bool *allowed = task->any_type
                      ? NULL
                      : observed_type(task->known, task->relation,
                                      dictionary_find(relations, RDF_TYPE.text, RDF_TYPE.length));
  sweep->answer = memory_take((size_t)entities, sizeof *sweep->answer);
  for (int32_t e = 0; e < entities; e++)
    if (allowed == NULL || (e < task->known->entities && allowed[e]))
      sweep->answer[sweep->answers++] = e;
  free(allowed);
}

static bool is_new(const SweepTask *task, LinkQuery query, int32_t answer) {
  return answer != query.head && !graph_has(task->known, query.head, query.relation, answer) &&
         (task->admission == NULL ||
          task->admission->candidate(task->admission->self, query, answer));
}

// What there is to beat is looked at first: most answers end there.
static double likeliest(const Sweep *sweep, LinkQuery query, const float *scores) {
  double best = -INFINITY;
  if (sweep->count == sweep->task->most) best = sweep->found[sweep->count - 1].logit;
  for (size_t i = 0; i < sweep->answers; i++) {
    const float evidence = scores[sweep->answer[i]];
    const double logit = (double)sweep->curve.slope * (double)evidence + (double)sweep->curve.bias;
    if (logit > best && isfinite(evidence) && is_new(sweep->task, query, sweep->answer[i]))
      best = logit;
  }
  return best;
}

static void keep(Sweep *sweep, int32_t subject, double logit) {
  const size_t most = sweep->task->most;
  if (!isfinite(logit) || 1 / (1 + exp(-logit)) < sweep->task->minimum) return;
  if (sweep->count == most && logit <= sweep->found[most - 1].logit) return;
  size_t at = sweep->count < most ? sweep->count++ : most - 1;
  for (; at > 0 && logit > sweep->found[at - 1].logit; at--)
    sweep->found[at] = sweep->found[at - 1];
  sweep->found[at] = (Found){subject, logit};
}

static void score_batch(Sweep *sweep, const Scorer *scorer, const LinkQuery query[], size_t count,
                        float *scores) {
  scorer->score(scorer->self, query, count, scores);
  for (size_t i = 0; i < count; i++)
    keep(sweep, query[i].head, likeliest(sweep, query[i], scores + i * (size_t)scorer->entities));
}

int32_t *sweep_subjects(const SweepTask *task, size_t *count) {
  const Scorer scorer = predictor_scorer(task->predictor);
  const size_t entities = (size_t)scorer.entities;
  Sweep sweep = {.task = task,
                 .curve = calibration_curve(&task->trained->calibration, task->relation),
                 .found = memory_take(task->most, sizeof(Found))};
  list_answers(&sweep, scorer.entities);
  size_t batch = entities > 0 ? SCORES / entities : 1;
  batch = batch < 1 ? 1 : batch < BATCH ? batch : BATCH;
  float *scores = memory_take_aligned(batch * entities, sizeof *scores);
  LinkQuery query[BATCH];
  size_t filled = 0;
  for (size_t i = 0; task->most > 0 && i < task->subjects; i++) {
    query[filled] = (LinkQuery){task->subject[i], task->relation};
    const Admission *admission = task->admission;
    if (admission == NULL || admission->query(admission->self, query[filled])) filled++;
    if (filled < batch) continue;
    score_batch(&sweep, &scorer, query, filled, scores);
    filled = 0;
  }
  if (filled > 0) score_batch(&sweep, &scorer, query, filled, scores);
  int32_t *out = memory_take(sweep.count, sizeof *out);
  for (size_t i = 0; i < sweep.count; i++) out[i] = sweep.found[i].subject;
  *count = sweep.count;
  free(scores);
  free(sweep.answer);
  free(sweep.found);
  return out;
}

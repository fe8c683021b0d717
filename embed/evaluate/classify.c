// Thresholds of evidence, and what they get right.
#include "embed/evaluate/classify.h"

#include <math.h>
#include <stdlib.h>

#include "embed/data/memory.h"

static int by_question(const void *a, const void *b) {
  const Judged *x = *(const Judged *const *)a, *y = *(const Judged *const *)b;
  if (x->triple.relation != y->triple.relation)
    return x->triple.relation < y->triple.relation ? -1 : 1;
  return (x->triple.head > y->triple.head) - (x->triple.head < y->triple.head);
}

static bool same_question(const Judged *x, const Judged *y) {
  return x->triple.relation == y->triple.relation && x->triple.head == y->triple.head;
}

void classify_score(Scorer scorer, int32_t relations, Judged judged[], size_t count) {
  Judged **order = memory_take(count, sizeof *order);
  float *scores = memory_take_aligned((size_t)scorer.entities, sizeof *scores);
  for (size_t i = 0; i < count; i++) order[i] = &judged[i];
  qsort(order, count, sizeof(Judged *), by_question);
  for (size_t i = 0; i < count; i++) {
    const Triple t = order[i]->triple;
    order[i]->evidence = -INFINITY;
    if (t.relation >= relations || t.head >= scorer.entities || t.tail >= scorer.entities) continue;
    const bool asked =
        i > 0 && same_question(order[i - 1], order[i]) && order[i - 1]->evidence > -INFINITY;
    const LinkQuery query = {t.head, t.relation};
    if (!asked) scorer.score(scorer.self, &query, 1, scores);
    order[i]->evidence = scores[t.tail];
  }
  free(order);
  free(scores);
}

static int by_evidence(const void *a, const void *b) {
  const Judged *x = a, *y = b;
  if (x->evidence != y->evidence) return x->evidence < y->evidence ? -1 : 1;
  return 0;
}

// Between the two evidences where most are on their side; `judged` is sorted by evidence.
static float best_threshold(const Judged judged[], size_t count) {
  size_t right = 0;
  for (size_t i = 0; i < count; i++) right += judged[i].truth;
  // The threshold lies below judged[i]; those before it are called false.
  size_t best = right;
  float threshold = count > 0 ? judged[0].evidence : 0;
  for (size_t i = 1; i <= count; i++) {
    right = judged[i - 1].truth ? right - 1 : right + 1;
    if (i < count && judged[i].evidence <= judged[i - 1].evidence) continue;
    if (right <= best) continue;
    best = right;
    threshold = i == count ? INFINITY : (judged[i - 1].evidence + judged[i].evidence) / 2;
    if (!isfinite(threshold) && i < count) threshold = judged[i].evidence;
  }
  return threshold;
}

void classify_fit(const Judged judged[], size_t count, int32_t relations, float *threshold) {
  Judged *sorted = memory_take(count, sizeof *sorted), *own = memory_take(count, sizeof *own);
  for (size_t i = 0; i < count; i++) sorted[i] = judged[i];
  qsort(sorted, count, sizeof *sorted, by_evidence);
  threshold[relations] = best_threshold(sorted, count);
  for (int32_t r = 0; r < relations; r++) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
      if (sorted[i].triple.relation == r) own[found++] = sorted[i];
    threshold[r] = found > 0 ? best_threshold(own, found) : threshold[relations];
  }
  free(sorted);
  free(own);
}

Classification classify(const Judged judged[], size_t count, int32_t relations,
                        const float *threshold) {
  Classification result = {0};
  double right = 0, hit = 0, called = 0;
  for (size_t i = 0; i < count; i++) {
    const int32_t r = judged[i].triple.relation;
    const bool says = judged[i].evidence > -INFINITY &&
                      judged[i].evidence >= threshold[r < relations ? r : relations];
    right += says == judged[i].truth;
    hit += says && judged[i].truth;
    called += says;
    result.positives += judged[i].truth;
    result.negatives += !judged[i].truth;
  }
  if (count == 0) return result;
  result.accuracy = right / (double)count;
  result.precision = called > 0 ? hit / called : 0;
  result.recall = result.positives > 0 ? hit / (double)result.positives : 0;
  if (hit > 0)
    result.f1 = 2 * result.precision * result.recall / (result.precision + result.recall);
  return result;
}

// The best answers of many questions, looked at by several threads.
#include "embed/evaluate/observe.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "embed/data/memory.h"

enum { BEST = 10, BATCH = 16 };

typedef struct ObserveRun {
  const ObserveTask *task;
  LinkQuery *question;  // by relation and head, each once
  size_t count;
  Observation (*seen)[BEST];  // [count]; relation -1 marks empty places
  atomic_size_t next;
} ObserveRun;

static int compare_queries(const void *a, const void *b) {
  const LinkQuery *x = a, *y = b;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  return (x->head > y->head) - (x->head < y->head);
}

static bool is_true(const ObserveTask *task, LinkQuery query, int32_t answer) {
  const int32_t m = task->relations;
  const int32_t relation =
      query.relation < m ? query.relation : query.relation - m + task->truth->relations;
  return graph_has(task->truth, query.head, relation, answer);
}

static void look_at_best(const ObserveTask *task, LinkQuery query, const float *scores,
                         Observation seen[BEST]) {
  int32_t best[BEST];
  size_t count = 0;
  for (int32_t e = 0; e < task->scorer.entities; e++) {
    if (count == BEST && !(scores[e] > scores[best[BEST - 1]])) continue;
    if (graph_has(task->train, query.head, query.relation, e)) continue;
    size_t at = count < BEST ? count++ : BEST - 1;
    for (; at > 0 && scores[e] > scores[best[at - 1]]; at--) best[at] = best[at - 1];
    best[at] = e;
  }
  for (size_t k = 0; k < BEST; k++)
    seen[k] = k < count
                  ? (Observation){query.relation, scores[best[k]], is_true(task, query, best[k])}
                  : (Observation){-1, 0, 0};
}

static void observe_worker(void *context, unsigned index) {
  ObserveRun *run = context;
  (void)index;
  const Scorer scorer = run->task->scorer;
  const size_t entities = (size_t)scorer.entities;
  float *scores = memory_take_aligned(BATCH * entities, sizeof *scores);
  for (;;) {
    const size_t begin = atomic_fetch_add(&run->next, BATCH);
    if (begin >= run->count) break;
    const size_t end = begin + BATCH < run->count ? begin + BATCH : run->count;
    scorer.score(scorer.self, run->question + begin, end - begin, scores);
    for (size_t i = begin; i < end; i++)
      look_at_best(run->task, run->question[i], scores + (i - begin) * entities, run->seen[i]);
  }
  free(scores);
}

static void ask(ObserveRun *run, const Triple triples[], size_t count) {
  const ObserveTask *task = run->task;
  for (size_t i = 0; i < count; i++) {
    const Triple t = triples[i];
    if (t.relation >= task->relations || t.head >= task->scorer.entities ||
        t.tail >= task->scorer.entities)
      continue;
    run->question[run->count++] = (LinkQuery){t.head, t.relation};
    run->question[run->count++] = (LinkQuery){t.tail, t.relation + task->relations};
  }
  qsort(run->question, run->count, sizeof *run->question, compare_queries);
  size_t kept = 0;
  for (size_t i = 0; i < run->count; i++)
    if (kept == 0 || compare_queries(&run->question[kept - 1], &run->question[i]) != 0)
      run->question[kept++] = run->question[i];
  run->count = kept;
}

Observed observe_best(const ObserveTask *task, const Triple triples[], size_t count) {
  ObserveRun run = {.task = task, .question = memory_take(2 * count, sizeof *run.question)};
  ask(&run, triples, count);
  run.seen = memory_take(run.count, sizeof *run.seen);
  team_run(task->team, observe_worker, &run);
  Observed observed = {memory_take(run.count * BEST, sizeof *observed.item),
                       memory_take(run.count * BEST, sizeof *observed.head), 0};
  for (size_t i = 0; i < run.count; i++)
    for (size_t k = 0; k < BEST && run.seen[i][k].relation >= 0; k++) {
      observed.item[observed.count] = run.seen[i][k];
      observed.head[observed.count++] = run.question[i].head;
    }
  free(run.question);
  free(run.seen);
  return observed;
}

void observed_free(Observed *observed) {
  free(observed->item);
  free(observed->head);
  *observed = (Observed){0};
}

double observed_error(const Observed *observed, const Calibration *calibration,
                      const Category *category, Category of, int32_t relations, size_t *count) {
  Observation *chosen = memory_take(observed->count, sizeof *chosen);
  *count = 0;
  for (size_t i = 0; i < observed->count; i++) {
    const int32_t asked = observed->item[i].relation;
    if (category[asked < relations ? asked : asked - relations] == of)
      chosen[(*count)++] = observed->item[i];
  }
  const double error = calibration_error(chosen, *count, calibration);
  free(chosen);
  return error;
}

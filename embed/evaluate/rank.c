// Ranking: batches of queries, counted by several threads.
#include "embed/evaluate/rank.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "embed/data/memory.h"

// One test question: at least one for every side of every triple.
typedef struct Question {
  LinkQuery query;
  int32_t answer;
  size_t triple;
} Question;

typedef struct Ranks {
  double filtered, raw;
} Ranks;

typedef struct RankRun {
  const RankTask *task;
  Question *question;  // by relation, head
  size_t count;
  Ranks *rank;  // [count]
  size_t batch;
  atomic_size_t next;
} RankRun;

static int compare_questions(const void *a, const void *b) {
  const Question *x = a, *y = b;
  if (x->query.relation != y->query.relation) return x->query.relation < y->query.relation ? -1 : 1;
  if (x->query.head != y->query.head) return x->query.head < y->query.head ? -1 : 1;
  return (x->triple > y->triple) - (x->triple < y->triple);
}

double rank_answer(const float *scores, int32_t entities, int32_t answer, EdgeSpan known) {
  const float own = answer < entities && !isnan(scores[answer]) ? scores[answer] : -INFINITY;
  uint32_t better = 0, same = 0;
  for (int32_t e = 0; e < entities; e++) {
    better += scores[e] > own;
    same += scores[e] == own;
  }
  for (size_t i = 0; i < known.count; i++) {
    const int32_t e = known.edge[i].tail;
    if (e == answer || e >= entities) continue;
    better -= scores[e] > own;
    same -= scores[e] == own;
  }
  // An answer that has no score stands behind all that have one; among its like, in the middle.
  if (answer >= entities) return (double)better + 1 + (double)same;
  if (isnan(scores[answer])) return (double)better + (double)same + 1;
  return (double)better + 1 + ((double)same - 1) / 2;
}

// Relations of the filter graph and of the scorer have different inverses when the test brings
// relations of its own.
static EdgeSpan known_answers(const RankRun *run, LinkQuery query) {
  const Graph *filter = run->task->filter;
  const int32_t m = run->task->relations;
  if (query.relation >= 0 && query.relation < m)
    return graph_answers(filter, query.head, query.relation);
  if (query.relation >= m && query.relation < 2 * m)
    return graph_answers(filter, query.head, query.relation - m + filter->relations);
  return (EdgeSpan){filter->edge, 0};
}

static void count_question(const RankRun *run, const Question *question, const float *scores,
                           Ranks *out) {
  const int32_t entities = run->task->scorer.entities;
  const EdgeSpan none = {NULL, 0};
  out->filtered =
      rank_answer(scores, entities, question->answer, known_answers(run, question->query));
  out->raw = rank_answer(scores, entities, question->answer, none);
}

static bool is_seen(const RankTask *task, LinkQuery query) {
  return query.head < task->scorer.entities && query.relation < 2 * task->relations;
}

// Questions that share their query share its scores.
static void rank_batch(const RankRun *run, size_t begin, size_t end, float *scores,
                       LinkQuery *queries) {
  const RankTask *task = run->task;
  const size_t entities = (size_t)task->scorer.entities;
  while (begin < end) {
    size_t stop = begin, used = 0;
    for (; stop < end && is_seen(task, run->question[stop].query); stop++) {
      const LinkQuery query = run->question[stop].query;
      if (used > 0 && queries[used - 1].head == query.head &&
          queries[used - 1].relation == query.relation)
        continue;
      queries[used++] = query;
    }
    if (used > 0) task->scorer.score(task->scorer.self, queries, used, scores);
    size_t row = 0;
    for (size_t i = begin; i < stop; i++) {
      const LinkQuery query = run->question[i].query;
      if (queries[row].head != query.head || queries[row].relation != query.relation) row++;
      count_question(run, &run->question[i], scores + row * entities, &run->rank[i]);
    }
    if (stop < end && !is_seen(task, run->question[stop].query)) {
      popularity_scores(task->train, run->question[stop].query.relation, scores);
      count_question(run, &run->question[stop], scores, &run->rank[stop]);
      stop++;
    }
    begin = stop;
  }
}

static void rank_worker(void *context, unsigned index) {
  RankRun *run = context;
  (void)index;
  // popularity_scores fills as many as the training graph has.
  const size_t entities = (size_t)run->task->train->entities > (size_t)run->task->scorer.entities
                              ? (size_t)run->task->train->entities
                              : (size_t)run->task->scorer.entities;
  float *scores = memory_take_aligned(run->batch * entities, sizeof *scores);
  LinkQuery *queries = memory_take(run->batch, sizeof *queries);
  for (;;) {
    const size_t begin = atomic_fetch_add(&run->next, run->batch);
    if (begin >= run->count) break;
    const size_t end = begin + run->batch < run->count ? begin + run->batch : run->count;
    rank_batch(run, begin, end, scores, queries);
  }
  free(scores);
  free(queries);
}

// --- Means ---------------------------------------------------------------------------------------

static void metrics_add(Metrics *metrics, double rank) {
  metrics->mrr += 1 / rank;
  metrics->mr += rank;
  metrics->hits1 += rank <= 1;
  metrics->hits3 += rank <= 3;
  metrics->hits10 += rank <= 10;
  metrics->count++;
}

static void metrics_divide(Metrics *metrics) {
  if (metrics->count == 0) return;
  const double count = (double)metrics->count;
  metrics->mrr /= count;
  metrics->mr /= count;
  metrics->hits1 /= count;
  metrics->hits3 /= count;
  metrics->hits10 /= count;
}

const char *category_name(Category category) {
  static const char *const names[CATEGORIES] = {"1-1", "1-N", "N-1", "N-N"};
  return names[category];
}

Category relation_category(const Graph *train, int32_t relation) {
  double answers = 0, heads = 0, tails = 0;
  for (int32_t e = 0; e < train->entities; e++) {
    const size_t forth = graph_answers(train, e, relation).count;
    const size_t back = graph_answers(train, e, relation + train->relations).count;
    answers += (double)forth;
    heads += forth > 0;
    tails += back > 0;
  }
  const bool many_tails = heads > 0 && answers / heads > 1.5;
  const bool many_heads = tails > 0 && answers / tails > 1.5;
  return many_tails ? (many_heads ? MANY_TO_MANY : ONE_TO_MANY)
                    : (many_heads ? MANY_TO_ONE : ONE_TO_ONE);
}

static void sum_up(const RankRun *run, Ranking *out) {
  const int32_t m = run->task->relations;
  Category *category = memory_take((size_t)m, sizeof *category);
  for (int32_t r = 0; r < m; r++) category[r] = relation_category(run->task->train, r);
  for (size_t i = 0; i < run->count; i++) {
    const double rank = run->rank[i].filtered;
    const int32_t asked = run->question[i].query.relation;
    const int32_t relation = asked < m ? asked : asked - m;
    metrics_add(&out->filtered, rank);
    metrics_add(&out->raw, run->rank[i].raw);
    metrics_add(asked < m ? &out->tails : &out->heads, rank);
    if (asked >= 2 * m) continue;
    metrics_add(&out->category[category[relation]], rank);
    metrics_add(&out->relation[relation], rank);
  }
  free(category);
  metrics_divide(&out->filtered);
  metrics_divide(&out->raw);
  metrics_divide(&out->heads);
  metrics_divide(&out->tails);
  for (size_t c = 0; c < CATEGORIES; c++) metrics_divide(&out->category[c]);
  for (int32_t r = 0; r < m; r++) metrics_divide(&out->relation[r]);
}

// Both sides of each triple. An unseen relation is asked beyond 2 m, where nothing is known.
static void ask_both_sides(const RankTask *task, const Triple triples[], size_t count, RankRun *run,
                           Ranking *out) {
  const int32_t m = task->relations;
  for (size_t i = 0; i < count; i++) {
    const Triple t = triples[i];
    const bool known = t.relation < m;
    const LinkQuery forth = {t.head, known ? t.relation : 2 * m};
    const LinkQuery back = {t.tail, known ? t.relation + m : 2 * m};
    run->question[run->count++] = (Question){forth, t.tail, i};
    run->question[run->count++] = (Question){back, t.head, i};
    out->unseen += !known || t.head >= task->scorer.entities || t.tail >= task->scorer.entities;
  }
  qsort(run->question, run->count, sizeof *run->question, compare_questions);
}

Ranking rank_triples(const RankTask *task, const Triple triples[], size_t count) {
  enum { SCORES = 4 * 1024 * 1024, MOST_QUERIES = 256 };
  const size_t entities = task->scorer.entities > 0 ? (size_t)task->scorer.entities : 1;
  RankRun run = {.task = task, .batch = SCORES / entities};
  if (run.batch > MOST_QUERIES) run.batch = MOST_QUERIES;
  if (run.batch == 0) run.batch = 1;
  run.question = memory_take(2 * count, sizeof *run.question);
  run.rank = memory_take(2 * count, sizeof *run.rank);
  Ranking ranking = {.relations = (size_t)task->relations, .triples = count};
  ranking.relation = memory_take(ranking.relations, sizeof *ranking.relation);
  ask_both_sides(task, triples, count, &run, &ranking);
  team_run(task->team, rank_worker, &run);
  sum_up(&run, &ranking);
  free(run.question);
  free(run.rank);
  return ranking;
}

void ranking_free(Ranking *ranking) {
  free(ranking->relation);
  *ranking = (Ranking){0};
}

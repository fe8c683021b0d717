// Learning rules: draw, generalise, judge, keep.
#include "embed/rules/learn.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/rules/judge.h"

enum {
  LEAST_SUPPORT = 2,
  MOST_RULES = 20 * 1000 * 1000,
  FIRST_SLOTS = 1 << 16,
  ZERO_RULES = 20  // per relation: the constants that it has most often
};
static const float LEAST_CONFIDENCE = 1e-3f;
// A rule without a body says only what is frequent, so it comes after all others.
static const float ZERO_WEIGHT = 0.01f;

// --- The rules met so far ------------------------------------------------------------------------

// seen: fingerprints of all rules that were judged, kept or not.
typedef struct Store {
  pthread_mutex_t lock;
  uint64_t *seen;
  size_t mask, judged;
  Rule *rule;
  size_t count, capacity;
} Store;

// Over the parts that make a rule what it is; never 0.
static uint64_t fingerprint(const Rule *rule) {
  const uint64_t sum = memory_checksum(rule, offsetof(Rule, support));
  return sum != 0 ? sum : 1;
}

static void rehash(Store *store) {
  const size_t slots = store->seen == NULL ? FIRST_SLOTS : 2 * (store->mask + 1);
  uint64_t *grown = memory_take(slots, sizeof *grown);
  for (size_t i = 0; store->seen != NULL && i <= store->mask; i++) {
    if (store->seen[i] == 0) continue;
    size_t at = store->seen[i] & (slots - 1);
    while (grown[at] != 0) at = (at + 1) & (slots - 1);
    grown[at] = store->seen[i];
  }
  free(store->seen);
  store->seen = grown;
  store->mask = slots - 1;
}

// True the first time that a rule is met.
static bool store_meet(Store *store, const Rule *rule) {
  const uint64_t print = fingerprint(rule);
  (void)pthread_mutex_lock(&store->lock);
  if (store->seen == NULL || store->judged > store->mask / 2) rehash(store);
  size_t at = print & store->mask;
  while (store->seen[at] != 0 && store->seen[at] != print) at = (at + 1) & store->mask;
  const bool is_new = store->seen[at] == 0;
  if (is_new) {
    store->seen[at] = print;
    store->judged++;
  }
  (void)pthread_mutex_unlock(&store->lock);
  return is_new;
}

static void store_keep(Store *store, const Rule *rule) {
  (void)pthread_mutex_lock(&store->lock);
  if (store->count < MOST_RULES) {
    if (store->count == store->capacity) {
      store->capacity = store->capacity == 0 ? 1024 : 2 * store->capacity;
      store->rule = memory_grow(store->rule, store->capacity, sizeof *store->rule);
    }
    store->rule[store->count++] = *rule;
  }
  (void)pthread_mutex_unlock(&store->lock);
}

// --- Drawing -------------------------------------------------------------------------------------

// What can be drawn: a cyclic rule of length 1 … RULE_MOST_ATOMS, or rules about one fact.
enum { ABOUT = 0, KINDS = RULE_MOST_ATOMS + 1 };

typedef struct Learner {
  const RuleTask *task;
  const Graph *graph;
  const Sources *sources;
  Store *store;
  double deadline;
} Learner;

typedef struct Worker {
  const Learner *learner;
  Judge judge;
  Random random;
  double yield[KINDS];  // good new rules a draw, lately
} Worker;

static double learner_clock(const Learner *learner) {
  return clock_seconds(learner->task->clock, team_size(learner->task->team));
}

static Rule empty_rule(int32_t head) {
  Rule rule;
  memset(&rule, 0, sizeof rule);
  rule.head = head;
  rule.constant = rule.end = -1;
  for (int i = 0; i < RULE_MOST_ATOMS; i++) rule.body[i] = -1;
  return rule;
}

// 1 when the rule was new and good.
static double consider(Worker *worker, Rule *rule) {
  if (!store_meet(worker->learner->store, rule)) return 0;
  judge_rule(&worker->judge, rule);
  if (rule->support < LEAST_SUPPORT || rule->confidence < LEAST_CONFIDENCE) return 0;
  store_keep(worker->learner->store, rule);
  return 1;
}

// A cyclic rule read from its end is a rule for the inverse relation, as good as itself.
static double consider_cyclic(Worker *worker, Rule *rule) {
  const int32_t relations = worker->learner->graph->relations;
  Rule back = empty_rule(relation_inverse(relations, rule->head));
  back.length = rule->length;
  path_reverse(relations, rule->body, rule->length, back.body);
  const double good = consider(worker, rule);
  if (!store_meet(worker->learner->store, &back) || good == 0) return good;
  back.support = rule->support;
  back.predicted = rule->predicted;
  back.confidence = rule->confidence;
  store_keep(worker->learner->store, &back);
  return good;
}

static const Edge *random_edge(Worker *worker, int32_t entity) {
  const EdgeSpan edges = graph_edges(worker->learner->graph, entity);
  if (edges.count == 0) return NULL;
  return edges.edge + random_below(&worker->random, (uint32_t)edges.count);
}

// A relation that leads from `from` to `to`, other than `head`; -1: none. One of several at random.
static int32_t random_link(Worker *worker, int32_t from, int32_t to, int32_t head) {
  const EdgeSpan edges = graph_edges(worker->learner->graph, from);
  int32_t chosen = -1;
  uint32_t seen = 0;
  for (size_t i = 0; i < edges.count; i++)
    if (edges.edge[i].tail == to && edges.edge[i].relation != head &&
        random_below(&worker->random, ++seen) == 0)
      chosen = edges.edge[i].relation;
  return chosen;
}

// Two atoms from `from` to `to` over an entity that is not on the way yet.
static bool random_bridge(Worker *worker, int32_t from, int32_t to, const int32_t *node,
                          int32_t count, int32_t *first, int32_t *second) {
  const Graph *graph = worker->learner->graph;
  EdgeSpan here = graph_edges(graph, from), there = graph_edges(graph, to);
  const bool turned = here.count > there.count;
  if (turned) {
    const EdgeSpan swapped = here;
    here = there;
    there = swapped;
  }
  // Marks of the smaller side; then a random match of the other.
  Marks *marks = &worker->judge.marks;
  marks_clear(marks, graph->entities);
  for (size_t i = 0; i < here.count; i++) (void)marks_add(marks, here.edge[i].tail);
  for (int32_t i = 0; i < count; i++) marks->stamp[node[i]] = 0;
  marks->stamp[from] = marks->stamp[to] = 0;
  uint32_t seen = 0;
  Edge match = {-1, -1};
  for (size_t i = 0; i < there.count; i++)
    if (marks->stamp[there.edge[i].tail] == marks->now &&
        random_below(&worker->random, ++seen) == 0)
      match = there.edge[i];
  if (match.tail < 0) return false;
  int32_t other = -1;
  seen = 0;
  for (size_t i = 0; i < here.count; i++)
    if (here.edge[i].tail == match.tail && random_below(&worker->random, ++seen) == 0)
      other = here.edge[i].relation;
  *first = turned ? match.relation : other;
  *second = relation_inverse(graph->relations, turned ? other : match.relation);
  return true;
}

// A path of `length` atoms from the head of the fact to its tail: random steps, then a bridge.
static double draw_cyclic(Worker *worker, Triple fact, int32_t length) {
  Rule rule = empty_rule(fact.relation);
  rule.length = length;
  if (fact.head == fact.tail) return 0;
  if (length == 1) {
    rule.body[0] = random_link(worker, fact.head, fact.tail, fact.relation);
    return rule.body[0] < 0 ? 0 : consider_cyclic(worker, &rule);
  }
  int32_t node[RULE_MOST_ATOMS + 1] = {fact.head};
  int32_t at = 0;
  for (; at < length - 2; at++) {
    const Edge *edge = random_edge(worker, node[at]);
    if (edge == NULL || edge->tail == fact.tail) return 0;
    for (int32_t i = 0; i <= at; i++)
      if (node[i] == edge->tail) return 0;
    rule.body[at] = edge->relation;
    node[at + 1] = edge->tail;
  }
  if (!random_bridge(worker, node[at], fact.tail, node, at + 1, &rule.body[at], &rule.body[at + 1]))
    return 0;
  return consider_cyclic(worker, &rule);
}

// head(X, c) <- b(X, d) and head(X, c) <- b(X, A).
static double draw_about(Worker *worker, Triple fact) {
  const Edge *edge = random_edge(worker, fact.head);
  if (edge == NULL || (edge->relation == fact.relation && edge->tail == fact.tail)) return 0;
  Rule rule = empty_rule(fact.relation);
  rule.constant = fact.tail;
  rule.length = 1;
  rule.body[0] = edge->relation;
  double good = 0;
  if (edge->relation != fact.relation) good += consider(worker, &rule);
  rule.end = edge->tail;
  return good + consider(worker, &rule);
}

static Triple random_fact(Worker *worker) {
  const Graph *graph = worker->learner->graph;
  // A relation first, every other time, so that rare ones get rules, too.
  if (random_next(&worker->random) & 1) {
    const Sources *sources = worker->learner->sources;
    const int32_t r = (int32_t)random_below(&worker->random, 2 * (uint32_t)graph->relations);
    const size_t count = sources_count(sources, r);
    if (count > 0) {
      const int32_t head =
          sources->entity[sources->offset[r] + random_below(&worker->random, (uint32_t)count)];
      const EdgeSpan tails = graph_answers(graph, head, r);
      return (Triple){head, r,
                      tails.edge[random_below(&worker->random, (uint32_t)tails.count)].tail};
    }
  }
  const uint64_t edges = graph->offset[graph->entities];
  const uint64_t at = (uint64_t)(random_unit(&worker->random) * (double)edges);
  // The head of an edge: the last offset that is not behind it.
  int32_t low = 0, high = graph->entities;
  while (high - low > 1) {
    const int32_t middle = low + (high - low) / 2;
    if (graph->offset[middle] <= at)
      low = middle;
    else
      high = middle;
  }
  return (Triple){low, graph->edge[at].relation, graph->edge[at].tail};
}

static int choose_kind(Worker *worker) {
  const int kinds = 1 + worker->learner->task->length;
  double sum = 0;
  for (int k = 0; k < kinds; k++) sum += worker->yield[k] + 0.02;
  double left = random_unit(&worker->random) * sum;
  for (int k = 0; k < kinds; k++) {
    left -= worker->yield[k] + 0.02;
    if (left < 0) return k;
  }
  return kinds - 1;
}

static bool finished(const Worker *worker, uint64_t draws) {
  const Learner *learner = worker->learner;
  if (learner->task->draws > 0) return draws >= learner->task->draws;
  if (draws % 16 != 0) return false;
  return learner_clock(learner) >= learner->deadline ||
         (learner->task->stop != NULL && atomic_load(learner->task->stop));
}

static void work(void *context, unsigned index) {
  const Learner *learner = context;
  Worker worker = {.learner = learner,
                   .judge = judge_create(learner->graph, learner->sources, learner->task->seed,
                                         2 * (uint64_t)index),
                   .random = random_create(learner->task->seed, 2 * (uint64_t)index + 1)};
  for (int k = 0; k < KINDS; k++) worker.yield[k] = 1;
  const double started = learner_clock(learner);
  double told = started;
  for (uint64_t draws = 0; !finished(&worker, draws); draws++) {
    const Triple fact = random_fact(&worker);
    const int kind = choose_kind(&worker);
    const double good =
        kind == ABOUT ? draw_about(&worker, fact) : draw_cyclic(&worker, fact, (int32_t)kind);
    worker.yield[kind] = 0.999 * worker.yield[kind] + 0.001 * good;
    if (index != 0 || learner->task->progress == NULL || draws % 16 != 0) continue;
    const double now = learner_clock(learner);
    if (now - told < 1) continue;
    told = now;
    (void)pthread_mutex_lock(&learner->store->lock);
    const size_t count = learner->store->count;
    (void)pthread_mutex_unlock(&learner->store->lock);
    learner->task->progress(learner->task->self, now - started, count);
  }
  judge_free(&worker.judge);
}

// --- The whole -----------------------------------------------------------------------------------

typedef struct Frequent {
  int32_t entity;
  uint32_t times;
} Frequent;

static int by_times(const void *a, const void *b) {
  const Frequent *x = a, *y = b;
  if (x->times != y->times) return x->times > y->times ? -1 : 1;
  return (x->entity > y->entity) - (x->entity < y->entity);
}

// Rules without a body, for the most frequent constants of every relation.
static void add_zero_rules(const Graph *graph, const Sources *sources, Store *store) {
  Frequent *all = memory_take((size_t)graph->entities, sizeof *all);
  for (int32_t r = 0; r < 2 * graph->relations; r++) {
    const int32_t back = relation_inverse(graph->relations, r);
    const size_t count = sources_count(sources, back);
    for (size_t i = 0; i < count; i++) {
      const int32_t e = sources->entity[sources->offset[back] + i];
      all[i] = (Frequent){e, (uint32_t)graph_answers(graph, e, back).count};
    }
    qsort(all, count, sizeof *all, by_times);
    for (size_t i = 0; i < count && i < ZERO_RULES && all[i].times >= LEAST_SUPPORT; i++) {
      Rule rule = empty_rule(r);
      rule.constant = all[i].entity;
      rule.support = all[i].times;
      rule.predicted = (uint32_t)sources_count(sources, r);
      rule.confidence = ZERO_WEIGHT * (float)rule.support / (float)(rule.predicted + 5);
      store_keep(store, &rule);
    }
  }
  free(all);
}

static int by_head_and_confidence(const void *a, const void *b) {
  const Rule *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->confidence > y->confidence) return -1;
  if (x->confidence < y->confidence) return 1;
  if (x->support != y->support) return x->support > y->support ? -1 : 1;
  if (x->length != y->length) return x->length < y->length ? -1 : 1;
  if (x->constant != y->constant) return x->constant < y->constant ? -1 : 1;
  if (x->end != y->end) return x->end < y->end ? -1 : 1;
  return memcmp(x->body, y->body, sizeof x->body);
}

void rule_learn(const RuleTask *task, Rule **out, size_t *count) {
  Store store = {.lock = PTHREAD_MUTEX_INITIALIZER};
  Sources sources = sources_create(task->graph);
  Learner learner = {.task = task, .graph = task->graph, .sources = &sources, .store = &store};
  learner.deadline = learner_clock(&learner) + task->seconds;
  if (task->graph->relations > 0 && task->graph->offset[task->graph->entities] > 0) {
    team_run(task->team, work, &learner);
    add_zero_rules(task->graph, &sources, &store);
  }
  if (store.count > 0) qsort(store.rule, store.count, sizeof *store.rule, by_head_and_confidence);
  sources_free(&sources);
  free(store.seen);
  (void)pthread_mutex_destroy(&store.lock);
  *out = store.rule;
  *count = store.count;
}

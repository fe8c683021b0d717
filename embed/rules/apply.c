// Asking rules: the matching ones by falling confidence, until enough is known.
#include "embed/rules/apply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

enum {
  MOST_ANSWERS = 1000,     // of one query
  MOST_STEPS = 4000,       // edges walked for one rule, as when it was judged
  STEPS_A_QUERY = 400000,  // edges walked for one query
  MOST_HOLDERS = 2000      // answers that one rule about the answer gives
};

// A rule found by something that a query has.
typedef struct Key {
  int32_t head, relation, entity;
  uint32_t rule;
} Key;

// Keys are sorted; rules of one key stand by falling confidence.
typedef struct KeyList {
  Key *key;
  size_t count;
} KeyList;

struct RuleIndex {
  RuleList rules;
  const Graph *graph;
  Aggregation aggregation;
  Sources sources;
  KeyList cyclic;        // (head, -1, -1)
  KeyList about_head;    // (head, first relation or -1, end): the query's head has such a fact
  KeyList about_answer;  // (head, -1, constant) seen from the constant
  bool borrowed;         // all but the graph is another index's
};

static int compare_keys(const void *a, const void *b) {
  const Key *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
  if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
  return (x->rule > y->rule) - (x->rule < y->rule);
}

static void add_key(KeyList *list, int32_t head, int32_t relation, int32_t entity, size_t rule) {
  list->key[list->count++] = (Key){head, relation, entity, (uint32_t)rule};
}

RuleIndex *rule_index_create(const RuleList *rules, const Graph *graph, Aggregation aggregation) {
  RuleIndex *index = memory_take(1, sizeof *index);
  index->rules = *rules;
  index->graph = graph;
  index->aggregation = aggregation;
  index->sources = sources_create(graph);
  KeyList *const lists[] = {&index->cyclic, &index->about_head, &index->about_answer};
  for (int i = 0; i < 3; i++) lists[i]->key = memory_take(rules->count, sizeof(Key));
  for (size_t i = 0; i < rules->count; i++) {
    const Rule *rule = &rules->rule[i];
    if (rule_is_cyclic(rule)) {
      add_key(&index->cyclic, rule->head, -1, -1, i);
      continue;
    }
    // Longer bodies that end in a constant are not learnt.
    add_key(&index->about_head, rule->head, rule->length > 0 ? rule->body[0] : -1, rule->end, i);
    if (rule->length > 0)
      add_key(&index->about_answer, relation_inverse(graph->relations, rule->head), -1,
              rule->constant, i);
  }
  for (int i = 0; i < 3; i++) qsort(lists[i]->key, lists[i]->count, sizeof(Key), compare_keys);
  return index;
}

RuleIndex *rule_index_over(const RuleIndex *index, const Graph *graph) {
  RuleIndex *other = memory_take(1, sizeof *other);
  *other = *index;
  other->graph = graph;
  other->borrowed = true;
  return other;
}

void rule_index_destroy(RuleIndex *index) {
  if (index == NULL) return;
  if (index->borrowed) {
    free(index);
    return;
  }
  sources_free(&index->sources);
  free(index->cyclic.key);
  free(index->about_head.key);
  free(index->about_answer.key);
  free(index);
}

// --- Matching ------------------------------------------------------------------------------------

// The rules that one reason makes match: keys of one list, by falling confidence.
typedef struct Run {
  const Key *next, *end;
  float confidence;  // of the next
  bool about_answer;
} Run;

// A heap: the first run has the next rule.
typedef struct Matching {
  Run *run;
  size_t count, capacity;
} Matching;

typedef struct Match {
  uint32_t rule;
  bool about_answer;
} Match;

static bool run_before(const Run *a, const Run *b) {
  if (a->confidence > b->confidence) return true;
  if (a->confidence < b->confidence) return false;
  return a->next->rule < b->next->rule;
}

static void add_run(Matching *matching, Run run) {
  if (matching->count == matching->capacity) {
    matching->capacity = matching->capacity == 0 ? 64 : 2 * matching->capacity;
    matching->run = memory_grow(matching->run, matching->capacity, sizeof *matching->run);
  }
  size_t at = matching->count++;
  for (; at > 0 && run_before(&run, &matching->run[(at - 1) / 2]); at = (at - 1) / 2)
    matching->run[at] = matching->run[(at - 1) / 2];
  matching->run[at] = run;
}

// The best rule that has not been taken. False: all have been.
static bool take_match(const RuleIndex *index, Matching *matching, Match *out) {
  if (matching->count == 0) return false;
  Run run = matching->run[0];
  *out = (Match){run.next->rule, run.about_answer};
  if (++run.next < run.end)
    run.confidence = index->rules.rule[run.next->rule].confidence;
  else
    run = matching->run[--matching->count];
  size_t at = 0;
  for (size_t child = 1; child < matching->count; child = 2 * at + 1) {
    if (child + 1 < matching->count && run_before(&matching->run[child + 1], &matching->run[child]))
      child++;
    if (!run_before(&matching->run[child], &run)) break;
    matching->run[at] = matching->run[child];
    at = child;
  }
  if (matching->count > 0) matching->run[at] = run;
  return true;
}

// The first key of `from` … that is not before `wanted`, looked for near `from` first.
static const Key *seek(const Key *from, const Key *end, const Key *wanted) {
  size_t low = 0, high = 1;
  const size_t count = (size_t)(end - from);
  while (high <= count && compare_keys(&from[high - 1], wanted) < 0) {
    low = high;
    high *= 2;
  }
  if (high > count) high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_keys(&from[middle], wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return from + low;
}

// The keys from `from` on that are (head, relation, entity) become a run; returns what is behind.
static const Key *add_keys(const RuleIndex *index, const KeyList *list, const Key *from, Key wanted,
                           Matching *out) {
  const Key *const end = list->key + list->count;
  wanted.rule = 0;
  const Key *const begin = seek(from, end, &wanted);
  wanted.rule = UINT32_MAX;
  const Key *const behind = seek(begin, end, &wanted);
  if (begin < behind)
    add_run(out, (Run){begin, behind, index->rules.rule[begin->rule].confidence,
                       list == &index->about_answer});
  return behind;
}

// Edges and keys stand in the same order, so that one pass over both finds all.
static void find_matches(const RuleIndex *index, LinkQuery query, Matching *out) {
  const int32_t r = query.relation;
  const KeyList *const list = &index->about_head;
  out->count = 0;
  (void)add_keys(index, &index->cyclic, index->cyclic.key, (Key){r, -1, -1, 0}, out);
  (void)add_keys(index, &index->about_answer, index->about_answer.key, (Key){r, -1, query.head, 0},
                 out);
  const Key *from = add_keys(index, list, list->key, (Key){r, -1, -1, 0}, out);
  const EdgeSpan edges = graph_edges(index->graph, query.head);
  for (size_t i = 0; i < edges.count; i++) {
    const Edge edge = edges.edge[i];
    if (i == 0 || edges.edge[i - 1].relation != edge.relation)
      from = add_keys(index, list, from, (Key){r, edge.relation, -1, 0}, out);
    from = add_keys(index, list, from, (Key){r, edge.relation, edge.tail, 0}, out);
  }
}

typedef struct Asking {
  const RuleIndex *index;
  LinkQuery query;
  Matching matching;
  Marks seen, marks;  // answers so far; of one walk
  int32_t *place;     // of an answer in the list
  EntityList found;
  PredictionList *out;
  size_t settled;  // answers that have all the rules they keep
  size_t steps;
} Asking;

// --- Answers -------------------------------------------------------------------------------------

static void add_answer(Asking *asking, uint32_t rule, int32_t entity) {
  if (entity == asking->query.head) return;
  PredictionList *out = asking->out;
  if (marks_add(&asking->seen, entity)) {
    asking->place[entity] = -1;
    if (out->count >= MOST_ANSWERS ||
        graph_has(asking->index->graph, asking->query.head, asking->query.relation, entity))
      return;
    if (out->count == out->capacity) {
      out->capacity = out->capacity == 0 ? 64 : 2 * out->capacity;
      out->item = memory_grow(out->item, out->capacity, sizeof *out->item);
    }
    asking->place[entity] = (int32_t)out->count;
    memset(&out->item[out->count], 0, sizeof *out->item);
    out->item[out->count++].entity = entity;
  }
  if (asking->place[entity] < 0) return;
  Prediction *prediction = &out->item[asking->place[entity]];
  if (prediction->rules == PREDICTION_RULES) return;
  prediction->rule[prediction->rules++] = rule;
  asking->settled += prediction->rules == PREDICTION_RULES;
}

static void add_walk(Asking *asking, uint32_t rule, int32_t start, const int32_t *body,
                     int32_t length) {
  const size_t most = asking->steps < MOST_STEPS ? asking->steps : MOST_STEPS;
  marks_clear(&asking->marks, asking->index->graph->entities);
  asking->found.count = 0;
  const size_t left =
      path_follow(asking->index->graph, start, body, length, most, &asking->marks, &asking->found);
  asking->steps -= most - left;
  for (size_t i = 0; i < asking->found.count; i++) add_answer(asking, rule, asking->found.item[i]);
}

static void apply(Asking *asking, Match match) {
  const RuleIndex *index = asking->index;
  const Rule *rule = &index->rules.rule[match.rule];
  if (rule_is_cyclic(rule)) {
    add_walk(asking, match.rule, asking->query.head, rule->body, rule->length);
  } else if (!match.about_answer) {
    add_answer(asking, match.rule, rule->constant);
  } else if (rule->end >= 0) {
    int32_t reversed[RULE_MOST_ATOMS];
    path_reverse(index->graph->relations, rule->body, rule->length, reversed);
    add_walk(asking, match.rule, rule->end, reversed, rule->length);
  } else {
    const size_t count = sources_count(&index->sources, rule->body[0]);
    const int32_t *holder = index->sources.entity + index->sources.offset[rule->body[0]];
    for (size_t i = 0; i < count && i < MOST_HOLDERS; i++)
      add_answer(asking, match.rule, holder[i]);
    asking->steps -=
        count < asking->steps ? (count < MOST_HOLDERS ? count : MOST_HOLDERS) : asking->steps;
  }
}

// --- Order ---------------------------------------------------------------------------------------

typedef struct Ordered {
  Prediction prediction;
  float confidence[PREDICTION_RULES];
} Ordered;

static int compare_ordered(const void *a, const void *b) {
  const Ordered *x = a, *y = b;
  if (x->prediction.score > y->prediction.score) return -1;
  if (x->prediction.score < y->prediction.score) return 1;
  for (int i = 0; i < PREDICTION_RULES; i++) {
    if (x->confidence[i] > y->confidence[i]) return -1;
    if (x->confidence[i] < y->confidence[i]) return 1;
  }
  return 0;
}

static float combine(Aggregation aggregation, const float *confidence) {
  if (aggregation != AGGREGATE_NOISY_OR) return confidence[0];
  float none = 1;
  for (int i = 0; i < PREDICTION_RULES; i++) none *= 1 - confidence[i];
  return 1 - none;
}

// Answers that differ in a later rule differ in score, by the least that a float can.
static void order(const RuleIndex *index, PredictionList *out) {
  if (out->count == 0) return;
  Ordered *ordered = memory_take(out->count, sizeof *ordered);
  for (size_t i = 0; i < out->count; i++) {
    ordered[i].prediction = out->item[i];
    for (int32_t k = 0; k < out->item[i].rules; k++)
      ordered[i].confidence[k] = index->rules.rule[out->item[i].rule[k]].confidence;
    ordered[i].prediction.score = combine(index->aggregation, ordered[i].confidence);
  }
  qsort(ordered, out->count, sizeof *ordered, compare_ordered);
  Ordered before = ordered[0];
  out->item[0] = before.prediction;
  for (size_t i = 1; i < out->count; i++) {
    const Ordered now = ordered[i];
    out->item[i] = now.prediction;
    const float last = out->item[i - 1].score;
    if (compare_ordered(&before, &now) == 0)
      out->item[i].score = last;
    else if (out->item[i].score >= last)
      out->item[i].score = nextafterf(last, 0);
    before = now;
  }
  free(ordered);
}

// Ends when no rule can change an answer any more: as many as are wanted, each with all the rules
// that it keeps.
static void predict(Asking *asking) {
  const RuleIndex *index = asking->index;
  asking->out->count = asking->settled = 0;
  const LinkQuery query = asking->query;
  if (query.relation < 0 || query.relation >= 2 * index->graph->relations) return;
  find_matches(index, query, &asking->matching);
  marks_clear(&asking->seen, index->graph->entities);
  asking->steps = STEPS_A_QUERY;
  Match match;
  while (asking->settled < MOST_ANSWERS && asking->steps > 0 &&
         take_match(index, &asking->matching, &match))
    apply(asking, match);
  order(index, asking->out);
}

size_t rule_index_walks(const RuleIndex *index, LinkQuery query, size_t most, uint32_t *place,
                        bool *about_answer) {
  Matching matching = {0};
  if (query.relation < 0 || query.relation >= 2 * index->graph->relations) return 0;
  (void)add_keys(index, &index->cyclic, index->cyclic.key, (Key){query.relation, -1, -1, 0},
                 &matching);
  (void)add_keys(index, &index->about_answer, index->about_answer.key,
                 (Key){query.relation, -1, query.head, 0}, &matching);
  size_t count = 0;
  for (Match match; count < most && take_match(index, &matching, &match); count++) {
    place[count] = match.rule;
    about_answer[count] = match.about_answer;
  }
  free(matching.run);
  return count;
}

static Asking begin_asking(const RuleIndex *index, PredictionList *out) {
  return (Asking){.index = index,
                  .seen = marks_create(index->graph->entities),
                  .marks = marks_create(index->graph->entities),
                  .place = memory_take((size_t)index->graph->entities, sizeof(int32_t)),
                  .out = out};
}

static void end_asking(Asking *asking) {
  marks_free(&asking->seen);
  marks_free(&asking->marks);
  free(asking->place);
  free(asking->found.item);
  free(asking->matching.run);
}

void rule_index_predict(const RuleIndex *index, LinkQuery query, PredictionList *out) {
  Asking asking = begin_asking(index, out);
  asking.query = query;
  predict(&asking);
  end_asking(&asking);
}

static void score(const void *self, const LinkQuery queries[], size_t count, float *scores) {
  const RuleIndex *index = self;
  const size_t entities = (size_t)index->graph->entities;
  PredictionList list = {0};
  Asking asking = begin_asking(index, &list);
  memset(scores, 0, count * entities * sizeof *scores);
  for (size_t i = 0; i < count; i++) {
    asking.query = queries[i];
    predict(&asking);
    float *row = scores + i * entities;
    for (size_t k = 0; k < list.count; k++) row[list.item[k].entity] = list.item[k].score;
    const EdgeSpan facts = graph_answers(index->graph, queries[i].head, queries[i].relation);
    for (size_t k = 0; k < facts.count; k++) row[facts.edge[k].tail] = 1;
  }
  end_asking(&asking);
  free(list.item);
}

Scorer rule_scorer(const RuleIndex *index) {
  return (Scorer){score, index, index->graph->entities};
}

bool rule_explain(const RuleIndex *index, const Rule *rule, LinkQuery query, int32_t entity,
                  int32_t *node, bool *about_answer) {
  const Graph *graph = index->graph;
  *about_answer = false;
  node[0] = query.head;
  if (rule_is_cyclic(rule))
    return rule->head == query.relation &&
           path_find(graph, query.head, rule->body, rule->length, entity, STEPS_A_QUERY, node);
  if (rule->head == query.relation && rule->constant == entity)
    return rule->length == 0 ||
           path_find(graph, query.head, rule->body, rule->length, rule->end, STEPS_A_QUERY, node);
  *about_answer = true;
  node[0] = entity;
  return rule->head == relation_inverse(graph->relations, query.relation) &&
         rule->constant == query.head && rule->length > 0 &&
         path_find(graph, entity, rule->body, rule->length, rule->end, STEPS_A_QUERY, node);
}

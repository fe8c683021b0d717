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
  uint32_t *cyclic;      // rule indices, by head
  size_t *cyclic_begin;  // [2 m + 1]
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

RuleIndex *rule_index_create(const RuleList *rules, const Graph *graph, Aggregation aggregation) {
  RuleIndex *index = memory_take(1, sizeof *index);
  const size_t relations = 2 * (size_t)graph->relations;
  index->rules = *rules;
  index->graph = graph;
  index->aggregation = aggregation;
  index->sources = sources_create(graph);
  index->cyclic = memory_take(rules->count, sizeof *index->cyclic);
  index->cyclic_begin = memory_take(relations + 2, sizeof *index->cyclic_begin);
  index->about_head.key = memory_take(rules->count, sizeof(Key));
  index->about_answer.key = memory_take(rules->count, sizeof(Key));
  size_t cyclic = 0;
  int32_t head = -1;
  for (size_t i = 0; i < rules->count; i++) {
    const Rule *rule = &rules->rule[i];
    while (head < rule->head) index->cyclic_begin[++head] = cyclic;
    if (rule_is_cyclic(rule)) {
      index->cyclic[cyclic++] = (uint32_t)i;
      continue;
    }
    // Longer bodies that end in a constant are not learnt.
    const int32_t first = rule->length > 0 ? rule->body[0] : -1;
    index->about_head.key[index->about_head.count++] =
        (Key){rule->head, first, rule->end, (uint32_t)i};
    if (rule->length > 0)
      index->about_answer.key[index->about_answer.count++] =
          (Key){relation_inverse(graph->relations, rule->head), -1, rule->constant, (uint32_t)i};
  }
  while (head < (int32_t)relations) index->cyclic_begin[++head] = cyclic;
  qsort(index->about_head.key, index->about_head.count, sizeof(Key), compare_keys);
  qsort(index->about_answer.key, index->about_answer.count, sizeof(Key), compare_keys);
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
  free(index->cyclic);
  free(index->cyclic_begin);
  free(index->about_head.key);
  free(index->about_answer.key);
  free(index);
}

// --- Matching ------------------------------------------------------------------------------------

typedef struct Match {
  uint32_t rule;
  bool about_answer;
} Match;

typedef struct Matching {
  Match *item;
  size_t count, capacity;
} Matching;

static void add_match(Matching *matching, uint32_t rule, bool about_answer) {
  if (matching->count == matching->capacity) {
    matching->capacity = matching->capacity == 0 ? 256 : 2 * matching->capacity;
    matching->item = memory_grow(matching->item, matching->capacity, sizeof *matching->item);
  }
  matching->item[matching->count++] = (Match){rule, about_answer};
}

static void add_keys(const KeyList *list, int32_t head, int32_t relation, int32_t entity,
                     bool about_answer, Matching *out) {
  const Key wanted = {head, relation, entity, 0};
  size_t low = 0, high = list->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_keys(&list->key[middle], &wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < list->count; low++) {
    const Key *key = &list->key[low];
    if (key->head != head || key->relation != relation || key->entity != entity) return;
    add_match(out, key->rule, about_answer);
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
  size_t steps;
} Asking;

static void find_matches(Asking *asking) {
  const RuleIndex *index = asking->index;
  const LinkQuery query = asking->query;
  asking->matching.count = 0;
  for (size_t i = index->cyclic_begin[query.relation]; i < index->cyclic_begin[query.relation + 1];
       i++)
    add_match(&asking->matching, index->cyclic[i], false);
  const EdgeSpan edges = graph_edges(index->graph, query.head);
  for (size_t i = 0; i < edges.count; i++) {
    const Edge edge = edges.edge[i];
    add_keys(&index->about_head, query.relation, edge.relation, edge.tail, false,
             &asking->matching);
    if (i == 0 || edges.edge[i - 1].relation != edge.relation)
      add_keys(&index->about_head, query.relation, edge.relation, -1, false, &asking->matching);
  }
  add_keys(&index->about_head, query.relation, -1, -1, false, &asking->matching);
  add_keys(&index->about_answer, query.relation, -1, query.head, true, &asking->matching);
}

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
  if (prediction->rules < PREDICTION_RULES) prediction->rule[prediction->rules++] = rule;
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

// Matches by falling confidence.
typedef struct Ranked {
  float confidence;
  Match match;
} Ranked;

static int compare_ranked(const void *a, const void *b) {
  const Ranked *x = a, *y = b;
  if (x->confidence > y->confidence) return -1;
  if (x->confidence < y->confidence) return 1;
  return (x->match.rule > y->match.rule) - (x->match.rule < y->match.rule);
}

static void predict(Asking *asking) {
  const RuleIndex *index = asking->index;
  asking->out->count = 0;
  const LinkQuery query = asking->query;
  if (query.relation < 0 || query.relation >= 2 * index->graph->relations) return;
  find_matches(asking);
  marks_clear(&asking->seen, index->graph->entities);
  asking->steps = STEPS_A_QUERY;
  Ranked *ranked = memory_take(asking->matching.count, sizeof *ranked);
  for (size_t i = 0; i < asking->matching.count; i++) {
    const Match match = asking->matching.item[i];
    ranked[i] = (Ranked){index->rules.rule[match.rule].confidence, match};
  }
  qsort(ranked, asking->matching.count, sizeof *ranked, compare_ranked);
  for (size_t i = 0; i < asking->matching.count && asking->steps > 0; i++)
    apply(asking, ranked[i].match);
  free(ranked);
  order(index, asking->out);
}

size_t rule_index_walks(const RuleIndex *index, LinkQuery query, size_t most, uint32_t *place,
                        bool *about_answer) {
  Matching matching = {0};
  if (query.relation < 0 || query.relation >= 2 * index->graph->relations) return 0;
  for (size_t i = index->cyclic_begin[query.relation]; i < index->cyclic_begin[query.relation + 1];
       i++)
    add_match(&matching, index->cyclic[i], false);
  add_keys(&index->about_answer, query.relation, -1, query.head, true, &matching);
  size_t count = 0;
  for (size_t i = 0; i < matching.count; i++) {
    const Match match = matching.item[i];
    const float confidence = index->rules.rule[match.rule].confidence;
    if (count == most && confidence <= index->rules.rule[place[most - 1]].confidence) continue;
    size_t at = count < most ? count++ : most - 1;
    for (; at > 0 && confidence > index->rules.rule[place[at - 1]].confidence; at--) {
      place[at] = place[at - 1];
      about_answer[at] = about_answer[at - 1];
    }
    place[at] = match.rule;
    about_answer[at] = match.about_answer;
  }
  free(matching.item);
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
  free(asking->matching.item);
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

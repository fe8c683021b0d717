// Suggestions: questions, candidates, order, reasons.
#include "embed/suggest/suggest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "embed/data/memory.h"
#include "embed/suggest/neighbour.h"

// The best so far, by falling probability, then evidence.
typedef struct Best {
  Suggestion *item;
  size_t count, most;
} Best;

typedef struct Asking {
  const SuggestTask *task;
  int32_t relations;  // m
  int32_t model_entities;
  int32_t type_relation;
  Scorer scorer;
  float *scores;
  Best best;
} Asking;

static bool better(const Suggestion *a, const Suggestion *b) {
  if (a->probability != b->probability) return a->probability > b->probability;
  return a->evidence > b->evidence;
}

static void add(Best *best, const Suggestion *suggestion) {
  if (best->count == best->most && !better(suggestion, &best->item[best->most - 1])) return;
  size_t at = best->count < best->most ? best->count++ : best->most - 1;
  for (; at > 0 && better(suggestion, &best->item[at - 1]); at--)
    best->item[at] = best->item[at - 1];
  best->item[at] = *suggestion;
}

static bool is_new(const Asking *asking, int32_t entity) {
  return entity >= asking->model_entities;
}

// Evidence for every entity of the model. An entity that the model does not know is answered by
// rules where they reach it, and by popularity.
static void score(Asking *asking, LinkQuery query) {
  if (!is_new(asking, query.head)) {
    asking->scorer.score(asking->scorer.self, &query, 1, asking->scores);
    return;
  }
  popularity_scores(asking->task->known, query.relation, asking->scores);
  double all = 0;
  for (int32_t e = 0; e < asking->model_entities; e++) all += (double)asking->scores[e];
  for (int32_t e = 0; e < asking->model_entities; e++)
    asking->scores[e] = (float)log(((double)asking->scores[e] + 0.01) / (all + 1));
  const RuleIndex *rules = predictor_rules(asking->task->predictor);
  if (rules == NULL) return;
  // A rule's confidence is a chance already: its logarithm stands beside that of popularity.
  PredictionList list = {0};
  rule_index_predict(rules, query, &list);
  for (size_t i = 0; i < list.count; i++)
    if (list.item[i].entity < asking->model_entities)
      asking->scores[list.item[i].entity] = logf(list.item[i].score);
  free(list.item);
}

// The calibration does not hold for what the model has not seen: there evidence is a logarithm.
static double probability(const Asking *asking, LinkQuery query, double evidence) {
  if (is_new(asking, query.head)) return evidence < 0 ? exp(evidence) : 1;
  return curve_probability(calibration_curve(&asking->task->trained->calibration, query.relation),
                           evidence);
}

static Triple triple_of(const Asking *asking, LinkQuery query, int32_t answer) {
  const Triple asked = {query.head, query.relation, answer};
  return query.relation < asking->relations ? asked : triple_inverse(asked, asking->relations);
}

static void consider(Asking *asking, LinkQuery query, int32_t answer) {
  if (answer == query.head || graph_has(asking->task->known, query.head, query.relation, answer))
    return;
  const double evidence = (double)asking->scores[answer];
  if (!isfinite(evidence)) return;
  const Suggestion suggestion = {.triple = triple_of(asking, query, answer),
                                 .evidence = evidence,
                                 .probability = probability(asking, query, evidence)};
  add(&asking->best, &suggestion);
}

static void ask(Asking *asking, LinkQuery query, int32_t only) {
  score(asking, query);
  if (only >= 0) {
    if (!is_new(asking, only)) consider(asking, query, only);
    return;
  }
  bool *allowed = asking->task->any_type
                      ? NULL
                      : observed_type(asking->task->known, query.relation, asking->type_relation);
  for (int32_t e = 0; e < asking->model_entities; e++)
    if (allowed == NULL || allowed[e]) consider(asking, query, e);
  free(allowed);
}

// --- What is missing about an entity -------------------------------------------------------------

// Relations that an entity of this kind has: those that at least one in five holders of one of its
// relations have.
static bool *fitting_relations(const Graph *graph, int32_t entity) {
  enum { ONE_IN = 5 };
  const size_t relations = 2 * (size_t)graph->relations;
  bool *fitting = memory_take(relations, sizeof *fitting);
  uint32_t *both = memory_take(relations, sizeof *both);
  const EdgeSpan own = graph_edges(graph, entity);
  for (size_t i = 0; i < own.count; i++) {
    const int32_t sign = own.edge[i].relation;
    if (i > 0 && own.edge[i - 1].relation == sign) continue;
    uint32_t holders = 0;
    memset(both, 0, relations * sizeof *both);
    for (int32_t e = 0; e < graph->entities; e++) {
      if (graph_answers(graph, e, sign).count == 0) continue;
      holders++;
      const EdgeSpan edges = graph_edges(graph, e);
      for (size_t j = 0; j < edges.count; j++)
        if (j == 0 || edges.edge[j - 1].relation != edges.edge[j].relation)
          both[edges.edge[j].relation]++;
    }
    for (size_t r = 0; r < relations; r++) fitting[r] |= both[r] * ONE_IN >= holders && both[r] > 0;
  }
  free(both);
  return fitting;
}

static void ask_everything(Asking *asking, int32_t entity, bool as_subject) {
  bool *fitting = fitting_relations(asking->task->known, entity);
  for (int32_t r = 0; r < asking->relations; r++) {
    const int32_t relation = as_subject ? r : r + asking->relations;
    if (fitting[relation]) ask(asking, (LinkQuery){entity, relation}, -1);
  }
  free(fitting);
}

static void ask_question(Asking *asking) {
  const Triple q = asking->task->question;
  const int32_t m = asking->relations;
  if (q.relation >= 0 && q.head >= 0) {
    ask(asking, (LinkQuery){q.head, q.relation}, q.tail >= 0 ? q.tail : -1);
  } else if (q.relation >= 0) {
    ask(asking, (LinkQuery){q.tail, q.relation + m}, -1);
  } else if (q.head >= 0 && q.tail >= 0) {
    for (int32_t r = 0; r < m; r++) ask(asking, (LinkQuery){q.head, r}, q.tail);
  } else {
    ask_everything(asking, q.head >= 0 ? q.head : q.tail, q.head >= 0);
  }
}

// --- Reasons -------------------------------------------------------------------------------------

static void add_rules(const Asking *asking, Suggestion *suggestion) {
  const RuleIndex *index = predictor_rules(asking->task->predictor);
  if (index == NULL) return;
  const Triple t = suggestion->triple;
  const LinkQuery query = {t.head, t.relation};
  PredictionList list = {0};
  rule_index_predict(index, query, &list);
  for (size_t i = 0; i < list.count; i++) {
    if (list.item[i].entity != t.tail) continue;
    for (int32_t k = 0; k < list.item[i].rules && suggestion->reasons < MOST_REASONS - 1; k++) {
      Reason *reason = &suggestion->reason[suggestion->reasons];
      *reason = (Reason){.kind = REASON_RULE,
                         .rule = &asking->task->trained->rules.rule[list.item[i].rule[k]]};
      if (reason->rule->length > 0 &&
          rule_explain(index, reason->rule, query, t.tail, reason->node, &reason->about_object))
        suggestion->reasons++;
    }
  }
  free(list.item);
}

// Of the answers of a query, the one most like `entity`.
static int32_t most_alike(const Asking *asking, LinkQuery query, int32_t entity, double *most) {
  const Parameters *parameters = &asking->task->trained->parameters;
  const EdgeSpan others = graph_answers(asking->task->known, query.head, query.relation);
  int32_t found = -1;
  *most = 0;
  for (size_t i = 0; i < others.count; i++) {
    const int32_t other = others.edge[i].tail;
    if (other == entity || is_new(asking, other)) continue;
    const double similarity = entity_similarity(parameters, entity, other);
    if (similarity <= *most) continue;
    *most = similarity;
    found = other;
  }
  return found;
}

static void add_neighbours(const Asking *asking, Suggestion *suggestion) {
  if (asking->task->trained->parameters.model == NULL) return;
  const Triple t = suggestion->triple;
  if (is_new(asking, t.head) || is_new(asking, t.tail)) return;
  for (int side = 0; side < 2 && suggestion->reasons < MOST_REASONS; side++) {
    const LinkQuery query = side == 0 ? (LinkQuery){t.tail, t.relation + asking->relations}
                                      : (LinkQuery){t.head, t.relation};
    Reason *reason = &suggestion->reason[suggestion->reasons];
    *reason = (Reason){.kind = side == 0 ? REASON_SUBJECT : REASON_OBJECT};
    reason->like = most_alike(asking, query, side == 0 ? t.head : t.tail, &reason->similarity);
    if (reason->like >= 0) suggestion->reasons++;
  }
}

static void explain(const Asking *asking, Suggestion *suggestion) {
  add_rules(asking, suggestion);
  add_neighbours(asking, suggestion);
  if (suggestion->reasons > 0) return;
  const Triple t = suggestion->triple;
  const EdgeSpan holders =
      graph_answers(asking->task->known, t.tail, t.relation + asking->relations);
  if (holders.count == 0) return;
  suggestion->reason[suggestion->reasons++] =
      (Reason){.kind = REASON_POPULARITY, .times = (uint32_t)holders.count};
}

Suggestion *suggest(const SuggestTask *task, size_t *count) {
  const Dataset *data = &task->trained->data;
  Asking asking = {
      .task = task,
      .relations = (int32_t)data->relations.count,
      .model_entities = (int32_t)data->entities.count,
      .type_relation = dictionary_find(&data->relations, RDF_TYPE.text, RDF_TYPE.length),
      .scorer = predictor_scorer(task->predictor),
      .best = {memory_take(task->count, sizeof(Suggestion)), 0, task->count}};
  // Rules are asked over the known graph, which may have more entities than the model.
  const size_t entities =
      (size_t)(task->known->entities > asking.model_entities ? task->known->entities
                                                             : asking.model_entities);
  asking.scores = memory_take_aligned(entities, sizeof *asking.scores);
  if (task->count > 0) ask_question(&asking);
  for (size_t i = 0; i < asking.best.count; i++) explain(&asking, &asking.best.item[i]);
  free(asking.scores);
  *count = asking.best.count;
  return asking.best.item;
}

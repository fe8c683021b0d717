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
  int32_t entities;   // candidates: the model's, and those that came since
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

// Nothing is known about it: neither the model nor the graph has a fact.
static bool is_blind(const Asking *asking, int32_t entity) {
  return entity >= asking->model_entities && graph_edges(asking->task->known, entity).count == 0;
}

// Evidence for every candidate. Where nothing is known about the head, rules about everything and
// popularity speak.
static void score(Asking *asking, LinkQuery query) {
  const int32_t entities = asking->entities;
  if (!is_blind(asking, query.head)) {
    asking->scorer.score(asking->scorer.self, &query, 1, asking->scores);
    for (int32_t e = asking->scorer.entities; e < entities; e++) asking->scores[e] = -INFINITY;
    return;
  }
  popularity_scores(asking->task->known, query.relation, asking->scores);
  double all = 0;
  for (int32_t e = 0; e < entities; e++) all += (double)asking->scores[e];
  for (int32_t e = 0; e < entities; e++)
    asking->scores[e] = (float)log(((double)asking->scores[e] + 0.01) / (all + 1));
  const RuleIndex *rules = predictor_rules(asking->task->predictor);
  if (rules == NULL) return;
  // A rule's confidence is a chance already: its logarithm stands beside that of popularity.
  PredictionList list = {0};
  rule_index_predict(rules, query, &list);
  for (size_t i = 0; i < list.count; i++)
    if (list.item[i].entity < entities)
      asking->scores[list.item[i].entity] = logf(list.item[i].score);
  free(list.item);
}

// The calibration does not hold where nothing is known: there evidence is a logarithm.
static double probability(const Asking *asking, LinkQuery query, double evidence) {
  if (is_blind(asking, query.head)) return evidence < 0 ? exp(evidence) : 1;
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
  const Admission *admission = asking->task->admission;
  if (admission != NULL && !admission->candidate(admission->self, query, answer)) return;
  const Suggestion suggestion = {.triple = triple_of(asking, query, answer),
                                 .evidence = evidence,
                                 .probability = probability(asking, query, evidence)};
  if (suggestion.probability >= asking->task->minimum) add(&asking->best, &suggestion);
}

// allowed[known->entities]; whoever asks again next gets the same. *kept: it is not to be freed.
static bool *allowed_answers(const Asking *asking, int32_t relation, bool *kept) {
  const SuggestTask *task = asking->task;
  TypeCache *types = task->types;
  *kept = types != NULL;
  if (types == NULL) return observed_type(task->known, relation, asking->type_relation);
  if (types->allowed == NULL || types->graph != task->known || types->relation != relation) {
    free(types->allowed);
    types->graph = task->known;
    types->relation = relation;
    types->allowed = observed_type(task->known, relation, asking->type_relation);
  }
  return types->allowed;
}

static void ask(Asking *asking, LinkQuery query, int32_t only) {
  const Admission *admission = asking->task->admission;
  if (admission != NULL && !admission->query(admission->self, query)) return;
  score(asking, query);
  if (only >= 0) {
    if (only < asking->entities) consider(asking, query, only);
    return;
  }
  bool kept = true;
  bool *allowed = asking->task->any_type ? NULL : allowed_answers(asking, query.relation, &kept);
  for (int32_t e = 0; e < asking->entities; e++)
    if (allowed == NULL || (e < asking->task->known->entities && allowed[e]))
      consider(asking, query, e);
  if (!kept) free(allowed);
}

// --- What is missing about an entity -------------------------------------------------------------

// Relations that an entity of this kind has: those that at least one in five holders of one of its
// relations have. Of a large graph every so many-th entity is looked at.
static bool *fitting_relations(const Graph *graph, int32_t entity) {
  enum { ONE_IN = 5, LOOKED_AT = 20000 };
  const size_t relations = 2 * (size_t)graph->relations;
  bool *fitting = memory_take(relations, sizeof *fitting);
  uint32_t *both = memory_take(relations, sizeof *both);
  const EdgeSpan own = graph_edges(graph, entity);
  const int32_t step = 1 + graph->entities / LOOKED_AT;
  for (size_t i = 0; i < own.count; i++) {
    const int32_t sign = own.edge[i].relation;
    if (i > 0 && own.edge[i - 1].relation == sign) continue;
    uint32_t holders = 0;
    memset(both, 0, relations * sizeof *both);
    for (int32_t e = 0; e < graph->entities; e += step) {
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
    const LinkQuery query = {entity, relation};
    const Admission *admission = asking->task->admission;
    if (fitting[relation] || (admission != NULL && admission->expects(admission->self, query)))
      ask(asking, query, -1);
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
    for (int32_t k = 0; k < list.item[i].rules && suggestion->reasons < MOST_REASONS - 2; k++) {
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
  const Predictor *predictor = asking->task->predictor;
  const float *own = predictor_vector(predictor, entity);
  const EdgeSpan others = graph_answers(asking->task->known, query.head, query.relation);
  int32_t found = -1;
  *most = 0;
  for (size_t i = 0; i < others.count; i++) {
    const int32_t other = others.edge[i].tail;
    const float *vector = predictor_vector(predictor, other);
    if (other == entity || own == NULL || vector == NULL) continue;
    const double similarity = vector_similarity(asking->task->trained->parameters.dim, own, vector);
    if (similarity <= *most) continue;
    *most = similarity;
    found = other;
  }
  return found;
}

static void add_neighbours(const Asking *asking, Suggestion *suggestion) {
  const Triple t = suggestion->triple;
  for (int side = 0; side < 2 && suggestion->reasons < MOST_REASONS; side++) {
    const LinkQuery query = side == 0 ? (LinkQuery){t.tail, t.relation + asking->relations}
                                      : (LinkQuery){t.head, t.relation};
    Reason *reason = &suggestion->reason[suggestion->reasons];
    *reason = (Reason){.kind = side == 0 ? REASON_SUBJECT : REASON_OBJECT};
    reason->like = most_alike(asking, query, side == 0 ? t.head : t.tail, &reason->similarity);
    if (reason->like >= 0) suggestion->reasons++;
  }
}

static void add_axiom(const Asking *asking, Suggestion *suggestion) {
  const Admission *admission = asking->task->admission;
  if (admission == NULL || suggestion->reasons == MOST_REASONS) return;
  const char *axiom = admission->reason(admission->self, suggestion->triple);
  if (axiom != NULL)
    suggestion->reason[suggestion->reasons++] = (Reason){.kind = REASON_ONTOLOGY, .axiom = axiom};
}

static void explain(const Asking *asking, Suggestion *suggestion) {
  suggestion->reasons = 0;
  add_rules(asking, suggestion);
  add_neighbours(asking, suggestion);
  const bool why = suggestion->reasons > 0;
  add_axiom(asking, suggestion);
  if (why || suggestion->reasons == MOST_REASONS) return;
  const Triple t = suggestion->triple;
  const EdgeSpan holders =
      graph_answers(asking->task->known, t.tail, t.relation + asking->relations);
  if (holders.count == 0) return;
  suggestion->reason[suggestion->reasons++] =
      (Reason){.kind = REASON_POPULARITY, .times = (uint32_t)holders.count};
}

static Asking begin_asking(const SuggestTask *task) {
  const Dataset *data = &task->trained->data;
  const int32_t model_entities = (int32_t)data->entities.count;
  return (Asking){
      .task = task,
      .relations = (int32_t)data->relations.count,
      .entities = task->known->entities > model_entities ? task->known->entities : model_entities,
      .model_entities = model_entities,
      .type_relation = dictionary_find(&data->relations, RDF_TYPE.text, RDF_TYPE.length),
      .scorer = predictor_scorer(task->predictor)};
}

Suggestion *suggest(const SuggestTask *task, size_t *count) {
  Asking asking = begin_asking(task);
  asking.best = (Best){memory_take(task->count, sizeof(Suggestion)), 0, task->count};
  const int32_t scored =
      asking.scorer.entities > asking.entities ? asking.scorer.entities : asking.entities;
  asking.scores = memory_take_aligned((size_t)scored, sizeof *asking.scores);
  if (task->count > 0) ask_question(&asking);
  for (size_t i = 0; !task->no_reasons && i < asking.best.count; i++)
    explain(&asking, &asking.best.item[i]);
  free(asking.scores);
  *count = asking.best.count;
  return asking.best.item;
}

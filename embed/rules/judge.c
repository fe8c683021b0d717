// Counting a rule's predictions, all of them or a sample.
#include "embed/rules/judge.h"

#include <stdlib.h>

#include "embed/data/memory.h"
#include "embed/rules/learn.h"

enum {
  MOST_STARTS = 500,        // entities that a cyclic rule is tried on
  MOST_PREDICTIONS = 5000,  // after which it is known well enough
  MOST_STEPS = 4000,        // edges walked from one of them
  UNSEEN = 5                // added to the predictions: few are not trusted
};

Sources sources_create(const Graph *graph) {
  const size_t relations = 2 * (size_t)graph->relations;
  Sources sources = {memory_take(relations + 2, sizeof *sources.offset), NULL};
  uint64_t *next = sources.offset + 1;
  for (int pass = 0; pass < 2; pass++) {
    for (int32_t e = 0; e < graph->entities; e++) {
      const EdgeSpan edges = graph_edges(graph, e);
      for (size_t i = 0; i < edges.count; i++) {
        const int32_t relation = edges.edge[i].relation;
        if (i > 0 && edges.edge[i - 1].relation == relation) continue;
        if (pass == 0)
          next[relation + 1]++;
        else
          sources.entity[next[relation]++] = e;
      }
    }
    if (pass == 1) break;
    for (size_t r = 0; r < relations; r++) next[r + 1] += next[r];
    sources.entity = memory_take((size_t)next[relations], sizeof *sources.entity);
  }
  return sources;
}

void sources_free(Sources *sources) {
  free(sources->offset);
  free(sources->entity);
}

Judge judge_create(const Graph *graph, const Sources *sources, uint64_t seed, uint64_t stream) {
  return (Judge){graph, sources, marks_create(graph->entities), {0}, random_create(seed, stream)};
}

void judge_free(Judge *judge) {
  marks_free(&judge->marks);
  free(judge->found.item);
}

static void conclude(Rule *rule, size_t support, size_t predicted) {
  rule->support = (uint32_t)support;
  rule->predicted = (uint32_t)predicted;
  rule->confidence = (float)support / (float)(predicted + UNSEEN);
}

static size_t walk(Judge *judge, int32_t start, const int32_t *body, int32_t length) {
  marks_clear(&judge->marks, judge->graph->entities);
  judge->found.count = 0;
  (void)path_follow(judge->graph, start, body, length, MOST_STEPS, &judge->marks, &judge->found);
  return judge->found.count;
}

// Starts are taken at equal distances from a random first, so that each is as likely as another.
static void judge_cyclic(Judge *judge, Rule *rule) {
  const size_t all = sources_count(judge->sources, rule->body[0]);
  const int32_t *start = judge->sources->entity + judge->sources->offset[rule->body[0]];
  const size_t tries = all < MOST_STARTS ? all : MOST_STARTS;
  const double first = random_unit(&judge->random), apart = (double)all / (double)tries;
  // A stride that has no common rhythm with the order of ids.
  size_t support = 0, predicted = 0;
  for (size_t i = 0; i < tries && predicted < MOST_PREDICTIONS; i++) {
    const size_t turned = (i * 7919) % tries;
    const size_t at = tries == all ? turned : (size_t)(((double)turned + first) * apart);
    const int32_t x = start[at < all ? at : all - 1];
    const size_t found = walk(judge, x, rule->body, rule->length);
    predicted += found;
    for (size_t j = 0; j < found; j++)
      support += graph_has(judge->graph, x, rule->head, judge->found.item[j]);
  }
  conclude(rule, support, predicted);
}

// head(X, c) <- path to d: the X are what the reversed path reaches from d.
static void judge_acyclic(Judge *judge, Rule *rule) {
  int32_t reversed[RULE_MOST_ATOMS];
  path_reverse(judge->graph->relations, rule->body, rule->length, reversed);
  const size_t found = walk(judge, rule->end, reversed, rule->length);
  size_t support = 0, predicted = 0;
  for (size_t j = 0; j < found; j++) {
    if (judge->found.item[j] == rule->constant) continue;
    predicted++;
    support += graph_has(judge->graph, judge->found.item[j], rule->head, rule->constant);
  }
  conclude(rule, support, predicted);
}

// head(X, c) <- b(X, A), and with no body at all: the X are the heads of b, or of `head`.
static void judge_dangling(Judge *judge, Rule *rule) {
  const int32_t inverse = relation_inverse(judge->graph->relations, rule->head);
  const EdgeSpan holders = graph_answers(judge->graph, rule->constant, inverse);
  const int32_t body = rule->length > 0 ? rule->body[0] : rule->head;
  size_t support = 0;
  for (size_t i = 0; i < holders.count; i++)
    support += graph_answers(judge->graph, holders.edge[i].tail, body).count > 0;
  conclude(rule, support, sources_count(judge->sources, body));
}

void judge_rule(Judge *judge, Rule *rule) {
  if (rule_is_cyclic(rule))
    judge_cyclic(judge, rule);
  else if (rule->end >= 0)
    judge_acyclic(judge, rule);
  else
    judge_dangling(judge, rule);
}

void rule_judge(const Graph *graph, Rule *rule, uint64_t seed) {
  Sources sources = sources_create(graph);
  Judge judge = judge_create(graph, &sources, seed, 0);
  judge_rule(&judge, rule);
  judge_free(&judge);
  sources_free(&sources);
}

// Asking rules: which answers do they give to a query, and on whose word.
#ifndef ANAMORPH_EMBED_RULES_APPLY_H
#define ANAMORPH_EMBED_RULES_APPLY_H

#include "embed/evaluate/scorer.h"
#include "embed/rules/judge.h"

// How several rules for one answer become a score: the greatest confidence, ties broken by the
// next ones (max), or 1 - product of (1 - confidence) (noisy-or). Which is better depends on the
// graph: "best" is what learning settles by validation, and the same as max where there is none.
typedef enum Aggregation { AGGREGATE_MAX, AGGREGATE_NOISY_OR, AGGREGATE_BEST } Aggregation;

typedef struct RuleIndex RuleIndex;

// The graph holds the facts that bodies may use; rules and graph must outlive the index.
RuleIndex *rule_index_create(const RuleList *rules, const Graph *graph, Aggregation aggregation);
// The same rules over another graph of the same relations; `index` must outlive it.
RuleIndex *rule_index_over(const RuleIndex *index, const Graph *graph);
void rule_index_destroy(RuleIndex *index);

// Places of the rules that may answer `query` with a walk, in the RuleList, by falling confidence:
// cyclic ones about (head, ?), and acyclic ones seen from their constant. At most `most`, in
// place[]; *about_answer[] says that the body begins at the answer. Returns how many.
size_t rule_index_walks(const RuleIndex *index, LinkQuery query, size_t most, uint32_t *place,
                        bool *about_answer);

enum { PREDICTION_RULES = 8 };

// An answer with its best rules, falling confidence; score in (0, 1].
typedef struct Prediction {
  int32_t entity;
  float score;
  int32_t rules;                    // how many of them are kept here
  uint32_t rule[PREDICTION_RULES];  // indices in the RuleList
} Prediction;

typedef struct PredictionList {
  Prediction *item;
  size_t count, capacity;
} PredictionList;

// Answers by falling score, facts of the graph left out. Clears `out` first; free(out->item).
void rule_index_predict(const RuleIndex *index, LinkQuery query, PredictionList *out);

// Scores of all entities: 0 for those without a rule; facts of the graph have 1.
Scorer rule_scorer(const RuleIndex *index);

// The reason that a rule gives for (query, entity): the entities along its body, node[length + 1]
// from the query's head (or, for a rule about the answer, from the answer). False: the rule does
// not apply. *about_answer: which of the two.
bool rule_explain(const RuleIndex *index, const Rule *rule, LinkQuery query, int32_t entity,
                  int32_t *node, bool *about_answer);

#endif

// Learning rules from a graph, as long as there is time (AnyBURL: Meilicke et al. 2019, 2023).
//
// A fact r(x, y) is drawn; a path from x to y makes a cyclic rule, a fact about x an acyclic or
// dangling one. Each new rule is judged on its predictions (a sample of them where they are many),
// and kept when at least two are facts. Which kind of path is drawn follows what has paid lately.
#ifndef ANAMORPH_EMBED_RULES_LEARN_H
#define ANAMORPH_EMBED_RULES_LEARN_H

#include <stdatomic.h>

#include "embed/data/clock.h"
#include "embed/rules/rule.h"
#include "embed/train/team.h"

typedef struct RuleTask {
  const Graph *graph;
  double seconds;
  uint64_t draws;   // of each thread, in place of `seconds`; 0: until those are over
  ClockKind clock;  // whose seconds
  int32_t length;   // of cyclic rules, at most
  uint64_t seed;
  Team *team;
  const atomic_bool *stop;  // may be NULL
  // Told about once a second; may be NULL.
  void (*progress)(void *self, double seconds, size_t rules);
  void *self;
} RuleTask;

// Rules in the order of RuleList; free(*out). The result depends on the time that it took; with
// `draws` and one thread it depends on the seed alone.
void rule_learn(const RuleTask *task, Rule **out, size_t *count);

// Judges one rule on the graph: fills support, predicted and confidence.
void rule_judge(const Graph *graph, Rule *rule, uint64_t seed);

#endif

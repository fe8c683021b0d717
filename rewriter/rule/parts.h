// What the files that load rules share.
#ifndef ANAMORPH_REWRITER_RULE_PARTS_H
#define ANAMORPH_REWRITER_RULE_PARTS_H

#include "base/vec.h"
#include "rewriter/rule/body.h"

typedef VEC(const Rule *) Rules;

// A rule set that is being made. `first`: the first thing that was wrong.
typedef struct RuleLoad {
  RuleSet *set;
  Rules rules;
  Diagnostics *diagnostics;
  Error first;
  bool failed;
  Rules dropped;  // axioms' rules that cannot be followed
} RuleLoad;

// Notes what is wrong with a rule; loading goes on, to find the rest. An axiom's rule is dropped
// instead, with a warning.
void rule_problem(RuleLoad *load, const Rule *rule, Position at, const char *format, ...)
    PRINTF_LIKE(4, 5);
void rule_problem_hint(RuleLoad *load, const char *format, ...) PRINTF_LIKE(2, 3);

// check.c: what can be said of a rule by itself. False: it is not lawful.
bool rule_check(RuleLoad *load, const Rule *rule, const Query *query);

// The most patterns for which `is` holds that are joined to make one solution.
size_t rule_joined(const Node *node, bool (*is)(void *self, const Node *leaf), void *self);

// stratify.c: clauses, components, strata; what cannot be followed is a problem.
void rules_stratify(RuleLoad *load);

// recursion.c: whether a recursive component can be followed, and how.
void rules_check_recursion(RuleLoad *load, Component *component);

#endif

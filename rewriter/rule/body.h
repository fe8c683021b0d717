// The patterns of a rule's body.
#ifndef ANAMORPH_REWRITER_RULE_BODY_H
#define ANAMORPH_REWRITER_RULE_BODY_H

#include "base/vec.h"
#include "rewriter/rule/rule.h"

// Where a pattern of a body stands.
typedef struct Occurrence {
  const Node *node;  // TRIPLE, PATH or a path's link as TRIPLE
  RuleKey key;
  // What stands around it, so that a recursion cannot run through it: "MINUS", "an aggregate", "a
  // path"; NULL: nothing does, it is only joined.
  const char *within;
  bool strict;  // more triples may mean fewer solutions: they belong to a lower stratum
  bool named;   // matched in named graphs
} Occurrence;

typedef VEC(Occurrence) Occurrences;

// All patterns of the rule's body, those inside EXISTS included.
void rule_occurrences(Arena *arena, const Rule *rule, Occurrences *out);

bool rule_has_exists(const Expr *expr);  // NULL: false

#endif

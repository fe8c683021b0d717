// Rules: Horn clauses learnt from the graph (AnyBURL, Meilicke et al. 2019).
#ifndef ANAMORPH_EMBED_RULES_RULE_H
#define ANAMORPH_EMBED_RULES_RULE_H

#include "base/buffer.h"
#include "embed/data/training_data.h"

enum { RULE_MOST_ATOMS = 6 };

// Relations are 0..2m-1, so that every rule answers queries (X, head, ?), and a body is a path from
// X: X -body[0]-> A1 -body[1]-> A2 … The kinds of rules:
//   cyclic    head(X, Y) <- path from X to Y             constant -1
//   acyclic   head(X, c) <- path from X to the constant d          end d
//   dangling  head(X, c) <- path from X to anything                end -1
// c is `constant`. The two directions of a cyclic rule are two rules; an acyclic one also answers
// (c, head inverse, ?).
typedef struct Rule {
  int32_t head;
  int32_t constant;
  int32_t end;
  int32_t length;
  int32_t body[RULE_MOST_ATOMS];
  uint32_t support;    // of the predictions seen, those that are facts
  uint32_t predicted;  // predictions seen (all, or a sample)
  float confidence;    // support / (predicted + 5)
} Rule;

typedef struct RuleList {
  const Rule *rule;  // by head, then falling confidence
  size_t count;
} RuleList;

static inline bool rule_is_cyclic(const Rule *rule) { return rule->constant < 0; }

// "capital(X, Y) <- located_in(Y, X), … [0.83 = 41/44]", with short names: what stands behind the
// last / or # of the IRI.
void rule_print(const Rule *rule, const Dictionary *entities, const Dictionary *relations,
                Buffer *out);

// How a rule's head is written as SPARQL. ITSELF: the Horn clause as it is, known facts among its
// predictions. SUGGESTED: the predicate's IRI with RULE_SUGGESTED before it, and only what is no
// fact; no body reads such a predicate, so any set of such rules is free of recursion, and its
// negation is stratified (Apt, Blair, Walker 1988).
typedef enum RuleHead { RULE_HEAD_ITSELF, RULE_HEAD_SUGGESTED } RuleHead;
#define RULE_SUGGESTED "urn:anamorph:suggested:"

// The rule as a CONSTRUCT query. False, and nothing written: SPARQL cannot say it, because a
// constant is a blank node or the body is empty.
bool rule_print_sparql(const Rule *rule, RuleHead head, const Dictionary *entities,
                       const Dictionary *relations, Buffer *out);
// What stands behind the last / or # of a name.
const char *name_short(const char *name);

#endif

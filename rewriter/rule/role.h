// Recursive rules that are as good as a property path.
//
// Take the rules of a component as a grammar whose words are paths: `?x :p ?y . ?y :q ?z` makes
// `?x :r ?z` is  r → p q. Where predicates are one and the same up to direction, and every rule is
//
//   r → r r          transitivity
//   r → w r, r → r w what comes before or after it (w: no r in it)
//   r → ^r           symmetry
//
// the words are (v* b w*)+, or v* b w* without transitivity: a property path (the regular role
// boxes of SROIQ: Horrocks, Kutz, Sattler 2006; here with both sides at once). b: what the mapping
// and the other rules give. So a recursion is walked from whichever end is bound.
//
// A class that is handed on, `?x :part ?y . ?y a :C` makes `?x a :C`, is the path w* and a look at
// its end.
#ifndef ANAMORPH_REWRITER_RULE_ROLE_H
#define ANAMORPH_REWRITER_RULE_ROLE_H

#include "rewriter/rule/rule.h"

typedef struct RoleMember {
  const Symbol *predicate;
  bool turned;  // its pairs are the path's, turned round
} RoleMember;

// class_ NULL: the pairs of each member are those of `path`. Else rdf:type of that class: its
// instances are what `path` (a repetition, one step or more) leads from to one of the others.
typedef struct Role {
  size_t member_count;
  const RoleMember *member;
  const Symbol *class_;
  const Path *path;
} Role;

// The component as a role, in the rule set's arena; NULL when it is none.
const Role *role_make(const RuleSet *set, const Component *component);

#endif

// How the rules of a recursive component ask each other: sideways information passing.
#ifndef ANAMORPH_REWRITER_RULE_MAGIC_H
#define ANAMORPH_REWRITER_RULE_MAGIC_H

#include "rewriter/rule/rule.h"

// One way in which a rule's head is had from a recursive pattern, the call. Where the head's
// subject (or object) is bound, `part`, joined and filtered by `condition`, binds the call's: both
// are of the rule's algebra and lead to nothing of the component.
typedef struct MagicStep {
  const Clause *clause;
  const Node *call;
  size_t part_count;
  const Node *const *part;
  size_t condition_count;
  const Expr *const *condition;
} MagicStep;

typedef struct MagicPlan {
  size_t count;
  const MagicStep *step;
} MagicPlan;

// place: 0 for subjects, 1 for objects. False where some call is not bound, a predicate is not
// given, or a rule is made of other things than joins, unions and filters around the call.
bool magic_plan(Arena *arena, const RuleSet *rules, unsigned component, size_t place,
                MagicPlan *out);

// The subject or the object.
const Slot *magic_slot(const Slot *subject, const Slot *object, size_t place);

#endif

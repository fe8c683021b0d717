// Magic sets: what of a recursive component can matter where a constant is asked for.
#ifndef ANAMORPH_REWRITER_UNFOLD_MAGIC_H
#define ANAMORPH_REWRITER_UNFOLD_MAGIC_H

#include "rewriter/unfold/context.h"

// The subjects (place 0) or objects (1) that are asked for, each with the predicate it is asked of.
// tree: a RECURSE that makes them; rows: how what has it as `with` sees them.
typedef struct Magic {
  size_t place;
  const Node *tree;
  RuleRows rows;
} Magic;

// For the pattern, whose constant at `place` is not handed on by all rules. graph: where the
// component's rules look. *made: false where the pattern has no constant there, or the rules do not
// bind what they ask of each other; then all of the component is to be made.
Status magic_make(Unfold *unfold, const struct RuleSet *rules, unsigned component, size_t place,
                  const Node *triple, Slot graph, Magic *out, bool *made, Error *err) MUST_CHECK;

// The set, as solutions: value is asked for, of predicate.
Lifted magic_rows(Unfold *unfold, const Magic *magic, VarId value, VarId predicate);

#endif

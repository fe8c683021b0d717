// A path with repetitions as an automaton, after Glushkov ("The abstract theory of automata",
// 1961): what repeats inside what repeats is walked in one recursion, and never computed by itself.
//
// The labels of its transitions are the paths between repetitions, which joins and unions can say.
// A state says which label was walked last; states with the same future are one.
#ifndef ANAMORPH_REWRITER_UNFOLD_AUTOMATON_H
#define ANAMORPH_REWRITER_UNFOLD_AUTOMATON_H

#include "base/arena.h"
#include "rewriter/ir/node.h"

// label: index into Automaton.label.
typedef struct Transition {
  unsigned from, to;
  size_t label;
} Transition;

typedef struct Automaton {
  bool nullable;  // a path of length zero is one
  unsigned state_count;
  const bool *final;  // by state
  size_t label_count;
  const Path *const *label;
  size_t start_count, step_count;
  const Transition *start,
      *step;  // those that begin (their `from` says nothing), those that continue
} Automaton;

// The path's automaton; backward: of the path from its far end, whose labels are walked from their
// objects to their subjects. A path with more than 64 labels or 256 transitions keeps its inner
// repetitions as labels.
Automaton automaton_make(Arena *arena, const Path *path, bool backward);

#endif

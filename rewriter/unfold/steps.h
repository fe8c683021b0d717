// The relation that a path walks, laid out in columns so that where a row ends the next can begin,
// whatever the terms are made of.
#ifndef ANAMORPH_REWRITER_UNFOLD_STEPS_H
#define ANAMORPH_REWRITER_UNFOLD_STEPS_H

#include "rewriter/unfold/context.h"

// Pairs of terms that are joined by one step, between two states of the path.
typedef struct Arc {
  unsigned from_state, to_state;
  Branch branch;  // defines both ends, and the graph where there is one
} Arc;
typedef VEC(Arc) Arcs;

// What the arcs' branches define. graph NULL: there is none.
typedef struct Ends {
  VarId from, to;
  const VarId *graph;
} Ends;

// Rows of arcs: native columns. Both ends, of all sides of a steps, are made of columns in one
// way: they agree (NULLs counting as equal) exactly when the terms are the same.
typedef struct Side {
  const Node *tree;
  const VarId *from, *to;  // width
  const VarId *graph;      // graph_width
  VarId from_state, to_state;
} Side;

// What a walk begins with, and the steps that continue it.
typedef struct Steps {
  size_t width, graph_width;
  Side start, step;
  // Over the columns of `start`; from_term, graph_term: NULL where they are not kept.
  const Expr *from_term, *to_term, *graph_term;
} Steps;

// carried: the rows keep where they came from. stated: and the state that they are in. There is a
// start; no steps leave `step.tree` NULL.
Steps steps_lay_out(Unfold *unfold, const Ends *ends, const Arcs *start, const Arcs *step,
                    bool carried, bool stated);

#endif

// What the rewriter did, stage by stage: for `explain`, benchmarks and tests.
#ifndef ANAMORPH_REWRITER_TRACE_H
#define ANAMORPH_REWRITER_TRACE_H

#include "base/vec.h"
#include "rewriter/ir/node.h"

// A stage ("unfold", "passes", "deparse") or a pass that changed the tree. round counts a pass's
// turn in the fixpoint from 1; 0 for stages. before and after, whose variables `variables` names,
// are NULL where the stage has none.
typedef struct TraceStep {
  const char *name;
  unsigned round;
  const Variables *variables;
  const Node *before, *after;
  double milliseconds;  // trace_add's
} TraceStep;

// Owned by the caller, zero-initialised; steps live in the query's arena.
typedef struct Trace {
  VEC(TraceStep) step;
} Trace;

// A step that began at `started`, a clock_ms(), and ends now. trace may be NULL.
void trace_add(Trace *trace, Arena *arena, double started, TraceStep step);

#endif

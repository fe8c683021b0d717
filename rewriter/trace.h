// What the rewriter did, stage by stage: for `explain`, benchmarks and tests.
#ifndef ANAMORPH_REWRITER_TRACE_H
#define ANAMORPH_REWRITER_TRACE_H

#include "base/vec.h"
#include "rewriter/ir/node.h"

// A stage ("unfold", "passes", "deparse") or a pass that changed the tree. round counts a pass's
// turn in the fixpoint from 1; 0 for stages. before and after are NULL where the stage has none.
typedef struct TraceStep {
  const char *name;
  unsigned round;
  double milliseconds;
  const Node *before;
  const Node *after;
} TraceStep;

// Owned by the caller, zero-initialised; steps live in the query's arena.
typedef struct Trace {
  VEC(TraceStep) step;
} Trace;

// trace may be NULL. Times are between clock_ms() calls, in milliseconds.
void trace_add(Trace *trace, Arena *arena, const char *name, unsigned round, double started,
               const Node *before, const Node *after);

#endif

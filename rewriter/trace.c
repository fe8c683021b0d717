// Recording what the rewriter did.
#include "rewriter/trace.h"

#include "base/clock.h"

void trace_add(Trace *trace, Arena *arena, const char *name, unsigned round, double started,
               const Node *before, const Node *after) {
  if (trace == NULL) return;
  const TraceStep step = {name, round, clock_ms() - started, before, after};
  VEC_PUSH(arena, &trace->step, step);
}

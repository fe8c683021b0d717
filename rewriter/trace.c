// Recording what the rewriter did.
#include "rewriter/trace.h"

#include "base/clock.h"

void trace_add(Trace *trace, Arena *arena, double started, TraceStep step) {
  if (trace == NULL) return;
  step.milliseconds = clock_ms() - started;
  VEC_PUSH(arena, &trace->step, step);
}

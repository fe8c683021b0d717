// Recording what the rewriter did.
#include "rewriter/trace.h"

#include <time.h>

double trace_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void trace_add(Trace *trace, Arena *arena, const char *name, unsigned round, double started,
               const Node *before, const Node *after) {
  if (trace == NULL) return;
  const TraceStep step = {name, round, trace_now() - started, before, after};
  VEC_PUSH(arena, &trace->step, step);
}

// When to measure, and what to make of it.
#include "rewriter/plan/choice.h"

// PostgreSQL takes custom plans for five runs, so the sixth is the first where there is a choice.
// Later ones see other values, ever more seldom: 64, 512, 4096, …
enum { FIRST_MEASURED = 6, LAST_OF_FIRST = 8, LATER = 64, LATER_FACTOR = 8 };
enum { ENOUGH = LAST_OF_FIRST - FIRST_MEASURED + 1 };
enum { LONGEST_RUN_MS = 20 };

// A way is clearly better when the other takes a fifth more.
static bool is_better(uint64_t mine, uint64_t other) { return other > mine + mine / 5; }

PlanMode plan_choice_mode(const PlanChoice *choice) {
  if (atomic_load_explicit(&choice->measured, memory_order_relaxed) < ENOUGH) return PLAN_OF_SERVER;
  const uint64_t custom = atomic_load_explicit(&choice->custom, memory_order_relaxed);
  const uint64_t generic = atomic_load_explicit(&choice->generic, memory_order_relaxed);
  if (is_better(generic, custom)) return PLAN_GENERIC;
  return is_better(custom, generic) ? PLAN_CUSTOM : PLAN_OF_SERVER;
}

static bool is_measured(unsigned run) {
  if (run < LATER) return run >= FIRST_MEASURED && run <= LAST_OF_FIRST;
  while (run > LATER && run % LATER_FACTOR == 0) run /= LATER_FACTOR;
  return run == LATER;
}

bool plan_choice_run(PlanChoice *choice, double ms) {
  const unsigned run = atomic_fetch_add_explicit(&choice->runs, 1, memory_order_relaxed) + 1;
  return is_measured(run) && ms <= LONGEST_RUN_MS;
}

static uint64_t microseconds(double ms) { return (uint64_t)(ms * 1e3); }

void plan_choice_note(PlanChoice *choice, const PlanTimes *times) {
  atomic_fetch_add_explicit(&choice->custom, microseconds(times->custom), memory_order_relaxed);
  atomic_fetch_add_explicit(&choice->generic, microseconds(times->generic), memory_order_relaxed);
  atomic_fetch_add_explicit(&choice->measured, 1, memory_order_relaxed);
}

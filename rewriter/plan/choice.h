// How PostgreSQL is to plan the statement of a kept plan: for the values of each query (a custom
// plan), or once for all (a generic plan).
//
// PostgreSQL decides that itself by comparing estimates, in which planning a join of five tables
// costs as much as reading a few rows; it takes four times as long as running it where indexes
// serve. And a generic plan that it has taken, it never leaves. Here both are measured on some
// runs, and the one that took less time in all of these is asked for.
//
// Threads may share a choice; what two of them add at once may count in either order.
#ifndef ANAMORPH_REWRITER_PLAN_CHOICE_H
#define ANAMORPH_REWRITER_PLAN_CHOICE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/db/connection.h"

// Zero-initialised: nothing is known. Times are sums of the measured runs, in microseconds.
typedef struct PlanChoice {
  atomic_uint runs, measured;
  atomic_uint_least64_t custom, generic;
} PlanChoice;

// PLAN_OF_SERVER until enough was measured, and where neither way is clearly better.
PlanMode plan_choice_mode(const PlanChoice *choice);

// A run has ended, which took so many milliseconds. True: the two ways are to be measured with its
// values. Not of long runs: they would pay for it, and planning is little of them.
bool plan_choice_run(PlanChoice *choice, double ms);

void plan_choice_note(PlanChoice *choice, const PlanTimes *times);

#endif

// The throughput of a world's mix: several clients at once, one side and the other in alternating
// rounds.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_MIX_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_MIX_H

#include "tests/bench/handwritten/bench.h"

// Prints a line for each number of clients: the medians of both sides and of their ratio, and the
// processor time that a query costs. Nothing when no rounds are asked for.
void mix_time(const Bench *bench);

#endif

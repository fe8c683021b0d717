// Whether both sides gave the same answer: the solutions of the one, the rows of the other.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_ANSWER_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_ANSWER_H

#include "tests/bench/handwritten/side.h"

typedef struct Agreement {
  bool same;
  size_t solutions, rows;
} Agreement;

// Compares what the two sides answered last to this question: as multisets of solutions, or as the
// question's comments say. Values are compared as text, numbers by value to twelve digits. Says on
// standard error what differs first.
Agreement answers_compare(const Question *question, const Side *gateway, const Side *sql);

#endif

// Is an answer the one that a test expects?
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_JUDGE_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_JUDGE_H

#include "tests/conformance/evaluation/results.h"

// Both compare up to the labels of blank nodes; literals of one datatype are the same when their
// canonical lexical forms are. In one line, in `arena`, what is different; NULL: nothing.
//
// ordered: the solutions come in that order. lax: only which solutions there are counts, not how
// often (REDUCED).
const char *judge_results(const Results *expected, const Results *actual, bool ordered, bool lax,
                          Arena *arena);
const char *judge_graphs(Dataset *expected, Dataset *actual, Arena *arena);

#endif

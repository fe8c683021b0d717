// A question of the explore use case with drawn parameters, after the benchmark's rules for them.
//
// Kinds: T a leaf product type, F a feature of that type's products, P a product, O an offer, R a
// review, N a number from 1 to 500, W a word of the dictionary, I (in SQL alone) the IRI of what
// stands before it.
#ifndef ANAMORPH_TESTS_BENCH_BSBM_DRAW_H
#define ANAMORPH_TESTS_BENCH_BSBM_DRAW_H

#include "tests/bench/bsbm/generate.h"
#include "tests/bench/handwritten/question.h"

void bsbm_draw(const BsbmWorld *world, const Question *question, Random *random, Call *call);

#endif

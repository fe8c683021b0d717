// The worlds that are asked: a data set, a mapping, a folder of questions in SPARQL and one of the
// same in SQL.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_WORLD_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_WORLD_H

#include "tests/bench/bsbm/generate.h"
#include "tests/bench/handwritten/question.h"
#include "tests/support/fixture.h"

typedef struct WorldPlan WorldPlan;

// One world, loaded. mapping and ontology (or NULL) are files that a gateway can read.
typedef struct World {
  const char *name;
  const WorldPlan *plan;
  Fixture *fixture;
  const char *mapping, *ontology;
  const char *facts;  // what the gateway is told of the data, or NULL
  Questions questions;
  int mixes;         // in a round, of all clients together, unless others are asked for
  size_t mix_count;  // the questions of one mix, by index, in its order
  const unsigned char *mix;
  BsbmWorld *bsbm;  // or NULL
} World;

// All names, ended by NULL.
const char *const *world_names(void);

// NULL when its test data are not there. products: the scale of BSBM.
World *world_load(const char *name, int products);
void world_close(World *world);

// A call of the question with parameters as this world draws them.
void world_draw(const World *world, const Question *question, Random *random, Call *call);

// The count that others published for the question's answer; -1 where there is none.
long world_published_count(const World *world, const Question *question);

#endif

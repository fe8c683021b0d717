// The explore use case of the Berlin SPARQL Benchmark: twelve queries, each in SPARQL and as the
// SQL that an expert would write for the benchmark's tables, with the rules for their parameters.
#ifndef ANAMORPH_TESTS_BENCH_BSBM_EXPLORE_H
#define ANAMORPH_TESTS_BENCH_BSBM_EXPLORE_H

#include "base/buffer.h"
#include "tests/bench/bsbm/generate.h"

enum { EXPLORE_QUERIES = 12, EXPLORE_MOST_PARAMETERS = 6, EXPLORE_MIX = 25 };

// sql: takes the parameters as $1, $2 … (text, cast where needed).
// check_variable, check_column: the SPARQL variable and the SQL column whose values, as text, must
// be the same on both sides, in order where is_ordered; NULL: only the number of rows is compared;
// rows_differ: not even that (the forms answer differently: a graph against a row).
typedef struct ExploreQuery {
  const char *name;
  const char *sparql;
  const char *sql;
  const char *parameters;  // kinds, a letter each; see explore.c
  const char *check_variable;
  int check_column;
  bool is_ordered, rows_differ;
} ExploreQuery;

extern const ExploreQuery EXPLORE_QUERY[EXPLORE_QUERIES];

// The query mix: indexes into EXPLORE_QUERY, in the benchmark's order.
extern const unsigned char EXPLORE_ORDER[EXPLORE_MIX];

// One query with drawn parameters. The buffers are reused from call to call; value[i] points into
// `values`.
typedef struct ExploreCall {
  const ExploreQuery *query;
  Buffer sparql, values;
  int parameter_count;
  const char *value[EXPLORE_MOST_PARAMETERS];
} ExploreCall;

void explore_draw(const BsbmWorld *world, const ExploreQuery *query, Random *random,
                  ExploreCall *call);
void explore_call_free(ExploreCall *call);

#endif

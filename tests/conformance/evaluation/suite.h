// The evaluation tests of a suite, as its manifests tell them.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_SUITE_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_SUITE_H

#include "tests/support/dataset.h"

// A suite's folder stands for an IRI below which its files are: relative IRIs of data, queries and
// results mean the same whereever the folder is.
typedef struct Suite {
  const char *folder;
  const char *iri;  // with a slash at the end
} Suite;

typedef struct EvaluationTest {
  const char *id;      // its IRI
  const char *query;   // IRIs of files
  const char *result;  // NULL: none is given
  VEC(const char *) data;
  VEC(const char *) named;
  VEC(const char *) regimes;  // sd:entailmentRegime
  bool lax;                   // mf:LaxCardinality
} EvaluationTest;

typedef VEC(EvaluationTest) EvaluationTests;

// The tests of FOLDER/part/manifest.ttl. Errors: STATUS_SYNTAX.
Status suite_read(const Suite *suite, const char *part, Arena *arena, EvaluationTests *out,
                  Error *err) MUST_CHECK;

// The path of a file that an IRI names; NULL when it is not below the suite's.
const char *suite_path(const Suite *suite, const char *iri, Arena *arena);

#endif

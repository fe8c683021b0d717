// One evaluation test over a store.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_TRIAL_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_TRIAL_H

#include "endpoint/run/execute.h"
#include "tests/conformance/evaluation/store.h"
#include "tests/conformance/evaluation/suite.h"

typedef struct Trial {
  Store *store;
  const Suite *suite;
  const EvaluationTest *test;
  Arena *arena;
  Dataset *data;
  Execution *execution;  // prepared by the caller
  Error err;
} Trial;

// The dataset of the test into trial->data; graphs that the query itself names in FROM stand among
// the named ones. Errors: STATUS_IO, STATUS_SYNTAX.
Status trial_read_data(Trial *trial) MUST_CHECK;

// Asks, and compares with the expected file. What is different, in one line in the trial's arena;
// NULL: nothing.
const char *trial_compare(Trial *trial);

// trial->err as a line.
const char *trial_fault(Trial *trial, Status status);

#endif

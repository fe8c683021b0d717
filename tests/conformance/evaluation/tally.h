// A run over trials of which some are listed as beyond what is tested: its arguments, its store,
// what came of each trial, and the end.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_TALLY_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_TALLY_H

#include "tests/conformance/evaluation/known.h"
#include "tests/conformance/evaluation/store.h"

typedef struct Tally {
  Arena *arena;
  Store store;
  const char *wanted;  // part of a trial's name; NULL: all
  bool verbose;
  const char *list;  // of what is beyond, with the reason: a path below the repository's root
  KnownFailures known;
  unsigned passed, failed, beyond;
} Tally;

// Arguments: [-v] [part of a trial's name].
Tally tally_begin(int argc, char **argv, const char *list);

bool tally_wants(const Tally *tally, const char *name);

// fault: what is wrong, NULL: nothing. What is listed must fail, all else must pass.
void tally_add(Tally *tally, const char *name, const char *fault);

// Trials could not be read.
void tally_fail(Tally *tally, const char *message);

// Prints the sums; the program's exit code. What is listed and was no trial is a failure.
int tally_end(Tally *tally);

#endif

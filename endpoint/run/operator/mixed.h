// A mixed plan, made ready once and run any number of times: the door of the operators.
#ifndef ANAMORPH_ENDPOINT_RUN_OPERATOR_MIXED_H
#define ANAMORPH_ENDPOINT_RUN_OPERATOR_MIXED_H

#include <stdatomic.h>

#include "base/db/connection.h"
#include "endpoint/run/operator/leaf.h"
#include "rewriter/rewrite.h"

typedef struct Mixed Mixed;

typedef struct MixedOptions {
  RewriteOptions rewrite;     // as the plan was made with
  bool strict;                // a value that cannot be a term is an error
  bool stream_large;          // COPY for every statement
  size_t memory_limit;        // bytes of kept solutions
  const LeafMaker *services;  // NULL: SERVICE is refused
} MixedOptions;

// In the plan's arena (query->arena), inside its arena_run. Errors: STATUS_UNSUPPORTED and what
// the maker of services refuses with.
Status mixed_create(const Plan *plan, const Mapping *mapping, const MixedOptions *options,
                    Mixed **out, Error *err) MUST_CHECK;

// Does it need a connection?
bool mixed_asks_database(const Mixed *mixed);

// What its services' solutions must be taken with, in a sentence or several; NULL: nothing.
const char *mixed_warning(const Mixed *mixed);

// Gives each solution to `row` (terms[j] for plan->variable[j], valid during the call), until it
// has no more, `row` fails, or, with one_row, the first. Inside a read-only transaction of the
// caller's on `db`; timeout_ms: 0 for none. cancelled: looked at between steps.
// Errors: STATUS_DATABASE, STATUS_DATA (strict), STATUS_LIMIT (time, memory, a value too large),
// STATUS_CANCELLED, those of services and of `row`.
typedef struct MixedRun {
  Connection *db;
  const atomic_bool *cancelled;
  unsigned timeout_ms;
  bool one_row;
  Status (*row)(void *self, const Term terms[], Error *err);
  void *self;
} MixedRun;
Status mixed_run(Mixed *mixed, const MixedRun *run, Error *err) MUST_CHECK;

// Stops services that a run waits for. From any thread.
void mixed_cancel(Mixed *mixed);

typedef struct MixedCounts {
  size_t rows;       // that PostgreSQL and services gave
  double first_row;  // milliseconds from the beginning of the run to the first of them
  size_t invalid;    // values that could not become terms
  const char *example;
} MixedCounts;
MixedCounts mixed_counts(const Mixed *mixed);

#endif

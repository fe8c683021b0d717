// SERVICE with another mapping of the same gateway, answered in this process: what would be sent to
// it over HTTP is run as any other query is, on a connection of its own.
//
// Where that mapping lies over the same database the rewriter has joined it in SQL already
// (rewriter/unfold/service.c); what comes here is the rest.
#ifndef ANAMORPH_ENDPOINT_SERVICE_LOCAL_H
#define ANAMORPH_ENDPOINT_SERVICE_LOCAL_H

#include "base/vec.h"
#include "endpoint/run/execute.h"
#include "endpoint/service/solution_store.h"

typedef struct ServiceLocal {
  const Mapping *mapping;
  const char *conninfo;    // of its database
  ExecuteOptions options;  // how its queries are answered; timeout_ms and services are not used
} ServiceLocal;

// By name, and by where it is served.
typedef struct Local {
  const char *name;  // "": the gateway's main mapping
  ServiceLocal service;
  LocalServices beside;  // its neighbours in the same database; self: this
  const struct Locals *all;
} Local;

typedef struct Locals {
  VEC(Local *) item;
  VEC(const char *) address;
} Locals;

// The mapping that SERVICE calls `iri`: anamorph:mapping/NAME, ADDRESS/NAME/sparql, and for the
// main one ADDRESS/sparql. NULL: none.
const Local *locals_find(const Locals *locals, const char *iri);
const Local *locals_named(const Locals *locals, const char *name, size_t length);

typedef struct LocalRun LocalRun;

LocalRun *local_run_create(void);
void local_run_destroy(LocalRun *run);

// Runs the query, and keeps its solutions (of `width` variables) in `out`. services: who answers
// the query's own SERVICE. Errors: as execution_prepare and execution_results; STATUS_LIMIT where
// `out` is full.
Status local_run(LocalRun *run, const ServiceLocal *local, const struct LeafMaker *services,
                 const char *text, size_t length, unsigned timeout_ms, size_t width,
                 SolutionStore *out, Error *err) MUST_CHECK;

// Ends local_run with STATUS_CANCELLED, and those that follow. From any thread.
void local_run_cancel(LocalRun *run);

#endif

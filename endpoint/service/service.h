// SERVICE (SPARQL 1.1 Federated Query): patterns that other endpoints answer.
//
// Nothing is asked but what is listed (rules.h). Bindings of the rest of the query are sent along
// in blocks, so that a selective left side limits the remote query; what comes back is joined with
// the rest by the operator above the leaf (endpoint/run/operator/leaf.h).
#ifndef ANAMORPH_ENDPOINT_SERVICE_SERVICE_H
#define ANAMORPH_ENDPOINT_SERVICE_SERVICE_H

#include "endpoint/run/operator/leaf.h"
#include "endpoint/service/client.h"

// Zero-initialised: no endpoint is allowed. Everything pointed at must outlive the services.
typedef struct ServiceOptions {
  size_t allow_count;
  const char *const *allow;  // rules.h
  size_t map_count;
  const char *const *map;  // "IRI=URL": rules.h
  ClientLimits client;
  ReaderLimits reader;
  unsigned block_rows;  // bindings sent with one request; 0: 100
} ServiceOptions;

typedef struct Services Services;

// Read-only once made, so threads share it. Errors: STATUS_USAGE for an entry that cannot be read.
Status services_create(const ServiceOptions *options, Services **out, Error *err) MUST_CHECK;
void services_destroy(Services *services);

// May any endpoint be asked (sd:BasicFederatedQuery)?
bool services_any(const Services *services);

// Who makes the leaves of SERVICE nodes; valid as long as `services`.
const LeafMaker *services_leaf_maker(const Services *services);

#endif

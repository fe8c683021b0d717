// SERVICE (SPARQL 1.1 Federated Query): patterns that other endpoints answer.
//
// Nothing is asked but what is listed (rules.h). Bindings of the rest of the query are sent along
// in blocks, so that a selective left side limits the remote query; what comes back is joined with
// the rest by the operator above the leaf (endpoint/run/operator/leaf.h).
#ifndef ANAMORPH_ENDPOINT_SERVICE_SERVICE_H
#define ANAMORPH_ENDPOINT_SERVICE_SERVICE_H

#include "endpoint/run/operator/leaf.h"
#include "endpoint/service/client.h"
#include "endpoint/service/local.h"

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

struct Advisor;

typedef struct Services Services;

// Read-only once made, so threads share it. Errors: STATUS_USAGE for an entry that cannot be read.
Status services_create(const ServiceOptions *options, Services **out, Error *err) MUST_CHECK;
void services_destroy(Services *services);

// Another mapping of this gateway, or its main one (name ""): SERVICE <anamorph:mapping/NAME> asks
// it, and so do the IRIs of its endpoint below each address. All is done before the first query;
// the arguments must outlive the services. options: how its queries are answered.
void services_add_local(Services *services, const char *name, const Mapping *mapping,
                        const char *conninfo, const ExecuteOptions *options);
// An address of the gateway's endpoints: "http://127.0.0.1:7333", without a slash at its end.
void services_add_address(Services *services, const char *address);

// Who answers SERVICE anamorph:suggest (endpoint/suggest/suggest_leaf.h); without one it is
// refused. Before the first query; the arguments must outlive the services.
void services_set_advisor(Services *services, const struct Advisor *advisor, const char *conninfo);

// For ExecuteOptions of queries over the mapping of that name: what else lies in its database, the
// symbols that all mappings share, its index. Left alone where no mapping of that name was added.
void services_set_options(const Services *services, const char *name, ExecuteOptions *options);

// May any endpoint be asked (sd:BasicFederatedQuery)?
bool services_any(const Services *services);

// Who makes the leaves of SERVICE nodes; valid as long as `services`.
const LeafMaker *services_leaf_maker(const Services *services);

#endif

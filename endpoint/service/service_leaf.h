// A SERVICE node as a leaf of a mixed plan, answered over HTTP.
#ifndef ANAMORPH_ENDPOINT_SERVICE_SERVICE_LEAF_H
#define ANAMORPH_ENDPOINT_SERVICE_SERVICE_LEAF_H

#include "endpoint/run/operator/leaf.h"
#include "endpoint/service/client.h"
#include "endpoint/service/local.h"

// What the leaves of all queries share.
typedef struct ServiceContext {
  const ServiceRules *rules;
  ClientLimits client;
  ReaderLimits reader;
  unsigned block_rows;
  const Locals *locals;    // mappings of this gateway
  const LeafMaker *maker;  // for their queries' own SERVICE
} ServiceContext;

// As LeafMaker.make.
Status service_leaf_create(const ServiceContext *context, const Query *query, const Node *service,
                           Arena *arena, Leaf *out, Error *err) MUST_CHECK;

#endif

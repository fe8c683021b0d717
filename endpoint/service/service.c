// The services of a gateway: rules and limits, shared by all queries.
#include "endpoint/service/service.h"

#include "endpoint/service/service_leaf.h"

enum { BLOCK_ROWS = 100 };

struct Services {
  Arena *arena;
  ServiceContext context;
  LeafMaker maker;
};

static Status make(void *self, const Query *query, const Node *service, Arena *arena, Leaf *out,
                   Error *err) {
  const Services *services = self;
  return service_leaf_create(&services->context, query, service, arena, out, err);
}

Status services_create(const ServiceOptions *options, Services **out, Error *err) {
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  Services *services = ARENA_NEW(arena, Services);
  services->arena = arena;
  services->context.client = options->client;
  services->context.reader = options->reader;
  services->context.block_rows = options->block_rows == 0 ? BLOCK_ROWS : options->block_rows;
  services->maker = (LeafMaker){services, make};
  ServiceRules *rules;
  const Status status = service_rules_create(arena, options->allow_count, options->allow,
                                             options->map_count, options->map, &rules, err);
  services->context.rules = rules;
  if (status == STATUS_OK)
    *out = services;
  else
    arena_destroy(arena);
  return status;
}

void services_destroy(Services *services) {
  if (services != NULL) arena_destroy(services->arena);
}

bool services_any(const Services *services) { return service_rules_any(services->context.rules); }
const LeafMaker *services_leaf_maker(const Services *services) { return &services->maker; }

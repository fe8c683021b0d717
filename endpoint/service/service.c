// The services of a gateway: rules and limits, shared by all queries.
#include "endpoint/service/service.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "base/vec.h"
#include "endpoint/service/service_leaf.h"
#include "endpoint/suggest/suggest_leaf.h"
#include "rewriter/knowledge.h"
#include "rewriter/unfold/index.h"

enum { BLOCK_ROWS = 100 };

struct Services {
  Arena *arena;
  ServiceContext context;
  LeafMaker maker;
  Locals locals;
  const Advisor *advisor;  // NULL: there is no model
  const char *advised;     // conninfo of the advisor's database
};

static Status make(void *self, const Query *query, const Node *service, Arena *arena, Leaf *out,
                   Error *err) {
  const Services *services = self;
  const Slot *endpoint = &service->u.service.endpoint;
  if (endpoint->kind == SLOT_TERM && endpoint->term.lexical == &ANAMORPH_SUGGEST) {
    if (services->advisor != NULL || service->u.service.silent)
      return suggest_leaf_create(services->advisor, services->advised, query, service, arena, out,
                                 err);
    error_at(err, STATUS_UNSUPPORTED, service->at, "there is no model to make suggestions");
    error_hint(err, "-M FILE gives one (anamorph train makes it)");
    return STATUS_UNSUPPORTED;
  }
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
  services->context.maker = &services->maker;
  services->context.locals = &services->locals;
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

// --- Mappings of this gateway --------------------------------------------------------------------

static const MappingIndex *find_beside(const void *self, const char *iri) {
  const Local *asking = self;
  const Local *found = locals_find(asking->all, iri);
  if (found == NULL) return NULL;
  // What an ontology or rules add to it is not in its index alone.
  const ExecuteOptions *options = &found->service.options;
  if (options->rules != NULL) return NULL;
  if (options->regimen != NULL && options->regimen->mapping != found->service.mapping) return NULL;
  const char *here = asking->service.conninfo, *there = found->service.conninfo;
  const bool same = here == there || (here != NULL && there != NULL && strcmp(here, there) == 0);
  return same ? options->index : NULL;
}

void services_add_local(Services *services, const char *name, const Mapping *mapping,
                        const char *conninfo, const ExecuteOptions *options) {
  Local *local = ARENA_NEW(services->arena, Local);
  local->name = name;
  local->all = &services->locals;
  local->beside = (LocalServices){find_beside, local};
  local->service = (ServiceLocal){mapping, conninfo, *options};
  if (options->index == NULL)
    local->service.options.index = mapping_index_create(services->arena, mapping);
  local->service.options.local = &local->beside;
  VEC_PUSH(services->arena, &services->locals.item, local);
  // The last one's symbols hold all others'.
  for (size_t i = 0; i < services->locals.item.count; i++)
    services->locals.item.item[i]->service.options.symbols = mapping->symbols;
}

void services_add_address(Services *services, const char *address) {
  VEC_PUSH(services->arena, &services->locals.address,
           arena_copy_text(services->arena, address, strlen(address)));
}

void services_set_options(const Services *services, const char *name, ExecuteOptions *options) {
  const Local *local = locals_named(&services->locals, name, strlen(name));
  if (local == NULL) return;
  options->local = local->service.options.local;
  options->symbols = local->service.options.symbols;
  if (options->index == NULL) options->index = local->service.options.index;
}

void services_set_advisor(Services *services, const Advisor *advisor, const char *conninfo) {
  services->advisor = advisor;
  services->advised = conninfo;
}

bool services_any(const Services *services) { return service_rules_any(services->context.rules); }
const LeafMaker *services_leaf_maker(const Services *services) { return &services->maker; }

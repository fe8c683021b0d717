// Loading named mappings.
#include "endpoint/cli/members.h"

#include <string.h>

static const char *conninfo_of(const Arguments *arguments, const char *name) {
  for (size_t i = 0; i < arguments->member_database.count; i++)
    if (strcmp(arguments->member_database.item[i].name, name) == 0)
      return arguments->member_database.item[i].value;
  return arguments->conninfo;
}

static bool has_member(const Gateway *gateway, const char *name) {
  for (size_t i = 0; i < gateway->member_count; i++)
    if (strcmp(gateway->member[i].name, name) == 0) return true;
  return false;
}

static Status load_member(const Arguments *arguments, Gateway *gateway, const Named *first,
                          Diagnostics *diagnostics, Error *err) {
  GatewayMember *member = &gateway->member[gateway->member_count];
  const Mapping *before = gateway->member_count == 0 ? gateway->mapping : member[-1].mapping;
  *member = (GatewayMember){.name = first->name, .conninfo = conninfo_of(arguments, first->name)};
  TextList files = {0};
  for (size_t i = 0; i < arguments->member_mapping.count; i++)
    if (strcmp(arguments->member_mapping.item[i].name, first->name) == 0)
      VEC_PUSH(arguments->arena, &files, arguments->member_mapping.item[i].value);
  const MappingOptions options = {.ignore_case = arguments->ignore_case, .parent = before->symbols};
  Connection *db = NULL;
  TRY(connection_open(member->conninfo, &db, err));
  Status status = mapping_load(files.item, files.count, arguments->base, db, &options,
                               &member->mapping, diagnostics, err);
  connection_close(db);
  if (status == STATUS_IO) err->code = status = STATUS_USAGE;
  if (status == STATUS_OK) gateway->member_count++;
  return status;
}

// Known to SERVICE, the main mapping among them.
static Status add_to_services(const Arguments *arguments, Gateway *gateway, Error *err) {
  ExecuteOptions options;
  TRY(gateway_options(arguments, gateway, &options, err));
  options.default_graph_count = options.named_graph_count = 0;
  services_add_local(gateway->services, "", gateway->mapping, arguments->conninfo, &options);
  options.rules = NULL;
  options.regimen = NULL;
  options.index = NULL;
  for (size_t i = 0; i < gateway->member_count; i++)
    services_add_local(gateway->services, gateway->member[i].name, gateway->member[i].mapping,
                       gateway->member[i].conninfo, &options);
  return STATUS_OK;
}

Status members_load(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                    Error *err) {
  gateway->member =
      ARENA_ARRAY(arguments->arena, GatewayMember, arguments->member_mapping.count + 1);
  for (size_t i = 0; i < arguments->member_mapping.count; i++) {
    const Named *named = &arguments->member_mapping.item[i];
    if (!has_member(gateway, named->name))
      TRY(load_member(arguments, gateway, named, diagnostics, err));
  }
  for (size_t i = 0; i < arguments->member_database.count; i++) {
    const char *name = arguments->member_database.item[i].name;
    if (has_member(gateway, name)) continue;
    error_set(err, STATUS_USAGE, "--database-of %.60s: there is no mapping of that name", name);
    error_hint(err, "-m %.60s=FILE.ttl", name);
    return STATUS_USAGE;
  }
  return gateway->member_count == 0 ? STATUS_OK : add_to_services(arguments, gateway, err);
}

void members_free(Gateway *gateway) {
  for (size_t i = gateway->member_count; i > 0; i--) mapping_free(gateway->member[i - 1].mapping);
  gateway->member_count = 0;
}

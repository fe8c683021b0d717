// Opening the connection and the mapping for a command.
#include "endpoint/cli/gateway.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "endpoint/cli/members.h"
#include "rewriter/pass/pass.h"
#include "rewriter/rule/rule.h"

// Errors only: what else is worth knowing about a mapping is told by `anamorph check`. Of an
// ontology (the diagnostics from `first` on) warnings are told too: answers lack what they tell.
static void print_diagnostics(const Diagnostics *diagnostics, size_t first, Severity least) {
  Buffer out = {0};
  for (size_t i = first; i < diagnostics->list.count; i++)
    if (diagnostics->list.item[i].severity <= least)
      diagnostic_print(&diagnostics->list.item[i], &out);
  report_print(&out, stderr);
  buffer_free(&out);
}

Status gateway_load_mapping(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                            Error *err) {
  if (arguments->mapping.count == 0) {
    error_set(err, STATUS_USAGE, "no mapping was given");
    error_hint(err, "-m FILE.ttl");
    return STATUS_USAGE;
  }
  const MappingOptions options = {.ignore_case = arguments->ignore_case,
                                  .facts_count = arguments->facts.count,
                                  .facts = arguments->facts.item,
                                  .check_facts = arguments->check_facts,
                                  .keep_contained = arguments->keep_contained};
  Status status = mapping_load(arguments->mapping.item, arguments->mapping.count, arguments->base,
                               gateway->db, &options, &gateway->mapping, diagnostics, err);
  // A file that is not there is a mistake on the command line.
  if (status == STATUS_IO) err->code = status = STATUS_USAGE;
  return status;
}

static void log_saturation(const Regimen *regimen, double milliseconds) {
  const SaturationStats *stats = &regimen->stats;
  if (regimen->entailment.closure != NULL)
    log_write(LOG_INFO,
              "reasoning %s: %zu assertions, %zu with all that follows, %zu when those within "
              "others are left out; %.0f ms",
              regime_name(regimen->entailment.regime), stats->before, stats->saturated,
              stats->pruned, milliseconds);
}

Status gateway_load_ontology(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                             Error *err) {
  if (arguments->ontology.count == 0) return STATUS_OK;
  const OntologyOptions options = {arguments->catalog};
  const double start = clock_ms();
  Status status =
      ontology_load(arguments->ontology.item, arguments->ontology.count, gateway->mapping->symbols,
                    &options, &gateway->ontology, diagnostics, err);
  if (status == STATUS_IO) err->code = status = STATUS_USAGE;
  if (status != STATUS_OK || gateway->mapping->catalogue == NULL) return status;
  gateway->knowledge = knowledge_create(gateway->mapping, gateway->ontology, arguments->reasoning,
                                        arguments->existentials, arguments->every_regime);
  log_saturation(gateway_regimen(gateway), clock_ms() - start);
  return STATUS_OK;
}

const Regimen *gateway_regimen(const Gateway *gateway) {
  const Knowledge *knowledge = gateway->knowledge;
  return knowledge == NULL ? NULL : knowledge_at(knowledge, knowledge->regime);
}

const Mapping *gateway_mapping(const Gateway *gateway) {
  const Regimen *regimen = gateway_regimen(gateway);
  return regimen == NULL ? gateway->mapping : regimen->mapping;
}

Status gateway_load_rules(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                          Error *err) {
  Status status = STATUS_OK;
  if (arguments->rules.count > 0)
    status = rules_load(arguments->rules.item, arguments->rules.count, arguments->base,
                        &gateway->rules, diagnostics, err);
  if (status == STATUS_IO) err->code = status = STATUS_USAGE;
  TRY(status);
  if (gateway->knowledge != NULL)
    return knowledge_add_rules(gateway->knowledge, gateway->rules, arguments->same_as, diagnostics,
                               err);
  if (arguments->same_as == SAME_AS_OFF) return STATUS_OK;
  return rules_entail(gateway->rules, NULL, NULL, REGIME_OFF, arguments->same_as,
                      &gateway->entailed, diagnostics, err);
}

const struct RuleSet *gateway_rules(const Gateway *gateway) {
  const Regimen *regimen = gateway_regimen(gateway);
  if (regimen != NULL) return regimen->rules;
  return gateway->entailed != NULL ? gateway->entailed : gateway->rules;
}

static Status open_services(const Arguments *arguments, Services **out, Error *err) {
  const ServiceOptions options = {
      .allow_count = arguments->service_allow.count,
      .allow = arguments->service_allow.item,
      .map_count = arguments->service_map.count,
      .map = arguments->service_map.item,
      .client = {.timeout_ms = arguments->service_timeout_ms,
                 .max_bytes = (size_t)arguments->service_limit_mb * 1024 * 1024},
      .block_rows = arguments->service_block,
  };
  return services_create(&options, out, err);
}

static Status connect_and_load(const Arguments *arguments, Gateway *gateway,
                               Diagnostics *diagnostics, Error *err) {
  // The nearer mistake is told first.
  TRY(open_services(arguments, &gateway->services, err));
  if (arguments->mapping.count > 0) TRY(connection_open(arguments->conninfo, &gateway->db, err));
  TRY(gateway_load_mapping(arguments, gateway, diagnostics, err));
  const size_t told = diagnostics->list.count;
  TRY(gateway_load_ontology(arguments, gateway, diagnostics, err));
  TRY(gateway_load_rules(arguments, gateway, diagnostics, err));
  print_diagnostics(diagnostics, told, SEVERITY_WARNING);
  return members_load(arguments, gateway, diagnostics, err);
}

bool gateway_open(const Arguments *arguments, Gateway *out, int *exit_code) {
  *out = (Gateway){0};
  Diagnostics diagnostics = {0};
  Error err = {0};
  const Status status = connect_and_load(arguments, out, &diagnostics, &err);
  if (status != STATUS_OK) {
    if (diagnostics.error_count > 0 && (status == STATUS_MAPPING || status == STATUS_SYNTAX))
      print_diagnostics(&diagnostics, 0, SEVERITY_ERROR);
    else
      (void)report_error(&err, NULL);
    *exit_code =
        status == STATUS_SYNTAX ? status_exit_code(STATUS_MAPPING) : status_exit_code(status);
  }
  diagnostics_free(&diagnostics);
  return status == STATUS_OK;
}

void gateway_close(Gateway *gateway) {
  knowledge_free(gateway->knowledge);
  rules_free(gateway->entailed);
  rules_free(gateway->rules);
  ontology_free(gateway->ontology);
  services_destroy(gateway->services);
  members_free(gateway);
  mapping_free(gateway->mapping);
  connection_close(gateway->db);
  *gateway = (Gateway){0};
}

static Status disable_pass(const char *name, uint64_t *passes, Error *err) {
  Buffer names = {0};
  for (unsigned i = 0; pass_name(i) != NULL; i++) {
    if (strcmp(pass_name(i), name) == 0) {
      *passes |= UINT64_C(1) << i;
      buffer_free(&names);
      return STATUS_OK;
    }
    buffer_printf(&names, " %s", pass_name(i));
  }
  error_set(err, STATUS_USAGE, "there is no pass '%s'", name);
  error_hint(err, "the passes are%s", buffer_text(&names));
  buffer_free(&names);
  return STATUS_USAGE;
}

Status gateway_options(const Arguments *arguments, const Gateway *gateway, ExecuteOptions *out,
                       Error *err) {
  *out = (ExecuteOptions){.base = arguments->base,
                          .rules = gateway_rules(gateway),
                          .regimen = gateway_regimen(gateway),
                          .default_graph_count = arguments->default_graph.count,
                          .default_graph = arguments->default_graph.item,
                          .named_graph_count = arguments->named_graph.count,
                          .named_graph = arguments->named_graph.item,
                          .union_default_graph = arguments->union_default_graph,
                          .services = services_leaf_maker(gateway->services),
                          .strict = arguments->strict,
                          .timeout_ms = arguments->timeout_ms};
  services_set_options(gateway->services, "", out);
  for (size_t i = 0; i < arguments->without.count; i++) {
    // No pass, but the same kind of switch: a second way to every answer.
    if (strcmp(arguments->without.item[i], "sql") == 0)
      out->apart = true;
    else
      TRY(disable_pass(arguments->without.item[i], &out->disabled_passes, err));
  }
  return STATUS_OK;
}

int gateway_report(const Error *err, const SourceText *source) {
  if (err->code != STATUS_DATABASE) return report_error(err, source);
  Error shown = *err;
  shown.at = (Position){0, 0};
  if (err->at.line > 0 && shown.hint[0] == '\0')
    error_hint(&shown, "PostgreSQL refused the generated statement; `anamorph explain` shows it");
  return report_error(&shown, NULL);
}

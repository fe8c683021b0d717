// anamorph check: everything that is wrong, doubtful or worth knowing about a mapping and its
// ontology, and what of the data violates the ontology.
#include <stdio.h>
#include <string.h>

#include "endpoint/cli/check_report.h"
#include "endpoint/cli/command.h"
#include "mapping/suggest_facts.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MAPPING,
    {"database", 'd', "CONNINFO", 0,
     "libpq connection string or URI: checks names, queries and types against that database ('' "
     "for the PG* variables); without it the mapping is checked alone",
     1},
    OPTION_BASE,
    OPTION_IGNORE_CASE,
    OPTIONS_KNOWLEDGE,
    {"suggest-facts", KEY_SUGGEST_FACTS, NULL, 0,
     "print nothing but facts that the data show and the database does not declare, in the format "
     "of --facts, with the statements that would declare them, and the indexes that joins lack",
     1},
    OPTION_SAME_AS,
    OPTION_FORMAT("text (the default) or json"),
    OPTION_TIMEOUT,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "check", NULL,
    "Validates an R2RML mapping and says all that it finds at once: errors, warnings and notes. "
    "With an ontology and a database, also whether the data agree with it, with the rows that do "
    "not, and which classes and properties can never have members."
    "\vThe exit code is 0 when the mapping can be used, 2 when it cannot, and 1 when the data "
    "violate the ontology.",
    OPTIONS};

static Status load(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                   Error *err) {
  if (arguments->conninfo != NULL && arguments->mapping.count > 0)
    TRY(connection_open(arguments->conninfo, &gateway->db, err));
  TRY(gateway_load_mapping(arguments, gateway, diagnostics, err));
  TRY(gateway_load_ontology(arguments, gateway, diagnostics, err));
  return gateway_load_rules(arguments, gateway, diagnostics, err);
}

static Status check(const Arguments *arguments, Gateway *gateway, Consistency *consistency,
                    Diagnostics *diagnostics, Error *err) {
  TRY(load(arguments, gateway, diagnostics, err));
  const Knowledge *knowledge = gateway->knowledge;
  if (knowledge == NULL) return STATUS_OK;
  const bool merges = arguments->same_as != SAME_AS_OFF;
  const Regimen *regimen = knowledge_under(knowledge, knowledge->regime, SAME_AS_OFF);
  const ConsistencyOptions options = {
      .timeout_ms = arguments->timeout_ms,
      .rules = gateway->rules,
      .merged = merges ? knowledge_at(knowledge, knowledge->regime) : NULL};
  return consistency_check(arguments->arena, regimen, gateway->db, &options, consistency, err);
}

static Status choose_format(const Arguments *arguments, bool *json, Error *err) {
  const char *format = arguments->format;
  *json = format != NULL && strcmp(format, "json") == 0;
  if (format == NULL || *json || strcmp(format, "text") == 0) return STATUS_OK;
  error_set(err, STATUS_USAGE, "%s is no format for a check", format);
  error_hint(err, "the formats are text and json");
  return STATUS_USAGE;
}

static bool is_of_files(Status status, const Diagnostics *diagnostics) {
  return (status == STATUS_MAPPING || status == STATUS_SYNTAX) && diagnostics->error_count > 0;
}

static Status suggest(const Arguments *arguments, Gateway *gateway, Error *err) {
  if (arguments->conninfo == NULL) {
    error_set(err, STATUS_USAGE, "facts are suggested by looking at the data");
    error_hint(err, "-d CONNINFO");
    return STATUS_USAGE;
  }
  TRY(connection_open(arguments->conninfo, &gateway->db, err));
  TRY(gateway_load_mapping(arguments, gateway, NULL, err));
  Buffer out = {0};
  const Status status = mapping_suggest_facts(gateway->mapping, gateway->db, &out, err);
  if (status == STATUS_OK) report_print(&out, stdout);
  buffer_free(&out);
  return status;
}

static int run_suggest(const Arguments *arguments) {
  Gateway gateway = {0};
  Error err = {0};
  const Status status = suggest(arguments, &gateway, &err);
  gateway_close(&gateway);
  return status == STATUS_OK ? 0 : report_error(&err, NULL);
}

static int run(const Arguments *arguments) {
  if (arguments->suggest_facts) return run_suggest(arguments);
  Gateway gateway = {0};
  Diagnostics diagnostics = {0};
  Consistency consistency = {0};
  Error err = {0};
  bool json;
  if (choose_format(arguments, &json, &err) != STATUS_OK) return report_error(&err, NULL);
  const Status status = check(arguments, &gateway, &consistency, &diagnostics, &err);
  if (!json) {
    Buffer out = {0};
    diagnostics_print(&diagnostics, &out);
    report_print(&out, stderr);
    buffer_free(&out);
  }
  const bool reached = status == STATUS_OK && gateway.knowledge != NULL;
  const CheckReport report = {&gateway, &diagnostics, reached ? &consistency : NULL};
  if (status != STATUS_OK && !is_of_files(status, &diagnostics))
    (void)report_error(&err, NULL);
  else if (json)
    check_print_json(&report);
  else
    check_print_text(&report);
  int exit_code = status_exit_code(status == STATUS_SYNTAX ? STATUS_MAPPING : status);
  if (exit_code == 0 && consistency.violations.count > 0) exit_code = status_exit_code(STATUS_DATA);
  diagnostics_free(&diagnostics);
  gateway_close(&gateway);
  return exit_code;
}

int command_check(int argc, char **argv) {
  Arguments arguments;
  int exit_code;
  if (arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code)) {
    // So that both modes are there.
    arguments.check_facts = true;
    arguments.every_regime = arguments.same_as != SAME_AS_OFF;
    exit_code = run(&arguments);
  }
  arguments_free(&arguments);
  return exit_code;
}

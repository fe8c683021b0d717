// anamorph check: everything that is wrong, doubtful or worth knowing about a mapping.
#include <stdio.h>

#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"

static const struct argp_option OPTIONS[] = {
    OPTION_MAPPING,
    {"database", 'd', "CONNINFO", 0,
     "libpq connection string or URI: checks names, queries and "
     "types against that database ('' for the PG* variables); without it the mapping is checked "
     "alone",
     1},
    OPTION_BASE,
    OPTION_IGNORE_CASE,
    OPTION_ONTOLOGY,
    OPTION_RULES,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "check", NULL,
    "Validates an R2RML mapping and says all that it finds at once: errors, warnings and notes."
    "\vThe exit code is 0 when the mapping can be used and 2 when it cannot.",
    OPTIONS};

static void print_summary(const Mapping *mapping, const Diagnostics *diagnostics) {
  if (mapping != NULL)
    printf("%zu triples maps, %zu assertions, %zu logical tables\n", mapping->triples_map_count,
           mapping->assertion_count, mapping->table_count);
  printf("%zu errors, %zu warnings, %zu notes\n", diagnostics->error_count,
         diagnostics->warning_count, diagnostics->note_count);
  if (mapping != NULL && mapping->catalogue == NULL)
    (void)puts("checked without a database: -d CONNINFO checks names, queries and types too");
}

static Status check(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                    Error *err) {
  if (arguments->conninfo != NULL && arguments->mapping.count > 0)
    TRY(connection_open(arguments->conninfo, &gateway->db, err));
  return gateway_load_mapping(arguments, gateway, diagnostics, err);
}

static int run(const Arguments *arguments) {
  Gateway gateway = {0};
  Diagnostics diagnostics = {0};
  Error err = {0};
  const Status status = check(arguments, &gateway, &diagnostics, &err);
  Buffer out = {0};
  diagnostics_print(&diagnostics, &out);
  report_print(&out, stderr);
  buffer_free(&out);
  if (status != STATUS_OK && (status != STATUS_MAPPING || diagnostics.error_count == 0))
    (void)report_error(&err, NULL);
  else
    print_summary(gateway.mapping, &diagnostics);
  diagnostics_free(&diagnostics);
  gateway_close(&gateway);
  return status_exit_code(status);
}

int command_check(int argc, char **argv) {
  Arguments arguments;
  int exit_code;
  if (arguments_parse(&SYNTAX, argc, argv, &arguments, &exit_code)) exit_code = run(&arguments);
  arguments_free(&arguments);
  return exit_code;
}

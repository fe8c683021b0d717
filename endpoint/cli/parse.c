// anamorph parse: a query's syntax, checked without mapping or database, and its algebra.
#include <stdio.h>

#include "endpoint/cli/arguments.h"
#include "endpoint/cli/command.h"
#include "rewriter/ir/print.h"
#include "rewriter/sparql/parse.h"

static const struct argp_option OPTIONS[] = {
    OPTION_TEXT,
    OPTION_BASE,
    {"update", KEY_UPDATE, NULL, 0, "check an update request instead (nothing can run it here)", 4},
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "parse", "[FILE.rq | -]",
    "Checks the syntax of a SPARQL 1.1 query and prints its algebra; needs neither mapping nor "
    "database.",
    OPTIONS};

static Status print_query_algebra(const Arguments *arguments, const SourceText *source,
                                  Error *err) {
  Query *query;
  TRY(sparql_parse(arguments->arena, NULL, source->text, source->length, arguments->base, &query,
                   err));
  Buffer out = {0};
  print_query(query, &out);
  report_print(&out, stdout);
  buffer_free(&out);
  return STATUS_OK;
}

static Status print_update(const Arguments *arguments, const SourceText *source, Error *err) {
  size_t operations = 0;
  TRY(sparql_parse_update(arguments->arena, source->text, source->length, arguments->base,
                          &operations, err));
  printf("UPDATE of %zu operation%s: the syntax is right\n", operations,
         operations == 1 ? "" : "s");
  return STATUS_OK;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  SourceText source;
  if (arguments_query_text(arguments, &source, &err) != STATUS_OK) return report_error(&err, NULL);
  const Status status = arguments->update ? print_update(arguments, &source, &err)
                                          : print_query_algebra(arguments, &source, &err);
  return status == STATUS_OK ? 0 : report_error(&err, &source);
}

int command_parse(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }

// anamorph query: one query, answered on standard output.
#include <stdio.h>
#include <unistd.h>

#include "endpoint/cli/answer.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/cli/interrupt.h"
#include "endpoint/cli/model_advisor.h"
#include "endpoint/cli/output.h"
#include "rewriter/sparql/parse.h"

static const struct argp_option OPTIONS[] = {
    OPTIONS_MEMBERS,
    OPTIONS_DATABASE,
    OPTION_KEEP_CONTAINED,
    OPTIONS_KNOWLEDGE,
    OPTION_EXISTENTIALS,
    OPTION_SAME_AS,
    OPTION_ADVISOR,
    OPTION_TEXT,
    OPTION_FORMAT("SELECT and ASK: json xml csv tsv table; CONSTRUCT and DESCRIBE: nt nq ttl trig "
                  "rdfxml jsonld. Default: table or ttl on a terminal, else json or nt"),
    OPTIONS_QUERY,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "query", "[FILE.rq | -]",
    "Answers one SPARQL 1.1 query over a PostgreSQL database, through an R2RML mapping."
    "\vExample:\n"
    "  anamorph query -m shop.ttl -d dbname=shop -e 'SELECT * { ?s a ?class }'",
    OPTIONS};

// What can be said without mapping and database is said first.
static Status check_query(const Arguments *arguments, const SourceText *source,
                          AnswerFormat *format, Error *err) {
  Query *query;
  TRY(sparql_parse(arguments->arena, NULL, source->text, source->length, arguments->base, &query,
                   err));
  return answer_format(arguments->format, query->form, isatty(STDOUT_FILENO) == 1, format, err);
}

static void cancel(void *execution) { execution_cancel(execution); }

// Runs and writes. *gone: the reader of the output went away, which is no failure.
static Status answer(const Arguments *arguments, const Gateway *gateway, const SourceText *source,
                     const AnswerFormat *format, bool *gone, Error *err) {
  ExecuteOptions options;
  TRY(gateway_options(arguments, gateway, &options, err));
  Execution *execution;
  TRY(execution_prepare(gateway->mapping, source->text, source->length, &options, &execution, err));
  const char *warning = execution_warning(execution);
  if (warning != NULL) (void)fprintf(stderr, "anamorph: warning: %s\n", warning);
  FileOutput file;
  Interrupt interrupt;
  Status status = file_output_open(NULL, &file, err);
  if (status == STATUS_OK) status = interrupt_begin(&interrupt, cancel, execution, err);
  if (status == STATUS_OK) {
    const Output output = file_output(&file);
    status = execution_write(execution, gateway->db, *format, &output, err);
    interrupt_end(&interrupt);
  }
  *gone = file.closed;
  execution_destroy(execution);
  return status;
}

static int run(const Arguments *arguments) {
  Error err = {0};
  SourceText source;
  AnswerFormat format;
  Status status = arguments_query_text(arguments, &source, &err);
  if (status != STATUS_OK) return report_error(&err, NULL);
  status = check_query(arguments, &source, &format, &err);
  if (status != STATUS_OK) return report_error(&err, &source);

  Gateway gateway;
  int exit_code = 0;
  if (gateway_open(arguments, &gateway, &exit_code)) {
    bool gone = false;
    ModelAdvisor model;
    status = model_advisor_open(arguments, &gateway, &model, &err);
    if (status == STATUS_OK) status = answer(arguments, &gateway, &source, &format, &gone, &err);
    model_advisor_close(&model);
    if (status != STATUS_OK && !gone) exit_code = gateway_report(&err, &source);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_query(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }

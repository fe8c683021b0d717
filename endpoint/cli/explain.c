// anamorph explain: what becomes of a query on its way to PostgreSQL, and what each stage costs.
#include <stdio.h>
#include <stdlib.h>

#include "endpoint/cli/answer.h"
#include "endpoint/cli/changed_lines.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/explain_reasoning.h"
#include "endpoint/cli/gateway.h"
#include "endpoint/cli/interrupt.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/ir/print.h"
#include "rewriter/plan/cache.h"
#include "rewriter/rule/rule.h"
#include "rewriter/sparql/parse.h"
#include "rewriter/trace.h"

static const struct argp_option OPTIONS[] = {
    OPTIONS_MEMBERS,
    OPTIONS_DATABASE,
    OPTION_KEEP_CONTAINED,
    OPTIONS_KNOWLEDGE,
    OPTION_EXISTENTIALS,
    OPTION_SAME_AS,
    OPTION_TEXT,
    OPTION_FORMAT("the format whose writing --analyze times; as for query"),
    {"analyze", KEY_ANALYZE, NULL, 0,
     "run the query too: PostgreSQL's EXPLAIN (ANALYZE, BUFFERS), and the time of each stage", 3},
    OPTIONS_QUERY,
    OPTIONS_COMMON,
    OPTIONS_END,
};

static const CommandSyntax SYNTAX = {
    "explain", "[FILE.rq | -]",
    "Shows how a query is answered: its algebra, the optimised tree, the terms made of its rows, "
    "the SQL and the laws that were applied, each with what it changed.",
    OPTIONS};

typedef struct Explanation {
  const Arguments *arguments;
  Gateway *gateway;
  Execution *execution;
  AnswerFormat format;
  Trace trace;
  Buffer out;
} Explanation;

static void heading(Buffer *out, const char *title) {
  buffer_printf(out, "%s-- %s\n", out->length > 0 ? "\n" : "", title);
}

static void print_terms(const Printer *printer, const Plan *plan) {
  for (size_t i = 0; i < plan->term_count; i++) {
    print_variable(printer, plan->variable[i]);
    buffer_add_text(printer->out, " = ");
    print_expr(printer, plan->term[i]);
    buffer_add_char(printer->out, '\n');
  }
}

// The rules that patterns were unfolded by.
static void explain_rules(const Plan *plan, Buffer *out) {
  if (plan->rule_count == 0) return;
  heading(out, "rules used");
  for (size_t i = 0; i < plan->rule_count; i++)
    buffer_printf(out, "%s\n", rule_name(plan->query->arena, plan->rule[i]));
}

// What the step made of the tree.
static void explain_step(const Query *query, const TraceStep *step, Buffer *out) {
  enum { MOST_LINES = 16 };
  Buffer before = {0}, after = {0};
  Printer printer = printer_of_query(query, &before);
  printer.variables = step->variables;
  print_node(&printer, step->before, 0);
  printer.out = &after;
  print_node(&printer, step->after, 0);
  changed_lines(buffer_text(&before), buffer_text(&after), "      ", MOST_LINES, out);
  buffer_free(&before);
  buffer_free(&after);
}

// The passes that changed the tree, in order; "deparse" and the other stages have no round.
static void explain_laws(Explanation *explanation) {
  Buffer *out = &explanation->out;
  heading(out, "laws applied");
  bool any = false;
  for (size_t i = 0; i < explanation->trace.step.count; i++) {
    const TraceStep *step = &explanation->trace.step.item[i];
    if (step->round == 0) continue;
    buffer_printf(out, "%s, round %u, %.3f ms\n", step->name, step->round, step->milliseconds);
    explain_step(execution_plan(explanation->execution)->query, step, out);
    any = true;
  }
  if (!any) buffer_add_text(out, "none\n");
}

static void explain_statement_tree(Explanation *explanation, const Plan *plan) {
  Buffer *out = &explanation->out;
  const Printer printer = printer_of_query(plan->query, out);
  heading(out, "optimised tree");
  if (plan->tree != NULL) print_node(&printer, plan->tree, 0);
  if (plan->term_count == 0) return;
  heading(out, "terms");
  print_terms(&printer, plan);
  if (plan->present == NULL) return;
  heading(out, "no row where these have no lexical form");
  for (size_t i = 0; i < plan->column_count; i++) {
    if (!plan->present[i]) continue;
    print_variable(&printer, plan->column[i]);
    buffer_add_char(out, '\n');
  }
}

// What SQL cannot do, and why; and the statements below it, each with its number.
static void explain_mixed(Explanation *explanation, const Plan *plan) {
  Buffer *out = &explanation->out;
  const Printer printer = printer_of_query(plan->query, out);
  heading(out, "evaluated outside SQL, over its statements");
  print_node(&printer, plan->mixed, 0);
  heading(out, "because SQL cannot do");
  for (size_t i = 0; i < plan->reason_count; i++) {
    const PlanReason *reason = &plan->reason[i];
    if (reason->at.line > 0) buffer_printf(out, "%u:%u: ", reason->at.line, reason->at.column);
    buffer_printf(out, "%s\n", reason->text);
  }
}

static void add_statement(void *self, const Node *statement) {
  Explanation *explanation = self;
  const Plan *plan = statement->u.statement.plan;
  Buffer *out = &explanation->out;
  const Printer printer = printer_of_query(plan->query, out);
  buffer_printf(out, "\n-- statement #%u\n", statement->u.statement.number);
  print_terms(&printer, plan);
  buffer_printf(out, "%s\n", plan->sql == NULL ? "no solution, as the mapping shows" : plan->sql);
}

static void print_parameters(const Parameters *parameters, bool lifted, Buffer *out) {
  for (size_t i = 0; i < parameters->count; i++)
    if (parameters->item[i].lifted == lifted)
      buffer_printf(out, "%s %s\n", lifted ? "any  " : "fixed", parameters->item[i].lexical->text);
}

// For which other queries a server's plan of this one would do.
static Status explain_cache(Explanation *explanation, const SourceText *source,
                            const ExecuteOptions *traced, Error *err) {
  ExecuteOptions options = *traced;
  options.trace = NULL;
  options.cache = plan_cache_create((PlanCacheLimits){0});
  Execution *execution = NULL;
  const Status status = execution_prepare(explanation->gateway->mapping, source->text,
                                          source->length, &options, &execution, err);
  Buffer *out = &explanation->out;
  const Parameters *parameters = status == STATUS_OK ? execution_parameters(execution) : NULL;
  if (status == STATUS_OK) heading(out, "plan cache: its constants");
  if (parameters != NULL) {
    print_parameters(parameters, true, out);
    print_parameters(parameters, false, out);
    if (parameters->count == 0) buffer_add_text(out, "none but those of the mapping\n");
    if (parameters->unsure) buffer_add_text(out, "not kept: one's value decides the plan\n");
  } else if (status == STATUS_OK) {
    buffer_add_text(out, "not kept: SQL alone does not answer it\n");
  }
  execution_destroy(execution);
  plan_cache_destroy(options.cache);
  return status;
}

static Status explain_plan(Explanation *explanation, const SourceText *source,
                           const ExecuteOptions *options, Error *err) {
  const Plan *plan = execution_plan(explanation->execution);
  Buffer *out = &explanation->out;
  heading(out, "algebra");
  print_query(plan->query, out);
  if (plan->mixed == NULL)
    explain_statement_tree(explanation, plan);
  else
    explain_mixed(explanation, plan);
  explain_laws(explanation);
  TRY(explain_cache(explanation, source, options, err));
  explain_reasoning(plan, gateway_regimen(explanation->gateway), out);
  explain_rules(plan, out);
  if (plan->mixed != NULL) {
    mixed_each_statement(plan->mixed, add_statement, explanation);
    return STATUS_OK;
  }
  heading(out, "SQL");
  buffer_printf(
      out, "%s\n",
      plan->sql == NULL ? "none: the mapping alone shows that there is no solution" : plan->sql);
  return STATUS_OK;
}

// --- --analyze ---------------------------------------------------------------------------------

static Status command(Connection *db, const char *sql, Buffer *out, Error *err) {
  PGresult *result;
  TRY(connection_query(db, sql, &result, err));
  for (int row = 0; out != NULL && row < PQntuples(result); row++)
    buffer_printf(out, "%s\n", PQgetvalue(result, row, 0));
  PQclear(result);
  return STATUS_OK;
}

static Status run_explain(Explanation *explanation, const char *sql, Error *err) {
  Connection *db = explanation->gateway->db;
  Buffer statement = {0};
  Status status = STATUS_OK;
  if (explanation->arguments->timeout_ms > 0) {
    buffer_printf(&statement, "SET LOCAL statement_timeout = %u",
                  explanation->arguments->timeout_ms);
    status = command(db, buffer_text(&statement), NULL, err);
    buffer_clear(&statement);
  }
  buffer_printf(&statement, "EXPLAIN (ANALYZE, BUFFERS) %s", sql);
  if (status == STATUS_OK) status = command(db, buffer_text(&statement), &explanation->out, err);
  buffer_free(&statement);
  return status;
}

typedef struct Analysis {
  Explanation *explanation;
  Status status;
  Error *err;
} Analysis;

static void analyze_statement(void *self, const Node *statement) {
  Analysis *analysis = self;
  const char *sql = statement->u.statement.plan->sql;
  if (analysis->status != STATUS_OK || sql == NULL) return;
  buffer_printf(&analysis->explanation->out, "\n-- PostgreSQL's plan of statement #%u\n",
                statement->u.statement.number);
  analysis->status = run_explain(analysis->explanation, sql, analysis->err);
}

static Status explain_statements(Explanation *explanation, Error *err) {
  const Plan *plan = execution_plan(explanation->execution);
  if (plan->mixed != NULL) {
    Analysis analysis = {explanation, STATUS_OK, err};
    mixed_each_statement(plan->mixed, analyze_statement, &analysis);
    return analysis.status;
  }
  if (plan->sql == NULL) return STATUS_OK;
  heading(&explanation->out, "PostgreSQL's plan");
  return run_explain(explanation, plan->sql, err);
}

static Status explain_database(Explanation *explanation, Error *err) {
  if (execution_is_known(explanation->execution)) return STATUS_OK;
  const Plan *plan = execution_plan(explanation->execution);
  if (plan->parallel != PARALLEL_EITHER)
    connection_set_workers(explanation->gateway->db, plan->parallel == PARALLEL_OF_SERVER);
  TRY(command(explanation->gateway->db, "BEGIN READ ONLY", NULL, err));
  const Status status = explain_statements(explanation, err);
  Error ignored;
  (void)!command(explanation->gateway->db, "ROLLBACK", NULL, &ignored);
  return status;
}

static Status discard(void *self, const char *data, size_t length, Error *err) {
  (void)data;
  (void)err;
  *(size_t *)self += length;
  return STATUS_OK;
}

static Status explain_times(Explanation *explanation, Error *err) {
  size_t bytes = 0;
  const Output output = {discard, &bytes};
  TRY(execution_write(explanation->execution, explanation->gateway->db, explanation->format,
                      &output, err));
  const ExecutionTimes *times = execution_times(explanation->execution);
  Buffer *out = &explanation->out;
  heading(out, "times, in milliseconds");
  buffer_printf(out, "%10.3f  parse\n", times->parse);
  buffer_printf(out, "%10.3f  rewrite\n", times->rewrite);
  buffer_printf(out, "%10.3f  SQL, to the first row\n", times->first_row);
  buffer_printf(out, "%10.3f  stream, decode and write\n", times->stream);
  const bool graph = query_form_gives_graph(execution_form(explanation->execution));
  buffer_printf(out, "%zu rows, %zu %s, %zu bytes\n", times->rows, times->written,
                graph ? "triples" : "solutions", bytes);
  const char *example = NULL;
  const size_t invalid = execution_invalid_count(explanation->execution, &example);
  if (invalid > 0)
    buffer_printf(out, "%zu values could not become RDF terms, for instance %s\n", invalid,
                  example == NULL ? "?" : example);
  return STATUS_OK;
}

static void cancel(void *self) {
  const Explanation *explanation = self;
  execution_cancel(explanation->execution);
  connection_cancel(explanation->gateway->db);
}

static Status analyze(Explanation *explanation, Error *err) {
  Interrupt interrupt;
  TRY(interrupt_begin(&interrupt, cancel, explanation, err));
  Status status = explain_database(explanation, err);
  if (status == STATUS_OK) status = explain_times(explanation, err);
  interrupt_end(&interrupt);
  return status;
}

static Status explain(Explanation *explanation, const SourceText *source, Error *err) {
  ExecuteOptions options;
  TRY(gateway_options(explanation->arguments, explanation->gateway, &options, err));
  options.trace = &explanation->trace;
  TRY(execution_prepare(explanation->gateway->mapping, source->text, source->length, &options,
                        &explanation->execution, err));
  TRY(answer_format(explanation->arguments->format, execution_form(explanation->execution), false,
                    &explanation->format, err));
  TRY(explain_plan(explanation, source, &options, err));
  return explanation->arguments->analyze ? analyze(explanation, err) : STATUS_OK;
}

// A query that is not well-formed is told before a connection is tried.
static Status check_query(const Arguments *arguments, const SourceText *source, Error *err) {
  Query *query;
  return sparql_parse(arguments->arena, NULL, source->text, source->length, arguments->base, &query,
                      err);
}

static int run(const Arguments *arguments) {
  Error err = {0};
  SourceText source;
  if (arguments_query_text(arguments, &source, &err) != STATUS_OK) return report_error(&err, NULL);
  if (check_query(arguments, &source, &err) != STATUS_OK) return report_error(&err, &source);
  Gateway gateway;
  int exit_code = 0;
  if (gateway_open(arguments, &gateway, &exit_code)) {
    Explanation explanation = {.arguments = arguments, .gateway = &gateway};
    const Status status = explain(&explanation, &source, &err);
    // What is known is shown even when a later stage failed.
    report_print(&explanation.out, stdout);
    (void)fflush(stdout);
    if (status != STATUS_OK) exit_code = gateway_report(&err, &source);
    execution_destroy(explanation.execution);
    buffer_free(&explanation.out);
  }
  gateway_close(&gateway);
  return exit_code;
}

int command_explain(int argc, char **argv) { return arguments_run(&SYNTAX, argc, argv, run); }

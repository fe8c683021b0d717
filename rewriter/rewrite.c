// The front door of the rewriter: one statement where that goes, a mixed tree where not.
#include "rewriter/rewrite.h"

#include "base/clock.h"
#include "rewriter/entail/entail.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/plan/lift.h"
#include "rewriter/plan/split.h"
#include "rewriter/trace.h"

typedef struct Task {
  Rewriting rewriting;
  const Mapping *mapping;
  Plan *plan;
} Task;

// What the ontology adds to the query.
static const EntailReport *entail(Rewriting *rewriting) {
  const RewriteOptions *options = rewriting->options;
  if (options->entailment == NULL) return NULL;
  const Query *query = rewriting->query;
  const double started = clock_ms();
  EntailReport *report = ARENA_NEW(query->arena, EntailReport);
  rewriting->query =
      entail_query(query, rewriting->index, options->rules, options->entailment, report);
  trace_add(
      options->trace, query->arena, started,
      (TraceStep){"entail", 0, query->variables, query->pattern, rewriting->query->pattern, 0});
  return report;
}

// Are there parameters that only the whole pattern's SQL could have left open?
static bool refuse_all(Parameters *parameters) {
  if (parameters == NULL) return false;
  for (size_t i = 0; i < parameters->count; i++)
    if (parameters->item[i].lifted) parameter_refuse(&parameters->item[i]);
  return parameters->refused;
}

static Status write_plan(Task *task, const Query *query, Error *err) {
  const Wanted wanted = wanted_of_query(query);
  if (!task->rewriting.options->apart) {
    Error refusal = {0};
    const Status status = statement_write(&task->rewriting, &wanted, task->plan, &refusal);
    // COPY takes no parameters.
    const bool copied = status == STATUS_OK && task->plan->large && query->parameters != NULL &&
                        query->parameters->given.count > 0;
    if ((status == STATUS_UNSUPPORTED || copied) && refuse_all(query->parameters))
      return STATUS_UNSUPPORTED;
    if (status != STATUS_UNSUPPORTED) {
      if (status != STATUS_OK && err != NULL) *err = refusal;
      return status;
    }
    *task->plan = (Plan){.query = query};
  }
  return split_write(&task->rewriting, &wanted, task->plan, err);
}

static Status rewrite(void *context, Error *err) {
  Task *task = context;
  if (task->rewriting.index == NULL)
    task->rewriting.index = mapping_index_create(task->rewriting.query->arena, task->mapping);
  const EntailReport *report = entail(&task->rewriting);
  task->plan->query = task->rewriting.query;
  const Status status = write_plan(task, task->rewriting.query, err);
  task->plan->entailed = report;
  return status;
}

// A rewriting that took so much memory is not repeated for one parameter after another.
enum { COSTLY = 16 * 1024 * 1024 };

static void pin_all(Parameters *parameters) {
  for (size_t i = 0; i < parameters->count; i++) parameter_pin(&parameters->item[i]);
}

Status rewrite_query(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Plan **out, Error *err) {
  static const RewriteOptions plain = {0};
  *out = ARENA_NEW(query->arena, Plan);
  if (options == NULL) options = &plain;
  Parameters *parameters = query->parameters;
  if (parameters != NULL)
    lift_parameters(query,
                    options->entailment == NULL && options->rules == NULL && !options->apart);
  for (;;) {
    if (parameters != NULL) parameters_begin(parameters);
    **out = (Plan){.query = query};
    Task task = {{query, options->index, options}, mapping, *out};
    Error failure = {0};
    const size_t before = arena_used(query->arena);
    const Status status = arena_run(query->arena, rewrite, &task, &failure);
    if (parameters != NULL && parameters->refused) {
      if (arena_used(query->arena) - before > COSTLY) pin_all(parameters);
      continue;
    }
    if (status != STATUS_OK && err != NULL) *err = failure;
    return status;
  }
}

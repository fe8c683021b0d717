// The front door of the rewriter: one statement where that goes, a mixed tree where not.
#include "rewriter/rewrite.h"

#include "rewriter/entail/entail.h"
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
  const double started = trace_now();
  EntailReport *report = ARENA_NEW(query->arena, EntailReport);
  rewriting->query =
      entail_query(query, rewriting->index, options->rules, options->entailment, report);
  trace_add(options->trace, query->arena, "entail", 0, started, query->pattern,
            rewriting->query->pattern);
  return report;
}

static Status write_plan(Task *task, const Query *query, Error *err) {
  const Wanted wanted = wanted_of_query(query);
  if (!task->rewriting.options->apart) {
    Error refusal = {0};
    const Status status = statement_write(&task->rewriting, &wanted, task->plan, &refusal);
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

Status rewrite_query(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Plan **out, Error *err) {
  static const RewriteOptions plain = {0};
  *out = ARENA_NEW(query->arena, Plan);
  (*out)->query = query;
  if (options == NULL) options = &plain;
  Task task = {{query, options->index, options}, mapping, *out};
  return arena_run(query->arena, rewrite, &task, err);
}

// The front door of the rewriter: one statement where that goes, a mixed tree where not.
#include "rewriter/rewrite.h"

#include "rewriter/plan/split.h"

typedef struct Task {
  Rewriting rewriting;
  const Mapping *mapping;
  Plan *plan;
} Task;

static Status rewrite(void *context, Error *err) {
  Task *task = context;
  const Query *query = task->rewriting.query;
  if (task->rewriting.index == NULL)
    task->rewriting.index = mapping_index_create(query->arena, task->mapping);
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

Status rewrite_query(const Query *query, const Mapping *mapping, const RewriteOptions *options,
                     Plan **out, Error *err) {
  static const RewriteOptions plain = {0};
  *out = ARENA_NEW(query->arena, Plan);
  (*out)->query = query;
  if (options == NULL) options = &plain;
  Task task = {{query, options->index, options}, mapping, *out};
  return arena_run(query->arena, rewrite, &task, err);
}

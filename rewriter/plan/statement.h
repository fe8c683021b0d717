// One SQL statement for one pattern: unfold, passes, SQL text.
#ifndef ANAMORPH_REWRITER_PLAN_STATEMENT_H
#define ANAMORPH_REWRITER_PLAN_STATEMENT_H

#include "rewriter/unfold/unfold.h"

// What a query is rewritten over, for all its statements.
typedef struct Rewriting {
  const Query *query;
  const MappingIndex *index;
  const RewriteOptions *options;
} Rewriting;

// Fills `plan` with the statement and the terms of its rows. Runs inside the query's arena_run.
// Errors: STATUS_UNSUPPORTED with the construct and its position, STATUS_LIMIT, STATUS_INTERNAL.
Status statement_write(const Rewriting *rewriting, const Wanted *wanted, Plan *plan,
                       Error *err) MUST_CHECK;

// Could it be written? (A pattern that unfolds is written.) The same errors.
Status statement_try(const Rewriting *rewriting, const Node *pattern, Error *err) MUST_CHECK;

#endif

// What the reader of rows sees for itself is not asked of PostgreSQL.
#ifndef ANAMORPH_REWRITER_PLAN_PRESENCE_H
#define ANAMORPH_REWRITER_PLAN_PRESENCE_H

#include "rewriter/pass/pass.h"
#include "rewriter/rewrite.h"

// Takes tests for lexical forms out of plan->tree and notes their columns in plan->present, which
// the decoder tests as it reads. plan->column is set.
void presence_leave_to_reader(Pass *pass, Plan *plan);

#endif

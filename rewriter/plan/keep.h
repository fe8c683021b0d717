// Copies of plans that outlive the query they were made for.
#ifndef ANAMORPH_REWRITER_PLAN_KEEP_H
#define ANAMORPH_REWRITER_PLAN_KEEP_H

#include "rewriter/ir/parameter.h"
#include "rewriter/rewrite.h"

// In `arena`, without trees. Its symbols are of `symbols`, which last as long: equal ones stay one,
// as whoever compares them by address relies on. Terms of the CONSTRUCT template refer to
// `parameter`, an array like the query's.
Plan *plan_keep(Arena *arena, Symbols *symbols, const Plan *plan, Parameter parameter[]);

const Guard *guard_keep(Arena *arena, Symbols *symbols, const Guard *guard);

#endif

// Copies of plans that outlive the query they were made for.
#ifndef ANAMORPH_REWRITER_PLAN_KEEP_H
#define ANAMORPH_REWRITER_PLAN_KEEP_H

#include "rewriter/ir/parameter.h"
#include "rewriter/rewrite.h"

// In `arena`, without trees. Symbols are those of `lasting` where it has them, else copies. Terms
// of the CONSTRUCT template refer to `parameter`, an array like the query's.
Plan *plan_keep(Arena *arena, const Symbols *lasting, const Plan *plan, Parameter parameter[]);

const Guard *guard_keep(Arena *arena, const Symbols *lasting, const Guard *guard);

#endif

// What is written while a mixed plan runs: a statement again, for given bindings of its variables;
// a statement that asks for one value.
#ifndef ANAMORPH_REWRITER_PLAN_BOUND_H
#define ANAMORPH_REWRITER_PLAN_BOUND_H

#include "rewriter/rewrite.h"

// cell[i * var_count + j], all bound, none a blank node, no two rows alike.
typedef struct BoundRows {
  size_t var_count;
  const VarId *var;
  size_t row_count;
  const Term *cell;
} BoundRows;

// The plan of Join(VALUES rows, the statement's pattern) for the variables of the statement's plan,
// in `memory`, which has to outlive it. The query itself stays as it is.
// Errors: STATUS_LIMIT, STATUS_INTERNAL.
Status statement_write_bound(const Query *query, const Mapping *mapping,
                             const RewriteOptions *options, const Node *statement,
                             const BoundRows *rows, Arena *memory, Plan **out,
                             Error *err) MUST_CHECK;

// The plan of one row and one term: the value of a function of the mapping's for these arguments
// (bound, no blank nodes), as it would be inside a statement. *out is NULL where the function's
// type does not hold an argument's value: an error of the expression. In `memory`, as above.
// Errors: STATUS_LIMIT, STATUS_INTERNAL.
Status statement_write_call(const Query *query, const Mapping *mapping,
                            const RewriteOptions *options, const Expr *call, const Term args[],
                            Arena *memory, Plan **out, Error *err) MUST_CHECK;

#endif

// Which parameters of a query may be lifted, by where they stand.
#ifndef ANAMORPH_REWRITER_PLAN_LIFT_H
#define ANAMORPH_REWRITER_PLAN_LIFT_H

#include "rewriter/ir/parameter.h"
#include "rewriter/ir/query.h"

// Lifts the parameters of `query` that are not pinned, and stand nowhere but
//   1. as subject or object of triple patterns and of CONSTRUCT templates;
//   2. in comparisons (=, !=, <, <=, >, >=) with variables, and with what is computed of them by
//   the
//      functions of lift.c, sums of them among it.
// All others are pinned. Where rules or an ontology rewrite the algebra (`plain` is false), all
// are.
void lift_parameters(const Query *query, bool plain);

#endif

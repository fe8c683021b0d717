// What explain says of an ontology's part in a query.
#ifndef ANAMORPH_ENDPOINT_CLI_EXPLAIN_REASONING_H
#define ANAMORPH_ENDPOINT_CLI_EXPLAIN_REASONING_H

#include "rewriter/knowledge.h"
#include "rewriter/rewrite.h"

// Appends, for each triple pattern of the plan's query, the assertions that saturation added for
// it, with the axioms that they follow by; and what was done about existentials. Nothing where
// nothing was added.
void explain_reasoning(const Plan *plan, const Regimen *regimen, Buffer *out);

#endif

// Triple patterns that SQL refuses because of what a rule has in its body, and paths over them.
#ifndef ANAMORPH_REWRITER_PLAN_DERIVED_H
#define ANAMORPH_REWRITER_PLAN_DERIVED_H

#include "rewriter/plan/split.h"

// The pattern as algebra, in which the bodies that SQL refuses stand beside a triple pattern
// without them. *out is NULL where that does not help: no rule matches, the refusal is that of a
// recursion, or what is the same by owl:sameAs is merged. Errors: STATUS_LIMIT.
Status derived_triple(Split *split, const Node *triple, const Node **out, Error *err) MUST_CHECK;

// The path as algebra over its steps: unions, joins, and a CLOSURE where it repeats them.
const Node *derived_path(Split *split, const Node *path);

#endif

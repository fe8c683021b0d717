// Unfolding: from the algebra of a query to lifted trees over the mapping's tables.
#ifndef ANAMORPH_REWRITER_UNFOLD_UNFOLD_H
#define ANAMORPH_REWRITER_UNFOLD_UNFOLD_H

#include "rewriter/rewrite.h"
#include "rewriter/unfold/index.h"

// A whole query as one tree over native variables: plan->tree, plan->variable and plan->term
// (constructors over variables of the tree) are filled; the order of rows is the tree's.
// Errors: STATUS_UNSUPPORTED with the construct and its position.
Status unfold_query(const Query *query, const MappingIndex *index, const RewriteOptions *options,
                    Plan *plan, Error *err) MUST_CHECK;

#endif

// Unfolding: from the algebra of a query to lifted trees over the mapping's tables.
#ifndef ANAMORPH_REWRITER_UNFOLD_UNFOLD_H
#define ANAMORPH_REWRITER_UNFOLD_UNFOLD_H

#include "rewriter/rewrite.h"
#include "rewriter/unfold/index.h"

// What is asked of a pattern: its solutions' bindings of these variables.
typedef struct Wanted {
  const Node *pattern;
  size_t count;
  const VarId *var;
  bool bag_matters;  // false: solutions may come more or fewer times, but at least once
  bool one;          // one solution is enough
} Wanted;

// What the query's form asks of its pattern (SPARQL 1.1 section 16).
Wanted wanted_of_query(const Query *query);

// A whole pattern as one tree over native variables: plan->tree, plan->variable and plan->term
// (constructors over variables of the tree) are filled; the order of rows is the tree's.
// Errors: STATUS_UNSUPPORTED with the construct and its position.
Status unfold_wanted(const Query *query, const MappingIndex *index, const RewriteOptions *options,
                     const Wanted *wanted, Plan *plan, Error *err) MUST_CHECK;

// Can it be done? The same errors, and no plan.
Status unfold_try(const Query *query, const MappingIndex *index, const RewriteOptions *options,
                  const Node *pattern, Error *err) MUST_CHECK;

#endif

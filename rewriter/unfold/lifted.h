// Lifted patterns: relational trees over native variables, with the term constructors that say
// what each RDF variable is made of.
//
// A pattern is lifted to a list of branches whose solutions are taken together, as a bag. Within a
// branch a variable has one definition (in lowering's normal form); branches differ in theirs. So
// unions stay lifted above joins as long as that keeps joins native; lifted_merge brings branches
// together where one tree is needed.
#ifndef ANAMORPH_REWRITER_UNFOLD_LIFTED_H
#define ANAMORPH_REWRITER_UNFOLD_LIFTED_H

#include "base/vec.h"
#include "rewriter/ir/node.h"

struct Unfold;

// certain: bound in every row of the branch.
typedef struct Definition {
  VarId var;
  bool certain;
  const Expr *term;
} Definition;

typedef struct Branch {
  const Node *tree;
  size_t count;
  const Definition *definition;  // by ascending variable; one that is missing here is unbound
} Branch;

// No branch: no solution.
typedef VEC(Branch) Lifted;

const Definition *branch_find(const Branch *branch, VarId var);

// The branch with one definition more (or another one for that variable).
Branch branch_define(struct Unfold *unfold, const Branch *branch, VarId var, const Expr *term,
                     bool certain);

// Only the definitions of these variables.
Branch branch_keep(struct Unfold *unfold, const Branch *branch, const VarSet *vars);

// The tree filtered (NULL: not). False when the condition can never be true: drop the branch.
bool branch_filter(struct Unfold *unfold, Branch *branch, const Expr *condition);

// All variables that some branch defines.
VarSet lifted_variables(struct Unfold *unfold, const Lifted *lifted);

// One branch for all, keeping the definitions of `vars`. Where branches agree on the shape of a
// constructor, its arguments share columns; where not, a selector column says which applies.
// For variables in `exact` (NULL: none) the native variables of the result identify the term: in
// two rows they agree (NULLs counting as equal) exactly when the terms are the same.
// columns: gets the native variables that the definitions are made of. No branch at all gives a
// tree EMPTY.
Branch lifted_merge(struct Unfold *unfold, const Lifted *lifted, const VarSet *vars,
                    const VarSet *exact, VarSet *columns);

// The same of all its variables; a branch alone stays as it is.
Branch lifted_merge_all(struct Unfold *unfold, const Lifted *lifted);

// The branch without duplicates over `vars` (only these are kept): proven by keys, or by DISTINCT.
Branch branch_distinct(struct Unfold *unfold, const Branch *branch, const VarSet *vars);

// The same for several branches: those that may share solutions are merged, the others stay apart.
Lifted lifted_distinct(struct Unfold *unfold, const Lifted *lifted, const VarSet *vars);

// Where duplicates do not matter: without branches whose solutions another gives too.
Lifted lifted_thin(struct Unfold *unfold, const Lifted *lifted, const VarSet *vars);

// The branches under names of their own: the same rows once more.
Lifted lifted_fresh(struct Unfold *unfold, const Lifted *lifted);

// Every native part of the definitions that is not a plain variable bound to one by EXTEND, so
// that the decoder finds columns only.
Branch branch_bind(struct Unfold *unfold, const Branch *branch);

#endif

// A branch of a union as values for the union's variables, over what it reads.
#ifndef ANAMORPH_REWRITER_PASS_BRANCH_H
#define ANAMORPH_REWRITER_PASS_BRANCH_H

#include "rewriter/pass/pass.h"

// The branch is EXTEND(FILTER(below, condition), binding), projected on the union's variables.
typedef struct Branch {
  const Node *node;
  size_t count;
  Binding *binding;  // for each variable of the union, in order
  Conditions condition;
  const Node *below;  // neither PROJECT nor EXTEND nor FILTER
} Branch;

// wanted: the union's variables. false: the branch has others, or makes a value anew for each row.
bool branch_open(Pass *pass, const VarSet *wanted, const Node *node, Branch *out);

#endif

// The sides of LEFTJOIN, SEMI and ANTI, as laws see them.
#ifndef ANAMORPH_REWRITER_PASS_SIDE_H
#define ANAMORPH_REWRITER_PASS_SIDE_H

#include "rewriter/pass/pass.h"

// Adds conditions that hold in each row of the node.
void side_conditions(Pass *pass, const Node *node, Conditions *out);

// The constant that one of the conditions fixes the variable to; NULL when there is none.
const Expr *side_fixed(const Conditions *conditions, VarId var);

// The right side, where what conditions of the left one fix is a constant of its own, called
// otherwise. The same pointer where there is no such variable.
const Node *side_apart(Pass *pass, const Node *left, const Node *right);

// The right side of a LEFTJOIN, opened. rows: below all FILTERs and EXTENDs. Conditions, the
// LEFTJOIN's own among them, and what is bound, in terms of the variables of `rows` (and, for
// conditions, of the left side).
typedef struct RightSide {
  const Node *rows;
  Conditions conditions;
  VEC(Binding) binding;
} RightSide;

// False where a condition has an EXISTS, or a condition or binding a value made anew for each row.
bool side_open(Pass *pass, const Node *leftjoin, RightSide *out);

#endif

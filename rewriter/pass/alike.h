// Trees that are alike but for the names of the variables inside them.
#ifndef ANAMORPH_REWRITER_PASS_ALIKE_H
#define ANAMORPH_REWRITER_PASS_ALIKE_H

#include "rewriter/pass/pass.h"

// The pairs of variables that say the same in two trees; `common` are called the same in both.
typedef struct Alike {
  const VarSet *common;
  Arena *arena;
  VEC(VarId) mine;
  VEC(VarId) other;
} Alike;

// Takes the two to be one, unless either is paired with a third.
bool alike_pair(Alike *alike, VarId a, VarId b);

// Are both the same scan, or joins of the same scans in the same order? Pairs their variables.
bool alike_scans(Alike *alike, const Node *a, const Node *b);

// Do two EXTENDs bind the same in the same order? Pairs the variables that they bind.
bool alike_extends(Pass *pass, Alike *alike, const Node *a, const Node *b);

// What the other tree says, in this tree's variables.
const Expr *alike_renamed(Pass *pass, const Alike *alike, const Expr *expr);
Renaming alike_renaming(Pass *pass, const Alike *alike);

#endif

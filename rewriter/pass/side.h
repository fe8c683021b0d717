// The right side of a LEFTJOIN, opened: what laws about OPTIONALs look at.
#ifndef ANAMORPH_REWRITER_PASS_SIDE_H
#define ANAMORPH_REWRITER_PASS_SIDE_H

#include "rewriter/pass/pass.h"

// rows: below all FILTERs and EXTENDs. Conditions, the LEFTJOIN's own among them, and what is
// bound, in terms of the variables of `rows` (and, for conditions, of the left side).
typedef struct RightSide {
  const Node *rows;
  Conditions conditions;
  VEC(Binding) binding;
} RightSide;

// False where a condition has an EXISTS, or a condition or binding a value made anew for each row.
bool side_open(Pass *pass, const Node *leftjoin, RightSide *out);

#endif

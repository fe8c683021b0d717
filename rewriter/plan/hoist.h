// Where a step that SQL cannot do may stand instead: above a join, below a projection, and so on.
//
// A *step* is a FILTER, an EXTEND of one variable, or a PROJECT, of the mixed tree.
#ifndef ANAMORPH_REWRITER_PLAN_HOIST_H
#define ANAMORPH_REWRITER_PLAN_HOIST_H

#include "rewriter/ir/node.h"

bool is_step(const Node *node);

// Every variable that the expression mentions, in its EXISTS patterns too.
VarSet expr_mentions(Arena *arena, const Expr *expr);

// All that a tree binds, below its projections too.
void node_reach(const Node *node, VarSet *set);

// May the step stand above a join of its child with what binds `others`, rather than on its side?
// And above an OPTIONAL or MINUS whose left side it is on: others are then what the right side
// binds and the condition mentions.
bool step_rises_join(Arena *arena, const Node *step, const VarSet *others);

// Above DISTINCT, ORDER (by these keys) and SLICE of its child?
bool step_rises_distinct(const Node *step);
bool step_rises_order(Arena *arena, const Node *step, size_t key_count, const OrderKey keys[]);
bool step_rises_slice(const Node *step);

// The step over another child. A PROJECT also keeps `more` (NULL: nothing).
const Node *step_over(Arena *arena, const Node *step, const Node *child, const VarSet *more);

// Project(tree, kept), with the projection as far down as it goes and no EXTEND left that nobody
// sees. Statements project themselves, unless `apart`.
const Node *project_deep(Arena *arena, const Node *tree, const VarSet *kept, bool apart);

// May an expression that mentions these variables stand below the step rather than above, and bind
// `var` there (NULL: it is a condition)?
bool step_lets_sink(Arena *arena, const Node *step, const VarSet *mentions, const VarId *var);

// Does a condition over these variables say of one operand of the node alone what it says of the
// whole? Then that operand's number, else -1.
int operand_of_condition(Arena *arena, const Node *node, const VarSet *mentions);

#endif

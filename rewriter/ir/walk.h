// Walking lifted trees: which variables a tree mentions, renaming them, conditions as lists.
#ifndef ANAMORPH_REWRITER_IR_WALK_H
#define ANAMORPH_REWRITER_IR_WALK_H

#include "base/vec.h"
#include "rewriter/ir/node.h"

typedef VEC(const Expr *) Conditions;

// Adds every variable that `node` binds or mentions anywhere below, those of conditions, EXISTS
// patterns and outer queries included.
void node_mentions(const Node *node, VarSet *set);

// The variables that `node` mentions but does not bind: those of the queries around a correlated
// pattern.
void node_free_variables(Arena *arena, const Node *node, VarSet *set);

// From what to what. Only the span from the least to the greatest variable that is renamed takes
// memory: to[i] is what `first` + i is called, itself where it stays.
typedef struct Renaming {
  Arena *arena;
  const Variables *variables;
  VarId first;
  size_t count;
  VarId *to;
} Renaming;

// Renames nothing yet.
Renaming renaming_make(Arena *arena, const Variables *variables);
void renaming_add(Renaming *renaming, VarId from, VarId to);
// Follows chains: where a became b and b became c, a is c.
VarId renaming_of(const Renaming *renaming, VarId var);

// The tree with new names for all that is bound in it; *made says which.
const Node *node_fresh(Arena *arena, Variables *variables, const Node *node, Renaming *made);

// Every occurrence renamed, also where variables are bound and inside EXISTS patterns. The same
// pointer when nothing changed.
const Expr *expr_rename(const Renaming *renaming, const Expr *expr);
const Node *node_rename(const Renaming *renaming, const Node *node);

// The conjuncts of a native condition, appended (nested ANDs opened); expr_all puts them together
// again: NULL when there is none.
void expr_conjuncts(Arena *arena, const Expr *condition, Conditions *out);
bool expr_is_among(const Expr *condition, const Conditions *conditions);
const Expr *expr_all(Arena *arena, size_t count, const Expr *const conditions[]);

// A native boolean that is constantly true, or constantly not true (false or NULL).
bool expr_is_true(const Expr *expr);
bool expr_is_never(const Expr *expr);

// Is the native expression NULL whenever all of `absent` are NULL (or, for a boolean, not true)?
// For an RDF-sorted expression: is the term unbound then?
bool expr_rejects_null(const Expr *expr, const VarSet *absent);

// Is one of the conditions not true when the variable alone is NULL? Passed over are those that ask
// no more than that a variable is not NULL.
bool conditions_reject_null(Arena *arena, const Conditions *conditions, VarId var);

// RAND, UUID, STRUUID, BNODE: two evaluations on the same terms may give different terms.
bool expr_is_volatile(const Expr *expr);

// Calls `visit` for each expression directly in `node` (not its children's).
void node_each_expr(const Node *node, void (*visit)(void *self, const Expr *expr), void *self);

// Is an SQL aggregate in it?
bool expr_holds_aggregate(const Expr *expr);

// Is there a node of that kind in the tree (EXISTS patterns are not looked into)?
bool node_holds(const Node *node, NodeKind kind);

#endif

// Passes over lifted trees: one law each, run round after round until nothing changes.
#ifndef ANAMORPH_REWRITER_PASS_PASS_H
#define ANAMORPH_REWRITER_PASS_PASS_H

#include "rewriter/ir/walk.h"
#include "rewriter/rewrite.h"

// renaming: what passes have made of variables of the root; the plan's terms follow it.
// needed: the root's variables that the plan uses.
typedef struct Pass {
  Arena *arena;
  Variables *variables;
  VarSet needed;
  VarSet around;  // bound outside of the tree: it may mention them
  const RewriteOptions *options;
} Pass;

typedef enum PassId {
#define PASS(name, note) PASS_##name,
#include "rewriter/pass/pass.def"
#undef PASS
  PASS_COUNT
} PassId;

// Each returns the same pointer when it changed nothing. A pass keeps every needed variable in
// scope at the root, under its name.
#define PASS(name, note) const Node *pass_##name(Pass *pass, const Node *tree);
#include "rewriter/pass/pass.def"
#undef PASS

// The pass's name, NULL beyond the last: for switching passes off by name.
const char *pass_name(unsigned id);

// Runs the passes that are not disabled, but the late ones, to their fixpoint (or a bounded number
// of rounds). around: variables bound outside that the tree may mention, NULL for none.
Status pass_run_rounds(Arena *arena, Variables *variables, const RewriteOptions *options,
                       const VarSet *needed, const VarSet *around, const Node *tree,
                       const Node **out, Error *err) MUST_CHECK;

// The rounds over a whole plan, and then the late passes, once.
Status pass_run_all(Arena *arena, Variables *variables, const RewriteOptions *options,
                    const VarSet *needed, const Node *tree, const Node **out,
                    Error *err) MUST_CHECK;

// --- For passes ----------------------------------------------------------------------------------

// The node with each child (and each EXISTS pattern in its expressions) replaced by what `map`
// returns; the same pointer when nothing changed.
const Node *pass_map(Pass *pass, const Node *node,
                     const Node *(*map)(void *self, const Node *child), void *self);

// `law` at every node, children and EXISTS patterns first.
const Node *pass_bottom_up(Pass *pass, const Node *tree,
                           const Node *(*law)(Pass *pass, const Node *node));

// The variables never NULL in the node's rows: node->certain, and those that two members of a join
// share.
VarSet pass_certain(Pass *pass, const Node *node);

// An expression with its EXISTS patterns replaced.
const Expr *pass_map_expr(Pass *pass, const Expr *expr,
                          const Node *(*map)(void *self, const Node *pattern), void *self);

// The node filtered by the conjunction, or itself when there is none.
const Node *pass_filter(Pass *pass, const Node *node, size_t count, const Expr *const conditions[]);

// The node with only these of its variables.
const Node *pass_project(Pass *pass, const Node *node, const VarSet *vars);

// Is all that `inner` hides called otherwise in `outer`? Then it may stand in the scope of its
// variables, as the right side of SEMI does.
bool pass_hides_apart(Pass *pass, const Node *inner, const Node *outer);

// Expressions in place of variables.
typedef struct Replacement {
  const Binding *binding;
  size_t count;
} Replacement;
const Expr *pass_replace(Pass *pass, const Expr *expr, size_t count, const Binding bindings[]);

// Is the native value another one each time that it is made?
bool pass_is_volatile(const Expr *expr);

// Are the conditions nothing but that `var` is not NULL? Then its own NULL says all.
bool pass_only_not_null(const Conditions *conditions, VarId var);

// Does the native value ask for EXISTS, as far as operators and calls are looked into? Values with
// branches are taken to.
bool pass_holds_exists(const Expr *expr);

// A boolean expression with its constants folded.
const Expr *pass_fold_expr(Pass *pass, const Expr *expr);

// A list of joined nodes with the conditions that hold of them: FILTER(JOIN(…)), opened.
typedef VEC(const Node *) NodeList;
typedef struct JoinBlock {
  NodeList leaf;
  Conditions condition;
} JoinBlock;

JoinBlock pass_open_block(Pass *pass, const Node *node);
const Node *pass_close_block(Pass *pass, const JoinBlock *block);

// Is the node the top of a block (FILTER over JOIN, JOIN, or FILTER over anything else)?
bool pass_is_block(const Node *node);

#endif

// Law: what a recursion starts with, the step it takes and what is done before it are trees of
// their own, and each may be replaced by an equal one.
//
// Preconditions: none; the columns keep their names.
//
// Why: passes do not look inside RECURSE, whose sides name their columns apart.
#include "rewriter/pass/pass.h"

static const Node *optimise(Pass *pass, const Node *tree, size_t count, const VarId columns[]) {
  VarSet needed = varset_empty(pass->arena);
  for (size_t i = 0; i < count; i++) varset_add(&needed, columns[i]);
  VarSet around = varset_empty(pass->arena);
  node_free_variables(pass->arena, tree, &around);
  Error err = {0};
  const Node *out = tree;
  const Status status = pass_run_rounds(pass->arena, pass->variables, pass->options, &needed,
                                        &around, tree, &out, &err);
  if (status != STATUS_OK) arena_fail(pass->arena, status, "%s", err.message);
  return out;
}

static const Node *law(Pass *pass, const Node *node) {
  if (node->kind != NODE_RECURSE) return node;
  const size_t count = node->u.recurse.count;
  const Node *with = node->u.recurse.with;
  const Node *start = optimise(pass, node->u.recurse.start, count, node->u.recurse.var);
  const Node *step = optimise(pass, node->u.recurse.step, count, node->u.recurse.step_var);
  if (start->kind == NODE_EMPTY) return node_empty(pass->arena, &node->variables);
  if (with != NULL) with = law(pass, with);
  // Nothing is in what was to be done before: what is left has no use for it, or has no rows.
  if (with != NULL && with->kind != NODE_RECURSE) with = node->u.recurse.with;
  if (start == node->u.recurse.start && step == node->u.recurse.step &&
      with == node->u.recurse.with)
    return node;
  return node_recurse(pass->arena, node->u.recurse.label, count, node->u.recurse.var, start,
                      node->u.recurse.step_var, step, with);
}

const Node *pass_recurse(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, law); }

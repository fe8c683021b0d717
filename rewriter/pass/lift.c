// Law: what only names or hides values stands above joins.
//
// Preconditions:
// (1) A member of a JOIN, or the left side of a LEFTJOIN, is an EXTEND, and no other member (or the
//     right side) mentions its new variables.
// (2) A member of a JOIN is an EXTEND that copies, v := w, and others bind v: there, v becomes w.
//     In every row of the join v = w, as a join's variables are never NULL. The others do not
//     mention w, or say v := w as well.
// (3) A member of a JOIN, or the left side of a LEFTJOIN, is a PROJECT, and no other member (or the
//     right side) mentions what it hides: it then hides that above.
// (4) A PROJECT stands on a PROJECT, or hides nothing.
// (5) No value that (1) moves is made anew for each row (a random one): above a join there are
//     other rows.
// (6) Below a DISTINCT stands an EXTEND that copies, v := w, and w is told apart there too.
//
// Before: JOIN(EXTEND(A, v := w), B(v))              JOIN(PROJECT(A(v, w), v), B(v))
// After:  EXTEND(JOIN(A, B(w)), v := w)              PROJECT(JOIN(A(v, w), B(v)), v, ...)
//
// Before: DISTINCT(PROJECT(EXTEND(A, v := w), v, w))
// After:  EXTEND(DISTINCT(PROJECT(A, w)), v := w)
//
// Why: scans that stand side by side are what the laws about joins look for.
#include <string.h>

#include "rewriter/pass/pass.h"

typedef VEC(const Node *) Nodes;

static bool mentioned_elsewhere(Pass *pass, const Node *const members[], size_t count,
                                size_t except, const VarSet *vars) {
  for (size_t i = 0; i < count; i++) {
    if (i == except) continue;
    VarSet mentioned = varset_empty(pass->arena);
    node_mentions(members[i], &mentioned);
    if (varset_intersects(&mentioned, vars)) return true;
  }
  return false;
}

static bool bound_elsewhere(const Node *const members[], size_t count, size_t except, VarId var) {
  for (size_t i = 0; i < count; i++)
    if (i != except && varset_has(&members[i]->variables, var)) return true;
  return false;
}

// The member without its binding v := w, where it is an EXTEND that has it; else NULL.
static const Node *without_copy(Pass *pass, const Node *member, const Binding *copy) {
  if (member->kind != NODE_EXTEND) return NULL;
  Binding *kept = ARENA_ARRAY(pass->arena, Binding, member->u.extend.count);
  size_t count = 0;
  for (size_t i = 0; i < member->u.extend.count; i++) {
    const Binding *own = &member->u.extend.binding[i];
    if (own->var == copy->var && expr_equal(own->expr, copy->expr)) continue;
    kept[count++] = *own;
  }
  if (count == member->u.extend.count) return NULL;
  return count == 0 ? member->child[0] : node_extend(pass->arena, member->child[0], count, kept);
}

// Says v := w once for all members (2); false where a member has another w, or its own v beside w.
static bool share_copy(Pass *pass, const Node **members, size_t count, size_t at,
                       const Binding *copy) {
  const VarId w = copy->expr->u.var;
  for (size_t j = 0; j < count; j++) {
    if (j == at) continue;
    VarSet mentioned = varset_empty(pass->arena);
    node_mentions(members[j], &mentioned);
    if (!varset_has(&mentioned, copy->var)) continue;
    if (!varset_has(&mentioned, w)) {
      Renaming renaming = renaming_make(pass->arena, pass->variables);
      renaming_add(&renaming, copy->var, w);
      members[j] = node_rename(&renaming, members[j]);
    } else {
      const Node *without = without_copy(pass, members[j], copy);
      if (without == NULL || varset_has(&without->variables, copy->var)) return false;
      members[j] = without;
    }
  }
  return true;
}

// Makes the bindings of member `at` free to move up: (1), or (2) by renaming the others.
static bool free_extend(Pass *pass, const Node **members, size_t count, size_t at) {
  const Node *extend = members[at];
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    if (pass_is_volatile(binding->expr)) return false;  // (5)
    if (!bound_elsewhere(members, count, at, binding->var)) continue;
    if (binding->expr->kind != EXPR_VAR ||
        !varset_has(&extend->child[0]->variables, binding->expr->u.var))
      return false;
  }
  const Node **others = arena_copy(pass->arena, members, count * sizeof *others);
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    if (bound_elsewhere(others, count, at, binding->var) &&
        !share_copy(pass, others, count, at, binding))
      return false;
  }
  memcpy(members, others, count * sizeof *others);
  return true;
}

static VarSet hidden_by(Pass *pass, const Node *project) {
  VarSet hidden = varset_copy(pass->arena, &project->child[0]->variables);
  varset_remove_all(&hidden, &project->variables);
  return hidden;
}

static const Node *lift_join(Pass *pass, const Node *join) {
  const Node **members = arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
  const size_t count = join->child_count;
  Nodes extends = {0};
  bool changed = false;
  for (size_t i = 0; i < count;) {
    const Node *member = members[i];
    if (member->kind == NODE_EXTEND && free_extend(pass, members, count, i)) {
      VEC_PUSH(pass->arena, &extends, member);
    } else if (member->kind == NODE_PROJECT) {
      const VarSet hidden = hidden_by(pass, member);
      if (mentioned_elsewhere(pass, members, count, i, &hidden)) {  // (3)
        i++;
        continue;
      }
    } else {
      i++;
      continue;
    }
    members[i] = member->child[0];
    changed = true;
  }
  if (!changed) return join;
  const Node *result = node_join(pass->arena, count, members);
  for (size_t i = extends.count; i-- > 0;)
    result = node_extend(pass->arena, result, extends.item[i]->u.extend.count,
                         extends.item[i]->u.extend.binding);
  return pass_project(pass, result, &join->variables);
}

static const Node *lift_leftjoin(Pass *pass, const Node *node) {
  const Node *left = node->child[0], *right = node->child[1];
  const Expr *condition = node->u.join.condition;
  if (left->kind != NODE_EXTEND && left->kind != NODE_PROJECT) return node;
  VarSet moved = hidden_by(pass, left);
  if (left->kind == NODE_EXTEND) {
    for (size_t i = 0; i < left->u.extend.count; i++)
      if (pass_is_volatile(left->u.extend.binding[i].expr)) return node;  // (5)
    moved = varset_copy(pass->arena, &left->variables);
    varset_remove_all(&moved, &left->child[0]->variables);
  }
  VarSet mentioned = varset_empty(pass->arena);
  node_mentions(right, &mentioned);
  if (condition != NULL) expr_variables(condition, &mentioned);
  if (varset_intersects(&mentioned, &moved)) return node;  // (1), (3)
  const Node *join = node_leftjoin(pass->arena, left->child[0], right, condition);
  if (left->kind == NODE_PROJECT) return pass_project(pass, join, &node->variables);
  return node_extend(pass->arena, join, left->u.extend.count, left->u.extend.binding);
}

// (6)
static const Node *lift_distinct(Pass *pass, const Node *node) {
  const Node *below = node->child[0];
  if (below->kind == NODE_PROJECT) below = below->child[0];
  if (below->kind != NODE_EXTEND) return node;
  VEC(Binding) copies = {0}, others = {0};
  VarSet kept = varset_copy(pass->arena, &node->variables);
  for (size_t i = 0; i < below->u.extend.count; i++) {
    const Binding *binding = &below->u.extend.binding[i];
    if (binding->expr->kind == EXPR_VAR && varset_has(&node->variables, binding->var) &&
        varset_has(&node->variables, binding->expr->u.var)) {
      varset_remove(&kept, binding->var);
      VEC_PUSH(pass->arena, &copies, *binding);
    } else {
      VEC_PUSH(pass->arena, &others, *binding);
    }
  }
  if (copies.count == 0) return node;
  const Node *rows = below->child[0];
  if (others.count > 0) rows = node_extend(pass->arena, rows, others.count, others.item);
  rows = pass_project(pass, rows, &kept);
  const Node *distinct = node_with_children(pass->arena, node, &rows);
  return node_extend(pass->arena, distinct, copies.count, copies.item);
}

static const Node *lift(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_JOIN: return lift_join(pass, node);
    case NODE_LEFTJOIN: return lift_leftjoin(pass, node);
    case NODE_DISTINCT: return lift_distinct(pass, node);
    case NODE_PROJECT: {
      const Node *child = node->child[0];
      if (varset_equal(&node->variables, &child->variables)) return child;
      if (child->kind != NODE_PROJECT) return node;
      return node_project(pass->arena, child->child[0], node->u.project.count, node->u.project.var);
    }
    default: return node;
  }
}

const Node *pass_lift(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, lift); }

// Law: what nothing above uses is not computed.
//
// Preconditions, from the root (which wants the result's variables) down:
// (1) A scan's column whose variable is not wanted, and not bound to another column of the scan too
//     (that would say that the two are equal).
// (2) A binding of EXTEND, a variable of PROJECT, an aggregate of GROUP that is not wanted. One
//     aggregate stays where there is no key.
// (3) The right side of a LEFTJOIN of which no variable is wanted, and of which at most one row
// meets
//     each left row.
// DISTINCT wants all its variables: they say which rows are equal.
//
// Before: PROJECT(LEFTJOIN(SCAN emp(id: v, name: w), SCAN dept(id: x, ...)), v)
// After:  PROJECT(SCAN emp(id: v), v)
//
// Why: columns not read make index-only scans possible; joins not done cost nothing.
#include "rewriter/ir/dependency.h"
#include "rewriter/pass/pass.h"

static const Node *prune(Pass *pass, const Node *node, const VarSet *wanted);

static const Node *prune_scan(Pass *pass, const Node *node, const VarSet *wanted) {
  ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, node->u.scan.count);
  size_t count = 0;
  for (size_t i = 0; i < node->u.scan.count; i++) {
    const VarId var = node->u.scan.column[i].var;
    bool keep = varset_has(wanted, var);
    for (size_t j = 0; j < node->u.scan.count && !keep; j++)
      keep = node->u.scan.column[j].var == var &&
             node->u.scan.column[j].column != node->u.scan.column[i].column;  // (1)
    if (keep) columns[count++] = node->u.scan.column[i];
  }
  if (count == node->u.scan.count) return node;
  return node_scan(pass->arena, node->u.scan.table, count, columns);
}

static const Node *rebuild(Pass *pass, const Node *node, const Node *const children[]) {
  for (size_t i = 0; i < node->child_count; i++)
    if (children[i] != node->child[i]) return node_with_children(pass->arena, node, children);
  return node;
}

static const Node *prune_join(Pass *pass, const Node *node, const VarSet *wanted) {
  const Node **children = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) {
    VarSet below = varset_copy(pass->arena, wanted);
    for (size_t j = 0; j < node->child_count; j++)
      if (j != i) varset_add_all(&below, &node->child[j]->variables);
    children[i] = prune(pass, node->child[i], &below);
  }
  return rebuild(pass, node, children);
}

static const Node *prune_two_sides(Pass *pass, const Node *node, const VarSet *wanted) {
  const Node *left = node->child[0], *right = node->child[1];
  const bool optional = node->kind == NODE_LEFTJOIN;
  VarSet condition = varset_empty(pass->arena);
  if (node->u.join.condition != NULL) expr_variables(node->u.join.condition, &condition);
  if (optional) {
    VarSet used = varset_copy(pass->arena, &right->variables);
    varset_remove_all(&used, &left->variables);
    varset_keep_all(&used, wanted);
    VarSet shared = varset_copy(pass->arena, &right->variables);
    varset_keep_all(&shared, &left->variables);
    if (varset_count(&used) == 0 && dependency_unique(pass->arena, right, &shared))
      return prune(pass, left, wanted);  // (3)
  }
  VarSet for_left = varset_copy(pass->arena, wanted);
  varset_add_all(&for_left, &condition);
  node_mentions(right, &for_left);
  VarSet for_right = varset_copy(pass->arena, &left->variables);
  varset_add_all(&for_right, &condition);
  if (optional) varset_add_all(&for_right, wanted);
  const Node *children[] = {prune(pass, left, &for_left), prune(pass, right, &for_right)};
  if (children[0] == left && children[1] == right) return node;
  return node_with_children(pass->arena, node, children);
}

static const Node *prune_extend(Pass *pass, const Node *node, const VarSet *wanted) {
  Binding *bindings = ARENA_ARRAY(pass->arena, Binding, node->u.extend.count);
  VarSet below = varset_copy(pass->arena, wanted);
  size_t count = 0;
  for (size_t i = 0; i < node->u.extend.count; i++) {
    const Binding *binding = &node->u.extend.binding[i];
    if (!varset_has(wanted, binding->var)) continue;  // (2)
    bindings[count++] = *binding;
    expr_variables(binding->expr, &below);
  }
  const Node *child = prune(pass, node->child[0], &below);
  if (count == 0) return child;
  if (child == node->child[0] && count == node->u.extend.count) return node;
  return node_extend(pass->arena, child, count, bindings);
}

static const Node *prune_project(Pass *pass, const Node *node, const VarSet *wanted) {
  VarId *vars = ARENA_ARRAY(pass->arena, VarId, node->u.project.count);
  VarSet below = varset_empty(pass->arena);
  size_t count = 0;
  for (size_t i = 0; i < node->u.project.count; i++) {
    if (!varset_has(wanted, node->u.project.var[i])) continue;  // (2)
    vars[count++] = node->u.project.var[i];
    varset_add(&below, node->u.project.var[i]);
  }
  const Node *child = prune(pass, node->child[0], &below);
  if (child == node->child[0] && count == node->u.project.count) return node;
  return node_project(pass->arena, child, count, vars);
}

static const Node *prune_group(Pass *pass, const Node *node, const VarSet *wanted) {
  Binding *bindings = ARENA_ARRAY(pass->arena, Binding, node->u.group.aggregate_count);
  VarSet below = varset_empty(pass->arena);
  size_t count = 0;
  for (size_t i = 0; i < node->u.group.key_count; i++) varset_add(&below, node->u.group.key[i]);
  for (size_t i = 0; i < node->u.group.aggregate_count; i++) {
    const Binding *binding = &node->u.group.aggregate[i];
    const bool last =
        node->u.group.key_count == 0 && count == 0 && i + 1 == node->u.group.aggregate_count;
    if (!last && !varset_has(wanted, binding->var)) continue;  // (2)
    bindings[count++] = *binding;
    expr_variables(binding->expr, &below);
  }
  const Node *child = prune(pass, node->child[0], &below);
  if (child == node->child[0] && count == node->u.group.aggregate_count) return node;
  return node_group(pass->arena, child, node->u.group.key_count, node->u.group.key, count,
                    bindings);
}

static const Node *prune_union(Pass *pass, const Node *node, const VarSet *wanted) {
  const Node **children = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) children[i] = prune(pass, node->child[i], wanted);
  return rebuild(pass, node, children);
}

static const Node *prune_child(Pass *pass, const Node *node, const VarSet *wanted) {
  const Node *child = prune(pass, node->child[0], wanted);
  return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
}

static const Node *prune(Pass *pass, const Node *node, const VarSet *wanted) {
  switch (node->kind) {
    case NODE_SCAN: return prune_scan(pass, node, wanted);
    case NODE_JOIN: return prune_join(pass, node, wanted);
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return prune_two_sides(pass, node, wanted);
    case NODE_EXTEND: return prune_extend(pass, node, wanted);
    case NODE_PROJECT: return prune_project(pass, node, wanted);
    case NODE_GROUP: return prune_group(pass, node, wanted);
    case NODE_UNION: return prune_union(pass, node, wanted);
    case NODE_DISTINCT:
      return prune_child(pass, node,
                         node->u.distinct.reduced ? wanted : &node->child[0]->variables);
    case NODE_SLICE: return prune_child(pass, node, wanted);
    case NODE_FILTER: {
      VarSet below = varset_copy(pass->arena, wanted);
      expr_variables(node->u.filter.condition, &below);
      return prune_child(pass, node, &below);
    }
    case NODE_ORDER: {
      VarSet below = varset_copy(pass->arena, wanted);
      for (size_t i = 0; i < node->u.order.count; i++)
        expr_variables(node->u.order.key[i].expr, &below);
      return prune_child(pass, node, &below);
    }
    default: return node;
  }
}

const Node *pass_prune(Pass *pass, const Node *tree) { return prune(pass, tree, &pass->needed); }

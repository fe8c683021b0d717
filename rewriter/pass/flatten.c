// flatten: joins and filters as one block.
//
// Law: JOIN is associative and commutative; FILTER commutes with JOIN; EMPTY absorbs joins and is
// neutral in unions, UNIT is neutral in joins.
// Preconditions:
//   1. conditions move up only out of inner joins (and out of the left side of a left join never);
//   2. in a LEFTJOIN, conditions on the right side's own variables alone filter the right side: a
//      right row that fails them matches nothing either way;
//   3. GROUP without keys, and nothing else, gives a row from EMPTY.
// Before: JOIN (FILTER c (JOIN A B)) (JOIN C UNIT)    After: FILTER c (JOIN A B C)
// Why: the laws on joins look at all scans of a block at once; SQL has one FROM and one WHERE.
#include "rewriter/pass/pass.h"

static const Node *empty_like(Pass *pass, const Node *node) {
  return node_empty(pass->arena, &node->variables);
}

static bool is_flat(const Node *node) {
  const Node *join = node->kind == NODE_FILTER ? node->child[0] : node;
  if (node->kind == NODE_FILTER && join->kind == NODE_FILTER) return false;
  if (join->kind != NODE_JOIN) return true;
  if (join->child_count < 2) return false;
  for (size_t i = 0; i < join->child_count; i++) {
    const NodeKind kind = join->child[i]->kind;
    if (kind == NODE_JOIN || kind == NODE_FILTER || kind == NODE_UNIT || kind == NODE_EMPTY)
      return false;
  }
  return true;
}

static const Node *flatten_block(Pass *pass, const Node *node) {
  JoinBlock block = pass_open_block(pass, node);
  size_t kept = 0;
  for (size_t i = 0; i < block.leaf.count; i++) {
    if (block.leaf.item[i]->kind == NODE_EMPTY) return empty_like(pass, node);
    if (block.leaf.item[i]->kind != NODE_UNIT) block.leaf.item[kept++] = block.leaf.item[i];
  }
  block.leaf.count = kept;
  if (kept == 0) VEC_PUSH(pass->arena, &block.leaf, node_unit(pass->arena));
  if (is_flat(node)) return node;
  return pass_close_block(pass, &block);
}

static const Node *flatten_leftjoin(Pass *pass, const Node *node) {
  const Node *left = node->child[0], *right = node->child[1];
  if (left->kind == NODE_EMPTY) return empty_like(pass, node);
  const Expr *condition = node->u.join.condition;
  if (right->kind == NODE_EMPTY || (condition != NULL && expr_is_never(condition))) {
    // No row ever matches: the right variables are NULL.
    VEC(Binding) nulls = {0};
    for (int v = varset_next(&right->variables, 0); v >= 0;
         v = varset_next(&right->variables, v + 1)) {
      if (varset_has(&left->variables, (VarId)v)) continue;
      const Binding null = {(VarId)v,
                            expr_null(pass->arena, variables_type(pass->variables, (VarId)v))};
      VEC_PUSH(pass->arena, &nulls, null);
    }
    return nulls.count == 0 ? left : node_extend(pass->arena, left, nulls.count, nulls.item);
  }
  if (condition == NULL) return node;
  Conditions all = {0}, kept = {0}, inner = {0};
  expr_conjuncts(pass->arena, condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(all.item[i], &used);
    const bool own = varset_subset(&used, &right->variables) &&
                     !varset_intersects(&used, &left->variables) && varset_count(&used) > 0;
    if (own)
      VEC_PUSH(pass->arena, &inner, all.item[i]);
    else
      VEC_PUSH(pass->arena, &kept, all.item[i]);
  }
  if (inner.count == 0) return node;
  return node_leftjoin(pass->arena, left, pass_filter(pass, right, inner.count, inner.item),
                       expr_all(pass->arena, kept.count, kept.item));  // 2
}

static const Node *flatten_union(Pass *pass, const Node *node) {
  NodeList children = {0};
  bool changed = false;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *child = node->child[i];
    if (child->kind == NODE_EMPTY) {
      changed = true;
    } else if (child->kind == NODE_UNION && varset_equal(&child->variables, &node->variables)) {
      changed = true;
      for (size_t j = 0; j < child->child_count; j++)
        VEC_PUSH(pass->arena, &children, child->child[j]);
    } else {
      VEC_PUSH(pass->arena, &children, child);
    }
  }
  if (children.count == 0) return empty_like(pass, node);
  if (children.count == 1 && varset_equal(&children.item[0]->variables, &node->variables))
    return children.item[0];
  return changed ? node_union(pass->arena, children.count, children.item) : node;
}

static const Node *flatten_node(void *self, const Node *node) {
  Pass *pass = self;
  node = pass_map(pass, node, flatten_node, pass);
  switch (node->kind) {
    case NODE_FILTER:
    case NODE_JOIN: return flatten_block(pass, node);
    case NODE_LEFTJOIN: return flatten_leftjoin(pass, node);
    case NODE_UNION: return flatten_union(pass, node);
    case NODE_SEMI:
      if (node->child[0]->kind == NODE_EMPTY || node->child[1]->kind == NODE_EMPTY)
        return empty_like(pass, node);
      return node;
    case NODE_ANTI:
      return node->child[0]->kind == NODE_EMPTY || node->child[1]->kind == NODE_EMPTY
                 ? node->child[0]
                 : node;
    case NODE_PROJECT:
      if (node->child[0]->kind == NODE_PROJECT)
        return node_project(pass->arena, node->child[0]->child[0], node->u.project.count,
                            node->u.project.var);
      return node->child[0]->kind == NODE_EMPTY ? empty_like(pass, node) : node;
    case NODE_GROUP:
      return node->child[0]->kind == NODE_EMPTY && node->u.group.key_count > 0  // 3
                 ? empty_like(pass, node)
                 : node;
    case NODE_EXTEND:
    case NODE_DISTINCT:
    case NODE_ORDER:
    case NODE_SLICE: return node->child[0]->kind == NODE_EMPTY ? empty_like(pass, node) : node;
    default: return node;
  }
}

const Node *pass_flatten(Pass *pass, const Node *tree) { return flatten_node(pass, tree); }

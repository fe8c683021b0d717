// push: conditions move below what stands between them and the rows.
//
// Law: FILTER c (op X) = op (FILTER c' X), where c' says in X's variables what c says above.
// Preconditions:
//   1. PROJECT, DISTINCT, ORDER, SEMI, ANTI: always;
//   2. EXTEND: c' has the bound expressions in place of their variables, none of them volatile;
//   3. UNION: into every branch, each binding all variables that c mentions;
//   4. LEFTJOIN: only conditions on the left side's variables alone, and to the left;
//   5. GROUP: only conditions on its keys, and there must be keys;
//   6. never below SLICE, and not into scans (SQL has them in WHERE anyway).
// Before: FILTER (= ?tag 1) (UNION (EXTEND (?tag 1) A) (EXTEND (?tag 2) B))
// After:  UNION (EXTEND (?tag 1) (FILTER (= 1 1) A)) (EXTEND (?tag 2) (FILTER (= 2 1) B))
// Why: in a branch a selector is a constant, so the condition decides there (fold) or becomes a
// comparison of plain columns that an index serves.
#include <string.h>

#include "rewriter/pass/pass.h"

// The variables of the condition that `node` binds (others belong to queries around).
static VarSet variables_here(Pass *pass, const Expr *condition, const VarSet *bound) {
  VarSet used = varset_empty(pass->arena);
  expr_variables(condition, &used);
  varset_keep_all(&used, bound);
  return used;
}

static const Node *push(Pass *pass, const Node *node, const Expr *condition);

// The condition somewhere below: pushed on where that goes, else as a filter right here.
static const Node *settle(Pass *pass, const Node *node, const Expr *condition) {
  const Node *pushed = push(pass, node, condition);
  return pushed != NULL ? pushed : node_filter(pass->arena, node, condition);
}

static const Node *push_union(Pass *pass, const Node *node, const Expr *condition) {
  const VarSet used = variables_here(pass, condition, &node->variables);
  const Node **child = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) {
    if (!varset_subset(&used, &node->child[i]->variables)) return NULL;  // 3
    child[i] = settle(pass, node->child[i], condition);
  }
  return node_union(pass->arena, node->child_count, child);
}

static const Node *push_extend(Pass *pass, const Node *node, const Expr *condition) {
  for (size_t i = 0; i < node->u.extend.count; i++)
    if (pass_is_volatile(node->u.extend.binding[i].expr)) return NULL;  // 2
  const Expr *below = pass_replace(pass, condition, node->u.extend.count, node->u.extend.binding);
  below = pass_fold_expr(pass, below);
  const Node *child = node->child[0];
  if (expr_is_never(below))
    child = node_empty(pass->arena, &child->variables);
  else if (!expr_is_true(below))
    child = settle(pass, child, below);
  return node_extend(pass->arena, child, node->u.extend.count, node->u.extend.binding);
}

// NULL: it does not go below this node.
static const Node *push(Pass *pass, const Node *node, const Expr *condition) {
  switch (node->kind) {
    case NODE_FILTER:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_ORDER: {
      const Node *child = settle(pass, node->child[0], condition);
      return node_with_children(pass->arena, node, &child);
    }
    case NODE_SEMI:
    case NODE_ANTI: {
      const Node *child[2] = {settle(pass, node->child[0], condition), node->child[1]};
      return node_with_children(pass->arena, node, child);
    }
    case NODE_EXTEND: return push_extend(pass, node, condition);
    case NODE_UNION: return push_union(pass, node, condition);
    case NODE_LEFTJOIN: {
      const VarSet used = variables_here(pass, condition, &node->variables);
      if (!varset_subset(&used, &node->child[0]->variables)) return NULL;  // 4
      return node_leftjoin(pass->arena, settle(pass, node->child[0], condition), node->child[1],
                           node->u.join.condition);
    }
    case NODE_GROUP: {
      const VarSet used = variables_here(pass, condition, &node->variables);
      bool keys = varset_count(&used) > 0;
      for (int v = varset_next(&used, 0); v >= 0 && keys; v = varset_next(&used, v + 1)) {
        keys = false;
        for (size_t i = 0; i < node->u.group.key_count && !keys; i++)
          keys = node->u.group.key[i] == (VarId)v;
      }
      if (!keys) return NULL;  // 5
      const Node *child = settle(pass, node->child[0], condition);
      return node_with_children(pass->arena, node, &child);
    }
    default: return NULL;
  }
}

static const Node *push_block(Pass *pass, const Node *node) {
  JoinBlock block = pass_open_block(pass, node);
  Conditions kept = {0};
  bool changed = false;
  for (size_t i = 0; i < block.condition.count; i++) {
    const Expr *condition = block.condition.item[i];
    bool moved = false;
    for (size_t j = 0; j < block.leaf.count; j++) {
      const Node *leaf = block.leaf.item[j];
      const VarSet used = variables_here(pass, condition, &node->variables);
      if (varset_count(&used) == 0 || !varset_subset(&used, &leaf->variables)) continue;
      const Node *pushed = push(pass, leaf, condition);
      if (pushed == NULL) continue;
      block.leaf.item[j] = pushed;
      moved = true;
    }
    if (!moved) VEC_PUSH(pass->arena, &kept, condition);
    changed |= moved;
  }
  if (!changed) return node;
  block.condition = kept;
  return pass_close_block(pass, &block);
}

static const Node *push_node(void *self, const Node *node) {
  Pass *pass = self;
  if (node->kind == NODE_FILTER) node = push_block(pass, node);
  return pass_map(pass, node, push_node, pass);
}

const Node *pass_push(Pass *pass, const Node *tree) { return push_node(pass, tree); }

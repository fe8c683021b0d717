// The walks down to where rows count as a set.
#include "rewriter/pass/as_set.h"

typedef struct Walk {
  Pass *pass;
  AsSetLaw *law;
} Walk;

static void want_expr(void *self, const Expr *expr) { expr_variables(expr, self); }

static const Node *visit(const Walk *walk, const Node *node, const VarSet *wanted, bool as_set);

static const Node *of_children(const Walk *walk, const Node *node, const VarSet *wanted, bool first,
                               bool others) {
  if (node->child_count == 0) return node;
  const Node **child = ARENA_ARRAY(walk->pass->arena, const Node *, node->child_count);
  bool changed = false;
  for (size_t i = 0; i < node->child_count; i++) {
    child[i] = visit(walk, node->child[i], wanted, i == 0 ? first : others);
    changed |= child[i] != node->child[i];
  }
  return changed ? node_with_children(walk->pass->arena, node, child) : node;
}

// What each side asks of the other is wanted of it. The rows to the right of a LEFTJOIN count as
// its own do.
static const Node *of_sides(const Walk *walk, const Node *node, const VarSet *wanted, bool as_set) {
  Arena *arena = walk->pass->arena;
  const Node *left = node->child[0], *right = node->child[1];
  const bool optional = node->kind == NODE_LEFTJOIN;
  VarSet of_left = varset_copy(arena, wanted), of_right = varset_copy(arena, &left->variables);
  node_mentions(right, &of_left);
  if (optional) varset_add_all(&of_right, wanted);
  if (node->u.join.condition != NULL) {
    expr_variables(node->u.join.condition, &of_left);
    expr_variables(node->u.join.condition, &of_right);
  }
  const Node *child[2] = {visit(walk, left, &of_left, as_set),
                          visit(walk, right, &of_right, as_set || !optional)};
  if (child[0] == left && child[1] == right) return node;
  return node_with_children(arena, node, child);
}

static const Node *visit(const Walk *walk, const Node *node, const VarSet *wanted, bool as_set) {
  VarSet below = varset_copy(walk->pass->arena, wanted);
  switch (node->kind) {
    case NODE_JOIN:
    case NODE_FILTER: {
      const Node *seen = as_set ? walk->law(walk->pass, node, wanted) : node;
      if (seen != node) return seen;  // the rest of it in the next round
      if (node->kind == NODE_FILTER) {
        expr_variables(node->u.filter.condition, &below);
        // The block below was looked at with its conditions.
        return of_children(walk, node, &below, as_set && node->child[0]->kind != NODE_JOIN, false);
      }
      for (size_t i = 0; i < node->child_count; i++)
        varset_add_all(&below, &node->child[i]->variables);
      return of_children(walk, node, &below, as_set, as_set);
    }
    case NODE_PROJECT: varset_keep_all(&below, &node->variables); break;
    case NODE_EXTEND:
    case NODE_ORDER: node_each_expr(node, want_expr, &below); break;
    case NODE_UNION: return of_children(walk, node, &below, as_set, as_set);
    case NODE_DISTINCT:
      if (node->u.distinct.reduced) break;
      return of_children(walk, node, &node->variables, true, true);
    case NODE_SLICE: as_set = node->u.slice.limit == 1 && node->u.slice.offset == 0; break;
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return of_sides(walk, node, &below, as_set);
    default:
      for (size_t i = 0; i < node->child_count; i++)
        varset_add_all(&below, &node->child[i]->variables);
      return of_children(walk, node, &below, false, false);
  }
  return of_children(walk, node, &below, as_set, false);
}

const Node *pass_as_set(Pass *pass, const Node *tree, AsSetLaw *law) {
  const Walk walk = {pass, law};
  return visit(&walk, tree, &pass->needed, false);
}

// --- From a node whose rows count as a set -------------------------------------------------------

// How many children, from the first on, have rows that count as a set because the node's do.
static size_t children_as_set(const Node *node, unsigned kinds) {
  switch (node->kind) {
    case NODE_PROJECT:
    case NODE_FILTER:
    case NODE_EXTEND: return (kinds & SET_ROWS) != 0 ? 1 : 0;
    case NODE_UNION: return (kinds & SET_UNION) != 0 ? node->child_count : 0;
    case NODE_JOIN: return (kinds & SET_JOIN) != 0 ? node->child_count : 0;
    case NODE_SEMI:
    case NODE_ANTI: return (kinds & SET_JOIN) != 0 ? 1 : 0;
    default: return 0;
  }
}

const Node *pass_below_set(Pass *pass, const Node *tree, unsigned kinds,
                           const Node *(*law)(Pass *pass, const Node *node)) {
  const Node *seen = law(pass, tree);
  const size_t count = children_as_set(tree, kinds);
  if (seen != tree || count == 0) return seen;
  const Node **child = arena_copy(pass->arena, tree->child, tree->child_count * sizeof *child);
  bool changed = false;
  for (size_t i = 0; i < count; i++) {
    child[i] = pass_below_set(pass, child[i], kinds, law);
    changed |= child[i] != tree->child[i];
  }
  return changed ? node_with_children(pass->arena, tree, child) : tree;
}

// Patterns inside EXISTS: where substituting the solution around them (SPARQL 1.1 section 18.6) is
// the same as comparing solutions with it afterwards.
//
// Law: Exists(substitute(P, μ)) holds exactly when some solution of P is compatible with μ.
//
// Preconditions, with O what μ may bind; or P mentions nothing of O:
//   1. FILTER, EXTEND: what the expression mentions of O is certain in the pattern below, so that
//      the compatible solutions have the values that would be substituted. EXTEND binds nothing of
//      O.
//   2. LEFTJOIN, MINUS: what the right side binds of O is certain on the left; the condition's part
//      of O is certain on either side.
//   3. PROJECT: for the part of O that it keeps. GROUP: O is among keys that are certain.
//   4. SLICE: never, it counts solutions. Paths of length zero: a term need not be in the graph.
// Elsewhere each leaf is compared by itself, and the operators above it see the values of μ.
#include "rewriter/plan/hoist.h"
#include "rewriter/plan/split.h"

#include "rewriter/ir/walk.h"

static VarSet part_of(Arena *arena, const VarSet *set, const VarSet *outer) {
  VarSet part = varset_copy(arena, set);
  varset_keep_all(&part, outer);
  return part;
}

static bool expr_compares(Arena *arena, const Expr *expr, const VarSet *outer,
                          const VarSet *certain) {
  const VarSet mentions = expr_mentions(arena, expr);
  const VarSet part = part_of(arena, &mentions, outer);
  return varset_subset(&part, certain);
}

static bool has_zero_length(const Path *path) {
  switch (path->kind) {
    case PATH_ZERO_OR_MORE:
    case PATH_ZERO_OR_ONE: return true;
    case PATH_LINK:
    case PATH_INVERSE:
    case PATH_NEGATED: return false;
    default: break;
  }
  for (size_t i = 0; i < path->count; i++)
    if (has_zero_length(path->child[i])) return true;
  return false;
}

static bool right_compares(Arena *arena, const Node *node, const VarSet *outer) {
  const VarSet part = part_of(arena, &node->child[1]->variables, outer);
  if (!varset_subset(&part, &node->child[0]->certain)) return false;
  if (node->kind != NODE_LEFTJOIN || node->u.join.condition == NULL) return true;
  VarSet certain = varset_copy(arena, &node->child[0]->certain);
  varset_add_all(&certain, &node->child[1]->certain);
  return expr_compares(arena, node->u.join.condition, outer, &certain);
}

static bool node_compares(Arena *arena, const Node *node, const VarSet *outer) {
  switch (node->kind) {
    case NODE_FILTER:
      return expr_compares(arena, node->u.filter.condition, outer, &node->child[0]->certain);
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++)
        if (varset_has(outer, node->u.extend.binding[i].var) ||
            !expr_compares(arena, node->u.extend.binding[i].expr, outer, &node->child[0]->certain))
          return false;
      return true;
    case NODE_LEFTJOIN:
    case NODE_MINUS: return right_compares(arena, node, outer);
    case NODE_GROUP: {
      VarSet keys = varset_empty(arena), below = varset_empty(arena);
      node_mentions(node, &below);
      for (size_t i = 0; i < node->u.group.key_count; i++)
        if (varset_has(&node->child[0]->certain, node->u.group.key[i]))
          varset_add(&keys, node->u.group.key[i]);
      const VarSet part = part_of(arena, &below, outer);
      return varset_subset(&part, &keys);
    }
    case NODE_PATH: return !has_zero_length(node->u.path.path);
    case NODE_SLICE: return false;
    default: return true;
  }
}

bool pattern_compares(Arena *arena, const Node *pattern, const VarSet *outer) {
  VarSet mentions = varset_empty(arena);
  node_mentions(pattern, &mentions);
  if (!varset_intersects(&mentions, outer)) return true;
  if (!node_compares(arena, pattern, outer)) return false;
  VarSet inner = *outer;
  if (pattern->kind == NODE_PROJECT) inner = part_of(arena, &pattern->variables, outer);
  for (size_t i = 0; i < pattern->child_count; i++)
    if (!pattern_compares(arena, pattern->child[i], &inner)) return false;
  return true;
}

typedef struct Check {
  const Split *split;
  Status status;
  Error *err;
} Check;

static void check_one(void *self, const Expr *expr) {
  Check *all = self;
  if (expr->kind == EXPR_AGG) expr = expr->u.agg.arg;
  if (all->status == STATUS_OK) all->status = split_check(all->split, expr, all->err);
}

Status split_inside(Split *split, const Node *pattern, const VarSet *outer, const Node **out,
                    Error *err) {
  Arena *arena = split->arena;
  // A leaf is compared as a whole in any case.
  if (pattern->child_count == 0 || pattern->kind == NODE_SERVICE ||
      pattern_compares(arena, pattern, outer))
    return split_pattern(split, pattern, out, err);
  Check all = {split, STATUS_OK, err};
  node_each_expr(pattern, check_one, &all);
  TRY(all.status);
  VarSet inner = *outer;
  if (pattern->kind == NODE_PROJECT) inner = part_of(arena, &pattern->variables, outer);
  const Node **children = ARENA_ARRAY(arena, const Node *, pattern->child_count);
  for (size_t i = 0; i < pattern->child_count; i++)
    TRY(split_inside(split, pattern->child[i], &inner, &children[i], err));
  *out = node_with_children(arena, pattern, children);
  return STATUS_OK;
}

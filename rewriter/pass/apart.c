// Law: where rows count as a set, members of a join that share nothing with the others are asked by
// EXISTS.
//
// Preconditions:
// (1) The rows of a JOIN, and of the FILTER on it, count as a set (as_set.h).
// (2) The JOIN's members fall into parts: no two parts share a variable, and no condition mentions
//     variables of two. No value in a condition is another one each time.
// (3) Nothing that a part binds is wanted above, and neither it nor its conditions mention anything
//     bound outside of it. Nor is it the last part left.
// (4) A part is not in a RECURSE's step, whose rows SQL wants in no subquery.
//
// Before: DISTINCT(PROJECT(FILTER(JOIN(A(v), B(w), C(w)), f(w)), v))
// After:  DISTINCT(PROJECT(SEMI(A(v), FILTER(JOIN(B(w), C(w)), f(w))), v))
//
// Why: each row of a part meets each of the others; PostgreSQL asks an EXISTS that mentions nothing
// outside once, and stops at its first row, where a cross product is as long as all parts
// multiplied.
#include "rewriter/ir/walk.h"
#include "rewriter/pass/as_set.h"

// part: of each member, the least member that it is linked to.
typedef struct Parts {
  Pass *pass;
  const JoinBlock *block;
  size_t *part;
} Parts;

static void link(const Parts *parts, size_t a, size_t b) {
  const size_t from = parts->part[a] > parts->part[b] ? parts->part[a] : parts->part[b];
  const size_t to = parts->part[a] > parts->part[b] ? parts->part[b] : parts->part[a];
  for (size_t i = 0; i < parts->block->leaf.count; i++)
    if (parts->part[i] == from) parts->part[i] = to;
}

// Links the members that bind any of the variables.
static void link_all(const Parts *parts, const VarSet *vars) {
  size_t first = SIZE_MAX;
  for (size_t i = 0; i < parts->block->leaf.count; i++) {
    if (!varset_intersects(&parts->block->leaf.item[i]->variables, vars)) continue;
    if (first == SIZE_MAX) first = i;
    link(parts, first, i);
  }
}

// (2)
static bool find_parts(Parts *parts) {
  Arena *arena = parts->pass->arena;
  const JoinBlock *block = parts->block;
  parts->part = ARENA_ARRAY(arena, size_t, block->leaf.count);
  for (size_t i = 0; i < block->leaf.count; i++) parts->part[i] = i;
  for (size_t i = 0; i < block->leaf.count; i++) link_all(parts, &block->leaf.item[i]->variables);
  for (size_t i = 0; i < block->condition.count; i++) {
    if (pass_is_volatile(block->condition.item[i])) return false;
    VarSet used = varset_empty(arena);
    expr_variables(block->condition.item[i], &used);
    link_all(parts, &used);
  }
  return true;
}

// The part as a block of its own; what is left in `rest`.
static JoinBlock cut(const Parts *parts, size_t part, JoinBlock *rest) {
  Arena *arena = parts->pass->arena;
  JoinBlock own = {0};
  VarSet bound = varset_empty(arena);
  *rest = (JoinBlock){0};
  for (size_t i = 0; i < parts->block->leaf.count; i++) {
    const Node *leaf = parts->block->leaf.item[i];
    if (parts->part[i] == part) {
      VEC_PUSH(arena, &own.leaf, leaf);
      varset_add_all(&bound, &leaf->variables);
    } else {
      VEC_PUSH(arena, &rest->leaf, leaf);
    }
  }
  for (size_t i = 0; i < parts->block->condition.count; i++) {
    const Expr *condition = parts->block->condition.item[i];
    VarSet used = varset_empty(arena);
    expr_variables(condition, &used);
    if (varset_intersects(&used, &bound))
      VEC_PUSH(arena, &own.condition, condition);
    else
      VEC_PUSH(arena, &rest->condition, condition);
  }
  return own;
}

// (3), (4)
static bool may_stand_apart(const Parts *parts, const Node *own, const VarSet *wanted) {
  if (varset_intersects(&own->variables, wanted) || node_holds(own, NODE_WORKING)) return false;
  VarSet outside = varset_empty(parts->pass->arena);
  node_free_variables(parts->pass->arena, own, &outside);
  return varset_count(&outside) == 0;
}

static const Node *apart(Pass *pass, const Node *node, const VarSet *wanted) {
  const JoinBlock block = pass_open_block(pass, node);
  Parts parts = {.pass = pass, .block = &block};
  if (block.leaf.count < 2 || !find_parts(&parts)) return node;
  for (size_t i = block.leaf.count; i > 0; i--) {
    if (parts.part[i - 1] != i - 1) continue;
    JoinBlock rest;
    const JoinBlock own = cut(&parts, i - 1, &rest);
    if (rest.leaf.count == 0) break;
    const Node *asked = pass_close_block(pass, &own);
    if (!may_stand_apart(&parts, asked, wanted)) continue;
    const Node *others = pass_close_block(pass, &rest);
    if (!pass_hides_apart(pass, asked, others)) continue;
    return node_semi(pass->arena, apart(pass, others, wanted), asked, NULL);
  }
  return node;
}

const Node *pass_apart(Pass *pass, const Node *tree) { return pass_as_set(pass, tree, apart); }

// Law: where rows count as a set, what only links one row to the others is asked by EXISTS.
//
// Preconditions:
// (1) The rows of a JOIN, and of the FILTER on it, count as a set (as_set.h). No value in a
//     condition is another one each time.
// (2) Some of the members are SCANs that share variables which no other member binds, and of which
//     nothing else is wanted: what is wanted above or mentioned in a condition is bound by the
//     others, too. They are the links; there are two or more (of one, see semi).
// (3) Without the links, the others fall into two parts that share no variable, and the links share
//     variables with both.
// (4) One part is a member of which there is one row at most: conditions fix a key of it
//     (rewriter/ir/dependency.h).
// (5) No member is a RECURSE's step, whose rows SQL wants in no subquery.
//
// Before: DISTINCT(PROJECT(FILTER(JOIN(SCAN t(id: a), L(a, x), M(x, b), B(b)), a = 7), b))
// After:  DISTINCT(PROJECT(SEMI(FILTER(JOIN(SCAN t(id: a), B(b)), a = 7), JOIN(L(a, x), M(x, b))),
// b))
//
// Why: what resembles a thing has much in common with it; each thing in common gave the row of what
// resembles it once more. PostgreSQL makes the links different first, and looks up each row once;
// with DISTINCT gone (distinct.c) the first rows need not wait for all. With (3) and (4) no cross
// product comes of it.
#include "rewriter/ir/dependency.h"
#include "rewriter/ir/walk.h"
#include "rewriter/pass/as_set.h"

typedef enum Role { ROLE_OTHER, ROLE_LINK, ROLE_ROW } Role;

typedef struct Members {
  Pass *pass;
  const JoinBlock *block;
  VarSet wanted;  // above, or by a condition
  Role *role;
} Members;

// What the members with this role bind, but for the one at `except` (SIZE_MAX: none).
static VarSet bound_by(const Members *members, Role role, size_t except) {
  VarSet bound = varset_empty(members->pass->arena);
  for (size_t i = 0; i < members->block->leaf.count; i++)
    if (members->role[i] == role && i != except)
      varset_add_all(&bound, &members->block->leaf.item[i]->variables);
  return bound;
}

// All SCANs of which nothing is wanted that only they bind. (2)
static void find_candidates(const Members *members) {
  const size_t count = members->block->leaf.count;
  for (size_t i = 0; i < count; i++)
    members->role[i] = members->block->leaf.item[i]->kind == NODE_SCAN ? ROLE_LINK : ROLE_OTHER;
  for (bool changed = true; changed;) {
    changed = false;
    const VarSet others = bound_by(members, ROLE_OTHER, SIZE_MAX);
    for (size_t i = 0; i < count && !changed; i++) {
      if (members->role[i] != ROLE_LINK) continue;
      VarSet alone = varset_copy(members->pass->arena, &members->block->leaf.item[i]->variables);
      varset_keep_all(&alone, &members->wanted);
      const VarSet links = bound_by(members, ROLE_LINK, i);
      VarSet elsewhere = varset_copy(members->pass->arena, &others);
      varset_add_all(&elsewhere, &links);
      varset_remove_all(&alone, &elsewhere);
      if (varset_count(&alone) == 0) continue;
      members->role[i] = ROLE_OTHER;
      changed = true;
    }
  }
}

// Those of the members with the role that hang together with the first of them by variables that
// are not `apart`; their number. `in`: which they are.
static size_t connected(const Members *members, Role role, const VarSet *apart, bool in[]) {
  const size_t count = members->block->leaf.count;
  Arena *arena = members->pass->arena;
  VarSet reached = varset_empty(arena);
  size_t found = 0;
  for (size_t i = 0; i < count; i++) in[i] = false;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < count; i++) {
      const VarSet *variables = &members->block->leaf.item[i]->variables;
      if (members->role[i] != role || in[i]) continue;
      if (found > 0 && !varset_intersects(variables, &reached)) continue;
      VarSet more = varset_copy(arena, variables);
      varset_remove_all(&more, apart);
      varset_add_all(&reached, &more);
      in[i] = changed = true;
      found++;
    }
  }
  return found;
}

// Is it one row at most, by what conditions say of it alone? (4)
static bool is_one_row(Pass *pass, const JoinBlock *block, const Node *node) {
  Conditions own = {0};
  for (size_t i = 0; i < block->condition.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(block->condition.item[i], &used);
    if (varset_subset(&used, &node->variables))
      VEC_PUSH(pass->arena, &own, block->condition.item[i]);
  }
  const VarSet nothing = varset_empty(pass->arena);
  return dependency_unique(pass->arena, pass_filter(pass, node, own.count, own.item), &nothing);
}

// Keeps the first links that hang together; the rest are members like others. (2)
static bool keep_links(const Members *members, bool in[]) {
  const size_t count = members->block->leaf.count;
  size_t kept = 1;
  while (kept == 1) {
    const VarSet others = bound_by(members, ROLE_OTHER, SIZE_MAX);
    kept = connected(members, ROLE_LINK, &others, in);
    for (size_t i = 0; i < count; i++)
      if (members->role[i] == ROLE_LINK && in[i] == (kept == 1)) members->role[i] = ROLE_OTHER;
  }
  if (kept == 0) return false;
  VarSet links = bound_by(members, ROLE_LINK, SIZE_MAX);
  varset_keep_all(&links, &members->wanted);
  const VarSet bound = bound_by(members, ROLE_OTHER, SIZE_MAX);
  return varset_subset(&links, &bound);
}

// The row is told from the others; does all hang together as it must? (3), (4)
static bool find_row(const Members *members, bool in[]) {
  const JoinBlock *block = members->block;
  const VarSet none = varset_empty(members->pass->arena);
  const VarSet links = bound_by(members, ROLE_LINK, SIZE_MAX);
  for (size_t i = 0; i < block->leaf.count; i++) {
    if (members->role[i] != ROLE_OTHER || !is_one_row(members->pass, block, block->leaf.item[i]))
      continue;
    members->role[i] = ROLE_ROW;
    const VarSet others = bound_by(members, ROLE_OTHER, SIZE_MAX);
    const VarSet *row = &block->leaf.item[i]->variables;
    const size_t part = connected(members, ROLE_OTHER, &none, in);
    size_t count = 0;
    for (size_t j = 0; j < block->leaf.count; j++) count += members->role[j] == ROLE_OTHER;
    if (part > 0 && part == count && !varset_intersects(row, &others) &&
        varset_intersects(row, &links) && varset_intersects(&others, &links))
      return true;
    members->role[i] = ROLE_OTHER;
  }
  return false;
}

// (1), (5)
static bool may_be_asked(const JoinBlock *block) {
  for (size_t i = 0; i < block->leaf.count; i++)
    if (node_holds(block->leaf.item[i], NODE_WORKING)) return false;
  for (size_t i = 0; i < block->condition.count; i++)
    if (pass_is_volatile(block->condition.item[i])) return false;
  return block->leaf.count > 3;
}

static const Node *between(Pass *pass, const Node *node, const VarSet *wanted) {
  const JoinBlock block = pass_open_block(pass, node);
  if (!may_be_asked(&block)) return node;
  Members members = {pass, &block, varset_copy(pass->arena, wanted),
                     ARENA_ARRAY(pass->arena, Role, block.leaf.count)};
  for (size_t i = 0; i < block.condition.count; i++)
    expr_variables(block.condition.item[i], &members.wanted);
  bool *in = ARENA_ARRAY(pass->arena, bool, block.leaf.count);
  find_candidates(&members);
  if (!keep_links(&members, in) || !find_row(&members, in)) return node;
  JoinBlock links = {0}, others = {.condition = block.condition};
  for (size_t i = 0; i < block.leaf.count; i++) {
    if (members.role[i] == ROLE_LINK)
      VEC_PUSH(pass->arena, &links.leaf, block.leaf.item[i]);
    else
      VEC_PUSH(pass->arena, &others.leaf, block.leaf.item[i]);
  }
  const Node *asked = pass_close_block(pass, &links), *rest = pass_close_block(pass, &others);
  return pass_hides_apart(pass, asked, rest) ? node_semi(pass->arena, rest, asked, NULL) : node;
}

const Node *pass_between(Pass *pass, const Node *tree) { return pass_as_set(pass, tree, between); }

// Law: unions are joined branch by branch where the values of their tables are disjoint.
//
// Preconditions:
// (1) Two members of a JOIN share a variable that, in a branch of the one and in a branch of the
//     other, is a column each, and the two columns are known to be disjoint: the two branches never
//     meet. A member that is no UNION counts as one branch. A branch that is a join is as disjoint
//     as one of its members, one that is a union as disjoint as all of its branches.
// (2) A branch that meets no branch of the other member gives no row: it is gone.
// (3) Where each branch of two UNIONs meets one branch of the other, and the pairs are as many as
//     the branches, their join is the UNION of the joined pairs.
//
// (4) A DISTINCT over a UNION, each of whose branches has a key and no two of which share a row, as
//     they never meet (1), is gone.
//
// Before: JOIN(UNION(SCAN dev(id: v, x: w), SCAN exp(id: v, x: w)),
//              UNION(SCAN dev(id: v, y: u), SCAN exp(id: v, y: u), SCAN old(id: v, y: u)))
// After:  UNION(JOIN(SCAN dev(id: v, x: w), SCAN dev(id: v, y: u)),
//               JOIN(SCAN exp(id: v, x: w), SCAN exp(id: v, y: u)))
//
// Why: what is one thing in the graph and lies in several tables is read as a union for each of its
// properties. Joined branch by branch, each pair is the same row, and PostgreSQL has statistics
// again, which it has not of a union's columns.
#include <string.h>

#include "rewriter/ir/dependency.h"
#include "rewriter/pass/scan.h"

// --- (1) -----------------------------------------------------------------------------------------

static bool apart(const Node *a, VarId x, const Node *b, VarId y);

static bool columns_apart(const Node *a, VarId x, const Node *b, VarId y) {
  const Relation *left = a->u.scan.table->relation, *right = b->u.scan.table->relation;
  for (size_t i = 0; i < a->u.scan.count; i++) {
    if (a->u.scan.column[i].var != x) continue;
    for (size_t j = 0; j < b->u.scan.count; j++) {
      if (b->u.scan.column[j].var != y) continue;
      for (size_t d = 0; d < left->disjoint_count; d++)
        if (left->disjoint[d].column == a->u.scan.column[i].column &&
            left->disjoint[d].target == right &&
            left->disjoint[d].target_column == b->u.scan.column[j].column)
          return true;
    }
  }
  return false;
}

// The variable below an EXTEND that copies it; VAR_NONE where it is computed.
static VarId below_extend(const Node *extend, VarId var) {
  for (size_t i = 0; i < extend->u.extend.count; i++) {
    const Binding *binding = &extend->u.extend.binding[i];
    if (binding->var == var)
      return binding->expr->kind == EXPR_VAR ? binding->expr->u.var : VAR_NONE;
  }
  return var;
}

// Does no value of x in a's rows come as y in b's? a is looked into first, then b. Only where
// neither can be NULL for want of a row.
static bool apart_below(const Node *a, VarId x, const Node *b, VarId y, bool second) {
  const Node *node = second ? b : a;
  const VarId var = second ? y : x;
  if (!varset_has(&node->variables, var)) return false;
  switch (node->kind) {
    case NODE_SCAN: return second ? columns_apart(a, x, b, y) : apart_below(a, x, b, y, true);
    case NODE_UNION:
      for (size_t i = 0; i < node->child_count; i++)
        if (!(second ? apart_below(a, x, node->child[i], y, true) : apart(node->child[i], x, b, y)))
          return false;
      return node->child_count > 0;
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++)
        if (second ? apart_below(a, x, node->child[i], y, true) : apart(node->child[i], x, b, y))
          return true;
      return false;
    case NODE_EXTEND: {
      const VarId source = below_extend(node, var);
      if (source == VAR_NONE) return false;
      return second ? apart_below(a, x, node->child[0], source, true)
                    : apart(node->child[0], source, b, y);
    }
    case NODE_FILTER:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      return second ? apart_below(a, x, node->child[0], y, true) : apart(node->child[0], x, b, y);
    default: return false;
  }
}

static bool apart(const Node *a, VarId x, const Node *b, VarId y) {
  return apart_below(a, x, b, y, false);
}

// Do the two members of a join never meet?
static bool never_meet(Pass *pass, const Node *a, const Node *b) {
  VarSet shared = varset_copy(pass->arena, &a->variables);
  varset_keep_all(&shared, &b->variables);
  for (int v = varset_next(&shared, 0); v >= 0; v = varset_next(&shared, v + 1))
    if (apart(a, (VarId)v, b, (VarId)v)) return true;
  return false;
}

// --- (2), (3) ------------------------------------------------------------------------------------

static size_t branch_count(const Node *node) {
  return node->kind == NODE_UNION ? node->child_count : 1;
}

static const Node *branch_of(const Node *node, size_t i) {
  return node->kind == NODE_UNION ? node->child[i] : node;
}

typedef struct Pairs {
  size_t left, right;
  bool *meets;  // [left * right]
} Pairs;

static Pairs pair(Pass *pass, const Node *a, const Node *b) {
  Pairs pairs = {branch_count(a), branch_count(b), NULL};
  pairs.meets = ARENA_ARRAY(pass->arena, bool, pairs.left *pairs.right);
  for (size_t i = 0; i < pairs.left; i++)
    for (size_t j = 0; j < pairs.right; j++)
      pairs.meets[i * pairs.right + j] = !never_meet(pass, branch_of(a, i), branch_of(b, j));
  return pairs;
}

static bool meets(const Pairs *pairs, size_t i, size_t j, bool turned) {
  return pairs->meets[turned ? j * pairs->right + i : i * pairs->right + j];
}

// Without the branches that meet nothing (2); turned: of the right side.
static const Node *without_lonely(Pass *pass, const Node *node, const Pairs *pairs, bool turned) {
  const size_t count = branch_count(node), others = turned ? pairs->left : pairs->right;
  const Node **kept = ARENA_ARRAY(pass->arena, const Node *, count);
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    bool any = false;
    for (size_t j = 0; j < others && !any; j++) any = meets(pairs, i, j, turned);
    if (any) kept[left++] = branch_of(node, i);
  }
  if (left == count) return node;
  if (left == 0) return node_empty(pass->arena, &node->variables);
  return left == 1 ? kept[0] : node_union(pass->arena, left, kept);
}

// The join of the two as a UNION of pairs (3); NULL when the pairs are more.
static const Node *join_pairs(Pass *pass, const Node *a, const Node *b, const Pairs *pairs) {
  if (a->kind != NODE_UNION || b->kind != NODE_UNION || pairs->left != pairs->right) return NULL;
  const Node **joined = ARENA_ARRAY(pass->arena, const Node *, pairs->left);
  bool *taken = ARENA_ARRAY(pass->arena, bool, pairs->right);
  for (size_t i = 0; i < pairs->left; i++) {
    size_t partner = SIZE_MAX;
    for (size_t j = 0; j < pairs->right; j++) {
      if (!meets(pairs, i, j, false)) continue;
      if (partner != SIZE_MAX || taken[j]) return NULL;
      partner = j;
    }
    if (partner == SIZE_MAX) return NULL;
    taken[partner] = true;
    joined[i] = node_join(pass->arena, 2, (const Node *[]){a->child[i], b->child[partner]});
  }
  return node_union(pass->arena, pairs->left, joined);
}

// (4)
static const Node *of_distinct(Pass *pass, const Node *node) {
  const Node *child = node->child[0];
  if (child->kind != NODE_UNION) return node;
  for (size_t i = 0; i < child->child_count; i++) {
    const Node *branch = child->child[i];
    if (!dependency_unique(pass->arena, branch, &branch->variables)) return node;
    for (size_t j = 0; j < i; j++)
      if (!never_meet(pass, branch, child->child[j])) return node;
  }
  return child;
}

static const Node *of_node(Pass *pass, const Node *node) {
  if (node->kind == NODE_DISTINCT) return of_distinct(pass, node);
  if (node->kind != NODE_JOIN) return node;
  const Node **members = arena_copy(pass->arena, node->child, node->child_count * sizeof *members);
  size_t count = node->child_count;
  bool changed = false;
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) {
      const Node *a = members[i], *b = members[j];
      if (a->kind != NODE_UNION && b->kind != NODE_UNION) continue;
      const Pairs pairs = pair(pass, a, b);
      members[i] = without_lonely(pass, a, &pairs, false);
      members[j] = without_lonely(pass, b, &pairs, true);
      const bool fewer = members[i] != a || members[j] != b;
      const Node *joined = fewer ? NULL : join_pairs(pass, a, b, &pairs);
      changed |= fewer || joined != NULL;
      if (joined == NULL) continue;
      members[i] = joined;
      memmove(&members[j], &members[j + 1], (count - j - 1) * sizeof *members);
      count--;
      j = i;
    }
  if (!changed) return node;
  return count == 1 ? members[0] : node_join(pass->arena, count, members);
}

const Node *pass_disjoint(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, of_node);
}

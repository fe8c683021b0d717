// Law: a member of a join that another member implies is gone.
//
// Preconditions:
// (1) A member a of a JOIN reads a relation that another member, the scan b, reads too, and b binds
//     each column that a binds to the same variable. So every row of b is also a row of a.
// (2) a gives each combination of its variables once: it is a DISTINCT; or it is a scan, and how
//     often rows come does not matter, because a DISTINCT, or the right side of SEMI or ANTI,
//     stands above with nothing between that counts rows.
// (3) A column that may be NULL gets IS NOT NULL: the join asked for it.
//
// Before: DISTINCT(PROJECT(JOIN(SCAN point(shape: v), SCAN point(shape: v, number: w)), v, w))
// After:  DISTINCT(PROJECT(SCAN point(shape: v, number: w), v, w))
// Before: JOIN(DISTINCT(SCAN point(shape: v)), SCAN point(shape: v, number: w))
// After:  SCAN point(shape: v, number: w)
//
// Why: a class or a referencing object map over a column that is no key of its table makes such
// members, and joining them is quadratic in the rows that share a value.
#include <string.h>

#include "rewriter/pass/scan.h"

// The scan whose distinct rows the member gives; NULL when it is something else.
static const Node *scan_of(const Node *member, bool as_set) {
  if (member->kind == NODE_SCAN) return as_set ? member : NULL;
  if (member->kind != NODE_DISTINCT) return NULL;
  const Node *node = member->child[0];
  if (node->kind == NODE_PROJECT) node = node->child[0];
  if (node->kind != NODE_SCAN) return NULL;
  return varset_equal(&node->variables, &member->variables) ? node : NULL;
}

static const Node *subsume_join(Pass *pass, const Node *join, bool as_set) {
  const Node **members = arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
  size_t count = join->child_count;
  Conditions conditions = {0};
  for (size_t i = 0; i < count;) {
    const Node *scan = scan_of(members[i], as_set);
    bool gone = false;
    for (size_t j = 0; scan != NULL && j < count && !gone; j++)
      gone = j != i && members[j]->kind == NODE_SCAN && scan_implied(scan, members[j]);  // (1), (2)
    if (!gone) {
      i++;
      continue;
    }
    scan_not_null(pass, scan, &conditions);  // (3)
    memmove(&members[i], &members[i + 1], (count - i - 1) * sizeof *members);
    count--;
  }
  if (count == join->child_count) return join;
  const Node *result = count == 1 ? members[0] : node_join(pass->arena, count, members);
  return pass_filter(pass, result, conditions.count, conditions.item);
}

// The node where how often rows come does not matter.
static const Node *as_set(Pass *pass, const Node *node) {
  const Node *child;
  switch (node->kind) {
    case NODE_JOIN: return subsume_join(pass, node, true);
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_PROJECT:
      child = as_set(pass, node->child[0]);
      return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
    case NODE_UNION: {
      const Node **children =
          arena_copy(pass->arena, node->child, node->child_count * sizeof *children);
      for (size_t i = 0; i < node->child_count; i++) children[i] = as_set(pass, node->child[i]);
      if (memcmp(children, node->child, node->child_count * sizeof *children) == 0) return node;
      return node_with_children(pass->arena, node, children);
    }
    default: return node;
  }
}

static const Node *subsume(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_JOIN: return subsume_join(pass, node, false);
    case NODE_DISTINCT: {
      const Node *child = as_set(pass, node->child[0]);
      return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
    }
    case NODE_SEMI:
    case NODE_ANTI: {
      const Node *right = as_set(pass, node->child[1]);
      if (right == node->child[1]) return node;
      return node_with_children(pass->arena, node, (const Node *[]){node->child[0], right});
    }
    default: return node;
  }
}

const Node *pass_subsume(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, subsume);
}

// Law: what is only asked to exist is asked by EXISTS.
//
// Preconditions:
// (1) Below a DISTINCT with nothing between that counts rows (PROJECT, FILTER, EXTEND, UNION), a
//     member of a JOIN is a scan of which nothing is used but variables that one other member binds
//     too. (One and not several: a link between two members must go on linking them.)
// (2) A member of a JOIN is SEMI or ANTI, and what its right side binds is bound by other members
//     only where the left side binds it too.
// (3) A SEMI without condition has a scan to the right, or a UNION with such a branch, all of whose
//     columns a scan of the same relation to the left, where nothing can leave it NULL, binds to
//     the same variables. Where the left side is a UNION, each branch of it has one.
// (4) A member of a JOIN is a DISTINCT all of whose variables one other member binds too: a row of
//     the others meets at most one of it.
//
// Before: DISTINCT(PROJECT(JOIN(A(v, w), B(w)), v))    JOIN(SEMI(A, S), B)
// After:  DISTINCT(PROJECT(SEMI(A(v, w), B(w)), v))    SEMI(JOIN(A, B), S)
// Before: SEMI(A(SCAN t(c: v, d: w)), SCAN t(c: v))    JOIN(A(v, w), DISTINCT(B(v)))
// After:  A(SCAN t(c: v, d: w))                        SEMI(A(v, w), B(v))
//
// Why: a semi-join keeps the keys of its left side, so that DISTINCT may go; and PostgreSQL stops
// at the first match.
#include <string.h>

#include "rewriter/pass/scan.h"

// --- (1) -----------------------------------------------------------------------------------------

static bool only_asked(const Node *join, size_t at, NodeKind kind) {
  const Node *member = join->child[at];
  if (member->kind != kind || varset_count(&member->variables) == 0) return false;
  if (kind == NODE_DISTINCT && member->u.distinct.reduced) return false;
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at && varset_subset(&member->variables, &join->child[i]->variables)) return true;
  return false;
}

// kind: SCAN for (1), DISTINCT for (4).
static const Node *ask(Pass *pass, const Node *join, NodeKind kind) {
  for (size_t i = 0; i < join->child_count && join->child_count > 1; i++) {
    if (!only_asked(join, i, kind)) continue;
    const Node **members =
        arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
    memmove(&members[i], &members[i + 1], (join->child_count - i - 1) * sizeof *members);
    const size_t count = join->child_count - 1;
    const Node *rest = count == 1 ? members[0] : node_join(pass->arena, count, members);
    if (kind == NODE_DISTINCT && !pass_hides_apart(pass, join->child[i], rest)) continue;
    if (count > 1) rest = ask(pass, rest, kind);
    const Node *asked = kind == NODE_DISTINCT ? join->child[i]->child[0] : join->child[i];
    return node_semi(pass->arena, rest, asked, NULL);
  }
  return join;
}

static const Node *below_distinct(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_JOIN: return ask(pass, node, NODE_SCAN);
    case NODE_UNION: {
      const Node **branches =
          arena_copy(pass->arena, node->child, node->child_count * sizeof *branches);
      for (size_t i = 0; i < node->child_count; i++)
        branches[i] = below_distinct(pass, branches[i]);
      if (memcmp(branches, node->child, node->child_count * sizeof *branches) == 0) return node;
      return node_with_children(pass->arena, node, branches);
    }
    case NODE_PROJECT:
    case NODE_FILTER:
    case NODE_EXTEND: {
      const Node *child = below_distinct(pass, node->child[0]);
      return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
    }
    default: return node;
  }
}

// --- (2) -----------------------------------------------------------------------------------------

static bool can_rise(Pass *pass, const Node *join, size_t at) {
  VarSet own = varset_copy(pass->arena, &join->child[at]->child[1]->variables);
  varset_remove_all(&own, &join->child[at]->child[0]->variables);
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at && varset_intersects(&join->child[i]->variables, &own)) return false;
  return true;
}

static const Node *rise(Pass *pass, const Node *join) {
  for (size_t i = 0; i < join->child_count; i++) {
    const Node *member = join->child[i];
    if (member->kind != NODE_SEMI && member->kind != NODE_ANTI) continue;
    if (!can_rise(pass, join, i)) continue;
    const Node **members =
        arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
    members[i] = member->child[0];
    const Node *rest = rise(pass, node_join(pass->arena, join->child_count, members));
    return node_with_children(pass->arena, member, (const Node *[]){rest, member->child[1]});
  }
  return join;
}

// --- (3) -----------------------------------------------------------------------------------------

static bool reads_all(const void *right, const Node *scan) { return scan_implied(right, scan); }

static bool promises_one(Pass *pass, const Node *left, const Node *right) {
  if (right->kind == NODE_UNION) {
    for (size_t i = 0; i < right->child_count; i++)
      if (promises_one(pass, left, right->child[i])) return true;
    return false;
  }
  const Node *scan = scan_seen_through(pass, right);
  return scan != NULL && scan_promised(pass, left, scan, reads_all);
}

static const Node *drop_implied(Pass *pass, const Node *semi) {
  const Node *left = semi->child[0], *right = semi->child[1];
  if (semi->u.join.condition != NULL || !promises_one(pass, left, right)) return semi;
  const VarSet certain = pass_certain(pass, left);
  Conditions conditions = {0};
  for (int v = varset_next(&right->variables, 0); v >= 0;
       v = varset_next(&right->variables, v + 1)) {
    if (varset_has(&certain, (VarId)v)) continue;
    const Expr *var = expr_var(pass->arena, pass->variables, (VarId)v);
    VEC_PUSH(pass->arena, &conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, var));
  }
  return pass_filter(pass, left, conditions.count, conditions.item);
}

static const Node *semi(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_DISTINCT: {
      const Node *child = below_distinct(pass, node->child[0]);
      return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
    }
    case NODE_JOIN: {
      const Node *asked = ask(pass, node, NODE_DISTINCT);
      return asked != node ? asked : rise(pass, node);
    }
    case NODE_SEMI: return drop_implied(pass, node);
    default: return node;
  }
}

const Node *pass_semi(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, semi); }

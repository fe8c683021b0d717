// Law: what a scan adds to rows that each branch of a union has read is read in the branches.
//
// Preconditions:
// (1) Two members of a JOIN are a UNION and a scan; the variables that they share are, in the scan,
//     the columns of a key that cannot be NULL, or others beside such a key.
// (2) In each branch, a scan of the same relation where nothing can leave it NULL binds the same
//     columns to them, below copies (PROJECT and EXTEND); or a scan of one with a foreign key that
//     repeats all that is asked of the row binds the columns that refer to its key (carried). No
//     branch is a DISTINCT or anything else that would keep the two apart: PROJECT, EXTEND, FILTER,
//     SEMI, ANTI and LEFTJOIN over scans, joined or not.
// That the join goes below the union is always right; (1) and (2) say that it is gone there.
// (3) Or the scan stands in each branch of another member that is a UNION, and can be taken out of
//     it (pass/shared.h), no condition asks for its columns, and the branches of the first read it
//     as in (2). What is left of none of those that it is taken out of does: there it is gone as it
//     stands (carried).
//
// Before: JOIN(UNION(JOIN(SCAN t(id: u), SCAN c(k: v)), SCAN c(k: v, old: u)), SCAN c(k: v, x: w))
// After:  UNION(JOIN(SCAN t(id: u), SCAN c(k: v), SCAN c(k: v, x: w)),
//               JOIN(SCAN c(k: v, old: u), SCAN c(k: v, x: w)))
//
// Why: the two scans of one row are one then (self_join). PostgreSQL has no statistics of a union's
// columns, so each join above one makes it take the rows for many times more than they are.
#include <string.h>

#include "rewriter/pass/scan.h"
#include "rewriter/pass/shared.h"

// (1) The scan with the columns whose variables the union binds too; NULL when they hold no key.
static const Node *shared_columns(Pass *pass, const Node *unions, const Node *scan) {
  ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, scan->u.scan.count);
  size_t count = 0;
  for (size_t i = 0; i < scan->u.scan.count; i++)
    if (varset_has(&unions->variables, scan->u.scan.column[i].var))
      columns[count++] = scan->u.scan.column[i];
  if (count == 0 || count == scan->u.scan.count) return NULL;
  const Node *shared = node_scan(pass->arena, scan->u.scan.table, count, columns);
  return scan_same_row(shared, scan) ? shared : NULL;
}

static bool reads(const void *whole, const Node *shared, const Node *scan) {
  return scan_implied(shared, scan) || scan_refers(scan, shared, whole) != NULL;
}

// (2)
static bool is_open(const Node *branch) {
  switch (branch->kind) {
    case NODE_SCAN: return true;
    case NODE_JOIN:
      for (size_t i = 0; i < branch->child_count; i++)
        if (branch->child[i]->kind != NODE_SCAN) return false;
      return true;
    case NODE_PROJECT:
    case NODE_EXTEND:
    case NODE_FILTER:
    case NODE_SEMI:
    case NODE_ANTI:
    case NODE_LEFTJOIN: return is_open(branch->child[0]);
    default: return false;
  }
}

static bool each_reads(Pass *pass, const Node *unions, const Node *shared, const Node *scan) {
  for (size_t i = 0; i < unions->child_count; i++)
    if (!is_open(unions->child[i]) || !scan_promised(pass, unions->child[i], shared, reads, scan))
      return false;
  return true;
}

static bool any_reads(Pass *pass, const Node *unions, const Node *scan) {
  const Node *shared = shared_columns(pass, unions, scan);
  for (size_t i = 0; shared != NULL && i < unions->child_count; i++)
    if (scan_promised(pass, unions->child[i], shared, reads, scan)) return true;
  return false;
}

static const Node *joined_in_branches(Pass *pass, const Node *unions, const Node *scan) {
  const Node **branch = ARENA_ARRAY(pass->arena, const Node *, unions->child_count);
  for (size_t i = 0; i < unions->child_count; i++)
    branch[i] = node_join(pass->arena, 2, (const Node *[]){unions->child[i], scan});
  return node_union(pass->arena, unions->child_count, branch);
}

// The scan at `at` goes into the union at `to`.
static const Node *moved(Pass *pass, const Node *join, size_t at, size_t to) {
  const Node **members = arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
  members[to] = joined_in_branches(pass, join->child[to], join->child[at]);
  memmove(&members[at], &members[at + 1], (join->child_count - at - 1) * sizeof *members);
  const size_t count = join->child_count - 1;
  return count == 1 ? members[0] : node_join(pass->arena, count, members);
}

// (3) The union at `from`, whose branches are joined with a scan that those of another member read.
static const Node *taken_out(Pass *pass, const Node *join, size_t from) {
  const Scans scans = shared_candidates(pass, join->child[from]);
  for (size_t i = 0; i < scans.count; i++) {
    Shared taken;
    if (!shared_take(pass, join->child[from], scans.item[i], &taken) || taken.condition.count > 0 ||
        any_reads(pass, taken.rest, taken.scan))
      continue;
    for (size_t j = 0; j < join->child_count; j++) {
      const Node *unions = join->child[j];
      if (j == from || unions->kind != NODE_UNION) continue;
      const Node *shared = shared_columns(pass, unions, taken.scan);
      if (shared != NULL && each_reads(pass, unions, shared, taken.scan))
        return shared_join(pass, join->child[from], &taken);
    }
  }
  return NULL;
}

static const Node *of_join(Pass *pass, const Node *node) {
  if (node->kind != NODE_JOIN) return node;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *out = node->child[i]->kind == NODE_UNION ? taken_out(pass, node, i) : NULL;
    if (out != NULL) return node_with_child(pass->arena, node, i, out);
  }
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *scan = node->child[i];
    if (scan->kind != NODE_SCAN || !scan_is_simple(scan)) continue;
    for (size_t j = 0; j < node->child_count; j++) {
      const Node *unions = node->child[j];
      if (unions->kind != NODE_UNION) continue;
      const Node *shared = shared_columns(pass, unions, scan);
      if (shared != NULL && each_reads(pass, unions, shared, scan)) return moved(pass, node, i, j);
    }
  }
  return node;
}

const Node *pass_union_row(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, of_join);
}

// Law: where rows count as a set, a branch of a union is gone whose rows another branch has too.
//
// Preconditions:
// (1) The rows of a UNION count as a set: a DISTINCT stands above, or a LIMIT 1, or SEMI or ANTI of
//     which it is the right side, with nothing between that counts rows (PROJECT, FILTER, EXTEND,
//     JOIN, UNION, the left sides of SEMI and ANTI).
// (2) Branch b is a scan, with names for its columns: all rows of its table. Each row of branch a
//     comes with a row of a scan that has in b's columns what the row of a has: a scan of the same
//     table, with the same columns; or of one with a foreign key that refers to b's table, whose
//     columns, none of which may be NULL, include those that a's row takes, and refer to the
//     columns of b, where they are the same terms (CHAR(n) of another length is none).
// (3) Or the two branches are alike (PROJECT, EXTEND, FILTER, JOIN, and SEMI on scans) but for the
//     names of variables, for conditions and EXISTS that only a has, and for scans of a that refer
//     to those of b as in (2).
// A branch that is contained in one that is itself gone is contained in what that one is in. Of two
// that are contained in each other the first stays. Very wide unions are left alone.
//
// Before: DISTINCT(UNION(SCAN well(id: v, name: w), SCAN old_well(id: v, name: w))), where
//         old_well(id, name) refers to well(id, name)
// After:  DISTINCT(SCAN well(id: v, name: w))
//
// Why: what a schema says twice is mapped twice. It is containment of conjunctive queries under
// inclusion dependencies (Johnson and Klug 1984).
#include <string.h>

#include "rewriter/pass/alike.h"
#include "rewriter/pass/as_set.h"
#include "rewriter/pass/scan.h"

enum { MOST_BRANCHES = 40 };

// Has `scan` each variable of `wanted` in a column that refers to the one it has there?
static bool refers(const ForeignKey *key, const Node *scan, const Node *wanted) {
  const Relation *from = scan->u.scan.table->relation;
  if (!foreign_key_never_null(key, from)) return false;
  for (size_t i = 0; i < wanted->u.scan.count; i++) {
    const ScanColumn *column = &wanted->u.scan.column[i];
    unsigned source;
    if (!foreign_key_repeats(key, from, column->column, &source) ||
        !scan_binds(scan, source, column->var))
      return false;
  }
  return true;
}

static bool includes(const void *self, const Node *wanted, const Node *scan) {
  (void)self;
  if (scan_implied(wanted, scan)) return true;
  const Relation *from = scan->u.scan.table->relation;
  for (size_t k = 0; k < from->foreign_key_count; k++)
    if (from->foreign_key[k].target == wanted->u.scan.table->relation &&
        refers(&from->foreign_key[k], scan, wanted))
      return true;
  return false;
}

// --- (3) -----------------------------------------------------------------------------------------

// Does `a` have, in the variables paired with b's, the columns that the key refers by to b's?
static bool pairs_by_key(Alike *alike, const ForeignKey *key, const Node *a, const Node *b) {
  const Relation *from = a->u.scan.table->relation;
  if (!foreign_key_never_null(key, from)) return false;
  for (size_t i = 0; i < b->u.scan.count; i++) {
    unsigned source;
    VarId var;
    if (!foreign_key_repeats(key, from, b->u.scan.column[i].column, &source) ||
        !scan_variable(a, source, &var) || !alike_pair(alike, var, b->u.scan.column[i].var))
      return false;
  }
  return true;
}

static bool covers_scan(Alike *alike, const Node *a, const Node *b) {
  const Relation *from = a->u.scan.table->relation, *to = b->u.scan.table->relation;
  if (from != to) {
    // A key that fails may have paired variables already: only one is tried.
    for (size_t k = 0; k < from->foreign_key_count; k++)
      if (from->foreign_key[k].target == to &&
          from->foreign_key[k].columns.count >= b->u.scan.count)
        return pairs_by_key(alike, &from->foreign_key[k], a, b);
    return false;
  }
  for (size_t i = 0; i < b->u.scan.count; i++) {
    VarId var;
    if (!scan_variable(a, b->u.scan.column[i].column, &var) ||
        !alike_pair(alike, var, b->u.scan.column[i].var))
      return false;
  }
  return true;
}

static bool covers_filter(Pass *pass, const Alike *alike, const Node *a, const Node *b) {
  Conditions own = {0}, asked = {0};
  expr_conjuncts(pass->arena, a->u.filter.condition, &own);
  expr_conjuncts(pass->arena, alike_renamed(pass, alike, b->u.filter.condition), &asked);
  for (size_t i = 0; i < asked.count; i++) {
    bool found = false;
    for (size_t j = 0; j < own.count && !found; j++) found = expr_equal(own.item[j], asked.item[i]);
    if (!found) return false;
  }
  return true;
}

// Is each row of a, as `alike` has it, a row of b?
static bool covers(Pass *pass, Alike *alike, const Node *a, const Node *b) {
  // Conditions that only a has.
  if ((a->kind == NODE_FILTER && b->kind != NODE_FILTER) ||
      ((a->kind == NODE_SEMI || a->kind == NODE_ANTI) && b->kind != NODE_SEMI))
    return covers(pass, alike, a->child[0], b);
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case NODE_SCAN: return covers_scan(alike, a, b);
    case NODE_PROJECT:
      return varset_equal(&a->variables, &b->variables) &&
             covers(pass, alike, a->child[0], b->child[0]);
    case NODE_FILTER:
      return covers(pass, alike, a->child[0], b->child[0]) && covers_filter(pass, alike, a, b);
    case NODE_EXTEND:
      return covers(pass, alike, a->child[0], b->child[0]) && alike_extends(pass, alike, a, b);
    case NODE_SEMI:
      return a->u.join.condition == NULL && b->u.join.condition == NULL &&
             covers(pass, alike, a->child[0], b->child[0]) &&
             alike_scans(alike, a->child[1], b->child[1]);
    case NODE_JOIN:
      if (a->child_count != b->child_count) return false;
      for (size_t i = 0; i < a->child_count; i++)
        if (!covers(pass, alike, a->child[i], b->child[i])) return false;
      return true;
    default: return false;
  }
}

// --- Branches ------------------------------------------------------------------------------------

typedef struct Union {
  size_t count;
  const Node **branch;
  const Node **scan;  // all rows of a table (2); or NULL
} Union;

static bool is_contained(Pass *pass, const Union *all, size_t i, size_t j) {
  const Node *a = all->branch[i], *b = all->branch[j], *scan = all->scan[j];
  if (!varset_equal(&a->variables, &b->variables)) return false;
  if (scan != NULL && scan->u.scan.count > 0) return scan_promised(pass, a, scan, includes, NULL);
  Alike alike = {.common = &a->variables, .arena = pass->arena};
  return covers(pass, &alike, a, b);
}

static const Node *of_union(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION || node->child_count > MOST_BRANCHES) return node;
  Union all = {node->child_count,
               arena_copy(pass->arena, node->child, node->child_count * sizeof *all.branch),
               ARENA_ARRAY(pass->arena, const Node *, node->child_count)};
  for (size_t i = 0; i < all.count; i++) all.scan[i] = scan_seen_through(pass, all.branch[i]);
  for (size_t i = 0; i < all.count;) {
    bool gone = false;
    for (size_t j = 0; j < all.count && !gone; j++)
      gone = j != i && is_contained(pass, &all, i, j) && !(i < j && is_contained(pass, &all, j, i));
    if (!gone) {
      i++;
      continue;
    }
    const size_t rest = all.count - i - 1;
    memmove(&all.branch[i], &all.branch[i + 1], rest * sizeof *all.branch);
    memmove(&all.scan[i], &all.scan[i + 1], rest * sizeof *all.scan);
    all.count--;
  }
  if (all.count == node->child_count) return node;
  return all.count == 1 ? all.branch[0] : node_union(pass->arena, all.count, all.branch);
}

static const Node *contained(Pass *pass, const Node *node) {
  size_t at = 0;
  switch (node->kind) {
    case NODE_DISTINCT:
      if (node->u.distinct.reduced) return node;
      break;
    case NODE_SLICE:
      if (node->u.slice.limit != 1 || node->u.slice.offset != 0) return node;
      break;
    case NODE_SEMI:
    case NODE_ANTI: at = 1; break;
    default: return node;
  }
  const Node *child =
      pass_below_set(pass, node->child[at], SET_ROWS | SET_UNION | SET_JOIN, of_union);
  return node_with_child(pass->arena, node, at, child);
}

const Node *pass_contained(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, contained);
}

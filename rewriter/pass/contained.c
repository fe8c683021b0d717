// Law: where rows count as a set, a branch of a union is gone whose rows another branch has too.
//
// Preconditions:
// (1) The rows of a UNION count as a set: a DISTINCT stands above, or a LIMIT 1, or SEMI or ANTI of
//     which it is the right side, with nothing between that counts rows (PROJECT, FILTER, EXTEND,
//     JOIN, UNION, the left sides of SEMI and ANTI).
// (2) Branch b is a scan, with names for its columns: all rows of its table.
// (3) Each row of branch a comes with a row of a scan that has in b's columns what the row of a
// has:
//     a scan of the same table, with the same columns; or of one with a foreign key that refers to
//     b's table, whose columns, none of which may be NULL, include those that a's row takes, and
//     refer to the columns of b.
// A branch that is contained in one that is itself gone is contained in what that one is in. Of two
// that are contained in each other the first stays.
//
// Before: DISTINCT(UNION(SCAN well(id: v, name: w), SCAN old_well(id: v, name: w))), where
//         old_well(id, name) refers to well(id, name)
// After:  DISTINCT(SCAN well(id: v, name: w))
//
// Why: what a schema says twice is mapped twice. It is containment of conjunctive queries under
// inclusion dependencies (Johnson and Klug 1984).
#include <string.h>

#include "rewriter/pass/scan.h"

// The column that the key's column refers to; false when `column` is none of its.
static bool refers_to(const ForeignKey *key, unsigned column, unsigned *out) {
  for (size_t i = 0; i < key->columns.count; i++)
    if (key->columns.column[i] == column) {
      *out = key->target_columns.column[i];
      return true;
    }
  return false;
}

// Has `scan` each variable of `wanted` in a column that refers to the one it has there?
static bool refers(const ForeignKey *key, const Node *scan, const Node *wanted) {
  const Relation *from = scan->u.scan.table->relation, *to = wanted->u.scan.table->relation;
  for (size_t i = 0; i < key->columns.count; i++)
    if (!from->column[key->columns.column[i]].not_null) return false;
  for (size_t i = 0; i < wanted->u.scan.count; i++) {
    const ScanColumn *column = &wanted->u.scan.column[i];
    bool found = false;
    for (size_t j = 0; j < scan->u.scan.count && !found; j++) {
      const ScanColumn *own = &scan->u.scan.column[j];
      unsigned target;
      found = own->var == column->var && refers_to(key, own->column, &target) &&
              target == column->column &&
              from->column[own->column].type == to->column[column->column].type;
    }
    if (!found) return false;
  }
  return true;
}

static bool includes(const void *self, const Node *scan) {
  const Node *wanted = self;
  if (scan_implied(wanted, scan)) return true;
  const Relation *from = scan->u.scan.table->relation;
  for (size_t k = 0; k < from->foreign_key_count; k++)
    if (from->foreign_key[k].target == wanted->u.scan.table->relation &&
        refers(&from->foreign_key[k], scan, wanted))
      return true;
  return false;
}

static bool is_contained(Pass *pass, const Node *a, const Node *b) {
  const Node *wanted = scan_seen_through(pass, b);  // (2)
  return wanted != NULL && wanted->u.scan.count > 0 && varset_equal(&a->variables, &b->variables) &&
         scan_promised(pass, a, wanted, includes);  // (3)
}

static const Node *of_union(Pass *pass, const Node *node) {
  const Node **kept = arena_copy(pass->arena, node->child, node->child_count * sizeof *kept);
  size_t count = node->child_count;
  for (size_t i = 0; i < count;) {
    bool gone = false;
    for (size_t j = 0; j < count && !gone; j++)
      gone = j != i && is_contained(pass, kept[i], kept[j]) &&
             !(i < j && is_contained(pass, kept[j], kept[i]));
    if (!gone) {
      i++;
      continue;
    }
    memmove(&kept[i], &kept[i + 1], (count - i - 1) * sizeof *kept);
    count--;
  }
  if (count == node->child_count) return node;
  return count == 1 ? kept[0] : node_union(pass->arena, count, kept);
}

// The tree, whose rows count as a set (1).
static const Node *below(Pass *pass, const Node *node) {
  size_t children = 0;
  switch (node->kind) {
    case NODE_UNION: {
      const Node *fewer = of_union(pass, node);
      if (fewer != node) return fewer;
      children = node->child_count;
      break;
    }
    case NODE_JOIN: children = node->child_count; break;
    case NODE_PROJECT:
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_SEMI:
    case NODE_ANTI: children = 1; break;
    default: break;
  }
  if (children == 0) return node;
  const Node **child = arena_copy(pass->arena, node->child, node->child_count * sizeof *child);
  bool changed = false;
  for (size_t i = 0; i < children; i++) {
    child[i] = below(pass, child[i]);
    changed |= child[i] != node->child[i];
  }
  return changed ? node_with_children(pass->arena, node, child) : node;
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
  const Node *child = below(pass, node->child[at]);
  if (child == node->child[at]) return node;
  const Node **children =
      arena_copy(pass->arena, node->child, node->child_count * sizeof *children);
  children[at] = child;
  return node_with_children(pass->arena, node, children);
}

const Node *pass_contained(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, contained);
}

// Law: where rows count as a set, of two scans that agree on what determines one of them, one is
// enough.
//
// Preconditions:
// (1) The rows of a JOIN, and of the FILTER on it, count as a set (as_set.h).
// (2) Members a and b of the JOIN scan one relation, of which a dependency is known: some columns
//     determine others. Both scans bind each of the former to the same variable, and it is never
//     NULL.
// (3) Each column that a binds is one of the former or of the latter.
// Then b's row has in a's columns what a's row has, and it meets itself as a's.
//
// Before: DISTINCT(JOIN(SCAN t(c: v, d: x), SCAN t(c: v, e: y))), where c determines d
// After:  DISTINCT(SCAN t(c: v, d: x, e: y))
//
// Why: tables that were never normalised have subjects that are no key; a star over one is joined
// with itself for each pattern. It is elimination by functional dependency (Calvanese et al. 2017,
// section 4.2), which with keys is the law of self_join.
#include <string.h>

#include "rewriter/pass/as_set.h"
#include "rewriter/pass/scan.h"

static bool has_column(const ColumnSet *set, unsigned column) {
  for (size_t i = 0; i < set->count; i++)
    if (set->column[i] == column) return true;
  return false;
}

// (2)
static bool agree(const Node *a, const Node *b, const VarSet *certain, const ColumnSet *from) {
  for (size_t i = 0; i < from->count; i++) {
    VarId var;
    if (!scan_variable(b, from->column[i], &var) || !scan_binds(a, from->column[i], var) ||
        !varset_has(certain, var))
      return false;
  }
  return from->count > 0;
}

static bool is_determined(const Node *a, const Node *b) {
  const Relation *relation = a->u.scan.table->relation;
  for (size_t d = 0; d < relation->dependency_count; d++) {
    const Dependency *dependency = &relation->dependency[d];
    bool all = agree(a, b, &b->certain, &dependency->from);
    for (size_t i = 0; all && i < a->u.scan.count; i++)  // (3)
      all = has_column(&dependency->from, a->u.scan.column[i].column) ||
            has_column(&dependency->to, a->u.scan.column[i].column);
    if (all) return true;
  }
  return false;
}

static bool merge_one(Pass *pass, JoinBlock *block) {
  for (size_t i = 0; i < block->leaf.count; i++)
    for (size_t j = 0; j < block->leaf.count; j++) {
      const Node *a = block->leaf.item[i], *b = block->leaf.item[j];
      if (i == j || a->kind != NODE_SCAN || b->kind != NODE_SCAN ||
          a->u.scan.table->relation != b->u.scan.table->relation || !is_determined(a, b))
        continue;
      block->leaf.item[j] = scan_merge(pass, b, a, &block->condition);
      memmove(&block->leaf.item[i], &block->leaf.item[i + 1],
              (block->leaf.count - i - 1) * sizeof *block->leaf.item);
      block->leaf.count--;
      return true;
    }
  return false;
}

static const Node *of_block(Pass *pass, const Node *node, const VarSet *wanted) {
  (void)wanted;
  JoinBlock block = pass_open_block(pass, node);
  bool changed = false;
  while (merge_one(pass, &block)) changed = true;
  return changed ? pass_close_block(pass, &block) : node;
}

const Node *pass_determined(Pass *pass, const Node *tree) {
  return pass_as_set(pass, tree, of_block);
}

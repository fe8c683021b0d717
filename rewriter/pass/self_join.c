// Law: two scans of one row are one scan.
//
// Preconditions:
// (1) Two members of a JOIN scan the same relation.
// (2) For some key of it, none of whose columns may be NULL, both bind each column of the key to
// the
//     same variable.
//
// Before: JOIN(SCAN emp(id: v, name: a), SCAN emp(id: v, name: b, dept: c))
// After:  JOIN(SCAN emp(id: v, name: a, name: b, dept: c))
//
// Why: a triple pattern is a scan, so a star of n patterns over one table is n scans of it: the
// most frequent and the most costly trace of the translation.
#include <string.h>

#include "rewriter/pass/scan.h"

static const Node *self_join(Pass *pass, const Node *node) {
  if (node->kind != NODE_JOIN) return node;
  const Node **members = arena_copy(pass->arena, node->child, node->child_count * sizeof *members);
  size_t count = node->child_count;
  Conditions conditions = {0};
  for (size_t i = 0; i < count; i++) {
    if (members[i]->kind != NODE_SCAN) continue;
    for (size_t j = i + 1; j < count;) {
      if (members[j]->kind == NODE_SCAN && scan_same_row(members[i], members[j])) {
        members[i] = scan_merge(pass, members[i], members[j], &conditions);
        memmove(&members[j], &members[j + 1], (count - j - 1) * sizeof *members);
        count--;
        j = i + 1;
      } else {
        j++;
      }
    }
  }
  if (count == node->child_count) return node;
  const Node *result = count == 1 ? members[0] : node_join(pass->arena, count, members);
  return pass_filter(pass, result, conditions.count, conditions.item);
}

const Node *pass_self_join(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, self_join);
}

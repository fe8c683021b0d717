// Law: an OPTIONAL that foreign keys promise is a join.
//
// Preconditions:
// (1) The right side of a LEFTJOIN, without condition, is a SCAN or a JOIN of SCANs, possibly under
//     EXTEND.
// (2) These scans can be put in an order in which each, p, is the parent of a row at hand: a scan c
//     in the left side that nothing can leave out, or an earlier one, has a foreign key to p's
//     table and binds its columns to the variables that p binds the referred columns to.
// (3) None of the foreign key's columns may be NULL.
// (4) p shares no other variable with the left side or with earlier scans.
//
// Before: LEFTJOIN(SCAN emp(dept: v), SCAN dept(id: v, name: w))
// After:  JOIN(SCAN emp(dept: v), SCAN dept(id: v, name: w))
//
// Why: a join may be done in any order, and what is only asked of the parent's key is not looked
// up at all (foreign_key).
#include "rewriter/pass/scan.h"

// (2), (3), (4): `at hand` binds `bound`.
static bool promises(const Node *child, const Node *parent, const VarSet *bound) {
  const Relation *relation = child->u.scan.table->relation;
  for (size_t i = 0; i < relation->foreign_key_count; i++) {
    const ForeignKey *key = &relation->foreign_key[i];
    if (key->target != parent->u.scan.table->relation) continue;
    bool all = true;
    for (size_t j = 0; j < key->columns.count && all; j++) {
      VarId var;
      all = relation->column[key->columns.column[j]].not_null &&
            scan_variable(parent, key->target_columns.column[j], &var) &&
            scan_binds(child, key->columns.column[j], var);
    }
    for (size_t j = 0; j < parent->u.scan.count && all; j++) {
      const ScanColumn *column = &parent->u.scan.column[j];
      if (!varset_has(bound, column->var)) continue;
      bool referred = false;
      for (size_t k = 0; k < key->columns.count && !referred; k++)
        referred = key->target_columns.column[k] == column->column &&
                   scan_binds(child, key->columns.column[k], column->var);
      all = referred;
    }
    if (all) return true;
  }
  return false;
}

typedef struct Wanted {
  const Node *parent;
  const VarSet *bound;
} Wanted;

static bool is_child(const void *self, const Node *scan) {
  const Wanted *wanted = self;
  return promises(scan, wanted->parent, wanted->bound);
}

static bool is_promised(Pass *pass, const Node *left, const Node *const parent[], size_t count) {
  bool *accepted = ARENA_ARRAY(pass->arena, bool, count);
  VarSet bound = varset_copy(pass->arena, &left->variables);
  size_t done = 0;
  for (size_t before = count + 1; done < count && done != before;) {
    before = done;
    for (size_t i = 0; i < count; i++) {
      if (accepted[i]) continue;
      const Wanted wanted = {parent[i], &bound};
      bool found = scan_find(left, is_child, &wanted) != NULL;
      for (size_t j = 0; j < count && !found; j++)
        found = accepted[j] && promises(parent[j], parent[i], &bound);
      if (!found) continue;
      accepted[i] = true;
      varset_add_all(&bound, &parent[i]->variables);
      done++;
    }
  }
  return done == count;
}

static const Node *optional_promised(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN || node->u.join.condition != NULL) return node;  // (1)
  const Node *right = node->child[1];
  while (right->kind == NODE_EXTEND) right = right->child[0];
  const Node *const *scan = right->kind == NODE_JOIN ? right->child : &right;
  const size_t count = right->kind == NODE_JOIN ? right->child_count : 1;
  for (size_t i = 0; i < count; i++)
    if (scan[i]->kind != NODE_SCAN) return node;
  if (!is_promised(pass, node->child[0], scan, count)) return node;
  return node_join(pass->arena, 2, node->child);
}

const Node *pass_optional_promised(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_promised);
}

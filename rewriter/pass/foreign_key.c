// Law: a row that a foreign key promises is not looked up.
//
// Preconditions:
// (1) A member of a JOIN, or the right side of a SEMI without condition, or a branch of a UNION
// there,
//     is a scan p of which only columns that a foreign key refers to are bound: the parent.
// (2) Another member, or a scan in the left side that nothing can leave out, is a scan c of the
//     table that has this foreign key, and binds its columns to the variables that p binds the
//     referred columns to; all of them, so that p has exactly one row for a row of c. Of a UNION,
//     each branch has such a scan.
// (3) A column of the key that may be NULL gets IS NOT NULL: a row with a NULL there refers to
//     nothing.
//
// Before: JOIN(SCAN emp(dept: v, id: w), SCAN dept(id: v))
// After:  FILTER(SCAN emp(dept: v, id: w), v IS NOT NULL)
//
// Why: a referencing object map joins its parent only to know that it is there, and the database
// has promised that.
#include <string.h>

#include "rewriter/pass/scan.h"

// (2)
static bool refers(const ForeignKey *key, const Node *child, const Node *parent) {
  if (key->target != parent->u.scan.table->relation) return false;
  for (size_t i = 0; i < parent->u.scan.count; i++) {
    const ScanColumn *column = &parent->u.scan.column[i];
    bool found = false;
    for (size_t j = 0; j < key->columns.count && !found; j++)
      found = key->target_columns.column[j] == column->column &&
              scan_binds(child, key->columns.column[j], column->var);
    if (!found) return false;  // (1)
  }
  for (size_t j = 0; j < key->columns.count; j++) {
    VarId var;
    if (!scan_variable(parent, key->target_columns.column[j], &var)) return false;
  }
  return true;
}

static const ForeignKey *key_between(const Node *child, const Node *parent) {
  const Relation *relation = child->u.scan.table->relation;
  for (size_t i = 0; i < relation->foreign_key_count; i++)
    if (refers(&relation->foreign_key[i], child, parent)) return &relation->foreign_key[i];
  return NULL;
}

static bool has_key(const void *parent, const Node *scan) {
  return scan != parent && key_between(scan, parent) != NULL;
}

// (3)
static void add_not_null(Pass *pass, const ForeignKey *key, const Node *child,
                         Conditions *conditions) {
  const Relation *relation = child->u.scan.table->relation;
  for (size_t i = 0; i < key->columns.count; i++) {
    VarId var;
    const unsigned column = key->columns.column[i];
    if (relation->column[column].not_null || !scan_variable(child, column, &var)) continue;
    const Expr *value = expr_var(pass->arena, pass->variables, var);
    VEC_PUSH(pass->arena, conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, value));
  }
}

static bool refers_to(const void *self, const Node *parent, const Node *scan) {
  (void)self;
  return has_key(parent, scan);
}

// (2) of each branch of a UNION, and (3): what refers is never NULL.
static bool promised(Pass *pass, const Node *member, const Node *parent, Conditions *conditions) {
  if (!scan_promised(pass, member, parent, refers_to, NULL)) return false;
  const VarSet certain = pass_certain(pass, member);
  for (size_t i = 0; i < parent->u.scan.count; i++) {
    const VarId var = parent->u.scan.column[i].var;
    if (varset_has(&certain, var)) continue;
    const Expr *value = expr_var(pass->arena, pass->variables, var);
    VEC_PUSH(pass->arena, conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, value));
  }
  return true;
}

static const Node *of_join(Pass *pass, const Node *join) {
  const Node **members = arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
  size_t count = join->child_count;
  Conditions conditions = {0};
  for (size_t i = 0; i < count;) {
    const Node *child = NULL;
    for (size_t j = 0; members[i]->kind == NODE_SCAN && j < count && child == NULL; j++)
      if (j != i) child = scan_find(members[j], has_key, members[i]);
    bool gone = false;
    for (size_t j = 0; members[i]->kind == NODE_SCAN && j < count && child == NULL && !gone; j++)
      gone = j != i && promised(pass, members[j], members[i], &conditions);
    if (child == NULL && !gone) {
      i++;
      continue;
    }
    if (child != NULL) add_not_null(pass, key_between(child, members[i]), child, &conditions);
    memmove(&members[i], &members[i + 1], (count - i - 1) * sizeof *members);
    count--;
  }
  if (count == join->child_count) return join;
  const Node *result = count == 1 ? members[0] : node_join(pass->arena, count, members);
  return pass_filter(pass, result, conditions.count, conditions.item);
}

// Of a UNION to the right, one branch is enough.
static const Node *of_semi(Pass *pass, const Node *semi, const Node *right) {
  if (right->kind == NODE_UNION) {
    for (size_t i = 0; i < right->child_count; i++) {
      const Node *left = of_semi(pass, semi, right->child[i]);
      if (left != semi) return left;
    }
    return semi;
  }
  const Node *parent = scan_seen_through(pass, right);
  if (parent == NULL) return semi;
  const Node *child = scan_find(semi->child[0], has_key, parent);
  Conditions conditions = {0};
  if (child != NULL)
    add_not_null(pass, key_between(child, parent), child, &conditions);
  else if (!promised(pass, semi->child[0], parent, &conditions))
    return semi;
  return pass_filter(pass, semi->child[0], conditions.count, conditions.item);
}

static const Node *foreign_key(Pass *pass, const Node *node) {
  if (node->kind == NODE_JOIN) return of_join(pass, node);
  if (node->kind != NODE_SEMI || node->u.join.condition != NULL) return node;
  return of_semi(pass, node, node->child[1]);
}

const Node *pass_foreign_key(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, foreign_key);
}

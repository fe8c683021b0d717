// Law: what a foreign key repeats is read where it refers.
//
// Preconditions:
// (1) A member p of a JOIN is a scan of which only columns that a foreign key refers to are bound.
// (2) Another member has, where nothing can leave it out, a scan c of the table that has this
//     foreign key. Of a key of p none of whose columns may be NULL, it binds the columns that refer
//     to them to the variables that p has there: so the only row of p that is joined with a row of
//     c is the one that this refers to.
// (3) No column of the foreign key may be NULL: a row with a NULL there refers to nothing.
// (4) What c does not bind so is the same value in both: the columns are of one type, whose `=`
//     means the same term (pg_type.def), in a deterministic collation.
//
// Before: JOIN(SCAN dev(id: v), SCAN well(id: v, name: w)), where dev(id, name) refers to
//         well(id, name)
// After:  PROJECT(EXTEND(SCAN dev(id: v, name: u), w := u), v, w)
//
// Why: a table that lists what others hold repeats their columns, and is mapped beside them. Where
// it says no more than they do, joining it is reading it for nothing.
#include <string.h>

#include "rewriter/pass/scan.h"

typedef VEC(Binding) Bindings;

static bool refers(const void *parent, const Node *scan) {
  return scan != parent && scan_refers(scan, parent, parent) != NULL;
}

// The member with the columns that stand for those of p; carried: what p calls them, where the
// child has another name for them.
static const Node *with_columns(Pass *pass, const Node *member, const Node *child,
                                const Node *parent, Bindings *carried) {
  const ForeignKey *key = scan_refers(child, parent, parent);
  ScanColumn *added = ARENA_ARRAY(pass->arena, ScanColumn, parent->u.scan.count);
  size_t more = 0;
  for (size_t i = 0; i < parent->u.scan.count; i++) {
    const ScanColumn *column = &parent->u.scan.column[i];
    unsigned own = 0;
    if (!foreign_key_source(key, column->column, &own) || scan_binds(child, own, column->var))
      continue;
    VarId var;
    if (!scan_variable(child, own, &var)) {
      var = variables_fresh_native(pass->variables, variables_type(pass->variables, column->var),
                                   variables_hint(pass->variables, column->var));
      added[more++] = (ScanColumn){own, var};
    }
    const Binding binding = {column->var, expr_var(pass->arena, pass->variables, var)};
    VEC_PUSH(pass->arena, carried, binding);
  }
  return more == 0 ? member : scan_with_columns(pass, member, child, more, added);
}

// The others, under p's names; a name that they have too is a condition.
static const Node *renamed(Pass *pass, const Node *others, const Bindings *carried,
                           const VarSet *variables) {
  Bindings named = {0};
  Conditions equal = {0};
  for (size_t i = 0; i < carried->count; i++) {
    const Binding *one = &carried->item[i];
    if (!varset_has(&others->variables, one->var)) {
      VEC_PUSH(pass->arena, &named, *one);
      continue;
    }
    const Expr *name = expr_var(pass->arena, pass->variables, one->var);
    VEC_PUSH(pass->arena, &equal, expr_sql2(pass->arena, OP_EQ, name, one->expr));
  }
  const Node *node = pass_filter(pass, others, equal.count, equal.item);
  if (named.count > 0) node = node_extend(pass->arena, node, named.count, named.item);
  return pass_project(pass, node, variables);
}

// The join without the member at `at`, which a scan in the one at `by` repeats.
static const Node *without(Pass *pass, const Node *join, size_t at, size_t by, const Node *child) {
  const Node **members = arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
  Bindings carried = {0};
  members[by] = with_columns(pass, join->child[by], child, join->child[at], &carried);
  memmove(&members[at], &members[at + 1], (join->child_count - at - 1) * sizeof *members);
  const size_t count = join->child_count - 1;
  const Node *others = count == 1 ? members[0] : node_join(pass->arena, count, members);
  return renamed(pass, others, &carried, &join->variables);
}

static const Node *carried(Pass *pass, const Node *node) {
  if (node->kind != NODE_JOIN) return node;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *parent = node->child[i];
    if (parent->kind != NODE_SCAN || !scan_is_simple(parent)) continue;
    for (size_t j = 0; j < node->child_count; j++) {
      const Node *child = j == i ? NULL : scan_find(node->child[j], refers, parent);
      if (child != NULL) return without(pass, node, i, j, child);
    }
  }
  return node;
}

const Node *pass_carried(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, carried);
}

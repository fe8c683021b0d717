// Law: branches of a union that read one table, and that constants of one of its columns tell
// apart, read it once.
//
// Preconditions:
// (1) A branch of a UNION is PROJECT, EXTEND and FILTER over one SCAN; none of its values is made
//     anew for each row, and none asks for EXISTS. Branches scan the same relation, each variable
//     for one column.
// (2) Each has a conjunct that compares the same column with a constant by `=`; the constants are
//     different from each other (pass/constant.h), and the column's collation makes `=` mean the
//     same bytes. So a row is of one branch at most, and comes once.
// (3) The branches give a variable values of one type.
// (4) They are few: PostgreSQL tries the constants one after the other.
// (5) Conditions that not all of them have become one that no index serves. So, unless one serves
//     the constants, no index begins with a column that such conditions mention.
//
// Before: UNION(FILTER(SCAN core(id: v, unit: a, length: w), a = 'm'),
//               EXTEND(FILTER(SCAN core(id: v, unit: b, length: x), b = 'ft'), w := x * 0.3048))
// After:  PROJECT(EXTEND(FILTER(SCAN core(id: y, unit: a, length: x), a = 'm' OR a = 'ft'),
//                        v := y, w := CASE WHEN a = 'm' THEN x ELSE x * 0.3048 END), v, w)
//
// Why: the table is read once. What is more, joins of it have statistics again, which PostgreSQL
// has not of a union's columns: it takes such a join for many times its rows, and sorts where it
// would have hashed.
#include <string.h>

#include "rewriter/pass/branch.h"
#include "rewriter/pass/constant.h"
#include "rewriter/pass/scan.h"

enum { MOST_CASES = 4 };  // (4)

typedef struct Case {
  const Branch *branch;
  const Expr *told;      // the conjunct of (2)
  const Expr *constant;  // to which it compares the column
} Case;

// Branches to become one: column is the one that tells them apart.
typedef struct Group {
  unsigned column;
  size_t count;
  Case item[MOST_CASES];
} Group;

static const Relation *relation_of(const Branch *branch) {
  return branch->below->u.scan.table->relation;
}

// --- Which branches (1), (2), (3) ----------------------------------------------------------------

static bool opens(Pass *pass, const VarSet *wanted, const Node *node, Branch *out) {
  if (!branch_open(pass, wanted, node, out) || out->below->kind != NODE_SCAN ||
      !scan_is_simple(out->below))
    return false;
  for (size_t i = 0; i < out->count; i++)
    if (pass_holds_exists(out->binding[i].expr)) return false;
  for (size_t i = 0; i < out->condition.count; i++)
    if (pass_holds_exists(out->condition.item[i])) return false;
  return true;
}

// Is the conjunct `column = constant`?
static bool tells(const Branch *branch, const Expr *conjunct, unsigned *column,
                  const Expr **constant) {
  if (conjunct->kind != EXPR_SQL || conjunct->u.sql.op != OP_EQ) return false;
  for (size_t i = 0; i < 2; i++) {
    const Expr *var = conjunct->u.sql.arg[i], *value = conjunct->u.sql.arg[1 - i];
    if (var->kind != EXPR_VAR || !expr_is_given(value)) continue;
    for (size_t j = 0; j < branch->below->u.scan.count; j++) {
      const ScanColumn *bound = &branch->below->u.scan.column[j];
      if (bound->var != var->u.var || !relation_of(branch)->column[bound->column].deterministic)
        continue;
      *column = bound->column;
      *constant = value;
      return true;
    }
  }
  return false;
}

static bool same_types(const Branch *a, const Branch *b) {
  for (size_t i = 0; i < a->count; i++)
    if (a->binding[i].expr->type != b->binding[i].expr->type) return false;
  return true;
}

static void add_alike(Group *group, const Branch *branch) {
  const Branch *first = group->item[0].branch;
  if (group->count == MOST_CASES || relation_of(branch) != relation_of(first) ||
      !same_types(first, branch))
    return;
  for (size_t i = 0; i < branch->condition.count; i++) {
    Case one = {branch, branch->condition.item[i], NULL};
    unsigned column;
    if (!tells(branch, one.told, &column, &one.constant) || column != group->column) continue;
    bool differs = true;
    for (size_t j = 0; j < group->count && differs; j++)
      differs = constants_differ(group->item[j].constant, one.constant);
    if (!differs) continue;
    group->item[group->count++] = one;
    return;
  }
}

// --- One scan ------------------------------------------------------------------------------------

typedef VEC(ScanColumn) Columns;

// The branch's variables by the names of the merged scan's.
static Renaming merged(Pass *pass, const Branch *branch, Columns *columns) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < branch->below->u.scan.count; i++) {
    const ScanColumn *own = &branch->below->u.scan.column[i];
    size_t at = 0;
    while (at < columns->count && columns->item[at].column != own->column) at++;
    if (at == columns->count) {
      const ScanColumn fresh = {
          own->column,
          variables_fresh_native(pass->variables, variables_type(pass->variables, own->var),
                                 variables_hint(pass->variables, own->var))};
      VEC_PUSH(pass->arena, columns, fresh);
    }
    renaming_add(&renaming, own->var, columns->item[at].var);
  }
  return renaming;
}

// A value for each case, in the order of the cases; the conditions that tell them, and the last for
// all that is left.
static const Expr *by_case(Pass *pass, size_t count, const Expr *const told[],
                           const Expr *const value[]) {
  bool same = true;
  for (size_t i = 1; i < count && same; i++) same = expr_equal(value[0], value[i]);
  if (same) return value[0];
  CaseBranch branch[MOST_CASES];
  for (size_t i = 0; i + 1 < count; i++) branch[i] = (CaseBranch){told[i], value[i]};
  return expr_case(pass->arena, count - 1, branch, value[count - 1]);
}

// What all cases ask goes to `all`, what is left of each into own[i].
static void split_conditions(Pass *pass, const Group *group, const Renaming names[],
                             Conditions *all, Conditions own[]) {
  for (size_t i = 0; i < group->count; i++) {
    const Case *one = &group->item[i];
    own[i] = (Conditions){0};
    for (size_t j = 0; j < one->branch->condition.count; j++)
      if (one->branch->condition.item[j] != one->told)
        VEC_PUSH(pass->arena, &own[i], expr_rename(&names[i], one->branch->condition.item[j]));
  }
  for (size_t j = 0; j < own[0].count; j++) {
    bool everywhere = true;
    for (size_t i = 1; i < group->count && everywhere; i++)
      everywhere = expr_is_among(own[0].item[j], &own[i]);
    if (everywhere) VEC_PUSH(pass->arena, all, own[0].item[j]);
  }
  for (size_t i = 0; i < group->count; i++) {
    Conditions rest = {0};
    for (size_t j = 0; j < own[i].count; j++)
      if (!expr_is_among(own[i].item[j], all)) VEC_PUSH(pass->arena, &rest, own[i].item[j]);
    own[i] = rest;
  }
}

// (5)
static bool loses_index(Pass *pass, const Group *group, const Columns *columns,
                        const Conditions own[]) {
  const Relation *relation = relation_of(group->item[0].branch);
  if (relation_leads_index(relation, group->column)) return false;
  VarSet mentioned = varset_empty(pass->arena);
  for (size_t i = 0; i < group->count; i++)
    for (size_t j = 0; j < own[i].count; j++) expr_variables(own[i].item[j], &mentioned);
  for (size_t i = 0; i < columns->count; i++)
    if (varset_has(&mentioned, columns->item[i].var) &&
        relation_leads_index(relation, columns->item[i].column))
      return true;
  return false;
}

// NULL: (5) does not hold.
static const Node *one_scan(Pass *pass, const Group *group, const VarSet *wanted) {
  Arena *arena = pass->arena;
  const Branch *first = group->item[0].branch;
  Renaming names[MOST_CASES];
  Columns columns = {0};
  const Expr *told[MOST_CASES], *value[MOST_CASES];
  Conditions all = {0}, own[MOST_CASES];
  for (size_t i = 0; i < group->count; i++) {
    names[i] = merged(pass, group->item[i].branch, &columns);
    told[i] = expr_rename(&names[i], group->item[i].told);
  }
  VEC_PUSH(arena, &all, expr_sql(arena, OP_OR, PG_TYPE_BOOL, group->count, told));
  split_conditions(pass, group, names, &all, own);
  if (loses_index(pass, group, &columns, own)) return NULL;
  for (size_t i = 0; i < group->count; i++) {
    const Expr *rest = expr_all(arena, own[i].count, own[i].item);
    value[i] = rest == NULL ? expr_bool(arena, true) : rest;
  }
  const Expr *rest = by_case(pass, group->count, told, value);
  if (!expr_is_true(rest)) expr_conjuncts(arena, rest, &all);
  const Node *node = node_scan(arena, first->below->u.scan.table, columns.count, columns.item);
  node = node_filter(arena, node, expr_all(arena, all.count, all.item));
  Binding *bindings = ARENA_ARRAY(arena, Binding, first->count);
  for (size_t i = 0; i < first->count; i++) {
    for (size_t j = 0; j < group->count; j++)
      value[j] = expr_rename(&names[j], group->item[j].branch->binding[i].expr);
    bindings[i] = (Binding){first->binding[i].var, by_case(pass, group->count, told, value)};
  }
  if (first->count > 0) node = node_extend(arena, node, first->count, bindings);
  return pass_project(pass, node, wanted);
}

// --- The union -----------------------------------------------------------------------------------

static const Node *with_one(Pass *pass, const Node *node, const Group *group, const Node *one) {
  const Node **kept = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  size_t count = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    size_t at = 0;
    while (at < group->count && group->item[at].branch->node != node->child[i]) at++;
    if (at == group->count)
      kept[count++] = node->child[i];
    else if (at == 0)
      kept[count++] = one;
  }
  return count == 1 ? kept[0] : node_union(pass->arena, count, kept);
}

static const Node *of_union(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION || node->child_count < 2) return node;
  Branch *branches = ARENA_ARRAY(pass->arena, Branch, node->child_count);
  size_t count = 0;
  for (size_t i = 0; i < node->child_count; i++)
    if (opens(pass, &node->variables, node->child[i], &branches[count])) count++;
  for (size_t i = 0; i + 1 < count; i++) {
    const Branch *first = &branches[i];
    for (size_t j = 0; j < first->condition.count; j++) {
      Group group = {.count = 1, .item = {{first, first->condition.item[j], NULL}}};
      if (!tells(first, group.item[0].told, &group.column, &group.item[0].constant)) continue;
      for (size_t k = i + 1; k < count; k++) add_alike(&group, &branches[k]);
      const Node *one = group.count < 2 ? NULL : one_scan(pass, &group, &node->variables);
      if (one != NULL) return with_one(pass, node, &group, one);
    }
  }
  return node;
}

const Node *pass_cases(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, of_union);
}

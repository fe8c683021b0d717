// Law: branches that differ in constants are one branch, joined with a table of them.
//
// Preconditions:
// (1) Branches of a UNION are alike but for the names of the variables inside them: PROJECT (or
//     not), then any of EXTEND and FILTER, then scans, joined or not.
// (2) Constants that differ stand where any value of their type may: compared by `=` in a
//     conjunct of a FILTER, or bound by an EXTEND, as they are.
// (3) One of the first sort differs: else all branches read the same rows (law fan).
// (4) None of them is a parameter: a table's cells are known when the plan is made.
// A row that k branches give is given by k rows of the table: bags stay what they are.
//
// Before: UNION(EXTEND(FILTER(SCAN ship(nation: n), n = 'a'), c := 'A'),
//               EXTEND(FILTER(SCAN ship(nation: m), m = 'b'), c := 'B'))
// After:  EXTEND(FILTER(JOIN(SCAN ship(nation: n), VALUES(k, l: ('a', 'A'), ('b', 'B'))), n = k), c
// := l)
//
// Why: a mapping that says in a triples map for each value of a column what it stands for reads the
// table once for each, and all again in each branch of what is joined with it.
#include <string.h>

#include "rewriter/pass/alike.h"

static bool is_constant(const Expr *expr) { return expr->kind == EXPR_NATIVE; }  // (4)

static bool is_constant_equality(const Expr *expr) {
  return expr->kind == EXPR_SQL && expr->u.sql.op == OP_EQ && !is_constant(expr->u.sql.arg[0]) &&
         is_constant(expr->u.sql.arg[1]);
}

// The constants of a branch, in the order in which its nodes come; compared: by `=`.
typedef struct ConstantSlot {
  const Expr *constant;
  bool compared;
} ConstantSlot;
typedef VEC(ConstantSlot) ConstantSlots;

static void add_slot(Pass *pass, ConstantSlots *slots, const Expr *constant, bool compared) {
  const ConstantSlot slot = {constant, compared};
  VEC_PUSH(pass->arena, slots, slot);
}

// The branch's nodes from the top, without a PROJECT there, down to its scans; false when it is
// something else (1).
typedef VEC(const Node *) Chain;

static bool open_chain(Pass *pass, const Node *branch, Chain *chain) {
  const Node *node = branch->kind == NODE_PROJECT ? branch->child[0] : branch;
  for (; node->kind == NODE_EXTEND || node->kind == NODE_FILTER; node = node->child[0])
    VEC_PUSH(pass->arena, chain, node);
  VEC_PUSH(pass->arena, chain, node);
  return chain->count > 1;
}

static void collect(Pass *pass, const Chain *chain, ConstantSlots *slots) {
  for (size_t i = 0; i + 1 < chain->count; i++) {
    const Node *node = chain->item[i];
    if (node->kind == NODE_EXTEND) {
      for (size_t j = 0; j < node->u.extend.count; j++)
        if (is_constant(node->u.extend.binding[j].expr))
          add_slot(pass, slots, node->u.extend.binding[j].expr, false);
      continue;
    }
    Conditions all = {0};
    expr_conjuncts(pass->arena, node->u.filter.condition, &all);
    for (size_t j = 0; j < all.count; j++)
      if (is_constant_equality(all.item[j])) add_slot(pass, slots, all.item[j]->u.sql.arg[1], true);
  }
}

// Are the values the same, or both constants in a place of (2)?
static bool same_value(Pass *pass, const Alike *alike, const Expr *a, const Expr *b) {
  return (is_constant(a) && is_constant(b) && a->type == b->type) ||
         expr_equal(a, alike_renamed(pass, alike, b));
}

static bool same_condition(Pass *pass, const Alike *alike, const Expr *a, const Expr *b) {
  if (is_constant_equality(a) && is_constant_equality(b))
    return a->u.sql.arg[1]->type == b->u.sql.arg[1]->type &&
           expr_equal(a->u.sql.arg[0], alike_renamed(pass, alike, b->u.sql.arg[0]));
  return expr_equal(a, alike_renamed(pass, alike, b));
}

static bool same_step(Pass *pass, Alike *alike, const Node *a, const Node *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == NODE_EXTEND) {
    if (a->u.extend.count != b->u.extend.count) return false;
    for (size_t i = 0; i < a->u.extend.count; i++) {
      const Binding *x = &a->u.extend.binding[i], *y = &b->u.extend.binding[i];
      if (!same_value(pass, alike, x->expr, y->expr) || !alike_pair(alike, x->var, y->var))
        return false;
    }
    return true;
  }
  Conditions mine = {0}, others = {0};
  expr_conjuncts(pass->arena, a->u.filter.condition, &mine);
  expr_conjuncts(pass->arena, b->u.filter.condition, &others);
  if (mine.count != others.count) return false;
  for (size_t i = 0; i < mine.count; i++)
    if (!same_condition(pass, alike, mine.item[i], others.item[i])) return false;
  return true;
}

// Are the branches alike (1), (2)? `common`: the union's variables.
static bool same_branch(Pass *pass, const VarSet *common, const Node *x, const Chain *a,
                        const Node *y, const Chain *b) {
  if (x->kind != y->kind || a->count != b->count || !varset_equal(&x->variables, &y->variables))
    return false;
  Alike alike = {.common = common, .arena = pass->arena};
  if (!alike_scans(&alike, a->item[a->count - 1], b->item[b->count - 1])) return false;
  for (size_t i = a->count - 1; i-- > 0;)
    if (!same_step(pass, &alike, a->item[i], b->item[i])) return false;
  return true;
}

// Branches to become one, and their constants.
typedef struct Group {
  const Node *branch;
  Chain chain;
  VEC(ConstantSlots) row;
} Group;
typedef VEC(Group) Groups;

static bool slot_differs(const Group *group, size_t slot) {
  for (size_t i = 1; i < group->row.count; i++)
    if (!expr_equal(group->row.item[0].item[slot].constant, group->row.item[i].item[slot].constant))
      return true;
  return false;
}

// (3)
static bool compares(const Group *group) {
  const ConstantSlots *first = &group->row.item[0];
  for (size_t i = 0; i < first->count; i++)
    if (first->item[i].compared && slot_differs(group, i)) return true;
  return false;
}

// The variable for each constant that differs, VAR_NONE for others.
static VarId *columns_of(Pass *pass, const Group *group, size_t *count) {
  const ConstantSlots *first = &group->row.item[0];
  VarId *column = ARENA_ARRAY(pass->arena, VarId, first->count);
  *count = 0;
  for (size_t i = 0; i < first->count; i++) {
    column[i] = VAR_NONE;
    if (!slot_differs(group, i)) continue;
    column[i] = variables_fresh_native(pass->variables, first->item[i].constant->type, "constant");
    ++*count;
  }
  return column;
}

static const Node *table_of(Pass *pass, const Group *group, const VarId *column, size_t count) {
  const size_t slots = group->row.item[0].count, rows = group->row.count;
  VarId *vars = ARENA_ARRAY(pass->arena, VarId, count);
  const Expr **cells = ARENA_ARRAY(pass->arena, const Expr *, count *rows);
  size_t at = 0;
  for (size_t i = 0; i < slots; i++) {
    if (column[i] == VAR_NONE) continue;
    vars[at] = column[i];
    for (size_t r = 0; r < rows; r++) cells[r * count + at] = group->row.item[r].item[i].constant;
    at++;
  }
  return node_values(pass->arena, count, vars, rows, cells);
}

static const Expr *column_or(Pass *pass, const VarId *column, size_t *slot, const Expr *constant) {
  const VarId var = column[(*slot)++];
  return var == VAR_NONE ? constant : expr_var(pass->arena, pass->variables, var);
}

// The step with columns in place of constants, in the order of `collect`.
static const Node *rebuilt(Pass *pass, const Node *step, const Node *child, const VarId *column,
                           size_t slot) {
  if (step->kind == NODE_EXTEND) {
    Binding *bindings =
        arena_copy(pass->arena, step->u.extend.binding, step->u.extend.count * sizeof *bindings);
    for (size_t i = 0; i < step->u.extend.count; i++)
      if (is_constant(bindings[i].expr))
        bindings[i].expr = column_or(pass, column, &slot, bindings[i].expr);
    return node_extend(pass->arena, child, step->u.extend.count, bindings);
  }
  Conditions all = {0};
  expr_conjuncts(pass->arena, step->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    const Expr *condition = all.item[i];
    if (!is_constant_equality(condition)) continue;
    const Expr *value = column_or(pass, column, &slot, condition->u.sql.arg[1]);
    if (value != condition->u.sql.arg[1])
      all.item[i] = expr_sql2(pass->arena, OP_EQ, condition->u.sql.arg[0], value);
  }
  return pass_filter(pass, child, all.count, all.item);
}

static size_t slots_of(Pass *pass, const Node *step) {
  Chain one = {0};
  ConstantSlots slots = {0};
  VEC_PUSH(pass->arena, &one, step);
  VEC_PUSH(pass->arena, &one, step);
  collect(pass, &one, &slots);
  return slots.count;
}

static const Node *one_branch(Pass *pass, const Group *group) {
  size_t count;
  const VarId *column = columns_of(pass, group, &count);
  const Node *scans = group->chain.item[group->chain.count - 1];
  const Node *node =
      node_join(pass->arena, 2, (const Node *[]){scans, table_of(pass, group, column, count)});
  size_t slot = group->row.item[0].count;
  for (size_t i = group->chain.count - 1; i-- > 0;) {
    slot -= slots_of(pass, group->chain.item[i]);
    node = rebuilt(pass, group->chain.item[i], node, column, slot);
  }
  return pass_project(pass, node, &group->branch->variables);
}

static void add_to_groups(Pass *pass, const Node *unions, const Node *branch, Groups *groups) {
  Group new = {.branch = branch};
  ConstantSlots slots = {0};
  if (open_chain(pass, branch, &new.chain)) collect(pass, &new.chain, &slots);
  for (size_t g = 0; slots.count > 0 && g < groups->count; g++) {
    Group *group = &groups->item[g];
    if (group->row.count == 0 || group->row.item[0].count != slots.count ||
        !same_branch(pass, &unions->variables, group->branch, &group->chain, branch, &new.chain))
      continue;
    VEC_PUSH(pass->arena, &group->row, slots);
    return;
  }
  if (slots.count > 0) VEC_PUSH(pass->arena, &new.row, slots);
  VEC_PUSH(pass->arena, groups, new);
}

static const Node *tabulate(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION || node->child_count < 2) return node;
  Groups groups = {0};
  for (size_t i = 0; i < node->child_count; i++) add_to_groups(pass, node, node->child[i], &groups);
  if (groups.count == node->child_count) return node;
  for (size_t g = 0; g < groups.count; g++)
    if (groups.item[g].row.count > 1 && !compares(&groups.item[g])) return node;
  VEC(const Node *) branches = {0};
  for (size_t g = 0; g < groups.count; g++) {
    const Group *group = &groups.item[g];
    VEC_PUSH(pass->arena, &branches,
             group->row.count > 1 ? one_branch(pass, group) : group->branch);
  }
  return branches.count == 1 ? branches.item[0]
                             : node_union(pass->arena, branches.count, branches.item);
}

const Node *pass_tabulate(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, tabulate);
}

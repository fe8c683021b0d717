// Law: branches of a union that read the same rows read them once.
//
// Preconditions:
// (1) Branches of a UNION are PROJECT, EXTEND and FILTER over one SCAN or a JOIN of SCANs.
// (2) They scan the same relations, tied together by the same columns.
// (3) Their conditions are the same, but for those that a column is not NULL or has a lexical form:
//     so no branch loses an index that only its own condition could use.
// (4) No variable of a branch stands for two columns of one scan, and none for what two others do.
// (5) Nothing above joins the union: a join would look its branches up by their indexes, which it
//     cannot in a FAN.
//
// Before: UNION(EXTEND(FILTER(SCAN emp(id: v, nick: w), w IS NOT NULL), p := 'nick', o := w),
//               EXTEND(SCAN emp(id: x, name: y), p := 'name', o := y))
// After:  PROJECT(FILTER(FAN(SCAN emp(id: a, nick: b, name: c),
//                            (k, p, o): (b IS NOT NULL, 'nick', b), (true, 'name', c)), k))
//
// Why: `?s ?p ?o` is a branch for each predicate of each table. It runs last and once, because
// other laws see more in a union than in a FAN.
#include <string.h>

#include "rewriter/pass/scan.h"

enum { MOST_SCANS = 8 };

// One branch, opened: what it binds, its conditions, its scans in the order of their relations.
typedef struct Branch {
  const Node *node;
  VEC(Binding) binding;
  Conditions conditions;
  size_t scan_count;
  const Node *scan[MOST_SCANS];
} Branch;

// Branches that read the same rows. column[i]: of scan i, with the variables that stand for them in
// the merged scans.
typedef struct Group {
  VEC(size_t) member;  // branches
  VEC(Renaming) renaming;
  const Branch *first;
  VEC(ScanColumn) column[MOST_SCANS];
} Group;

typedef VEC(Group) Groups;

// --- Opening a branch (1) ------------------------------------------------------------------------

static const Expr *through(Pass *pass, const Branch *branch, const Expr *expr) {
  return pass_replace(pass, expr, branch->binding.count, branch->binding.item);
}

static int compare_relations(const Relation *a, const Relation *b) {
  if (a == b) return 0;
  const char *left = a->name == NULL ? a->query->text : a->name->text;
  const char *right = b->name == NULL ? b->query->text : b->name->text;
  const int order = strcmp(left, right);
  return order != 0 ? order : (a < b ? -1 : 1);
}

static bool add_scan(Branch *branch, const Node *scan) {
  if (branch->scan_count == MOST_SCANS) return false;
  size_t at = branch->scan_count++;
  for (; at > 0 && compare_relations(branch->scan[at - 1]->u.scan.table->relation,
                                     scan->u.scan.table->relation) > 0;
       at--)
    branch->scan[at] = branch->scan[at - 1];
  branch->scan[at] = scan;
  return true;
}

static bool open_branch(Pass *pass, const Node *node, Branch *branch) {
  switch (node->kind) {
    case NODE_SCAN: return add_scan(branch, node);
    case NODE_JOIN:
      for (size_t i = 0; i < node->child_count; i++)
        if (node->child[i]->kind != NODE_SCAN || !add_scan(branch, node->child[i])) return false;
      return true;
    case NODE_PROJECT: return open_branch(pass, node->child[0], branch);
    case NODE_FILTER: {
      if (!open_branch(pass, node->child[0], branch)) return false;
      expr_conjuncts(pass->arena, through(pass, branch, node->u.filter.condition),
                     &branch->conditions);
      return true;
    }
    case NODE_EXTEND: {
      if (!open_branch(pass, node->child[0], branch)) return false;
      const size_t before = branch->binding.count;
      for (size_t i = 0; i < node->u.extend.count; i++) {
        Binding binding = node->u.extend.binding[i];
        binding.expr = pass_replace(pass, binding.expr, before, branch->binding.item);
        VEC_PUSH(pass->arena, &branch->binding, binding);
      }
      return true;
    }
    default: return false;
  }
}

// --- The same rows? (2), (4) ---------------------------------------------------------------------

static size_t occurrences(const Branch *branch, VarId var) {
  size_t count = 0;
  for (size_t i = 0; i < branch->scan_count; i++)
    for (size_t j = 0; j < branch->scan[i]->u.scan.count; j++)
      count += branch->scan[i]->u.scan.column[j].var == var;
  return count;
}

// Does each variable stand for one column of a scan, and each column that ties scans together for
// one variable? Else the branch stays as it is.
static bool is_simple(const Branch *branch) {
  for (size_t i = 0; i < branch->scan_count; i++) {
    const Node *scan = branch->scan[i];
    for (size_t j = 0; j < scan->u.scan.count; j++) {
      const ScanColumn *a = &scan->u.scan.column[j];
      for (size_t k = 0; k < scan->u.scan.count; k++) {
        const ScanColumn *b = &scan->u.scan.column[k];
        if (j == k) continue;
        if (a->var == b->var) return false;
        if (a->column == b->column &&
            (occurrences(branch, a->var) > 1 || occurrences(branch, b->var) > 1))
          return false;
      }
    }
  }
  return true;
}

// The variable of `other` for the column of scan `i`, where it ties scans together.
static bool tied_alike(const Branch *branch, const Branch *other, size_t i,
                       const ScanColumn *column) {
  VarId var;
  if (!scan_variable(other->scan[i], column->column, &var)) return false;
  for (size_t j = 0; j < branch->scan_count; j++)
    for (size_t k = 0; k < branch->scan[j]->u.scan.count; k++) {
      const ScanColumn *tied = &branch->scan[j]->u.scan.column[k];
      if (tied->var == column->var && !scan_binds(other->scan[j], tied->column, var)) return false;
    }
  return true;
}

static bool ties_are_among(const Branch *branch, const Branch *other) {
  for (size_t i = 0; i < branch->scan_count; i++)
    for (size_t j = 0; j < branch->scan[i]->u.scan.count; j++) {
      const ScanColumn *column = &branch->scan[i]->u.scan.column[j];
      if (occurrences(branch, column->var) > 1 && !tied_alike(branch, other, i, column))
        return false;
    }
  return true;
}

static bool same_scans(const Branch *a, const Branch *b) {
  if (a->scan_count != b->scan_count) return false;
  for (size_t i = 0; i < a->scan_count; i++)
    if (a->scan[i]->u.scan.table->relation != b->scan[i]->u.scan.table->relation) return false;
  return ties_are_among(a, b) && ties_are_among(b, a);
}

// --- Conditions (3) ------------------------------------------------------------------------------

// Every condition of `a` but that columns are there is one of `b`; each renamed.
static bool conditions_are_among(const Branch *a, const Renaming *a_names, const Branch *b,
                                 const Renaming *b_names) {
  for (size_t i = 0; i < a->conditions.count; i++) {
    VarId column;
    if (expr_asks_presence(a->conditions.item[i], &column)) continue;
    const Expr *wanted = expr_rename(a_names, a->conditions.item[i]);
    bool found = false;
    for (size_t j = 0; j < b->conditions.count && !found; j++)
      found = expr_equal(wanted, expr_rename(b_names, b->conditions.item[j]));
    if (!found) return false;
  }
  return true;
}

// --- Groups --------------------------------------------------------------------------------------

// The merged variable for a column of scan `i`, made when there is none. A column that ties scans
// together has the variable of the first of them.
static VarId merged_variable(Pass *pass, Group *group, size_t i, const ScanColumn *column,
                             const Renaming *renaming) {
  for (size_t j = 0; j < group->column[i].count; j++)
    if (group->column[i].item[j].column == column->column) return group->column[i].item[j].var;
  VarId var = renaming_of(renaming, column->var);
  if (var == column->var)
    var = variables_fresh_native(pass->variables, variables_type(pass->variables, column->var),
                                 variables_hint(pass->variables, column->var));
  const ScanColumn merged = {column->column, var};
  VEC_PUSH(pass->arena, &group->column[i], merged);
  return var;
}

static Renaming name_columns(Pass *pass, Group *group, const Branch *branch) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < branch->scan_count; i++)
    for (size_t j = 0; j < branch->scan[i]->u.scan.count; j++) {
      const ScanColumn *column = &branch->scan[i]->u.scan.column[j];
      renaming_add(&renaming, column->var, merged_variable(pass, group, i, column, &renaming));
    }
  return renaming;
}

// The branch's columns by the group's variables, as far as the group has them.
static Renaming known_columns(Pass *pass, const Group *group, const Branch *branch) {
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < branch->scan_count; i++)
    for (size_t j = 0; j < branch->scan[i]->u.scan.count; j++) {
      const ScanColumn *column = &branch->scan[i]->u.scan.column[j];
      for (size_t k = 0; k < group->column[i].count; k++)
        if (group->column[i].item[k].column == column->column)
          renaming_add(&renaming, column->var, group->column[i].item[k].var);
    }
  return renaming;
}

static bool join_group(Pass *pass, Group *group, const Branch *branch, size_t at) {
  if (!same_scans(group->first, branch)) return false;
  // A condition on a column that the group does not have is not one of the group's.
  const Renaming known = known_columns(pass, group, branch);
  const Renaming *first = &group->renaming.item[0];
  if (!conditions_are_among(branch, &known, group->first, first) ||
      !conditions_are_among(group->first, first, branch, &known))
    return false;
  const Renaming names = name_columns(pass, group, branch);
  VEC_PUSH(pass->arena, &group->member, at);
  VEC_PUSH(pass->arena, &group->renaming, names);
  return true;
}

static void sort_into_groups(Pass *pass, const Branch *branches, size_t count, Groups *groups) {
  for (size_t i = 0; i < count; i++) {
    if (branches[i].node == NULL) continue;
    bool joined = false;
    for (size_t j = 0; j < groups->count && !joined; j++)
      joined = join_group(pass, &groups->item[j], &branches[i], i);
    if (joined) continue;
    Group group = {.first = &branches[i]};
    const Renaming names = name_columns(pass, &group, &branches[i]);
    VEC_PUSH(pass->arena, &group.member, i);
    VEC_PUSH(pass->arena, &group.renaming, names);
    VEC_PUSH(pass->arena, groups, group);
  }
}

// --- The FAN -------------------------------------------------------------------------------------

static const Node *merged_scans(Pass *pass, const Group *group) {
  const Node *scan[MOST_SCANS];
  const size_t count = group->first->scan_count;
  for (size_t i = 0; i < count; i++)
    scan[i] = node_scan(pass->arena, group->first->scan[i]->u.scan.table, group->column[i].count,
                        group->column[i].item);
  return count == 1 ? scan[0] : node_join(pass->arena, count, scan);
}

static Conditions renamed_conditions(Pass *pass, const Branch *branch, const Renaming *names) {
  Conditions list = {0};
  for (size_t i = 0; i < branch->conditions.count; i++)
    expr_conjuncts(pass->arena, expr_rename(names, branch->conditions.item[i]), &list);
  return list;
}

// The conditions that all branches have; each keeps what remains of its own in own[i].
static Conditions split_conditions(Pass *pass, const Branch *branches, const Group *group,
                                   Conditions own[]) {
  Conditions common = {0};
  for (size_t i = 0; i < group->member.count; i++)
    own[i] = renamed_conditions(pass, &branches[group->member.item[i]], &group->renaming.item[i]);
  for (size_t i = 0; i < own[0].count; i++) {
    bool everywhere = true;
    for (size_t j = 1; j < group->member.count && everywhere; j++)
      everywhere = expr_is_among(own[0].item[i], &own[j]);
    if (everywhere) VEC_PUSH(pass->arena, &common, own[0].item[i]);
  }
  for (size_t i = 0; i < group->member.count; i++) {
    Conditions rest = {0};
    for (size_t j = 0; j < own[i].count; j++)
      if (!expr_is_among(own[i].item[j], &common)) VEC_PUSH(pass->arena, &rest, own[i].item[j]);
    own[i] = rest;
  }
  return common;
}

// What the branch does not bind is NULL, as in a UNION.
static const Expr *cell(Pass *pass, const Branch *branch, const Renaming *names, VarId var) {
  if (!varset_has(&branch->node->variables, var))
    return expr_null(pass->arena, variables_type(pass->variables, var));
  for (size_t i = branch->binding.count; i-- > 0;)
    if (branch->binding.item[i].var == var) return expr_rename(names, branch->binding.item[i].expr);
  return expr_rename(names, expr_var(pass->arena, pass->variables, var));
}

// What is the same in all rows is no matter of the FAN.
static const Node *fan_or_extend(Pass *pass, const Node *node, size_t width, const VarId vars[],
                                 size_t rows, const Expr *const cells[]) {
  Arena *arena = pass->arena;
  Binding *same = ARENA_ARRAY(arena, Binding, width);
  VarId *differing = ARENA_ARRAY(arena, VarId, width);
  const Expr **own = ARENA_ARRAY(arena, const Expr *, rows *width);
  size_t *from = ARENA_ARRAY(arena, size_t, width);
  size_t same_count = 0, count = 0;
  for (size_t j = 0; j < width; j++) {
    bool differs = false;
    for (size_t i = 1; i < rows && !differs; i++)
      differs = !expr_equal(cells[j], cells[i * width + j]);
    if (differs) {
      from[count] = j;
      differing[count++] = vars[j];
    } else {
      same[same_count++] = (Binding){vars[j], cells[j]};
    }
  }
  if (same_count > 0) node = node_extend(arena, node, same_count, same);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < count; j++) own[i * count + j] = cells[i * width + from[j]];
  return node_fan(arena, node, count, differing, rows, own);
}

static const Node *make_fan(Pass *pass, const Node *union_, const Branch *branches,
                            const Group *group) {
  Arena *arena = pass->arena;
  const size_t rows = group->member.count;
  Conditions *own = ARENA_ARRAY(arena, Conditions, rows);
  const Conditions common = split_conditions(pass, branches, group, own);
  const Node *node = pass_filter(pass, merged_scans(pass, group), common.count, common.item);

  bool some_condition = false;
  for (size_t i = 0; i < rows; i++) some_condition |= own[i].count > 0;
  const size_t count = varset_count(&union_->variables), width = count + some_condition;
  VarId *vars = ARENA_ARRAY(arena, VarId, width + 1);
  size_t at = 0;
  for (int v = varset_next(&union_->variables, 0); v >= 0;
       v = varset_next(&union_->variables, v + 1))
    vars[at++] = (VarId)v;
  if (some_condition) vars[at] = variables_fresh_native(pass->variables, PG_TYPE_BOOL, "kept");

  const Expr **cells = ARENA_ARRAY(arena, const Expr *, rows *width + 1);
  for (size_t i = 0; i < rows; i++) {
    const Branch *branch = &branches[group->member.item[i]];
    for (size_t j = 0; j < count; j++)
      cells[i * width + j] = cell(pass, branch, &group->renaming.item[i], vars[j]);
    const Expr *kept = expr_all(arena, own[i].count, own[i].item);
    if (some_condition) cells[i * width + count] = kept == NULL ? expr_bool(arena, true) : kept;
  }
  node = fan_or_extend(pass, node, width, vars, rows, cells);
  if (some_condition)
    node = node_filter(arena, node, expr_var(arena, pass->variables, vars[count]));
  return node_project(arena, node, count, vars);
}

static const Node *fan(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION || node->child_count < 2) return node;
  Branch *branches = ARENA_ARRAY(pass->arena, Branch, node->child_count);
  for (size_t i = 0; i < node->child_count; i++) {
    branches[i] = (Branch){.node = node->child[i]};
    if (!open_branch(pass, node->child[i], &branches[i]) || !is_simple(&branches[i]) ||
        branches[i].scan_count == 0)
      branches[i].node = NULL;
  }
  Groups groups = {0};
  sort_into_groups(pass, branches, node->child_count, &groups);

  const Node **children = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  size_t count = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    const Group *group = NULL;
    for (size_t j = 0; j < groups.count && group == NULL; j++)
      for (size_t k = 0; k < groups.item[j].member.count; k++)
        if (groups.item[j].member.item[k] == i) group = &groups.item[j];
    if (group == NULL || group->member.count < 2)
      children[count++] = node->child[i];
    else if (group->member.item[0] == i)
      children[count++] = make_fan(pass, node, branches, group);
  }
  if (count == node->child_count) return node;
  return count == 1 ? children[0] : node_union(pass->arena, count, children);
}

// (5)
const Node *pass_fan(Pass *pass, const Node *tree) {
  switch (tree->kind) {
    case NODE_FILTER:
    case NODE_EXTEND:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_GROUP:
    case NODE_ORDER:
    case NODE_SLICE: {
      const Node *child = pass_fan(pass, tree->child[0]);
      return child == tree->child[0] ? tree : node_with_children(pass->arena, tree, &child);
    }
    case NODE_UNION: {
      const Node **children =
          arena_copy(pass->arena, tree->child, tree->child_count * sizeof *children);
      for (size_t i = 0; i < tree->child_count; i++) children[i] = pass_fan(pass, tree->child[i]);
      if (memcmp(children, tree->child, tree->child_count * sizeof *children) == 0)
        return fan(pass, tree);
      return fan(pass, node_union(pass->arena, tree->child_count, children));
    }
    default: return tree;
  }
}

// Law: what is only asked to exist is asked by EXISTS.
//
// Preconditions:
// (1) Below a DISTINCT with nothing between that counts rows (PROJECT, FILTER, EXTEND, UNION), a
//     member of a JOIN is a scan, or a UNION, of which nothing is used but variables that one other
//     member binds too. (One and not several: a link between two members must go on linking them.)
// (2) A member of a JOIN is SEMI or ANTI, and what its right side binds is bound by other members
//     only where the left side binds it too.
// (3) A SEMI without condition has a scan to the right, or a UNION with such a branch, all of whose
//     columns a scan of the same relation to the left, where nothing can leave it NULL, binds to
//     the same variables. Where the left side is a UNION, each branch of it has one, of whichever
//     branch of the right side. Conditions of such a branch that every branch has, on variables of
//     the left side, are asked there.
//     Or what stands to the right is made of the columns of a scan, by what is no other value each
//     time, and the same is made of such a scan to the left. A condition that equates a variable of
//     the left side with such a value is the same as a name for it.
// (4) A member of a JOIN is a DISTINCT all of whose variables one other member binds too: a row of
//     the others meets at most one of it.
//
// Before: DISTINCT(PROJECT(JOIN(A(v, w), B(w)), v))    JOIN(SEMI(A, S), B)
// After:  DISTINCT(PROJECT(SEMI(A(v, w), B(w)), v))    SEMI(JOIN(A, B), S)
// Before: SEMI(A(SCAN t(c: v, d: w)), SCAN t(c: v))    JOIN(A(v, w), DISTINCT(B(v)))
// After:  A(SCAN t(c: v, d: w))                        SEMI(A(v, w), B(v))
//
// Why: a semi-join keeps the keys of its left side, so that DISTINCT may go; and PostgreSQL stops
// at the first match. It has no statistics of a union's columns, and takes a join with one for many
// times its rows; of a semi-join it knows that it gives no more than its left side.
#include <string.h>

#include "rewriter/pass/as_set.h"
#include "rewriter/pass/scan.h"

// --- (1) -----------------------------------------------------------------------------------------

typedef bool Askable(const Node *member);

// (1)
static bool is_relation(const Node *member) {
  return member->kind == NODE_SCAN || member->kind == NODE_UNION;
}

// (4)
static bool is_distinct(const Node *member) {
  return member->kind == NODE_DISTINCT && !member->u.distinct.reduced;
}

static bool only_asked(const Node *join, size_t at, Askable *askable) {
  const Node *member = join->child[at];
  if (!askable(member) || varset_count(&member->variables) == 0) return false;
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at && varset_subset(&member->variables, &join->child[i]->variables)) return true;
  return false;
}

static const Node *ask(Pass *pass, const Node *join, Askable *askable) {
  for (size_t i = 0; i < join->child_count && join->child_count > 1; i++) {
    if (!only_asked(join, i, askable)) continue;
    const Node *member = join->child[i];
    const Node **members =
        arena_copy(pass->arena, join->child, join->child_count * sizeof *members);
    memmove(&members[i], &members[i + 1], (join->child_count - i - 1) * sizeof *members);
    const size_t count = join->child_count - 1;
    const Node *rest = count == 1 ? members[0] : node_join(pass->arena, count, members);
    if (!pass_hides_apart(pass, member, rest)) continue;
    if (count > 1) rest = ask(pass, rest, askable);
    const Node *asked = member->kind == NODE_DISTINCT ? member->child[0] : member;
    return node_semi(pass->arena, rest, asked, NULL);
  }
  return join;
}

static const Node *ask_relations(Pass *pass, const Node *node) {
  return node->kind == NODE_JOIN ? ask(pass, node, is_relation) : node;
}

// --- (2) -----------------------------------------------------------------------------------------

static bool can_rise(Pass *pass, const Node *join, size_t at) {
  VarSet own = varset_copy(pass->arena, &join->child[at]->child[1]->variables);
  varset_remove_all(&own, &join->child[at]->child[0]->variables);
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at && varset_intersects(&join->child[i]->variables, &own)) return false;
  return true;
}

static const Node *rise(Pass *pass, const Node *join) {
  for (size_t i = 0; i < join->child_count; i++) {
    const Node *member = join->child[i];
    if (member->kind != NODE_SEMI && member->kind != NODE_ANTI) continue;
    if (!can_rise(pass, join, i)) continue;
    const Node *rest = rise(pass, node_with_child(pass->arena, join, i, member->child[0]));
    return node_with_children(pass->arena, member, (const Node *[]){rest, member->child[1]});
  }
  return join;
}

// --- (3) -----------------------------------------------------------------------------------------

static bool reads_all(const void *self, const Node *right, const Node *scan) {
  (void)self;
  return scan_implied(right, scan);
}

// Values made of a scan's columns.
typedef struct Made {
  const Node *scan;
  size_t count;
  const Expr **variable;  // what they are called
  const Expr **value;     // over the scan's variables
} Made;

// The variable of the left side that the condition equates with a value of the right one: NULL when
// it says anything else.
static const Expr *named_by(const Expr *condition, const VarSet *left, const VarSet *right,
                            const Expr **value) {
  if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) return NULL;
  for (size_t i = 0; i < 2; i++) {
    const Expr *variable = condition->u.sql.arg[i];
    if (variable->kind != EXPR_VAR || !varset_has(left, variable->u.var) ||
        varset_has(right, variable->u.var))
      continue;
    *value = condition->u.sql.arg[1 - i];
    return variable;
  }
  return NULL;
}

static bool open_made(Pass *pass, const Node *semi, const Node *node, Made *out) {
  Arena *arena = pass->arena;
  Conditions conditions = {0};
  if (semi->u.join.condition != NULL) expr_conjuncts(arena, semi->u.join.condition, &conditions);
  const size_t most = varset_count(&node->variables) + conditions.count;
  *out = (Made){.count = 0};
  out->variable = ARENA_ARRAY(arena, const Expr *, most);
  out->value = ARENA_ARRAY(arena, const Expr *, most);
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1)) {
    if (!varset_has(&semi->child[0]->variables, (VarId)v)) continue;
    out->variable[out->count] = expr_var(arena, pass->variables, (VarId)v);
    out->value[out->count] = out->variable[out->count];
    out->count++;
  }
  for (size_t i = 0; i < conditions.count; i++) {
    const size_t at = out->count++;
    out->variable[at] =
        named_by(conditions.item[i], &semi->child[0]->variables, &node->variables, &out->value[at]);
    if (out->variable[at] == NULL) return false;
  }
  for (; node->kind == NODE_PROJECT || node->kind == NODE_EXTEND; node = node->child[0]) {
    if (node->kind == NODE_PROJECT) continue;
    for (size_t i = 0; i < out->count; i++)
      out->value[i] =
          pass_replace(pass, out->value[i], node->u.extend.count, node->u.extend.binding);
  }
  for (size_t i = 0; i < out->count; i++) {
    VarSet used = varset_empty(arena);
    expr_variables(out->value[i], &used);
    if (!varset_subset(&used, &node->variables) || pass_is_volatile(out->value[i]) ||
        pass_holds_exists(out->value[i]))
      return false;
  }
  out->scan = node;
  return node->kind == NODE_SCAN && scan_is_simple(node);
}

// Are the values, over the scan's variables, those of `made`?
static bool same_values(Pass *pass, const Node *scan, const Made *made,
                        const Expr *const values[]) {
  if (scan->u.scan.table->relation != made->scan->u.scan.table->relation) return false;
  Renaming renaming = renaming_make(pass->arena, pass->variables);
  for (size_t i = 0; i < made->scan->u.scan.count; i++) {
    VarId own;
    if (!scan_variable(scan, made->scan->u.scan.column[i].column, &own)) return false;
    renaming_add(&renaming, made->scan->u.scan.column[i].var, own);
  }
  for (size_t i = 0; i < made->count; i++)
    if (!expr_equal(values[i], expr_rename(&renaming, made->value[i]))) return false;
  return true;
}

// Does each row of the tree come with a row of the scan of which the same values are made? values:
// what they are in the tree.
static bool makes(Pass *pass, const Node *tree, const Made *made, const Expr *const values[]) {
  VarSet used = varset_empty(pass->arena);
  for (size_t i = 0; i < made->count; i++) expr_variables(values[i], &used);
  if (!varset_subset(&used, &tree->variables)) return false;
  switch (tree->kind) {
    case NODE_SCAN: return same_values(pass, tree, made, values);
    case NODE_JOIN:
      for (size_t i = 0; i < tree->child_count; i++)
        if (makes(pass, tree->child[i], made, values)) return true;
      return false;
    case NODE_UNION:
      for (size_t i = 0; i < tree->child_count; i++)
        if (!makes(pass, tree->child[i], made, values)) return false;
      return tree->child_count > 0;
    case NODE_EXTEND: {
      const Expr **below = ARENA_ARRAY(pass->arena, const Expr *, made->count);
      for (size_t i = 0; i < made->count; i++)
        below[i] = pass_replace(pass, values[i], tree->u.extend.count, tree->u.extend.binding);
      return makes(pass, tree->child[0], made, below);
    }
    case NODE_FILTER:
    case NODE_PROJECT:
    case NODE_DISTINCT:
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI: return makes(pass, tree->child[0], made, values);
    default: return false;
  }
}

// A branch that is a scan, its variables called as in the UNION, under these conditions.
typedef struct ScanBranch {
  const Node *scan;
  Conditions conditions;
} ScanBranch;

// false: it is something else, or asks for more than the UNION gives.
static bool open_branch(Pass *pass, const Node *branch, ScanBranch *out) {
  *out = (ScanBranch){0};
  const Node *above[2];  // PROJECT, EXTEND
  size_t count = 0;
  const Node *node = branch;
  if (node->kind == NODE_PROJECT) {
    above[count++] = node;
    node = node->child[0];
  }
  if (node->kind == NODE_EXTEND) {
    above[count++] = node;
    node = node->child[0];
  }
  Conditions inside = {0};
  for (; node->kind == NODE_FILTER; node = node->child[0])
    expr_conjuncts(pass->arena, node->u.filter.condition, &inside);
  if (node->kind != NODE_SCAN) return false;
  const Node *bare = node;
  while (count-- > 0) bare = node_with_children(pass->arena, above[count], &bare);
  out->scan = scan_seen_through(pass, bare);
  if (out->scan == NULL) return false;
  Renaming names = renaming_make(pass->arena, pass->variables);
  VarSet named = varset_empty(pass->arena);
  for (size_t i = 0; i < node->u.scan.count; i++) {
    VarId outside;
    if (!scan_variable(out->scan, node->u.scan.column[i].column, &outside)) continue;
    renaming_add(&names, node->u.scan.column[i].var, outside);
    varset_add(&named, node->u.scan.column[i].var);
  }
  for (size_t i = 0; i < inside.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(inside.item[i], &used);
    if (!varset_subset(&used, &named) || pass_is_volatile(inside.item[i]) ||
        pass_holds_exists(inside.item[i]))
      return false;
    const Expr *condition = expr_rename(&names, inside.item[i]);
    VEC_PUSH(pass->arena, &out->conditions, condition);
  }
  return true;
}

static bool has_condition(const Conditions *all, const Expr *condition) {
  for (size_t i = 0; i < all->count; i++)
    if (expr_equal(all->item[i], condition)) return true;
  return false;
}

// Does each row of the left side that meets the conditions, which all rows to the right meet, come
// with a row of some branch?
static bool promises_under(Pass *pass, const Node *semi, VarSet *asked, Conditions *conditions) {
  const Node *left = semi->child[0], *right = semi->child[1];
  ScanBranch *branch = ARENA_ARRAY(pass->arena, ScanBranch, right->child_count);
  for (size_t i = 0; i < right->child_count; i++)
    if (!open_branch(pass, right->child[i], &branch[i]) ||
        !varset_equal(&branch[i].scan->variables, &right->variables))
      return false;
  const Conditions *all = &branch[0].conditions;
  for (size_t i = 0; i < all->count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(all->item[i], &used);
    if (!varset_subset(&used, &left->variables)) return false;
  }
  for (size_t i = 1; i < right->child_count; i++) {
    if (branch[i].conditions.count != all->count) return false;
    for (size_t j = 0; j < all->count; j++)
      if (!has_condition(&branch[i].conditions, all->item[j])) return false;
  }
  const Node **scan = ARENA_ARRAY(pass->arena, const Node *, right->child_count);
  for (size_t i = 0; i < right->child_count; i++) scan[i] = branch[i].scan;
  if (!scan_promised_any(pass, left, right->child_count, scan, reads_all, NULL)) return false;
  varset_add_all(asked, &right->variables);
  *conditions = *all;
  return true;
}

// Does each row of the left side come with a row of some branch that is a scan?
static bool promises_branch(Pass *pass, const Node *left, const Node *right, VarSet *asked) {
  const Node **scan = ARENA_ARRAY(pass->arena, const Node *, right->child_count);
  size_t count = 0;
  for (size_t i = 0; i < right->child_count; i++) {
    scan[count] = scan_seen_through(pass, right->child[i]);
    count += scan[count] != NULL && varset_equal(&scan[count]->variables, &right->variables);
  }
  if (!scan_promised_any(pass, left, count, scan, reads_all, NULL)) return false;
  varset_add_all(asked, &right->variables);
  return true;
}

// asked: the variables of the left side that the SEMI wants not to be NULL.
static bool promises_one(Pass *pass, const Node *semi, const Node *right, VarSet *asked) {
  const Node *left = semi->child[0];
  if (right->kind == NODE_UNION && semi->u.join.condition == NULL) {
    if (promises_branch(pass, left, right, asked)) return true;
    for (size_t i = 0; i < right->child_count; i++)
      if (promises_one(pass, semi, right->child[i], asked)) return true;
    return false;
  }
  const Node *scan = scan_seen_through(pass, right);
  if (scan != NULL && semi->u.join.condition == NULL) {
    if (!scan_promised(pass, left, scan, reads_all, NULL)) return false;
    varset_add_all(asked, &scan->variables);
    return true;
  }
  Made made;
  if (!open_made(pass, semi, right, &made) || !makes(pass, left, &made, made.variable))
    return false;
  for (size_t i = 0; i < made.count; i++) varset_add(asked, made.variable[i]->u.var);
  return true;
}

static const Node *drop_implied(Pass *pass, const Node *semi) {
  const Node *left = semi->child[0];
  VarSet asked = varset_empty(pass->arena);
  Conditions conditions = {0};
  if (!promises_one(pass, semi, semi->child[1], &asked) &&
      (semi->u.join.condition != NULL || semi->child[1]->kind != NODE_UNION ||
       !promises_under(pass, semi, &asked, &conditions)))
    return semi;
  const VarSet certain = pass_certain(pass, left);
  varset_remove_all(&asked, &certain);
  for (int v = varset_next(&asked, 0); v >= 0; v = varset_next(&asked, v + 1)) {
    const Expr *var = expr_var(pass->arena, pass->variables, (VarId)v);
    VEC_PUSH(pass->arena, &conditions, expr_sql1(pass->arena, OP_IS_NOT_NULL, var));
  }
  return pass_filter(pass, left, conditions.count, conditions.item);
}

static const Node *semi(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_DISTINCT: {
      const Node *child = pass_below_set(pass, node->child[0], SET_ROWS | SET_UNION, ask_relations);
      return child == node->child[0] ? node : node_with_children(pass->arena, node, &child);
    }
    case NODE_JOIN: {
      const Node *asked = ask(pass, node, is_distinct);
      return asked != node ? asked : rise(pass, node);
    }
    case NODE_SEMI: return drop_implied(pass, node);
    default: return node;
  }
}

const Node *pass_semi(Pass *pass, const Node *tree) { return pass_bottom_up(pass, tree, semi); }

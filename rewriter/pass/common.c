// Law: what branches of a union are each joined with is joined with the union, once.
//
// Preconditions:
// (1) A branch of a UNION is PROJECT, EXTEND and FILTER over a JOIN; none of its values is made
//     anew for each row. A member of that JOIN which is no scan is alike in several branches, but
//     for the names of variables (rewriter/ir/alpha.h), and mentions nothing bound outside of it.
// (2) The rest of each JOIN shares the same of its variables with it.
// (3) A variable of the union either is a copy of one of the member's, of the same one in each of
//     these branches; or the rest alone says what it is. So do the branch's conditions.
// (4) The member reads its tables whole: its conditions only equate variables, or ask for what is
//     not NULL or has a lexical form. Or the rest of each branch is one scan without conditions,
//     and all that the union takes of it are columns.
//
// Before: UNION(PROJECT(JOIN(UNION(A, B)(v, w), SCAN s(x: v, y: u)), w, u),
//               PROJECT(JOIN(UNION(A, B)(v, w), SCAN t(x: v, z: u)), w, u))
// After:  PROJECT(JOIN(UNION(A, B)(v, w),
//                      UNION(PROJECT(SCAN s(x: v, y: u), v, u), PROJECT(SCAN t(x: v, z: u), v,
//                      u))),
//                 w, u)
//
// Why: a thing that two templates name is joined by each of them, with all that was joined before;
// what is so repeated is computed for each, and hides from the laws about joins. (4): where the
// member gives few rows, PostgreSQL looks the rest up for each of them by an index. It does the
// same in a UNION ALL of tables, but a branch that has conditions of its own it reads whole.
#include <string.h>

#include "rewriter/ir/alpha.h"
#include "rewriter/pass/branch.h"

// --- What a member is to its branch --------------------------------------------------------------

// The branch, of whose join one member is `member`.
typedef struct Split {
  const Branch *branch;
  size_t at;
  size_t count;
  VarId *name;    // the member's variables: those of the first branch, in the order of their set
  VarSet others;  // what the rest of the join binds
} Split;

static const Node *member_of(const Split *split) { return split->branch->below->child[split->at]; }

static VarSet others_of(Pass *pass, const Node *join, size_t at) {
  VarSet others = varset_empty(pass->arena);
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at) varset_add_all(&others, &join->child[i]->variables);
  return others;
}

// Which of the member's variables the value is a copy of; SIZE_MAX: none.
static size_t copied(const Split *split, const Expr *value) {
  if (value->kind != EXPR_VAR) return SIZE_MAX;
  for (size_t i = 0; i < split->count; i++)
    if (split->name[i] == value->u.var) return i;
  return SIZE_MAX;
}

// Does the rest of the join say what the expression is?
static bool is_of_rest(Pass *pass, const Split *split, const Expr *expr) {
  VarSet used = varset_empty(pass->arena);
  expr_variables(expr, &used);
  varset_keep_all(&used, &split->branch->below->variables);
  return varset_subset(&used, &split->others);
}

static bool is_shared(const Split *split, size_t i) {
  return varset_has(&split->others, split->name[i]);
}

// (2), (3) of one branch; a value that stays in it must not meet its own name there.
static bool fits(Pass *pass, const Split *first, const Split *split) {
  const Branch *branch = split->branch;
  for (size_t i = 0; i < split->count; i++)
    if (is_shared(first, i) != is_shared(split, i)) return false;  // (2)
  for (size_t i = 0; i < branch->condition.count; i++)
    if (!is_of_rest(pass, split, branch->condition.item[i])) return false;
  for (size_t i = 0; i < branch->count; i++) {
    const Binding *binding = &branch->binding[i];
    const size_t mine = copied(split, binding->expr);
    if (mine != copied(first, first->branch->binding[i].expr)) return false;
    if (mine != SIZE_MAX) continue;
    const bool own_name = binding->expr->kind == EXPR_VAR && binding->expr->u.var == binding->var;
    if (!is_of_rest(pass, split, binding->expr) ||
        (!own_name && varset_has(&split->others, binding->var)))
      return false;
  }
  return true;
}

// --- (4) -----------------------------------------------------------------------------------------

static bool is_column(const Expr *expr) { return expr->kind == EXPR_VAR; }

static bool keeps_all(Pass *pass, const Node *filter) {
  Conditions all = {0};
  expr_conjuncts(pass->arena, filter->u.filter.condition, &all);
  for (size_t i = 0; i < all.count; i++) {
    const Expr *expr = all.item[i];
    VarId column;
    if (expr_asks_presence(expr, &column)) continue;
    if (expr->kind != EXPR_SQL || expr->u.sql.op != OP_EQ || !is_column(expr->u.sql.arg[0]) ||
        !is_column(expr->u.sql.arg[1]))
      return false;
  }
  return true;
}

static bool reads_whole(Pass *pass, const Node *node) {
  switch (node->kind) {
    case NODE_SCAN: return true;
    case NODE_FILTER:
      if (!keeps_all(pass, node)) return false;
      break;
    case NODE_JOIN:
    case NODE_UNION:
    case NODE_EXTEND:
    case NODE_PROJECT:
    case NODE_LEFTJOIN:
    case NODE_DISTINCT: break;
    default: return false;
  }
  for (size_t i = 0; i < node->child_count; i++)
    if (!reads_whole(pass, node->child[i])) return false;
  return true;
}

static bool rest_is_columns(const Split *split) {
  const Branch *branch = split->branch;
  if (branch->below->child_count != 2 || branch->condition.count > 0 ||
      branch->below->child[1 - split->at]->kind != NODE_SCAN)
    return false;
  for (size_t i = 0; i < branch->count; i++)
    if (!is_column(branch->binding[i].expr)) return false;
  return true;
}

// --- The new union -------------------------------------------------------------------------------

typedef VEC(Split) Splits;

// The branches whose joins have a member like the one at `at` of the first.
static Splits alike(Pass *pass, const Branch *branches, size_t count, size_t first, size_t at) {
  Splits all = {0};
  const Node *member = branches[first].below->child[at];
  Split one = {&branches[first], at, varset_count(&member->variables), NULL,
               others_of(pass, branches[first].below, at)};
  one.name = ARENA_ARRAY(pass->arena, VarId, one.count);
  if (!node_alpha_names(pass->arena, pass->variables, member, member, one.name) ||  // closed
      !fits(pass, &one, &one))
    return all;
  VEC_PUSH(pass->arena, &all, one);
  bool columns = rest_is_columns(&one);
  for (size_t i = first + 1; i < count; i++) {
    const Node *join = branches[i].below;
    for (size_t j = 0; join != NULL && j < join->child_count; j++) {
      Split other = {&branches[i], j, one.count, ARENA_ARRAY(pass->arena, VarId, one.count),
                     others_of(pass, join, j)};
      if (!node_alpha_names(pass->arena, pass->variables, member, join->child[j], other.name) ||
          !fits(pass, &one, &other))
        continue;
      VEC_PUSH(pass->arena, &all, other);
      columns &= rest_is_columns(&other);
      break;
    }
  }
  if (!columns && !reads_whole(pass, member)) all.count = 0;  // (4)
  return all;
}

// The branch without its member; names: what the member's variables are called now.
static const Node *rest_of(Pass *pass, const Split *split, const VarId names[]) {
  Arena *arena = pass->arena;
  const Branch *branch = split->branch;
  const Node **members = ARENA_ARRAY(arena, const Node *, branch->below->child_count);
  size_t count = 0;
  for (size_t i = 0; i < branch->below->child_count; i++)
    if (i != split->at) members[count++] = branch->below->child[i];
  const Node *node = count == 1 ? members[0] : node_join(arena, count, members);
  node = pass_filter(pass, node, branch->condition.count, branch->condition.item);
  VEC(Binding) bindings = {0};
  VarSet kept = varset_empty(arena);
  for (size_t i = 0; i < branch->count; i++) {
    const Binding *binding = &branch->binding[i];
    if (copied(split, binding->expr) != SIZE_MAX) continue;
    varset_add(&kept, binding->var);
    if (!varset_has(&split->others, binding->var)) VEC_PUSH(arena, &bindings, *binding);
  }
  Renaming renaming = renaming_make(arena, pass->variables);
  for (size_t i = 0; i < split->count; i++) {
    if (!is_shared(split, i)) continue;
    varset_add(&kept, split->name[i]);
    renaming_add(&renaming, split->name[i], names[i]);
  }
  if (bindings.count > 0) node = node_extend(arena, node, bindings.count, bindings.item);
  return node_rename(&renaming, pass_project(pass, node, &kept));
}

static const Node *joined_once(Pass *pass, const Splits *splits, const VarSet *wanted) {
  Arena *arena = pass->arena;
  const Split *first = &splits->item[0];
  Renaming made;
  const Node *member = node_fresh(arena, pass->variables, member_of(first), &made);
  VarId *names = ARENA_ARRAY(arena, VarId, first->count);
  for (size_t i = 0; i < first->count; i++) names[i] = renaming_of(&made, first->name[i]);
  const Node **rest = ARENA_ARRAY(arena, const Node *, splits->count);
  for (size_t i = 0; i < splits->count; i++) rest[i] = rest_of(pass, &splits->item[i], names);
  const Node *both[] = {member, node_union(arena, splits->count, rest)};
  const Node *node = node_join(arena, 2, both);
  VEC(Binding) bindings = {0};
  for (size_t i = 0; i < first->branch->count; i++) {
    const size_t mine = copied(first, first->branch->binding[i].expr);
    if (mine == SIZE_MAX) continue;
    const Binding binding = {first->branch->binding[i].var,
                             expr_var(arena, pass->variables, names[mine])};
    VEC_PUSH(arena, &bindings, binding);
  }
  if (bindings.count > 0) node = node_extend(arena, node, bindings.count, bindings.item);
  return pass_project(pass, node, wanted);
}

// A union in which some branches, the first of them number `first`, are one.
static const Node *with_one(Pass *pass, const Node *node, const Splits *splits, size_t first) {
  const Node **branch = ARENA_ARRAY(pass->arena, const Node *, node->child_count);
  size_t count = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    bool gone = false;
    for (size_t j = 1; j < splits->count && !gone; j++)
      gone = splits->item[j].branch->node == node->child[i];
    if (gone) continue;
    branch[count++] = i == first ? joined_once(pass, splits, &node->variables) : node->child[i];
  }
  return count == 1 ? branch[0] : node_union(pass->arena, count, branch);
}

static const Node *of_union(Pass *pass, const Node *node) {
  if (node->kind != NODE_UNION || node->child_count < 2) return node;
  Branch *branches = ARENA_ARRAY(pass->arena, Branch, node->child_count);
  size_t joins = 0;
  for (size_t i = 0; i < node->child_count; i++) {
    if (branch_open(pass, &node->variables, node->child[i], &branches[i]) &&
        branches[i].below->kind == NODE_JOIN)
      joins++;
    else
      branches[i].below = NULL;
  }
  for (size_t i = 0; i + 1 < node->child_count && joins > 1; i++) {
    const Node *join = branches[i].below;
    for (size_t j = 0; join != NULL && j < join->child_count; j++) {
      if (join->child[j]->kind == NODE_SCAN) continue;
      const Splits splits = alike(pass, branches, node->child_count, i, j);
      if (splits.count > 1) return with_one(pass, node, &splits, i);
    }
  }
  return node;
}

const Node *pass_common(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, of_union);
}

// Law: two OPTIONALs that look the same row up look it up once.
//
// Preconditions:
// (1) The right sides of two LEFTJOINs, the one in the left side of the other where nothing can
//     leave its rows out, are SCANs of one relation, possibly under EXTEND and FILTER.
// (2) For some key of it, none of whose columns may be NULL, both bind each column to the same
//     variable, and share nothing else with their left sides: both meet the same row, or none.
// (3) Each side's conditions are not true of a row of NULLs, as a row that is not there would be;
//     and what it binds by EXTEND is NULL there, or is bound under such a condition.
// (4) The conditions have no EXISTS and no value made anew for each row.
//
// Before: LEFTJOIN(LEFTJOIN(A(v), FILTER(SCAN t(k: v, x: w), w IS NOT NULL)), SCAN t(k: v, y: u))
// After:  LEFTJOIN(A(v), SCAN t(k: v, x: w, y: u))
// With a condition c that says more: EXTEND(..., w := CASE WHEN c THEN w')
//
// Why: one OPTIONAL for each property is how nullable columns of a table beside are asked for; each
// was an outer join of its own.
#include "rewriter/pass/scan.h"
#include "rewriter/pass/side.h"

// (1), (4). A variable that stands for two columns says that they are equal: such scans stay.
static bool open_side(Pass *pass, const Node *leftjoin, RightSide *side) {
  return side_open(pass, leftjoin, side) && side->rows->kind == NODE_SCAN &&
         scan_is_simple(side->rows);
}

// (2): the variables that the scan shares with its left side are those of a key.
static bool shares_a_key(Pass *pass, const Node *scan, const VarSet *left) {
  const Relation *relation = scan->u.scan.table->relation;
  VarSet shared = varset_copy(pass->arena, &scan->variables);
  varset_keep_all(&shared, left);
  for (size_t k = 0; k < relation->key_count; k++) {
    const ColumnSet *key = &relation->key[k].columns;
    VarSet rest = varset_copy(pass->arena, &shared);
    bool all = relation->key[k].not_null;
    for (size_t i = 0; i < key->count && all; i++) {
      VarId var;
      all = scan_variable(scan, key->column[i], &var) && varset_has(&shared, var);
      if (all) varset_remove(&rest, var);
    }
    if (all && varset_count(&rest) == 0) return true;
  }
  return false;
}

static VarSet own_variables(Pass *pass, const Node *scan, const VarSet *left) {
  VarSet own = varset_copy(pass->arena, &scan->variables);
  varset_remove_all(&own, left);
  return own;
}

// (3)
static bool vanishes(Pass *pass, const RightSide *side, const VarSet *left) {
  const VarSet own = own_variables(pass, side->rows, left);
  bool guarded = false;
  for (size_t i = 0; i < side->conditions.count; i++)
    guarded = guarded || expr_rejects_null(side->conditions.item[i], &own);
  if (side->conditions.count > 0) return guarded;
  for (size_t i = 0; i < side->binding.count; i++)
    if (!expr_rejects_null(side->binding.item[i].expr, &own)) return false;
  return true;
}

typedef struct Merge {
  Pass *pass;
  VEC(ScanColumn) column;
  VEC(Binding) binding;  // what both sides bound, made of the merged row
  VarSet left;
} Merge;

// The side's columns among the merged ones, and its bindings.
static void add_side(Merge *merge, const RightSide *side) {
  Pass *pass = merge->pass;
  Arena *arena = pass->arena;
  Renaming names = renaming_make(arena, pass->variables);
  for (size_t i = 0; i < side->rows->u.scan.count; i++) {
    const ScanColumn *column = &side->rows->u.scan.column[i];
    VarId var = column->var;
    if (!varset_has(&merge->left, var)) {
      bool known = false;
      for (size_t j = 0; j < merge->column.count && !known; j++) {
        known = merge->column.item[j].column == column->column &&
                !varset_has(&merge->left, merge->column.item[j].var);
        if (known) var = merge->column.item[j].var;
      }
      if (!known)
        var = variables_fresh_native(pass->variables, variables_type(pass->variables, column->var),
                                     variables_hint(pass->variables, column->var));
      renaming_add(&names, column->var, var);
      if (known) continue;
    }
    bool there = false;
    for (size_t j = 0; j < merge->column.count; j++)
      there = there ||
              (merge->column.item[j].column == column->column && merge->column.item[j].var == var);
    const ScanColumn merged = {column->column, var};
    if (!there) VEC_PUSH(arena, &merge->column, merged);
  }
  Conditions conditions = {0};
  for (size_t i = 0; i < side->conditions.count; i++)
    VEC_PUSH(arena, &conditions, expr_rename(&names, side->conditions.item[i]));
  const Expr *condition = expr_all(arena, conditions.count, conditions.item);
  for (size_t i = 0; i < side->rows->u.scan.count; i++) {
    const VarId var = side->rows->u.scan.column[i].var, now = renaming_of(&names, var);
    if (now == var) continue;
    const Expr *value = expr_var(arena, pass->variables, now);
    if (!pass_only_not_null(&conditions, now))
      value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    const Binding binding = {var, value};
    VEC_PUSH(arena, &merge->binding, binding);
  }
  for (size_t i = 0; i < side->binding.count; i++) {
    const Expr *value = expr_rename(&names, side->binding.item[i].expr);
    if (condition != NULL) value = expr_case(arena, 1, &(CaseBranch){condition, value}, NULL);
    const Binding binding = {side->binding.item[i].var, value};
    VEC_PUSH(arena, &merge->binding, binding);
  }
}

// The LEFTJOIN below, in place of which both stand; NULL when there is none.
static const Node *merged(Pass *pass, const Node *node, const RightSide *outer) {
  if (node->kind == NODE_LEFTJOIN) {
    RightSide inner;
    const VarSet *left = &node->child[0]->variables;
    if (open_side(pass, node, &inner) &&
        inner.rows->u.scan.table->relation == outer->rows->u.scan.table->relation &&
        scan_same_row(inner.rows, outer->rows) && shares_a_key(pass, inner.rows, left) &&
        shares_a_key(pass, outer->rows, left) && vanishes(pass, &inner, left) &&
        vanishes(pass, outer, left)) {
      Merge merge = {.pass = pass, .left = varset_copy(pass->arena, left)};
      add_side(&merge, &inner);
      add_side(&merge, outer);
      const Node *scan =
          node_scan(pass->arena, inner.rows->u.scan.table, merge.column.count, merge.column.item);
      const Node *join = node_leftjoin(pass->arena, node->child[0], scan, NULL);
      return merge.binding.count == 0
                 ? join
                 : node_extend(pass->arena, join, merge.binding.count, merge.binding.item);
    }
  } else if (node->kind != NODE_EXTEND && node->kind != NODE_FILTER && node->kind != NODE_SEMI &&
             node->kind != NODE_ANTI) {
    return NULL;
  }
  const Node *child = merged(pass, node->child[0], outer);
  if (child == NULL) return NULL;
  return node_with_child(pass->arena, node, 0, child);
}

// Is a variable of the condition's, besides the scan's own, bound above the LEFTJOIN below?
static bool stays_within(Pass *pass, const RightSide *side, const VarSet *left) {
  for (size_t i = 0; i < side->conditions.count; i++) {
    VarSet used = varset_empty(pass->arena);
    expr_variables(side->conditions.item[i], &used);
    varset_remove_all(&used, &side->rows->variables);
    if (varset_intersects(&used, left)) return false;
  }
  return true;
}

static const Node *optional_merge(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN) return node;
  RightSide outer;
  if (!open_side(pass, node, &outer)) return node;
  const VarSet *left = &node->child[0]->variables;
  if (!shares_a_key(pass, outer.rows, left) || !stays_within(pass, &outer, left)) return node;
  const Node *one = merged(pass, node->child[0], &outer);
  return one == NULL ? node : one;
}

const Node *pass_optional_merge(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_merge);
}

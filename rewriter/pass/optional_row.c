// Law: the part of an OPTIONAL that reads the row at hand is not read again.
//
// Preconditions:
// (1) The right side of a LEFTJOIN is a JOIN, possibly under EXTEND and FILTER, of a SCAN b and
//     others.
// (2) The left side has, where nothing can leave it NULL, b's own row (scan.h): b agrees with it on
//     a key without NULLs, and shares nothing else with the left side.
// (3) One of the others is a SCAN with a column that is never NULL: it tells whether a row matched.
// (4) The conditions have no EXISTS, and no bound value is made anew for each row.
//
// Before: LEFTJOIN(SCAN emp(id: v), JOIN(SCAN emp(id: v, dept: w), SCAN dept(id: w, name: n)))
// After:  EXTEND(LEFTJOIN(SCAN emp(id: v, dept: x), SCAN dept(id: x, id: m, name: n)),
//                w := CASE WHEN m IS NOT NULL THEN x)
//
// Why: OPTIONAL { ?e :worksIn ?d . ?d :name ?n } starts from a column of the row that is there; and
// foreign keys are seen from there (optional_promised).
#include <string.h>

#include "rewriter/pass/scan.h"
#include "rewriter/pass/side.h"

// The scan with one of its columns that are never NULL under a name of its own (3).
static const Node *mark(Pass *pass, const Node *scan, VarId *marker) {
  const Relation *relation = scan->u.scan.table->relation;
  for (unsigned i = 0; i < relation->column_count; i++) {
    if (!relation->column[i].not_null) continue;
    ScanColumn *columns = ARENA_ARRAY(pass->arena, ScanColumn, scan->u.scan.count + 1);
    if (scan->u.scan.count > 0)
      memcpy(columns, scan->u.scan.column, scan->u.scan.count * sizeof *columns);
    *marker = variables_fresh_native(pass->variables, relation->column[i].type,
                                     relation->column[i].name->text);
    columns[scan->u.scan.count] = (ScanColumn){i, *marker};
    return node_scan(pass->arena, scan->u.scan.table, scan->u.scan.count + 1, columns);
  }
  return NULL;
}

static const Node *without(Pass *pass, const Node *node, const RightSide *right, size_t at) {
  Arena *arena = pass->arena;
  const Node *left = node->child[0], *join = right->rows, *b = join->child[at];
  const Node *a = scan_own_row(left, b);  // (2)
  if (a == NULL) return NULL;
  const Node **member = ARENA_ARRAY(arena, const Node *, join->child_count);
  size_t count = 0;
  for (size_t i = 0; i < join->child_count; i++)
    if (i != at) member[count++] = join->child[i];
  VarId marker = 0;
  const Node *marked = NULL;
  for (size_t i = 0; i < count && marked == NULL; i++) {
    if (member[i]->kind != NODE_SCAN) continue;
    marked = mark(pass, member[i], &marker);
    if (marked != NULL) member[i] = marked;
  }
  if (marked == NULL) return NULL;

  const ScanGraft graft = scan_graft(pass, left, a, b);
  Conditions conditions = {0};
  scan_shared_not_null(pass, b, left, &conditions);
  // A nullable column of b that joins the others was not NULL, and is not where it meets them.
  for (size_t i = 0; i < right->conditions.count; i++)
    expr_conjuncts(arena, expr_rename(&graft.names, right->conditions.item[i]), &conditions);
  conditions = scan_unsettled(pass, left, &conditions);
  const Node *rest = count == 1 ? member[0] : node_join(arena, count, member);
  rest = node_rename(&graft.names, rest);
  const Node *result =
      node_leftjoin(arena, graft.tree, rest, expr_all(arena, conditions.count, conditions.item));

  Binding *bindings = ARENA_ARRAY(arena, Binding, b->u.scan.count + right->binding.count);
  size_t bound = 0;
  const Expr *tell = expr_sql1(arena, OP_IS_NOT_NULL, expr_var(arena, pass->variables, marker));
  for (size_t i = 0; i < b->u.scan.count + right->binding.count; i++) {
    const bool column = i < b->u.scan.count;
    const VarId var =
        column ? b->u.scan.column[i].var : right->binding.item[i - b->u.scan.count].var;
    const VarId own = renaming_of(&graft.names, var);
    if (column && own == var) continue;
    bool twice = false;
    for (size_t j = 0; j < bound; j++) twice = twice || bindings[j].var == var;
    if (twice) continue;
    const Expr *value =
        column ? expr_var(arena, pass->variables, own)
               : expr_rename(&graft.names, right->binding.item[i - b->u.scan.count].expr);
    // A column of what is still read is NULL by itself where there was no row.
    if (value->kind != EXPR_VAR || varset_has(&graft.tree->variables, value->u.var))
      value = expr_case(arena, 1, &(CaseBranch){tell, value}, NULL);
    bindings[bound++] = (Binding){var, value};
  }
  return bound == 0 ? result : node_extend(arena, result, bound, bindings);
}

static const Node *optional_row(Pass *pass, const Node *node) {
  if (node->kind != NODE_LEFTJOIN) return node;
  RightSide right;
  if (!side_open(pass, node, &right) || right.rows->kind != NODE_JOIN) return node;  // (1), (4)
  for (size_t i = 0; i < right.rows->child_count; i++) {
    if (right.rows->child[i]->kind != NODE_SCAN) continue;
    const Node *result = without(pass, node, &right, i);
    if (result != NULL) return result;
  }
  return node;
}

const Node *pass_optional_row(Pass *pass, const Node *tree) {
  return pass_bottom_up(pass, tree, optional_row);
}

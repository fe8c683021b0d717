// Inline rows (SPARQL 1.1 section 10).
//
// A few rows become branches of constants, so that each inverts the templates it meets. Many become
// tables of lexical forms, one for each combination of kinds and datatypes.
#include "rewriter/unfold/context.h"

enum { MOST_ROW_BRANCHES = 12 };

static bool same_kind(const Expr *a, const Expr *b) {
  if (a->kind != b->kind) return false;
  if (a->kind != EXPR_CONST) return true;
  const Term *x = &a->u.constant, *y = &b->u.constant;
  return x->kind == y->kind && x->language == y->language &&
         (x->kind != TERM_LITERAL || x->datatype == y->datatype);
}

static bool row_branch(Unfold *unfold, const Node *node, size_t row, Branch *out) {
  const size_t width = node->u.values.var_count;
  Branch branch = {node_unit(unfold->arena), 0, NULL};
  for (size_t j = 0; j < width; j++) {
    const Expr *cell = node->u.values.cell[row * width + j];
    const VarId var = node->u.values.var[j];
    if (cell->kind != EXPR_CONST) continue;
    branch = branch_define(unfold, &branch, var, cell, true);
    if (!branch_filter(unfold, &branch, outer_condition(unfold, var, cell))) return false;
  }
  *out = branch;
  return true;
}

// The rows whose cells are of the same kinds as those of `first`, as one table.
static bool table_branch(Unfold *unfold, const Node *node, size_t first, bool *done, Branch *out) {
  Arena *arena = unfold->arena;
  const size_t width = node->u.values.var_count;
  const Expr *const *cell = node->u.values.cell;
  VEC(size_t) rows = {0};
  for (size_t i = first; i < node->u.values.row_count; i++) {
    bool same = !done[i];
    for (size_t j = 0; j < width && same; j++)
      same = same_kind(cell[first * width + j], cell[i * width + j]);
    if (!same) continue;
    done[i] = true;
    VEC_PUSH(arena, &rows, i);
  }
  VarId *columns = ARENA_ARRAY(arena, VarId, width);
  size_t *source = ARENA_ARRAY(arena, size_t, width);
  size_t count = 0;
  Branch branch = {NULL, 0, NULL};
  for (size_t j = 0; j < width; j++) {
    const Expr *model = cell[first * width + j];
    if (model->kind != EXPR_CONST) continue;
    const VarId var = node->u.values.var[j];
    columns[count] = fresh(unfold, PG_TYPE_TEXT, variables_hint(unfold->variables, var));
    source[count] = j;
    const Term *term = &model->u.constant;
    branch = branch_define(
        unfold, &branch, var,
        expr_rdf(arena, term->kind, term->kind == TERM_LITERAL ? term->datatype : NULL,
                 term->language, var_expr(unfold, columns[count])),
        true);
    count++;
  }
  const Expr **cells = ARENA_ARRAY(arena, const Expr *, count * rows.count);
  for (size_t i = 0; i < rows.count; i++)
    for (size_t j = 0; j < count; j++)
      cells[i * count + j] =
          expr_native(arena, PG_TYPE_TEXT,
                      cell[rows.item[i] * width + source[j]]->u.constant.lexical->text);
  branch.tree = node_values(arena, count, columns, rows.count, cells);
  for (size_t i = 0; i < branch.count; i++)
    if (!branch_filter(unfold, &branch,
                       outer_condition(unfold, branch.definition[i].var,
                                       branch.definition[i].term)))
      return false;
  *out = branch;
  return true;
}

Status unfold_values(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  (void)err;
  const size_t count = node->u.values.row_count;
  bool *done = ARENA_ARRAY(unfold->arena, bool, count);
  for (size_t i = 0; i < count; i++) {
    Branch branch;
    if (done[i]) continue;
    if (count <= MOST_ROW_BRANCHES ? row_branch(unfold, node, i, &branch)
                                   : table_branch(unfold, node, i, done, &branch))
      VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

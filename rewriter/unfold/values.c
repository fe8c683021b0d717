// Inline rows (SPARQL 1.1 section 10).
//
// Joined with a pattern, the constants invert its constructors: the rows become VALUES of native
// columns, or conditions where there is one row. By themselves, a few rows are branches of
// constants; many are tables of lexical forms, one for each combination of kinds and datatypes.
#include <string.h>

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
  const Expr **cells = ARENA_ARRAY(arena, const Expr *, count *rows.count);
  for (size_t i = 0; i < rows.count; i++)
    for (size_t j = 0; j < count; j++)
      cells[i * count + j] = expr_native(
          arena, PG_TYPE_TEXT, cell[rows.item[i] * width + source[j]]->u.constant.lexical->text);
  branch.tree = node_values(arena, count, columns, rows.count, cells);
  for (size_t i = 0; i < branch.count; i++)
    if (!branch_filter(
            unfold, &branch,
            outer_condition(unfold, branch.definition[i].var, branch.definition[i].term)))
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

// --- Joined with a branch ------------------------------------------------------------------------

// What a row asks of native variables: var = value, for each.
typedef struct Demand {
  VarId var;
  const Expr *value;
} Demand;
typedef VEC(Demand) Demands;

typedef struct InlineRow {
  size_t row;
  Demands demands;  // by ascending variable
} InlineRow;
typedef VEC(InlineRow) InlineRows;

static bool add_demands(Unfold *unfold, const Expr *condition, Demands *out) {
  if (expr_is_true(condition)) return true;
  if (condition->kind != EXPR_SQL) return false;
  const Expr *const *arg = condition->u.sql.arg;
  if (condition->u.sql.op == OP_AND) {
    for (size_t i = 0; i < condition->u.sql.count; i++)
      if (!add_demands(unfold, arg[i], out)) return false;
    return true;
  }
  if (condition->u.sql.op != OP_EQ || arg[0]->kind != EXPR_VAR || arg[1]->kind != EXPR_NATIVE ||
      arg[0]->type != arg[1]->type)
    return false;
  const Demand demand = {arg[0]->u.var, arg[1]};
  size_t at = 0;
  while (at < out->count && out->item[at].var < demand.var) at++;
  if (at < out->count && out->item[at].var == demand.var)
    return expr_equal(out->item[at].value, demand.value);
  VEC_PUSH(unfold->arena, out, demand);
  memmove(&out->item[at + 1], &out->item[at], (out->count - 1 - at) * sizeof *out->item);
  out->item[at] = demand;
  return true;
}

bool values_invert(Unfold *unfold, VarId var, const Expr *term, const Expr *constant, Branch *out) {
  Arena *arena = unfold->arena;
  VarSet vars = varset_empty(arena);
  expr_variables(term, &vars);
  const Expr *same = terms_same(&unfold->lowering, term, constant);
  Demands demands = {0};
  if (expr_is_never(same) || !add_demands(unfold, same, &demands) || demands.count == 0 ||
      demands.count != varset_count(&vars))
    return false;
  Renaming renaming = renaming_make(arena, unfold->variables);
  Binding *bindings = ARENA_ARRAY(arena, Binding, demands.count);
  for (size_t i = 0; i < demands.count; i++) {
    const Demand *demand = &demands.item[i];
    const VarId own = fresh(unfold, variables_type(unfold->variables, demand->var),
                            variables_hint(unfold->variables, demand->var));
    renaming_add(&renaming, demand->var, own);
    bindings[i] = (Binding){own, demand->value};
  }
  const Branch row = {node_extend(arena, node_unit(arena), demands.count, bindings), 0, NULL};
  *out = branch_define(unfold, &row, var, expr_rename(&renaming, term), true);
  return true;
}

static bool read_rows(Unfold *unfold, const Branch *branch, const Node *values, InlineRows *out) {
  const size_t width = values->u.values.var_count;
  for (size_t i = 0; i < values->u.values.row_count; i++) {
    InlineRow row = {.row = i};
    bool possible = true;
    for (size_t j = 0; j < width && possible; j++) {
      const Definition *definition = branch_find(branch, values->u.values.var[j]);
      const Expr *cell = values->u.values.cell[i * width + j];
      if (definition == NULL) continue;
      if (!definition->certain || cell->kind != EXPR_CONST) return false;
      const Expr *same = terms_same(&unfold->lowering, definition->term, cell);
      possible = !expr_is_never(same);
      if (possible && !add_demands(unfold, same, &row.demands)) return false;
    }
    if (possible) VEC_PUSH(unfold->arena, out, row);
  }
  return true;
}

// Do the rows ask for the same variables, and give constants of the same kinds to the others?
static bool same_form(const Branch *branch, const Node *values, const InlineRow *a,
                      const InlineRow *b) {
  if (a->demands.count != b->demands.count) return false;
  for (size_t i = 0; i < a->demands.count; i++)
    if (a->demands.item[i].var != b->demands.item[i].var) return false;
  const size_t width = values->u.values.var_count;
  for (size_t j = 0; j < width; j++)
    if (branch_find(branch, values->u.values.var[j]) == NULL &&
        !same_kind(values->u.values.cell[a->row * width + j],
                   values->u.values.cell[b->row * width + j]))
      return false;
  return true;
}

static bool same_cell(const Node *values, const InlineRows *rows, size_t column) {
  const size_t width = values->u.values.var_count;
  for (size_t i = 1; i < rows->count; i++)
    if (!expr_equal(values->u.values.cell[rows->item[0].row * width + column],
                    values->u.values.cell[rows->item[i].row * width + column]))
      return false;
  return true;
}

// The branch joined with rows of one form.
static void join_form(Unfold *unfold, const Branch *branch, const Node *values,
                      const InlineRows *rows, Lifted *out) {
  Arena *arena = unfold->arena;
  const size_t width = values->u.values.var_count;
  const Expr *const *cell = values->u.values.cell;
  const Demands *first = &rows->item[0].demands;
  VarId *columns = ARENA_ARRAY(arena, VarId, first->count + width);
  size_t *source = ARENA_ARRAY(arena, size_t, first->count + width);
  size_t count = 0;
  Branch joined = *branch;
  const Expr *condition = NULL;
  for (size_t i = 0; i < first->count; i++) {
    const VarId var = first->item[i].var;
    const Expr *value = first->item[i].value;
    if (rows->count > 1) {
      columns[count] = fresh(unfold, value->type, variables_hint(unfold->variables, var));
      source[count] = i;
      value = var_expr(unfold, columns[count++]);
    }
    condition = expr_and(arena, condition, expr_sql2(arena, OP_EQ, var_expr(unfold, var), value));
  }
  const size_t demanded = count;
  for (size_t j = 0; j < width; j++) {
    const VarId var = values->u.values.var[j];
    const Expr *model = cell[rows->item[0].row * width + j];
    const bool shared = branch_find(branch, var) != NULL;
    if (model->kind != EXPR_CONST) continue;
    if (same_cell(values, rows, j)) {
      joined = branch_define(unfold, &joined, var, model, true);
    } else if (!shared) {
      columns[count] = fresh(unfold, PG_TYPE_TEXT, variables_hint(unfold->variables, var));
      source[count] = j;
      const Term *term = &model->u.constant;
      joined = branch_define(
          unfold, &joined, var,
          expr_rdf(arena, term->kind, term->kind == TERM_LITERAL ? term->datatype : NULL,
                   term->language, var_expr(unfold, columns[count])),
          true);
      count++;
    }
  }
  if (rows->count > 1) {
    const Expr **cells = ARENA_ARRAY(arena, const Expr *, count * rows->count);
    for (size_t i = 0; i < rows->count; i++)
      for (size_t j = 0; j < count; j++)
        cells[i * count + j] =
            j < demanded
                ? rows->item[i].demands.item[source[j]].value
                : expr_native(
                      arena, PG_TYPE_TEXT,
                      cell[rows->item[i].row * width + source[j]]->u.constant.lexical->text);
    const Node *table = node_values(arena, count, columns, rows->count, cells);
    joined.tree = branch->tree->kind == NODE_UNIT
                      ? table
                      : node_join(arena, 2, (const Node *[]){branch->tree, table});
  }
  if (branch_filter(unfold, &joined, condition)) VEC_PUSH(arena, out, joined);
}

bool values_join(Unfold *unfold, const Branch *branch, const Node *values, Lifted *out) {
  Arena *arena = unfold->arena;
  if (unfold->outer != NULL) return false;
  InlineRows rows = {0};
  if (!read_rows(unfold, branch, values, &rows)) return false;
  bool *done = ARENA_ARRAY(arena, bool, rows.count);
  for (size_t i = 0; i < rows.count; i++) {
    if (done[i]) continue;
    InlineRows form = {0};
    for (size_t k = i; k < rows.count; k++) {
      if (done[k] || !same_form(branch, values, &rows.item[i], &rows.item[k])) continue;
      done[k] = true;
      VEC_PUSH(arena, &form, rows.item[k]);
    }
    join_form(unfold, branch, values, &form, out);
  }
  return true;
}

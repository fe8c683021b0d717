// One variable's terms in columns: arguments or identities, under the names of each place.
#include "rewriter/unfold/columns.h"

#include "rewriter/unfold/constructor.h"

Layout columns_make(Unfold *unfold, VarId var, const Lifted *lifted) {
  Arena *arena = unfold->arena;
  Layout layout = {.merged = {.var = var}};
  Merged *merged = &layout.merged;
  merge_plan(unfold, merged, lifted);
  merge_allot(unfold, merged);
  layout.settled = merge_is_settled(unfold, merged, lifted);
  layout.raw = ARENA_ARRAY(arena, VarId, merged->pool.count + 1);
  if (merged->selected) layout.raw[layout.raw_count++] = merged->selector;
  for (size_t i = 0; i < merged->pool.count; i++)
    layout.raw[layout.raw_count++] = merged->pool.item[i];
  layout.term = merge_term(unfold, merged);
  layout.column = layout.raw;
  layout.count = layout.raw_count;
  if (layout.settled) return layout;
  terms_identity(&unfold->lowering, layout.term, &layout.identity);
  layout.count = layout.identity.count;
  layout.column = ARENA_ARRAY(arena, VarId, layout.count + 1);
  for (size_t i = 0; i < layout.count; i++)
    layout.column[i] = fresh(unfold, layout.identity.item[i]->type, "node");
  layout.term = terms_rebuild(&unfold->lowering, layout.term, layout.count, layout.column);
  return layout;
}

// --- Ends ----------------------------------------------------------------------------------------

// All texts as text: both sides of a recursion must have the same types.
static VarId *name_columns(Unfold *unfold, const VarId columns[], size_t count, const char *hint,
                           Renaming *renaming) {
  VarId *names = ARENA_ARRAY(unfold->arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++) {
    const PgType type = variables_type(unfold->variables, columns[i]);
    names[i] = fresh(unfold, constructor_is_text_type(type) ? PG_TYPE_TEXT : type, hint);
    renaming_add(renaming, columns[i], names[i]);
  }
  return names;
}

LayoutEnd columns_end(Unfold *unfold, const Layout *layout, const char *hint) {
  LayoutEnd end = {layout, renaming_make(unfold->arena, unfold->variables), {0}, NULL};
  end.column = name_columns(unfold, layout->raw, layout->raw_count, hint, &end.raw);
  end.final = end.raw;
  if (layout->settled) return end;
  end.final = renaming_make(unfold->arena, unfold->variables);
  end.column = name_columns(unfold, layout->column, layout->count, hint, &end.final);
  return end;
}

static Binding as_typed(Unfold *unfold, VarId var, const Expr *expr) {
  const PgType type = variables_type(unfold->variables, var);
  if (expr->type != type) expr = expr_sql(unfold->arena, OP_CAST, type, 1, &expr);
  return (Binding){var, expr};
}

void columns_bind(Unfold *unfold, const LayoutEnd *end, size_t index, Bindings *out) {
  Bindings bindings = {0};
  merge_bind(unfold, &end->layout->merged, index, &bindings);
  for (size_t i = 0; i < bindings.count; i++) {
    const VarId var = renaming_of(&end->raw, bindings.item[i].var);
    const Expr *expr = bindings.item[i].expr;
    if (expr->kind == EXPR_UNBOUND) {
      const Expr *filler =
          constructor_filler(unfold->arena, variables_type(unfold->variables, var));
      if (filler != NULL) expr = filler;
    }
    const Binding binding = as_typed(unfold, var, expr);
    VEC_PUSH(unfold->arena, out, binding);
  }
}

void columns_bind_identity(Unfold *unfold, const LayoutEnd *end, Bindings *out) {
  if (end->layout->settled) return;
  for (size_t i = 0; i < end->layout->count; i++) {
    const Binding binding =
        as_typed(unfold, end->column[i], expr_rename(&end->raw, end->layout->identity.item[i]));
    VEC_PUSH(unfold->arena, out, binding);
  }
}

void columns_add(const LayoutEnd *end, bool raw, VarSet *out) {
  const size_t count = raw ? end->layout->raw_count : end->layout->count;
  for (size_t i = 0; i < count; i++)
    varset_add(out, raw ? renaming_of(&end->raw, end->layout->raw[i]) : end->column[i]);
}

bool columns_same(const Layout *a, const Layout *b) {
  const Shapes *x = &a->merged.shapes, *y = &b->merged.shapes;
  if (a->settled != b->settled || a->merged.selected != b->merged.selected ||
      a->count != b->count || a->raw_count != b->raw_count || x->count != y->count)
    return false;
  for (size_t i = 0; i < x->count; i++) {
    const Shape *one = &x->item[i], *other = &y->item[i];
    if (one->text != other->text || one->arg_count != other->arg_count ||
        !constructor_same_shape(one->model, other->model))
      return false;
    for (size_t j = 0; j < one->arg_count; j++)
      if (one->type[j] != other->type[j]) return false;
  }
  return true;
}

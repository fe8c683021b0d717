// Laying out the ends of a path's steps in columns.
#include "rewriter/unfold/steps.h"

#include "rewriter/unfold/constructor.h"
#include "rewriter/unfold/merge.h"

// How the terms of a variable over some branches lie in columns: first as arguments, then, where
// these do not tell terms apart, as the identities made of them.
typedef struct Layout {
  Merged merged;
  VarId *raw;
  size_t raw_count;
  bool settled;
  ExprList identity;
  VarId *column;
  size_t count;
  const Expr *term;  // over column
} Layout;

static Layout lay_out(Unfold *unfold, VarId var, const Lifted *lifted) {
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

// One place of one side: the layout's columns under names of their own.
typedef struct End {
  const Layout *layout;
  Renaming raw, final;
  VarId *column;
} End;

// All texts as text: both sides of a recursion must have the same types.
static VarId *name_columns(Unfold *unfold, const VarId columns[], size_t count, const char *hint,
                           Renaming *renaming) {
  VarId *names = ARENA_ARRAY(unfold->arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++) {
    const PgType type = variables_type(unfold->variables, columns[i]);
    names[i] = fresh(unfold, constructor_is_text_type(type) ? PG_TYPE_TEXT : type, hint);
    renaming->to[columns[i]] = names[i];
  }
  return names;
}

static End make_end(Unfold *unfold, const Layout *layout, const char *hint) {
  End end = {layout, renaming_make(unfold->arena, unfold->variables), {0}, NULL};
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

// The columns of branch `index` of the layout's list. What the branch's shape does not use is
// filled, so that columns compare by `=`, which indexes serve.
static void bind_end(Unfold *unfold, const End *end, size_t index, Bindings *out) {
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

// Identities of the raw columns.
static void bind_identity(Unfold *unfold, const End *end, Bindings *out) {
  if (end->layout->settled) return;
  for (size_t i = 0; i < end->layout->count; i++) {
    const Binding binding =
        as_typed(unfold, end->column[i], expr_rename(&end->raw, end->layout->identity.item[i]));
    VEC_PUSH(unfold->arena, out, binding);
  }
}

static void add_end(const End *end, bool raw, VarSet *out) {
  const size_t count = raw ? end->layout->raw_count : end->layout->count;
  for (size_t i = 0; i < count; i++)
    varset_add(out, raw ? renaming_of(&end->raw, end->layout->raw[i]) : end->column[i]);
}

// --- Sides ---------------------------------------------------------------------------------------

// A place of a side, and where each of its arcs is in the layout's list.
typedef struct Place {
  End end;
  const size_t *index;
} Place;

static Binding state_binding(Unfold *unfold, VarId var, unsigned state) {
  const char *number = arena_format(unfold->arena, "%u", state);
  return (Binding){var, expr_native(unfold->arena, PG_TYPE_INT4, number)};
}

// The union of the arcs' rows, each place in its columns.
static const Node *lay_arcs(Unfold *unfold, const Arcs *arcs, size_t place_count,
                            const Place places[], const VarId *from_state, const VarId *to_state) {
  Arena *arena = unfold->arena;
  VarSet raw = varset_empty(arena), made = varset_empty(arena);
  Bindings identities = {0};
  for (size_t i = 0; i < place_count; i++) {
    add_end(&places[i].end, true, &raw);
    add_end(&places[i].end, false, &made);
    bind_identity(unfold, &places[i].end, &identities);
  }
  const VarId *states[] = {from_state, to_state};
  for (size_t i = 0; i < 2; i++) {
    if (states[i] == NULL) continue;
    varset_add(&raw, *states[i]);
    varset_add(&made, *states[i]);
  }
  const Node **trees = ARENA_ARRAY(arena, const Node *, arcs->count + 1);
  for (size_t b = 0; b < arcs->count; b++) {
    const Arc *arc = &arcs->item[b];
    Bindings bindings = {0};
    for (size_t i = 0; i < place_count; i++)
      bind_end(unfold, &places[i].end, places[i].index[b], &bindings);
    for (size_t i = 0; i < 2; i++) {
      if (states[i] == NULL) continue;
      const Binding state =
          state_binding(unfold, *states[i], i == 0 ? arc->from_state : arc->to_state);
      VEC_PUSH(arena, &bindings, state);
    }
    trees[b] = node_extend(arena, arc->branch.tree, bindings.count, bindings.item);
    trees[b] = project_set(unfold, trees[b], &raw);
  }
  const Node *tree = arcs->count == 1 ? trees[0] : node_union(arena, arcs->count, trees);
  if (identities.count == 0) return tree;
  tree = node_extend(arena, tree, identities.count, identities.item);
  return project_set(unfold, tree, &made);
}

// Adds what the arcs have for `var` to the list of a layout; where each went.
static const size_t *list_terms(Unfold *unfold, const Arcs *arcs, VarId var, VarId as,
                                Lifted *out) {
  size_t *index = ARENA_ARRAY(unfold->arena, size_t, arcs->count + 1);
  for (size_t i = 0; i < arcs->count; i++) {
    const Branch *branch = &arcs->item[i].branch;
    const Branch nothing = {branch->tree, 0, NULL};
    index[i] = out->count;
    VEC_PUSH(unfold->arena, out,
             branch_define(unfold, &nothing, as, branch_find(branch, var)->term, true));
  }
  return index;
}

Steps steps_lay_out(Unfold *unfold, const Ends *ends, const Arcs *start, const Arcs *step,
                    bool carried, bool stated) {
  const VarId node = variables_fresh_rdf(unfold->variables, "node");
  const Arcs *sides[2] = {start, step};
  const size_t *from[2] = {0}, *to[2] = {0}, *in[2] = {0};
  Lifted nodes = {0}, graphs = {0};
  for (size_t i = 0; i < 2; i++) {
    if (carried || i == 1) from[i] = list_terms(unfold, sides[i], ends->from, node, &nodes);
    to[i] = list_terms(unfold, sides[i], ends->to, node, &nodes);
    if (ends->graph != NULL)
      in[i] = list_terms(unfold, sides[i], *ends->graph, *ends->graph, &graphs);
  }
  const Layout layout = lay_out(unfold, node, &nodes);
  Layout named = {0};
  if (ends->graph != NULL) named = lay_out(unfold, *ends->graph, &graphs);
  Steps steps = {.width = layout.count, .graph_width = named.count};
  for (size_t i = 0; i < 2; i++) {
    if (sides[i]->count == 0) continue;
    Side *side = i == 0 ? &steps.start : &steps.step;
    Place places[3];
    size_t count = 0;
    if (from[i] != NULL) {
      places[count++] = (Place){make_end(unfold, &layout, "from"), from[i]};
      side->from = places[0].end.column;
    }
    places[count++] = (Place){make_end(unfold, &layout, "to"), to[i]};
    const End *far = &places[count - 1].end;
    side->to = far->column;
    if (in[i] != NULL) {
      places[count++] = (Place){make_end(unfold, &named, "graph"), in[i]};
      side->graph = places[count - 1].end.column;
    }
    if (stated) {
      side->from_state = fresh(unfold, PG_TYPE_INT4, "state");
      side->to_state = fresh(unfold, PG_TYPE_INT4, "state");
    }
    side->tree =
        lay_arcs(unfold, sides[i], count, places, stated && i == 1 ? &side->from_state : NULL,
                 stated ? &side->to_state : NULL);
    if (i == 1) continue;
    if (carried) steps.from_term = expr_rename(&places[0].end.final, layout.term);
    steps.to_term = expr_rename(&far->final, layout.term);
    if (in[i] != NULL) steps.graph_term = expr_rename(&places[count - 1].end.final, named.term);
  }
  return steps;
}

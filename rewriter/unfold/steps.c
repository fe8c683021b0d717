// Laying out the ends of a path's steps in columns.
#include "rewriter/unfold/steps.h"

#include "rewriter/unfold/columns.h"

// --- Sides ---------------------------------------------------------------------------------------

// A place of a side, and where each of its arcs is in the layout's list.
typedef struct Place {
  LayoutEnd end;
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
    columns_add(&places[i].end, true, &raw);
    columns_add(&places[i].end, false, &made);
    columns_bind_identity(unfold, &places[i].end, &identities);
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
      columns_bind(unfold, &places[i].end, places[i].index[b], &bindings);
    for (size_t i = 0; i < 2; i++) {
      if (states[i] == NULL) continue;
      const Binding state =
          state_binding(unfold, *states[i], i == 0 ? arc->from_state : arc->to_state);
      VEC_PUSH(arena, &bindings, state);
    }
    trees[b] = node_extend(arena, arc->branch.tree, bindings.count, bindings.item);
    trees[b] = node_project_set(unfold->arena, trees[b], &raw);
  }
  const Node *tree = arcs->count == 1 ? trees[0] : node_union(arena, arcs->count, trees);
  if (identities.count == 0) return tree;
  tree = node_extend(arena, tree, identities.count, identities.item);
  return node_project_set(unfold->arena, tree, &made);
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
  const Layout layout = columns_make(unfold, node, &nodes);
  Layout named = {0};
  if (ends->graph != NULL) named = columns_make(unfold, *ends->graph, &graphs);
  Steps steps = {.width = layout.count, .graph_width = named.count};
  for (size_t i = 0; i < 2; i++) {
    if (sides[i]->count == 0) continue;
    Side *side = i == 0 ? &steps.start : &steps.step;
    Place places[3];
    size_t count = 0;
    if (from[i] != NULL) {
      places[count++] = (Place){columns_end(unfold, &layout, "from"), from[i]};
      side->from = places[0].end.column;
    }
    places[count++] = (Place){columns_end(unfold, &layout, "to"), to[i]};
    const LayoutEnd *far = &places[count - 1].end;
    side->to = far->column;
    if (in[i] != NULL) {
      places[count++] = (Place){columns_end(unfold, &named, "graph"), in[i]};
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

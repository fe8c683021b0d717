// Property paths that joins and unions cannot say (SPARQL 1.1 sections 9.3 and 18.4): * + ? and
// negated sets. All have set semantics.
//
// A path's step is unfolded as a pattern between two fresh variables, as a set, and becomes a
// relation of pairs whose two ends lie in columns in one way (lifted_pairs). Of it
//
//   p+  is RECURSE: rows of the relation, and rows that continue them, each once, so cycles stop.
//       It starts at the end that is bound and carries only the other one; with both ends free it
//       carries where it came from.
//   p?  is the relation without duplicates.
//   p*  and p? add the pairs of length zero: of the bound end, whether the graph has it or not, or
//       of every node of the graph; from the others, pairs of one term twice are left out.
//
// GRAPH ?g: the graph's columns are carried, and a step stays in its graph.
#include "rewriter/unfold/context.h"

// !(a | ^b): any other predicate, each pair once.
static Status unfold_negated_set(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Arena *arena = unfold->arena;
  const Path *path = node->u.path.path;
  const Node *sides[2];
  size_t count = 0;
  for (size_t inverse = 0; inverse < 2; inverse++) {
    const VarId predicate = variables_fresh_rdf(unfold->variables, "predicate");
    const Slot slot = {.kind = SLOT_VAR, .var = predicate};
    const Node *side = inverse == 0
                           ? node_triple(arena, node->u.path.subject, slot, node->u.path.object,
                                         node->u.path.graph, node->at)
                           : node_triple(arena, node->u.path.object, slot, node->u.path.subject,
                                         node->u.path.graph, node->at);
    bool any = false;
    for (size_t i = 0; i < path->count; i++) {
      const Path *child = path->child[i];
      const bool turned = child->kind == PATH_INVERSE;
      if (turned != (inverse == 1)) continue;
      any = true;
      const Expr *args[2] = {
          expr_var(arena, unfold->variables, predicate),
          expr_const(arena, term_iri(turned ? child->child[0]->iri : child->iri))};
      side = node_filter(arena, side, expr_call(arena, FN_NE, NULL, 2, args, node->at));
    }
    if (any || (path->count == 0 && inverse == 0)) sides[count++] = side;
  }
  const Node *both = count == 1 ? sides[0] : node_union(arena, count, sides);
  VEC(VarId) kept = {0};
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1))
    VEC_PUSH(arena, &kept, (VarId)v);
  const Node *tree = node_distinct(arena, node_project(arena, both, kept.count, kept.item), false);
  return unfold_node(unfold, tree, out, err);
}

// --- The step ------------------------------------------------------------------------------------

static Slot fresh_slot(Unfold *unfold, const char *hint) {
  return (Slot){.kind = SLOT_VAR, .var = variables_fresh_rdf(unfold->variables, hint)};
}

// The path as algebra between two places.
static const Node *path_pattern(Unfold *unfold, Slot from, const Path *path, Slot to, Slot graph) {
  Arena *arena = unfold->arena;
  switch (path->kind) {
    case PATH_LINK:
    case PATH_INVERSE: {
      const bool turned = path->kind == PATH_INVERSE;
      const Symbol *iri = turned ? path->child[0]->iri : path->iri;
      const Slot verb = {.kind = SLOT_TERM, .term = term_iri(iri)};
      return node_triple(arena, turned ? to : from, verb, turned ? from : to, graph, path->at);
    }
    case PATH_SEQUENCE: {
      const Node **steps = ARENA_ARRAY(arena, const Node *, path->count);
      for (size_t i = 0; i < path->count; i++) {
        const Slot next = i + 1 < path->count ? fresh_slot(unfold, "step") : to;
        steps[i] = path_pattern(unfold, from, path->child[i], next, graph);
        from = next;
      }
      return node_join(arena, path->count, steps);
    }
    case PATH_ALTERNATIVE: {
      const Node **ways = ARENA_ARRAY(arena, const Node *, path->count);
      for (size_t i = 0; i < path->count; i++)
        ways[i] = path_pattern(unfold, from, path->child[i], to, graph);
      return node_union(arena, path->count, ways);
    }
    default: return node_path(arena, from, path, to, graph, path->at);
  }
}

typedef struct Walk {
  Unfold *unfold;
  const Node *node;     // PATH
  const Expr *subject;  // the term at a bound end; NULL: free
  const Expr *object;
  bool same;       // one free variable at both ends
  bool has_graph;  // GRAPH ?g
  Pairs pairs;
} Walk;

// A constant, or what the solution around an EXISTS pattern has there in any case.
static const Expr *bound_end(Unfold *unfold, const Slot *slot) {
  if (slot->kind == SLOT_TERM) return expr_const(unfold->arena, slot->term);
  if (unfold->outer == NULL) return NULL;
  const Definition *around = branch_find(unfold->outer->branch, slot->var);
  return around != NULL && around->certain ? around->term : NULL;
}

static Status unfold_step(Walk *walk, Lifted *step, Slot *graph, Slot *from, Slot *to, Error *err) {
  Unfold *unfold = walk->unfold;
  *graph = walk->node->u.path.graph;
  if (walk->has_graph) *graph = fresh_slot(unfold, "graph");
  *from = fresh_slot(unfold, "from");
  *to = fresh_slot(unfold, "to");
  const Node *pattern = path_pattern(unfold, *from, walk->node->u.path.path->child[0], *to, *graph);
  const Known *known = unfold->known;
  unfold->known = NULL;
  const Status status = unfold_as_set(unfold, pattern, step, err);
  unfold->known = known;
  return status;
}

// --- The relation, walked ------------------------------------------------------------------------

// The pairs under names of their own.
static Pairs fresh_pairs(Unfold *unfold, const Pairs *pairs) {
  Renaming made;
  Pairs copy = *pairs;
  copy.tree = node_fresh(unfold->arena, unfold->variables, pairs->tree, &made);
  VarId *const lists[] = {ARENA_ARRAY(unfold->arena, VarId, pairs->width + 1),
                          ARENA_ARRAY(unfold->arena, VarId, pairs->width + 1),
                          ARENA_ARRAY(unfold->arena, VarId, pairs->graph_width + 1)};
  for (size_t i = 0; i < pairs->width; i++) {
    lists[0][i] = renaming_of(&made, pairs->from[i]);
    lists[1][i] = renaming_of(&made, pairs->to[i]);
  }
  for (size_t i = 0; i < pairs->graph_width; i++) lists[2][i] = renaming_of(&made, pairs->graph[i]);
  copy.from = lists[0];
  copy.to = lists[1];
  copy.graph = lists[2];
  copy.from_term = expr_rename(&made, pairs->from_term);
  copy.to_term = expr_rename(&made, pairs->to_term);
  copy.graph_term = expr_rename(&made, pairs->graph_term);
  return copy;
}

typedef VEC(VarId) VarList;

static void add_vars(Unfold *unfold, VarList *list, size_t count, const VarId vars[]) {
  for (size_t i = 0; i < count; i++) VEC_PUSH(unfold->arena, list, vars[i]);
}

// Columns that agree, NULLs counting as equal.
static void equate(Unfold *unfold, Conditions *out, size_t count, const VarId a[], const VarId b[],
                   const VarSet *certain) {
  for (size_t i = 0; i < count; i++) {
    const Operator op = varset_has(certain, b[i]) ? OP_EQ : OP_IS_NOT_DISTINCT;
    VEC_PUSH(unfold->arena, out,
             expr_sql2(unfold->arena, op, var_expr(unfold, a[i]), var_expr(unfold, b[i])));
  }
}

static Pairs turn(const Pairs *pairs) {
  Pairs turned = *pairs;
  turned.from = pairs->to;
  turned.to = pairs->from;
  turned.from_term = pairs->to_term;
  turned.to_term = pairs->from_term;
  return turned;
}

// All that can be reached in one step or more, and the columns that are kept: the far end's, and
// the near end's when that is free. `near`: the bound term at the near end, or NULL.
static const Node *reach(Unfold *unfold, const Pairs *pairs, const Expr *near, Pairs *out) {
  Arena *arena = unfold->arena;
  const Pairs first = fresh_pairs(unfold, pairs), next = fresh_pairs(unfold, pairs);
  VarList columns = {0}, step_columns = {0}, working = {0};
  const Node *start = first.tree;
  if (near != NULL) {
    const Expr *here = terms_same(&unfold->lowering, first.from_term, near);
    if (expr_is_never(here)) return NULL;
    if (!expr_is_true(here)) start = node_filter(arena, start, here);
  }
  VarId *carried = ARENA_ARRAY(arena, VarId, pairs->width + 1);
  VarId *at = ARENA_ARRAY(arena, VarId, pairs->width + 1);
  VarId *graph = ARENA_ARRAY(arena, VarId, pairs->graph_width + 1);
  for (size_t i = 0; i < pairs->width; i++) {
    const PgType type = variables_type(unfold->variables, pairs->to[i]);
    carried[i] = fresh(unfold, type, "from");
    at[i] = fresh(unfold, type, "to");
  }
  for (size_t i = 0; i < pairs->graph_width; i++)
    graph[i] = fresh(unfold, variables_type(unfold->variables, pairs->graph[i]), "graph");
  if (near == NULL) {
    add_vars(unfold, &columns, pairs->width, first.from);
    add_vars(unfold, &step_columns, pairs->width, carried);
    add_vars(unfold, &working, pairs->width, carried);
  }
  add_vars(unfold, &columns, pairs->width, first.to);
  add_vars(unfold, &step_columns, pairs->width, next.to);
  add_vars(unfold, &working, pairs->width, at);
  add_vars(unfold, &columns, pairs->graph_width, first.graph);
  add_vars(unfold, &step_columns, pairs->graph_width, graph);
  add_vars(unfold, &working, pairs->graph_width, graph);

  VarSet certain = varset_empty(arena);
  for (size_t i = 0; i < columns.count; i++)
    if (varset_has(&first.tree->certain, columns.item[i])) varset_add(&certain, working.item[i]);
  const unsigned label = ++unfold->recursions;
  const Node *both[] = {node_working(arena, label, working.count, working.item, &certain),
                        next.tree};
  Conditions joined = {0};
  equate(unfold, &joined, pairs->width, at, next.from, &next.tree->certain);
  equate(unfold, &joined, pairs->graph_width, graph, next.graph, &next.tree->certain);
  const Node *step = node_join(arena, 2, both);
  const Expr *condition = expr_all(arena, joined.count, joined.item);
  if (condition != NULL) step = node_filter(arena, step, condition);
  start = node_project(arena, start, columns.count, columns.item);
  step = node_project(arena, step, step_columns.count, step_columns.item);
  *out = first;
  return node_recurse(arena, label, columns.count, columns.item, start, step_columns.item, step);
}

// One step, as a set over the same columns.
static const Node *step_once(Unfold *unfold, const Pairs *pairs, const Expr *near, Pairs *out) {
  Arena *arena = unfold->arena;
  *out = fresh_pairs(unfold, pairs);
  const Node *tree = out->tree;
  if (near != NULL) {
    const Expr *here = terms_same(&unfold->lowering, out->from_term, near);
    if (expr_is_never(here)) return NULL;
    if (!expr_is_true(here)) tree = node_filter(arena, tree, here);
  }
  VarList columns = {0};
  if (near == NULL) add_vars(unfold, &columns, out->width, out->from);
  add_vars(unfold, &columns, out->width, out->to);
  add_vars(unfold, &columns, out->graph_width, out->graph);
  return node_distinct(arena, node_project(arena, tree, columns.count, columns.item), false);
}

// --- Solutions -----------------------------------------------------------------------------------

// Gives the place's variable its term; a variable that has one already must have the same.
static bool define_end(Unfold *unfold, Branch *branch, const Slot *slot, const Expr *term) {
  if (slot->kind != SLOT_VAR) return true;
  const Definition *earlier = branch_find(branch, slot->var);
  if (earlier != NULL)
    return branch_filter(unfold, branch, terms_same(&unfold->lowering, earlier->term, term));
  if (!outer_compatible(unfold, slot->var, term)) return false;
  const Expr *condition = outer_condition(unfold, slot->var, term);
  *branch = branch_define(unfold, branch, slot->var, term, true);
  return branch_filter(unfold, branch, condition);
}

static void add_solutions(Walk *walk, Branch branch, const Expr *subject, const Expr *object,
                          const Expr *graph, Lifted *out) {
  const Node *node = walk->node;
  Unfold *unfold = walk->unfold;
  if (define_end(unfold, &branch, &node->u.path.subject, subject) &&
      define_end(unfold, &branch, &node->u.path.object, object) &&
      (graph == NULL || define_end(unfold, &branch, &node->u.path.graph, graph)))
    VEC_PUSH(unfold->arena, out, branch);
}

// Not the same term, where `same` may be NULL for "not".
static const Expr *not_same(Unfold *unfold, const Expr *a, const Expr *b) {
  const Expr *same = terms_same(&unfold->lowering, a, b);
  if (expr_is_never(same)) return NULL;
  return expr_sql2(unfold->arena, OP_IS_DISTINCT, same, expr_bool(unfold->arena, true));
}

// The pairs of one step or more. apart: without those of one term twice.
static void add_walked(Walk *walk, bool repeated, bool apart, Lifted *out) {
  Unfold *unfold = walk->unfold;
  const bool backward = walk->subject == NULL && walk->object != NULL;
  const Pairs pairs = backward ? turn(&walk->pairs) : walk->pairs;
  const Expr *near = backward ? walk->object : walk->subject;
  const Expr *far = backward || walk->subject == NULL ? NULL : walk->object;
  Pairs found;
  const Node *tree =
      repeated ? reach(unfold, &pairs, near, &found) : step_once(unfold, &pairs, near, &found);
  if (tree == NULL) return;
  const Expr *here = near != NULL ? near : found.from_term;
  Branch branch = {tree, 0, NULL};
  if (far != NULL &&
      !branch_filter(unfold, &branch, terms_same(&unfold->lowering, found.to_term, far)))
    return;
  if (apart && !branch_filter(unfold, &branch, not_same(unfold, found.to_term, here))) return;
  const Expr *there = far != NULL ? far : found.to_term;
  add_solutions(walk, branch, backward ? there : here, backward ? here : there, found.graph_term,
                out);
}

// Pairs of length zero at a bound end: in the default graph, or in each graph there is.
static Status add_zero_of_term(Walk *walk, const Expr *term, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  const Node *node = walk->node;
  const Expr *other = walk->subject != NULL && walk->object != NULL ? walk->object : term;
  const Branch unit = {node_unit(unfold->arena), 0, NULL};
  Lifted graphs = {0};
  if (node->u.path.graph.kind == SLOT_NONE)
    VEC_PUSH(unfold->arena, &graphs, unit);
  else
    TRY(unfold_graph_names(unfold, node_graph_names(unfold->arena, node->u.path.graph, node->at),
                           &graphs, err));
  const Expr *same = other == term ? NULL : terms_same(&unfold->lowering, term, other);
  for (size_t i = 0; i < graphs.count; i++) {
    Branch branch = graphs.item[i];
    if (branch_filter(unfold, &branch, same)) add_solutions(walk, branch, term, other, NULL, out);
  }
  return STATUS_OK;
}

// Of every node, subjects and objects of the graph.
static Status add_zero_of_nodes(Walk *walk, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  Arena *arena = unfold->arena;
  const Node *node = walk->node;
  const Slot graph = walk->has_graph ? fresh_slot(unfold, "graph") : node->u.path.graph;
  const Slot any = fresh_slot(unfold, "node");
  const Node *ends[] = {
      node_triple(arena, any, fresh_slot(unfold, "p"), fresh_slot(unfold, "o"), graph, node->at),
      node_triple(arena, fresh_slot(unfold, "s"), fresh_slot(unfold, "p"), any, graph, node->at)};
  const VarId kept[] = {any.var, graph.var};
  const Node *all = node_distinct(
      arena, node_project(arena, node_union(arena, 2, ends), walk->has_graph ? 2 : 1, kept), false);
  Lifted nodes = {0};
  const Known *known = unfold->known;
  unfold->known = NULL;
  const Status status = unfold_node(unfold, all, &nodes, err);
  unfold->known = known;
  TRY(status);
  for (size_t i = 0; i < nodes.count; i++) {
    const Branch *found = &nodes.item[i];
    const Expr *term = branch_find(found, any.var)->term;
    const Expr *in = walk->has_graph ? branch_find(found, graph.var)->term : NULL;
    const Branch branch = {found->tree, 0, NULL};
    add_solutions(walk, branch, term, term, in, out);
  }
  return STATUS_OK;
}

static Status unfold_repetition(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  const PathKind kind = node->u.path.path->kind;
  const Slot *subject = &node->u.path.subject, *object = &node->u.path.object;
  Walk walk = {.unfold = unfold,
               .node = node,
               .subject = bound_end(unfold, subject),
               .object = bound_end(unfold, object),
               .has_graph = node->u.path.graph.kind == SLOT_VAR};
  walk.same = subject->kind == SLOT_VAR && object->kind == SLOT_VAR &&
              subject->var == object->var && walk.subject == NULL;
  const bool zero = kind != PATH_ONE_OR_MORE;
  if (zero) {
    const Expr *end = walk.subject != NULL ? walk.subject : walk.object;
    if (end != NULL)
      TRY(add_zero_of_term(&walk, end, out, err));
    else
      TRY(add_zero_of_nodes(&walk, out, err));
    if (walk.same) return STATUS_OK;
  }
  Lifted step = {0};
  Slot graph, from, to;
  TRY(unfold_step(&walk, &step, &graph, &from, &to, err));
  if (step.count == 0) return STATUS_OK;
  walk.pairs = lifted_pairs(unfold, &step, from.var, to.var, walk.has_graph ? &graph.var : NULL);
  add_walked(&walk, kind != PATH_ZERO_OR_ONE, zero, out);
  return STATUS_OK;
}

Status unfold_path(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  return node->u.path.path->kind == PATH_NEGATED ? unfold_negated_set(unfold, node, out, err)
                                                 : unfold_repetition(unfold, node, out, err);
}

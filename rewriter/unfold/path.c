// Property paths that joins and unions cannot say (SPARQL 1.1 sections 9.3 and 18.4): * + ? and
// negated sets. All have set semantics.
//
// A path with repetitions is an automaton (automaton.h). Its labels are unfolded as patterns
// between two variables, as sets, and laid out as a relation of (state, term) pairs (steps.h) that
// one RECURSE walks, each row once, so that cycles stop.
//
//   The walk begins at one end: at a constant; at what the solution around an EXISTS pattern has
//   there; at the few terms that other patterns, inline rows or filters leave for it (seed.h); else
//   at every arc that may come first. Rows carry where they came from unless that is one term.
//   Pairs of length zero, where the path allows them, are branches of their own: of the bound end,
//   whether the graph has it or not; of the seeds; or of every node of the graph. From the others,
//   pairs of one term twice are left out then.
//
// GRAPH ?g: the graph's columns are carried, and a step stays in its graph.
#include "rewriter/unfold/automaton.h"
#include "rewriter/unfold/context.h"
#include "rewriter/unfold/path_algebra.h"
#include "rewriter/unfold/seed.h"
#include "rewriter/unfold/steps.h"

// --- Patterns ------------------------------------------------------------------------------------

static Slot fresh_slot(Unfold *unfold, const char *hint) {
  return (Slot){.kind = SLOT_VAR, .var = variables_fresh_rdf(unfold->variables, hint)};
}

// A constant, or what the solution around an EXISTS pattern has there in any case.
static const Expr *bound_end(Unfold *unfold, const Slot *slot) {
  if (slot->kind == SLOT_TERM) return expr_const(unfold->arena, slot->term);
  if (unfold->outer == NULL) return NULL;
  const Definition *around = branch_find(unfold->outer->branch, slot->var);
  return around != NULL && around->certain ? around->term : NULL;
}

// The place where a walk begins (near) or ends (far).
typedef struct Place {
  const Slot *slot;
  const Expr *term;  // where it is bound; NULL: free
  Seed seed;         // of a free variable
} Place;

typedef struct Walk {
  Unfold *unfold;
  const Node *node;  // PATH
  bool backward;     // near is the object
  Place near, far;
  bool has_graph;  // GRAPH ?g
  VarId graph;     // of the labels' branches
  VarId from, to;
  Automaton automaton;
  Lifted *label;  // the branches of each label, from near to far
} Walk;

// --- Labels --------------------------------------------------------------------------------------

static Status unfold_labels(Walk *walk, Error *err) {
  Unfold *unfold = walk->unfold;
  const Automaton *automaton = &walk->automaton;
  const Slot from = fresh_slot(unfold, "from"), to = fresh_slot(unfold, "to");
  Slot graph = walk->node->u.path.graph;
  if (walk->has_graph) graph = fresh_slot(unfold, "graph");
  walk->from = from.var;
  walk->to = to.var;
  walk->graph = graph.var;
  walk->label = ARENA_ARRAY(unfold->arena, Lifted, automaton->label_count);
  const Known *known = unfold->known;
  unfold->known = NULL;
  Status status = STATUS_OK;
  for (size_t i = 0; i < automaton->label_count && status == STATUS_OK; i++) {
    const Path *label = automaton->label[i];
    const Node *pattern = walk->backward
                              ? path_step(unfold->arena, unfold->variables, to, label, from, graph)
                              : path_step(unfold->arena, unfold->variables, from, label, to, graph);
    status = unfold_as_set(unfold, pattern, &walk->label[i], err);
  }
  unfold->known = known;
  return status;
}

static double guess_rows(const Walk *walk) {
  double rows = 0;
  for (size_t i = 0; i < walk->automaton.label_count; i++)
    for (size_t b = 0; b < walk->label[i].count; b++)
      rows += seed_guess_rows(walk->label[i].item[b].tree);
  return rows;
}

// --- Arcs ----------------------------------------------------------------------------------------

// The label's branches that may come first.
static Status begin(Walk *walk, const Lifted *label, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  const Lifted copy = lifted_fresh(unfold, label);
  const Place *near = &walk->near;
  Lifted named = {0};
  for (size_t b = 0; b < copy.count; b++) {
    Branch branch = copy.item[b];
    const Expr *term = branch_find(&branch, walk->from)->term;
    if (near->term != NULL) {
      if (!branch_filter(unfold, &branch, terms_same(&unfold->lowering, term, near->term)))
        continue;
    } else {
      branch = branch_define(unfold, &branch, near->slot->var, term, true);
      if (walk->has_graph)
        branch = branch_define(unfold, &branch, walk->node->u.path.graph.var,
                               branch_find(&branch, walk->graph)->term, true);
    }
    VEC_PUSH(unfold->arena, &named, branch);
  }
  if (near->term == NULL) return seed_apply(unfold, &near->seed, &named, near->slot->var, out, err);
  *out = named;
  return STATUS_OK;
}

static void add_arcs(Walk *walk, const Transition *transition, const Lifted *branches, Arcs *out) {
  for (size_t b = 0; b < branches->count; b++) {
    const Arc arc = {transition->from, transition->to, branches->item[b]};
    VEC_PUSH(walk->unfold->arena, out, arc);
  }
}

// --- The walk ------------------------------------------------------------------------------------

typedef VEC(VarId) VarList;

static void add_vars(Unfold *unfold, VarList *list, size_t count, const VarId vars[]) {
  for (size_t i = 0; i < count; i++) VEC_PUSH(unfold->arena, list, vars[i]);
}

// Fresh variables of the same types.
static const VarId *like(Unfold *unfold, size_t count, const VarId vars[], const char *hint) {
  VarId *copies = ARENA_ARRAY(unfold->arena, VarId, count + 1);
  for (size_t i = 0; i < count; i++)
    copies[i] = fresh(unfold, variables_type(unfold->variables, vars[i]), hint);
  return copies;
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

// The columns of a walk's rows, side by side: those of a start; of the rows that came last; and of
// those that a step makes of them.
typedef struct Rows {
  VarList start, working, step;
} Rows;

static void add_columns(Unfold *unfold, Rows *rows, size_t count, const VarId start[],
                        const VarId working[], const VarId step[]) {
  add_vars(unfold, &rows->start, count, start);
  add_vars(unfold, &rows->working, count, working);
  add_vars(unfold, &rows->step, count, step);
}

// Everything that the relation's start reaches, each row once: over the start's columns.
static const Node *walk_rows(Unfold *unfold, const Steps *steps, bool carried, bool stated) {
  Arena *arena = unfold->arena;
  const Side *start = &steps->start, *next = &steps->step;
  const size_t width = steps->width, graph_width = steps->graph_width;
  Rows rows = {0};
  const VarId *at = like(unfold, width, start->to, "to");
  const VarId *graph = like(unfold, graph_width, start->graph, "graph");
  if (carried) {
    const VarId *carry = like(unfold, width, start->from, "from");
    add_columns(unfold, &rows, width, start->from, carry, carry);
  }
  if (next->tree == NULL) next = start;
  add_columns(unfold, &rows, width, start->to, at, next->to);
  VarId state = 0;
  if (stated) {
    state = fresh(unfold, PG_TYPE_INT4, "state");
    add_columns(unfold, &rows, 1, &start->to_state, &state, &next->to_state);
  }
  add_columns(unfold, &rows, graph_width, start->graph, graph, graph);
  const Node *first = node_project(arena, start->tree, rows.start.count, rows.start.item);
  if (next == start) return node_distinct(arena, first, false);

  VarSet certain = varset_empty(arena);
  for (size_t i = 0; i < rows.start.count; i++)
    if (varset_has(&start->tree->certain, rows.start.item[i]) &&
        (rows.step.item[i] == rows.working.item[i] ||
         varset_has(&next->tree->certain, rows.step.item[i])))
      varset_add(&certain, rows.working.item[i]);
  const unsigned label = ++unfold->recursions;
  const Node *both[] = {node_working(arena, label, rows.working.count, rows.working.item, &certain),
                        next->tree};
  Conditions joined = {0};
  equate(unfold, &joined, width, at, next->from, &next->tree->certain);
  if (stated) equate(unfold, &joined, 1, &state, &next->from_state, &next->tree->certain);
  equate(unfold, &joined, graph_width, graph, next->graph, &next->tree->certain);
  const Node *step = node_join(arena, 2, both);
  const Expr *condition = expr_all(arena, joined.count, joined.item);
  if (condition != NULL) step = node_filter(arena, step, condition);
  step = node_project(arena, step, rows.step.count, rows.step.item);
  return node_recurse(arena, label, rows.start.count, rows.start.item, first, rows.step.item, step,
                      NULL);
}

// The rows that end in a final state, each once again without it.
static const Node *walk_final(Walk *walk, const Steps *steps, bool carried, const Node *tree) {
  Unfold *unfold = walk->unfold;
  Arena *arena = unfold->arena;
  const Automaton *automaton = &walk->automaton;
  const VarId state = steps->start.to_state;
  Conditions any = {0};
  for (unsigned i = 0; i < automaton->state_count; i++)
    if (automaton->final[i])
      VEC_PUSH(arena, &any,
               expr_sql2(arena, OP_EQ, var_expr(unfold, state),
                         expr_native(arena, PG_TYPE_INT4, arena_format(arena, "%u", i))));
  if (any.count < automaton->state_count)
    tree = node_filter(
        arena, tree,
        any.count == 1 ? any.item[0] : expr_sql(arena, OP_OR, PG_TYPE_BOOL, any.count, any.item));
  VarList kept = {0};
  if (carried) add_vars(unfold, &kept, steps->width, steps->start.from);
  add_vars(unfold, &kept, steps->width, steps->start.to);
  add_vars(unfold, &kept, steps->graph_width, steps->start.graph);
  tree = node_project(arena, tree, kept.count, kept.item);
  return any.count == 1 ? tree : node_distinct(arena, tree, false);
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

static void add_solution(Walk *walk, Branch branch, const Expr *near, const Expr *far,
                         const Expr *graph, Lifted *out) {
  Unfold *unfold = walk->unfold;
  if (define_end(unfold, &branch, walk->near.slot, near) &&
      define_end(unfold, &branch, walk->far.slot, far) &&
      (graph == NULL || define_end(unfold, &branch, &walk->node->u.path.graph, graph)))
    VEC_PUSH(unfold->arena, out, branch);
}

// Not the same term; NULL: that is certain.
static const Expr *not_same(Unfold *unfold, const Expr *a, const Expr *b) {
  const Expr *same = terms_same(&unfold->lowering, a, b);
  if (expr_is_never(same)) return NULL;
  return expr_sql2(unfold->arena, OP_IS_DISTINCT, same, expr_bool(unfold->arena, true));
}

// The pairs of one step or more. apart: without those of one term twice.
static Status add_walked(Walk *walk, bool apart, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  const Automaton *automaton = &walk->automaton;
  Arcs start = {0}, step = {0};
  for (size_t i = 0; i < automaton->start_count; i++) {
    Lifted first = {0};
    TRY(begin(walk, &walk->label[automaton->start[i].label], &first, err));
    add_arcs(walk, &automaton->start[i], &first, &start);
  }
  if (start.count == 0) return STATUS_OK;
  for (size_t i = 0; i < automaton->step_count; i++) {
    const Lifted next = lifted_fresh(unfold, &walk->label[automaton->step[i].label]);
    add_arcs(walk, &automaton->step[i], &next, &step);
  }
  const bool carried = walk->near.term == NULL, stated = automaton->state_count > 1;
  const Ends ends = {walk->from, walk->to, walk->has_graph ? &walk->graph : NULL};
  const Steps steps = steps_lay_out(unfold, &ends, &start, &step, carried, stated);
  Branch branch = {walk_rows(unfold, &steps, carried, stated), 0, NULL};
  if (stated) branch.tree = walk_final(walk, &steps, carried, branch.tree);
  const Expr *here = carried ? steps.from_term : walk->near.term;
  const Expr *there = steps.to_term;
  if (apart && !branch_filter(unfold, &branch, not_same(unfold, there, here))) return STATUS_OK;
  if (walk->far.term != NULL) {
    if (!branch_filter(unfold, &branch, terms_same(&unfold->lowering, there, walk->far.term)))
      return STATUS_OK;
    there = walk->far.term;
    // Both ends are given: the walk stops on arrival.
    if (!carried && !walk->has_graph && unfold->outer == NULL)
      branch.tree = node_slice(unfold->arena, branch.tree, 0, 1);
  }
  add_solution(walk, branch, here, there, steps.graph_term, out);
  return STATUS_OK;
}

// --- Pairs of length zero ------------------------------------------------------------------------

// At a bound end: in the default graph, or in each graph there is.
static Status add_zero_of_term(Walk *walk, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  const Node *node = walk->node;
  const Expr *near = walk->near.term, *far = walk->far.term;
  const Branch unit = {node_unit(unfold->arena), 0, NULL};
  Lifted graphs = {0};
  if (node->u.path.graph.kind == SLOT_NONE)
    VEC_PUSH(unfold->arena, &graphs, unit);
  else
    TRY(unfold_graph_names(unfold, node_graph_names(unfold->arena, node->u.path.graph, node->at),
                           &graphs, err));
  const Expr *same = far == NULL ? NULL : terms_same(&unfold->lowering, near, far);
  for (size_t i = 0; i < graphs.count; i++) {
    Branch branch = graphs.item[i];
    if (branch_filter(unfold, &branch, same))
      add_solution(walk, branch, near, far == NULL ? near : far, NULL, out);
  }
  return STATUS_OK;
}

static void add_zero_of_branches(Walk *walk, const Lifted *found, Lifted *out) {
  const Slot *graph = &walk->node->u.path.graph;
  for (size_t i = 0; i < found->count; i++) {
    const Branch *branch = &found->item[i];
    const Expr *term = branch_find(branch, walk->near.slot->var)->term;
    const Definition *in = walk->has_graph ? branch_find(branch, graph->var) : NULL;
    add_solution(walk, (Branch){branch->tree, 0, NULL}, term, term, in == NULL ? NULL : in->term,
                 out);
  }
}

// Of the terms that the near end is known to have, as far as they are nodes of the graph.
static Status add_zero_of_seeds(Walk *walk, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  const Slot *near = walk->near.slot, *graph = &walk->node->u.path.graph;
  const Seed *seed = &walk->near.seed;
  const Lifted terms = seed_terms(unfold, seed, near->var, graph);
  if (seed_is_node(seed, near->var, graph)) {
    add_zero_of_branches(walk, &terms, out);
    return STATUS_OK;
  }
  const Node *pattern = path_nodes(unfold->arena, unfold->variables, *near, *graph, walk->node->at);
  Lifted nodes = {0};
  for (size_t i = 0; i < terms.count; i++) {
    Branch branch = terms.item[i];
    const Expr *condition;
    TRY(unfold_condition(unfold, &branch,
                         expr_exists(unfold->arena, false, pattern, SORT_RDF, walk->node->at),
                         &condition, err));
    if (branch_filter(unfold, &branch, condition)) VEC_PUSH(unfold->arena, &nodes, branch);
  }
  add_zero_of_branches(walk, &nodes, out);
  return STATUS_OK;
}

// Of every node of the graph that the near end's conditions allow.
static Status add_zero_of_nodes(Walk *walk, Lifted *out, Error *err) {
  Unfold *unfold = walk->unfold;
  Arena *arena = unfold->arena;
  const Slot near = *walk->near.slot, graph = walk->node->u.path.graph;
  const Node *all = path_nodes(arena, unfold->variables, near, graph, walk->node->at);
  const Conditions *conditions = &walk->near.seed.conditions;
  for (size_t i = 0; i < conditions->count; i++) all = node_filter(arena, all, conditions->item[i]);
  const VarId kept[] = {near.var, graph.var};
  all = node_distinct(arena, node_project(arena, all, walk->has_graph ? 2 : 1, kept), false);
  Lifted nodes = {0};
  TRY(unfold_node(unfold, all, &nodes, err));
  add_zero_of_branches(walk, &nodes, out);
  return STATUS_OK;
}

static Status add_zero(Walk *walk, Lifted *out, Error *err) {
  if (walk->near.term != NULL) return add_zero_of_term(walk, out, err);
  const Slot *graph = &walk->node->u.path.graph;
  // A seed that says nothing of the graph would need each term in each graph.
  const Seed *seed = &walk->near.seed;
  const bool placed = graph->kind != SLOT_VAR ||
                      (seed->known != NULL && seed_is_node(seed, walk->near.slot->var, graph));
  return seed->known != NULL && placed ? add_zero_of_seeds(walk, out, err)
                                       : add_zero_of_nodes(walk, out, err);
}

// --- Repetitions ---------------------------------------------------------------------------------

// The near end is the one of which more is known.
static Status choose_end(Walk *walk, Error *err) {
  Unfold *unfold = walk->unfold;
  const Node *node = walk->node;
  const Slot *slots[] = {&node->u.path.subject, &node->u.path.object};
  Place places[2];
  for (size_t i = 0; i < 2; i++)
    places[i] = (Place){.slot = slots[i], .term = bound_end(unfold, slots[i])};
  walk->automaton = automaton_make(unfold->arena, node->u.path.path, false);
  walk->backward = places[0].term == NULL && places[1].term != NULL;
  if (!walk->backward) TRY(unfold_labels(walk, err));
  if (places[0].term == NULL && places[1].term == NULL) {
    const double most = guess_rows(walk);
    for (size_t i = 0; i < 2; i++) places[i].seed = seed_find(unfold, slots[i]->var, most);
    walk->backward = places[1].seed.rows < places[0].seed.rows;
  }
  if (walk->backward) {
    walk->automaton = automaton_make(unfold->arena, node->u.path.path, true);
    TRY(unfold_labels(walk, err));
  }
  walk->near = places[walk->backward ? 1 : 0];
  walk->far = places[walk->backward ? 0 : 1];
  return STATUS_OK;
}

static Status unfold_repetition(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  Walk walk = {.unfold = unfold, .node = node, .has_graph = node->u.path.graph.kind == SLOT_VAR};
  TRY(choose_end(&walk, err));
  const bool nullable = walk.automaton.nullable;
  if (nullable) TRY(add_zero(&walk, out, err));
  // With one variable at both ends, longer walks that come back add nothing.
  const Slot *near = walk.near.slot, *far = walk.far.slot;
  if (nullable && walk.near.term == NULL && far->kind == SLOT_VAR && near->var == far->var)
    return STATUS_OK;
  return add_walked(&walk, nullable, out, err);
}

Status unfold_path(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  if (node->u.path.path->kind == PATH_NEGATED)
    return unfold_node(unfold, path_negated(unfold->arena, unfold->variables, node), out, err);
  const bool inside = unfold->inside_path;
  unfold->inside_path = true;
  const Status status = unfold_repetition(unfold, node, out, err);
  unfold->inside_path = inside;
  TRY(status);
  const Slot *graph = &node->u.path.graph;
  TRY(unfold_least(unfold, &node->u.path.subject, graph, node->at, out, err));
  return unfold_least(unfold, &node->u.path.object, graph, node->at, out, err);
}

// Law: of a recursive component asked for a constant, only those triples matter whose subject (or
// object) is in the magic set: the constant, and what the rules, asked for one of the set, ask for.
//
// Preconditions: (1) the pattern has a constant there, which not all rules hand on as they got it;
// (2) in each rule the recursive pattern's term there is bound by others that start from the head's
// (rule/magic.c); (3) each rule has one recursive pattern (rule/recursion.c).
//
// Before: sg(c, ?y), where sg(x, y) <- up(x, u), sg(u, v), down(v, y): all of sg, then x = c
// After:  m(c); m(u) <- m(x), up(x, u); sg(x, y) <- m(x), up(x, u), sg(u, v), down(v, y)
// Why: the cone above c is small where the relation is large (Bancilhon, Maier, Sagiv, Ullman 1986;
// Beeri, Ramakrishnan 1991).
//
// The set is a recursion of its own, over rows (value, predicate), which comes before the
// component's and is joined in its start and its step.
#include "rewriter/rule/magic.h"

#include "rewriter/rule/copy.h"
#include "rewriter/unfold/recursion.h"

typedef struct MagicMaker {
  Recursion r;
  const MagicPlan *plan;
  size_t place;
  const Node *triple;
  Slot graph;
} MagicMaker;

Lifted magic_rows(Unfold *unfold, const Magic *magic, VarId value, VarId predicate) {
  Arena *arena = unfold->arena;
  RuleRows rows = magic->rows;
  RuleRowsList ignored = {0};
  rows.seen = &ignored;
  const Slot slots[] = {{.kind = SLOT_VAR, .var = value}, {.kind = SLOT_VAR, .var = predicate}};
  const Node *triple =
      node_triple(arena, slots[0], slots[1], slots[0], (Slot){.kind = SLOT_NONE}, (Position){0, 0});
  Lifted out = {0};
  unfold_rows(unfold, &rows, triple, &out);
  return out;
}

// --- The step ------------------------------------------------------------------------------------

static const Node *step_body(MagicMaker *maker, Copy *copy, const MagicStep *step) {
  Arena *arena = maker->r.unfold->arena;
  const Node **part = ARENA_ARRAY(arena, const Node *, step->part_count + 1);
  for (size_t i = 0; i < step->part_count; i++) part[i] = copy_node(copy, step->part[i]);
  const Node *body = step->part_count == 0   ? node_unit(arena)
                     : step->part_count == 1 ? part[0]
                                             : node_join(arena, step->part_count, part);
  for (size_t i = 0; i < step->condition_count; i++)
    body = node_filter(arena, body, copy_expr(copy, step->condition[i]));
  return body;
}

// What is asked for by a rule whose head is among what was asked for last.
static Status unfold_step(MagicMaker *maker, const MagicStep *step, Lifted *out, Error *err) {
  Recursion *r = &maker->r;
  Unfold *unfold = r->unfold;
  Arena *arena = unfold->arena;
  const TripleTemplate *head = step->clause->head;
  Copy copy = copy_start(arena, unfold->symbols, unfold->variables, step->clause->rule);
  copy.graph = maker->graph;
  const Slot bound = copy_slot(&copy, magic_slot(&head->subject, &head->object, maker->place));
  const Slot predicate = copy_slot(&copy, &head->predicate);
  const Slot asked = copy_slot(
      &copy, magic_slot(&step->call->u.triple.subject, &step->call->u.triple.object, maker->place));
  const Term of = copy_term(&copy, &step->call->u.triple.predicate.term);
  Lifted found = {0}, last = {0};
  TRY(unfold_body(unfold, r->rules, r->component, step_body(maker, &copy, step), &found, err));
  unfold_rows(
      unfold, &r->rows,
      node_triple(arena, bound, predicate, bound, (Slot){.kind = SLOT_NONE}, (Position){0, 0}),
      &last);
  const Lifted joined = lifted_join(unfold, last, found);
  for (size_t i = 0; i < joined.count; i++) {
    const Expr *value = asked.kind == SLOT_TERM ? expr_const(arena, asked.term)
                                                : branch_find(&joined.item[i], asked.var)->term;
    Branch branch = {joined.item[i].tree, 0, NULL};
    branch = branch_define(unfold, &branch, r->var[0], value, true);
    branch = branch_define(unfold, &branch, r->var[1], expr_const(arena, of), true);
    VEC_PUSH(arena, out, branch);
  }
  return STATUS_OK;
}

static Status unfold_steps(MagicMaker *maker, Lifted *out, Error *err) {
  maker->r.seen.count = 0;
  for (size_t i = 0; i < maker->plan->count; i++)
    TRY(unfold_step(maker, &maker->plan->step[i], out, err));
  return STATUS_OK;
}

// --- The start -----------------------------------------------------------------------------------

// The constant, made as some step makes its terms, so that both lie in the same columns.
static Branch start_value(MagicMaker *maker, const Lifted *step) {
  Unfold *unfold = maker->r.unfold;
  const VarId var = maker->r.var[0];
  const Expr *constant = expr_const(
      unfold->arena,
      magic_slot(&maker->triple->u.triple.subject, &maker->triple->u.triple.object, maker->place)
          ->term);
  Branch branch;
  for (size_t i = 0; i < step->count; i++)
    if (values_invert(unfold, var, branch_find(&step->item[i], var)->term, constant, &branch))
      return branch;
  const Branch unit = {node_unit(unfold->arena), 0, NULL};
  return branch_define(unfold, &unit, var, constant, true);
}

// It is asked of the pattern's predicate, or of each that the component has.
static void make_start(MagicMaker *maker, const Lifted *step, Lifted *out) {
  const Recursion *r = &maker->r;
  Unfold *unfold = r->unfold;
  const Branch value = start_value(maker, step);
  const Component *component = &r->rules->component[r->component];
  for (size_t i = 0; i < component->count; i++) {
    const Symbol *iri = r->rules->clause[component->clause[i]].head->predicate.term.lexical;
    const Term term = term_iri(symbols_intern(unfold->symbols, iri->text, iri->length));
    const Slot *asked = &maker->triple->u.triple.predicate;
    bool known = asked->kind == SLOT_TERM && !term_equal(&asked->term, &term);
    for (size_t j = 0; j < out->count && !known; j++)
      known = term_equal(&branch_find(&out->item[j], r->var[1])->term->u.constant, &term);
    if (known) continue;
    const Branch branch =
        branch_define(unfold, &value, r->var[1], expr_const(unfold->arena, term), true);
    VEC_PUSH(unfold->arena, out, branch);
  }
}

// --- The set -------------------------------------------------------------------------------------

// Rounds as the component's own has (recursion.c). *settled: they came to an end, with some step.
static Status run_rounds(MagicMaker *maker, Round *round, bool *settled, Error *err) {
  Recursion *r = &maker->r;
  make_start(maker, &round->step, &round->start);
  if (round->start.count == 0) return STATUS_OK;
  recursion_lay_out(r, round);
  r->rows.label = ++r->unfold->recursions;
  for (size_t i = 0; i < MOST_ROUNDS && !*settled; i++) {
    Round next = {0};
    recursion_set_rows(r, round);
    TRY(unfold_steps(maker, &next.step, err));
    if (next.step.count == 0) return STATUS_OK;
    make_start(maker, &next.step, &next.start);
    recursion_lay_out(r, &next);
    *settled = recursion_is_settled(r, round, &next);
    *round = next;
  }
  return STATUS_OK;
}

Status magic_make(Unfold *unfold, const RuleSet *rules, unsigned component, size_t place,
                  const Node *triple, Slot graph, Magic *out, bool *made, Error *err) {
  *made = false;
  MagicPlan plan;
  if (magic_slot(&triple->u.triple.subject, &triple->u.triple.object, place)->kind != SLOT_TERM ||
      !magic_plan(unfold->arena, rules, component, place, &plan))
    return STATUS_OK;
  MagicMaker maker = {
      .r = {.unfold = unfold, .rules = rules, .component = component, .triple = triple, .count = 2},
      .plan = &plan,
      .place = place,
      .triple = triple,
      .graph = graph};
  maker.r.var[0] = variables_fresh_rdf(unfold->variables, place == 0 ? "subject" : "object");
  maker.r.var[1] = variables_fresh_rdf(unfold->variables, "predicate");
  Round round = {0};
  bool settled = false;
  TRY(run_rounds(&maker, &round, &settled, err));
  // Without columns there would be nothing to tell apart.
  if (!settled || maker.r.rows.width[0] + maker.r.rows.width[1] == 0) return STATUS_OK;
  const Expr *term[MOST_PLACES];
  *out = (Magic){.place = place, .tree = recursion_make(&maker.r, &round, term)};
  out->rows = maker.r.rows;
  *made = true;
  return STATUS_OK;
}

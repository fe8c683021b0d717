// Triple patterns under owl:sameAs.
//
// Law: what has a triple, all that is the same has too (OWL 2 Profiles, table 4: eq-rep-s,
// eq-rep-o). So (s p o) is the union of (s p o), (s' p o), (s p o') and (s' p o') with s' the same
// as s and o' the same as o. Predicates and classes are not merged. Before: TRIPLE s p o After:
// UNION (TRIPLE s p o) (JOIN (TRIPLE s' p o) (TRIPLE s' owl:sameAs s)) … Why: the first of them is
// all there is where no owl:sameAs can have such a term, which shows before anything is asked:
// equalities are looked at from the ends of the others only.
//
// Rounds: equalities follow from keys and functional properties, whose triples follow from
// equalities. SQL's recursion cannot go round both; ours unrolls. The equalities of round 0 are
// those that the graph has, and that rules derive, as if nothing were the same; those of round n +
// 1 see the graph merged by round n. Patterns see the last of MOST_ROUNDS.
#include "base/rdf/vocabulary.h"
#include "rewriter/rule/rule.h"
#include "rewriter/unfold/context.h"

static const RuleSet *rules_of(const Unfold *unfold, const Slot *graph) {
  const RuleSet *rules = unfold->options->rules;
  return rules != NULL && graph->kind != SLOT_NONE ? rules->in_graphs : rules;
}

static bool has_equalities(const Unfold *unfold, const RuleSet *rules) {
  return rules->derives_same ||
         mapping_index_candidates(unfold->index, &OWL_SAME_AS, NULL).count > 0;
}

static bool is_iri(const Slot *slot, const Symbol *iri) {
  return slot->kind == SLOT_TERM && slot->term.kind == TERM_IRI && slot->term.lexical == iri;
}

static bool may_be_resource(const Slot *slot) {
  return slot->kind != SLOT_TERM || slot->term.kind != TERM_LITERAL;
}

bool unfold_is_merged(const Unfold *unfold, const Node *triple) {
  const RuleSet *rules = rules_of(unfold, &triple->u.triple.graph);
  return unfold->same_rounds > 0 && rules != NULL && rules->same_as != SAME_AS_OFF &&
         has_equalities(unfold, rules);
}

// --- Equalities ----------------------------------------------------------------------------------

// The state inside which equalities are unfolded: one round less, from without all recursions.
typedef struct Inside {
  const RuleFrame *frame;
  bool bag_matters;
} Inside;

static Inside enter(Unfold *unfold) {
  const Inside saved = {unfold->rule_frame, unfold->bag_matters};
  unfold->rule_frame = NULL;
  unfold->bag_matters = false;
  unfold->same_rounds--;
  return saved;
}

static void leave(Unfold *unfold, Inside saved) {
  unfold->rule_frame = saved.frame;
  unfold->bag_matters = saved.bag_matters;
  unfold->same_rounds++;
}

static const Node *same_pattern(Unfold *unfold, Slot from, Slot to, Slot graph, Position at) {
  const Slot predicate = {.kind = SLOT_TERM, .term = term_iri(&OWL_SAME_AS)};
  return node_triple(unfold->arena, from, predicate, to, graph, at);
}

static Status unfold_same(Unfold *unfold, Slot from, Slot to, Slot graph, Position at, Lifted *out,
                          Error *err) {
  const Inside saved = enter(unfold);
  const Status status =
      unfold_triple_alone(unfold, same_pattern(unfold, from, to, graph, at), out, err);
  leave(unfold, saved);
  return status;
}

static Slot fresh_slot(Unfold *unfold, const char *hint) {
  return (Slot){.kind = SLOT_VAR, .var = variables_fresh_rdf(unfold->variables, hint)};
}

// All pairs of the default graph, unfolded once in each round and copied where they are asked for.
static Status same_pairs(Unfold *unfold, VarId from, VarId to, Position at, Lifted *out,
                         Error *err) {
  SamePairs *pairs = &unfold->same_pairs[unfold->same_rounds - 1];
  if (!pairs->made) {
    const Slot ends[] = {fresh_slot(unfold, "same"), fresh_slot(unfold, "as")};
    const Outer *outer = unfold->outer;
    const Known *known = unfold->known;
    unfold->outer = NULL;
    unfold->known = NULL;
    const Status status = unfold_same(unfold, ends[0], ends[1], (Slot){0}, at, &pairs->lifted, err);
    unfold->outer = outer;
    unfold->known = known;
    TRY(status);
    *pairs = (SamePairs){true, ends[0].var, ends[1].var, pairs->lifted};
  }
  const Lifted copy = lifted_fresh(unfold, &pairs->lifted);
  for (size_t i = 0; i < copy.count; i++) {
    const Expr *left = branch_find(&copy.item[i], pairs->from)->term;
    const Expr *right = branch_find(&copy.item[i], pairs->to)->term;
    Branch branch = {copy.item[i].tree, 0, NULL};
    branch = branch_define(unfold, &branch, from, left, true);
    branch = branch_define(unfold, &branch, to, right, true);
    if (known_compatible(unfold, to, right) && outer_compatible(unfold, to, right) &&
        branch_filter(unfold, &branch, outer_condition(unfold, to, right)))
      VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

// The solutions, joined with what is the same as one of their variables.
static Status join_same(Unfold *unfold, Slot from, Slot to, const Node *triple, Lifted *solutions,
                        Error *err) {
  if (solutions->count == 0) return STATUS_OK;
  const Slot graph = triple->u.triple.graph;
  Lifted same = {0};
  if (to.kind == SLOT_VAR && graph.kind == SLOT_NONE)
    TRY(same_pairs(unfold, from.var, to.var, triple->at, &same, err));
  else
    TRY(unfold_same(unfold, from, to, graph, triple->at, &same, err));
  *solutions = lifted_join(unfold, *solutions, same);
  return STATUS_OK;
}

static Status add_way(Unfold *unfold, const Node *triple, bool subject, bool object, Lifted *out,
                      Error *err) {
  Slot ends[] = {triple->u.triple.subject, triple->u.triple.object};
  const bool moved[] = {subject, object};
  for (size_t i = 0; i < 2; i++)
    if (moved[i]) ends[i] = fresh_slot(unfold, "same");
  const Node *other = node_triple(unfold->arena, ends[0], triple->u.triple.predicate, ends[1],
                                  triple->u.triple.graph, triple->at);
  Lifted found = {0};
  TRY(unfold_triple_alone(unfold, other, &found, err));
  if (subject) TRY(join_same(unfold, ends[0], triple->u.triple.subject, triple, &found, err));
  if (object) TRY(join_same(unfold, ends[1], triple->u.triple.object, triple, &found, err));
  for (size_t i = 0; i < found.count; i++)
    VEC_PUSH(unfold->arena, out, branch_keep(unfold, &found.item[i], &triple->variables));
  return STATUS_OK;
}

// --- Representatives -----------------------------------------------------------------------------

// EXISTS { ?var owl:sameAs ?z } with ?z before ?var: IRIs by code point, then blank nodes.
static const Expr *has_lesser(Unfold *unfold, VarId var, Slot graph, Position at) {
  Arena *arena = unfold->arena;
  const VarId other = variables_fresh_rdf(unfold->variables, "lesser");
  const Slot ends[] = {{.kind = SLOT_VAR, .var = var}, {.kind = SLOT_VAR, .var = other}};
  const Expr *v = expr_var(arena, unfold->variables, var);
  const Expr *z = expr_var(arena, unfold->variables, other);
  const Expr *texts[] = {expr_call(arena, FN_STR, NULL, 1, &z, at),
                         expr_call(arena, FN_STR, NULL, 1, &v, at)};
  const Expr *either[] = {expr_call(arena, FN_ISBLANK, NULL, 1, &v, at),
                          expr_call(arena, FN_LT, NULL, 2, texts, at)};
  const Node *lesser = same_pattern(unfold, ends[0], ends[1], graph, at);
  lesser = node_filter(arena, lesser, expr_call(arena, FN_ISIRI, NULL, 1, &z, at));
  lesser = node_filter(arena, lesser, expr_call(arena, FN_OR, NULL, 2, either, at));
  return expr_exists(arena, true, lesser, SORT_RDF, at);
}

static bool is_plain_literal(const Expr *term) {
  return term->kind == EXPR_RDF && term->u.rdf.kind_expr == NULL &&
         term->u.rdf.kind_ == TERM_LITERAL;
}

static Status keep_least(Unfold *unfold, const Slot *slot, Slot graph, Position at,
                         Lifted *solutions, Error *err) {
  if (slot->kind != SLOT_VAR) return STATUS_OK;
  Lifted kept = {0};
  for (size_t i = 0; i < solutions->count; i++) {
    Branch branch = solutions->item[i];
    const Definition *definition = branch_find(&branch, slot->var);
    const bool is_literal = definition == NULL || is_plain_literal(definition->term);
    if (!is_literal) {
      const Inside saved = enter(unfold);
      const Expr *condition = NULL;
      const Status status = unfold_condition(
          unfold, &branch, has_lesser(unfold, slot->var, graph, at), &condition, err);
      leave(unfold, saved);
      TRY(status);
      if (!branch_filter(unfold, &branch, condition)) continue;
    }
    VEC_PUSH(unfold->arena, &kept, branch);
  }
  *solutions = kept;
  return STATUS_OK;
}

Status unfold_least(Unfold *unfold, const Slot *slot, const Slot *graph, Position at,
                    Lifted *solutions, Error *err) {
  const RuleSet *rules = rules_of(unfold, graph);
  if (rules == NULL || rules->same_as != SAME_AS_REPRESENTATIVES || unfold->inside_path ||
      unfold->rule_frame != NULL || unfold->same_rounds != MOST_ROUNDS_OF_SAME ||
      !has_equalities(unfold, rules))
    return STATUS_OK;
  return keep_least(unfold, slot, *graph, at, solutions, err);
}

// --- Patterns ------------------------------------------------------------------------------------

// A variable predicate's solutions that are equalities.
static Status add_equalities(Unfold *unfold, const Node *triple, Lifted *out, Error *err) {
  Lifted found = {0};
  TRY(unfold_same(unfold, triple->u.triple.subject, triple->u.triple.object, triple->u.triple.graph,
                  triple->at, &found, err));
  const Expr *same = expr_const(unfold->arena, term_iri(&OWL_SAME_AS));
  const VarId var = triple->u.triple.predicate.var;
  for (size_t i = 0; i < found.count && known_compatible(unfold, var, same); i++) {
    const Definition *earlier = branch_find(&found.item[i], var);
    Branch branch = found.item[i];
    if (earlier == NULL)
      branch = branch_define(unfold, &branch, var, same, true);
    else if (!branch_filter(unfold, &branch, terms_same(&unfold->lowering, earlier->term, same)))
      continue;
    if (branch_filter(unfold, &branch, outer_condition(unfold, var, same)))
      VEC_PUSH(unfold->arena, out, branch);
  }
  return STATUS_OK;
}

Status unfold_merged(Unfold *unfold, const Node *triple, Lifted *out, Error *err) {
  const Slot *subject = &triple->u.triple.subject, *object = &triple->u.triple.object;
  const bool moves_object =
      may_be_resource(object) && !is_iri(&triple->u.triple.predicate, &RDF_TYPE);
  const bool bag_matters = unfold->bag_matters;
  Lifted all = {0};
  if (is_iri(&triple->u.triple.predicate, &OWL_SAME_AS)) {
    TRY(unfold_same(unfold, *subject, *object, triple->u.triple.graph, triple->at, &all, err));
    *out = bag_matters ? lifted_distinct(unfold, &all, &triple->variables) : all;
    return STATUS_OK;
  }
  unfold->bag_matters = false;
  Status status = STATUS_OK;
  if (triple->u.triple.predicate.kind == SLOT_VAR)
    status = add_equalities(unfold, triple, &all, err);
  for (unsigned way = 0; way < (moves_object ? 4u : 2u) && status == STATUS_OK; way++)
    status = add_way(unfold, triple, (way & 1u) != 0, (way & 2u) != 0, &all, err);
  unfold->bag_matters = bag_matters;
  TRY(status);
  TRY(unfold_least(unfold, subject, &triple->u.triple.graph, triple->at, &all, err));
  if (moves_object)
    TRY(unfold_least(unfold, object, &triple->u.triple.graph, triple->at, &all, err));
  *out = lifted_distinct(unfold, &all, &triple->variables);
  return STATUS_OK;
}

// A head and a pattern: see match.h.
#include "rewriter/rule/match.h"

#include "rewriter/rule/bind.h"
#include "rewriter/rule/copy.h"

// What must be done for a clause's head to be the pattern.
typedef struct Match {
  Arena *arena;
  Copy copy;
  VarSet used;  // the pattern's variables that have got their term
  VEC(Binding) bindings;
  VEC(const Expr *) conditions;  // RDF-sorted
  struct {
    VarId var;
    Term term;
  } constant[3];
  size_t constant_count;
} Match;

static const Expr *rdf_var(Match *match, VarId var) {
  return expr_var(match->arena, match->copy.variables, var);
}

static void require(Match *match, Function function, const Expr *a, const Expr *b) {
  Arena *arena = match->arena;
  const Expr *args[] = {a, b};
  VEC_PUSH(arena, &match->conditions,
           expr_call(arena, function, NULL, b == NULL ? 1 : 2, args, (Position){0, 0}));
}

// The pattern's variable gets a term that the body, or the head, has.
static void give(Match *match, VarId var, const Expr *term) {
  if (varset_has(&match->used, var)) {
    require(match, FN_SAMETERM, rdf_var(match, var), term);
    return;
  }
  varset_add(&match->used, var);
  const Binding binding = {var, term};
  VEC_PUSH(match->arena, &match->bindings, binding);
}

static bool match_place(Match *match, const Slot *head, const Slot *place) {
  if (head->kind == SLOT_TERM) {
    const Term term = copy_term(&match->copy, &head->term);
    if (place->kind == SLOT_TERM) return term_equal(&term, &place->term);
    give(match, place->var, expr_const(match->arena, term));
    return true;
  }
  VarId *to = &match->copy.to[head->var];
  if (*to != COPY_UNSET) {
    const Expr *here = rdf_var(match, *to);
    if (place->kind == SLOT_TERM)
      require(match, FN_SAMETERM, here, expr_const(match->arena, place->term));
    else if (place->var != *to)
      give(match, place->var, here);
    return true;
  }
  if (place->kind == SLOT_VAR && !varset_has(&match->used, place->var)) {
    *to = place->var;
    varset_add(&match->used, place->var);
    return true;
  }
  const VarId own = copy_var(&match->copy, head->var);
  if (place->kind == SLOT_VAR) {
    require(match, FN_SAMETERM, rdf_var(match, own), rdf_var(match, place->var));
    return true;
  }
  match->constant[match->constant_count].var = own;
  match->constant[match->constant_count++].term = place->term;
  return true;
}

// Solutions without a term there, or with one that no triple has there, make no triple.
static void require_lawful(Match *match, const Slot *head, Function function, bool negated) {
  if (head->kind != SLOT_VAR) return;
  const Expr *var = rdf_var(match, copy_var(&match->copy, head->var));
  require(match, function, var, NULL);
  if (!negated) return;
  const Expr **last = &match->conditions.item[match->conditions.count - 1];
  *last = expr_call(match->arena, FN_NOT, NULL, 1, last, (Position){0, 0});
}

static bool match_head(Match *match, const Clause *clause, const Node *triple) {
  const Slot *head[] = {&clause->head->subject, &clause->head->predicate, &clause->head->object};
  const Slot *place[] = {&triple->u.triple.subject, &triple->u.triple.predicate,
                         &triple->u.triple.object};
  for (size_t i = 0; i < 3; i++)
    if (!match_place(match, head[i], place[i])) return false;
  require_lawful(match, head[0], FN_ISLITERAL, true);
  require_lawful(match, head[1], FN_ISIRI, false);
  require_lawful(match, head[2], FN_BOUND, false);
  return true;
}

static const Node *matched_body(Match *match, const Rule *rule) {
  Arena *arena = match->arena;
  const Node *body = copy_node(&match->copy, rule->body);
  for (size_t i = 0; i < match->constant_count; i++)
    body = algebra_bind(arena, match->copy.variables, body, match->constant[i].var,
                        match->constant[i].term);
  if (match->bindings.count > 0)
    body = node_extend(arena, body, match->bindings.count, match->bindings.item);
  for (size_t i = 0; i < match->conditions.count; i++)
    body = node_filter(arena, body, match->conditions.item[i]);
  return body;
}

const Node *clause_body(Arena *arena, Symbols *symbols, Variables *variables, const Clause *clause,
                        const Node *triple) {
  Match match = {.arena = arena,
                 .copy = copy_start(arena, symbols, variables, clause->rule),
                 .used = varset_empty(arena)};
  match.copy.graph = triple->u.triple.graph;
  return match_head(&match, clause, triple) ? matched_body(&match, clause->rule) : NULL;
}

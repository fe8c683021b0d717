// Law: TRIPLE = DISTINCT(PROJECT(UNION(TRIPLE without R, body of r, …), its variables)), R being
// clauses r of the rules whose heads match the pattern.
//
// Preconditions:
// 1. No r is part of a recursion: its body does not depend on the pattern.
// 2. Equalities are not merged (owl:sameAs), which reaches over the union.
// 3. Inside EXISTS the body does not see the solution around it: the pattern's variables are bound
//    above it.
//
// Before: TRIPLE ?x :hash ?h,
//         with CONSTRUCT { ?x :hash ?h } WHERE { ?x :name ?n BIND(SHA1(?n) AS ?h) }
// After:  DISTINCT(UNION(TRIPLE ?x :hash ?h without the rule,
//                        EXTEND(TRIPLE ?x :name ?n, ?h := SHA1(?n))))
// Why:    what SQL can do of the pattern, the other rules too, stays one statement.
#include "rewriter/plan/derived.h"

#include "rewriter/rule/match.h"
#include "rewriter/unfold/path_algebra.h"

enum { MOST_BODIES = 1000 };  // of one query

typedef VEC(const Node *) Bodies;
typedef VEC(unsigned) Clauses;

static const RuleSet *rules_of(const Split *split, const Node *triple) {
  const RuleSet *rules = split->rewriting->options->rules;
  return rules != NULL && triple->u.triple.graph.kind != SLOT_NONE ? rules->in_graphs : rules;
}

// The bodies that SQL refuses, and their clauses.
static Status find_refused(Split *split, const RuleSet *rules, const Node *triple, Bodies *bodies,
                           Clauses *clauses, Error *err) {
  Arena *arena = split->arena;
  const Query *query = split->rewriting->query;
  const ClauseList list =
      rules_matching(rules, arena, &triple->u.triple.predicate, &triple->u.triple.object);
  for (size_t i = 0; i < list.count; i++) {
    const Clause *clause = &rules->clause[list.item[i]];
    if (rules->component[clause->component].recursive) continue;  // 1
    const Node *body = clause_body(arena, query->symbols, query->variables, clause, triple);
    if (body == NULL) continue;
    bool good;
    TRY(split_try(split, body, &good, err));
    if (good) continue;
    if (++split->bodies > MOST_BODIES)
      return error_at(err, STATUS_LIMIT, triple->at,
                      "more than %d bodies of rules would be evaluated outside PostgreSQL",
                      MOST_BODIES);
    VEC_PUSH(arena, bodies, node_project_set(arena, body, &triple->variables));
    VEC_PUSH(arena, clauses, list.item[i]);
  }
  return STATUS_OK;
}

static Status derive(Split *split, const RuleSet *rules, const Node *triple, const Node **out,
                     Error *err) {
  Arena *arena = split->arena;
  Bodies bodies = {0};
  Clauses clauses = {0};
  *out = NULL;
  TRY(find_refused(split, rules, triple, &bodies, &clauses, err));
  if (bodies.count == 0) return STATUS_OK;
  VEC_PUSH(arena, &bodies, node_triple_without(arena, triple, clauses.count, clauses.item));
  *out = node_distinct(arena, node_union(arena, bodies.count, bodies.item), false);
  return STATUS_OK;
}

// 3: in places that the solution around may bind, variables of their own, bound to the pattern's
// above.
typedef struct Renamed {
  Split *split;
  size_t count;
  VarId from[4], to[4];
} Renamed;

static void rename_place(Renamed *renamed, Slot *place) {
  if (place->kind != SLOT_VAR) return;
  Variables *variables = renamed->split->rewriting->query->variables;
  for (size_t i = 0; i < renamed->count; i++) {
    if (renamed->from[i] != place->var) continue;
    place->var = renamed->to[i];
    return;
  }
  renamed->from[renamed->count] = place->var;
  place->var = variables_fresh_rdf(variables, variables_hint(variables, place->var));
  renamed->to[renamed->count++] = place->var;
}

static const Node *put_names(const Renamed *renamed, const Node *tree, const VarSet *visible) {
  if (renamed->count == 0) return tree;
  const Split *split = renamed->split;
  for (size_t i = 0; i < renamed->count; i++) {
    const Binding binding = {
        renamed->from[i],
        expr_var(split->arena, split->rewriting->query->variables, renamed->to[i])};
    tree = node_extend(split->arena, tree, 1, &binding);
  }
  return node_project_set(split->arena, tree, visible);
}

Status derived_triple(Split *split, const Node *triple, const Node **out, Error *err) {
  const RuleSet *rules = rules_of(split, triple);
  const Error refusal = split->refusal;
  *out = NULL;
  if (rules == NULL || rules->same_as != SAME_AS_OFF || triple->u.triple.omitted_count > 0)
    return STATUS_OK;
  Slot place[] = {triple->u.triple.subject, triple->u.triple.predicate, triple->u.triple.object,
                  triple->u.triple.graph};
  Renamed renamed = {.split = split};
  for (size_t i = 0; i < 4 && split->inside; i++) rename_place(&renamed, &place[i]);
  const Node *own = node_triple(split->arena, place[0], place[1], place[2], place[3], triple->at);
  TRY(derive(split, rules, own, out, err));
  split->refusal = refusal;
  if (*out != NULL) *out = put_names(&renamed, *out, &triple->variables);
  return STATUS_OK;
}

// --- Paths ---------------------------------------------------------------------------------------

static const Node *unit_row(Split *split, size_t count, const VarId vars[], const Term *term) {
  const Expr *cells[2];
  for (size_t i = 0; i < count; i++) cells[i] = expr_const(split->arena, *term);
  return node_values(split->arena, count, vars, 1, cells);
}

// The pairs of length zero: of the term where an end is one, whether the graph has it or not; else
// of every node of the graph.
static const Node *zero_pairs(Split *split, const Node *path, const Term *end, VarId from,
                              VarId to) {
  Arena *arena = split->arena;
  Variables *variables = split->rewriting->query->variables;
  const Slot graph = path->u.path.graph;
  if (end != NULL) {
    const VarId both[] = {from, to};
    const Node *pair = unit_row(split, 2, both, end);
    if (graph.kind == SLOT_NONE) return pair;
    const Node *in[] = {pair, node_graph_names(arena, graph, path->at)};
    return node_join(arena, 2, in);
  }
  const Slot near = {.kind = SLOT_VAR, .var = from};
  VarSet kept = varset_empty(arena);
  varset_add(&kept, from);
  if (graph.kind == SLOT_VAR) varset_add(&kept, graph.var);
  const Node *nodes = node_distinct(
      arena, node_project_set(arena, path_nodes(arena, variables, near, graph, path->at), &kept),
      false);
  const Binding same = {to, expr_var(arena, variables, from)};
  return node_extend(arena, nodes, 1, &same);
}

// `from` and `to` are variables, and differ; they or what they stand for is at the path's ends.
static const Node *pairs_of(Split *split, const Node *path, const Term *subject, const Term *object,
                            VarId from, VarId to) {
  Arena *arena = split->arena;
  const Path *whole = path->u.path.path;
  const Slot graph = path->u.path.graph,
             ends[] = {{.kind = SLOT_VAR, .var = from}, {.kind = SLOT_VAR, .var = to}};
  const Node *step = path_step(arena, split->rewriting->query->variables, ends[0], whole->child[0],
                               ends[1], graph);
  const VarId in = graph.kind == SLOT_VAR ? graph.var : VAR_NONE;
  const Node *some = step;
  if (whole->kind != PATH_ZERO_OR_ONE) {
    const Term all = {.kind = TERM_UNBOUND};
    const bool backward = subject == NULL && object != NULL;
    some = backward ? node_closure(arena, step, to, from, in, *object)
                    : node_closure(arena, step, from, to, in, subject == NULL ? all : *subject);
  }
  if (whole->kind == PATH_ONE_OR_MORE) return some;
  const Term *end = subject != NULL ? subject : object;
  const Node *both[] = {zero_pairs(split, path, end, from, to), some};
  return node_distinct(arena, node_union(arena, 2, both), false);
}

static const Node *same_term(Split *split, const Node *tree, VarId var, const Expr *term) {
  Arena *arena = split->arena;
  const Expr *args[] = {expr_var(arena, split->rewriting->query->variables, var), term};
  return node_filter(arena, tree, expr_call(arena, FN_SAMETERM, NULL, 2, args, tree->at));
}

const Node *derived_path(Split *split, const Node *path) {
  Arena *arena = split->arena;
  Variables *variables = split->rewriting->query->variables;
  Slot place[] = {path->u.path.subject, path->u.path.object, path->u.path.graph};
  Renamed renamed = {.split = split};
  for (size_t i = 0; i < 3 && split->inside; i++) rename_place(&renamed, &place[i]);
  const Node *own = node_path(arena, place[0], path->u.path.path, place[1], place[2], path->at);
  if (path->u.path.path->kind == PATH_NEGATED)
    return put_names(&renamed, path_negated(arena, variables, own), &path->variables);
  const Term *end[2] = {NULL, NULL};
  VarId var[2];
  for (size_t i = 0; i < 2; i++) {
    const bool again = i == 1 && place[0].kind == SLOT_VAR && place[1].kind == SLOT_VAR &&
                       place[0].var == place[1].var;
    if (place[i].kind == SLOT_TERM) end[i] = &place[i].term;
    var[i] = end[i] != NULL || again ? variables_fresh_rdf(variables, "end") : place[i].var;
  }
  const Node *tree = pairs_of(split, own, end[0], end[1], var[0], var[1]);
  for (size_t i = 0; i < 2; i++)
    if (end[i] != NULL) tree = same_term(split, tree, var[i], expr_const(arena, *end[i]));
  if (var[1] != place[1].var && end[1] == NULL)
    tree = same_term(split, tree, var[0], expr_var(arena, variables, var[1]));
  return put_names(&renamed, node_project_set(arena, tree, &own->variables), &path->variables);
}

// Triple patterns by rules: a clause whose head fits gives what its body does.
//
// The body is copied into the query with the pattern's variables in place of the head's, so that
// what the join around knows thins it out, and the pattern's constants are pushed into it
// (rule/bind.c). Rules see the graph with all other rules, and so on down; a recursive component is
// a path (rule/role.h) or a recursion of its own (recursion.c), inside which its patterns are what
// the mapping and the other rules give. As all triples, those of rules come once each.
#include "rewriter/rule/rule.h"

#include "base/rdf/vocabulary.h"
#include "rewriter/rule/match.h"
#include "rewriter/rule/role.h"
#include "rewriter/unfold/context.h"

// --- What is around ------------------------------------------------------------------------------

// The innermost frame of the component; NULL: it is not being unfolded.
static const RuleFrame *open_frame(const Unfold *unfold, const RuleSet *rules, unsigned component) {
  for (const RuleFrame *frame = unfold->rule_frame; frame != NULL; frame = frame->up)
    if (frame->rules == rules && frame->component == component) return frame;
  return NULL;
}

static bool is_open(const Unfold *unfold, const RuleSet *rules, unsigned component) {
  return open_frame(unfold, rules, component) != NULL;
}

static void note_used(Unfold *unfold, const Rule *rule) {
  for (size_t i = 0; i < unfold->rules_used.count; i++)
    if (unfold->rules_used.item[i] == rule) return;
  VEC_PUSH(unfold->arena, &unfold->rules_used, rule);
}

static Status count_rule(Unfold *unfold, const Node *triple, Error *err) {
  if (++unfold->rules_applied <= MOST_RULES) return STATUS_OK;
  return error_at(err, STATUS_LIMIT, triple->at,
                  "the query needs more than %d applications of rules", MOST_RULES);
}

// A body's solutions do not depend on the solution around an EXISTS pattern; what that has for the
// pattern's variables is asked for afterwards.
Status unfold_body(Unfold *unfold, const RuleSet *rules, unsigned component, const Node *body,
                   Lifted *out, Error *err) {
  // Clauses of a recursion are unfolded in the frame that it has made.
  const RuleFrame *open = open_frame(unfold, rules, component);
  const RuleFrame frame = {rules, component, open == NULL ? NULL : open->rows, unfold->rule_frame};
  const Outer *outer = unfold->outer;
  unfold->rule_frame = &frame;
  unfold->outer = NULL;
  const Status status = unfold_as_set(unfold, body, out, err);
  unfold->outer = outer;
  unfold->rule_frame = frame.up;
  return status;
}

// The branches of a body as solutions of the pattern, whose variables they bind.
static void take_branches(Unfold *unfold, const Lifted *found, const Node *triple, Lifted *out) {
  for (size_t i = 0; i < found->count; i++) {
    Branch branch = branch_keep(unfold, &found->item[i], &triple->variables);
    bool possible = true;
    for (int v = varset_next(&triple->variables, 0); v >= 0 && possible;
         v = varset_next(&triple->variables, v + 1)) {
      const Definition *definition = branch_find(&branch, (VarId)v);
      possible = definition != NULL && known_compatible(unfold, (VarId)v, definition->term) &&
                 outer_compatible(unfold, (VarId)v, definition->term);
      if (!possible) break;
      const Expr *term = definition->term;
      branch = branch_define(unfold, &branch, (VarId)v, term, true);
      possible = branch_filter(unfold, &branch, outer_condition(unfold, (VarId)v, term));
    }
    if (possible) VEC_PUSH(unfold->arena, out, branch);
  }
}

Status unfold_clause(Unfold *unfold, const RuleSet *rules, const Clause *clause, const Node *triple,
                     Lifted *out, Error *err) {
  TRY(count_rule(unfold, triple, err));
  const Node *body = clause_body(unfold->arena, unfold->symbols, unfold->variables, clause, triple);
  if (body == NULL) return STATUS_OK;
  Lifted found = {0};
  TRY(unfold_body(unfold, rules, clause->component, body, &found, err));
  const size_t before = out->count;
  take_branches(unfold, &found, triple, out);
  if (out->count > before) note_used(unfold, clause->rule);
  return STATUS_OK;
}

// --- Recursive components ------------------------------------------------------------------------

static const Path *import_path(Unfold *unfold, const Path *path) {
  Path *out = arena_copy(unfold->arena, path, sizeof *path);
  if (path->iri != NULL)
    out->iri = symbols_intern(unfold->symbols, path->iri->text, path->iri->length);
  const Path **child = ARENA_ARRAY(unfold->arena, const Path *, path->count + 1);
  for (size_t i = 0; i < path->count; i++) child[i] = import_path(unfold, path->child[i]);
  out->child = child;
  return out;
}

// The pattern's place gets a constant of the rules.
static const Node *give_constant(Unfold *unfold, const Node *node, const Slot *place,
                                 const Symbol *iri) {
  Arena *arena = unfold->arena;
  if (place->kind != SLOT_VAR) return node;
  const Expr *term =
      expr_const(arena, term_iri(symbols_intern(unfold->symbols, iri->text, iri->length)));
  const Binding binding = {place->var, term};
  if (!varset_has(&node->variables, place->var)) return node_extend(arena, node, 1, &binding);
  const Expr *args[] = {expr_var(arena, unfold->variables, place->var), term};
  return node_filter(arena, node, expr_call(arena, FN_SAMETERM, NULL, 2, args, node->at));
}

static bool same_text(const Symbol *a, const Symbol *b) {
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static bool place_is(const Slot *place, const Symbol *iri) {
  return place->kind == SLOT_VAR ||
         (place->term.kind == TERM_IRI && same_text(place->term.lexical, iri));
}

// The pairs of a member, as a path between the pattern's ends.
static const Node *member_pattern(Unfold *unfold, const Role *role, const RoleMember *member,
                                  const Node *triple) {
  const Slot *subject = &triple->u.triple.subject, *object = &triple->u.triple.object;
  const Node *path =
      node_path(unfold->arena, member->turned ? *object : *subject, import_path(unfold, role->path),
                member->turned ? *subject : *object, triple->u.triple.graph, triple->at);
  return give_constant(unfold, path, &triple->u.triple.predicate, member->predicate);
}

static const Node *class_pattern(Unfold *unfold, const Role *role, const Node *triple) {
  Arena *arena = unfold->arena;
  const Slot whole = {.kind = SLOT_VAR, .var = variables_fresh_rdf(unfold->variables, "reached")};
  const Slot type = {.kind = SLOT_TERM, .term = term_iri(&RDF_TYPE)};
  const Symbol *iri = symbols_intern(unfold->symbols, role->class_->text, role->class_->length);
  const Slot class_ = {.kind = SLOT_TERM, .term = term_iri(iri)};
  const Node *both[] = {
      node_path(arena, triple->u.triple.subject, import_path(unfold, role->path), whole,
                triple->u.triple.graph, triple->at),
      node_triple(arena, whole, type, class_, triple->u.triple.graph, triple->at)};
  const Node *node = node_join(arena, 2, both);
  node = give_constant(unfold, node, &triple->u.triple.predicate, &RDF_TYPE);
  return give_constant(unfold, node, &triple->u.triple.object, role->class_);
}

static void note_component(Unfold *unfold, const RuleSet *rules, const Component *component) {
  for (size_t i = 0; i < component->count; i++)
    note_used(unfold, rules->clause[component->clause[i]].rule);
}

static Status unfold_role(Unfold *unfold, const RuleSet *rules, unsigned number, const Node *triple,
                          Lifted *out, bool *whole, Error *err) {
  const Component *component = &rules->component[number];
  const Role *role = component->role;
  const Slot *predicate = &triple->u.triple.predicate, *object = &triple->u.triple.object;
  for (size_t i = 0; i < role->member_count; i++) {
    if (!place_is(predicate, role->member[i].predicate)) continue;
    if (role->class_ != NULL && !place_is(object, role->class_)) continue;
    const Node *body = role->class_ != NULL
                           ? class_pattern(unfold, role, triple)
                           : member_pattern(unfold, role, &role->member[i], triple);
    Lifted found = {0};
    TRY(count_rule(unfold, triple, err));
    TRY(unfold_body(unfold, rules, number, body, &found, err));
    take_branches(unfold, &found, triple, out);
    note_component(unfold, rules, component);
    // The path's own steps are the mapping's triples and the other rules'.
    *whole |= role->class_ == NULL && predicate->kind == SLOT_TERM;
  }
  return STATUS_OK;
}

static Status unfold_linear(Unfold *unfold, const RuleSet *rules, unsigned number,
                            const Node *triple, Lifted *out, Error *err) {
  Lifted found = {0};
  TRY(count_rule(unfold, triple, err));
  TRY(unfold_recursion(unfold, rules, number, triple, &found, err));
  take_branches(unfold, &found, triple, out);
  note_component(unfold, rules, &rules->component[number]);
  return STATUS_OK;
}

// --- The rows that came last ---------------------------------------------------------------------

void unfold_rows(Unfold *unfold, const RuleRows *rows, const Node *triple, Lifted *out) {
  Arena *arena = unfold->arena;
  RuleRows *seen = arena_copy(arena, rows, sizeof *rows);
  Renaming renaming = renaming_make(arena, unfold->variables);
  VEC(VarId) columns = {0};
  for (size_t i = 0; i < rows->places; i++) {
    VarId *column = ARENA_ARRAY(arena, VarId, rows->width[i] + 1);
    for (size_t c = 0; c < rows->width[i]; c++) {
      const VarId model = rows->column[i][c];
      column[c] = fresh(unfold, variables_type(unfold->variables, model),
                        variables_hint(unfold->variables, model));
      renaming_add(&renaming, model, column[c]);
      VEC_PUSH(arena, &columns, column[c]);
    }
    seen->column[i] = column;
  }
  for (size_t i = 0; i < rows->places; i++) seen->term[i] = expr_rename(&renaming, rows->term[i]);
  VEC_PUSH(arena, rows->seen, seen);
  VarSet certain = varset_empty(arena);
  for (int v = varset_next(&rows->certain, 0); v >= 0; v = varset_next(&rows->certain, v + 1))
    varset_add(&certain, renaming_of(&renaming, (VarId)v));
  Branch branch = {node_working(arena, rows->label, columns.count, columns.item, &certain), 0,
                   NULL};
  const Slot *slots[] = {&triple->u.triple.subject, &triple->u.triple.predicate,
                         &triple->u.triple.object, &triple->u.triple.graph};
  for (size_t i = 0; i < rows->places; i++) {
    const Expr *term = seen->term[i];
    const Definition *earlier =
        slots[i]->kind == SLOT_VAR ? branch_find(&branch, slots[i]->var) : NULL;
    const Expr *same = earlier != NULL               ? earlier->term
                       : slots[i]->kind == SLOT_TERM ? expr_const(arena, slots[i]->term)
                                                     : NULL;
    if (same == NULL)
      branch = branch_define(unfold, &branch, slots[i]->var, term, true);
    else if (!branch_filter(unfold, &branch, terms_same(&unfold->lowering, term, same)))
      return;
  }
  VEC_PUSH(arena, out, branch);
}

// Inside a recursion's step, its patterns are the rows that came last and nothing else.
static bool unfold_last_rows(Unfold *unfold, const RuleSet *rules, const ClauseList *list,
                             const Node *triple, Lifted *out) {
  for (size_t i = 0; i < list->count; i++) {
    const RuleFrame *frame = open_frame(unfold, rules, rules->clause[list->item[i]].component);
    if (frame == NULL || frame->rows == NULL) continue;
    unfold_rows(unfold, frame->rows, triple, out);
    return true;
  }
  return false;
}

// --- Patterns ------------------------------------------------------------------------------------

static Status unfold_recursive(Unfold *unfold, const RuleSet *rules, const ClauseList *list,
                               const Node *triple, Lifted *out, bool *whole, Error *err) {
  VarSet done = varset_empty(unfold->arena);  // components, by number
  for (size_t i = 0; i < list->count && !*whole; i++) {
    const Clause *clause = &rules->clause[list->item[i]];
    const Component *component = &rules->component[clause->component];
    if (!component->recursive || is_open(unfold, rules, clause->component) ||
        varset_has(&done, clause->component))
      continue;
    varset_add(&done, clause->component);
    if (component->role != NULL)
      TRY(unfold_role(unfold, rules, clause->component, triple, out, whole, err));
    else
      TRY(unfold_linear(unfold, rules, clause->component, triple, out, err));
  }
  return STATUS_OK;
}

bool unfold_walks(Unfold *unfold, const Node *triple) {
  const RuleSet *rules = unfold->options->rules;
  if (rules != NULL && triple->u.triple.graph.kind != SLOT_NONE) rules = rules->in_graphs;
  if (rules == NULL || triple->u.triple.predicate.kind != SLOT_TERM) return false;
  const ClauseList list =
      rules_matching(rules, unfold->arena, &triple->u.triple.predicate, &triple->u.triple.object);
  for (size_t i = 0; i < list.count; i++) {
    const unsigned component = rules->clause[list.item[i]].component;
    if (rules->component[component].recursive && !is_open(unfold, rules, component)) return true;
  }
  return false;
}

// Those that the pattern leaves out.
static ClauseList without_omitted(Unfold *unfold, ClauseList list, const Node *triple) {
  const size_t omitted = triple->u.triple.omitted_count;
  if (omitted == 0) return list;
  unsigned *kept = ARENA_ARRAY(unfold->arena, unsigned, list.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < list.count; i++) {
    bool out = false;
    for (size_t j = 0; j < omitted && !out; j++) out = triple->u.triple.omitted[j] == list.item[i];
    if (!out) kept[count++] = list.item[i];
  }
  return (ClauseList){count, kept};
}

// same.c has those.
static ClauseList without_equalities(Unfold *unfold, const RuleSet *rules, ClauseList list) {
  unsigned *kept = ARENA_ARRAY(unfold->arena, unsigned, list.count + 1);
  size_t count = 0;
  for (size_t i = 0; i < list.count; i++)
    if (rules->clause[list.item[i]].key.predicate != &OWL_SAME_AS) kept[count++] = list.item[i];
  return (ClauseList){count, kept};
}

Status unfold_rules(Unfold *unfold, const Node *triple, Lifted *out, bool *whole, Error *err) {
  const RuleSet *rules = unfold->options->rules;
  if (rules != NULL && triple->u.triple.graph.kind != SLOT_NONE) rules = rules->in_graphs;
  if (rules == NULL || rules->clause_count == 0) return STATUS_OK;
  ClauseList list = without_omitted(
      unfold,
      rules_matching(rules, unfold->arena, &triple->u.triple.predicate, &triple->u.triple.object),
      triple);
  if (unfold_is_merged(unfold, triple)) list = without_equalities(unfold, rules, list);
  *whole = unfold_last_rows(unfold, rules, &list, triple, out);
  if (*whole) return STATUS_OK;
  TRY(unfold_recursive(unfold, rules, &list, triple, out, whole, err));
  for (size_t i = 0; i < list.count && !*whole; i++) {
    const Clause *clause = &rules->clause[list.item[i]];
    if (rules->component[clause->component].recursive || is_open(unfold, rules, clause->component))
      continue;
    TRY(unfold_clause(unfold, rules, clause, triple, out, err));
  }
  return STATUS_OK;
}

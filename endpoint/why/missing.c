// Why a triple is not there: rows that come near, and rules that lack a premise.
#include "endpoint/why/why.h"
#include "rewriter/rule/body.h"

enum { MOST_PREMISES = 12 };

static const Node *without_some(Arena *arena, const Node *node, const Node *const leaf[],
                                size_t count) {
  for (size_t i = 0; i < count; i++)
    if (leaf[i] == node) return node_unit(arena);
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count + 1);
  bool changed = false;
  for (size_t i = 0; i < node->child_count; i++) {
    child[i] = without_some(arena, node->child[i], leaf, count);
    changed |= child[i] != node->child[i];
  }
  return changed ? node_with_children(arena, node, child) : node;
}

typedef VEC(const Node *) Leaves;

static Leaves premises_of(Why *why, const Rule *rule) {
  Leaves leaves = {0};
  Occurrences patterns = {0};
  rule_occurrences(why->arena, rule, &patterns);
  for (size_t i = 0; i < patterns.count && leaves.count < MOST_PREMISES; i++)
    if (patterns.item[i].within == NULL && patterns.item[i].node->kind == NODE_TRIPLE)
      VEC_PUSH(why->arena, &leaves, patterns.item[i].node);
  return leaves;
}

// Would the body hold without those patterns? values: of the rule's variables then.
static Status holds_without(Why *why, const Clause *clause, const Triple *triple,
                            const Node *const leaf[], size_t count, Term **values, Error *err) {
  *values = NULL;
  Instance instance;
  const Node *body = without_some(why->arena, clause->rule->body, leaf, count);
  if (!instance_start(why, clause, triple, body, &instance)) return STATUS_OK;
  const size_t variables = variables_count(clause->rule->variables);
  VEC(VarId) asked = {0}, own = {0};
  for (size_t v = 0; v < variables; v++)
    if (varset_has(&instance.body->variables, instance.to[v])) {
      VEC_PUSH(why->arena, &asked, instance.to[v]);
      VEC_PUSH(why->arena, &own, (VarId)v);
    }
  Solutions found;
  TRY(question_ask(why, &instance.question, instance.body, asked.count, asked.item, 0, false, 1,
                   &found, err));
  if (found.row_count == 0) return STATUS_OK;
  Term *all = ARENA_ARRAY(why->arena, Term, variables + 1);
  for (size_t j = 0; j < own.count; j++) all[own.item[j]] = found.term[j];
  const Slot *head[] = {&clause->head->subject, &clause->head->predicate, &clause->head->object};
  const Term *term[] = {&triple->subject, &triple->predicate, &triple->object};
  for (size_t i = 0; i < 3; i++)
    if (head[i]->kind == SLOT_VAR) all[head[i]->var] = *term[i];
  *values = all;
  return STATUS_OK;
}

// The triple that the pattern asks for; an unbound variable stays a place: TERM_UNBOUND with its
// name.
static Term open_term(Why *why, const Rule *rule, const Slot *slot, const Term values[]) {
  if (slot->kind == SLOT_TERM) return why_term(why, &slot->term);
  if (values[slot->var].kind != TERM_UNBOUND) return values[slot->var];
  return (Term){.lexical =
                    symbols_intern_text(why->symbols, variables_hint(rule->variables, slot->var))};
}

static void add_rule_gap(Why *why, const Rule *rule, const Node *const leaf[], size_t count,
                         const Term values[], Gaps *out) {
  Triple *missing = ARENA_ARRAY(why->arena, Triple, count + 1);
  for (size_t i = 0; i < count; i++)
    missing[i] = (Triple){open_term(why, rule, &leaf[i]->u.triple.subject, values),
                          open_term(why, rule, &leaf[i]->u.triple.predicate, values),
                          open_term(why, rule, &leaf[i]->u.triple.object, values)};
  const Gap gap = {
      .source = rule->source, .rule = rule, .missing_count = count, .missing = missing};
  VEC_PUSH(why->arena, out, gap);
}

static bool head_fits(Why *why, const Clause *clause, const Triple *triple) {
  Instance instance;
  const bool fits = instance_start(why, clause, triple, clause->rule->body, &instance);
  if (fits) question_drop(&instance.question);
  return fits;
}

// Is there one among the patterns, with these terms, that does not hold?
static Status some_is_missing(Why *why, const Node *const leaf[], size_t count, const Term values[],
                              bool *out, Error *err) {
  *out = false;
  for (size_t i = 0; i < count && !*out; i++) {
    Triple triple;
    bool holds = false;
    if (why_instantiate(why, leaf[i], values, &triple)) TRY(why_holds(why, &triple, &holds, err));
    *out = !holds;
  }
  return STATUS_OK;
}

// The rule lacks these patterns and nothing else, if it does.
static Status try_gap(Why *why, const Clause *clause, const Triple *triple,
                      const Node *const leaf[], size_t count, Gaps *out, bool *found, Error *err) {
  Term *values;
  *found = false;
  TRY(holds_without(why, clause, triple, leaf, count, &values, err));
  if (values == NULL) return STATUS_OK;
  TRY(some_is_missing(why, leaf, count, values, found, err));
  if (*found) add_rule_gap(why, clause->rule, leaf, count, values, out);
  return STATUS_OK;
}

// One premise too few, else two; else all of them.
static Status clause_gap(Why *why, const Clause *clause, const Triple *triple, Gaps *out,
                         Error *err) {
  const Rule *rule = clause->rule;
  const Leaves leaves = premises_of(why, rule);
  bool found = false;
  for (size_t i = 0; i < leaves.count && !found; i++)
    TRY(try_gap(why, clause, triple, &leaves.item[i], 1, out, &found, err));
  for (size_t i = 0; i < leaves.count && !found; i++)
    for (size_t j = i + 1; j < leaves.count && leaves.count > 2 && !found; j++) {
      const Node *both[] = {leaves.item[i], leaves.item[j]};
      TRY(try_gap(why, clause, triple, both, 2, out, &found, err));
    }
  if (!found && leaves.count > 1)
    TRY(try_gap(why, clause, triple, leaves.item, leaves.count, out, &found, err));
  if (found) return STATUS_OK;
  const Gap gap = {.text = "its conditions (FILTER, MINUS, EXISTS, …) are not met",

                   .source = rule->source,
                   .rule = rule};
  if (head_fits(why, clause, triple)) VEC_PUSH(why->arena, out, gap);
  return STATUS_OK;
}

Status why_gaps(Why *why, const Triple *triple, Gaps *out, Error *err) {
  Gaps rows = {0}, rules = {0};
  TRY(why_row_gaps(why, triple, &rows, err));
  ClauseList list = {0};
  if (why->rules != NULL) {
    const Slot predicate = {.kind = SLOT_TERM, .term = triple->predicate};
    const Slot object = {.kind = SLOT_TERM, .term = triple->object};
    list = rules_matching(why->rules, why->arena, &predicate, &object);
  }
  for (size_t i = 0; i < list.count; i++)
    TRY(clause_gap(why, &why->rules->clause[list.item[i]], triple, &rules, err));
  // Nearest first: one premise, a row, more premises.
  for (size_t i = 0; i < rules.count; i++)
    if (rules.item[i].missing_count == 1) VEC_PUSH(why->arena, out, rules.item[i]);
  for (size_t i = 0; i < rows.count; i++) VEC_PUSH(why->arena, out, rows.item[i]);
  for (size_t i = 0; i < rules.count; i++)
    if (rules.item[i].missing_count != 1) VEC_PUSH(why->arena, out, rules.item[i]);
  return STATUS_OK;
}

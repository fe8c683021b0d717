// Proofs, backwards from the triple: a row, or a rule whose premises have proofs.
//
// Components of rules depend on lower ones only, so that this ends; inside a recursive component
// the search is breadth first over the triples that lead there, each once, until one is a row's or
// another rule's: the chain found is a shortest one.
#include <string.h>

#include "endpoint/why/why.h"
#include "rewriter/rule/bind.h"
#include "rewriter/rule/body.h"
#include "rewriter/rule/copy.h"

enum { MOST_DEPTH = 200, MOST_TRIPLES = 5000, MOST_WAYS = 500 };

// --- Instances -----------------------------------------------------------------------------------

// A constant of the rules against one of the triple.
static bool same_term(Why *why, const Term *rule, const Term *triple) {
  const Term own = why_term(why, rule);
  return term_equal(&own, triple);
}

bool instance_start(Why *why, const Clause *clause, const Triple *triple, const Node *body,
                    Instance *out) {
  const Slot *head[] = {&clause->head->subject, &clause->head->predicate, &clause->head->object};
  const Term *term[] = {&triple->subject, &triple->predicate, &triple->object};
  for (size_t i = 0; i < 3; i++) {
    if (head[i]->kind == SLOT_TERM && !same_term(why, &head[i]->term, term[i])) return false;
    for (size_t j = 0; j < i && head[i]->kind == SLOT_VAR; j++)
      if (head[j]->kind == SLOT_VAR && head[j]->var == head[i]->var &&
          !term_equal(term[i], term[j]))
        return false;
  }
  *out = (Instance){.clause = clause, .question = question_start(why)};
  Query *query = out->question.query;
  Copy copy = copy_start(query->arena, query->symbols, query->variables, clause->rule);
  out->body = copy_node(&copy, body);
  for (size_t i = 0; i < 3; i++)
    if (head[i]->kind == SLOT_VAR) {
      const VarId var = copy_var(&copy, head[i]->var);
      if (varset_has(&out->body->variables, var))
        out->body = algebra_bind(query->arena, query->variables, out->body, var, *term[i]);
    }
  out->to = copy.to;
  return true;
}

// What the rule's variables are in one solution.
typedef struct Values {
  size_t count;
  Term *term;  // TERM_UNBOUND: unbound
} Values;

static void set_head(const Clause *clause, const Triple *triple, Values *values) {
  const Slot *head[] = {&clause->head->subject, &clause->head->predicate, &clause->head->object};
  const Term *term[] = {&triple->subject, &triple->predicate, &triple->object};
  for (size_t i = 0; i < 3; i++)
    if (head[i]->kind == SLOT_VAR) values->term[head[i]->var] = *term[i];
}

typedef VEC(Values) ValuesList;

// The solutions of the body for the triple, at most `limit`.
static Status solve(Why *why, const Clause *clause, const Triple *triple, const Node *body,
                    unsigned closed, size_t limit, ValuesList *out, Error *err) {
  Instance instance;
  if (!instance_start(why, clause, triple, body, &instance)) return STATUS_OK;
  const size_t count = variables_count(clause->rule->variables);
  VEC(VarId) asked = {0}, own = {0};
  for (size_t v = 0; v < count; v++)
    if (instance.to[v] != COPY_UNSET && varset_has(&instance.body->variables, instance.to[v])) {
      VEC_PUSH(why->arena, &asked, instance.to[v]);
      VEC_PUSH(why->arena, &own, (VarId)v);
    }
  Solutions found;
  TRY(question_ask(why, &instance.question, instance.body, asked.count, asked.item, closed, false,
                   limit, &found, err));
  for (size_t i = 0; i < found.row_count; i++) {
    Values values = {count, ARENA_ARRAY(why->arena, Term, count + 1)};
    for (size_t j = 0; j < own.count; j++)
      values.term[own.item[j]] = found.term[i * found.count + j];
    set_head(clause, triple, &values);
    VEC_PUSH(why->arena, out, values);
  }
  return STATUS_OK;
}

static bool value_of(Why *why, const Slot *slot, const Values *values, Term *out) {
  *out = slot->kind == SLOT_TERM ? why_term(why, &slot->term) : values->term[slot->var];
  return out->kind != TERM_UNBOUND;
}

// The pattern with the solution's terms in it. False: one is unbound.
bool why_instantiate(Why *why, const Node *pattern, const Term values[], Triple *out) {
  const Values all = {0, (Term *)(uintptr_t)values};
  return value_of(why, &pattern->u.triple.subject, &all, &out->subject) &&
         value_of(why, &pattern->u.triple.predicate, &all, &out->predicate) &&
         value_of(why, &pattern->u.triple.object, &all, &out->object);
}

// --- Premises ------------------------------------------------------------------------------------

typedef VEC(const Proof *) Proofs;

// Does the pattern lead back into the component?
static bool leads_back(const Why *why, const Component *component, const Node *pattern) {
  const RuleKey key = rule_key(&pattern->u.triple.predicate, &pattern->u.triple.object);
  for (size_t i = 0; i < component->count; i++)
    if (rule_keys_meet(&key, &why->rules->clause[component->clause[i]].key)) return true;
  return false;
}

static const Proof *path_proof(Why *why, const Occurrence *occurrence) {
  Proof *proof = ARENA_NEW(why->arena, Proof);
  proof->kind = PROOF_PATH;
  proof->path = arena_format(why->arena, "a path (line %u)", occurrence->node->at.line);
  return proof;
}

static const char *note_of(Why *why, const Rule *rule, const Occurrence *occurrence) {
  return arena_format(why->arena, "checked with it: %s (%s:%u)", occurrence->within,
                      rule->source.file, occurrence->node->at.line);
}

// Proves what the rule's body asks, with the solution's terms. known: the proof of the pattern
// `skip`, which is not searched for. *good is false when some premise has no proof.
typedef struct Premises {
  const Clause *clause;
  const Values *values;
  unsigned closed;
  const Node *skip;
  const Proof *known;
} Premises;

static Status prove_premises(Why *why, const Premises *of, Proof *proof, bool *good, Error *err) {
  const Rule *rule = of->clause->rule;
  Occurrences patterns = {0};
  rule_occurrences(why->arena, rule, &patterns);
  Proofs premises = {0};
  VEC(const char *) notes = {0};
  const Node *told = NULL;
  *good = true;
  for (size_t i = 0; i < patterns.count && *good; i++) {
    const Occurrence *occurrence = &patterns.item[i];
    const bool path = occurrence->node->kind == NODE_PATH;
    if (occurrence->node == told) continue;
    told = occurrence->node;
    if (occurrence->node == of->skip) {
      VEC_PUSH(why->arena, &premises, of->known);
      continue;
    }
    if (occurrence->strict || occurrence->named) {
      if (occurrence->within != NULL) VEC_PUSH(why->arena, &notes, note_of(why, rule, occurrence));
      continue;
    }
    if (path) {
      VEC_PUSH(why->arena, &premises, path_proof(why, occurrence));
      continue;
    }
    Triple triple;
    // A pattern of a union's other branch.
    if (!why_instantiate(why, occurrence->node, of->values->term, &triple)) continue;
    const Proof *premise = NULL;
    TRY(why_prove(why, &triple, of->closed, &premise, err));
    *good = premise != NULL;
    VEC_PUSH(why->arena, &premises, premise);
  }
  proof->premise_count = premises.count;
  proof->premise = premises.item;
  proof->note_count = notes.count;
  proof->note = notes.item;
  return STATUS_OK;
}

static Status prove_by_rule(Why *why, const Triple *triple, const Premises *of, const Proof **out,
                            Error *err) {
  Proof *proof = ARENA_NEW(why->arena, Proof);
  *proof = (Proof){.kind = PROOF_RULE, .triple = *triple, .rule = of->clause->rule};
  bool good = false;
  TRY(prove_premises(why, of, proof, &good, err));
  *out = good ? proof : NULL;
  return STATUS_OK;
}

// --- Without recursion ---------------------------------------------------------------------------

static Status prove_clause(Why *why, const Clause *clause, const Triple *triple, const Proof **out,
                           Error *err) {
  ValuesList found = {0};
  TRY(solve(why, clause, triple, clause->rule->body, 0, 1, &found, err));
  for (size_t i = 0; i < found.count && *out == NULL; i++) {
    const Premises of = {.clause = clause, .values = &found.item[i]};
    TRY(prove_by_rule(why, triple, &of, out, err));
  }
  return STATUS_OK;
}

static ClauseList clauses_of(Why *why, const Triple *triple) {
  if (why->rules == NULL) return (ClauseList){0};
  const Slot predicate = {.kind = SLOT_TERM, .term = triple->predicate};
  const Slot object = {.kind = SLOT_TERM, .term = triple->object};
  return rules_matching(why->rules, why->arena, &predicate, &object);
}

// By a row or a rule outside of recursion.
static Status prove_plainly(Why *why, const Triple *triple, const Proof **out, Error *err) {
  TRY(why_find_row(why, triple, out, err));
  const ClauseList list = clauses_of(why, triple);
  for (size_t i = 0; i < list.count && *out == NULL; i++) {
    const Clause *clause = &why->rules->clause[list.item[i]];
    if (!why->rules->component[clause->component].recursive)
      TRY(prove_clause(why, clause, triple, out, err));
  }
  return STATUS_OK;
}

// --- Recursion -----------------------------------------------------------------------------------

// A triple that leads to the one asked: by `clause`, whose pattern `leaf` it is, the triple
// `parent` follows from it.
typedef struct Lead {
  Triple triple;
  size_t parent;
  const Clause *clause;
  const Node *leaf;
  Values values;
} Lead;
typedef VEC(Lead) Leads;

static bool is_known(const Leads *leads, const Triple *triple) {
  for (size_t i = 0; i < leads->count; i++)
    if (triple_equal(&leads->item[i].triple, triple)) return true;
  return false;
}

static const Node *without(Arena *arena, const Node *node, const Node *leaf) {
  if (node == leaf) return node_unit(arena);
  const Node **child = ARENA_ARRAY(arena, const Node *, node->child_count + 1);
  bool changed = false;
  for (size_t i = 0; i < node->child_count; i++) {
    child[i] = without(arena, node->child[i], leaf);
    changed |= child[i] != node->child[i];
  }
  return changed ? node_with_children(arena, node, child) : node;
}

// Are the pattern's variables bound without it?
static bool is_bound_without(const Clause *clause, const Node *rest, const Node *leaf) {
  const Slot *head[] = {&clause->head->subject, &clause->head->predicate, &clause->head->object};
  for (int v = varset_next(&leaf->variables, 0); v >= 0; v = varset_next(&leaf->variables, v + 1)) {
    bool bound = varset_has(&rest->certain, (VarId)v);
    for (size_t i = 0; i < 3; i++) bound |= head[i]->kind == SLOT_VAR && head[i]->var == (VarId)v;
    if (!bound) return false;
  }
  return true;
}

// The triples from which the lead follows by the clause, through its pattern `leaf`. Other patterns
// of the component are taken without recursion.
static Status add_leads(Why *why, Leads *leads, size_t parent, const Clause *clause,
                        const Node *leaf, Error *err) {
  const Triple triple = leads->item[parent].triple;
  const Node *rest = without(why->arena, clause->rule->body, leaf);
  const bool bound = is_bound_without(clause, rest, leaf);
  ValuesList found = {0};
  TRY(solve(why, clause, &triple, bound ? rest : clause->rule->body,
            bound ? clause->component + 1 : 0, MOST_WAYS, &found, err));
  for (size_t i = 0; i < found.count; i++) {
    Lead lead = {.parent = parent, .clause = clause, .leaf = leaf, .values = found.item[i]};
    if (!why_instantiate(why, leaf, found.item[i].term, &lead.triple) ||
        is_known(leads, &lead.triple))
      continue;
    VEC_PUSH(why->arena, leads, lead);
  }
  return STATUS_OK;
}

static Status expand(Why *why, Leads *leads, size_t at, unsigned number, Error *err) {
  const Component *component = &why->rules->component[number];
  const ClauseList list = clauses_of(why, &leads->item[at].triple);
  for (size_t i = 0; i < list.count; i++) {
    const Clause *clause = &why->rules->clause[list.item[i]];
    if (clause->component != number) continue;
    Occurrences patterns = {0};
    rule_occurrences(why->arena, clause->rule, &patterns);
    for (size_t j = 0; j < patterns.count; j++)
      if (patterns.item[j].within == NULL && patterns.item[j].node->kind == NODE_TRIPLE &&
          leads_back(why, component, patterns.item[j].node))
        TRY(add_leads(why, leads, at, clause, patterns.item[j].node, err));
  }
  return STATUS_OK;
}

// From the proof of the lead at `at` up to the triple asked.
static Status climb(Why *why, const Leads *leads, size_t at, const Proof *proof, const Proof **out,
                    Error *err) {
  while (at > 0 && proof != NULL) {
    const Lead *lead = &leads->item[at];
    const Premises of = {.clause = lead->clause,
                         .values = &lead->values,
                         .closed = lead->clause->component + 1,
                         .skip = lead->leaf,
                         .known = proof};
    proof = NULL;
    TRY(prove_by_rule(why, &leads->item[lead->parent].triple, &of, &proof, err));
    at = lead->parent;
  }
  *out = proof;
  return STATUS_OK;
}

static Status prove_recursively(Why *why, const Triple *triple, unsigned number, const Proof **out,
                                Error *err) {
  Leads leads = {0};
  const Lead first = {.triple = *triple};
  VEC_PUSH(why->arena, &leads, first);
  for (size_t at = 0; at < leads.count && *out == NULL; at++) {
    if (at >= MOST_TRIPLES)
      return error_set(err, STATUS_LIMIT,
                       "the triple holds, but its chain is longer than %d triples tried",
                       MOST_TRIPLES);
    const Proof *plain = NULL;
    const Triple own = leads.item[at].triple;
    if (at > 0) TRY(prove_plainly(why, &own, &plain, err));
    if (plain != NULL)
      TRY(climb(why, &leads, at, plain, out, err));
    else
      TRY(expand(why, &leads, at, number, err));
  }
  return STATUS_OK;
}

// --- The door ------------------------------------------------------------------------------------

static const Proof *known_proof(Why *why, const Triple *triple) {
  for (size_t i = 0; i < why->known.count; i++) {
    if (!triple_equal(&why->known.item[i]->triple, triple)) continue;
    if (why->known.item[i]->kind == PROOF_ROW) return why->known.item[i];
    Proof *same = ARENA_NEW(why->arena, Proof);
    *same = (Proof){.kind = PROOF_SAME, .triple = *triple};
    return same;
  }
  return NULL;
}

static Status search(Why *why, const Triple *triple, unsigned closed, const Proof **out,
                     Error *err) {
  TRY(prove_plainly(why, triple, out, err));
  const ClauseList list = clauses_of(why, triple);
  VarSet done = varset_empty(why->arena);
  for (size_t i = 0; i < list.count && *out == NULL; i++) {
    const unsigned number = why->rules->clause[list.item[i]].component;
    if (!why->rules->component[number].recursive || number + 1 == closed ||
        varset_has(&done, number))
      continue;
    varset_add(&done, number);
    TRY(prove_recursively(why, triple, number, out, err));
  }
  return STATUS_OK;
}

Status why_prove(Why *why, const Triple *triple, unsigned closed, const Proof **out, Error *err) {
  *out = known_proof(why, triple);
  if (*out != NULL) return STATUS_OK;
  if (++why->depth > MOST_DEPTH)
    return error_set(err, STATUS_LIMIT, "the proof is deeper than %d steps", MOST_DEPTH);
  const Status status = search(why, triple, closed, out, err);
  why->depth--;
  TRY(status);
  if (*out != NULL) VEC_PUSH(why->arena, &why->known, *out);
  return STATUS_OK;
}

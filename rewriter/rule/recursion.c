// Which recursions can be followed in SQL, and come to an end.
//
// WITH RECURSIVE sees the rows that came last once in each row it makes. So a rule may lead back to
// itself by one of the patterns that it joins (linear recursion), or its component must be as good
// as a property path (role.h), which is where transitivity goes. Rows are terms; a recursion over
// finitely many of them ends, since each row comes once. So no rule may make new terms of those
// that the recursion gives it.
#include "rewriter/rule/parts.h"
#include "rewriter/rule/role.h"

typedef struct Members {
  const RuleSet *set;
  const Component *component;
} Members;

// Does the pattern lead back into the component?
static bool leads_back(void *self, const Node *leaf) {
  const Members *members = self;
  const RuleKey key = rule_key(&leaf->u.triple.predicate, &leaf->u.triple.object);
  for (size_t i = 0; i < members->component->count; i++) {
    const Clause *clause = &members->set->clause[members->component->clause[i]];
    if (leaf->u.triple.graph.kind != SLOT_NONE && !clause->rule->each_graph) continue;
    if (rule_keys_meet(&key, &clause->key)) return true;
  }
  return false;
}

// --- New terms -----------------------------------------------------------------------------------

// computed[v]: what the body makes ?v of; bounded: variables whose terms the data have by
// themselves, whatever the recursion does.
typedef struct Terms {
  Arena *arena;
  Members members;
  const Expr **computed;
  size_t count;
  VarSet bounded;
} Terms;

static void collect_terms(Terms *terms, const Node *node) {
  switch (node->kind) {
    case NODE_TRIPLE:
      if (!leads_back(&terms->members, node)) varset_add_all(&terms->bounded, &node->variables);
      break;
    case NODE_PATH:
    case NODE_VALUES:
    case NODE_GRAPH_NAMES: varset_add_all(&terms->bounded, &node->variables); break;
    case NODE_EXTEND:
      for (size_t i = 0; i < node->u.extend.count; i++)
        terms->computed[node->u.extend.binding[i].var] = node->u.extend.binding[i].expr;
      break;
    // Aggregates are of lower strata.
    case NODE_GROUP: varset_add_all(&terms->bounded, &node->variables); break;
    default: break;
  }
  for (size_t i = 0; i < node->child_count; i++) collect_terms(terms, node->child[i]);
}

// A variable that the recursion gives its terms, among those that ?var is made of; -1: none.
static int given_by_recursion(const Terms *terms, VarId var) {
  if (varset_has(&terms->bounded, var)) return -1;
  if (terms->computed[var] == NULL) return (int)var;
  VarSet of = varset_empty(terms->arena);
  expr_variables(terms->computed[var], &of);
  for (int v = varset_next(&of, 0); v >= 0; v = varset_next(&of, v + 1)) {
    const int found = given_by_recursion(terms, (VarId)v);
    if (found >= 0) return found;
  }
  return -1;
}

static bool check_slot(RuleLoad *load, const Terms *terms, const Rule *rule, const Slot *slot) {
  if (slot->kind != SLOT_VAR) return true;
  VarId var = slot->var;
  while (terms->computed[var] != NULL && terms->computed[var]->kind == EXPR_VAR)
    var = terms->computed[var]->u.var;
  if (terms->computed[var] == NULL) return true;
  const int of = given_by_recursion(terms, var);
  if (of < 0) return true;
  rule_problem(
      load, rule, terms->computed[var]->at,
      "?%s would be a new term made of ?%s, which the rule gets from itself: the recursion "
      "might never end",
      variables_hint(rule->variables, slot->var), variables_hint(rule->variables, (VarId)of));
  rule_problem_hint(load,
                    "a recursive rule can only pass terms on; compute in a rule that uses it");
  return false;
}

static bool ends(RuleLoad *load, const Component *component, const Clause *clause) {
  const Rule *rule = clause->rule;
  Arena *arena = load->set->arena;
  Terms terms = {.arena = arena,
                 .members = {load->set, component},
                 .count = variables_count(rule->variables),
                 .bounded = varset_empty(arena)};
  terms.computed = ARENA_ARRAY(arena, const Expr *, terms.count + 1);
  collect_terms(&terms, rule->body);
  return check_slot(load, &terms, rule, &clause->head->subject) &&
         check_slot(load, &terms, rule, &clause->head->predicate) &&
         check_slot(load, &terms, rule, &clause->head->object);
}

void rules_check_recursion(RuleLoad *load, Component *component) {
  const RuleSet *set = load->set;
  component->role = role_make(set, component);
  if (component->role != NULL) return;
  for (size_t i = 0; i < component->count; i++) {
    const Clause *clause = &set->clause[component->clause[i]];
    Members members = {set, component};
    if (!ends(load, component, clause)) return;
    if (rule_joined(clause->rule->body, leads_back, &members) <= 1) continue;
    rule_problem(load, clause->rule, clause->rule->source.at,
                 "this rule leads back to itself by more than one of the patterns it joins, and is "
                 "no transitivity or chain that could be walked step by step");
    rule_problem_hint(load, "let one of them be a property that is not derived here");
    return;
  }
}

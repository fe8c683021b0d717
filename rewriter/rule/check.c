// What a rule must fulfil by itself: it is a CONSTRUCT query over the whole dataset, whose head is
// made of lawful triples over variables that its body binds (safety).
#include "rewriter/rule/parts.h"

static bool check_place(RuleLoad *load, const Rule *rule, const Slot *slot, bool literal_allowed) {
  if (slot->kind == SLOT_VAR) {
    if (varset_has(&rule->body->variables, slot->var)) return true;
    rule_problem(load, rule, rule->source.at,
                 "?%s is in the rule's head, and its body never binds it",
                 variables_hint(rule->variables, slot->var));
    rule_problem_hint(load, "use ?%s in the WHERE part outside of MINUS and FILTER",
                      variables_hint(rule->variables, slot->var));
    return false;
  }
  if (slot->term.kind == TERM_BLANK) {
    rule_problem(load, rule, rule->source.at,
                 "a blank node in a rule's head would be another node for each solution");
    rule_problem_hint(load, "name it by an IRI: BIND(IRI(CONCAT(STR(?x), \"/address\")) AS ?a)");
    return false;
  }
  if (slot->term.kind != TERM_LITERAL || literal_allowed) return true;
  rule_problem(load, rule, rule->source.at, "a literal cannot be a subject or a predicate");
  return false;
}

bool rule_check(RuleLoad *load, const Rule *rule, const Query *query) {
  if (query->form != QUERY_CONSTRUCT) {
    rule_problem(load, rule, query->at, "a rule is a CONSTRUCT query");
    rule_problem_hint(load, "CONSTRUCT { what then holds } WHERE { where this does }");
    return false;
  }
  if (query->has_dataset) {
    rule_problem(load, rule, query->at, "a rule has no FROM: it reads the graph that is asked");
    return false;
  }
  bool good = true;
  for (size_t i = 0; i < rule->head_count; i++) {
    const TripleTemplate *head = &rule->head[i];
    good &= check_place(load, rule, &head->subject, false);
    good &= check_place(load, rule, &head->predicate, false);
    good &= check_place(load, rule, &head->object, true);
  }
  return good;
}

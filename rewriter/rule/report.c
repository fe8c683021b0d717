// What was made of rules, for people: strata, and how each recursion is followed.
#include "rewriter/ir/print.h"
#include "rewriter/rule/parts.h"
#include "rewriter/rule/role.h"

static void print_key(const Printer *printer, const RuleKey *key) {
  if (key->predicate == NULL) {
    buffer_add_text(printer->out, "any predicate");
    return;
  }
  const Term term = term_iri(key->class_ == NULL ? key->predicate : key->class_);
  if (key->class_ != NULL) buffer_add_text(printer->out, "class ");
  print_term(printer, &term);
}

static void print_component(const RuleSet *rules, const Component *component, Buffer *out) {
  const Printer printer = {.out = out};
  for (size_t i = 0; i < component->count; i++) {
    const Clause *clause = &rules->clause[component->clause[i]];
    const Source *source = &clause->rule->source;
    buffer_printf(out, "  %s:%u: ", source->file, source->at.line);
    print_key(&printer, &clause->key);
    if (clause->rule->axiom != NULL) buffer_printf(out, ", by %s", clause->rule->axiom);
    if (component->recursive)
      buffer_add_text(out, component->role != NULL ? ", recursive: a path " : ", recursive");
    if (component->role != NULL) print_path(&printer, component->role->path);
    buffer_add_char(out, '\n');
  }
}

void rules_report(const RuleSet *rules, Buffer *out) {
  buffer_printf(out, "%zu rules in %u strata\n", rules->rule_count, rules->stratum_count);
  for (unsigned stratum = 0; stratum < rules->stratum_count; stratum++) {
    buffer_printf(out, "stratum %u\n", stratum + 1);
    for (size_t i = 0; i < rules->component_count; i++)
      if (rules->component[i].stratum == stratum) print_component(rules, &rules->component[i], out);
  }
}

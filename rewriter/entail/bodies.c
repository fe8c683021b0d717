// A rule becomes the CONSTRUCT query that it was written as, and what entailment makes of that
// becomes a rule.
#include "rewriter/entail/bodies.h"

#include "rewriter/rule/copy.h"

static TripleTemplate copy_template(Copy *copy, const TripleTemplate *template_) {
  return (TripleTemplate){copy_slot(copy, &template_->subject),
                          copy_slot(copy, &template_->predicate),
                          copy_slot(copy, &template_->object)};
}

static const TripleTemplate *copy_head(Copy *copy, size_t count, const TripleTemplate head[]) {
  TripleTemplate *out = ARENA_ARRAY(copy->arena, TripleTemplate, count + 1);
  for (size_t i = 0; i < count; i++) out[i] = copy_template(copy, &head[i]);
  return out;
}

static Query as_query(Arena *arena, Symbols *symbols, const Rule *rule) {
  Query query = {.form = QUERY_CONSTRUCT,
                 .at = rule->source.at,
                 .arena = arena,
                 .symbols = symbols,
                 .variables = variables_create(arena),
                 .template_count = rule->head_count};
  Copy copy = copy_start(arena, symbols, query.variables, rule);
  query.pattern = copy_node(&copy, rule->body);
  query.template_ = copy_head(&copy, rule->head_count, rule->head);
  return query;
}

// The same rule, its body and head those of the query.
static const Rule *as_rule(Symbols *symbols, const Rule *rule, const Query *query) {
  Arena *arena = query->arena;
  Variables *variables = variables_create(arena);
  const Rule made = {.body = query->pattern, .variables = query->variables};
  Copy copy = copy_start(arena, symbols, variables, &made);
  Rule *out = arena_copy(arena, rule, sizeof *rule);
  out->body = copy_node(&copy, query->pattern);
  out->head = copy_head(&copy, query->template_count, query->template_);
  out->variables = variables;
  return out;
}

const RuleSet *entail_bodies(Arena *arena, const RuleSet *user, const Mapping *mapping,
                             const MappingIndex *index, const RuleSet *rules,
                             const Entailment *entailment, Diagnostics *diagnostics) {
  RuleSet *out = arena_copy(arena, user, sizeof *user);
  const Rule **rule = ARENA_ARRAY(arena, const Rule *, user->rule_count + 1);
  out->symbols = symbols_create(arena, user->symbols);
  out->rule = rule;
  bool changed = false;
  for (size_t i = 0; i < user->rule_count; i++) {
    rule[i] = user->rule[i];
    const Query query = as_query(arena, symbols_create(arena, mapping->symbols), rule[i]);
    EntailReport report;
    const Query *entailed = entail_query(&query, index, rules, entailment, &report);
    if (report.warning != NULL && diagnostics != NULL)
      (void)diagnostics_add(diagnostics, SEVERITY_WARNING, rule[i]->source, "%s", report.warning);
    if (entailed == &query) continue;
    rule[i] = as_rule(out->symbols, rule[i], entailed);
    changed = true;
  }
  return changed ? out : user;
}

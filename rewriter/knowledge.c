// A loaded mapping under each entailment regime: closure, saturation, index.
#include "rewriter/knowledge.h"

#include <stdlib.h>

#include "reasoner/schema.h"
#include "rewriter/entail/bodies.h"
#include "rewriter/rule/rule.h"

static const Regimen *make_regimen(Knowledge *knowledge, Regime regime, bool existentials) {
  Arena *arena = knowledge->arena;
  Regimen *regimen = ARENA_NEW(arena, Regimen);
  regimen->mapping = knowledge->mapping;
  if (regime != REGIME_OFF) {
    Closure *closure = schema_is_spoken_of(knowledge->mapping)
                           ? closure_create_with_schema(arena, knowledge->ontology, regime)
                           : closure_create(arena, knowledge->ontology, regime);
    regimen->mapping =
        saturate_mapping(arena, knowledge->mapping, knowledge->ontology, closure, &regimen->stats);
    regimen->entailment = (Entailment){.ontology = knowledge->ontology,
                                       .closure = closure,
                                       .regime = regime,
                                       .existentials = existentials};
  }
  regimen->index = mapping_index_create(arena, regimen->mapping);
  return regimen;
}

Knowledge *knowledge_create(const Mapping *mapping, const Ontology *ontology, Regime regime,
                            bool existentials, bool all) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Knowledge *knowledge = ARENA_NEW(arena, Knowledge);
  *knowledge = (Knowledge){.arena = arena, .mapping = mapping, .ontology = ontology, .all = all};
  knowledge->regime = ontology == NULL ? REGIME_OFF : regime;
  for (unsigned r = 0; r <= (unsigned)knowledge->regime; r++)
    if (all || r == (unsigned)knowledge->regime)
      knowledge->at[r] = make_regimen(knowledge, (Regime)r, existentials);
  return knowledge;
}

void knowledge_free(Knowledge *knowledge) {
  if (knowledge != NULL) arena_destroy(knowledge->arena);
}

static void free_rules(void *rules) { rules_free(rules); }

// Rules as they are; then, where the ontology adds to a body of the user's, with that. If those
// cannot be put in strata, or followed, the rules count as they are.
static Status add_rules(Knowledge *knowledge, Regimen *regimen, const RuleSet *user, Regime regime,
                        SameAs same_as, Diagnostics *diagnostics, Error *err) {
  Arena *arena = knowledge->arena;
  const Closure *closure = regimen->entailment.closure;
  if (regime == REGIME_OFF) same_as = SAME_AS_OFF;
  RuleSet *rules, *more;
  TRY(rules_entail(user, knowledge->ontology, closure, regime, same_as, &rules, diagnostics, err));
  arena_on_release(arena, free_rules, rules);
  regimen->rules = rules;
  if (user == NULL || regime == REGIME_OFF) return STATUS_OK;
  const RuleSet *entailed = entail_bodies(arena, user, regimen->mapping, regimen->index, rules,
                                          &regimen->entailment, diagnostics);
  if (entailed == user) return STATUS_OK;
  Error refusal = {0};
  const Status status =
      rules_entail(entailed, knowledge->ontology, closure, regime, same_as, &more, NULL, &refusal);
  if (status == STATUS_OK) {
    arena_on_release(arena, free_rules, more);
    regimen->rules = more;
  } else if (diagnostics != NULL) {
    (void)diagnostics_add(diagnostics, SEVERITY_WARNING, user->rule[0]->source,
                          "bodies of rules see named individuals only; with what the ontology "
                          "implies of others: %s",
                          refusal.message);
  }
  return STATUS_OK;
}

static Status add_other_modes(Knowledge *knowledge, const RuleSet *user, Regime regime,
                              Error *err) {
  for (unsigned mode = 0; mode < SAME_AS_COUNT; mode++) {
    if (mode == (unsigned)knowledge->same_as) continue;
    Regimen *regimen = arena_copy(knowledge->arena, knowledge->at[regime], sizeof *regimen);
    TRY(add_rules(knowledge, regimen, user, regime, (SameAs)mode, NULL, err));
    knowledge->other[mode][regime] = regimen;
  }
  return STATUS_OK;
}

Status knowledge_add_rules(Knowledge *knowledge, const RuleSet *user, SameAs same_as,
                           Diagnostics *diagnostics, Error *err) {
  knowledge->same_as = same_as;
  for (unsigned r = 0; r < REGIME_COUNT; r++) {
    if (knowledge->at[r] == NULL) continue;
    // Nobody reads it yet.
    Regimen *regimen = (Regimen *)(uintptr_t)knowledge->at[r];
    const bool most = r == (unsigned)knowledge->regime;
    TRY(add_rules(knowledge, regimen, user, (Regime)r, same_as, most ? diagnostics : NULL, err));
    if (same_as != SAME_AS_OFF && knowledge->all)
      TRY(add_other_modes(knowledge, user, (Regime)r, err));
  }
  return STATUS_OK;
}

// A loaded mapping under each entailment regime: closure, saturation, index.
#include "rewriter/knowledge.h"

#include <stdlib.h>

#include "reasoner/schema.h"
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
  *knowledge = (Knowledge){.arena = arena, .mapping = mapping, .ontology = ontology};
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

Status knowledge_add_rules(Knowledge *knowledge, const RuleSet *user, SameAs same_as,
                           Diagnostics *diagnostics, Error *err) {
  for (unsigned r = 0; r < REGIME_COUNT; r++) {
    if (knowledge->at[r] == NULL) continue;
    // Nobody reads it yet.
    Regimen *regimen = (Regimen *)(uintptr_t)knowledge->at[r];
    const bool most = r == (unsigned)knowledge->regime;
    RuleSet *rules;
    TRY(rules_entail(user, knowledge->ontology, regimen->entailment.closure, (Regime)r,
                     r == REGIME_OFF ? SAME_AS_OFF : same_as, &rules, most ? diagnostics : NULL,
                     err));
    arena_on_release(knowledge->arena, free_rules, rules);
    regimen->rules = rules;
  }
  return STATUS_OK;
}

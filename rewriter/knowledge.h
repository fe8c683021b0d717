// What a gateway knows once it has loaded: a mapping, and what each entailment regime makes of it.
// Read-only once made, so threads share it.
#ifndef ANAMORPH_REWRITER_KNOWLEDGE_H
#define ANAMORPH_REWRITER_KNOWLEDGE_H

#include "reasoner/saturate.h"
#include "rewriter/entail/entail.h"

// What queries under one regime are answered over. entailment.closure is NULL without an ontology
// and under REGIME_OFF: then mapping is the one that was loaded.
typedef struct Regimen {
  const Mapping *mapping;
  const MappingIndex *index;
  Entailment entailment;
  SaturationStats stats;
  const struct RuleSet *rules;  // rewriter/rule/rule.h; NULL: none
} Regimen;

// regime: the one that counts where a request asks for none. at[r] is NULL for regimes that were
// not wanted at load.
typedef struct Knowledge {
  Arena *arena;
  const Mapping *mapping;
  const Ontology *ontology;  // NULL: none
  Regime regime;
  const Regimen *at[REGIME_COUNT];
  bool all;        // every lesser regime was wanted
  SameAs same_as;  // the one that counts where a request asks for none
  // The regimens under the other modes; NULL for same_as itself, and where they were not made.
  const Regimen *other[SAME_AS_COUNT][REGIME_COUNT];
} Knowledge;

// mapping was loaded with a catalogue; ontology may be NULL (then every regime is REGIME_OFF's);
// both must outlive it. Made ready for `regime`, and where `all` is set for every lesser one.
// existentials: entail.h. Free it with knowledge_free.
Knowledge *knowledge_create(const Mapping *mapping, const Ontology *ontology, Regime regime,
                            bool existentials, bool all);
void knowledge_free(Knowledge *knowledge);

// Adds rules to each regimen: those of the axioms that count in it, and the user's (NULL: none),
// which count in all; same_as counts in all but REGIME_OFF. Unless it is off, the regimens of the
// other modes are made too, where all regimes were wanted. `user` must outlive the knowledge.
// Errors: as rules_entail.
Status knowledge_add_rules(Knowledge *knowledge, const struct RuleSet *user, SameAs same_as,
                           Diagnostics *diagnostics, Error *err) MUST_CHECK;

// The regimen of a request. NULL: the regime is beyond the one loaded.
static inline const Regimen *knowledge_at(const Knowledge *knowledge, Regime regime) {
  return knowledge->at[regime];
}

// The same where a request asks for a mode of owl:sameAs. NULL also: none was loaded.
static inline const Regimen *knowledge_under(const Knowledge *knowledge, Regime regime,
                                             SameAs same_as) {
  return same_as == knowledge->same_as ? knowledge->at[regime] : knowledge->other[same_as][regime];
}

#endif

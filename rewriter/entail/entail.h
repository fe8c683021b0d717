// Entailment per query: basic graph patterns, answered with what an ontology's existentials imply.
// What its inclusions imply is in the mapping already (reasoner/saturate.h).
//
// A variable stands for such an individual too, when nothing outside of its basic graph pattern
// mentions it: no projection, no filter, no other pattern. That is what certain answers of
// conjunctive queries are, and what is expected of asking databases through ontologies. SPARQL 1.1
// Entailment Regimes does not go as far (section 6, and the test "bnodes are not existentials"):
// there each variable and blank node stands for a name. `existentials` false is that.
// A variable as predicate or class, and the ends of a property path, stand for names always.
//
// Law of multiplicities: a solution comes as often as named individuals make it come; one that
// comes from individuals without a name alone comes once.
#ifndef ANAMORPH_REWRITER_ENTAIL_ENTAIL_H
#define ANAMORPH_REWRITER_ENTAIL_ENTAIL_H

#include "reasoner/closure.h"
#include "rewriter/ir/query.h"
#include "rewriter/unfold/index.h"

struct RuleSet;

// The mapping is saturated by the same closure.
typedef struct Entailment {
  const Ontology *ontology;
  const Closure *closure;
  Regime regime;
  bool existentials;
} Entailment;

// What was done, summed over the query's basic graph patterns. dropped: patterns left out because
// others imply them. made, kept: conjunctive queries before and after pruning.
// warning: what may be missing from the answer, in a sentence; NULL: nothing.
typedef struct EntailReport {
  size_t blocks, dropped, witnesses, made, kept;
  const char *warning;
} EntailReport;

// The query with its pattern rewritten (in query->arena), or the same pointer when the ontology has
// nothing to add. index: of the saturated mapping; rules: what else makes triples, or NULL.
const Query *entail_query(const Query *query, const MappingIndex *index,
                          const struct RuleSet *rules, const Entailment *entailment,
                          EntailReport *report);

#endif

// Entailment per query: basic graph patterns, answered with what an ontology's existentials imply.
// What its inclusions imply is in the mapping already (reasoner/saturate.h).
//
// Which variables may stand for an individual without a name (SPARQL 1.1 Entailment Regimes leaves
// that to blank nodes; those who ask databases through ontologies expect it of every variable that
// is not returned):
//   hidden  blank nodes, and variables that nothing outside of their basic graph pattern mentions:
//           no projection, no filter, no other pattern. The default.
//   blank   blank nodes only: the Recommendation's letter.
//   none    no variable.
// A variable as predicate or class, and the ends of a property path, stand for names always.
//
// Law of multiplicities: a solution comes as often as named individuals make it come; one that
// comes from individuals without a name alone comes once.
#ifndef ANAMORPH_REWRITER_ENTAIL_ENTAIL_H
#define ANAMORPH_REWRITER_ENTAIL_ENTAIL_H

#include "reasoner/closure.h"
#include "rewriter/ir/query.h"
#include "rewriter/unfold/index.h"

typedef enum Existentials {
  EXISTENTIALS_HIDDEN,
  EXISTENTIALS_BLANK,
  EXISTENTIALS_NONE,
  EXISTENTIALS_COUNT
} Existentials;

// "hidden", "blank", "none".
const char *existentials_name(Existentials existentials);
bool existentials_parse(const char *name, Existentials *out);

// The mapping is saturated by the same closure.
typedef struct Entailment {
  const Ontology *ontology;
  const Closure *closure;
  Regime regime;
  Existentials existentials;
} Entailment;

// What was done, summed over the query's basic graph patterns. dropped: patterns left out because
// others imply them. made, kept: conjunctive queries before and after pruning.
// warning: what may be missing from the answer, in a sentence; NULL: nothing.
typedef struct EntailReport {
  size_t blocks, dropped, witnesses, made, kept;
  const char *warning;
} EntailReport;

// The query with its pattern rewritten (in query->arena), or the same pointer when the ontology has
// nothing to add. index: of the saturated mapping.
const Query *entail_query(const Query *query, const MappingIndex *index,
                          const Entailment *entailment, EntailReport *report);

#endif

// Blocks: triple patterns of a join that are matched in one graph, as a conjunctive query and back.
#ifndef ANAMORPH_REWRITER_ENTAIL_BLOCK_H
#define ANAMORPH_REWRITER_ENTAIL_BLOCK_H

#include "rewriter/entail/entail.h"

// nameless: variables that stand for individuals without a name too, whatever the entailment says:
// a class expression's own.
typedef struct EntailState {
  Arena *arena;
  const Query *query;
  const MappingIndex *index;
  const struct RuleSet *rules;
  const Entailment *entailment;
  EntailReport *report;
  VarSet nameless;
} EntailState;

// Can the triple pattern be an atom of a conjunctive query? Not with a variable as predicate or
// class.
bool block_takes(const Node *triple);

// The join of the triple patterns (at least one, all of one graph) with what the ontology adds.
// outside: the variables that something else mentions; as_set: how often solutions come does not
// matter. NULL: nothing changes.
const Node *block_entail(EntailState *state, size_t count, const Node *const triples[],
                         const VarSet *outside, bool as_set);

#endif

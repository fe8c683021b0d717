// Existentials: a conjunctive query as a union of such queries that together have, over saturated
// data, the answers that the ontology's existentials give too (the tree-witness rewriting).
#ifndef ANAMORPH_REASONER_EXISTENTIAL_H
#define ANAMORPH_REASONER_EXISTENTIAL_H

#include "reasoner/query.h"

// The parts are joined on their answer variables; each is a union, none with nothing in it unless
// there is no answer at all.
// witness_count: tree witnesses found. made, kept: queries before and after pruning by what has
// triples and by containment, at their most.
// incomplete: a limit was reached; what is there is sound.
typedef struct ExistentialRewriting {
  size_t part_count;
  const QueryList *part;
  size_t witness_count, made, kept;
  bool incomplete;
} ExistentialRewriting;

// The union, as a set. *anonymous: the same without what `query` itself finds: of use where it
// matters how often an answer comes; no part when nothing is left.
// scope->answer_count variables are the query's; beyond them new ones are made.
ExistentialRewriting existential_rewrite(const QueryScope *scope, const ConjunctiveQuery *query);
ExistentialRewriting existential_rewrite_rest(const QueryScope *scope,
                                              const ConjunctiveQuery *query);

#endif

// The body of a clause, as algebra of a query, for a triple pattern that the clause's head is to
// be.
#ifndef ANAMORPH_REWRITER_RULE_MATCH_H
#define ANAMORPH_REWRITER_RULE_MATCH_H

#include "rewriter/rule/rule.h"

// Its solutions, projected to the pattern's variables, and each once, are what the clause gives of
// the pattern. The pattern's variables stand in the body in place of the head's, so that what is
// joined with it thins it out, and the pattern's constants are pushed into it (bind.h). NULL: the
// head is never such a triple.
const Node *clause_body(Arena *arena, Symbols *symbols, Variables *variables, const Clause *clause,
                        const Node *triple);

#endif

// What the rest of a query says of an end of a path, so that the walk begins there: "never compute
// the closure of the whole relation to keep one row of it".
#ifndef ANAMORPH_REWRITER_UNFOLD_SEED_H
#define ANAMORPH_REWRITER_UNFOLD_SEED_H

#include "rewriter/unfold/context.h"

// A guess at how many rows the tree gives, from the planner's counts of tables: good enough to
// tell a few rows from a table.
double seed_guess_rows(const Node *tree);

// rows: a guess at how many terms the end may have. known: solutions that have them all, NULL for
// none. conditions: SPARQL's, each about this end alone.
typedef struct Seed {
  double rows;
  const Known *known;
  Conditions conditions;
} Seed;

// For a variable that is an end of a path. most: a guess at how many terms there are at all.
// Solutions that are not fewer are left out.
Seed seed_find(Unfold *unfold, VarId var, double most);

// The branches' solutions that agree with the seed: those whose term for `var` (which they define)
// some solution known has, and for which the conditions hold. Further variables that both have
// must agree too. Duplicates may come.
Status seed_apply(Unfold *unfold, const Seed *seed, const Lifted *branches, VarId var, Lifted *out,
                  Error *err) MUST_CHECK;

// Each term that the solutions known have for `var`, once (and once for each graph, when they say
// one): branches that define these variables only.
Lifted seed_terms(Unfold *unfold, const Seed *seed, VarId var, const Slot *graph);

// Do the solutions known come from triples of that graph with `var` at one end?
bool seed_is_node(const Seed *seed, VarId var, const Slot *graph);

#endif

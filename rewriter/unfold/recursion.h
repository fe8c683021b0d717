// A recursion over rows of terms, laid out in columns: what the relation of a component's triples
// (recursion.c) and its magic set (magic.c) have in common.
#ifndef ANAMORPH_REWRITER_UNFOLD_RECURSION_H
#define ANAMORPH_REWRITER_UNFOLD_RECURSION_H

#include "rewriter/rule/rule.h"
#include "rewriter/unfold/columns.h"
#include "rewriter/unfold/context.h"
#include "rewriter/unfold/magic.h"

enum { MOST_PLACES = 4, MOST_ROUNDS = 8 };

typedef struct Recursion {
  Unfold *unfold;
  const RuleSet *rules;
  unsigned component;
  const Node *triple;             // of fresh variables
  const Term *from[MOST_PLACES];  // the constants that it starts from
  const Magic *magic;             // what its rows are restricted to; NULL: nothing
  size_t count;                   // places
  VarId var[MOST_PLACES];
  bool shared;  // subjects and objects change places: one layout for both
  RuleRows rows;
  RuleRowsList seen;  // the rows as each pattern of the step sees them
} Recursion;

// One round: the branches of both sides, and how their terms lie in columns.
typedef struct Round {
  Lifted start, step;
  Layout layout[MOST_PLACES];
  size_t *index[MOST_PLACES];  // of each branch in the layout's list; SIZE_MAX: handed on
} Round;

// The layouts, of the branches.
void recursion_lay_out(Recursion *r, Round *round);

// r->rows: the columns as patterns of the step see them.
void recursion_set_rows(Recursion *r, const Round *round);

// Do both lie in the same columns?
bool recursion_is_settled(const Recursion *r, const Round *a, const Round *b);

// The relation, its rows over the start's columns; term: gets what each place is over these.
const Node *recursion_make(Recursion *r, const Round *round, const Expr *term[]);

#endif

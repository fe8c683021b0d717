// What the files of this room share: the state of one explanation, and questions to the database.
#ifndef ANAMORPH_ENDPOINT_WHY_WHY_H
#define ANAMORPH_ENDPOINT_WHY_WHY_H

#include "base/vec.h"
#include "endpoint/why/proof.h"
#include "rewriter/rewrite.h"
#include "rewriter/unfold/index.h"

typedef struct Why {
  Arena *arena;
  Connection *db;
  const Mapping *mapping;
  const MappingIndex *index;
  const RuleSet *rules;
  Symbols *symbols;  // of all terms that are handed about
  // The mapping with the row in the place of the graph (rows.c).
  const Mapping *rows;
  const MappingIndex *row_index;
  unsigned depth;
  size_t asked;
  VEC(const Proof *) known;
} Why;

// Solutions: term[i * count + j] of variable j; unbound ones are TERM_UNBOUND.
typedef struct Solutions {
  size_t count, row_count;
  const Term *term;
} Solutions;

// A question in the making: algebra over a query of its own.
typedef struct Question {
  Arena *arena;
  Query *query;
} Question;

// question.c
Question question_start(Why *why);
Slot question_slot(const Question *question, const Term *term);
// At most `limit` solutions of the pattern. closed: a component of the rules, plus one, inside
// which patterns are what the mapping and other rules give; 0: none. of_rows: asked of why->rows.
// The question is over afterwards.
Status question_ask(Why *why, Question *question, const Node *pattern, size_t count,
                    const VarId vars[], unsigned closed, bool of_rows, size_t limit, Solutions *out,
                    Error *err) MUST_CHECK;
void question_drop(Question *question);

// Does the triple hold?
Status why_holds(Why *why, const Triple *triple, bool *out, Error *err) MUST_CHECK;
bool triple_equal(const Triple *a, const Triple *b);
// Terms in why->symbols.
Term why_term(Why *why, const Term *term);

// rows.c
void why_make_rows(Why *why);
// The row that gives the triple; *out NULL: none does.
Status why_find_row(Why *why, const Triple *triple, const Proof **out, Error *err) MUST_CHECK;
// What rows are nearest to it.
typedef VEC(Gap) Gaps;
Status why_row_gaps(Why *why, const Triple *triple, Gaps *out, Error *err) MUST_CHECK;

// prove.c: a proof, NULL when there is none. closed: as above.
Status why_prove(Why *why, const Triple *triple, unsigned closed, const Proof **out,
                 Error *err) MUST_CHECK;

// The pattern with terms for the rule's variables. False: one is unbound.
bool why_instantiate(Why *why, const Node *pattern, const Term values[], Triple *out);

// missing.c: what is nearest to the triple, nearest first.
Status why_gaps(Why *why, const Triple *triple, Gaps *out, Error *err) MUST_CHECK;

// A clause that may give the triple, its body with the triple's terms in it.
typedef struct Instance {
  const Clause *clause;
  Question question;
  const Node *body;
  VarId *to;  // of the rule's variables
} Instance;
// False: its head does not fit. Else question_ask or question_drop it.
bool instance_start(Why *why, const Clause *clause, const Triple *triple, const Node *body,
                    Instance *out);

#endif

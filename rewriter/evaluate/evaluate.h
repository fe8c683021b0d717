// Evaluation of SPARQL expressions in C, for what SQL cannot compute (SPARQL 1.1 section 17): RDF
// terms in, an RDF term or nothing out.
//
// An expression is RDF-sorted, as the parser gives it: EXPR_VAR, EXPR_CONST, EXPR_UNBOUND,
// EXPR_CALL and EXPR_EXISTS (EXPR_AGG goes to an accumulator). The error of the specification is
// TERM_UNBOUND in a result: a Status other than STATUS_OK ends the whole query, and is one of
// STATUS_LIMIT (a regular expression that explodes, a value of more digits or bytes than can be),
// STATUS_CANCELLED, STATUS_UNSUPPORTED (a digest that OpenSSL is set up without), STATUS_INTERNAL
// (no callback for what evaluate_refusal tells), or what a callback returned.
// One evaluator serves one query in one thread.
#ifndef ANAMORPH_REWRITER_EVALUATE_EVALUATE_H
#define ANAMORPH_REWRITER_EVALUATE_EVALUATE_H

#include <stdint.h>

#include "rewriter/ir/expr.h"

typedef struct Evaluator Evaluator;

// What an expression sees: term[v] is the value of the variable v, TERM_UNBOUND where it has none;
// variables from `count` on have none. id: one number for all expressions on the same solution,
// others for other solutions (BNODE with an argument, 17.4.2.9).
typedef struct Solution {
  const Term *term;
  size_t count;
  uint64_t id;
} Solution;

typedef struct EvaluatorOptions {
  const Symbols *symbols;  // the query's; datatypes are known by address through them
  const Symbol *base;      // what IRI() resolves against; NULL: relative IRIs stay as they are
  const char *now;         // an xsd:dateTime for NOW(); NULL: the clock at evaluator_create
  // Does the pattern of an EXISTS have a solution, the variables of `solution` substituted (18.6)?
  Status (*exists)(void *self, const struct Node *pattern, const Solution *solution, bool *out,
                   Error *err);
  // The value of a function of the mapping's (FN_CUSTOM) for arguments that are bound, in `memory`;
  // TERM_UNBOUND: an error of the expression.
  Status (*call)(void *self, const Expr *call, const Term args[], Arena *memory, Term *out,
                 Error *err);
  // Polled between steps that may take long; true ends the query with STATUS_CANCELLED. May be
  // NULL.
  bool (*cancelled)(void *self);
  void *self;
} EvaluatorOptions;

// In `arena`, with everything that is kept between calls (compiled regular expressions).
Evaluator *evaluator_create(Arena *arena, const EvaluatorOptions *options);

// The first part of `expr` that the evaluator cannot do by itself: an aggregate, what is native; a
// function of the mapping's or EXISTS, unless `with_callbacks`. NULL: it can do it all.
const Expr *evaluate_refusal(const Expr *expr, bool with_callbacks);

// The value: an RDF term, or TERM_UNBOUND for an error or an unbound variable. What it is made of
// lives in `memory`, in the expression, or in the solution's terms.
Status evaluate_term(Evaluator *evaluator, const Expr *expr, const Solution *solution,
                     Arena *memory, Term *out, Error *err) MUST_CHECK;

typedef enum Truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_ERROR } Truth;

// The effective boolean value (17.2.2). FILTER and HAVING keep a solution for TRUTH_TRUE only.
// `memory` is used for what is made on the way.
Status evaluate_truth(Evaluator *evaluator, const Expr *expr, const Solution *solution,
                      Arena *memory, Truth *out, Error *err) MUST_CHECK;

// --- Terms ---------------------------------------------------------------------------------------

// <0, 0, >0 in the order of ORDER BY (15.1), extended to a total one: unbound, blank nodes, IRIs,
// numbers, booleans, dates with dateTimes, times, strings, strings with a language, other literals;
// equal values in the order of their lexical forms, datatypes and languages. Deterministic, a
// strict weak order on any terms, and 0 only for terms that are equal (term_equal). `memory` as
// above.
int evaluate_compare(Evaluator *evaluator, const Term *a, const Term *b, Arena *memory);

// The same for equal terms; languages are taken without case.
uint64_t evaluate_hash(const Term *term);

// A copy of the term that lives in `memory`. Datatypes known by address stay known.
Term evaluate_copy(const Evaluator *evaluator, const Term *term, Arena *memory);

// --- Aggregates (18.5.1)
// --------------------------------------------------------------------------- One accumulator for
// each aggregate of each group.
typedef struct Accumulator Accumulator;

// aggregate: an EXPR_AGG. scope: the variables that COUNT(DISTINCT *) looks at, kept by reference;
// may be NULL for others. The accumulator lives in `arena` and grows only with what it must keep:
// the distinct values (DISTINCT), the text (GROUP_CONCAT), one term.
Accumulator *accumulator_create(Evaluator *evaluator, const Expr *aggregate, const VarSet *scope,
                                Arena *arena);

// Takes in one solution of the group: evaluates the argument on it. An error in the argument
// spoils SUM, AVG, MIN, MAX and GROUP_CONCAT, and is passed over by COUNT and SAMPLE. `memory` as
// above.
Status accumulator_add(Accumulator *this, const Solution *solution, Arena *memory,
                       Error *err) MUST_CHECK;

// The value for the solutions so far; TERM_UNBOUND for an error. Lives in `memory` or in the
// accumulator.
Status accumulator_result(Accumulator *this, Arena *memory, Term *out, Error *err) MUST_CHECK;

#endif

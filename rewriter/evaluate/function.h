// Inside evaluation: one call of a function, and the functions of the table.
#ifndef ANAMORPH_REWRITER_EVALUATE_FUNCTION_H
#define ANAMORPH_REWRITER_EVALUATE_FUNCTION_H

#include "rewriter/evaluate/evaluate.h"
#include "rewriter/evaluate/typed.h"

struct RegexCache;

struct Evaluator {
  Arena *arena;
  EvaluatorOptions options;
  const char *now;
  uint64_t random[2];  // the state of RAND
  uint64_t label;      // what the blank nodes of this evaluator have in common
  uint64_t fresh;      // the number of the last BNODE() or UUID()
  struct RegexCache *regexes;
};

// One call: its arguments are bound and of the kinds that function.def names.
typedef struct Evaluation {
  Evaluator *evaluator;
  Arena *memory;
  const Solution *solution;
  const Expr *call;
  Status status;  // set where the query cannot go on; the result does not count then
  Error *err;
} Evaluation;

// Returns TERM_UNBOUND for an error of the expression.
typedef Term (*EvaluateFunction)(Evaluation *this, size_t count, const Term args[]);

#define EVALUATE(name) Term name(Evaluation *this, size_t count, const Term args[])
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower, sql, evaluate) \
  EVALUATE(evaluate);
#include "rewriter/ir/function.def"
#undef FUNCTION

static const Term EVALUATION_ERROR = {.kind = TERM_UNBOUND};

// --- Shared by the files of evaluation -----------------------------------------------------------

// compare.c: `a op b` for FN_EQ to FN_GE (17.3), and the effective boolean value (17.2.2).
Truth compare_truth(Arena *memory, Function op, const Term *a, const Term *b);
Truth truth_of(Arena *memory, const Term *term);

// number.c: a op b for FN_ADD to FN_DIVIDE; false: an error.
bool number_arithmetic(Arena *memory, Function op, const Number *a, const Number *b,
                       Number *out) MUST_CHECK;

// A string with the language of `like`, or an xsd:string.
Term string_like(Arena *memory, const Term *like, const char *text, size_t length);

// The Symbol of a datatype: the one known by address where there is one, so that it is recognised.
const Symbol *datatype_symbol(const Evaluator *evaluator, const Symbol *iri);

// random.c: 64 random bits of the evaluator's own sequence.
uint64_t random_next(Evaluator *evaluator);

#endif

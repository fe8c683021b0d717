// Inside lowering: one call of a SPARQL function, and how it is applied to the simple terms of its
// arguments.
#ifndef ANAMORPH_REWRITER_LOWER_CALL_H
#define ANAMORPH_REWRITER_LOWER_CALL_H

#include "rewriter/lower/native.h"
#include "rewriter/lower/value.h"

typedef struct Call Call;

// The result for simple arguments (CONST or RDF, never UNBOUND): a normal form. NULL: an error, so
// nothing. A function that SQL cannot do sets call->status.
typedef const Expr *(*CallSimple)(Call *call, const Expr *const simple[]);

struct Call {
  Lowering *lowering;
  Arena *arena;
  const Expr *expr;  // EXPR_CALL
  const char *sql;   // of its row in function.def
  bool expanded;     // an argument's datatype comes from a column: its classes were told apart
  Status status;
  Error *err;
};

// The whole function, given its arguments in normal form.
typedef const Expr *(*CallWhole)(Call *call, size_t count, const Expr *const args[]);

// `simple` applied to each combination of the simple terms that the arguments may be.
const Expr *call_apply(Call *call, size_t count, const Expr *const args[], CallSimple simple);

// Refuses the call: "not supported yet: NAME WHAT" at its position. Returns NULL.
const Expr *call_refuse(Call *call, const char *what);

// --- Results -------------------------------------------------------------------------------------
const Expr *call_literal(Call *call, const Symbol *datatype, const Expr *native);
const Expr *call_string(Call *call, const Expr *text);
const Expr *call_boolean(Call *call, const Expr *condition);
const Expr *call_integer(Call *call, const Expr *number);
const Expr *call_number(Call *call, const Expr *value, NumberRank rank);
// A string with the language of `like` (xsd:string when it has none).
const Expr *call_string_like(Call *call, const Expr *like, const Expr *text);
// `result`, where all of `simple` are bound.
const Expr *call_where_bound(Call *call, size_t count, const Expr *const simple[],
                             const Expr *result);

// A native value of whichever simple term it is; NULL where `value` gives NULL or nothing is bound.
const Expr *call_native(Lowering *lowering, const Expr *term, PgType type,
                        const Expr *(*value)(void *self, const Expr *simple), void *self);

// Is it a string literal, with or without language? Then *text is its native text.
bool call_text(Call *call, const Expr *simple, const Expr **text);

// --- Shared by the files of lowering -------------------------------------------------------------
// expression.c: positive: NULL may be given for false and the other way round.
Status lower_truth(Lowering *lowering, const Expr *expr, bool positive, const Expr **out,
                   Error *err) MUST_CHECK;
Status lower_arguments(Lowering *lowering, const Expr *expr, const Expr ***out,
                       Error *err) MUST_CHECK;

// compare.c
const Expr *compare_terms(Lowering *lowering, Operator op, const Expr *a, const Expr *b,
                          bool positive, Position at, Status *status, Error *err);
const Expr *truth_of_term(Lowering *lowering, const Expr *term, bool positive);

// time.c: arithmetic where not both are numbers.
const Expr *call_time_arithmetic(Call *call, const Expr *const simple[]);

// order.c: where a term's class stands in ORDER BY (15.1), least first.
int order_rank(const Expr *simple);

#define CALL_WHOLE(name) const Expr *name(Call *call, size_t count, const Expr *const args[])
#define FUNCTION(id, keyword, class, min, max, arguments, result, lower, sql, evaluate) \
  CALL_WHOLE(lower);
#include "rewriter/ir/function.def"
#undef FUNCTION

#endif

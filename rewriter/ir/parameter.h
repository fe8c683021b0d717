// Parameters: constants of a query's text in whose place others may stand, so that one plan serves
// every query of the same shape.
//
// A *lifted* parameter enters the rewriter as EXPR_RDF over EXPR_PARAMETER, a native value that is
// opaque: nobody can look at it, so nobody can decide by it. Whoever has to (inverting a template,
// reading a number) decides by the constant at hand and records the decision as a Guard
// (lower/parameter.h). The plan then serves all constants for which the guards decide the same.
// What cannot go on without the value refuses the parameter: it is *pinned*, and the query is
// rewritten again with the constant as it stands.
//
// Laws for whoever works on trees:
//   1. An EXPR_PARAMETER is one value in all rows of a statement, and never NULL (expr_is_given).
//   2. Equal ones (expr_equal) have equal values. Of others nothing follows, neither = nor <>, but
//      where parameters_differ says so.
//   3. It may be moved, copied and compared in SQL like a column; it has no variables.
#ifndef ANAMORPH_REWRITER_IR_PARAMETER_H
#define ANAMORPH_REWRITER_IR_PARAMETER_H

#include "base/vec.h"
#include "rewriter/ir/expr.h"

struct Parameters;

// A distinct constant of the text; two of one query never have the same lexical form.
// places: tokens of the text that say it. terms: those of them that became terms of the query; the
// others decided something else.
typedef struct Parameter {
  struct Parameters *all;
  unsigned number;  // from 0
  const Symbol *lexical;
  unsigned places, terms;
  bool pinned;
  bool lifted;
} Parameter;

typedef enum GuardKind {
  // The lexical form is text[0] v[0] text[1] … v[count-1] text[count], in one way only, each v the
  // canonical lexical form (encode: percent-encoded) of a value of type[i]: the pieces. base: what
  // begins with it may be a relative IRI, and then neither fits nor does not.
  GUARD_TEXT,
  // As a literal of `datatype` it has a value of type[0]: the piece.
  GUARD_VALUE,
  // As a literal of `datatype` it has a double: the piece is the middle between that and the next
  // above, or below (lower/floating_compare.c); it fits where the middle is rounded to it.
  GUARD_EDGE_ABOVE,
  GUARD_EDGE_BELOW,
} GuardKind;

// A decision that the plan relies on. fits: how it went.
typedef struct Guard {
  GuardKind kind;
  bool fits;
  unsigned parameter;
  size_t count;
  const PgType *type;
  const Symbol *const *text;
  bool encode;
  const char *base;
  const Symbol *datatype;
} Guard;

typedef VEC(const Guard *) Guards;
typedef VEC(const Expr *) Given;

// guards: all that were asked. given: what the SQL text calls $1, $2, …
// refused: a parameter was pinned while rewriting, which has to begin anew. unsure: this was
// because of its value, so that the plan is of no use to others. token: where in the text they
// stand, in order.
typedef struct Parameters {
  Arena *arena;
  size_t count;
  Parameter *item;
  size_t token_count;
  const struct ParameterToken {
    size_t start;
    unsigned parameter;
  } * token;
  Guards guards;
  Given given;
  bool refused;
  bool unsure;
} Parameters;

// The parameter that the token at `start` says; NULL: none.
Parameter *parameters_at(const Parameters *parameters, size_t start);

// Have two EXPR_PARAMETERs certainly different values? They have where the same reading makes them
// of different parameters, and a value has one text that is read so: the lexical form itself, or
// the only piece of a template.
bool parameters_differ(const Expr *a, const Expr *b);

// What the text says there is needed as it is.
void parameter_pin(Parameter *parameter);

// The same, found out while rewriting.
void parameter_refuse(Parameter *parameter);

// Forgets guards and refusals, for another rewriting.
void parameters_begin(Parameters *parameters);

// n of $n for an EXPR_PARAMETER in SQL text.
size_t parameters_place(Parameters *parameters, const Expr *expr);

#endif

// Inside evaluation: terms and the values that they stand for (SPARQL 1.1 section 17.1).
#ifndef ANAMORPH_REWRITER_EVALUATE_TYPED_H
#define ANAMORPH_REWRITER_EVALUATE_TYPED_H

#include "rewriter/evaluate/decimal.h"
#include "rewriter/evaluate/time.h"
#include "rewriter/ir/value_class.h"

typedef struct Number {
  NumberRank rank;
  Decimal decimal;  // of NUMBER_INTEGER and NUMBER_DECIMAL
  double real;      // of NUMBER_FLOAT (a value of single precision) and NUMBER_DOUBLE
} Number;

// The value of a bound term. Terms that are IRIs, blank nodes or strings, and literals of datatypes
// that are not known, are their own values.
typedef struct Typed {
  ValueClass class_;
  DatatypeFamily family;
  bool valid;  // false: a literal whose text is not in its datatype's lexical space
  union {
    bool boolean;
    Number number;
    Moment moment;
    Duration duration;
  } u;
} Typed;

Typed typed_of(Arena *memory, const Term *term);

// The class alone: nothing is parsed.
ValueClass typed_class(const Term *term);

// --- Terms of values ----------------------------------------------------------------------------
// All live in `memory`; lexical forms are canonical.
const Symbol *typed_symbol(Arena *memory, const char *text, size_t length);
Term typed_string(Arena *memory, const char *text, size_t length);
Term typed_literal(Arena *memory, const Buffer *lexical, const Symbol *datatype);
Term typed_boolean(bool value);
Term typed_integer(Arena *memory, int64_t value);
Term typed_number(Arena *memory, const Number *number);
Term typed_moment(Arena *memory, const Moment *moment, const Symbol *datatype);
Term typed_duration(Arena *memory, const Duration *duration, const Symbol *datatype);

// --- Numbers -------------------------------------------------------------------------------------

// The number as another rank, as promotion makes it: exact to float or double. Ranks never sink.
Number number_promote(Arena *memory, const Number *number, NumberRank rank);

// An exact decimal of a finite float or double: of its shortest digits, as its lexical form has
// them.
Decimal number_decimal(Arena *memory, const Number *number);

// By value after promotion, as = and < do; *ordered is false where one is NaN.
int number_compare(Arena *memory, const Number *a, const Number *b, bool *ordered);

#endif

// Inside lowering: the values of simple terms as native expressions (SPARQL 1.1 section 17.1).
#ifndef ANAMORPH_REWRITER_LOWER_VALUE_H
#define ANAMORPH_REWRITER_LOWER_VALUE_H

#include "rewriter/ir/value_class.h"
#include "rewriter/lower/term_parts.h"

ValueClass value_class(const Expr *simple);

NumberRank value_rank(const Expr *simple);  // of VALUE_NUMERIC

// The value, NULL where the lexical form is not in the datatype's lexical space (an ill-typed
// literal has no value). Types: NUMERIC: an integer type, numeric, real or double precision;
// BOOLEAN boolean; DATE_TIME timestamp or timestamptz; DATE date; TIME time; all others text.
// NULL pointer: the value cannot be held by PostgreSQL (a year beyond 9999).
const Expr *value_native(Lowering *lowering, const Expr *simple);

// The same for a literal that is no part of an expression.
const Expr *value_of_constant(Arena *arena, Term literal);

// The value as the type of that rank: integers as they are (INT2 to NUMERIC), decimal numeric,
// float and double double precision.
const Expr *value_number(Lowering *lowering, const Expr *simple, NumberRank rank);

// Is the value NULL only where the term is unbound?
bool value_is_total(const Expr *simple);

// A native condition: is the text in the lexical space? NULL for a datatype that is not known.
const Expr *value_is_valid(Arena *arena, const Expr *text, const Symbol *datatype);

// The text as a value of the class and rank: NULL where it is none (lexical test and cast in one
// CASE, so that no cast fails).
const Expr *value_of_text(Lowering *lowering, const Expr *text, ValueClass class,
                          const Symbol *datatype);

// A term whose kind, datatype or language a column says, as a CASE over what it may be.
const Expr *value_expand(Lowering *lowering, const Expr *term);

#endif

// Inside lowering: floating point as IEEE 754 has it, where PostgreSQL raises errors instead of
// giving infinities, zeros and NaN.
#ifndef ANAMORPH_REWRITER_LOWER_FLOATING_H
#define ANAMORPH_REWRITER_LOWER_FLOATING_H

#include "rewriter/lower/lower.h"

// As double precision a number rounds to zero up to a half of the least double, 2^-1075 (ties go to
// even); that half to 41 digits, the last rounded up: PostgreSQL raises an error where it would
// give zero.
#define FLOATING_LEAST "2.4703282292062327208828439643411068618253e-324"

// A number of any native type as double precision, rounded to the nearest; beyond its range
// infinite or zero.
const Expr *floating_double(Lowering *lowering, const Expr *value);

// The same as real.
const Expr *floating_single(Lowering *lowering, const Expr *value);

// The numeric that one of the two has rounded, or that the number is itself; NULL: it is another.
const Expr *floating_exact(const Lowering *lowering, const Expr *number);

// number op constant, both as double precision, where the number is numeric: said of the number
// itself (floating_compare.c). constant: a literal of xsd:double, xsd:decimal or an integer type,
// maybe a parameter. NULL pointer: not to be said so.
const Expr *floating_compare(Lowering *lowering, Operator op, const Expr *number,
                             const Expr *constant);

// The middle between a native constant's double and the next above or below, as numeric text; kept:
// the middle is rounded to the constant's. false: there is none, or it is too long to write.
bool floating_edge(Arena *arena, const Expr *constant, bool above, const char **edge, bool *kept);

// Text in the lexical space of xsd:double as double precision, or as real; NULL for other text.
const Expr *floating_of_text(Lowering *lowering, const Expr *whole, bool single);

// a op b of two double precision values, OP_ADD to OP_DIVIDE.
const Expr *floating_arithmetic(Lowering *lowering, Operator op, const Expr *a, const Expr *b);

// SUM of double precision values in a group, or with their count AVG: infinite where the sum is out
// of range; NULL for no values.
const Expr *floating_total(Lowering *lowering, const Expr *value, bool distinct, const Expr *count);

// fn:round: halves up, the sign of zero kept.
const Expr *floating_round(Lowering *lowering, const Expr *whole);

#endif

// Inside lowering: floating point as IEEE 754 has it, where PostgreSQL raises errors instead of
// giving infinities, zeros and NaN.
#ifndef ANAMORPH_REWRITER_LOWER_FLOATING_H
#define ANAMORPH_REWRITER_LOWER_FLOATING_H

#include "rewriter/lower/native.h"

// A number of any native type as double precision, rounded to the nearest; beyond its range
// infinite or zero.
const Expr *floating_double(Arena *arena, const Expr *number);

// The same as real.
const Expr *floating_single(Arena *arena, const Expr *number);

// Text in the lexical space of xsd:double as double precision; NULL for other text.
const Expr *floating_of_text(Arena *arena, const Expr *text);

// a op b of two double precision values, OP_ADD to OP_DIVIDE.
const Expr *floating_arithmetic(Arena *arena, Operator op, const Expr *a, const Expr *b);

// fn:round: halves up, the sign of zero kept.
const Expr *floating_round(Arena *arena, const Expr *value);

#endif

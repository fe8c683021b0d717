// What laws ask of native constants: their order, and whether they differ. Constants are values
// whose texts tell their order: whole and decimal numbers, dates of four-digit years; texts and
// parameters for being equal alone.
#ifndef ANAMORPH_REWRITER_PASS_CONSTANT_H
#define ANAMORPH_REWRITER_PASS_CONSTANT_H

#include "rewriter/ir/expr.h"

// Is it a type of whole or decimal numbers?
bool constant_has_number(PgType type);

// Digits, perhaps with a sign before and a fraction after them?
bool constant_is_number(const char *text);

// *out: below, at or above zero as a is less than, equal to or greater than b. False where the
// order is not known.
bool constant_compare(const Expr *a, const Expr *b, int *out);

// Are the values certainly different? Of texts: in a collation in which `=` compares bytes.
bool constants_differ(const Expr *a, const Expr *b);

#endif

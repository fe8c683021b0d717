// Comparing an exact number, rounded to double precision, with a constant: said of the number
// itself.
//
// Rounding to nearest, ties to even (IEEE 754, 4.3.1), keeps order. So x rounds to more than c
// exactly where x lies above the middle between c and the next double; the middle itself rounds to
// whichever of the two is even. No row is cast, and an index or statistics of the column serve.
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/lower/floating.h"
#include "rewriter/lower/native.h"

// What is smaller than a half of the least double is zero (floating_double).
#define LEAST "2.5e-324"

// Beyond, middles have many hundreds of digits.
enum { LARGEST_EXPONENT = 300, MIDDLE_DIGITS = 1000 };

static bool is_even(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits % 2 == 0;
}

// Where rounding changes from the constant to its neighbour on one side; kept: there it is the
// constant.
typedef struct Edge {
  const Expr *number;
  bool kept;
} Edge;

static Edge edge(Arena *arena, double value, bool above) {
  if (!(fabs(value) > 0))
    return (Edge){expr_native(arena, PG_TYPE_NUMERIC, above ? LEAST : "-" LEAST), false};
  const double next = nextafter(value, above ? INFINITY : -INFINITY);
  const long double middle = ((long double)value + (long double)next) / 2;
  const char *text = arena_format(arena, "%.*Lg", MIDDLE_DIGITS, middle);
  return (Edge){expr_native(arena, PG_TYPE_NUMERIC, text), is_even(value)};
}

const Expr *floating_compare(Lowering *lowering, Operator op, const Expr *number,
                             const Expr *constant) {
  Arena *arena = lowering->arena;
  if (LDBL_MANT_DIG <= DBL_MANT_DIG || number->type != PG_TYPE_NUMERIC ||
      constant->kind != EXPR_NATIVE || constant->type != PG_TYPE_FLOAT8)
    return NULL;
  const double value = strtod(constant->u.native, NULL);
  if (!isfinite(value) || (fabs(value) > 0 && abs(ilogb(value)) > LARGEST_EXPONENT)) return NULL;
  const Edge above = edge(arena, value, true), below = edge(arena, value, false);
  // NaN is above all numbers in PostgreSQL, and compares with none here.
  const Expr *known =
      native_compare(arena, OP_NE, number, expr_native(arena, PG_TYPE_NUMERIC, "NaN"));
  const Expr *at_most = native_compare(arena, above.kept ? OP_LE : OP_LT, number, above.number);
  const Expr *at_least = native_compare(arena, below.kept ? OP_GE : OP_GT, number, below.number);
  switch (op) {
    case OP_LE: return at_most;
    case OP_LT: return native_compare(arena, below.kept ? OP_LT : OP_LE, number, below.number);
    case OP_GE: return native_and(arena, at_least, known);
    case OP_GT:
      return native_and(
          arena, native_compare(arena, above.kept ? OP_GT : OP_GE, number, above.number), known);
    case OP_EQ: return native_and(arena, at_least, at_most);
    default: return NULL;
  }
}

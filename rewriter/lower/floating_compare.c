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
#include "rewriter/lower/parameter.h"
#include "rewriter/lower/value.h"

// Beyond, middles have many hundreds of digits.
enum { LARGEST_EXPONENT = 300, MIDDLE_DIGITS = 1000 };

static bool is_even(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits % 2 == 0;
}

bool floating_edge(Arena *arena, const Expr *constant, bool above, const char **edge, bool *kept) {
  if (LDBL_MANT_DIG <= DBL_MANT_DIG || constant->kind != EXPR_NATIVE) return false;
  const double value = strtod(constant->u.native, NULL);
  if (!isfinite(value) || (fabs(value) > 0 && abs(ilogb(value)) > LARGEST_EXPONENT)) return false;
  if (!(fabs(value) > 0)) {
    *edge = above ? FLOATING_LEAST : "-" FLOATING_LEAST;
    *kept = false;
    return true;
  }
  const double next = nextafter(value, above ? INFINITY : -INFINITY);
  const long double middle = ((long double)value + (long double)next) / 2;
  *edge = arena_format(arena, "%.*Lg", MIDDLE_DIGITS, middle);
  *kept = is_even(value);
  return true;
}

// kept: the edge itself is rounded to the constant.
typedef struct Edge {
  const Expr *number;
  bool kept;
} Edge;

// number NULL: there is none.
static Edge edge_of(Arena *arena, const Expr *constant, bool above) {
  Parameter *parameter = constant->kind == EXPR_RDF ? parameter_of(constant->u.rdf.lexical) : NULL;
  Edge edge = {NULL, false};
  if (parameter != NULL) {
    edge.number = parameter_edge(arena, parameter, constant->u.rdf.datatype, above, &edge.kept);
    return edge;
  }
  const char *text = NULL;
  const Expr *value =
      constant->kind == EXPR_CONST ? value_of_constant(arena, constant->u.constant) : NULL;
  if (value != NULL && floating_edge(arena, value, above, &text, &edge.kept))
    edge.number = expr_native(arena, PG_TYPE_NUMERIC, text);
  return edge;
}

// NaN is above all numbers in PostgreSQL, and compares with none here.
static const Expr *but_nan(Arena *arena, const Expr *number, const Expr *truth) {
  const Expr *nan = expr_native(arena, PG_TYPE_NUMERIC, "NaN");
  return native_and(arena, truth, native_compare(arena, OP_NE, number, nan));
}

const Expr *floating_compare(Lowering *lowering, Operator op, const Expr *number,
                             const Expr *constant) {
  Arena *arena = lowering->arena;
  if (number->type != PG_TYPE_NUMERIC || op == OP_NE) return NULL;
  const bool at_top = op == OP_GT || op == OP_LE, at_bottom = op == OP_LT || op == OP_GE;
  Edge above = {NULL, false}, below = {NULL, false};
  if (!at_bottom) above = edge_of(arena, constant, true);
  if (!at_top) below = edge_of(arena, constant, false);
  if ((!at_bottom && above.number == NULL) || (!at_top && below.number == NULL)) return NULL;
  switch (op) {
    case OP_LE: return native_compare(arena, above.kept ? OP_LE : OP_LT, number, above.number);
    case OP_LT: return native_compare(arena, below.kept ? OP_LT : OP_LE, number, below.number);
    case OP_GE:
      return but_nan(arena, number,
                     native_compare(arena, below.kept ? OP_GE : OP_GT, number, below.number));
    case OP_GT:
      return but_nan(arena, number,
                     native_compare(arena, above.kept ? OP_GT : OP_GE, number, above.number));
    default:
      return native_and(arena,
                        native_compare(arena, below.kept ? OP_GE : OP_GT, number, below.number),
                        native_compare(arena, above.kept ? OP_LE : OP_LT, number, above.number));
  }
}

// Guards around PostgreSQL's floating point: each stands in one CASE with what it guards. Where a
// constant or an integer makes an error impossible, no guard is written.
#include "rewriter/lower/floating.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rewriter/ir/walk.h"
#include "rewriter/lower/native.h"

// The sizes that a cast leaves neither zero nor infinite, as text. Just beyond them lie the middles
// between zero and the type's least number, and between its largest and the next power of two,
// which go to zero and infinity themselves (ties go to even). To 41 digits, or the last double
// before.
typedef struct Range {
  const char *least, *most;
} Range;

static const Range NUMERIC_TO_DOUBLE = {FLOATING_LEAST,
                                        "1.7976931348623158079372897140530341507993e308"};
static const Range NUMERIC_TO_REAL = {"7.0064923216240853546186479164495806564014e-46",
                                      "3.4028235677973366163753939545814256844799e38"};
static const Range DOUBLE_TO_REAL = {"7.006492321624087e-46", "3.4028235677973362e38"};

static const Expr *number(Arena *arena, PgType type, const char *text) {
  return expr_native(arena, type, text);
}

static const Expr *float8(Arena *arena, const char *text) {
  return number(arena, PG_TYPE_FLOAT8, text);
}

// An operand that stands in several places is computed once, by a LET around them all. Constants
// and aggregates (which PostgreSQL computes once anyway) need no name; the latter must have none,
// since within a LET's sub-SELECT they would be of its rows.
static const Expr *named(Lowering *lowering, const Expr *value) {
  if (value->kind == EXPR_NATIVE || expr_holds_aggregate(value)) return value;
  const VarId var = variables_fresh_native(lowering->variables, value->type, "x");
  return expr_var(lowering->arena, lowering->variables, var);
}

static const Expr *let(Lowering *lowering, const Expr *name, const Expr *value, const Expr *body) {
  return name == value ? body : expr_let(lowering->arena, name->u.var, value, body);
}

static const Expr *size_of(Arena *arena, const Expr *value) {
  return native_call1(arena, "abs", value->type, value);
}

// The way PostgreSQL would print it.
static const Expr *constant(Arena *arena, PgType type, double value) {
  if (isnan(value)) return number(arena, type, "NaN");
  if (isinf(value)) return number(arena, type, value < 0 ? "-Infinity" : "Infinity");
  return number(arena, type, arena_format(arena, "%.*g", type == PG_TYPE_FLOAT4 ? 9 : 17, value));
}

static double constant_value(const Expr *native) {
  if (strcmp(native->u.native, "Infinity") == 0) return INFINITY;
  if (strcmp(native->u.native, "-Infinity") == 0) return -INFINITY;
  return strcmp(native->u.native, "NaN") == 0 ? NAN : strtod(native->u.native, NULL);
}

// What is left of a number that is rounded to zero: its sign (XSD 1.1 part 2, doubleLexicalMap).
static const Expr *signed_zero(Arena *arena, const Expr *is_negative, PgType type) {
  return native_when(arena, is_negative, number(arena, type, "-0"), number(arena, type, "0"));
}

// The value, which is said several times, as a floating type: infinite above the range, zero below.
static const Expr *rounded(Arena *arena, const Expr *value, PgType type, const Range *range) {
  const Expr *size = size_of(arena, value), *zero = number(arena, value->type, "0");
  const Expr *above = number(arena, value->type, range->most);
  const Expr *below = number(arena, value->type, range->least);
  const Expr *is_negative = native_compare(arena, OP_LT, value, zero);
  const CaseBranch branches[] = {
      {native_and(arena, native_compare(arena, OP_LE, size, above),
                  native_or(arena, native_compare(arena, OP_GE, size, below),
                            native_compare(arena, OP_EQ, value, zero))),
       native_cast(arena, value, type)},
      {native_compare(arena, OP_LT, size, below), signed_zero(arena, is_negative, type)},
      {is_negative, number(arena, type, "-Infinity")},
      // NaN is above all numbers, and equal to itself.
      {native_compare(arena, OP_EQ, value, number(arena, value->type, "NaN")),
       number(arena, type, "NaN")},
      {native_is_not_null(arena, value), number(arena, type, "Infinity")},
  };
  return expr_case(arena, 5, branches, NULL);
}

static const Expr *guarded_cast(Lowering *lowering, const Expr *whole, PgType type,
                                const Range *range) {
  const Expr *value = named(lowering, whole);
  return let(lowering, value, whole, rounded(lowering->arena, value, type, range));
}

const Expr *floating_exact(const Lowering *lowering, const Expr *number) {
  if (number->type == PG_TYPE_NUMERIC) return number;
  if (number->kind != EXPR_LET || number->u.let.value->type != PG_TYPE_NUMERIC) return NULL;
  const Expr *name = expr_var(lowering->arena, lowering->variables, number->u.let.var);
  const bool single = number->type == PG_TYPE_FLOAT4;
  const Expr *body = rounded(lowering->arena, name, single ? PG_TYPE_FLOAT4 : PG_TYPE_FLOAT8,
                             single ? &NUMERIC_TO_REAL : &NUMERIC_TO_DOUBLE);
  return expr_equal(number->u.let.body, body) ? number->u.let.value : NULL;
}

const Expr *floating_double(Lowering *lowering, const Expr *value) {
  Arena *arena = lowering->arena;
  if (value->type == PG_TYPE_FLOAT8) return value;
  if (native_is_null(value)) return expr_null(arena, PG_TYPE_FLOAT8);
  if (value->kind == EXPR_NATIVE) return constant(arena, PG_TYPE_FLOAT8, constant_value(value));
  if (value->type != PG_TYPE_NUMERIC) return native_cast(arena, value, PG_TYPE_FLOAT8);
  return guarded_cast(lowering, value, PG_TYPE_FLOAT8, &NUMERIC_TO_DOUBLE);
}

const Expr *floating_single(Lowering *lowering, const Expr *value) {
  Arena *arena = lowering->arena;
  if (value->type == PG_TYPE_FLOAT4) return value;
  if (native_is_null(value)) return expr_null(arena, PG_TYPE_FLOAT4);
  if (value->kind == EXPR_NATIVE)
    return constant(arena, PG_TYPE_FLOAT4, (double)(float)constant_value(value));
  const PgFamily family = pg_type_info(value->type)->family;
  if (family == PG_FAMILY_INTEGER) return native_cast(arena, value, PG_TYPE_FLOAT4);
  const Range *range = value->type == PG_TYPE_NUMERIC ? &NUMERIC_TO_REAL : &DOUBLE_TO_REAL;
  return guarded_cast(lowering, value, PG_TYPE_FLOAT4, range);
}

// --- Text ----------------------------------------------------------------------------------------

// The number whose text this is; NULL when it is other text. Reading the text again gives the
// number.
static const Expr *number_behind(const Expr *text) {
  if (text->kind != EXPR_SQL || (text->u.sql.op != OP_CAST && text->u.sql.op != OP_LEXICAL))
    return NULL;
  const Expr *behind = text->u.sql.arg[0];
  const PgFamily family = pg_type_info(behind->type)->family;
  const bool exact =
      behind->type == PG_TYPE_FLOAT8 || family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC;
  return exact ? behind : NULL;
}

#define MANTISSA "[+-]?([0-9]{1,150}([.][0-9]{0,150})?|[.][0-9]{1,150})"
#define NOTHING  "[+-]?(0+([.]0*)?|[.]0+)"

const Expr *floating_of_text(Lowering *lowering, const Expr *whole, bool single) {
  Arena *arena = lowering->arena;
  const Expr *behind = number_behind(whole);
  if (behind != NULL)
    return single ? floating_single(lowering, behind) : floating_double(lowering, behind);
  const Expr *text = named(lowering, whole);
  const Expr *zero = signed_zero(arena, native_matches(arena, text, "^-"), PG_TYPE_FLOAT8);
  const CaseBranch branches[] = {
      {native_matches(arena, text, "^(" MANTISSA "([eE][+-]?0*[0-9]{1,2})?|NaN)$"),
       native_cast(arena, text, PG_TYPE_FLOAT8)},
      {native_matches(arena, text, "^[+]?INF$"), float8(arena, "Infinity")},
      {native_matches(arena, text, "^-INF$"), float8(arena, "-Infinity")},
      {native_matches(arena, text, "^" NOTHING "[eE][+-]?[0-9]+$"), zero},
      {native_matches(arena, text, "^" MANTISSA "[eE][+-]?0*[0-9]{3}$"),
       floating_double(lowering, native_cast(arena, text, PG_TYPE_NUMERIC))},
      // Beyond all numbers of the type.
      {native_matches(arena, text, "^" MANTISSA "[eE]-[0-9]+$"), zero},
      {native_matches(arena, text, "^-" MANTISSA "[eE][+]?[0-9]+$"), float8(arena, "-Infinity")},
      {native_matches(arena, text, "^" MANTISSA "[eE][+]?[0-9]+$"), float8(arena, "Infinity")},
  };
  const Expr *value = let(lowering, text, whole, expr_case(arena, 8, branches, NULL));
  return single ? floating_single(lowering, value) : value;
}

// --- Arithmetic ----------------------------------------------------------------------------------

// 2^-100 and its inverse: exact factors.
#define DOWN "7.888609052210118e-31"
#define UP   "1.2676506002282294e30"

// A half of the least double, up to which all is rounded to zero; scaled up with UP: exact too.
#define HALF_LEAST_UP "3.13151306251402e-294"

// Neither so large nor so small that a sum, product or quotient of two of them is out of range.
static bool is_surely_moderate(const Expr *value) {
  if (value->kind == EXPR_NATIVE) {
    const double size = fabs(constant_value(value));
    return size >= 1e-150 ? size <= 1e150 : !(size > 0);
  }
  if (value->kind != EXPR_SQL || value->u.sql.op != OP_CAST) return false;
  return pg_type_info(value->u.sql.arg[0]->type)->family == PG_FAMILY_INTEGER;
}

static const Expr *is_above(Arena *arena, const Expr *value, const char *limit) {
  return native_compare(arena, OP_GT, size_of(arena, value), float8(arena, limit));
}

// ±Infinity, of the sign that the two together have.
static const Expr *infinite(Arena *arena, const Expr *a, const Expr *b) {
  const Expr *zero = float8(arena, "0");
  return native_when(arena,
                     native_compare(arena, OP_EQ, native_compare(arena, OP_LT, a, zero),
                                    native_compare(arena, OP_LT, b, zero)),
                     float8(arena, "Infinity"), float8(arena, "-Infinity"));
}

static const Expr *apply(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  return expr_sql(arena, op, PG_TYPE_FLOAT8, 2, (const Expr *[]){a, b});
}

// Two of one sign are above the range together when one is more than what the other leaves of it.
static const Expr *sum(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  const Expr *whole = apply(arena, op, a, b), *zero = float8(arena, "0");
  const Expr *x = size_of(arena, a), *y = size_of(arena, b);
  // What is moderate is less than a rounding of the largest numbers.
  if (is_surely_moderate(a) || is_surely_moderate(b)) return whole;
  const Expr *safe = native_and(arena, native_not(arena, is_above(arena, a, "8.9e307")),
                                native_not(arena, is_above(arena, b, "8.9e307")));
  const Expr *infinity = float8(arena, "Infinity");
  const Expr *special = native_or(arena, native_compare(arena, OP_GE, x, infinity),
                                  native_compare(arena, OP_GE, y, infinity));
  const Expr *rest = apply(arena, OP_SUBTRACT, float8(arena, "1.7976931348623157e308"), y);
  const Expr *opposite =
      native_compare(arena, op == OP_ADD ? OP_NE : OP_EQ, native_compare(arena, OP_LT, a, zero),
                     native_compare(arena, OP_LT, b, zero));
  const CaseBranch branches[] = {
      {native_or(arena, safe, special), whole},
      {native_or(arena, opposite, native_compare(arena, OP_LE, x, rest)), whole},
      {native_compare(arena, OP_GT, x, rest),
       native_when(arena, native_compare(arena, OP_LT, a, zero), float8(arena, "-Infinity"),
                   infinity)}};
  return expr_case(arena, 3, branches, NULL);
}

// |a|·|b| is above the range exactly when |b| >= 1 and |a| > most/|b|, and below it when both are
// less than 1 and |a| <= half/|b|, both sides scaled up: neither test is out of range itself. With
// NaN, which PostgreSQL puts above all numbers, a product is NaN. A zero keeps the sign of the two.
static const Expr *product(Arena *arena, const Expr *a, const Expr *b) {
  const Expr *whole = apply(arena, OP_MULTIPLY, a, b);
  if (is_surely_moderate(a) && is_surely_moderate(b)) return whole;
  const Expr *x = size_of(arena, a), *y = size_of(arena, b), *one = float8(arena, "1");
  const Expr *zero = float8(arena, "0");
  const Expr *none = apply(arena, OP_MULTIPLY, apply(arena, OP_MULTIPLY, a, zero), b);
  const Expr *most = apply(arena, OP_DIVIDE, float8(arena, "1.7976931348623157e308"), y);
  const Expr *raised = apply(arena, OP_MULTIPLY, x, float8(arena, UP));
  const Expr *half = apply(arena, OP_DIVIDE, float8(arena, HALF_LEAST_UP), y);
  const Expr *special = native_or(arena, native_compare(arena, OP_GE, x, float8(arena, "Infinity")),
                                  native_compare(arena, OP_GE, y, float8(arena, "Infinity")));
  // Nested, so that no quotient is computed where it would be out of range.
  const Expr *large =
      native_when(arena, native_compare(arena, OP_GT, x, most), infinite(arena, a, b), whole);
  const Expr *small = native_when(arena, native_compare(arena, OP_LE, raised, half), none, whole);
  const CaseBranch branches[] = {{native_or(arena, special,
                                            native_or(arena, native_compare(arena, OP_EQ, a, zero),
                                                      native_compare(arena, OP_EQ, b, zero))),
                                  whole},
                                 {native_compare(arena, OP_GE, y, one), large},
                                 {native_compare(arena, OP_GE, x, one), whole},
                                 {native_is_not_null(arena, whole->u.sql.arg[0]), small}};
  return expr_case(arena, 4, branches, NULL);
}

// The same of |a|/|b|: above the range when |b| < 1 and |a| > most·|b|, below it when |b| >= 1 >
// |a| and |a| <= half·|b|.
static const Expr *quotient(Arena *arena, const Expr *a, const Expr *b) {
  const Expr *whole = apply(arena, OP_DIVIDE, a, b), *zero = float8(arena, "0");
  if (is_surely_moderate(a) && b->kind == EXPR_NATIVE && is_surely_moderate(b) &&
      fabs(constant_value(b)) > 0)
    return whole;
  const Expr *x = size_of(arena, a), *y = size_of(arena, b), *one = float8(arena, "1");
  const Expr *nan = float8(arena, "NaN"), *infinity = float8(arena, "Infinity");
  const Expr *none = apply(arena, OP_DIVIDE, apply(arena, OP_MULTIPLY, a, zero), b);
  const Expr *most = apply(arena, OP_MULTIPLY, y, float8(arena, "1.7976931348623157e308"));
  const Expr *raised = apply(arena, OP_MULTIPLY, x, float8(arena, UP));
  const Expr *half = apply(arena, OP_MULTIPLY, y, float8(arena, HALF_LEAST_UP));
  const Expr *large =
      native_when(arena, native_compare(arena, OP_GT, x, most), infinite(arena, a, b), whole);
  const Expr *small = native_when(arena, native_compare(arena, OP_LE, raised, half), none, whole);
  const CaseBranch by_zero[] = {
      {native_or(arena, native_compare(arena, OP_EQ, a, zero),
                 native_compare(arena, OP_EQ, a, nan)),
       nan},
      {native_compare(arena, OP_GT, a, zero), infinity},
      {native_compare(arena, OP_LT, a, zero), float8(arena, "-Infinity")}};
  const CaseBranch branches[] = {
      {native_compare(arena, OP_EQ, b, zero), expr_case(arena, 3, by_zero, NULL)},
      {native_or(arena, native_compare(arena, OP_EQ, a, zero),
                 native_or(arena, native_compare(arena, OP_GE, x, infinity),
                           native_compare(arena, OP_GE, y, infinity))),
       whole},
      {native_compare(arena, OP_LT, y, one), large},
      {native_compare(arena, OP_GE, x, one), whole},
      {native_is_not_null(arena, y), small}};
  return expr_case(arena, 5, branches, NULL);
}

const Expr *floating_arithmetic(Lowering *lowering, Operator op, const Expr *a, const Expr *b) {
  Arena *arena = lowering->arena;
  // What an integer is cast to keeps showing that.
  const Expr *x = is_surely_moderate(a) ? a : named(lowering, a);
  const Expr *y = is_surely_moderate(b) ? b : named(lowering, b);
  const Expr *result = op == OP_MULTIPLY ? product(arena, x, y)
                       : op == OP_DIVIDE ? quotient(arena, x, y)
                                         : sum(arena, op, x, y);
  return let(lowering, x, a, let(lowering, y, b, result));
}

// floor(x) where x lies less than a half above it, else ceil(x): both keep the sign of zero.
const Expr *floating_round(Lowering *lowering, const Expr *whole) {
  Arena *arena = lowering->arena;
  const Expr *value = named(lowering, whole);
  const Expr *below = native_call1(arena, "floor", value->type, value);
  const Expr *above = native_call1(arena, "ceil", value->type, value);
  const Expr *rest = expr_sql(arena, OP_SUBTRACT, value->type, 2, (const Expr *[]){value, below});
  const Expr *rounded = native_when(
      arena, native_compare(arena, OP_LT, rest, number(arena, value->type, "0.5")), below, above);
  return let(lowering, value, whole, rounded);
}

// --- Aggregates ----------------------------------------------------------------------------------

// So small that no table has rows enough for a sum out of range.
static bool is_surely_small(const Expr *value) {
  if (value->kind == EXPR_NATIVE) return fabs(constant_value(value)) <= 1e290;
  if (value->kind != EXPR_SQL || value->u.sql.op != OP_CAST) return false;
  const PgType type = value->u.sql.arg[0]->type;
  return type == PG_TYPE_FLOAT4 || pg_type_info(type)->family == PG_FAMILY_INTEGER;
}

static const Expr *sum_of(Arena *arena, const Expr *value, bool distinct, const Expr *filter) {
  Expr *expr = ARENA_NEW(arena, Expr);
  expr->kind = EXPR_SQL_AGG;
  expr->sort = SORT_NATIVE;
  expr->type = PG_TYPE_FLOAT8;
  expr->u.sql_agg.name = "sum";
  expr->u.sql_agg.distinct = distinct;
  expr->u.sql_agg.arg = value;
  expr->u.sql_agg.filter = filter;
  return expr;
}

// SPARQL's Sum begins with 0 (18.5.1.3), which makes 0 of -0; PostgreSQL's with the first value.
static const Expr *added_to_zero(Arena *arena, const Expr *sum) {
  return apply(arena, OP_ADD, sum, float8(arena, "0"));
}

// A value over a count of at least 1. Only where the quotient would round to zero, of the value's
// sign, is it not divided.
static const Expr *share(Arena *arena, const Expr *value, const Expr *count) {
  const Expr *zero = float8(arena, "0"), *size = size_of(arena, value);
  const Expr *whole = apply(arena, OP_DIVIDE, value, count);
  const Expr *none = apply(arena, OP_MULTIPLY, value, zero);
  const Expr *raised = apply(arena, OP_MULTIPLY, size, float8(arena, UP));
  const Expr *most = apply(arena, OP_MULTIPLY, count, float8(arena, HALF_LEAST_UP));
  return native_when(arena,
                     native_or(arena, native_compare(arena, OP_GE, size, float8(arena, "1e-280")),
                               native_compare(arena, OP_EQ, value, zero)),
                     whole,
                     native_when(arena, native_compare(arena, OP_LE, raised, most), none, whole));
}

// Some twenty copies of a value stand in a guarded sum, until a law makes a column of it
// (pass/summand.c): only huge ones are summed as they are.
enum { MOST_PARTS_GUARDED = 2000 };

// Large values are summed by themselves, scaled down; the others are added to them where they can
// make a difference, and the whole is scaled up again if it is in range.
const Expr *floating_total(Lowering *lowering, const Expr *value, bool distinct,
                           const Expr *count) {
  Arena *arena = lowering->arena;
  if (is_surely_small(value)) {
    const Expr *sum = added_to_zero(arena, sum_of(arena, value, distinct, NULL));
    return count == NULL ? sum : share(arena, sum, count);
  }
  if (expr_size(value, MOST_PARTS_GUARDED) > MOST_PARTS_GUARDED) {
    const Expr *sum = added_to_zero(arena, sum_of(arena, value, distinct, NULL));
    return count == NULL ? sum : apply(arena, OP_DIVIDE, sum, count);
  }
  const Expr *is_small =
      native_compare(arena, OP_LT, size_of(arena, value), float8(arena, "1e290"));
  const Expr *small = sum_of(arena, value, distinct, is_small);
  const Expr *large = sum_of(arena, apply(arena, OP_MULTIPLY, value, float8(arena, DOWN)), distinct,
                             native_not(arena, is_small));
  const Expr *scaled =
      native_when(arena, is_above(arena, small, "1"),
                  apply(arena, OP_MULTIPLY, small, float8(arena, DOWN)), float8(arena, "0"));
  const Expr *total = apply(arena, OP_ADD, large, scaled), *zero = float8(arena, "0");
  const Expr *back = apply(arena, OP_MULTIPLY, total, float8(arena, UP));
  const CaseBranch branches[] = {
      {native_compare(arena, OP_LE, size_of(arena, total), float8(arena, "1.418139e278")),
       count == NULL ? back : apply(arena, OP_DIVIDE, back, count)},
      {native_compare(arena, OP_EQ, total, float8(arena, "NaN")), float8(arena, "NaN")},
      {native_compare(arena, OP_GT, total, zero), float8(arena, "Infinity")},
      {native_compare(arena, OP_LT, total, zero), float8(arena, "-Infinity")}};
  const Expr *only = added_to_zero(arena, small);
  return native_when(arena, native_is_not_null(arena, large), expr_case(arena, 4, branches, NULL),
                     count == NULL ? only : share(arena, only, count));
}

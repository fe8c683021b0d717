// Arithmetic and numeric functions (SPARQL 1.1 sections 17.3 and 17.4.4; XPath 2.0 promotion).
//
// Integers widen before they can overflow: int4 to int8, int8 to numeric. A division by zero is an
// error (NULL) for integers and decimals, infinite for floats.
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"

static PgFamily family_of(const Expr *value) { return pg_type_info(value->type)->family; }

// The type in which two integers of these types can be added and multiplied.
static PgType wide_type(const Expr *a, const Expr *b) {
  const bool small = (a->type == PG_TYPE_INT2 || a->type == PG_TYPE_INT4) &&
                     (b->type == PG_TYPE_INT2 || b->type == PG_TYPE_INT4);
  return small ? PG_TYPE_INT8 : PG_TYPE_NUMERIC;
}

static const Expr *zero(Arena *arena, PgType type) { return expr_native(arena, type, "0"); }

// Floats whose product and quotient are surely within range, the infinite and NaN included.
static const Expr *is_moderate(Arena *arena, const Expr *value) {
  if (value->kind == EXPR_NATIVE) return expr_bool(arena, true);
  const Expr *size = native_call1(arena, "abs", PG_TYPE_FLOAT8, value);
  const Expr *between = native_and(
      arena, native_compare(arena, OP_GE, size, expr_native(arena, PG_TYPE_FLOAT8, "1e-150")),
      native_compare(arena, OP_LE, size, expr_native(arena, PG_TYPE_FLOAT8, "1e+150")));
  const Expr *special =
      native_or(arena, native_compare(arena, OP_EQ, value, zero(arena, PG_TYPE_FLOAT8)),
                native_compare(arena, OP_GE, size, expr_native(arena, PG_TYPE_FLOAT8, "Infinity")));
  return native_or(arena, between, special);
}

static const Expr *divide_floats(Arena *arena, const Expr *a, const Expr *b) {
  const Expr *none = zero(arena, PG_TYPE_FLOAT8);
  const CaseBranch branches[] = {
      {native_compare(arena, OP_NE, b, none),
       expr_sql(arena, OP_DIVIDE, PG_TYPE_FLOAT8, 2, (const Expr *[]){a, b})},
      {native_or(arena, native_compare(arena, OP_EQ, a, none),
                 native_compare(arena, OP_EQ, a, expr_native(arena, PG_TYPE_FLOAT8, "NaN"))),
       expr_native(arena, PG_TYPE_FLOAT8, "NaN")},
      {native_compare(arena, OP_GT, a, none), expr_native(arena, PG_TYPE_FLOAT8, "Infinity")},
      {native_compare(arena, OP_LT, a, none), expr_native(arena, PG_TYPE_FLOAT8, "-Infinity")}};
  return expr_case(arena, 4, branches, NULL);
}

static const Expr *float_arithmetic(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  if (op == OP_DIVIDE && !(b->kind == EXPR_NATIVE && strtod(b->u.native, NULL) != 0)) {
    const Expr *moderate = native_and(arena, is_moderate(arena, a), is_moderate(arena, b));
    return native_when(arena, moderate, divide_floats(arena, a, b), NULL);
  }
  const Expr *result = expr_sql(arena, op, PG_TYPE_FLOAT8, 2, (const Expr *[]){a, b});
  if (op == OP_ADD || op == OP_SUBTRACT) return result;
  const Expr *moderate = native_and(arena, is_moderate(arena, a), is_moderate(arena, b));
  return native_when(arena, moderate, result, NULL);
}

static Operator operator_of(Function function) {
  switch (function) {
    case FN_ADD: return OP_ADD;
    case FN_SUBTRACT: return OP_SUBTRACT;
    case FN_MULTIPLY: return OP_MULTIPLY;
    default: return OP_DIVIDE;
  }
}

static NumberRank higher(NumberRank a, NumberRank b) { return a > b ? a : b; }

static const Expr *arithmetic(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  if (value_class(simple[0]) != VALUE_NUMERIC || value_class(simple[1]) != VALUE_NUMERIC)
    return NULL;
  const Operator op = operator_of(call->expr->u.call.function);
  NumberRank rank = higher(value_rank(simple[0]), value_rank(simple[1]));
  if (op == OP_DIVIDE) rank = higher(rank, NUMBER_DECIMAL);
  const Expr *a = value_number(call->lowering, simple[0], rank);
  const Expr *b = value_number(call->lowering, simple[1], rank);
  if (native_is_null(a) || native_is_null(b)) return NULL;
  if (rank >= NUMBER_FLOAT)
    return call_literal(call, number_datatype(rank), float_arithmetic(arena, op, a, b));
  const PgType type = rank == NUMBER_INTEGER ? wide_type(a, b) : PG_TYPE_NUMERIC;
  a = native_cast(arena, a, type);
  b = native_cast(arena, b, type);
  if (op == OP_DIVIDE) {
    const bool nonzero = b->kind == EXPR_NATIVE && strpbrk(b->u.native, "123456789") != NULL;
    if (!nonzero) b = native_call2(arena, "nullif", type, b, zero(arena, type));
  }
  return call_literal(call, number_datatype(rank),
                      expr_sql(arena, op, type, 2, (const Expr *[]){a, b}));
}

CALL_WHOLE(call_arithmetic) { return call_apply(call, count, args, arithmetic); }

static const Expr *sign(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_NUMERIC) return NULL;
  const NumberRank rank = value_rank(simple[0]);
  const Expr *value = value_number(call->lowering, simple[0], rank);
  if (native_is_null(value)) return NULL;
  if (call->expr->u.call.function == FN_PLUS)
    return call_literal(call, number_datatype(rank), value);
  if (rank == NUMBER_INTEGER) value = native_cast(call->arena, value, wide_type(value, value));
  return call_literal(call, number_datatype(rank), expr_sql1(call->arena, OP_NEGATE, value));
}

CALL_WHOLE(call_sign) { return call_apply(call, count, args, sign); }

// fn:round rounds a half up, PostgreSQL away from zero: floor(x + 0.5) instead.
static const Expr *half_up(Arena *arena, const Expr *value) {
  const Expr *half = expr_native(arena, value->type, "0.5");
  const Expr *sum = expr_sql(arena, OP_ADD, value->type, 2, (const Expr *[]){value, half});
  return native_call1(arena, "floor", value->type, sum);
}

static const Expr *rounded(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_NUMERIC) return NULL;
  const NumberRank rank = value_rank(simple[0]);
  const Function function = call->expr->u.call.function;
  const Expr *value = value_number(call->lowering, simple[0], rank);
  if (native_is_null(value)) return NULL;
  if (rank == NUMBER_INTEGER && family_of(value) == PG_FAMILY_INTEGER) {
    if (function == FN_ABS)
      value = native_call1(call->arena, "abs", wide_type(value, value),
                           native_cast(call->arena, value, wide_type(value, value)));
  } else if (function == FN_ROUND) {
    value = half_up(call->arena, value);
  } else {
    value = native_call1(call->arena, call->sql, value->type, value);
  }
  return call_literal(call, number_datatype(rank), value);
}

CALL_WHOLE(call_round) { return call_apply(call, count, args, rounded); }

CALL_WHOLE(call_rand) {
  (void)count;
  (void)args;
  return call_literal(call, &XSD_DOUBLE,
                      expr_sql_call(call->arena, call->sql, PG_TYPE_FLOAT8, 0, NULL));
}

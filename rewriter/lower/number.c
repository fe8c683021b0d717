// Arithmetic and numeric functions (SPARQL 1.1 sections 17.3 and 17.4.4; XPath 2.0 promotion).
//
// Integers widen before they can overflow: int4 to int8, int8 to numeric. A division by zero is an
// error (NULL) for integers and decimals, infinite for floats.
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"

static PgFamily family_of(const Expr *value) { return pg_type_info(value->type)->family; }

// The type in which two integers of these types can be added and multiplied.
static PgType wide_type(const Expr *a, const Expr *b) {
  const bool small = (a->type == PG_TYPE_INT2 || a->type == PG_TYPE_INT4) &&
                     (b->type == PG_TYPE_INT2 || b->type == PG_TYPE_INT4);
  return small ? PG_TYPE_INT8 : PG_TYPE_NUMERIC;
}

static const Expr *zero(Arena *arena, PgType type) { return expr_native(arena, type, "0"); }

// The digits of xsd:float are those of a real.
const Expr *call_number(Call *call, const Expr *value, NumberRank rank) {
  if (rank == NUMBER_FLOAT) value = floating_single(call->lowering, value);
  return call_literal(call, number_datatype(rank), value);
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
    return call_time_arithmetic(call, simple);
  const Operator op = operator_of(call->expr->u.call.function);
  NumberRank rank = higher(value_rank(simple[0]), value_rank(simple[1]));
  if (op == OP_DIVIDE) rank = higher(rank, NUMBER_DECIMAL);
  const Expr *a = value_number(call->lowering, simple[0], rank);
  const Expr *b = value_number(call->lowering, simple[1], rank);
  if (native_is_null(a) || native_is_null(b)) return NULL;
  if (rank >= NUMBER_FLOAT)
    return call_number(call, floating_arithmetic(call->lowering, op, a, b), rank);
  const PgType type = rank == NUMBER_INTEGER ? wide_type(a, b) : PG_TYPE_NUMERIC;
  a = native_cast(arena, a, type);
  b = native_cast(arena, b, type);
  if (op == OP_DIVIDE) {
    const bool nonzero = b->kind == EXPR_NATIVE && strpbrk(b->u.native, "123456789") != NULL;
    if (!nonzero) b = native_call2(arena, "nullif", type, b, zero(arena, type));
  }
  return call_number(call, expr_sql(arena, op, type, 2, (const Expr *[]){a, b}), rank);
}

CALL_WHOLE(call_arithmetic) { return call_apply(call, count, args, arithmetic); }

static const Expr *sign(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_NUMERIC) return NULL;
  const NumberRank rank = value_rank(simple[0]);
  const Expr *value = value_number(call->lowering, simple[0], rank);
  if (native_is_null(value)) return NULL;
  if (call->expr->u.call.function == FN_PLUS) return call_number(call, value, rank);
  if (rank == NUMBER_INTEGER) value = native_cast(call->arena, value, wide_type(value, value));
  value = expr_sql1(call->arena, OP_NEGATE, value);
  return call_number(call, value, rank);
}

CALL_WHOLE(call_sign) { return call_apply(call, count, args, sign); }

// fn:round rounds a half up, PostgreSQL away from zero: floor(x + 0.5) instead.
static const Expr *half_up(Lowering *lowering, const Expr *value) {
  Arena *arena = lowering->arena;
  if (value->type == PG_TYPE_FLOAT8) return floating_round(lowering, value);
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
    value = half_up(call->lowering, value);
  } else {
    value = native_call1(call->arena, call->sql, value->type, value);
  }
  return call_number(call, value, rank);
}

CALL_WHOLE(call_round) { return call_apply(call, count, args, rounded); }

CALL_WHOLE(call_rand) {
  (void)count;
  (void)args;
  return call_literal(call, &XSD_DOUBLE,
                      expr_sql_call(call->arena, call->sql, PG_TYPE_FLOAT8, 0, NULL));
}

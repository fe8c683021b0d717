// Arithmetic and numeric functions (SPARQL 1.1 sections 17.3 and 17.4.4; XPath 2.0 promotion), on
// dates, times and durations too (F&O section 10).
//
// Integers and decimals are exact; a quotient of integers is a decimal. xsd:float is computed in
// single precision. A division by zero is an error for exact numbers, infinite or NaN for others.
#include <math.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

static double real_arithmetic(Function op, double a, double b) {
  switch (op) {
    case FN_ADD: return a + b;
    case FN_SUBTRACT: return a - b;
    case FN_MULTIPLY: return a * b;
    default: return a / b;
  }
}

static bool exact_arithmetic(Arena *memory, Function op, const Decimal *a, const Decimal *b,
                             Decimal *out) {
  switch (op) {
    case FN_ADD: return decimal_add(memory, a, b, out);
    case FN_SUBTRACT: return decimal_subtract(memory, a, b, out);
    case FN_MULTIPLY: return decimal_multiply(memory, a, b, out);
    default: return !decimal_is_zero(b) && decimal_divide(memory, a, b, out);
  }
}

bool number_arithmetic(Arena *memory, Function op, const Number *a, const Number *b, Number *out) {
  NumberRank rank = a->rank > b->rank ? a->rank : b->rank;
  if (op == FN_DIVIDE && rank == NUMBER_INTEGER) rank = NUMBER_DECIMAL;
  const Number x = number_promote(memory, a, rank), y = number_promote(memory, b, rank);
  *out = (Number){.rank = rank};
  if (rank < NUMBER_FLOAT)
    return exact_arithmetic(memory, op, &x.decimal, &y.decimal, &out->decimal);
  // A double holds more than twice the digits of a float: rounding twice is rounding once.
  out->real = real_arithmetic(op, x.real, y.real);
  if (rank == NUMBER_FLOAT) out->real = (double)(float)out->real;
  return true;
}

// --- Dates, times and durations ------------------------------------------------------------------

static bool is_moment(ValueClass class_) {
  return class_ == VALUE_DATE_TIME || class_ == VALUE_DATE || class_ == VALUE_TIME;
}

// Sums of two durations of one kind stay of it.
static const Symbol *duration_datatype(const Term *a, const Term *b) {
  return a->datatype == b->datatype ? a->datatype : &XSD_DURATION;
}

static Term shift_moment(Arena *memory, const Term *term, const Typed *moment,
                         const Duration *duration, bool subtract) {
  const bool time = moment->class_ == VALUE_TIME;
  Moment out;
  if (time && duration->months != 0) return EVALUATION_ERROR;
  if (!moment_add(&moment->u.moment, duration, subtract, &out)) return EVALUATION_ERROR;
  out.seconds -= moment->class_ == VALUE_DATE ? ((out.seconds % 86400) + 86400) % 86400 : 0;
  if (moment->class_ == VALUE_DATE) out.fraction = 0;
  if (time) out.seconds = ((out.seconds % 86400) + 86400) % 86400;
  const Symbol *datatype = term->datatype == &XSD_DATE_TIME_STAMP ? &XSD_DATE_TIME : term->datatype;
  return typed_moment(memory, &out, datatype);
}

// The ratio of two durations that are both of months, or both of seconds.
static Term divide_durations(Arena *memory, const Duration *a, const Duration *b) {
  const bool months = a->months != 0 || b->months != 0;
  const bool seconds = a->seconds != 0 || b->seconds != 0 || a->fraction != 0 || b->fraction != 0;
  if (months && seconds) return EVALUATION_ERROR;
  Number x = {.rank = NUMBER_DOUBLE}, y = x, out = {.rank = NUMBER_DECIMAL};
  x.real = months ? duration_months(a) : duration_seconds(a);
  y.real = months ? duration_months(b) : duration_seconds(b);
  const Decimal p = number_decimal(memory, &x), q = number_decimal(memory, &y);
  if (decimal_is_zero(&q) || !decimal_divide(memory, &p, &q, &out.decimal)) return EVALUATION_ERROR;
  return typed_number(memory, &out);
}

static Term scale_duration(Arena *memory, const Term *term, const Typed *duration,
                           const Typed *number, bool divide) {
  double factor = number_promote(memory, &number->u.number, NUMBER_DOUBLE).real;
  if (divide) factor = 1 / factor;
  Duration out;
  if (!duration_scale(&duration->u.duration, factor, &out)) return EVALUATION_ERROR;
  return typed_duration(memory, &out, term->datatype);
}

static Term time_arithmetic(Arena *memory, Function op, const Term args[], const Typed *a,
                            const Typed *b) {
  const bool subtract = op == FN_SUBTRACT;
  if (op == FN_ADD || subtract) {
    if (is_moment(a->class_) && b->class_ == VALUE_DURATION)
      return shift_moment(memory, &args[0], a, &b->u.duration, subtract);
    if (!subtract && a->class_ == VALUE_DURATION && is_moment(b->class_))
      return shift_moment(memory, &args[1], b, &a->u.duration, false);
    if (subtract && is_moment(a->class_) && a->class_ == b->class_) {
      const Duration out = moment_difference(&a->u.moment, &b->u.moment);
      return typed_duration(memory, &out, &XSD_DAY_TIME_DURATION);
    }
    Duration out;
    if (a->class_ != VALUE_DURATION || b->class_ != VALUE_DURATION ||
        !duration_add(&a->u.duration, &b->u.duration, subtract, &out))
      return EVALUATION_ERROR;
    return typed_duration(memory, &out, duration_datatype(&args[0], &args[1]));
  }
  if (a->class_ == VALUE_DURATION && b->class_ == VALUE_NUMERIC)
    return scale_duration(memory, &args[0], a, b, op == FN_DIVIDE);
  if (op == FN_MULTIPLY && a->class_ == VALUE_NUMERIC && b->class_ == VALUE_DURATION)
    return scale_duration(memory, &args[1], b, a, false);
  if (op == FN_DIVIDE && a->class_ == VALUE_DURATION && b->class_ == VALUE_DURATION)
    return divide_durations(memory, &a->u.duration, &b->u.duration);
  return EVALUATION_ERROR;
}

EVALUATE(evaluate_arithmetic) {
  (void)count;
  const Function op = this->call->u.call.function;
  const Typed a = typed_of(this->memory, &args[0]), b = typed_of(this->memory, &args[1]);
  if (!a.valid || !b.valid) return EVALUATION_ERROR;
  if (a.class_ != VALUE_NUMERIC || b.class_ != VALUE_NUMERIC)
    return time_arithmetic(this->memory, op, args, &a, &b);
  Number out;
  if (!number_arithmetic(this->memory, op, &a.u.number, &b.u.number, &out)) return EVALUATION_ERROR;
  return typed_number(this->memory, &out);
}

// --- One number ----------------------------------------------------------------------------------

EVALUATE(evaluate_sign) {
  (void)count;
  Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid) return EVALUATION_ERROR;
  Number *number = &value.u.number;
  if (this->call->u.call.function == FN_NEGATE) {
    number->decimal = decimal_negate(&number->decimal);
    number->real = -number->real;
  }
  return typed_number(this->memory, number);
}

static double round_real(Function function, double value) {
  switch (function) {
    case FN_ABS: return fabs(value);
    case FN_CEIL: return ceil(value);
    case FN_FLOOR: return floor(value);
    default: break;
  }
  // Halves up, without the error of adding a half to what is just below one.
  const double below = floor(value);
  if (value - below < 0.5) return copysign(below, value);
  return copysign(below + 1, value);
}

EVALUATE(evaluate_rounding) {
  (void)count;
  const Function function = this->call->u.call.function;
  Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid) return EVALUATION_ERROR;
  Number *number = &value.u.number;
  if (number->rank >= NUMBER_FLOAT) {
    number->real = round_real(function, number->real);
  } else if (function == FN_ABS) {
    number->decimal.negative = false;
  } else {
    const DecimalRounding how = function == FN_CEIL    ? DECIMAL_CEILING
                                : function == FN_FLOOR ? DECIMAL_FLOOR
                                                       : DECIMAL_HALF_UP;
    number->decimal = decimal_round(this->memory, &number->decimal, how);
  }
  return typed_number(this->memory, number);
}

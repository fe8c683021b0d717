// XPath constructor functions (SPARQL 1.1 section 17.5; F&O section 17). A cast that fails is an
// error. Every XSD datatype that is known can be cast to, the derived integers too.
#include <math.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

// A string in the datatype's lexical space becomes the literal in canonical form; white space
// around it does not count (F&O 19.2).
static Term cast_string(Evaluation *this, const Symbol *text, const Symbol *datatype) {
  Buffer canonical = {0};
  size_t length = text->length;
  const char *inner = datatype_collapse(text->text, &length);
  const Term term = datatype_canonical(datatype, inner, length, &canonical)
                        ? typed_literal(this->memory, &canonical, datatype)
                        : EVALUATION_ERROR;
  buffer_free(&canonical);
  return term;
}

// Floats of moderate size are written as decimals are, and zeros "0" and "-0" (F&O 17.1.2).
static Term string_of_number(Evaluation *this, const Number *number) {
  Number out = *number;
  const double size = fabs(number->real);
  if (number->rank >= NUMBER_FLOAT) {
    const bool zero = !(size > 0) && !isnan(size);
    if (zero)
      return signbit(number->real) ? typed_string(this->memory, "-0", 2)
                                   : typed_string(this->memory, "0", 1);
    if (size >= 1e-6 && size < 1e6)
      out = (Number){.rank = NUMBER_DECIMAL, .decimal = number_decimal(this->memory, number)};
  }
  return term_literal(typed_number(this->memory, &out).lexical, &XSD_STRING);
}

EVALUATE(evaluate_cast_string) {
  (void)count;
  if (args[0].kind == TERM_LITERAL) {
    const Typed value = typed_of(this->memory, &args[0]);
    if (value.class_ == VALUE_LANG || !value.valid) return EVALUATION_ERROR;
    if (value.class_ == VALUE_BOOLEAN)
      return term_literal(typed_boolean(value.u.boolean).lexical, &XSD_STRING);
    if (value.class_ == VALUE_NUMERIC) return string_of_number(this, &value.u.number);
  }
  return term_literal(args[0].lexical, &XSD_STRING);
}

EVALUATE(evaluate_cast_boolean) {
  (void)count;
  const Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid) return EVALUATION_ERROR;
  switch (value.class_) {
    case VALUE_STRING: return cast_string(this, args[0].lexical, &XSD_BOOLEAN);
    case VALUE_BOOLEAN: return typed_boolean(value.u.boolean);
    case VALUE_NUMERIC: return typed_boolean(truth_of(this->memory, &args[0]) == TRUTH_TRUE);
    default: return EVALUATION_ERROR;
  }
}

// --- Numbers -------------------------------------------------------------------------------------

static bool cast_to_rank(Arena *memory, const Number *number, NumberRank rank, Number *out) {
  if (rank >= NUMBER_FLOAT) {
    *out = number_promote(memory, number, rank);
    if (rank == NUMBER_FLOAT) out->real = (double)(float)out->real;
    out->rank = rank;
    return true;
  }
  if (number->rank >= NUMBER_FLOAT && !isfinite(number->real)) return false;
  *out = (Number){.rank = rank, .decimal = number_decimal(memory, number)};
  if (rank == NUMBER_INTEGER) out->decimal = decimal_round(memory, &out->decimal, DECIMAL_TRUNCATE);
  return true;
}

static Term cast_number(Evaluation *this, const Term *term, const Symbol *datatype) {
  const Typed value = typed_of(this->memory, term);
  Number number = {.rank = NUMBER_INTEGER};
  if (!value.valid) return EVALUATION_ERROR;
  switch (value.class_) {
    case VALUE_STRING: return cast_string(this, term->lexical, datatype);
    case VALUE_BOOLEAN: number.decimal = decimal_of_integer(this->memory, value.u.boolean); break;
    case VALUE_NUMERIC: number = value.u.number; break;
    default: return EVALUATION_ERROR;
  }
  if (!cast_to_rank(this->memory, &number, number_rank_of(datatype), &number))
    return EVALUATION_ERROR;
  Term out = typed_number(this->memory, &number);
  out.datatype = datatype;
  return datatype_is_valid(datatype, out.lexical->text, out.lexical->length) ? out
                                                                             : EVALUATION_ERROR;
}

EVALUATE(evaluate_cast_number) {
  (void)count;
  static const Symbol *const datatypes[FN_COUNT] = {[FN_CAST_INTEGER] = &XSD_INTEGER,
                                                    [FN_CAST_DECIMAL] = &XSD_DECIMAL,
                                                    [FN_CAST_FLOAT] = &XSD_FLOAT,
                                                    [FN_CAST_DOUBLE] = &XSD_DOUBLE};
  return cast_number(this, &args[0], datatypes[this->call->u.call.function]);
}

// --- Dates and times -----------------------------------------------------------------------------

// A dateTime gives its date or its time, a date its first instant.
static Term cast_time(Evaluation *this, const Term *term, const Symbol *datatype) {
  const Typed value = typed_of(this->memory, term);
  const ValueClass to = value_class_of(datatype);
  if (!value.valid) return EVALUATION_ERROR;
  if (value.class_ == VALUE_STRING) return cast_string(this, term->lexical, datatype);
  if (value.class_ == to) return term_literal(term->lexical, datatype);
  Moment moment = value.u.moment;
  const int64_t clock = ((moment.seconds % 86400) + 86400) % 86400;
  if (value.class_ == VALUE_DATE_TIME && to == VALUE_DATE) {
    moment.seconds -= clock;
    moment.fraction = 0;
  } else if (value.class_ == VALUE_DATE_TIME && to == VALUE_TIME) {
    moment.seconds = clock;
  } else if (value.class_ != VALUE_DATE || to != VALUE_DATE_TIME) {
    return EVALUATION_ERROR;
  }
  return typed_moment(this->memory, &moment, datatype);
}

EVALUATE(evaluate_cast_time) {
  (void)count;
  static const Symbol *const datatypes[FN_COUNT] = {
      [FN_CAST_DATE] = &XSD_DATE, [FN_CAST_TIME] = &XSD_TIME, [FN_CAST_DATE_TIME] = &XSD_DATE_TIME};
  return cast_time(this, &args[0], datatypes[this->call->u.call.function]);
}

// --- All others ----------------------------------------------------------------------------------

// Between durations, what the other kind does not hold is left out (F&O 17.1.4).
static Term cast_duration(Evaluation *this, const Term *term, const Symbol *datatype) {
  const Typed value = typed_of(this->memory, term);
  if (!value.valid || value.class_ != VALUE_DURATION) return EVALUATION_ERROR;
  Duration out = value.u.duration;
  if (datatype == &XSD_DAY_TIME_DURATION) out.months = 0;
  if (datatype == &XSD_YEAR_MONTH_DURATION) out.seconds = 0, out.fraction = 0;
  if (out.months == 0 && out.seconds == 0 && out.fraction == 0) out.negative = false;
  return typed_duration(this->memory, &out, datatype);
}

EVALUATE(evaluate_cast_other) {
  (void)count;
  const Symbol *datatype = this->call->u.call.iri;
  const ValueClass to = value_class_of(datatype), from = typed_class(&args[0]);
  if (to == VALUE_NUMERIC) return cast_number(this, &args[0], datatype);
  if (to == VALUE_DATE_TIME) {
    const Term term = cast_time(this, &args[0], &XSD_DATE_TIME);
    if (term.kind == TERM_UNBOUND ||
        !datatype_is_valid(datatype, term.lexical->text, term.lexical->length))
      return EVALUATION_ERROR;
    return term_literal(term.lexical, datatype);
  }
  if (from == VALUE_STRING) return cast_string(this, args[0].lexical, datatype);
  if (args[0].datatype == datatype)
    return typed_of(this->memory, &args[0]).valid ? args[0] : EVALUATION_ERROR;
  return to == VALUE_DURATION ? cast_duration(this, &args[0], datatype) : EVALUATION_ERROR;
}

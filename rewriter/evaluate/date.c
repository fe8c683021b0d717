// Functions on dates and times (SPARQL 1.1 section 17.4.5) and SPARQL 1.2's ADJUST. Parts are those
// of the clock in the value's own zone.
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

// Are the functions defined for the class? Dates have years, months and days.
static bool has_part(ValueClass class_, Function function) {
  if (class_ == VALUE_DATE_TIME) return true;
  const bool of_day = function == FN_YEAR || function == FN_MONTH || function == FN_DAY;
  return of_day ? class_ == VALUE_DATE : class_ == VALUE_TIME;
}

static Term seconds_of(Arena *memory, const Moment *moment, int second) {
  Number number = {.rank = NUMBER_DECIMAL};
  const char *text =
      arena_format(memory, "%d.%018llu", second, (unsigned long long)moment->fraction);
  if (!decimal_parse(memory, text, strlen(text), &number.decimal)) return EVALUATION_ERROR;
  return typed_number(memory, &number);
}

EVALUATE(evaluate_date_part) {
  (void)count;
  const Function function = this->call->u.call.function;
  const Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid || !has_part(value.class_, function)) return EVALUATION_ERROR;
  const Civil civil = moment_civil(&value.u.moment);
  switch (function) {
    case FN_YEAR: return typed_integer(this->memory, civil.year);
    case FN_MONTH: return typed_integer(this->memory, civil.month);
    case FN_DAY: return typed_integer(this->memory, civil.day);
    case FN_HOURS: return typed_integer(this->memory, civil.hour);
    case FN_MINUTES: return typed_integer(this->memory, civil.minute);
    default: return seconds_of(this->memory, &value.u.moment, civil.second);
  }
}

// No time zone is an error.
EVALUATE(evaluate_timezone) {
  (void)count;
  const Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid || !value.u.moment.zoned) return EVALUATION_ERROR;
  const int minutes = value.u.moment.offset;
  const Duration offset = {.seconds = (int64_t)abs(minutes) * 60, .negative = minutes < 0};
  return typed_duration(this->memory, &offset, &XSD_DAY_TIME_DURATION);
}

// The zone as it is written.
EVALUATE(evaluate_tz) {
  (void)count;
  const Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid) return EVALUATION_ERROR;
  const Symbol *text = args[0].lexical;
  const char *zone = value.u.moment.zoned ? strpbrk(strchr(text->text, 'T'), "Z+-") : "";
  return typed_string(this->memory, zone, strlen(zone));
}

enum { MOST_OFFSET = 14 * 3600 };  // of a time zone, in seconds

// fn:adjust-dateTime-to-timezone and its like (F&O 10.6); without a zone (one argument), the value
// loses its own.
EVALUATE(evaluate_adjust) {
  const Typed value = typed_of(this->memory, &args[0]);
  if (!value.valid) return EVALUATION_ERROR;
  int offset = 0;
  if (count > 1) {
    const Typed zone = typed_of(this->memory, &args[1]);
    if (zone.class_ != VALUE_DURATION || !zone.valid) return EVALUATION_ERROR;
    const Duration *of = &zone.u.duration;
    if (of->months != 0 || of->fraction != 0 || of->seconds % 60 != 0 || of->seconds > MOST_OFFSET)
      return EVALUATION_ERROR;
    offset = (int)(of->negative ? -of->seconds : of->seconds) / 60;
  }
  Moment out = moment_adjust(&value.u.moment, count > 1, offset);
  const int64_t clock = ((out.seconds % 86400) + 86400) % 86400;
  if (value.class_ == VALUE_DATE) out.seconds -= clock;
  if (value.class_ == VALUE_TIME) out.seconds = clock;
  return typed_moment(this->memory, &out,
                      args[0].datatype == &XSD_DATE_TIME_STAMP ? &XSD_DATE_TIME : args[0].datatype);
}

// Values of the XSD date, time and duration types, and their arithmetic (XSD 1.1 part 2, sections
// 3.3.6 to 3.3.9; F&O sections 8 to 10). Proleptic Gregorian calendar, years of up to nine digits,
// fractions of a second of up to 18.
#ifndef ANAMORPH_REWRITER_EVALUATE_TIME_H
#define ANAMORPH_REWRITER_EVALUATE_TIME_H

#include <stdint.h>

#include "base/rdf/datatype.h"

// A dateTime, date (its first instant) or time (on 1970-01-01), in its own zone.
typedef struct Moment {
  int64_t seconds;    // since 1970-01-01T00:00:00, as the clock on the wall shows it
  uint64_t fraction;  // of a second, in units of 10^-18
  bool zoned;
  int offset;  // minutes east of UTC; 0 where there is no zone
} Moment;

// months and (seconds, fraction) have the one sign `negative`.
typedef struct Duration {
  int64_t months;
  int64_t seconds;
  uint64_t fraction;
  bool negative;
} Duration;

typedef struct Civil {
  int64_t year;
  int month, day, hour, minute, second;
} Civil;

#define FRACTION_UNIT UINT64_C(1000000000000000000)

// family: DATATYPE_DATE_TIME, _DATE_TIME_STAMP, _DATE or _TIME. false: not of its lexical space, or
// a year beyond nine digits.
bool moment_parse(DatatypeFamily family, const char *text, size_t length, Moment *out);

// Appends the canonical lexical form (of the date, the time or both).
void moment_write(DatatypeFamily family, const Moment *moment, Buffer *out);

Civil moment_civil(const Moment *moment);

// The instants, UTC standing for a missing zone: <0, 0, >0.
int moment_compare(const Moment *a, const Moment *b);

// a - b as a duration without months.
Duration moment_difference(const Moment *a, const Moment *b);

// Months first, the day held within its month, then seconds (F&O 10.7). false: beyond the years
// that can be.
bool moment_add(const Moment *moment, const Duration *duration, bool subtract, Moment *out);

// The same instant in another zone; without one, the clock is kept (F&O 10.6). zoned false takes
// the zone away. A moment without a zone is given it.
Moment moment_adjust(const Moment *moment, bool zoned, int offset);

// family: DATATYPE_DURATION, _DAY_TIME_DURATION or _YEAR_MONTH_DURATION.
bool duration_parse(DatatypeFamily family, const char *text, size_t length, Duration *out);
void duration_write(DatatypeFamily family, const Duration *duration, Buffer *out);

// false where the sum is too large, or months and seconds would differ in sign.
bool duration_add(const Duration *a, const Duration *b, bool subtract, Duration *out);

// a · factor, rounded to whole months and nanoseconds; false where it is not finite or too large.
bool duration_scale(const Duration *a, double factor, Duration *out);

// The length in months, or in seconds.
double duration_months(const Duration *duration);
double duration_seconds(const Duration *duration);

// Only durations of months alone, or of seconds alone, are ordered; *ordered says whether these
// are. The result is 0 for equal durations of any kind.
int duration_compare(const Duration *a, const Duration *b, bool *ordered);

#endif

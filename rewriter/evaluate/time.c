// Dates and times as seconds of a wall clock with its offset; durations as months and seconds.
#include "rewriter/evaluate/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/rdf/lexical.h"

enum { DAY_SECONDS = 86400, YEAR_DIGITS_MAX = 9 };

static const int64_t YEAR_MAX = 999999999;

static int days_in_month(int64_t year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

// The largest multiple of `unit` that is not above.
static int64_t floor_to(int64_t value, int64_t unit) {
  const int64_t quotient = value / unit;
  return (value % unit < 0 ? quotient - 1 : quotient) * unit;
}

// --- Reading: the text is known to be lawful -----------------------------------------------------

static int64_t digits(const char **at) {
  int64_t value = 0;
  for (; **at >= '0' && **at <= '9'; (*at)++)
    if (value <= INT64_MAX / 100) value = value * 10 + (**at - '0');
  return value;
}

// ".25" and the like; nothing where there is no point. Digits beyond the eighteenth are left out.
static uint64_t fraction(const char **at) {
  if (**at != '.') return 0;
  uint64_t value = 0, unit = FRACTION_UNIT;
  for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
    unit /= 10;
    value += unit * (uint64_t)(**at - '0');
  }
  return value;
}

static bool read_date(const char **at, int64_t *seconds) {
  const bool negative = **at == '-';
  if (negative) (*at)++;
  const char *start = *at;
  const int64_t year = digits(at);
  if (*at - start > YEAR_DIGITS_MAX) return false;
  (*at)++;
  const int month = (int)digits(at);
  (*at)++;
  const int day = (int)digits(at);
  *seconds = calendar_days(negative ? -year : year, month, day) * DAY_SECONDS;
  return true;
}

static void read_clock(const char **at, Moment *out) {
  int64_t parts[3];
  for (size_t i = 0; i < 3; i++) {
    parts[i] = digits(at);
    if (i < 2) (*at)++;
  }
  out->seconds += parts[0] * 3600 + parts[1] * 60 + parts[2];
  out->fraction = fraction(at);
}

static void read_zone(const char *at, Moment *out) {
  if (*at == '\0') return;
  out->zoned = true;
  if (*at == 'Z') return;
  const bool negative = *at++ == '-';
  const int hours = (int)digits(&at);
  at++;
  const int minutes = hours * 60 + (int)digits(&at);
  out->offset = negative ? -minutes : minutes;
}

bool moment_parse(DatatypeFamily family, const char *text, size_t length, Moment *out) {
  Buffer canonical = {0};
  *out = (Moment){0};
  bool good = lexical_time(family, text, length, &canonical);
  if (good) {
    const char *at = buffer_text(&canonical);
    if (family != DATATYPE_TIME) good = read_date(&at, &out->seconds);
    if (*at == 'T') at++;
    if (good && family != DATATYPE_DATE) read_clock(&at, out);
    if (family == DATATYPE_TIME) out->seconds %= DAY_SECONDS;
    if (good) read_zone(at, out);
  }
  buffer_free(&canonical);
  return good;
}

bool duration_parse(DatatypeFamily family, const char *text, size_t length, Duration *out) {
  Buffer canonical = {0};
  *out = (Duration){0};
  bool good = lexical_time(family, text, length, &canonical);
  if (good) {
    const char *at = buffer_text(&canonical);
    out->negative = *at == '-';
    at += out->negative ? 2 : 1;
    bool clock = false;
    while (*at != '\0' && good) {
      if (*at == 'T') {
        clock = true;
        at++;
        continue;
      }
      const int64_t count = digits(&at);
      // Units of years to seconds: 10^12 of any of them fits.
      good = count <= INT64_C(1000000000000);
      out->fraction += fraction(&at);
      switch (*at++) {
        case 'Y': out->months += count * 12; break;
        case 'M':
          if (clock)
            out->seconds += count * 60;
          else
            out->months += count;
          break;
        case 'D': out->seconds += count * DAY_SECONDS; break;
        case 'H': out->seconds += count * 3600; break;
        default: out->seconds += count; break;
      }
    }
    if (out->months == 0 && out->seconds == 0 && out->fraction == 0) out->negative = false;
  }
  buffer_free(&canonical);
  return good;
}

// --- Writing -------------------------------------------------------------------------------------

static void write_fraction(uint64_t value, Buffer *out) {
  if (value == 0) return;
  char text[24];
  snprintf(text, sizeof text, "%018llu", (unsigned long long)value);
  size_t length = 18;
  while (text[length - 1] == '0') length--;
  buffer_add_char(out, '.');
  buffer_add(out, text, length);
}

Civil moment_civil(const Moment *moment) {
  const int64_t midnight = floor_to(moment->seconds, DAY_SECONDS);
  const int clock = (int)(moment->seconds - midnight);
  const CalendarDate date = calendar_date(midnight / DAY_SECONDS);
  return (Civil){.year = date.year,
                 .month = date.month,
                 .day = date.day,
                 .hour = clock / 3600,
                 .minute = clock / 60 % 60,
                 .second = clock % 60};
}

void moment_write(DatatypeFamily family, const Moment *moment, Buffer *out) {
  const Civil civil = moment_civil(moment);
  if (family != DATATYPE_TIME)
    buffer_printf(out, "%s%04lld-%02d-%02d", civil.year < 0 ? "-" : "",
                  (long long)llabs(civil.year), civil.month, civil.day);
  if (family != DATATYPE_TIME && family != DATATYPE_DATE) buffer_add_char(out, 'T');
  if (family != DATATYPE_DATE) {
    buffer_printf(out, "%02d:%02d:%02d", civil.hour, civil.minute, civil.second);
    write_fraction(moment->fraction, out);
  }
  if (!moment->zoned) return;
  const int minutes = abs(moment->offset);
  if (minutes == 0)
    buffer_add_char(out, 'Z');
  else
    buffer_printf(out, "%c%02d:%02d", moment->offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void write_unit(int64_t count, char unit, Buffer *out) {
  if (count != 0) buffer_printf(out, "%lld%c", (long long)count, unit);
}

void duration_write(DatatypeFamily family, const Duration *duration, Buffer *out) {
  const bool months = duration->months != 0;
  const bool seconds = duration->seconds != 0 || duration->fraction != 0;
  if (!months && !seconds) {
    buffer_add_text(out, family == DATATYPE_YEAR_MONTH_DURATION ? "P0M" : "PT0S");
    return;
  }
  buffer_add_text(out, duration->negative ? "-P" : "P");
  write_unit(duration->months / 12, 'Y', out);
  write_unit(duration->months % 12, 'M', out);
  write_unit(duration->seconds / DAY_SECONDS, 'D', out);
  const int64_t clock = duration->seconds % DAY_SECONDS;
  if (clock == 0 && duration->fraction == 0) return;
  buffer_add_char(out, 'T');
  write_unit(clock / 3600, 'H', out);
  write_unit(clock / 60 % 60, 'M', out);
  if (clock % 60 == 0 && duration->fraction == 0) return;
  buffer_printf(out, "%d", (int)(clock % 60));
  write_fraction(duration->fraction, out);
  buffer_add_char(out, 'S');
}

// --- Moments -------------------------------------------------------------------------------------

static int64_t instant(const Moment *moment) {
  return moment->seconds - (int64_t)moment->offset * 60;
}

int moment_compare(const Moment *a, const Moment *b) {
  const int64_t x = instant(a), y = instant(b);
  if (x != y) return x < y ? -1 : 1;
  return (a->fraction > b->fraction) - (a->fraction < b->fraction);
}

// Of a signed amount of seconds with a fraction that counts upwards.
static Duration signed_duration(int64_t months, int64_t seconds, uint64_t part) {
  const bool negative = months < 0 || seconds < 0;
  if (!negative) return (Duration){months, seconds, part, false};
  seconds = -seconds;
  if (part != 0) {
    seconds--;
    part = FRACTION_UNIT - part;
  }
  return (Duration){-months, seconds, part, true};
}

Duration moment_difference(const Moment *a, const Moment *b) {
  int64_t seconds = instant(a) - instant(b);
  uint64_t part = a->fraction - b->fraction;
  if (a->fraction < b->fraction) {
    part += FRACTION_UNIT;
    seconds--;
  }
  return signed_duration(0, seconds, part);
}

static bool add_months(Moment *moment, int64_t months) {
  if (months == 0) return true;
  Civil civil = moment_civil(moment);
  const int64_t clock = moment->seconds - floor_to(moment->seconds, DAY_SECONDS);
  const int64_t total = civil.year * 12 + (civil.month - 1) + months;
  const int64_t year = floor_to(total, 12) / 12;
  if (llabs(year) > YEAR_MAX) return false;
  const int month = (int)(total - year * 12) + 1;
  const int last = days_in_month(year, month);
  moment->seconds =
      calendar_days(year, month, civil.day < last ? civil.day : last) * DAY_SECONDS + clock;
  return true;
}

bool moment_add(const Moment *moment, const Duration *duration, bool subtract, Moment *out) {
  *out = *moment;
  const bool back = duration->negative != subtract;
  if (duration->months > YEAR_MAX * 24 || duration->seconds > YEAR_MAX * 366 * DAY_SECONDS)
    return false;
  if (!add_months(out, back ? -duration->months : duration->months)) return false;
  if (!back) {
    out->seconds += duration->seconds;
    out->fraction += duration->fraction;
    if (out->fraction >= FRACTION_UNIT) {
      out->fraction -= FRACTION_UNIT;
      out->seconds++;
    }
  } else {
    out->seconds -= duration->seconds;
    if (out->fraction < duration->fraction) {
      out->fraction += FRACTION_UNIT;
      out->seconds--;
    }
    out->fraction -= duration->fraction;
  }
  return llabs(moment_civil(out).year) <= YEAR_MAX;
}

Moment moment_adjust(const Moment *moment, bool zoned, int offset) {
  Moment out = *moment;
  if (moment->zoned && zoned) out.seconds = instant(moment) + (int64_t)offset * 60;
  out.zoned = zoned;
  out.offset = zoned ? offset : 0;
  return out;
}

// --- Durations -----------------------------------------------------------------------------------

bool duration_add(const Duration *a, const Duration *b, bool subtract, Duration *out) {
  const int64_t x = a->negative ? -1 : 1, y = b->negative != subtract ? -1 : 1;
  const int64_t months = x * a->months + y * b->months;
  // Whole seconds and a fraction that counts upwards.
  int64_t seconds = x * a->seconds + y * b->seconds;
  __extension__ typedef __int128 Wide;
  Wide part = (Wide)x * (Wide)a->fraction + (Wide)y * (Wide)b->fraction;
  while (part < 0) {
    part += FRACTION_UNIT;
    seconds--;
  }
  if (part >= (Wide)FRACTION_UNIT) {
    part -= FRACTION_UNIT;
    seconds++;
  }
  if (llabs(months) > YEAR_MAX * 24 || llabs(seconds) > YEAR_MAX * 366 * DAY_SECONDS) return false;
  if ((months < 0 && (seconds > 0 || (seconds == 0 && part > 0))) || (months > 0 && seconds < 0))
    return false;
  *out = signed_duration(months, seconds, (uint64_t)part);
  return true;
}

double duration_months(const Duration *duration) {
  return (duration->negative ? -1.0 : 1.0) * (double)duration->months;
}

double duration_seconds(const Duration *duration) {
  const double seconds = (double)duration->seconds + (double)duration->fraction / 1e18;
  return duration->negative ? -seconds : seconds;
}

bool duration_scale(const Duration *a, double factor, Duration *out) {
  if (!isfinite(factor)) return false;
  const double months = floor(duration_months(a) * factor + 0.5);
  const double seconds = duration_seconds(a) * factor;
  if (fabs(months) > 1e10 || fabs(seconds) > 1e16) return false;
  const double whole = floor(seconds);
  uint64_t nanoseconds = (uint64_t)floor((seconds - whole) * 1e9 + 0.5);
  int64_t rest = (int64_t)whole;
  if (nanoseconds == 1000000000) {
    nanoseconds = 0;
    rest++;
  }
  *out = signed_duration((int64_t)months, rest, nanoseconds * 1000000000);
  return true;
}

int duration_compare(const Duration *a, const Duration *b, bool *ordered) {
  const bool months = a->months != 0 || b->months != 0;
  const bool seconds = a->seconds != 0 || b->seconds != 0 || a->fraction != 0 || b->fraction != 0;
  *ordered = !months || !seconds;
  const int64_t x = a->negative ? -a->months : a->months, y = b->negative ? -b->months : b->months;
  if (x != y) return x < y ? -1 : 1;
  if (a->negative != b->negative) return a->negative ? -1 : 1;
  int order = (a->seconds > b->seconds) - (a->seconds < b->seconds);
  if (order == 0) order = (a->fraction > b->fraction) - (a->fraction < b->fraction);
  return a->negative ? -order : order;
}

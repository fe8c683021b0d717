// Dates, times and durations: checked field by field, copied, their fraction and offset made
// canonical on the way.
#include "base/rdf/lexical.h"

typedef struct Cursor {
  const char *at;
  const char *end;
} Cursor;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool take(Cursor *in, char c) {
  if (in->at == in->end || *in->at != c) return false;
  in->at++;
  return true;
}

static bool take_dashes(Cursor *in, int count) {
  while (count > 0 && take(in, '-')) count--;
  return count == 0;
}

// Two digits from `least` to `most`.
static bool take_field(Cursor *in, int least, int most, int *value) {
  if (in->end - in->at < 2 || !is_digit(in->at[0]) || !is_digit(in->at[1])) return false;
  *value = (in->at[0] - '0') * 10 + (in->at[1] - '0');
  in->at += 2;
  return *value >= least && *value <= most;
}

// yearFrag: four digits, or more without a leading zero. *year: modulo 400, for leap years.
static bool take_year(Cursor *in, int *year) {
  const bool negative = take(in, '-');
  const char *start = in->at;
  int value = 0;
  for (; in->at < in->end && is_digit(*in->at); in->at++)
    value = (value * 10 + (*in->at - '0')) % 400;
  *year = negative ? -value : value;
  return in->at - start == 4 || (in->at - start > 4 && *start != '0');
}

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

static bool take_date(Cursor *in) {
  int year;
  int month;
  int day;
  return take_year(in, &year) && take(in, '-') && take_field(in, 1, 12, &month) && take(in, '-') &&
         take_field(in, 1, days_in_month(year, month), &day);
}

// hh:mm:ss, or 24:00:00 with a zero fraction; the fraction without its trailing zeros goes to `out`
// with the rest.
static bool copy_clock(Cursor *in, Buffer *out) {
  const char *start = in->at;
  int hour;
  int minute;
  int second;
  if (!take_field(in, 0, 24, &hour) || !take(in, ':') || !take_field(in, 0, 59, &minute) ||
      !take(in, ':') || !take_field(in, 0, 59, &second))
    return false;
  buffer_add(out, start, (size_t)(in->at - start));
  const char *fraction = in->at;
  if (take(in, '.')) {
    while (in->at < in->end && is_digit(*in->at)) in->at++;
    if (in->at == fraction + 1) return false;
  }
  const char *last = in->at;
  while (last > fraction && (last[-1] == '0' || last[-1] == '.')) last--;
  buffer_add(out, fraction, (size_t)(last - fraction));
  return hour < 24 || (minute == 0 && second == 0 && last == fraction);
}

static void add_offset(bool negative, int hour, int minute, Buffer *out) {
  if (hour == 0 && minute == 0)
    buffer_add_char(out, 'Z');
  else
    buffer_printf(out, "%c%02d:%02d", negative ? '-' : '+', hour, minute);
}

// timezoneFrag, to the end of the text; nothing at all is fine unless it is required.
static bool copy_offset(Cursor *in, bool required, Buffer *out) {
  if (in->at == in->end) return !required;
  if (take(in, 'Z')) {
    buffer_add_char(out, 'Z');
    return in->at == in->end;
  }
  int hour;
  int minute;
  const bool negative = *in->at == '-';
  if (!negative && *in->at != '+') return false;
  in->at++;
  if (!take_field(in, 0, 14, &hour) || !take(in, ':') || !take_field(in, 0, 59, &minute) ||
      in->at != in->end || (hour == 14 && minute > 0))
    return false;
  add_offset(negative, hour, minute, out);
  return true;
}

static bool copy_date(Cursor *in, Buffer *out) {
  const char *start = in->at;
  if (!take_date(in)) return false;
  buffer_add(out, start, (size_t)(in->at - start));
  return true;
}

static bool copy_date_time(Cursor *in, char separator, Buffer *out) {
  if (!copy_date(in, out) || !take(in, separator)) return false;
  buffer_add_char(out, 'T');
  return copy_clock(in, out);
}

// The five Gregorian fragments: checked, then copied.
static bool copy_gregorian(DatatypeFamily family, Cursor *in, Buffer *out) {
  const char *start = in->at;
  int year = 0;
  int month = 1;
  int day;
  bool good = false;
  switch (family) {
    case DATATYPE_G_YEAR: good = take_year(in, &year); break;
    case DATATYPE_G_YEAR_MONTH:
      good = take_year(in, &year) && take(in, '-') && take_field(in, 1, 12, &month);
      break;
    case DATATYPE_G_MONTH: good = take_dashes(in, 2) && take_field(in, 1, 12, &month); break;
    case DATATYPE_G_MONTH_DAY:
      good = take_dashes(in, 2) && take_field(in, 1, 12, &month) && take(in, '-') &&
             take_field(in, 1, days_in_month(0, month), &day);
      break;
    default: good = take_dashes(in, 3) && take_field(in, 1, 31, &day); break;
  }
  if (good) buffer_add(out, start, (size_t)(in->at - start));
  return good;
}

// --- Durations (3.3.6.2) -------------------------------------------------------------------------

// Takes `digits unit` for each of the units at most once, in their order. fraction: the last unit's
// number may have one. Returns how many were there, or -1.
static int take_units(Cursor *in, const char *units, bool fraction) {
  int found = 0;
  while (in->at < in->end && *in->at != 'T') {
    const char *start = in->at;
    while (in->at < in->end && is_digit(*in->at)) in->at++;
    const bool whole = in->at > start;
    bool part = false;
    if (fraction && whole && take(in, '.')) {
      const char *after = in->at;
      while (in->at < in->end && is_digit(*in->at)) in->at++;
      part = in->at > after;
      if (!part) return -1;
    }
    if (!whole || in->at == in->end) return -1;
    const char *unit = strchr(units, *in->at);
    if (unit == NULL || *unit == '\0' || (part && unit[1] != '\0')) return -1;
    units = unit + 1;
    in->at++;
    found++;
  }
  return found;
}

static bool is_duration(DatatypeFamily family, Cursor in) {
  (void)take(&in, '-');
  if (!take(&in, 'P')) return false;
  const char *units = family == DATATYPE_DAY_TIME_DURATION     ? "D"
                      : family == DATATYPE_YEAR_MONTH_DURATION ? "YM"
                                                               : "YMD";
  const int days = take_units(&in, units, false);
  if (days < 0) return false;
  if (in.at == in.end) return days > 0;
  if (!take(&in, 'T') || family == DATATYPE_YEAR_MONTH_DURATION) return false;
  return take_units(&in, "HMS", true) > 0 && in.at == in.end;
}

// --- The door ------------------------------------------------------------------------------------

static bool copy_time(DatatypeFamily family, Cursor *in, Buffer *out) {
  switch (family) {
    case DATATYPE_DATE_TIME: return copy_date_time(in, 'T', out) && copy_offset(in, false, out);
    case DATATYPE_DATE_TIME_STAMP:
      return copy_date_time(in, 'T', out) && copy_offset(in, true, out);
    case DATATYPE_DATE: return copy_date(in, out) && copy_offset(in, false, out);
    case DATATYPE_TIME: return copy_clock(in, out) && copy_offset(in, false, out);
    case DATATYPE_G_YEAR:
    case DATATYPE_G_YEAR_MONTH:
    case DATATYPE_G_MONTH:
    case DATATYPE_G_MONTH_DAY:
    case DATATYPE_G_DAY: return copy_gregorian(family, in, out) && copy_offset(in, false, out);
    default:
      if (!is_duration(family, *in)) return false;
      buffer_add(out, in->at, (size_t)(in->end - in->at));
      return true;
  }
}

bool lexical_time(DatatypeFamily family, const char *text, size_t length, Buffer *out) {
  const size_t start = out->length;
  Cursor in = {.at = text, .end = text + length};
  if (copy_time(family, &in, out)) return true;
  out->length = start;
  return false;
}

// +hh, +hh:mm or +hh:mm:ss; XSD has no seconds and stops at 14 hours.
static bool copy_pg_offset(Cursor *in, Buffer *out) {
  if (in->at == in->end) return true;
  int hour;
  int minute = 0;
  const bool negative = *in->at == '-';
  if (!negative && *in->at != '+') return false;
  in->at++;
  if (!take_field(in, 0, 14, &hour)) return false;
  if (take(in, ':') && !take_field(in, 0, 59, &minute)) return false;
  if (in->at != in->end || (hour == 14 && minute > 0)) return false;
  add_offset(negative, hour, minute, out);
  return true;
}

bool lexical_pg_time(DatatypeFamily family, const char *text, size_t length, Buffer *out) {
  const size_t start = out->length;
  Cursor in = {.at = text, .end = text + length};
  bool good;
  if (family == DATATYPE_DATE)
    good = copy_date(&in, out) && in.at == in.end;
  else if (family == DATATYPE_TIME)
    good = copy_clock(&in, out) && copy_pg_offset(&in, out);
  else
    good = copy_date_time(&in, ' ', out) && copy_pg_offset(&in, out);
  if (!good) out->length = start;
  return good;
}

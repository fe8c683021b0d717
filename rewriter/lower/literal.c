// Lexical forms of PostgreSQL's values, in C: is this text the canonical form of a value of that
// type, and which value? The answer agrees with the decoder because it asks the same canonicaliser.
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rdf/datatype.h"
#include "rewriter/lower/native.h"

const char *native_to_lexical(Arena *arena, PgType type, const char *native) {
  Buffer buffer = {0};
  const char *lexical =
      datatype_from_pg(type, native, strlen(native), &buffer) ? buffer_copy(&buffer, arena) : NULL;
  buffer_free(&buffer);
  return lexical;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t count_digits(const char *text) {
  size_t count = 0;
  while (is_digit(text[count])) count++;
  return count;
}

// Digits without a leading zero, and no negative zero.
static bool is_canonical_whole(const char *digits, size_t count, bool negative) {
  return count > 0 && (digits[0] != '0' || (count == 1 && !negative));
}

// An integer of the type in canonical form, its range included.
static bool is_integer(PgType type, const char *text) {
  const char *digits = text[0] == '-' ? text + 1 : text;
  const size_t count = count_digits(digits);
  if (count > 19 || digits[count] != '\0') return false;
  if (!is_canonical_whole(digits, count, digits != text)) return false;
  errno = 0;
  const long long value = strtoll(text, NULL, 10);
  if (errno != 0) return false;
  switch (type) {
    case PG_TYPE_INT2: return value >= INT16_MIN && value <= INT16_MAX;
    case PG_TYPE_INT4: return value >= INT32_MIN && value <= INT32_MAX;
    case PG_TYPE_OID: return value >= 0 && value <= UINT32_MAX;
    default: return true;
  }
}

// A decimal in canonical form, far inside the limits of numeric (131072 digits before the point,
// 16383 after).
static bool is_decimal(const char *text) {
  const bool negative = *text == '-';
  if (negative) text++;
  const size_t whole = count_digits(text);
  if (whole == 0 || whole > 10000) return false;
  if (text[whole] == '\0') return is_canonical_whole(text, whole, negative);
  if (text[whole] != '.' || (text[0] == '0' && whole > 1)) return false;
  const size_t fraction = count_digits(text + whole + 1);
  return fraction > 0 && fraction <= 10000 && text[whole + 1 + fraction] == '\0' &&
         text[whole + fraction] != '0';
}

// The shortest text that reads back as the same value, as PostgreSQL prints floats.
static const char *shortest_float(Arena *arena, PgType type, const char *text) {
  if (strcmp(text, "INF") == 0) return "Infinity";
  if (strcmp(text, "-INF") == 0) return "-Infinity";
  if (strcmp(text, "NaN") == 0) return "NaN";
  if (strspn(text, "0123456789.eE+-") != strlen(text)) return NULL;
  char *end;
  errno = 0;
  const double value = type == PG_TYPE_FLOAT4 ? (double)strtof(text, &end) : strtod(text, &end);
  if (end == text || *end != '\0' || errno != 0) return NULL;
  char shortest[64];
  for (int digits = 0; digits <= 17; digits++) {
    snprintf(shortest, sizeof shortest, "%.*e", digits, value);
    const double again =
        type == PG_TYPE_FLOAT4 ? (double)strtof(shortest, NULL) : strtod(shortest, NULL);
    if (again == value && signbit(again) == signbit(value)) break;
  }
  return arena_copy_text(arena, shortest, strlen(shortest));
}

static bool two_digits(const char *text, int least, int most) {
  if (!is_digit(text[0]) || !is_digit(text[1])) return false;
  const int value = (text[0] - '0') * 10 + text[1] - '0';
  return value >= least && value <= most;
}

// YYYY-MM-DD with a year from 0001 on; returns the length, or 0.
static size_t date_length(const char *text) {
  const size_t digits = count_digits(text);
  if (digits < 4 || digits > 6 || (digits > 4 && text[0] == '0')) return 0;
  const long year = strtol(text, NULL, 10);
  if (year < 1 || year > 290000) return 0;
  const char *rest = text + digits;
  if (rest[0] != '-' || !two_digits(rest + 1, 1, 12) || rest[3] != '-') return 0;
  const int month = (rest[1] - '0') * 10 + rest[2] - '0';
  static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int last = month == 2 && !leap ? 28 : lengths[month - 1];
  return two_digits(rest + 4, 1, last) ? digits + 6 : 0;
}

// HH:MM:SS with up to six decimals; returns the length, or 0.
static size_t time_length(const char *text) {
  if (!two_digits(text, 0, 23) || text[2] != ':' || !two_digits(text + 3, 0, 59) ||
      text[5] != ':' || !two_digits(text + 6, 0, 59))
    return 0;
  if (text[8] != '.') return 8;
  const size_t fraction = count_digits(text + 9);
  return fraction >= 1 && fraction <= 6 ? 9 + fraction : 0;
}

static Fit fit_timestamp(Arena *arena, PgType type, const char *text, const char **native) {
  const size_t date = date_length(text);
  if (date == 0 || text[date] != 'T') return FIT_NEVER;
  const size_t time = time_length(text + date + 1);
  if (time == 0) return FIT_NEVER;
  const char *zone = text + date + 1 + time;
  if (strcmp(zone, type == PG_TYPE_TIMESTAMPTZ ? "Z" : "") != 0) return FIT_NEVER;
  *native = arena_format(arena, "%.*s %.*s%s", (int)date, text, (int)time, text + date + 1,
                         type == PG_TYPE_TIMESTAMPTZ ? "+00" : "");
  return FIT_VALUE;
}

static bool is_uuid(const char *text) {
  if (strlen(text) != 36) return false;
  for (int i = 0; i < 36; i++) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_digit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
      return false;
  }
  return true;
}

// Values of the type in PostgreSQL's format that might have the lexical form; the caller checks.
static Fit candidate(Arena *arena, PgType type, const char *text, const char **native) {
  *native = text;
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_TEXT:
    case PG_FAMILY_BPCHAR: return FIT_VALUE;
    case PG_FAMILY_BOOLEAN:
      return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ? FIT_VALUE : FIT_NEVER;
    case PG_FAMILY_INTEGER: return is_integer(type, text) ? FIT_VALUE : FIT_NEVER;
    case PG_FAMILY_NUMERIC: return is_decimal(text) ? FIT_VALUE : FIT_NEVER;
    case PG_FAMILY_FLOAT:
      *native = shortest_float(arena, type, text);
      return *native != NULL ? FIT_VALUE : FIT_NEVER;
    case PG_FAMILY_DATE: {
      const size_t length = date_length(text);
      return length > 0 && text[length] == '\0' ? FIT_VALUE : FIT_NEVER;
    }
    case PG_FAMILY_TIME: {
      if (type == PG_TYPE_TIMETZ) return FIT_TEXT;
      const size_t length = time_length(text);
      return length > 0 && text[length] == '\0' ? FIT_VALUE : FIT_NEVER;
    }
    case PG_FAMILY_TIMESTAMP: return fit_timestamp(arena, type, text, native);
    case PG_FAMILY_UUID: return is_uuid(text) ? FIT_VALUE : FIT_NEVER;
    case PG_FAMILY_BINARY: {
      const size_t length = strlen(text);
      if (length % 2 != 0 || strspn(text, "0123456789ABCDEF") != length) return FIT_NEVER;
      char *hex = arena_format(arena, "\\x%s", text);
      for (char *c = hex + 2; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'F') *c = (char)(*c + ('a' - 'A'));
      *native = hex;
      return FIT_VALUE;
    }
    case PG_FAMILY_OTHER: return FIT_TEXT;
  }
  return FIT_TEXT;
}

Fit native_of_lexical(Arena *arena, PgType type, const char *lexical, size_t length,
                      const char **native) {
  const char *text = arena_copy_text(arena, lexical, length);
  if (strlen(text) != length) return FIT_NEVER;
  const Fit fit = candidate(arena, type, text, native);
  if (fit != FIT_VALUE) return fit;
  const char *again = native_to_lexical(arena, type, *native);
  return again != NULL && strcmp(again, text) == 0 ? FIT_VALUE : FIT_NEVER;
}

// Integers, decimals, floats: one scanner, and the canonical forms written from what it finds.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rdf/lexical.h"

// The value is 0.d1 d2 … × 10^(exponent + 1): `exponent` is that of the first significant digit.
// digit..end: from the first to the last digit that is not zero; a point may stand between.
// significant: digits in there; 0 for zero.
typedef struct Number {
  bool negative;
  const char *digit;
  const char *end;
  long significant;
  long exponent;
} Number;

// Far beyond any type, and far from overflow.
enum { EXPONENT_LIMIT = 1000000000 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool scan_exponent(const char *at, const char *end, long *exponent) {
  bool negative = false;
  if (at < end && (*at == '+' || *at == '-')) negative = *at++ == '-';
  if (at == end) return false;
  long value = 0;
  for (; at < end; at++) {
    if (!is_digit(*at)) return false;
    if (value < EXPONENT_LIMIT) value = value * 10 + (*at - '0');
  }
  *exponent = negative ? -value : value;
  return true;
}

typedef enum Notation { NOTATION_INTEGER, NOTATION_DECIMAL, NOTATION_SCIENTIFIC } Notation;

// Sign, digits, at most one point (not for integers), an exponent (only where scientific).
static bool scan_number(const char *text, size_t length, Notation notation, Number *out) {
  *out = (Number){0};
  const char *at = text;
  const char *end = text + length;
  if (at < end && (*at == '+' || *at == '-')) out->negative = *at++ == '-';
  const char *point = NULL;
  const char *first = NULL;
  const char *last = NULL;
  long digits = 0;
  long before_point = 0;
  long first_place = 0;
  for (; at < end && (is_digit(*at) || *at == '.'); at++) {
    if (*at == '.') {
      if (point != NULL || notation == NOTATION_INTEGER) return false;
      point = at;
      before_point = digits;
      continue;
    }
    if (*at != '0') {
      if (first == NULL) {
        first = at;
        first_place = digits;
      }
      last = at;
    }
    digits++;
  }
  if (digits == 0) return false;
  if (point == NULL) before_point = digits;
  long power = 0;
  if (at < end && (*at == 'e' || *at == 'E') && notation == NOTATION_SCIENTIFIC) {
    if (!scan_exponent(at + 1, end, &power)) return false;
    at = end;
  }
  if (at != end) return false;
  if (first == NULL) return true;
  out->digit = first;
  out->end = last + 1;
  out->significant = (long)(last - first) + 1 - (point != NULL && point > first && point < last);
  out->exponent = before_point - 1 - first_place + power;
  return true;
}

// Moves up to `count` digits to `out`; returns how many there were.
static long add_digits(const char **at, const char *end, long count, Buffer *out) {
  long added = 0;
  for (; added < count && *at < end; (*at)++) {
    if (**at == '.') continue;
    buffer_add_char(out, **at);
    added++;
  }
  return added;
}

static void add_decimal(const Number *number, Buffer *out) {
  if (number->significant == 0) {
    buffer_add_char(out, '0');
    return;
  }
  if (number->negative) buffer_add_char(out, '-');
  const char *at = number->digit;
  const long whole = number->exponent + 1;
  if (whole <= 0) {
    buffer_add_text(out, "0.");
    for (long i = whole; i < 0; i++) buffer_add_char(out, '0');
  } else {
    for (long i = add_digits(&at, number->end, whole, out); i < whole; i++)
      buffer_add_char(out, '0');
    if (number->significant > whole) buffer_add_char(out, '.');
  }
  add_digits(&at, number->end, LONG_MAX, out);
}

static void add_scientific(const Number *number, Buffer *out) {
  if (number->negative) buffer_add_char(out, '-');
  if (number->significant == 0) {
    buffer_add_text(out, "0.0E0");
    return;
  }
  const char *at = number->digit;
  add_digits(&at, number->end, 1, out);
  buffer_add_char(out, '.');
  if (add_digits(&at, number->end, LONG_MAX, out) == 0) buffer_add_char(out, '0');
  char exponent[24];
  const int size = snprintf(exponent, sizeof exponent, "E%ld", number->exponent);
  buffer_add(out, exponent, (size_t)size);
}

bool lexical_integer(const char *text, size_t length, Buffer *out) {
  Number number;
  if (!scan_number(text, length, NOTATION_INTEGER, &number)) return false;
  add_decimal(&number, out);
  return true;
}

bool lexical_decimal(const char *text, size_t length, Buffer *out) {
  Number number;
  if (!scan_number(text, length, NOTATION_DECIMAL, &number)) return false;
  add_decimal(&number, out);
  return true;
}

int lexical_compare_integers(const char *a, size_t a_length, const char *b, size_t b_length) {
  const bool negative = a[0] == '-';
  if (negative != (b[0] == '-')) return negative ? -1 : 1;
  int order;
  if (a_length != b_length)
    order = a_length < b_length ? -1 : 1;
  else
    order = memcmp(a, b, a_length);
  return negative ? -order : order;
}

// --- Floats --------------------------------------------------------------------------------------

static bool is_text(const char *text, size_t length, const char *word) {
  return length == strlen(word) && memcmp(text, word, length) == 0;
}

// The special values; XSD 1.1 has "+INF" as well.
static bool add_special(const char *text, size_t length, Buffer *out) {
  if (is_text(text, length, "+INF")) {
    buffer_add_text(out, "INF");
    return true;
  }
  if (!is_text(text, length, "INF") && !is_text(text, length, "-INF") &&
      !is_text(text, length, "NaN"))
    return false;
  buffer_add(out, text, length);
  return true;
}

// Rounds to the nearest double or float and writes its shortest digits.
static void add_rounded(const char *text, size_t length, bool single, Buffer *out) {
  Buffer copy = {0};
  buffer_add(&copy, text, length);
  const double value =
      single ? (double)strtof(buffer_text(&copy), NULL) : strtod(buffer_text(&copy), NULL);
  buffer_free(&copy);
  if (isinf(value)) {
    buffer_add_text(out, value < 0 ? "-INF" : "INF");
    return;
  }
  char digits[40];
  int size = 0;
  for (int precision = 0; precision < 17; precision++) {
    size = snprintf(digits, sizeof digits, "%.*e", precision, value);
    const double again = single ? (double)strtof(digits, NULL) : strtod(digits, NULL);
    if (again >= value && again <= value) break;
  }
  Number number;
  if (scan_number(digits, (size_t)size, NOTATION_SCIENTIFIC, &number)) add_scientific(&number, out);
}

// safe_digits: as many decimal digits survive the trip through the type (DBL_DIG, FLT_DIG), within
// 10^±safe_exponent: such text needs no rounding.
static bool add_float(const char *text, size_t length, bool single, Buffer *out) {
  if (add_special(text, length, out)) return true;
  Number number;
  if (!scan_number(text, length, NOTATION_SCIENTIFIC, &number)) return false;
  const long safe_digits = single ? 6 : 15;
  const long safe_exponent = single ? 36 : 300;
  if (number.significant <= safe_digits && labs(number.exponent) <= safe_exponent)
    add_scientific(&number, out);
  else
    add_rounded(text, length, single, out);
  return true;
}

bool lexical_double(const char *text, size_t length, Buffer *out) {
  return add_float(text, length, false, out);
}

bool lexical_float(const char *text, size_t length, Buffer *out) {
  return add_float(text, length, true, out);
}

bool lexical_pg_float(const char *text, size_t length, Buffer *out) {
  if (is_text(text, length, "NaN") || is_text(text, length, "Infinity") ||
      is_text(text, length, "-Infinity")) {
    buffer_add_text(out, text[0] == 'N' ? "NaN" : text[0] == 'I' ? "INF" : "-INF");
    return true;
  }
  Number number;
  if (!scan_number(text, length, NOTATION_SCIENTIFIC, &number)) return false;
  add_scientific(&number, out);
  return true;
}

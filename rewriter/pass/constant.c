// The order of constants, as far as their texts tell it.
#include "rewriter/pass/constant.h"

#include <string.h>

#include "rewriter/ir/parameter.h"

static size_t leading(const char *text, const char *set) { return strspn(text, set); }

static int sign(int value) { return (value > 0) - (value < 0); }

// Digits with an optional fraction: by magnitude.
static int compare_magnitudes(const char *a, const char *b) {
  a += leading(a, "0");
  b += leading(b, "0");
  const size_t x = leading(a, "0123456789"), y = leading(b, "0123456789");
  if (x != y) return x < y ? -1 : 1;
  const int whole = memcmp(a, b, x);
  if (whole != 0) return sign(whole);
  const char *p = a[x] == '.' ? a + x + 1 : "", *q = b[y] == '.' ? b + y + 1 : "";
  for (;; p += *p != '\0', q += *q != '\0') {
    const char c = *p == '\0' ? '0' : *p, d = *q == '\0' ? '0' : *q;
    if (c != d) return c < d ? -1 : 1;
    if (*p == '\0' && *q == '\0') return 0;
  }
}

bool constant_is_number(const char *text) {
  if (*text == '-') text++;
  const size_t whole = leading(text, "0123456789");
  if (whole == 0) return false;
  if (text[whole] == '\0') return true;
  return text[whole] == '.' && text[whole + 1] != '\0' &&
         text[whole + 1 + leading(text + whole + 1, "0123456789")] == '\0';
}

static bool is_date(const char *text) {
  return strlen(text) == 10 && leading(text, "0123456789") == 4 && text[4] == '-' && text[7] == '-';
}

static bool is_zero(const char *text) { return text[leading(text, "-0.")] == '\0'; }

static int compare_numbers(const char *a, const char *b) {
  const bool below = a[0] == '-' && !is_zero(a), other = b[0] == '-' && !is_zero(b);
  if (below != other) return below ? -1 : 1;
  const int magnitudes = compare_magnitudes(a + (a[0] == '-'), b + (b[0] == '-'));
  return below ? -magnitudes : magnitudes;
}

bool constant_has_number(PgType type) {
  const PgFamily family = pg_type_info(type)->family;
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC;
}

bool constant_compare(const Expr *a, const Expr *b, int *out) {
  if (a->kind != EXPR_NATIVE || b->kind != EXPR_NATIVE) return false;
  const char *x = a->u.native, *y = b->u.native;
  if (constant_has_number(a->type) && constant_has_number(b->type) && constant_is_number(x) &&
      constant_is_number(y)) {
    *out = compare_numbers(x, y);
    return true;
  }
  if (a->type != PG_TYPE_DATE || b->type != PG_TYPE_DATE || !is_date(x) || !is_date(y))
    return false;
  *out = sign(memcmp(x, y, 10));
  return true;
}

bool constants_differ(const Expr *a, const Expr *b) {
  int order;
  if (constant_compare(a, b, &order)) return order != 0;
  if (a->kind == EXPR_PARAMETER && b->kind == EXPR_PARAMETER) return parameters_differ(a, b);
  return a->kind == EXPR_NATIVE && b->kind == EXPR_NATIVE && a->type == b->type &&
         pg_type_info(a->type)->native_equality &&
         pg_type_info(a->type)->family == PG_FAMILY_TEXT && strcmp(a->u.native, b->u.native) != 0;
}

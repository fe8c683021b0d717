// Decimals over GMP's mpn functions.
#include "rewriter/evaluate/decimal.h"

#include <assert.h>
#include <stdlib.h>

static_assert(GMP_LIMB_BITS == 64 && GMP_NAIL_BITS == 0, "a limb holds 19 decimal digits");

enum { LIMB_DIGITS = 19 };

static const mp_limb_t powers[LIMB_DIGITS + 1] = {1,
                                                  10,
                                                  100,
                                                  1000,
                                                  10000,
                                                  100000,
                                                  1000000,
                                                  10000000,
                                                  100000000,
                                                  1000000000,
                                                  10000000000,
                                                  100000000000,
                                                  1000000000000,
                                                  10000000000000,
                                                  100000000000000,
                                                  1000000000000000,
                                                  10000000000000000,
                                                  100000000000000000,
                                                  1000000000000000000,
                                                  10000000000000000000u};

// A natural number.
typedef struct Natural {
  mp_limb_t *limb;
  size_t count;
} Natural;

static mp_limb_t *limbs(Arena *arena, size_t count) {
  return arena_alloc(arena, (count + 1) * sizeof(mp_limb_t));
}

static size_t trimmed(const mp_limb_t *limb, size_t count) {
  while (count > 0 && limb[count - 1] == 0) count--;
  return count;
}

static bool fits(size_t count) { return count <= DECIMAL_DIGITS_MAX / LIMB_DIGITS; }

static Decimal make(const mp_limb_t *limb, size_t count, size_t scale, bool negative) {
  count = trimmed(limb, count);
  return (Decimal){limb, count, scale, negative && count > 0};
}

// value · 10^power.
static Natural scaled_up(Arena *arena, const mp_limb_t *limb, size_t count, size_t power) {
  Natural out = {limbs(arena, count + power / LIMB_DIGITS + 2), count};
  if (count > 0) memcpy(out.limb, limb, count * sizeof *limb);
  while (power > 0 && out.count > 0) {
    const size_t step = power < LIMB_DIGITS ? power : LIMB_DIGITS;
    const mp_limb_t carry = mpn_mul_1(out.limb, out.limb, (mp_size_t)out.count, powers[step]);
    if (carry != 0) out.limb[out.count++] = carry;
    power -= step;
  }
  return out;
}

static Natural power_of_ten(Arena *arena, size_t power) {
  static const mp_limb_t one = 1;
  return scaled_up(arena, &one, 1, power);
}

static int compare_naturals(const mp_limb_t *a, size_t a_count, const mp_limb_t *b,
                            size_t b_count) {
  if (a_count != b_count) return a_count < b_count ? -1 : 1;
  return a_count == 0 ? 0 : mpn_cmp(a, b, (mp_size_t)a_count);
}

// --- Text ----------------------------------------------------------------------------------------

bool decimal_parse(Arena *arena, const char *text, size_t length, Decimal *out) {
  const char *at = text, *const end = text + length;
  bool negative = false, point = false;
  if (at < end && (*at == '+' || *at == '-')) negative = *at++ == '-';
  if (length > DECIMAL_DIGITS_MAX) return false;
  size_t digits = 0, scale = 0;
  for (const char *c = at; c < end; c++) {
    if (*c == '.' && !point) {
      point = true;
      continue;
    }
    if (*c < '0' || *c > '9') return false;
    digits++;
    scale += point;
  }
  if (digits == 0) return false;
  mp_limb_t *limb = limbs(arena, digits / LIMB_DIGITS + 1);
  size_t count = 0;
  while (at < end) {
    mp_limb_t part = 0;
    size_t taken = 0;
    for (; at < end && taken < LIMB_DIGITS; at++) {
      if (*at == '.') continue;
      part = part * 10 + (mp_limb_t)(*at - '0');
      taken++;
    }
    if (count > 0) {
      mp_limb_t carry = mpn_mul_1(limb, limb, (mp_size_t)count, powers[taken]);
      carry += mpn_add_1(limb, limb, (mp_size_t)count, part);
      if (carry != 0) limb[count++] = carry;
    } else if (part != 0) {
      limb[count++] = part;
    }
  }
  *out = make(limb, count, scale, negative);
  return true;
}

Decimal decimal_of_integer(Arena *arena, int64_t value) {
  mp_limb_t *limb = limbs(arena, 1);
  limb[0] = value < 0 ? 0 - (mp_limb_t)value : (mp_limb_t)value;
  return make(limb, 1, 0, value < 0);
}

// The digits of the limbs, without leading zeros; empty for zero.
static char *digits_of(Arena *arena, const Decimal *value, size_t *length) {
  if (value->count == 0) {
    *length = 0;
    return arena_copy_text(arena, "", 0);
  }
  // mpn_get_str destroys its operand and needs a byte more than the digits.
  mp_limb_t *copy = arena_copy(arena, value->limb, value->count * sizeof *value->limb);
  unsigned char *digit = arena_alloc(arena, value->count * (LIMB_DIGITS + 1) + 2);
  size_t count = mpn_get_str(digit, 10, copy, (mp_size_t)value->count);
  size_t zeros = 0;
  while (zeros < count && digit[zeros] == 0) zeros++;
  for (size_t i = 0; i < count; i++) digit[i] = (unsigned char)(digit[i] + '0');
  *length = count - zeros;
  return (char *)digit + zeros;
}

void decimal_write(Arena *arena, const Decimal *value, Buffer *out) {
  size_t length;
  const char *digit = digits_of(arena, value, &length);
  if (value->negative) buffer_add_char(out, '-');
  const size_t whole = length > value->scale ? length - value->scale : 0;
  const size_t zeros = length < value->scale ? value->scale - length : 0;
  if (whole > 0)
    buffer_add(out, digit, whole);
  else
    buffer_add_char(out, '0');
  while (length > whole && digit[length - 1] == '0') length--;
  if (length == whole) return;
  buffer_add_char(out, '.');
  for (size_t i = 0; i < zeros; i++) buffer_add_char(out, '0');
  buffer_add(out, digit + whole, length - whole);
}

// --- Other numbers -------------------------------------------------------------------------------

double decimal_to_double(Arena *arena, const Decimal *value) {
  // Both are exact below 2^53 and 10^22, so one correctly rounded division is all (Clinger 1990).
  static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (value->count == 0) return 0;
  if (value->count == 1 && value->limb[0] < (mp_limb_t)1 << 53 && value->scale <= 22) {
    const double size = (double)value->limb[0] / exact[value->scale];
    return value->negative ? -size : size;
  }
  Buffer text = {0};
  decimal_write(arena, value, &text);
  const double result = strtod(buffer_text(&text), NULL);
  buffer_free(&text);
  return result;
}

// --- Arithmetic ----------------------------------------------------------------------------------

Decimal decimal_negate(const Decimal *value) {
  return make(value->limb, value->count, value->scale, !value->negative);
}

// Both with the larger scale of the two.
static void align(Arena *arena, const Decimal *a, const Decimal *b, Natural *x, Natural *y) {
  const size_t scale = a->scale > b->scale ? a->scale : b->scale;
  *x = scaled_up(arena, a->limb, a->count, scale - a->scale);
  *y = scaled_up(arena, b->limb, b->count, scale - b->scale);
}

int decimal_compare(Arena *arena, const Decimal *a, const Decimal *b) {
  if (a->negative != b->negative) return a->negative ? -1 : 1;
  Natural x, y;
  align(arena, a, b, &x, &y);
  const int order = compare_naturals(x.limb, x.count, y.limb, y.count);
  return a->negative ? -order : order;
}

bool decimal_add(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) {
  Natural x, y;
  align(arena, a, b, &x, &y);
  if (!fits(x.count) || !fits(y.count)) return false;
  const size_t scale = a->scale > b->scale ? a->scale : b->scale;
  bool negative = a->negative;
  if (compare_naturals(x.limb, x.count, y.limb, y.count) < 0) {
    const Natural other = x;
    x = y;
    y = other;
    negative = b->negative;
  }
  mp_limb_t *sum = limbs(arena, x.count + 1);
  if (x.count == 0) {
    *out = make(sum, 0, scale, false);
    return true;
  }
  sum[x.count] = 0;
  if (y.count == 0)
    memcpy(sum, x.limb, x.count * sizeof *sum);
  else if (a->negative == b->negative)
    sum[x.count] = mpn_add(sum, x.limb, (mp_size_t)x.count, y.limb, (mp_size_t)y.count);
  else
    mpn_sub(sum, x.limb, (mp_size_t)x.count, y.limb, (mp_size_t)y.count);
  *out = make(sum, x.count + 1, scale, negative);
  return true;
}

bool decimal_subtract(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) {
  const Decimal minus = decimal_negate(b);
  return decimal_add(arena, a, &minus, out);
}

bool decimal_multiply(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) {
  const Decimal *longer = a->count >= b->count ? a : b, *shorter = longer == a ? b : a;
  const size_t count = a->count + b->count, scale = a->scale + b->scale;
  if (!fits(count) || scale > DECIMAL_DIGITS_MAX) return false;
  mp_limb_t *product = limbs(arena, count);
  if (shorter->count == 0) {
    *out = make(product, 0, 0, false);
    return true;
  }
  mpn_mul(product, longer->limb, (mp_size_t)longer->count, shorter->limb,
          (mp_size_t)shorter->count);
  *out = make(product, count, scale, a->negative != b->negative);
  return true;
}

// PostgreSQL's digits to base 10,000: the power of the first one, and the digit.
static long first_digit(Arena *arena, const Decimal *value, int *digit) {
  size_t length;
  const char *text = digits_of(arena, value, &length);
  const long top = (long)length - (long)value->scale - 1;  // the power of ten of the first digit
  const long weight = top >= 0 ? top / 4 : -((-top + 3) / 4);
  *digit = 0;
  for (long i = 0; i <= top - weight * 4; i++)
    *digit = *digit * 10 + (i < (long)length ? text[i] - '0' : 0);
  return weight;
}

// select_div_scale of PostgreSQL's numeric.c.
static size_t quotient_scale(Arena *arena, const Decimal *a, const Decimal *b) {
  if (a->count == 0) return 0;
  int x, y;
  long weight = first_digit(arena, a, &x) - first_digit(arena, b, &y);
  if (x <= y) weight--;
  long scale = 16 - weight * 4;
  if (scale < (long)a->scale) scale = (long)a->scale;
  if (scale < (long)b->scale) scale = (long)b->scale;
  return scale < 0 ? 0 : scale > 1000 ? 1000 : (size_t)scale;
}

// round(a · 10^power / b), halves away from zero.
static bool divide(Arena *arena, Natural a, Natural b, Natural *out) {
  if (!fits(a.count) || !fits(b.count)) return false;
  if (a.count < b.count) {
    mp_limb_t *padded = limbs(arena, b.count);
    memset(padded, 0, b.count * sizeof *padded);
    if (a.count > 0) memcpy(padded, a.limb, a.count * sizeof *padded);
    a = (Natural){padded, b.count};
  }
  const size_t count = a.count - b.count + 1;
  mp_limb_t *quotient = limbs(arena, count + 1), *rest = limbs(arena, b.count + 1);
  mpn_tdiv_qr(quotient, rest, 0, a.limb, (mp_size_t)a.count, b.limb, (mp_size_t)b.count);
  quotient[count] = 0;
  rest[b.count] = mpn_lshift(rest, rest, (mp_size_t)b.count, 1);
  if (compare_naturals(rest, trimmed(rest, b.count + 1), b.limb, b.count) >= 0)
    mpn_add_1(quotient, quotient, (mp_size_t)count + 1, 1);
  *out = (Natural){quotient, count + 1};
  return true;
}

bool decimal_divide(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) {
  const size_t scale = quotient_scale(arena, a, b);
  const long power = (long)scale + (long)b->scale - (long)a->scale;
  const Natural x = scaled_up(arena, a->limb, a->count, power > 0 ? (size_t)power : 0);
  const Natural y = scaled_up(arena, b->limb, b->count, power < 0 ? (size_t)-power : 0);
  Natural quotient;
  if (!divide(arena, x, y, &quotient)) return false;
  *out = make(quotient.limb, quotient.count, scale, a->negative != b->negative);
  return true;
}

Decimal decimal_round(Arena *arena, const Decimal *value, DecimalRounding how) {
  if (value->scale == 0 || value->count == 0)
    return make(value->limb, value->count, 0, value->negative);
  const Natural unit = power_of_ten(arena, value->scale);
  mp_limb_t *whole = limbs(arena, value->count + 1);
  mp_limb_t *rest = limbs(arena, unit.count + 1);
  memset(whole, 0, (value->count + 1) * sizeof *whole);
  memset(rest, 0, (unit.count + 1) * sizeof *rest);
  if (value->count >= unit.count)
    mpn_tdiv_qr(whole, rest, 0, value->limb, (mp_size_t)value->count, unit.limb,
                (mp_size_t)unit.count);
  else
    memcpy(rest, value->limb, value->count * sizeof *rest);
  const bool exact = trimmed(rest, unit.count) == 0;
  bool away = false;
  switch (how) {
    case DECIMAL_FLOOR: away = !exact && value->negative; break;
    case DECIMAL_CEILING: away = !exact && !value->negative; break;
    case DECIMAL_TRUNCATE: break;
    case DECIMAL_HALF_UP: {
      rest[unit.count] = mpn_lshift(rest, rest, (mp_size_t)unit.count, 1);
      const int half = compare_naturals(rest, trimmed(rest, unit.count + 1), unit.limb, unit.count);
      away = value->negative ? half > 0 : half >= 0;
      break;
    }
  }
  if (away) mpn_add_1(whole, whole, (mp_size_t)value->count + 1, 1);
  return make(whole, value->count + 1, 0, value->negative);
}

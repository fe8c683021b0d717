// Exact decimals of any length, for xsd:decimal and xsd:integer: sign, digits, scale.
//
// The digits are limbs of GMP's lowest layer (mpn), which works in memory that the caller gives, so
// that every decimal lives in an arena and nothing is ever freed. Numbers of more than
// DECIMAL_DIGITS_MAX digits are not made: a function that would make one returns false.
#ifndef ANAMORPH_REWRITER_EVALUATE_DECIMAL_H
#define ANAMORPH_REWRITER_EVALUATE_DECIMAL_H

#include <gmp.h>

#include "base/arena.h"
#include "base/buffer.h"

enum { DECIMAL_DIGITS_MAX = 100000 };

// ±limb[0..count) · 10^-scale, least limb first; limb[count-1] is not 0; zero has no limbs and is
// not negative.
typedef struct Decimal {
  const mp_limb_t *limb;
  size_t count;
  size_t scale;
  bool negative;
} Decimal;

typedef enum DecimalRounding {
  DECIMAL_FLOOR,
  DECIMAL_CEILING,
  DECIMAL_HALF_UP,  // fn:round: halves towards positive infinity
  DECIMAL_TRUNCATE,
} DecimalRounding;

// A lexical form of xsd:decimal (XSD 1.1 part 2, 3.3.3); false for any other text.
bool decimal_parse(Arena *arena, const char *text, size_t length, Decimal *out) MUST_CHECK;
Decimal decimal_of_integer(Arena *arena, int64_t value);

// Appends the canonical lexical form: no point where it is whole.
void decimal_write(Arena *arena, const Decimal *value, Buffer *out);

// The nearest double.
double decimal_to_double(Arena *arena, const Decimal *value);

static inline bool decimal_is_zero(const Decimal *value) { return value->count == 0; }
Decimal decimal_negate(const Decimal *value);
int decimal_compare(Arena *arena, const Decimal *a, const Decimal *b);

bool decimal_add(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) MUST_CHECK;
bool decimal_subtract(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) MUST_CHECK;
bool decimal_multiply(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) MUST_CHECK;

// As many digits as PostgreSQL's numeric gives (at least 16 significant ones), the last rounded
// half away from zero. b is not zero.
bool decimal_divide(Arena *arena, const Decimal *a, const Decimal *b, Decimal *out) MUST_CHECK;

Decimal decimal_round(Arena *arena, const Decimal *value, DecimalRounding how);

#endif

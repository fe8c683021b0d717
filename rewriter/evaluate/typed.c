// Lexical forms to values, and values to canonical lexical forms.
#include "rewriter/evaluate/typed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rdf/lexical.h"
#include "base/rdf/vocabulary.h"

ValueClass typed_class(const Term *term) {
  if (term->kind == TERM_IRI) return VALUE_IRI;
  if (term->kind == TERM_BLANK) return VALUE_BLANK;
  return value_class_of(term->datatype);
}

// --- Reading -------------------------------------------------------------------------------------

static double read_real(const Symbol *lexical, NumberRank rank) {
  const char *text = lexical->text + (lexical->text[0] == '+');
  if (strcmp(text, "INF") == 0) return INFINITY;
  if (strcmp(text, "-INF") == 0) return -INFINITY;
  if (strcmp(text, "NaN") == 0) return NAN;
  return rank == NUMBER_FLOAT ? (double)strtof(text, NULL) : strtod(text, NULL);
}

static bool read_number(Arena *memory, const Term *term, Number *out) {
  const Symbol *lexical = term->lexical;
  out->rank = number_rank_of(term->datatype);
  out->real = 0;
  out->decimal = (Decimal){0};
  if (out->rank == NUMBER_DECIMAL)
    return decimal_parse(memory, lexical->text, lexical->length, &out->decimal);
  if (out->rank == NUMBER_INTEGER && term->datatype == &XSD_INTEGER)
    return memchr(lexical->text, '.', lexical->length) == NULL &&
           decimal_parse(memory, lexical->text, lexical->length, &out->decimal);
  if (!datatype_is_valid(term->datatype, lexical->text, lexical->length)) return false;
  if (out->rank == NUMBER_INTEGER)
    return decimal_parse(memory, lexical->text, lexical->length, &out->decimal);
  out->real = read_real(lexical, out->rank);
  return true;
}

static bool read_boolean(const Symbol *lexical, bool *out) {
  *out = strcmp(lexical->text, "true") == 0 || strcmp(lexical->text, "1") == 0;
  return *out || strcmp(lexical->text, "false") == 0 || strcmp(lexical->text, "0") == 0;
}

Typed typed_of(Arena *memory, const Term *term) {
  Typed out = {.class_ = typed_class(term), .valid = true};
  if (term->kind != TERM_LITERAL) return out;
  out.family = datatype_family(term->datatype);
  const Symbol *lexical = term->lexical;
  switch (out.class_) {
    case VALUE_BOOLEAN: out.valid = read_boolean(lexical, &out.u.boolean); break;
    case VALUE_NUMERIC: out.valid = read_number(memory, term, &out.u.number); break;
    case VALUE_DATE_TIME:
    case VALUE_DATE:
    case VALUE_TIME:
      out.valid = moment_parse(out.family, lexical->text, lexical->length, &out.u.moment);
      break;
    case VALUE_DURATION:
      out.valid = duration_parse(out.family, lexical->text, lexical->length, &out.u.duration);
      break;
    default: break;
  }
  return out;
}

// --- Writing -------------------------------------------------------------------------------------

const Symbol *typed_symbol(Arena *memory, const char *text, size_t length) {
  Symbol *symbol = ARENA_NEW(memory, Symbol);
  *symbol = (Symbol){arena_copy_text(memory, text, length), length};
  return symbol;
}

Term typed_string(Arena *memory, const char *text, size_t length) {
  return term_literal(typed_symbol(memory, text, length), &XSD_STRING);
}

Term typed_literal(Arena *memory, const Buffer *lexical, const Symbol *datatype) {
  const char *text = lexical->data == NULL ? "" : lexical->data;
  return term_literal(typed_symbol(memory, text, lexical->length), datatype);
}

Term typed_boolean(bool value) {
  static const Symbol words[] = {{"false", 5}, {"true", 4}};
  return term_literal(&words[value], &XSD_BOOLEAN);
}

Term typed_integer(Arena *memory, int64_t value) {
  const char *text = arena_format(memory, "%lld", (long long)value);
  return term_literal(typed_symbol(memory, text, strlen(text)), &XSD_INTEGER);
}

// In the shortest digits that give the same value again.
static void write_real(const Number *number, Buffer *out) {
  char text[40];
  if (isnan(number->real)) {
    buffer_add_text(out, "NaN");
  } else if (isinf(number->real)) {
    buffer_add_text(out, number->real < 0 ? "-INF" : "INF");
  } else {
    const int length = snprintf(text, sizeof text, "%.17e", number->real);
    const bool good = number->rank == NUMBER_FLOAT ? lexical_float(text, (size_t)length, out)
                                                   : lexical_double(text, (size_t)length, out);
    if (!good) buffer_add_text(out, "NaN");
  }
}

Term typed_number(Arena *memory, const Number *number) {
  Buffer lexical = {0};
  if (number->rank >= NUMBER_FLOAT)
    write_real(number, &lexical);
  else
    decimal_write(memory, &number->decimal, &lexical);
  const Term term = typed_literal(memory, &lexical, number_datatype(number->rank));
  buffer_free(&lexical);
  return term;
}

Term typed_moment(Arena *memory, const Moment *moment, const Symbol *datatype) {
  Buffer lexical = {0};
  moment_write(datatype_family(datatype), moment, &lexical);
  const Term term = typed_literal(memory, &lexical, datatype);
  buffer_free(&lexical);
  return term;
}

Term typed_duration(Arena *memory, const Duration *duration, const Symbol *datatype) {
  Buffer lexical = {0};
  duration_write(datatype_family(datatype), duration, &lexical);
  const Term term = typed_literal(memory, &lexical, datatype);
  buffer_free(&lexical);
  return term;
}

// --- Numbers -------------------------------------------------------------------------------------

Number number_promote(Arena *memory, const Number *number, NumberRank rank) {
  Number out = *number;
  if (number->rank >= rank) return out;
  out.rank = rank;
  if (rank < NUMBER_FLOAT || number->rank == NUMBER_FLOAT) return out;
  out.real = decimal_to_double(memory, &number->decimal);
  if (rank == NUMBER_FLOAT) {
    Buffer text = {0};
    decimal_write(memory, &number->decimal, &text);
    out.real = (double)strtof(buffer_text(&text), NULL);
    buffer_free(&text);
  }
  return out;
}

Decimal number_decimal(Arena *memory, const Number *number) {
  if (number->rank < NUMBER_FLOAT) return number->decimal;
  Buffer lexical = {0};
  Decimal out = {0}, power = {0};
  write_real(number, &lexical);
  // d.dddE±n: the digits times 10^n.
  const char *text = buffer_text(&lexical), *e = strchr(text, 'E');
  const long n = e == NULL ? 0 : strtol(e + 1, NULL, 10);
  const char *end = e == NULL ? text + lexical.length : e;
  if (decimal_parse(memory, text, (size_t)(end - text), &out) && n < 0) {
    out.scale += (size_t)-n;
  } else if (n > 0) {
    char *digits = arena_alloc(memory, (size_t)n + 1);
    memset(digits, '0', (size_t)n + 1);
    digits[0] = '1';
    if (!decimal_parse(memory, digits, (size_t)n + 1, &power) ||
        !decimal_multiply(memory, &out, &power, &out))
      out = (Decimal){0};
  }
  buffer_free(&lexical);
  return out;
}

int number_compare(Arena *memory, const Number *a, const Number *b, bool *ordered) {
  *ordered = true;
  const NumberRank rank = a->rank > b->rank ? a->rank : b->rank;
  if (rank < NUMBER_FLOAT) return decimal_compare(memory, &a->decimal, &b->decimal);
  const double x = number_promote(memory, a, rank).real, y = number_promote(memory, b, rank).real;
  *ordered = !isnan(x) && !isnan(y);
  return (x > y) - (x < y);
}

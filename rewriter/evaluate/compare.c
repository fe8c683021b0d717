// Comparison by SPARQL's operator table (17.3), effective boolean values (17.2.2), and the total
// order of ORDER BY (15.1).
//
// Strings compare by code point. A dateTime or time without a zone stands for one in UTC; a date
// without one is not compared with a date with one unless they are more than 14 hours apart (XSD
// 1.0 part 2, section 3.2.7.4).
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

static Truth truth(bool value) { return value ? TRUTH_TRUE : TRUTH_FALSE; }

static bool is_equality(Function op) { return op == FN_EQ || op == FN_NE; }

static Truth of_equality(Function op, bool equal) { return truth(equal == (op == FN_EQ)); }

static Truth of_order(Function op, int order) {
  switch (op) {
    case FN_EQ: return truth(order == 0);
    case FN_NE: return truth(order != 0);
    case FN_LT: return truth(order < 0);
    case FN_LE: return truth(order <= 0);
    case FN_GT: return truth(order > 0);
    default: return truth(order >= 0);
  }
}

// Terms without values that can be compared: the same ones are equal, of others nothing is known.
static Truth of_unknown(Function op, const Term *a, const Term *b) {
  if (!is_equality(op) || !term_equal(a, b)) return TRUTH_ERROR;
  return of_equality(op, true);
}

static Truth compare_numbers(Arena *memory, Function op, const Number *a, const Number *b) {
  bool ordered;
  const int order = number_compare(memory, a, b, &ordered);
  return ordered ? of_order(op, order) : truth(op == FN_NE);
}

enum { MOST_OFFSET = 14 * 3600 };  // of a time zone, in seconds

static Truth compare_dates(Function op, const Moment *a, const Moment *b) {
  if (a->zoned != b->zoned) {
    const Duration apart = moment_difference(a, b);
    if (apart.seconds <= MOST_OFFSET) return TRUTH_ERROR;
  }
  return of_order(op, moment_compare(a, b));
}

static Truth compare_durations(Function op, const Duration *a, const Duration *b) {
  bool ordered;
  const int order = duration_compare(a, b, &ordered);
  return ordered || is_equality(op) ? of_order(op, order) : TRUTH_ERROR;
}

static int compare_texts(const Term *a, const Term *b) {
  return symbol_compare(a->lexical, b->lexical);
}

static Truth compare_values(Arena *memory, Function op, const Typed *x, const Typed *y,
                            const Term *a, const Term *b) {
  switch (x->class_) {
    case VALUE_BOOLEAN: return of_order(op, (int)x->u.boolean - (int)y->u.boolean);
    case VALUE_NUMERIC: return compare_numbers(memory, op, &x->u.number, &y->u.number);
    case VALUE_DATE_TIME:
    case VALUE_TIME: return of_order(op, moment_compare(&x->u.moment, &y->u.moment));
    case VALUE_DATE: return compare_dates(op, &x->u.moment, &y->u.moment);
    case VALUE_DURATION: return compare_durations(op, &x->u.duration, &y->u.duration);
    case VALUE_STRING: return of_order(op, compare_texts(a, b));
    case VALUE_LANG: return is_equality(op) ? of_equality(op, term_equal(a, b)) : TRUTH_ERROR;
    default: return of_unknown(op, a, b);
  }
}

Truth compare_truth(Arena *memory, Function op, const Term *a, const Term *b) {
  if (a->kind == TERM_UNBOUND || b->kind == TERM_UNBOUND) return TRUTH_ERROR;
  if (a->kind != TERM_LITERAL || b->kind != TERM_LITERAL)
    return is_equality(op) ? of_equality(op, term_equal(a, b)) : TRUTH_ERROR;
  const ValueClass p = typed_class(a), q = typed_class(b);
  // No other datatype has values with a language.
  if ((p == VALUE_LANG) != (q == VALUE_LANG))
    return is_equality(op) ? of_equality(op, false) : TRUTH_ERROR;
  if (p == VALUE_OTHER || q == VALUE_OTHER) return of_unknown(op, a, b);
  const Typed x = typed_of(memory, a), y = typed_of(memory, b);
  // What has no value is the same term as itself, and compares with nothing.
  if (!x.valid || !y.valid) return p == q ? of_unknown(op, a, b) : TRUTH_ERROR;
  // Two spaces that are both known have no value in common.
  if (p != q) return is_equality(op) ? of_equality(op, false) : TRUTH_ERROR;
  return compare_values(memory, op, &x, &y, a, b);
}

EVALUATE(evaluate_comparison) {
  (void)count;
  const Truth result = compare_truth(this->memory, this->call->u.call.function, &args[0], &args[1]);
  return result == TRUTH_ERROR ? EVALUATION_ERROR : typed_boolean(result == TRUTH_TRUE);
}

EVALUATE(evaluate_sameterm) {
  (void)this;
  (void)count;
  return typed_boolean(term_equal(&args[0], &args[1]));
}

// --- Effective boolean values --------------------------------------------------------------------

Truth truth_of(Arena *memory, const Term *term) {
  if (term->kind != TERM_LITERAL) return TRUTH_ERROR;
  const Typed value = typed_of(memory, term);
  switch (value.class_) {
    case VALUE_STRING:
    case VALUE_LANG: return truth(term->lexical->length > 0);
    // An ill-typed boolean or number counts as false.
    case VALUE_BOOLEAN: return truth(value.valid && value.u.boolean);
    case VALUE_NUMERIC: {
      if (!value.valid) return TRUTH_FALSE;
      const Number *number = &value.u.number;
      if (number->rank < NUMBER_FLOAT) return truth(!decimal_is_zero(&number->decimal));
      return truth(fabs(number->real) > 0);
    }
    default: return TRUTH_ERROR;
  }
}

// --- The order of ORDER BY -----------------------------------------------------------------------

static int rank_of(const Term *term) {
  return term->kind == TERM_UNBOUND ? 0 : value_order(typed_class(term));
}

// 0 for finite numbers; infinities and NaN, which is above all, stand outside of them.
static int beyond(const Number *number) {
  if (number->rank < NUMBER_FLOAT || isfinite(number->real)) return 0;
  return isnan(number->real) ? 2 : number->real > 0 ? 1 : -1;
}

// Exact, and so transitive, which promotion to double is not.
static int order_numbers(Arena *memory, const Number *a, const Number *b) {
  const int x = beyond(a), y = beyond(b);
  if (x != 0 || y != 0) return (x > y) - (x < y);
  if (a->rank >= NUMBER_FLOAT && b->rank >= NUMBER_FLOAT)
    return (a->real > b->real) - (a->real < b->real);
  if (a->rank < NUMBER_FLOAT && b->rank < NUMBER_FLOAT)
    return decimal_compare(memory, &a->decimal, &b->decimal);
  const Number *real = a->rank >= NUMBER_FLOAT ? a : b;
  const char *digits = arena_format(memory, "%.1074f", real->real);
  Decimal exact;
  if (!decimal_parse(memory, digits, strlen(digits), &exact)) exact = (Decimal){0};
  return real == a ? decimal_compare(memory, &exact, &b->decimal)
                   : decimal_compare(memory, &a->decimal, &exact);
}

// By value, where both have one; those without come first.
static int order_values(Arena *memory, const Term *a, const Term *b) {
  const Typed x = typed_of(memory, a), y = typed_of(memory, b);
  if (x.valid != y.valid) return x.valid ? 1 : -1;
  if (!x.valid) return 0;
  switch (x.class_) {
    case VALUE_NUMERIC: return order_numbers(memory, &x.u.number, &y.u.number);
    case VALUE_BOOLEAN: return (int)x.u.boolean - (int)y.u.boolean;
    case VALUE_DATE_TIME:
    case VALUE_DATE:
    case VALUE_TIME: return moment_compare(&x.u.moment, &y.u.moment);
    default: return 0;
  }
}

static int order_symbols(const Symbol *a, const Symbol *b) {
  if (a == b) return 0;
  if (a == NULL || b == NULL) return a == NULL ? -1 : 1;
  return symbol_compare(a, b);
}

int evaluate_compare(Evaluator *evaluator, const Term *a, const Term *b, Arena *memory) {
  Term x = *a, y = *b;
  if (x.kind == TERM_LITERAL) x.datatype = datatype_symbol(evaluator, x.datatype);
  if (y.kind == TERM_LITERAL) y.datatype = datatype_symbol(evaluator, y.datatype);
  const int p = rank_of(&x), q = rank_of(&y);
  if (p != q || p == 0) return (p > q) - (p < q);
  if (x.kind == TERM_LITERAL && p < value_order(VALUE_STRING)) {
    const int order = order_values(memory, &x, &y);
    if (order != 0) return order;
  }
  int order = compare_texts(&x, &y);
  if (order == 0) order = order_symbols(x.datatype, y.datatype);
  if (order != 0 || x.language == y.language) return order;
  if (x.language == NULL || y.language == NULL) return x.language == NULL ? -1 : 1;
  return strcasecmp(x.language->text, y.language->text);
}

// --- Hashes and copies ---------------------------------------------------------------------------

static uint64_t mix(uint64_t hash, const Symbol *symbol, bool fold) {
  if (symbol == NULL) return hash * UINT64_C(0x100000001b3);
  for (size_t i = 0; i < symbol->length; i++) {
    unsigned char c = (unsigned char)symbol->text[i];
    if (fold && c >= 'A' && c <= 'Z') c = (unsigned char)(c | 0x20);
    hash = (hash ^ c) * UINT64_C(0x100000001b3);
  }
  return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

uint64_t evaluate_hash(const Term *term) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)term->kind;
  if (term->kind == TERM_UNBOUND) return hash;
  hash = mix(hash, term->lexical, false);
  if (term->kind == TERM_LITERAL) {
    hash = mix(hash, term->datatype, false);
    hash = mix(hash, term->language, true);
  }
  // The low bits are as good as the high ones (Steele, Lea and Flood 2014).
  hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  return hash ^ (hash >> 31);
}

Term evaluate_copy(const Evaluator *evaluator, const Term *term, Arena *memory) {
  Term out = *term;
  if (term->kind == TERM_UNBOUND) return out;
  out.lexical = typed_symbol(memory, term->lexical->text, term->lexical->length);
  if (term->kind != TERM_LITERAL) return out;
  out.datatype = datatype_symbol(evaluator, term->datatype);
  if (datatype_family(out.datatype) == DATATYPE_OTHER)
    out.datatype = typed_symbol(memory, term->datatype->text, term->datatype->length);
  if (term->language != NULL)
    out.language = typed_symbol(memory, term->language->text, term->language->length);
  return out;
}

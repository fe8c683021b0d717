// Comparison by SPARQL's operator table (17.3), RDFterm-equal (17.4.1.7), and effective boolean
// values (17.2.2).
//
// `positive` conditions are those where NULL and false come to the same: there no test for unbound
// values is needed, and branches that cannot be true vanish.
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"
#include "rewriter/lower/parameter.h"

typedef struct Comparison {
  Lowering *lowering;
  Arena *arena;
  Operator op;
  bool positive;
  Position at;
  Status *status;
  Error *err;
  const Expr *other;  // while walking combinations
} Comparison;

static const Expr *null_truth(const Comparison *this) {
  return expr_null(this->arena, PG_TYPE_BOOL);
}

static const Expr *refuse(const Comparison *this, const char *what) {
  if (*this->status == STATUS_OK)
    *this->status =
        error_at(this->err, STATUS_UNSUPPORTED, this->at, "not supported yet: comparing %s", what);
  return null_truth(this);
}

// What is known without looking at the values: `truth` where both are bound.
static const Expr *when_both_bound(const Comparison *this, const Expr *a, const Expr *b,
                                   bool truth) {
  if (this->positive && !truth) return expr_bool(this->arena, false);
  const Expr *bound =
      native_and(this->arena, terms_bound(this->lowering, a), terms_bound(this->lowering, b));
  if (this->positive) return bound;
  return native_when(this->arena, bound, expr_bool(this->arena, truth), NULL);
}

// A literal has a value: its lexical form is one of its datatype's.
static const Expr *has_value(const Comparison *this, const Expr *simple) {
  if (value_class(simple) == VALUE_STRING || value_is_total(simple))
    return terms_bound(this->lowering, simple);
  const Expr *value = value_native(this->lowering, simple);
  return value == NULL ? terms_bound(this->lowering, simple)
                       : native_is_not_null(this->arena, value);
}

// Values of two spaces that are both known are not equal; what has no value compares with nothing.
static const Expr *other_spaces(const Comparison *this, const Expr *a, const Expr *b) {
  const bool truth = this->op == OP_NE;
  if (this->positive && !truth) return expr_bool(this->arena, false);
  const Expr *both = native_and(this->arena, has_value(this, a), has_value(this, b));
  return this->positive ? both
                        : native_when(this->arena, both, expr_bool(this->arena, truth), NULL);
}

// Is the term new each time that it is made (UUID, STRUUID, BNODE), and so like no other?
static bool is_random(const Expr *term) {
  if (term->kind != EXPR_RDF) return false;
  const Expr *made = term->u.rdf.lexical;
  while (made->kind == EXPR_SQL && made->u.sql.count > 0)
    made = made->u.sql.arg[made->u.sql.count - 1];
  return made->kind == EXPR_SQL_CALL && strcmp(made->u.sql_call.name, "gen_random_uuid") == 0;
}

static const Expr *same_or_not(const Comparison *this, const Expr *a, const Expr *b) {
  const bool equal = this->op == OP_EQ;
  if (is_random(a) || is_random(b)) return when_both_bound(this, a, b, !equal);
  const Expr *same = terms_same(this->lowering, a, b);
  if (native_is_false(same)) return when_both_bound(this, a, b, !equal);
  // Folded to `is bound`, the same term on both sides.
  if (native_is_true(same) || expr_equal(a, b)) return when_both_bound(this, a, b, equal);
  return equal ? same : native_not(this->arena, same);
}

// Neither operand has an operator that compares it (17.3): the same term is equal, all else is an
// error.
static const Expr *unknown_literals(const Comparison *this, const Expr *a, const Expr *b) {
  if (this->op != OP_EQ && this->op != OP_NE) return null_truth(this);
  const Expr *same = terms_same(this->lowering, a, b);
  if (native_is_false(same)) return null_truth(this);
  if (this->op == OP_EQ && this->positive) return same;
  return native_when(this->arena, same, expr_bool(this->arena, this->op == OP_EQ), NULL);
}

static const Expr *not_a_number(Arena *arena) { return expr_native(arena, PG_TYPE_FLOAT8, "NaN"); }

static bool may_be_nan(const Expr *value) {
  return pg_type_info(value->type)->family == PG_FAMILY_FLOAT && value->kind != EXPR_NATIVE;
}

static bool is_nan(const Expr *value) {
  return value->kind == EXPR_NATIVE && strcmp(value->u.native, "NaN") == 0;
}

// The number of a column behind what is compared as double precision; NULL: none.
static const Expr *number_behind(const Comparison *this, const Expr *simple) {
  if (simple->kind != EXPR_RDF || simple->u.rdf.lexical->kind != EXPR_VAR) return NULL;
  const Expr *column = simple->u.rdf.lexical;
  if (value_rank(simple) == NUMBER_DOUBLE) return column;
  return value_rank(simple) < NUMBER_FLOAT ? value_native(this->lowering, simple) : NULL;
}

// A literal of the query whose double is that of its digits.
static bool is_digits(const Expr *simple) {
  const bool literal = simple->kind == EXPR_CONST ||
                       (simple->kind == EXPR_RDF && parameter_of(simple->u.rdf.lexical) != NULL);
  return literal && value_rank(simple) != NUMBER_FLOAT;
}

// As double precision. NULL: it is no column's exact number that is compared with a literal.
static const Expr *compare_exactly(const Comparison *this, const Expr *a, const Expr *b) {
  if (is_digits(a) == is_digits(b)) return NULL;
  const bool first = is_digits(b);
  const Expr *number = number_behind(this, first ? a : b);
  return number == NULL
             ? NULL
             : floating_compare(this->lowering, first ? this->op : operator_turned(this->op),
                                number, first ? b : a);
}

// PostgreSQL sorts NaN above all numbers and equal to itself; IEEE compares it with nothing.
static const Expr *compare_numbers(const Comparison *this, const Expr *a, const Expr *b) {
  Arena *arena = this->arena;
  const NumberRank p = value_rank(a), q = value_rank(b), rank = p > q ? p : q;
  const bool exact = rank < NUMBER_FLOAT;
  const Expr *x = exact ? value_native(this->lowering, a) : value_number(this->lowering, a, rank);
  const Expr *y = exact ? value_native(this->lowering, b) : value_number(this->lowering, b, rank);
  if (is_nan(x) || is_nan(y)) return when_both_bound(this, a, b, this->op == OP_NE);
  const Expr *truth = rank == NUMBER_DOUBLE ? compare_exactly(this, a, b) : NULL;
  if (truth != NULL) return truth;
  truth = native_compare(arena, this->op, x, y);
  switch (this->op) {
    case OP_EQ:
      if (may_be_nan(x) && may_be_nan(y))
        return native_and(arena, truth, native_compare(arena, OP_NE, x, not_a_number(arena)));
      return truth;
    case OP_NE:
      if (may_be_nan(x) && may_be_nan(y))
        return native_or(arena, truth, native_compare(arena, OP_EQ, x, not_a_number(arena)));
      return truth;
    case OP_LT:
    case OP_LE:
      return may_be_nan(y)
                 ? native_and(arena, truth, native_compare(arena, OP_NE, y, not_a_number(arena)))
                 : truth;
    default:
      return may_be_nan(x)
                 ? native_and(arena, truth, native_compare(arena, OP_NE, x, not_a_number(arena)))
                 : truth;
  }
}

static const Expr *by_code_point(Arena *arena, const Expr *text) {
  return native_call1(arena, "COLLATE \"C\"", PG_TYPE_TEXT, text);
}

static const Expr *compare_strings(const Comparison *this, const Expr *a, const Expr *b) {
  if (this->op == OP_EQ || this->op == OP_NE) return same_or_not(this, a, b);
  const Expr *x = value_native(this->lowering, a), *y = value_native(this->lowering, b);
  if (expr_is_given(x) && !expr_is_given(y))
    y = by_code_point(this->arena, y);
  else
    x = by_code_point(this->arena, x);
  return native_compare(this->arena, this->op, x, y);
}

static bool is_well_typed(const Expr *constant) {
  const Symbol *lexical = constant->u.constant.lexical;
  return datatype_is_valid(constant->u.constant.datatype, lexical->text, lexical->length);
}

// Ill-typed literals have no value, but one is the same term as itself.
static const Expr *or_same_text(const Comparison *this, const Expr *a, const Expr *b,
                                const Expr *truth) {
  if (this->op != OP_EQ && this->op != OP_NE) return truth;
  const Expr *const sides[] = {a, b};
  for (size_t i = 0; i < 2; i++) {
    if (sides[i]->kind != EXPR_CONST ? value_is_total(sides[i]) : is_well_typed(sides[i]))
      return truth;
  }
  const Expr *same = terms_same(this->lowering, a, b);
  if (native_is_false(same)) return truth;
  // NaN is not equal to itself.
  const Expr *value = value_native(this->lowering, a);
  if (value != NULL && may_be_nan(value)) return truth;
  return this->op == OP_EQ ? native_or(this->arena, truth, same)
                           : native_and(this->arena, truth, native_not(this->arena, same));
}

// The seconds at which a date begins or a time is reached, without a zone as in UTC, and whether it
// has a zone.
typedef struct DateStart {
  const Expr *seconds;
  const Expr *zoned;
} DateStart;

static DateStart start_of(const Comparison *this, const Expr *simple) {
  Arena *arena = this->arena;
  const bool time = value_class(simple) == VALUE_TIME;
  const Expr *text = terms_lexical_text(this->lowering, simple);
  const Expr *zone = native_call2(arena, "substring", PG_TYPE_TEXT, text,
                                  native_text(arena, "(?:Z|[+-][0-9]{2}:[0-9]{2})$", 28));
  const Expr *day =
      time ? native_text(arena, "1970-01-01", 10)
           : native_call2(arena, "left", PG_TYPE_TEXT, text, native_integer(arena, 10));
  const Expr *clock = time ? expr_sql2(arena, OP_CONCAT, native_text(arena, " ", 1),
                                       native_call2(arena, "substring", PG_TYPE_TEXT, text,
                                                    native_text(arena, "^[0-9:.]+", 9)))
                           : native_text(arena, " 00:00:00", 9);
  const Expr *instant = expr_sql2(arena, OP_CONCAT, expr_sql2(arena, OP_CONCAT, day, clock),
                                  expr_sql2(arena, OP_COALESCE, zone, native_text(arena, "Z", 1)));
  const Expr *seconds =
      native_call2(arena, "date_part", PG_TYPE_FLOAT8, native_text(arena, "epoch", 5),
                   native_cast(arena, instant, PG_TYPE_TIMESTAMPTZ));
  const Expr *valid = value_is_valid(arena, text, time ? &XSD_TIME : &XSD_DATE);
  return (DateStart){native_when(arena, valid, seconds, NULL), native_is_not_null(arena, zone)};
}

// Of a date with a zone and one without, only those more than 14 hours apart compare (XSD 1.0 part
// 2, section 3.2.7.4).
static const Expr *compare_dates(const Comparison *this, const Expr *a, const Expr *b) {
  Arena *arena = this->arena;
  const DateStart x = start_of(this, a), y = start_of(this, b);
  const Expr *apart = native_call1(
      arena, "abs", PG_TYPE_FLOAT8,
      expr_sql(arena, OP_SUBTRACT, PG_TYPE_FLOAT8, 2, (const Expr *[]){x.seconds, y.seconds}));
  if (value_class(a) == VALUE_TIME) return native_compare(arena, this->op, x.seconds, y.seconds);
  const Expr *certain =
      native_or(arena, native_compare(arena, OP_EQ, x.zoned, y.zoned),
                native_compare(arena, OP_GT, apart, expr_native(arena, PG_TYPE_FLOAT8, "50400")));
  return native_when(arena, certain, native_compare(arena, this->op, x.seconds, y.seconds), NULL);
}

// Does the date or time lie in no column of its own type, and may so have a zone?
static bool may_have_zone(const Expr *simple) {
  if (simple->kind != EXPR_CONST) return !value_is_total(simple);
  const char *text = simple->u.constant.lexical->text;
  return value_class(simple) == VALUE_TIME ? strpbrk(text, "Z+-") != NULL : strlen(text) > 10;
}

// A constant with a year that PostgreSQL's pattern of dates has not.
static bool has_odd_year(const Expr *simple) {
  if (simple->kind != EXPR_CONST || value_class(simple) != VALUE_DATE) return false;
  const char *text = simple->u.constant.lexical->text;
  return strcspn(text, "-") != 4 || strncmp(text, "0000", 4) == 0;
}

static const Expr *compare_simple(const Comparison *this, const Expr *a, const Expr *b) {
  const ValueClass x = value_class(a), y = value_class(b);
  const bool equality = this->op == OP_EQ || this->op == OP_NE;
  if (x == VALUE_IRI || x == VALUE_BLANK || y == VALUE_IRI || y == VALUE_BLANK)
    return equality ? same_or_not(this, a, b) : null_truth(this);
  // No other datatype has values with a language.
  if ((x == VALUE_LANG) != (y == VALUE_LANG))
    return equality ? when_both_bound(this, a, b, this->op == OP_NE) : null_truth(this);
  if (x == VALUE_OTHER || y == VALUE_OTHER) return unknown_literals(this, a, b);
  if (x != y && !equality) return null_truth(this);
  if (x == VALUE_DURATION || y == VALUE_DURATION) return refuse(this, "durations");
  if (x != y) return equality ? other_spaces(this, a, b) : null_truth(this);
  switch (x) {
    case VALUE_NUMERIC: return or_same_text(this, a, b, compare_numbers(this, a, b));
    case VALUE_STRING: return compare_strings(this, a, b);
    case VALUE_LANG: return equality ? same_or_not(this, a, b) : null_truth(this);
    default: break;
  }
  const bool odd = has_odd_year(a) || has_odd_year(b);
  if ((x == VALUE_DATE || x == VALUE_TIME) && !odd && (may_have_zone(a) || may_have_zone(b)))
    return or_same_text(this, a, b, compare_dates(this, a, b));
  const Expr *p = value_native(this->lowering, a), *q = value_native(this->lowering, b);
  if (p != NULL && q != NULL && !odd)
    return or_same_text(this, a, b, native_compare(this->arena, this->op, p, q));
  return refuse(this, "dates with years outside 0001 to 9999");
}

// --- Combinations --------------------------------------------------------------------------------

static const Expr *test_left(void *self, const Expr *simple) {
  const Comparison *this = self;
  if (simple->kind == EXPR_UNBOUND) return expr_bool(this->arena, false);
  return compare_simple(this, simple, this->other);
}

static const Expr *test_right(void *self, const Expr *simple) {
  Comparison inner = *(const Comparison *)self;
  if (simple->kind == EXPR_UNBOUND) return expr_bool(inner.arena, false);
  const Expr *left = inner.other;
  inner.other = simple;
  return terms_where(inner.lowering, left, test_left, &inner);
}

static const Expr *exact_left(void *self, const Expr *simple) {
  const Comparison *this = self;
  return compare_simple(this, simple, this->other);
}

static const Expr *exact_right(void *self, const Expr *simple) {
  Comparison inner = *(const Comparison *)self;
  const Expr *left = inner.other;
  inner.other = simple;
  return call_native(inner.lowering, left, PG_TYPE_BOOL, exact_left, &inner);
}

const Expr *compare_terms(Lowering *lowering, Operator op, const Expr *a, const Expr *b,
                          bool positive, Position at, Status *status, Error *err) {
  a = value_expand(lowering, a);
  b = value_expand(lowering, b);
  Comparison this = {lowering, lowering->arena, op, positive, at, status, err, a};
  return positive ? terms_where(lowering, b, test_right, &this)
                  : call_native(lowering, b, PG_TYPE_BOOL, exact_right, &this);
}

// --- Effective boolean values --------------------------------------------------------------------

static const Expr *truth_of_simple(const Comparison *this, const Expr *simple) {
  Arena *arena = this->arena;
  const Expr *truth;
  switch (value_class(simple)) {
    case VALUE_BOOLEAN: truth = value_native(this->lowering, simple); break;
    case VALUE_STRING:
    case VALUE_LANG: {
      const Expr *text = value_native(this->lowering, simple);
      return native_compare(arena, OP_NE, text, native_text(arena, "", 0));
    }
    case VALUE_NUMERIC: {
      const Expr *value = value_native(this->lowering, simple);
      if (is_nan(value)) return expr_bool(arena, false);
      const Expr *zero = expr_native(arena, value->type, "0");
      truth = native_compare(arena, OP_NE, value, zero);
      if (may_be_nan(value))
        truth = native_and(arena, truth, native_compare(arena, OP_NE, value, not_a_number(arena)));
      break;
    }
    default: return null_truth(this);
  }
  if (this->positive || value_is_total(simple)) return truth;
  // An ill-typed boolean or number counts as false.
  if (native_is_null(truth)) return when_both_bound(this, simple, simple, false);
  if (native_is_constant(truth)) return truth;
  const Expr *known = expr_sql2(arena, OP_COALESCE, truth, expr_bool(arena, false));
  return native_when(arena, terms_bound(this->lowering, simple), known, NULL);
}

static const Expr *positive_truth(void *self, const Expr *simple) {
  const Comparison *this = self;
  if (simple->kind == EXPR_UNBOUND) return expr_bool(this->arena, false);
  return truth_of_simple(this, simple);
}

static const Expr *exact_truth(void *self, const Expr *simple) {
  return truth_of_simple(self, simple);
}

const Expr *truth_of_term(Lowering *lowering, const Expr *term, bool positive) {
  Comparison this = {.lowering = lowering, .arena = lowering->arena, .positive = positive};
  term = value_expand(lowering, term);
  return positive ? terms_where(lowering, term, positive_truth, &this)
                  : call_native(lowering, term, PG_TYPE_BOOL, exact_truth, &this);
}

CALL_WHOLE(call_sameterm) {
  (void)count;
  const Expr *same = terms_same(call->lowering, args[0], args[1]);
  const Expr *bound = native_and(call->arena, terms_bound(call->lowering, args[0]),
                                 terms_bound(call->lowering, args[1]));
  return call_boolean(call, native_when(call->arena, bound, same, NULL));
}

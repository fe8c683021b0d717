// Values of simple terms: native where the column's type holds them, else guarded casts of text.
#include "rewriter/lower/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/floating.h"
#include "rewriter/lower/native.h"
#include "rewriter/lower/parameter.h"

ValueClass value_class(const Expr *simple) {
  const TermParts parts = terms_parts(simple);
  if (parts.kind == TERM_IRI) return VALUE_IRI;
  if (parts.kind == TERM_BLANK) return VALUE_BLANK;
  if (parts.datatype == &RDF_LANG_STRING || parts.language != NULL) return VALUE_LANG;
  // What is not expanded may be anything.
  if (parts.datatype == NULL) return VALUE_OTHER;
  return value_class_of(parts.datatype);
}

NumberRank value_rank(const Expr *simple) { return number_rank_of(terms_parts(simple).datatype); }

// --- Text ----------------------------------------------------------------------------------------

// Lexical spaces as regular expressions; the days of each month are counted, so that what matches
// can be cast. Years 0001 to 9999.
#define LEAP_YEAR "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
#define DATE_PATTERN                                             \
  "((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])" \
  "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|" LEAP_YEAR "-02-29)"
#define TIME_PATTERN "(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?|24:00:00([.]0+)?)"
#define ZONE_PATTERN "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"

static const char *pattern_of(const Symbol *datatype) {
  switch (datatype_family(datatype)) {
    case DATATYPE_BOOLEAN: return "^(true|false|0|1)$";
    case DATATYPE_INTEGER: return "^[+-]?[0-9]{1,1000}$";
    case DATATYPE_DECIMAL: return "^[+-]?([0-9]{1,255}([.][0-9]{0,255})?|[.][0-9]{1,255})$";
    case DATATYPE_FLOAT:
    case DATATYPE_DOUBLE:
      return "^([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$";
    case DATATYPE_DATE_TIME: return "^" DATE_PATTERN "T" TIME_PATTERN ZONE_PATTERN "?$";
    case DATATYPE_DATE_TIME_STAMP: return "^" DATE_PATTERN "T" TIME_PATTERN ZONE_PATTERN "$";
    case DATATYPE_DATE: return "^" DATE_PATTERN ZONE_PATTERN "?$";
    case DATATYPE_TIME: return "^" TIME_PATTERN ZONE_PATTERN "?$";
    default: return NULL;
  }
}

const Expr *value_is_valid(Arena *arena, const Expr *text, const Symbol *datatype) {
  if (text->kind == EXPR_NATIVE)
    return expr_bool(arena, datatype_is_valid(datatype, text->u.native, strlen(text->u.native)));
  const char *pattern = pattern_of(datatype);
  if (pattern == NULL) return NULL;
  // PostgreSQL bounds a repetition by 255.
  if (datatype_family(datatype) == DATATYPE_INTEGER) pattern = "^[+-]?[0-9]+$";
  return native_matches(arena, text, pattern);
}

static PgType type_of_class(ValueClass class, const Symbol *datatype) {
  switch (class) {
    case VALUE_BOOLEAN: return PG_TYPE_BOOL;
    case VALUE_NUMERIC:
      return number_rank_of(datatype) >= NUMBER_FLOAT ? PG_TYPE_FLOAT8 : PG_TYPE_NUMERIC;
    case VALUE_DATE_TIME: return PG_TYPE_TIMESTAMPTZ;
    case VALUE_DATE: return PG_TYPE_DATE;
    case VALUE_TIME: return PG_TYPE_TIME;
    default: return PG_TYPE_TEXT;
  }
}

// Integer types with bounds: NULL outside.
static const Expr *within_bounds(Arena *arena, const Expr *value, const Symbol *datatype);

const Expr *value_of_text(Lowering *lowering, const Expr *text, ValueClass class,
                          const Symbol *datatype) {
  Arena *arena = lowering->arena;
  const PgType type = type_of_class(class, datatype);
  if (type == PG_TYPE_TEXT || native_is_null(text))
    return native_is_null(text) ? expr_null(arena, type) : text;
  if (type == PG_TYPE_FLOAT8) {
    const bool single = number_rank_of(datatype) == NUMBER_FLOAT;
    return native_cast(arena, floating_of_text(lowering, text, single), PG_TYPE_FLOAT8);
  }
  if (type == PG_TYPE_BOOL) {
    const CaseBranch branches[] = {
        {native_matches(arena, text, "^(true|1)$"), expr_bool(arena, true)},
        {native_matches(arena, text, "^(false|0)$"), expr_bool(arena, false)}};
    return expr_case(arena, 2, branches, NULL);
  }
  // A date or time with a zone is more than PostgreSQL's type holds.
  const char *pattern = type == PG_TYPE_DATE   ? "^" DATE_PATTERN "$"
                        : type == PG_TYPE_TIME ? "^" TIME_PATTERN "$"
                                               : pattern_of(datatype);
  // Numbers of more digits than numeric may hold are left out.
  if (type == PG_TYPE_NUMERIC)
    pattern = number_rank_of(datatype) == NUMBER_INTEGER
                  ? "^[+-]?[0-9]{1,255}$"
                  : "^[+-]?([0-9]{1,255}([.][0-9]{0,255})?|[.][0-9]{1,255})$";
  const Expr *value = native_when(arena, native_matches(arena, text, pattern),
                                  native_cast(arena, text, type), NULL);
  return class == VALUE_NUMERIC ? within_bounds(arena, value, datatype) : value;
}

// --- Constants -----------------------------------------------------------------------------------

static const char *canonical(Arena *arena, const Symbol *datatype, const Symbol *lexical) {
  Buffer buffer = {0};
  const char *text = NULL;
  if (datatype_canonical(datatype, lexical->text, lexical->length, &buffer))
    text = buffer_copy(&buffer, arena);
  buffer_free(&buffer);
  return text;
}

static const Expr *constant_number(Arena *arena, const char *text, NumberRank rank) {
  if (rank == NUMBER_INTEGER) {
    const size_t length = strlen(text);
    if (length <= 9) return expr_native(arena, PG_TYPE_INT4, text);
    if (length <= 18) return expr_native(arena, PG_TYPE_INT8, text);
    return expr_native(arena, PG_TYPE_NUMERIC, text);
  }
  if (rank == NUMBER_DECIMAL) return expr_native(arena, PG_TYPE_NUMERIC, text);
  if (strcmp(text, "INF") == 0) return expr_native(arena, PG_TYPE_FLOAT8, "Infinity");
  if (strcmp(text, "-INF") == 0) return expr_native(arena, PG_TYPE_FLOAT8, "-Infinity");
  if (strcmp(text, "NaN") == 0) return expr_native(arena, PG_TYPE_FLOAT8, "NaN");
  // The way PostgreSQL would print it; what is too large or small for it is infinite or zero.
  char printed[40];
  const double value = rank == NUMBER_FLOAT ? (double)strtof(text, NULL) : strtod(text, NULL);
  if (value > 1.7976931348623157e308) return expr_native(arena, PG_TYPE_FLOAT8, "Infinity");
  if (value < -1.7976931348623157e308) return expr_native(arena, PG_TYPE_FLOAT8, "-Infinity");
  snprintf(printed, sizeof printed, "%.17g", value);
  return expr_native(arena, PG_TYPE_FLOAT8, printed);
}

// The year has four digits and PostgreSQL knows it.
static bool has_plain_year(const char *text) {
  return strlen(text) > 4 && text[4] == '-' && text[0] != '-' && strncmp(text, "0000", 4) != 0;
}

static const Expr *constant_value(Arena *arena, const Expr *constant) {
  const Symbol *datatype = constant->u.constant.datatype;
  const ValueClass class = value_class(constant);
  if (type_of_class(class, datatype) == PG_TYPE_TEXT)
    return native_symbol(arena, constant->u.constant.lexical);
  const char *text = canonical(arena, datatype, constant->u.constant.lexical);
  if (text == NULL) return expr_null(arena, type_of_class(class, datatype));
  switch (class) {
    case VALUE_BOOLEAN: return expr_native(arena, PG_TYPE_BOOL, text);
    case VALUE_NUMERIC: return constant_number(arena, text, number_rank_of(datatype));
    case VALUE_DATE_TIME: {
      if (!has_plain_year(text)) return NULL;
      const char *zone = strpbrk(strchr(text, 'T'), "Z+-");
      return expr_native(arena, zone != NULL ? PG_TYPE_TIMESTAMPTZ : PG_TYPE_TIMESTAMP, text);
    }
    case VALUE_DATE:
      return has_plain_year(text) && strlen(text) == 10 ? expr_native(arena, PG_TYPE_DATE, text)
                                                        : NULL;
    case VALUE_TIME:
      return strpbrk(text, "Z+-") == NULL ? expr_native(arena, PG_TYPE_TIME, text) : NULL;
    default: return native_text(arena, text, strlen(text));
  }
}

// --- Columns -------------------------------------------------------------------------------------

typedef struct IntegerBounds {
  const Symbol *datatype;
  const char *least, *most;  // NULL: none
} IntegerBounds;

static const IntegerBounds bounds[] = {
#define DATATYPE(symbol, family, smallest, largest) {&(symbol), smallest, largest},
#include "base/rdf/datatype.def"
#undef DATATYPE
};

static const IntegerBounds *bounds_of(const Symbol *datatype) {
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
    if (bounds[i].datatype == datatype) return &bounds[i];
  return NULL;
}

static PgType bound_type(const char *text) {
  return strlen(text) <= 18 ? PG_TYPE_INT8 : PG_TYPE_NUMERIC;
}

// Do all values of an integer type lie within the bounds?
static bool type_is_within(PgType type, const IntegerBounds *limit) {
  const long long least = type == PG_TYPE_INT2   ? INT16_MIN
                          : type == PG_TYPE_INT4 ? INT32_MIN
                          : type == PG_TYPE_OID  ? 0
                                                 : INT64_MIN;
  const long long most = type == PG_TYPE_INT2   ? INT16_MAX
                         : type == PG_TYPE_INT4 ? INT32_MAX
                         : type == PG_TYPE_OID  ? UINT32_MAX
                                                : INT64_MAX;
  if (limit->least != NULL && strtoll(limit->least, NULL, 10) > least) return false;
  return limit->most == NULL || strlen(limit->most) > 19 || strtoll(limit->most, NULL, 10) >= most;
}

static const Expr *within_bounds(Arena *arena, const Expr *value, const Symbol *datatype) {
  const IntegerBounds *limit = bounds_of(datatype);
  if (limit == NULL || (limit->least == NULL && limit->most == NULL)) return value;
  if (pg_type_info(value->type)->family == PG_FAMILY_INTEGER && type_is_within(value->type, limit))
    return value;
  const Expr *inside = expr_bool(arena, true);
  if (limit->least != NULL)
    inside = native_and(arena, inside,
                        native_compare(arena, OP_GE, value,
                                       expr_native(arena, bound_type(limit->least), limit->least)));
  if (limit->most != NULL)
    inside = native_and(arena, inside,
                        native_compare(arena, OP_LE, value,
                                       expr_native(arena, bound_type(limit->most), limit->most)));
  return native_when(arena, inside, value, NULL);
}

// The double that a number is under xsd:double, or under xsd:float, whose values are fewer.
static const Expr *rounded_to(Lowering *lowering, const Expr *number, NumberRank rank) {
  Arena *arena = lowering->arena;
  if (rank == NUMBER_FLOAT)
    return native_cast(arena, floating_single(lowering, number), PG_TYPE_FLOAT8);
  // A real's decimal text is its lexical form, and that is what a double is read from.
  if (number->type == PG_TYPE_FLOAT4) number = native_cast(arena, number, PG_TYPE_TEXT);
  return number->type == PG_TYPE_TEXT ? native_cast(arena, number, PG_TYPE_FLOAT8)
                                      : floating_double(lowering, number);
}

// The value of a numeric datatype held by a column of a numeric type; NULL: not directly.
static const Expr *number_of_column(Lowering *lowering, const Expr *column,
                                    const Symbol *datatype) {
  Arena *arena = lowering->arena;
  const NumberRank rank = number_rank_of(datatype);
  const PgFamily family = pg_type_info(column->type)->family;
  const bool is_number =
      family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC || family == PG_FAMILY_FLOAT;
  if (rank >= NUMBER_FLOAT) return is_number ? rounded_to(lowering, column, rank) : NULL;
  if (rank == NUMBER_INTEGER && family == PG_FAMILY_INTEGER)
    return within_bounds(arena, column, datatype);
  if (rank == NUMBER_INTEGER && family == PG_FAMILY_NUMERIC) {
    const Expr *whole =
        native_compare(arena, OP_EQ, column, native_call1(arena, "trunc", PG_TYPE_NUMERIC, column));
    return within_bounds(arena, native_when(arena, whole, column, NULL), datatype);
  }
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC ? column : NULL;
}

static const Expr *column_value(Lowering *lowering, const Expr *simple) {
  Arena *arena = lowering->arena;
  const Expr *lexical = simple->u.rdf.lexical;
  const Symbol *datatype = simple->u.rdf.datatype;
  const PgFamily family = pg_type_info(lexical->type)->family;
  switch (value_class(simple)) {
    case VALUE_NUMERIC: {
      const Expr *number = number_of_column(lowering, lexical, datatype);
      if (number != NULL) return number;
      break;
    }
    case VALUE_BOOLEAN:
      if (family == PG_FAMILY_BOOLEAN) return lexical;
      break;
    case VALUE_DATE_TIME:
      if (family == PG_FAMILY_TIMESTAMP) return lexical;
      break;
    case VALUE_DATE:
      if (family == PG_FAMILY_DATE) return lexical;
      break;
    case VALUE_TIME:
      if (lexical->type == PG_TYPE_TIME) return lexical;
      break;
    default: return terms_lexical_text(lowering, simple);
  }
  const Expr *text = native_lexical(arena, lexical);
  if (text->kind == EXPR_NATIVE) {
    const Term term =
        term_literal(symbols_intern_text(lowering->symbols, text->u.native), datatype);
    return constant_value(arena, expr_const(arena, term));
  }
  return value_of_text(lowering, text, value_class(simple), datatype);
}

const Expr *value_of_constant(Arena *arena, Term literal) {
  return constant_value(arena, expr_const(arena, literal));
}

// The parameter that the literal is; NULL: none.
static Parameter *parameter_of_literal(const Expr *simple) {
  const bool literal = simple->kind == EXPR_RDF && simple->u.rdf.datatype != NULL;
  return literal ? parameter_of(simple->u.rdf.lexical) : NULL;
}

const Expr *value_native(Lowering *lowering, const Expr *simple) {
  if (simple->kind == EXPR_CONST) return constant_value(lowering->arena, simple);
  Parameter *parameter = parameter_of_literal(simple);
  return parameter == NULL ? column_value(lowering, simple)
                           : parameter_value(lowering->arena, parameter, simple->u.rdf.datatype);
}

const Expr *value_number(Lowering *lowering, const Expr *simple, NumberRank rank) {
  const Expr *value = value_native(lowering, simple);
  if (value == NULL) return NULL;
  if (rank >= NUMBER_FLOAT)
    return value_rank(simple) >= NUMBER_FLOAT ? value : rounded_to(lowering, value, rank);
  if (rank == NUMBER_DECIMAL) return native_cast(lowering->arena, value, PG_TYPE_NUMERIC);
  return value;
}

bool value_is_total(const Expr *simple) {
  if (simple->kind != EXPR_RDF) return false;
  const Expr *lexical = simple->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE) return false;
  const PgFamily family = pg_type_info(lexical->type)->family;
  const Symbol *datatype = simple->u.rdf.datatype;
  Parameter *parameter = parameter_of_literal(simple);
  if (parameter != NULL) return parameter_has_value(parameter, datatype);
  switch (value_class(simple)) {
    case VALUE_NUMERIC:
      if (family == PG_FAMILY_INTEGER) {
        const IntegerBounds *limit = bounds_of(datatype);
        return limit == NULL || type_is_within(lexical->type, limit) ||
               number_rank_of(datatype) != NUMBER_INTEGER;
      }
      return (family == PG_FAMILY_NUMERIC && number_rank_of(datatype) != NUMBER_INTEGER) ||
             (family == PG_FAMILY_FLOAT && number_rank_of(datatype) >= NUMBER_FLOAT);
    case VALUE_BOOLEAN: return family == PG_FAMILY_BOOLEAN;
    case VALUE_DATE_TIME: return family == PG_FAMILY_TIMESTAMP;
    case VALUE_DATE: return family == PG_FAMILY_DATE;
    case VALUE_TIME: return lexical->type == PG_TYPE_TIME;
    default: return true;
  }
}

// --- Dynamic terms -------------------------------------------------------------------------------

// The datatypes whose values are known, by class; `datatype` stands for the class. All others are
// VALUE_OTHER.
static const struct Expected {
  const Symbol *datatype;
  DatatypeFamily family;
} expected[] = {
    {&XSD_STRING, DATATYPE_STRING},       {&XSD_INTEGER, DATATYPE_INTEGER},
    {&XSD_DECIMAL, DATATYPE_DECIMAL},     {&XSD_DOUBLE, DATATYPE_DOUBLE},
    {&XSD_FLOAT, DATATYPE_FLOAT},         {&XSD_BOOLEAN, DATATYPE_BOOLEAN},
    {&XSD_DATE, DATATYPE_DATE},           {&XSD_TIME, DATATYPE_TIME},
    {&XSD_DATE_TIME, DATATYPE_DATE_TIME},
};
enum { EXPECTED_COUNT = sizeof expected / sizeof *expected };

// Is the text the IRI of a datatype of the class?
static const Expr *is_of_class(Arena *arena, const Expr *text, const struct Expected *class_) {
  if (class_->family != DATATYPE_INTEGER)
    return native_compare(arena, OP_EQ, text, native_symbol(arena, class_->datatype));
  const Expr *args[sizeof bounds / sizeof *bounds];
  size_t count = 0;
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
    if (datatype_family(bounds[i].datatype) == DATATYPE_INTEGER)
      args[count++] = native_compare(arena, OP_EQ, text, native_symbol(arena, bounds[i].datatype));
  return expr_sql(arena, OP_OR, PG_TYPE_BOOL, count, args);
}

// A literal whose datatype or language is not fixed. Within a branch, `datatype` stands for the
// class of the value even where datatype_expr tells which of its datatypes it is.
static const Expr *expand_literal(Lowering *lowering, const Expr *rdf) {
  Arena *arena = lowering->arena;
  const Expr *lexical = rdf->u.rdf.lexical;
  CaseBranch branches[EXPECTED_COUNT + 2];
  size_t count = 0;
  if (rdf->u.rdf.language_expr != NULL) {
    Expr *tagged = (Expr *)expr_rdf(arena, TERM_LITERAL, &RDF_LANG_STRING, NULL, lexical);
    tagged->u.rdf.language_expr = rdf->u.rdf.language_expr;
    branches[count++] = (CaseBranch){native_is_not_null(arena, rdf->u.rdf.language_expr), tagged};
  }
  if (rdf->u.rdf.datatype_expr == NULL) {
    const Symbol *datatype = rdf->u.rdf.datatype == NULL ? &XSD_STRING : rdf->u.rdf.datatype;
    return expr_case(arena, count, branches,
                     expr_rdf(arena, TERM_LITERAL, datatype, NULL, lexical));
  }
  const Expr *datatype = native_lexical(arena, rdf->u.rdf.datatype_expr);
  for (size_t i = 0; i < EXPECTED_COUNT; i++) {
    Expr *typed = (Expr *)expr_rdf(arena, TERM_LITERAL, expected[i].datatype, NULL, lexical);
    if (expected[i].family == DATATYPE_INTEGER) typed->u.rdf.datatype_expr = datatype;
    branches[count++] = (CaseBranch){is_of_class(arena, datatype, &expected[i]), typed};
  }
  Expr *other = (Expr *)expr_rdf(arena, TERM_LITERAL, NULL, NULL, lexical);
  other->u.rdf.datatype_expr = datatype;
  other->u.rdf.opaque = true;
  return expr_case(arena, count, branches, other);
}

static const Expr *expand_simple(Lowering *lowering, const Expr *rdf) {
  Arena *arena = lowering->arena;
  if (rdf->kind != EXPR_RDF || !terms_parts(rdf).dynamic) return rdf;
  if (rdf->u.rdf.kind_expr == NULL) {
    // Already as plain as it gets: a language column alone, or a class of datatypes.
    return rdf->u.rdf.datatype != NULL || rdf->u.rdf.opaque ? rdf : expand_literal(lowering, rdf);
  }
  const Expr *kind = native_lexical(arena, rdf->u.rdf.kind_expr);
  Expr *iri = (Expr *)expr_rdf(arena, TERM_IRI, NULL, NULL, rdf->u.rdf.lexical);
  iri->u.rdf.relative = rdf->u.rdf.relative;
  const CaseBranch branches[] = {
      {native_compare(arena, OP_EQ, kind, native_text(arena, "I", 1)), iri},
      {native_compare(arena, OP_EQ, kind, native_text(arena, "B", 1)),
       expr_rdf(arena, TERM_BLANK, NULL, NULL, rdf->u.rdf.lexical)},
      {native_compare(arena, OP_EQ, kind, native_text(arena, "L", 1)),
       expand_literal(lowering, rdf)},
  };
  return expr_case(arena, 3, branches, NULL);
}

const Expr *value_expand(Lowering *lowering, const Expr *term) {
  if (term->kind != EXPR_CASE) return expand_simple(lowering, term);
  Arena *arena = lowering->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, term->u.case_.count + 1);
  bool changed = false;
  for (size_t i = 0; i < term->u.case_.count; i++) {
    branches[i].condition = term->u.case_.branch[i].condition;
    branches[i].value = value_expand(lowering, term->u.case_.branch[i].value);
    changed |= branches[i].value != term->u.case_.branch[i].value;
  }
  const Expr *otherwise =
      term->u.case_.otherwise == NULL ? NULL : value_expand(lowering, term->u.case_.otherwise);
  if (!changed && otherwise == term->u.case_.otherwise) return term;
  return expr_case(arena, term->u.case_.count, branches, otherwise);
}

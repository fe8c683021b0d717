// Functions on dates and times (SPARQL 1.1 section 17.4.5).
//
// A timestamptz column's lexical form is in UTC (the session's time zone), so its parts are those
// of UTC too. Text keeps the zone that it was written with: parts are read off the text.
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"

// Where the part stands in "YYYY-MM-DDThh:mm:ss" with a year of four digits.
typedef struct Field {
  Function function;
  const char *pattern;  // captures the part
} Field;

static const Field fields[] = {
    {FN_YEAR, "^(-?[0-9]+)-[0-9]{2}-"},          {FN_MONTH, "^-?[0-9]+-([0-9]{2})-"},
    {FN_DAY, "^-?[0-9]+-[0-9]{2}-([0-9]{2})"},   {FN_HOURS, "(?:T|^)([0-9]{2}):"},
    {FN_MINUTES, "(?:T|^)[0-9]{2}:([0-9]{2}):"}, {FN_SECONDS, ":([0-9]{2}([.][0-9]+)?)(Z|[+-]|$)"},
};

static const char *pattern_of(Function function) {
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (fields[i].function == function) return fields[i].pattern;
  return NULL;
}

// Are the functions defined for the class? Dates have years, months and days.
static bool has_part(ValueClass class, Function function) {
  if (class == VALUE_DATE_TIME) return true;
  const bool of_day = function == FN_YEAR || function == FN_MONTH || function == FN_DAY;
  return of_day ? class == VALUE_DATE : class == VALUE_TIME;
}

static const Expr *is_finite(Arena *arena, const Expr *date) {
  return date->kind == EXPR_NATIVE ? expr_bool(arena, true)
                                   : native_call1(arena, "isfinite", PG_TYPE_BOOL, date);
}

static const Expr *date_part(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const Function function = call->expr->u.call.function;
  const ValueClass class = value_class(simple[0]);
  if (!has_part(class, function)) return NULL;
  const bool seconds = function == FN_SECONDS;
  const PgType type = seconds ? PG_TYPE_NUMERIC : PG_TYPE_INT4;
  const Symbol *datatype = seconds ? &XSD_DECIMAL : &XSD_INTEGER;
  if (simple[0]->kind == EXPR_RDF && value_is_total(simple[0])) {
    const Expr *value = simple[0]->u.rdf.lexical;
    const Expr *part = native_call2(arena, "date_part", PG_TYPE_FLOAT8,
                                    native_text(arena, call->sql, strlen(call->sql)), value);
    part = native_cast(arena, part, type);
    // Of an infinite date PostgreSQL has no part but an infinite year, which is no integer: a row
    // that is left out later must not fail before.
    if (function == FN_YEAR) part = native_when(arena, is_finite(arena, value), part, NULL);
    return call_literal(call, datatype, part);
  }
  const Expr *text = terms_lexical_text(call->lowering, simple[0]);
  const Symbol *of = terms_parts(simple[0]).datatype;
  const Expr *valid = value_is_valid(arena, text, of);
  const Expr *pattern = native_text(arena, pattern_of(function), strlen(pattern_of(function)));
  const Expr *part = native_call2(arena, "substring", PG_TYPE_TEXT, text, pattern);
  return call_literal(call, datatype,
                      native_when(arena, valid, native_cast(arena, part, type), NULL));
}

CALL_WHOLE(call_date_part) { return call_apply(call, count, args, date_part); }

// --- Arithmetic ----------------------------------------------------------------------------------

// A native date that surely has no zone, and no year that the result might leave the calendar by.
static const Expr *plain_date(Call *call, const Expr *simple) {
  if (value_class(simple) != VALUE_DATE) return NULL;
  const Expr *value = value_native(call->lowering, simple);
  return value != NULL && value->type == PG_TYPE_DATE &&
                 (value_is_total(simple) || value->kind == EXPR_NATIVE)
             ? value
             : NULL;
}

// The days between two dates as an xsd:dayTimeDuration.
static const Expr *days_between(Call *call, const Expr *a, const Expr *b) {
  Arena *arena = call->arena;
  const Expr *days = expr_sql(arena, OP_SUBTRACT, PG_TYPE_INT4, 2, (const Expr *[]){a, b});
  const Expr *zero = native_integer(arena, 0);
  const Expr *count =
      native_cast(arena, native_call1(arena, "abs", PG_TYPE_INT4, days), PG_TYPE_TEXT);
  const Expr *sign = native_when(arena, native_compare(arena, OP_LT, days, zero),
                                 native_text(arena, "-P", 2), native_text(arena, "P", 1));
  const Expr *text = expr_sql2(arena, OP_CONCAT, expr_sql2(arena, OP_CONCAT, sign, count),
                               native_text(arena, "D", 1));
  const Expr *whole = native_when(arena, native_compare(arena, OP_EQ, days, zero),
                                  native_text(arena, "PT0S", 4), text);
  const Expr *finite = native_and(arena, is_finite(arena, a), is_finite(arena, b));
  return call_literal(call, &XSD_DAY_TIME_DURATION, native_when(arena, finite, whole, NULL));
}

static bool is_time(ValueClass class_) {
  return class_ == VALUE_DATE || class_ == VALUE_TIME || class_ == VALUE_DATE_TIME ||
         class_ == VALUE_DURATION;
}

const Expr *call_time_arithmetic(Call *call, const Expr *const simple[]) {
  const ValueClass x = value_class(simple[0]), y = value_class(simple[1]);
  if (!is_time(x) && !is_time(y)) return NULL;
  if ((!is_time(x) && x != VALUE_NUMERIC) || (!is_time(y) && y != VALUE_NUMERIC)) return NULL;
  const Expr *a = plain_date(call, simple[0]), *b = plain_date(call, simple[1]);
  if (a != NULL && b != NULL && call->expr->u.call.function == FN_SUBTRACT)
    return days_between(call, a, b);
  // Of a datatype that a column says, it is an error: not all of its rows are worth leaving SQL.
  return call->expanded ? NULL : call_refuse(call, "of dates, times or durations");
}

// --- Zones ---------------------------------------------------------------------------------------

static const Expr *string_constant(Call *call, const char *text, const Symbol *datatype) {
  return expr_const(call->arena,
                    term_literal(symbols_intern_text(call->lowering->symbols, text), datatype));
}

static const Expr *tz(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  if (value_class(simple[0]) != VALUE_DATE_TIME) return NULL;
  if (simple[0]->kind == EXPR_RDF && value_is_total(simple[0])) {
    const bool zoned = simple[0]->u.rdf.lexical->type == PG_TYPE_TIMESTAMPTZ;
    return call_where_bound(call, 1, simple, string_constant(call, zoned ? "Z" : "", &XSD_STRING));
  }
  const Expr *text = terms_lexical_text(call->lowering, simple[0]);
  const Expr *valid = value_is_valid(arena, text, terms_parts(simple[0]).datatype);
  const Expr *zone = native_call2(arena, "substring", PG_TYPE_TEXT, text,
                                  native_text(arena, "(Z|[+-][0-9]{2}:[0-9]{2})$", 26));
  zone = expr_sql2(arena, OP_COALESCE, zone, native_text(arena, "", 0));
  return call_string(call, native_when(arena, valid, zone, NULL));
}

CALL_WHOLE(call_tz) { return call_apply(call, count, args, tz); }

// "+05:30" as PT5H30M.
static const char *offset_duration(Arena *arena, const char *zone) {
  if (zone[0] == 'Z') return "PT0S";
  const int hours = (zone[1] - '0') * 10 + zone[2] - '0';
  const int minutes = (zone[4] - '0') * 10 + zone[5] - '0';
  if (hours == 0 && minutes == 0) return "PT0S";
  const char *sign = zone[0] == '-' ? "-" : "";
  if (minutes == 0) return arena_format(arena, "%sPT%dH", sign, hours);
  if (hours == 0) return arena_format(arena, "%sPT%dM", sign, minutes);
  return arena_format(arena, "%sPT%dH%dM", sign, hours, minutes);
}

// The same of text: NULL where it has no zone.
static const Expr *offset_of_text(Arena *arena, const Expr *text) {
  static const char sign[] = "([+-])[0-9]{2}:[0-9]{2}$", hours[] = "[+-]0?([1-9]?[0-9]):[0-9]{2}$",
                    minutes[] = "[+-][0-9]{2}:0?([1-9]?[0-9])$";
  const Expr *const zero = native_text(arena, "0", 1);
  const Expr *part[3];
  const char *const pattern[] = {sign, hours, minutes};
  for (size_t i = 0; i < 3; i++)
    part[i] = native_call2(arena, "substring", PG_TYPE_TEXT, text,
                           native_text(arena, pattern[i], strlen(pattern[i])));
  const Expr *none = native_text(arena, "", 0);
  const Expr *minus =
      native_when(arena, native_compare(arena, OP_EQ, part[0], native_text(arena, "-", 1)),
                  native_text(arena, "-PT", 3), native_text(arena, "PT", 2));
  const Expr *h = native_when(arena, native_compare(arena, OP_EQ, part[1], zero), none,
                              expr_sql2(arena, OP_CONCAT, part[1], native_text(arena, "H", 1)));
  const Expr *m = native_when(arena, native_compare(arena, OP_EQ, part[2], zero), none,
                              expr_sql2(arena, OP_CONCAT, part[2], native_text(arena, "M", 1)));
  const CaseBranch branches[] = {
      {native_matches(arena, text, "(Z|[+-]00:00)$"), native_text(arena, "PT0S", 4)},
      {native_is_not_null(arena, part[0]),
       expr_sql2(arena, OP_CONCAT, minus, expr_sql2(arena, OP_CONCAT, h, m))}};
  return expr_case(arena, 2, branches, NULL);
}

// No time zone is an error.
static const Expr *timezone_simple(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_DATE_TIME) return NULL;
  if (simple[0]->kind == EXPR_RDF) {
    if (!value_is_total(simple[0])) {
      const Expr *text = terms_lexical_text(call->lowering, simple[0]);
      const Expr *valid = value_is_valid(call->arena, text, terms_parts(simple[0]).datatype);
      return call_literal(call, &XSD_DAY_TIME_DURATION,
                          native_when(call->arena, valid, offset_of_text(call->arena, text), NULL));
    }
    if (simple[0]->u.rdf.lexical->type != PG_TYPE_TIMESTAMPTZ) return NULL;
    return call_where_bound(call, 1, simple, string_constant(call, "PT0S", &XSD_DAY_TIME_DURATION));
  }
  const Symbol *lexical = simple[0]->u.constant.lexical;
  if (!datatype_is_valid(&XSD_DATE_TIME, lexical->text, lexical->length)) return NULL;
  const char *zone = strpbrk(strchr(lexical->text, 'T'), "Z+-");
  if (zone == NULL) return NULL;
  return string_constant(call, offset_duration(call->arena, zone), &XSD_DAY_TIME_DURATION);
}

CALL_WHOLE(call_timezone) { return call_apply(call, count, args, timezone_simple); }

CALL_WHOLE(call_now) {
  (void)count;
  (void)args;
  return call_literal(call, &XSD_DATE_TIME,
                      expr_sql_call(call->arena, call->sql, PG_TYPE_TIMESTAMPTZ, 0, NULL));
}

// XPath constructor functions (SPARQL 1.1 section 17.5). A cast that fails is an error: NULL.
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"

// Casts read plain strings; IRIs only become strings.
static bool is_source(const Expr *simple) {
  const ValueClass class = value_class(simple);
  return class != VALUE_IRI && class != VALUE_BLANK && class != VALUE_LANG && class != VALUE_OTHER;
}

// What PostgreSQL writes for a number, a time or a boolean has no white space around it.
static bool is_text_of_value(const Expr *text) {
  if (text->kind != EXPR_SQL || (text->u.sql.op != OP_CAST && text->u.sql.op != OP_LEXICAL))
    return false;
  const PgFamily family = pg_type_info(text->u.sql.arg[0]->type)->family;
  return family != PG_FAMILY_TEXT && family != PG_FAMILY_BPCHAR && family != PG_FAMILY_OTHER;
}

// The white space facet of every datatype that is cast to here is "collapse" (XSD 1.1 part 2
// section 4.3.6; F&O 19.2): around the text it does not count, and within it no lexical form has
// any.
static const Expr *collapsed(Call *call, const Expr *simple) {
  const Expr *text = value_native(call->lowering, simple);
  if (is_text_of_value(text)) return text;
  return native_call2(call->arena, "btrim", PG_TYPE_TEXT, text,
                      native_text(call->arena, " \t\n\r", 4));
}

// A constant string in the datatype's lexical space becomes the literal in canonical form.
static const Expr *cast_constant(Call *call, const Expr *simple, const Symbol *datatype) {
  const Symbol *lexical = simple->u.constant.lexical;
  Buffer canonical = {0};
  const Expr *result = NULL;
  size_t length = lexical->length;
  const char *text = datatype_collapse(lexical->text, &length);
  if (datatype_canonical(datatype, text, length, &canonical))
    result = expr_const(
        call->arena, term_literal(symbols_intern(call->lowering->symbols, buffer_text(&canonical),
                                                 canonical.length),
                                  datatype));
  buffer_free(&canonical);
  return result;
}

static bool is_constant_string(const Expr *simple) {
  return simple->kind == EXPR_CONST && value_class(simple) == VALUE_STRING;
}

static const Expr *text_value(Call *call, const Expr *simple, ValueClass class,
                              const Symbol *datatype) {
  return value_of_text(call->lowering, collapsed(call, simple), class, datatype);
}

// A number or boolean as a string is its canonical form; floats of moderate size are written as
// decimals are, and zeros "0" and "-0" (F&O 17.1.2), as PostgreSQL writes them.
static const Expr *canonical_text(Call *call, const Expr *value) {
  Arena *arena = call->arena;
  const Expr *text = native_lexical(arena, value);
  if (pg_type_info(value->type)->family != PG_FAMILY_FLOAT) return text;
  const Expr *written = native_cast(arena, value, PG_TYPE_TEXT);
  const Expr *size = native_call1(arena, "abs", value->type, value);
  const Expr *zero = native_compare(arena, OP_EQ, value, expr_native(arena, value->type, "0"));
  const Expr *moderate = native_and(
      arena, native_compare(arena, OP_GE, size, expr_native(arena, value->type, "1e-06")),
      native_compare(arena, OP_LT, size, expr_native(arena, value->type, "1000000")));
  const CaseBranch branches[] = {
      {zero, written},
      {moderate, native_lexical(arena, native_cast(arena, written, PG_TYPE_NUMERIC))}};
  return expr_case(arena, 2, branches, text);
}

static const Expr *to_string(Call *call, const Expr *const simple[]) {
  const TermParts parts = terms_parts(simple[0]);
  if (parts.kind == TERM_BLANK || value_class(simple[0]) == VALUE_LANG) return NULL;
  if (value_class(simple[0]) == VALUE_NUMERIC || value_class(simple[0]) == VALUE_BOOLEAN) {
    const Expr *value = value_native(call->lowering, simple[0]);
    if (native_is_null(value)) return NULL;
    const bool single =
        value_class(simple[0]) == VALUE_NUMERIC && value_rank(simple[0]) == NUMBER_FLOAT;
    return call_string(
        call, canonical_text(call, single ? floating_single(call->lowering, value) : value));
  }
  if (simple[0]->kind == EXPR_CONST)
    return expr_const(call->arena, term_literal(simple[0]->u.constant.lexical, &XSD_STRING));
  return call_string(call, terms_lexical_text(call->lowering, simple[0]));
}

CALL_WHOLE(call_cast_string) { return call_apply(call, count, args, to_string); }

static const Expr *to_boolean(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  if (is_constant_string(simple[0])) return cast_constant(call, simple[0], &XSD_BOOLEAN);
  switch (value_class(simple[0])) {
    case VALUE_BOOLEAN: return call_boolean(call, value_native(call->lowering, simple[0]));
    case VALUE_STRING:
      return call_boolean(call, text_value(call, simple[0], VALUE_BOOLEAN, &XSD_BOOLEAN));
    case VALUE_NUMERIC: {
      const Expr *value = value_native(call->lowering, simple[0]);
      if (native_is_null(value)) return NULL;
      const Expr *truth = native_compare(arena, OP_NE, value, expr_native(arena, value->type, "0"));
      if (pg_type_info(value->type)->family == PG_FAMILY_FLOAT)
        truth =
            native_and(arena, truth,
                       native_compare(arena, OP_NE, value, expr_native(arena, value->type, "NaN")));
      return call_boolean(call, truth);
    }
    default: return NULL;
  }
}

CALL_WHOLE(call_cast_boolean) { return call_apply(call, count, args, to_boolean); }

// Floats as numeric: NULL for what is not finite. Through text, so that 0.1 stays 0.1.
static const Expr *numeric_of_float(Arena *arena, const Expr *value) {
  const Expr *size = native_call1(arena, "abs", value->type, value);
  const Expr *finite =
      native_compare(arena, OP_LT, size, expr_native(arena, value->type, "Infinity"));
  return native_when(arena, finite,
                     native_cast(arena, native_cast(arena, value, PG_TYPE_TEXT), PG_TYPE_NUMERIC),
                     NULL);
}

static const Expr *number_of_boolean(Arena *arena, const Expr *value, PgType type) {
  return native_when(
      arena, value, expr_native(arena, type, "1"),
      native_when(arena, native_not(arena, value), expr_native(arena, type, "0"), NULL));
}

static const Expr *to_number(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  static const struct {
    Function function;
    NumberRank rank;
  } targets[] = {{FN_CAST_INTEGER, NUMBER_INTEGER},
                 {FN_CAST_DECIMAL, NUMBER_DECIMAL},
                 {FN_CAST_FLOAT, NUMBER_FLOAT},
                 {FN_CAST_DOUBLE, NUMBER_DOUBLE}};
  NumberRank rank = NUMBER_INTEGER;
  for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
    if (targets[i].function == call->expr->u.call.function) rank = targets[i].rank;
  const Symbol *datatype = number_datatype(rank);
  if (is_constant_string(simple[0])) return cast_constant(call, simple[0], datatype);
  const PgType type = rank >= NUMBER_FLOAT ? PG_TYPE_FLOAT8 : PG_TYPE_NUMERIC;
  switch (value_class(simple[0])) {
    case VALUE_STRING:
      return call_number(call, text_value(call, simple[0], VALUE_NUMERIC, datatype), rank);
    case VALUE_BOOLEAN:
      return call_number(call,
                         number_of_boolean(arena, value_native(call->lowering, simple[0]),
                                           rank == NUMBER_INTEGER ? PG_TYPE_INT4 : type),
                         rank);
    case VALUE_NUMERIC: break;
    default: return NULL;
  }
  const NumberRank from = value_rank(simple[0]);
  const Expr *value = value_number(call->lowering, simple[0], rank > from ? rank : from);
  if (native_is_null(value)) return NULL;
  // The digits of a float are those of a real.
  if (from == NUMBER_FLOAT && rank != NUMBER_FLOAT) value = floating_single(call->lowering, value);
  if (rank < NUMBER_FLOAT && from >= NUMBER_FLOAT) value = numeric_of_float(arena, value);
  if (rank == NUMBER_DOUBLE) value = floating_double(call->lowering, value);
  if (rank == NUMBER_INTEGER && from > NUMBER_INTEGER)
    value = native_call1(arena, "trunc", PG_TYPE_NUMERIC, value);
  return call_number(call, value, rank);
}

CALL_WHOLE(call_cast_number) { return call_apply(call, count, args, to_number); }

// A term of the datatype, an error where it has no value.
static const Expr *where_valid(Call *call, const Expr *simple, const Symbol *datatype) {
  if (simple->kind != EXPR_RDF || value_is_total(simple)) return simple;
  const Expr *text = terms_lexical_text(call->lowering, simple);
  const Expr *valid = value_is_valid(call->arena, text, datatype);
  return call_literal(call, datatype, native_when(call->arena, valid, text, NULL));
}

// The dateTime at which a date that is text begins, in its zone.
static const Expr *first_instant(Call *call, const Expr *simple) {
  Arena *arena = call->arena;
  const Expr *text = terms_lexical_text(call->lowering, simple);
  const Expr *args[] = {text, native_text(arena, "^(.{10})", 8),
                        native_text(arena, "\\1T00:00:00", 11)};
  const Expr *instant = expr_sql_call(arena, "regexp_replace", PG_TYPE_TEXT, 3, args);
  return call_literal(call, &XSD_DATE_TIME,
                      native_when(arena, value_is_valid(arena, text, &XSD_DATE), instant, NULL));
}

// Text keeps its zone, which PostgreSQL's types for dates and times of day do not.
static const Expr *valid_text(Call *call, const Expr *simple, const Symbol *datatype) {
  const Expr *text = collapsed(call, simple);
  const Expr *valid = value_is_valid(call->arena, text, datatype);
  return call_literal(call, datatype, native_when(call->arena, valid, text, NULL));
}

static const Expr *to_date_time(Call *call, const Expr *const simple[]) {
  if (!is_source(simple[0])) return NULL;
  if (is_constant_string(simple[0])) return cast_constant(call, simple[0], &XSD_DATE_TIME);
  switch (value_class(simple[0])) {
    case VALUE_DATE_TIME: return where_valid(call, simple[0], &XSD_DATE_TIME);
    case VALUE_STRING: return valid_text(call, simple[0], &XSD_DATE_TIME);
    case VALUE_DATE: {
      const Expr *value = value_native(call->lowering, simple[0]);
      if (value == NULL || !value_is_total(simple[0])) return first_instant(call, simple[0]);
      return call_literal(call, &XSD_DATE_TIME, native_cast(call->arena, value, PG_TYPE_TIMESTAMP));
    }
    default: return NULL;
  }
}

CALL_WHOLE(call_cast_date_time) { return call_apply(call, count, args, to_date_time); }

// The date or time of day of a dateTime, with its zone.
static const Expr *part_of_date_time(Call *call, const Expr *simple, PgType type,
                                     const Symbol *datatype) {
  Arena *arena = call->arena;
  if (simple->kind == EXPR_RDF && value_is_total(simple)) {
    const Expr *value = simple->u.rdf.lexical;
    const Expr *part = native_cast(arena, value, type);
    if (value->type == PG_TYPE_TIMESTAMP) return call_literal(call, datatype, part);
    return call_literal(
        call, datatype,
        expr_sql2(arena, OP_CONCAT, native_lexical(arena, part), native_text(arena, "Z", 1)));
  }
  const Expr *text = terms_lexical_text(call->lowering, simple);
  const Expr *valid = value_is_valid(arena, text, &XSD_DATE_TIME);
  const char *pattern = type == PG_TYPE_DATE ? "T[0-9:.]+" : "^.*T";
  const Expr *args[] = {text, native_text(arena, pattern, strlen(pattern)),
                        native_text(arena, "", 0)};
  return call_literal(
      call, datatype,
      native_when(arena, valid, expr_sql_call(arena, "regexp_replace", PG_TYPE_TEXT, 3, args),
                  NULL));
}

static const Expr *to_date(Call *call, const Expr *const simple[]) {
  if (is_constant_string(simple[0])) return cast_constant(call, simple[0], &XSD_DATE);
  switch (value_class(simple[0])) {
    case VALUE_DATE: return where_valid(call, simple[0], &XSD_DATE);
    case VALUE_STRING: return valid_text(call, simple[0], &XSD_DATE);
    case VALUE_DATE_TIME: return part_of_date_time(call, simple[0], PG_TYPE_DATE, &XSD_DATE);
    default: return NULL;
  }
}

CALL_WHOLE(call_cast_date) { return call_apply(call, count, args, to_date); }

static const Expr *to_time(Call *call, const Expr *const simple[]) {
  if (is_constant_string(simple[0])) return cast_constant(call, simple[0], &XSD_TIME);
  switch (value_class(simple[0])) {
    case VALUE_TIME: return where_valid(call, simple[0], &XSD_TIME);
    case VALUE_STRING: return valid_text(call, simple[0], &XSD_TIME);
    case VALUE_DATE_TIME: return part_of_date_time(call, simple[0], PG_TYPE_TIME, &XSD_TIME);
    default: return NULL;
  }
}

CALL_WHOLE(call_cast_time) { return call_apply(call, count, args, to_time); }

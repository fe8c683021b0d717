// Calls of user-defined functions: PostgreSQL functions that the mapping gives an IRI
// (mapping/README.md).
//
// Arguments are converted as SPARQL's functions do it: numbers are promoted to the parameter's
// datatype, never demoted; all else must be of the datatype itself. An error in an argument is an
// error of the call, whether the function is strict or not, and so is a result that is NULL or of
// which there is no literal. What the function raises, the query raises.
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "mapping/model.h"
#include "rewriter/ir/walk.h"
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"

Status custom_find(const Mapping *mapping, const Expr *call, const UserFunction **out, Error *err) {
  const Symbol *iri = call->u.call.iri;
  const size_t count = call->u.call.count;
  const UserFunction *function = NULL;
  for (size_t i = 0; mapping != NULL && i < mapping->function_count && function == NULL; i++)
    if (mapping->function[i].iri == iri) function = &mapping->function[i];
  *out = function;
  if (function == NULL || function->sql_name == NULL) {
    error_at(err, STATUS_UNSUPPORTED, call->at, "the function <%s> is not known", iri->text);
    error_hint(err, "a mapping names PostgreSQL's functions by anamorph:Function");
    return STATUS_UNSUPPORTED;
  }
  if (count == function->argument_count) return STATUS_OK;
  return error_at(err, STATUS_SYNTAX, call->at, "<%s> takes %zu argument%s, not %zu", iri->text,
                  function->argument_count, function->argument_count == 1 ? "" : "s", count);
}

// An integer in a type that may be narrower than its own: what does not fit is an error.
static const Expr *narrowed(Arena *arena, const Expr *value, PgType type) {
  static const struct {
    PgType type;
    const char *least, *most;
  } ranges[] = {{PG_TYPE_INT2, "-32768", "32767"},
                {PG_TYPE_INT4, "-2147483648", "2147483647"},
                {PG_TYPE_INT8, "-9223372036854775808", "9223372036854775807"}};
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    if (ranges[i].type != type || value->type == type) continue;
    if (value->type == PG_TYPE_INT2 || (value->type == PG_TYPE_INT4 && type == PG_TYPE_INT8)) break;
    const Expr *inside = native_and(
        arena,
        native_compare(arena, OP_GE, value, expr_native(arena, PG_TYPE_NUMERIC, ranges[i].least)),
        native_compare(arena, OP_LE, value, expr_native(arena, PG_TYPE_NUMERIC, ranges[i].most)));
    return native_when(arena, inside, native_cast(arena, value, type), NULL);
  }
  return native_cast(arena, value, type);
}

static const Expr *number_argument(Call *call, const Expr *simple, const Symbol *datatype,
                                   PgType type) {
  const NumberRank rank = number_rank_of(datatype);
  if (value_class(simple) != VALUE_NUMERIC || value_rank(simple) > rank) return NULL;
  const Expr *value = value_number(call->lowering, simple, rank);
  if (type == PG_TYPE_FLOAT4) return floating_single(call->lowering, value);
  return rank >= NUMBER_FLOAT ? value : narrowed(call->arena, value, type);
}

// The argument as a value of the parameter's type; NULL: it is of another kind.
static const Expr *argument(Call *call, const Expr *simple, const Symbol *datatype, PgType type) {
  const ValueClass wanted = value_class_of(datatype), class_ = value_class(simple);
  if (datatype == &XSD_ANY_URI && class_ == VALUE_IRI)
    return native_cast(call->arena, terms_lexical_text(call->lowering, simple), type);
  if (wanted == VALUE_NUMERIC) return number_argument(call, simple, datatype, type);
  if (wanted == VALUE_OTHER || wanted == VALUE_DURATION) {
    const TermParts parts = terms_parts(simple);
    if (parts.kind != TERM_LITERAL || parts.datatype != datatype) return NULL;
    return native_cast(call->arena, terms_lexical_text(call->lowering, simple), type);
  }
  if (class_ != wanted) return NULL;
  const Expr *value = value_native(call->lowering, simple);
  if (value == NULL)
    return call_refuse(call, "of a date or time that PostgreSQL's type does not hold");
  return native_cast(call->arena, value, type);
}

// A value that has a lexical form. It is computed once, but for an aggregate: inside a LET that
// would be one of other rows.
static const Expr *literal_value(const Lowering *lowering, const Expr *value) {
  Arena *arena = lowering->arena;
  if (datatype_pg_is_total(value->type)) return value;
  if (expr_holds_aggregate(value))
    return native_when(arena, expr_has_lexical(arena, value), value, NULL);
  const VarId var = variables_fresh_native(lowering->variables, value->type, "x");
  const Expr *name = expr_var(arena, lowering->variables, var);
  return expr_let(arena, var, value, native_when(arena, expr_has_lexical(arena, name), name, NULL));
}

static const Expr *apply(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const UserFunction *function;
  call->status = custom_find(call->lowering->mapping, call->expr, &function, call->err);
  if (call->status != STATUS_OK) return NULL;
  const size_t count = function->argument_count;
  const Expr **args = ARENA_ARRAY(arena, const Expr *, count + 1);
  const Expr *given = expr_bool(arena, true);
  for (size_t i = 0; i < count; i++) {
    args[i] = argument(call, simple[i], function->argument[i], function->argument_type[i]);
    if (args[i] == NULL || native_is_null(args[i])) return NULL;
    if (!function->strict) given = native_and(arena, given, native_is_not_null(arena, args[i]));
  }
  const Expr *value = expr_sql_call(arena, function->sql_name, function->result_type, count, args);
  value = native_when(arena, given, literal_value(call->lowering, value), NULL);
  return function->result == &XSD_ANY_URI ? expr_rdf(arena, TERM_IRI, NULL, NULL, value)
                                          : call_literal(call, function->result, value);
}

CALL_WHOLE(call_custom) {
  const UserFunction *function;
  call->status = custom_find(call->lowering->mapping, call->expr, &function, call->err);
  return call->status == STATUS_OK ? call_apply(call, count, args, apply) : NULL;
}

// Aggregates (SPARQL 1.1 sections 11 and 18.5.1).
//
// An error (or an unbound value) in a group spoils SUM, AVG, MIN, MAX and GROUP_CONCAT of it, not
// COUNT and SAMPLE: each result is guarded by count(*) = count(value) unless the value is known to
// be there always. The groups of an aggregation without keys may be empty: SUM and AVG are 0 then.
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"

typedef struct Aggregation {
  Lowering *lowering;
  Arena *arena;
  const Expr *expr;  // EXPR_AGG
  const Expr *term;  // its argument in normal form
  NumberRank limit;  // while mapping numbers
  bool exact;        // only numbers of this rank
  bool keyed;
  const Expr *first;  // while mapping the terms of one signature
  const Expr *order;  // what rows are sorted by inside an aggregate
} Aggregation;

static const Expr *sql_aggregate(const Aggregation *this, const char *name, PgType type,
                                 bool distinct, const Expr *arg, const Expr *filter) {
  Expr *expr = ARENA_NEW(this->arena, Expr);
  expr->kind = EXPR_SQL_AGG;
  expr->sort = SORT_NATIVE;
  expr->type = type;
  expr->u.sql_agg.name = name;
  expr->u.sql_agg.distinct = distinct;
  expr->u.sql_agg.arg = arg;
  expr->u.sql_agg.filter = filter != NULL && native_is_true(filter) ? NULL : filter;
  return expr;
}

static const Expr *count_rows(const Aggregation *this, const Expr *filter) {
  return sql_aggregate(this, "count", PG_TYPE_INT8, false, NULL, filter);
}

static const Expr *count_values(const Aggregation *this, const Expr *value) {
  return sql_aggregate(this, "count", PG_TYPE_INT8, false, value, NULL);
}

static const Expr *literal(const Aggregation *this, const Symbol *datatype, const Expr *native) {
  return expr_rdf(this->arena, TERM_LITERAL, datatype, NULL, native);
}

static const Expr *zero_term(const Aggregation *this) {
  return expr_const(this->arena,
                    term_literal(symbols_intern_text(this->lowering->symbols, "0"), &XSD_INTEGER));
}

// Is there a value in every row of the group? NULL: always.
static const Expr *complete(const Aggregation *this, const Expr *value) {
  if (native_is_true(terms_not_null(this->lowering, value))) return NULL;
  return native_compare(this->arena, OP_EQ, count_rows(this, NULL), count_values(this, value));
}

static const Expr *is_empty(const Aggregation *this) {
  if (this->keyed) return expr_bool(this->arena, false);
  return native_compare(this->arena, OP_EQ, count_rows(this, NULL),
                        expr_native(this->arena, PG_TYPE_INT8, "0"));
}

static const Expr *guarded(const Aggregation *this, const Expr *condition, const Expr *result) {
  if (condition == NULL || native_is_true(condition)) return result;
  const CaseBranch branch = {condition, result};
  return expr_case(this->arena, 1, &branch, NULL);
}

// --- COUNT ---------------------------------------------------------------------------------------

static const Expr *count(Aggregation *this) {
  Arena *arena = this->arena;
  const bool distinct = this->expr->u.agg.distinct;
  if (this->term == NULL) return literal(this, &XSD_INTEGER, count_rows(this, NULL));
  const Expr *bound = terms_bound(this->lowering, this->term);
  if (!distinct) {
    const bool plain = bound->kind == EXPR_SQL && bound->u.sql.op == OP_IS_NOT_NULL;
    const Expr *number = native_is_true(bound) ? count_rows(this, NULL)
                         : plain               ? count_values(this, bound->u.sql.arg[0])
                                               : count_rows(this, bound);
    return literal(this, &XSD_INTEGER, number);
  }
  ExprList identity = {0};
  terms_identity(this->lowering, this->term, &identity);
  const Expr *value = identity.count == 1   ? identity.item[0]
                      : identity.count == 0 ? native_integer(arena, 1)
                                            : expr_sql_call(arena, "ROW", PG_TYPE_OTHER,
                                                            identity.count, identity.item);
  const Expr *filter = identity.count == 1 ? NULL : bound;
  return literal(this, &XSD_INTEGER,
                 sql_aggregate(this, "count", PG_TYPE_INT8, true, value, filter));
}

// --- SUM and AVG ---------------------------------------------------------------------------------

static const Expr *highest_rank(void *self, const Expr *simple) {
  Aggregation *this = self;
  if (simple->kind != EXPR_UNBOUND && value_class(simple) == VALUE_NUMERIC &&
      value_rank(simple) > this->limit)
    this->limit = value_rank(simple);
  return NULL;
}

static const Expr *number_value(void *self, const Expr *simple) {
  const Aggregation *this = self;
  if (value_class(simple) != VALUE_NUMERIC || value_rank(simple) > this->limit) return NULL;
  const Expr *value = value_number(this->lowering, simple, this->limit);
  // Branches of one CASE need one type.
  return this->limit == NUMBER_INTEGER && this->term->kind == EXPR_CASE
             ? native_cast(this->arena, value, PG_TYPE_NUMERIC)
             : value;
}

static const Expr *has_rank(void *self, const Expr *simple) {
  const Aggregation *this = self;
  if (value_class(simple) != VALUE_NUMERIC || value_rank(simple) != this->limit) return NULL;
  return terms_bound(this->lowering, simple);
}

static PgType number_type(NumberRank rank) {
  return rank >= NUMBER_FLOAT ? PG_TYPE_FLOAT8 : PG_TYPE_NUMERIC;
}

static PgType sum_type(PgType type) {
  switch (type) {
    case PG_TYPE_INT2:
    case PG_TYPE_INT4: return PG_TYPE_INT8;
    case PG_TYPE_FLOAT8: return PG_TYPE_FLOAT8;
    default: return PG_TYPE_NUMERIC;
  }
}

// AVG is SUM/COUNT (18.5.1.4): PostgreSQL's avg squares its values, which may be out of range.
static const Expr *floating_aggregate(const Aggregation *this, const Expr *value, NumberRank rank) {
  Lowering *lowering = this->lowering;
  const bool distinct = this->expr->u.agg.distinct;
  const Expr *number = NULL;
  if (this->expr->u.agg.aggregate == AGG_AVG)
    number = floating_double(lowering,
                             sql_aggregate(this, "count", PG_TYPE_INT8, distinct, value, NULL));
  const Expr *total = floating_total(lowering, value, distinct, number);
  return rank == NUMBER_FLOAT ? floating_single(lowering, total) : total;
}

// The sum or average of values up to a rank, as a literal of its datatype.
static const Expr *total(Aggregation *this, NumberRank rank) {
  this->limit = rank;
  const Expr *value =
      call_native(this->lowering, this->term, number_type(rank), number_value, this);
  const bool average = this->expr->u.agg.aggregate == AGG_AVG;
  if (rank >= NUMBER_FLOAT)
    return literal(this, number_datatype(rank), floating_aggregate(this, value, rank));
  const PgType type = average ? PG_TYPE_NUMERIC : sum_type(value->type);
  const Expr *sum =
      sql_aggregate(this, average ? "avg" : "sum", type, this->expr->u.agg.distinct, value, NULL);
  return literal(this, average ? &XSD_DECIMAL : number_datatype(rank), sum);
}

static const Expr *sum_or_average(Aggregation *this) {
  Arena *arena = this->arena;
  this->limit = NUMBER_INTEGER;
  call_native(this->lowering, this->term, PG_TYPE_BOOL, highest_rank, this);
  const NumberRank highest = this->limit;
  const Expr *all =
      call_native(this->lowering, this->term, number_type(highest), number_value, this);
  const Expr *whole = complete(this, all);
  CaseBranch branches[6];
  size_t count = 0;
  if (!this->keyed) branches[count++] = (CaseBranch){is_empty(this), zero_term(this)};
  if (native_is_null(all))
    return count == 0 ? expr_unbound(arena) : expr_case(arena, count, branches, NULL);
  // The highest rank that occurs in the group gives the datatype.
  for (int rank = (int)highest; rank > NUMBER_INTEGER; rank--) {
    this->limit = (NumberRank)rank;
    const Expr *here = call_native(this->lowering, this->term, PG_TYPE_BOOL, has_rank, this);
    if (native_is_null(here)) continue;
    const Expr *found = native_is_true(here) || this->term->kind != EXPR_CASE
                            ? expr_bool(arena, true)
                            : native_compare(arena, OP_GT, count_rows(this, here),
                                             expr_native(arena, PG_TYPE_INT8, "0"));
    const Expr *condition = whole == NULL ? found : native_and(arena, whole, found);
    if (native_is_true(condition)) {
      const Expr *sum = total(this, (NumberRank)rank);
      return count == 0 ? sum : expr_case(arena, count, branches, sum);
    }
    branches[count++] = (CaseBranch){condition, total(this, (NumberRank)rank)};
    if (this->term->kind != EXPR_CASE) return expr_case(arena, count, branches, NULL);
  }
  const Expr *rest = total(this, NUMBER_INTEGER);
  if (whole == NULL) return count == 0 ? rest : expr_case(arena, count, branches, rest);
  branches[count++] = (CaseBranch){whole, rest};
  return expr_case(arena, count, branches, NULL);
}

// --- MIN and MAX ---------------------------------------------------------------------------------

// Terms of one kind, datatype and language: their least value is a term again.
static bool same_signature(const Expr *a, const Expr *b) {
  const TermParts x = terms_parts(a), y = terms_parts(b);
  return !x.dynamic && !y.dynamic && x.kind == y.kind && x.datatype == y.datatype &&
         x.language == y.language;
}

typedef VEC(const Expr *) Signatures;
typedef struct Gathering {
  Aggregation *this;
  Signatures signatures;
} Gathering;

static const Expr *gather_signature(void *self, const Expr *simple) {
  Gathering *gathering = self;
  if (simple->kind == EXPR_UNBOUND) return NULL;
  for (size_t i = 0; i < gathering->signatures.count; i++)
    if (same_signature(gathering->signatures.item[i], simple)) return NULL;
  VEC_PUSH(gathering->this->arena, &gathering->signatures, simple);
  return NULL;
}

static const Expr *comparable_value(const Aggregation *this, const Expr *simple) {
  Arena *arena = this->arena;
  switch (value_class(simple)) {
    case VALUE_NUMERIC: {
      const bool real = simple->kind == EXPR_RDF && simple->u.rdf.lexical->type == PG_TYPE_FLOAT4;
      if (real && this->term->kind == EXPR_RDF) return simple->u.rdf.lexical;
      const Expr *value = value_native(this->lowering, simple);
      if (this->term->kind != EXPR_CASE) return value;
      return native_cast(arena, value, number_type(value_rank(simple)));
    }
    case VALUE_BOOLEAN:
    case VALUE_DATE:
    case VALUE_TIME: {
      const Expr *value = value_native(this->lowering, simple);
      if (value != NULL) return value;
      break;
    }
    case VALUE_DATE_TIME: {
      const Expr *value = value_native(this->lowering, simple);
      if (value == NULL) break;
      return this->term->kind == EXPR_CASE ? native_cast(arena, value, PG_TYPE_TIMESTAMPTZ) : value;
    }
    default: break;
  }
  return native_call1(arena, "COLLATE \"C\"", PG_TYPE_TEXT,
                      terms_lexical_text(this->lowering, simple));
}

static const Expr *value_of_signature(void *self, const Expr *simple) {
  const Aggregation *this = self;
  return same_signature(this->first, simple) ? comparable_value(this, simple) : NULL;
}

static const Expr *any_value(void *self, const Expr *simple) {
  const Aggregation *this = self;
  const Expr *value = comparable_value(this, simple);
  return native_when(this->arena, native_is_not_null(this->arena, value),
                     native_integer(this->arena, 1), NULL);
}

static const Expr *extreme_of(Aggregation *this, const Expr *first) {
  this->first = first;
  const PgType type = comparable_value(this, first)->type;
  const Expr *value = call_native(this->lowering, this->term, type, value_of_signature, this);
  const bool least = this->expr->u.agg.aggregate == AGG_MIN;
  const char *name =
      type == PG_TYPE_BOOL ? (least ? "bool_and" : "bool_or") : (least ? "min" : "max");
  return sql_aggregate(this, name, type, false, value, NULL);
}

static const Expr *term_of_signature(const Aggregation *this, const Expr *first,
                                     const Expr *value) {
  const TermParts parts = terms_parts(first);
  return expr_rdf(this->arena, parts.kind, parts.datatype, parts.language, value);
}

// The term of the row that comes first, or last, in the order of ORDER BY (18.5.1.5): what is left
// where the datatype of the least value is not fixed.
static const Expr *first_in_order(void *self, VarId var) {
  const Aggregation *this = self;
  const Expr *value = expr_var(this->arena, this->lowering->variables, var);
  Expr *array = (Expr *)sql_aggregate(this, "array_agg", PG_TYPE_OTHER, false, value,
                                      terms_bound(this->lowering, this->term));
  array->u.sql_agg.order = this->order;
  array->u.sql_agg.descending = this->expr->u.agg.aggregate == AGG_MAX;
  return native_call1(this->arena, "[1]", value->type, array);
}

static Status extreme_row(Aggregation *this, const Expr **out, Error *err) {
  Arena *arena = this->arena;
  ExprList keys = {0};
  TRY(lower_order(this->lowering, this->expr->u.agg.arg, false, &keys, err));
  this->order = keys.count == 1 ? keys.item[0]
                                : expr_sql_call(arena, "ROW", PG_TYPE_OTHER, keys.count, keys.item);
  const Expr *value = call_native(this->lowering, this->term, PG_TYPE_INT4, any_value, this);
  const Expr *whole = complete(this, value);
  const Expr *plain;
  TRY(lower_expr(this->lowering, this->expr->u.agg.arg, &plain, err));
  *out = guarded(this, whole, expr_substitute(arena, plain, first_in_order, this));
  return STATUS_OK;
}

// Is it text that stands for a value which other text may stand for too? Then the least value does
// not say which term it was.
static bool is_text_of_value(const Expr *simple) {
  const ValueClass class_ = value_class(simple);
  if (simple->kind != EXPR_RDF || class_ == VALUE_STRING || class_ == VALUE_LANG) return false;
  return terms_parts(simple).kind == TERM_LITERAL && class_ != VALUE_OTHER &&
         !value_is_total(simple);
}

static Status extreme(Aggregation *this, const Expr **out, Error *err) {
  Arena *arena = this->arena;
  const bool least = this->expr->u.agg.aggregate == AGG_MIN;
  Gathering gathering = {.this = this};
  call_native(this->lowering, this->term, PG_TYPE_BOOL, gather_signature, &gathering);
  const Signatures *all = &gathering.signatures;
  if (all->count == 0) {
    *out = expr_unbound(arena);
    return STATUS_OK;
  }
  for (size_t i = 0; i < all->count; i++)
    if (terms_parts(all->item[i]).dynamic || is_text_of_value(all->item[i]))
      return extreme_row(this, out, err);
  const Expr *value = all->count == 1 ? comparable_value(this, all->item[0]) : NULL;
  if (this->term->kind == EXPR_CASE || value == NULL)
    value = call_native(this->lowering, this->term, PG_TYPE_INT4, any_value, this);
  const Expr *whole = complete(this, value);
  if (all->count == 1) {
    const Expr *found = extreme_of(this, all->item[0]);
    *out = guarded(this, whole, term_of_signature(this, all->item[0], found));
    return STATUS_OK;
  }
  // By rank as in ORDER BY; numbers of several datatypes compare by value.
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, all->count);
  size_t count = 0;
  for (int step = 1; step <= 9; step++) {
    const int rank = least ? step : 10 - step;
    for (size_t i = 0; i < all->count; i++) {
      if (order_rank(all->item[i]) != rank) continue;
      const Expr *mine = extreme_of(this, all->item[i]);
      const Expr *condition = native_is_not_null(arena, mine);
      for (size_t j = 0; j < all->count; j++) {
        if (j == i || order_rank(all->item[j]) != rank || rank != 3) continue;
        const Expr *theirs = extreme_of(this, all->item[j]);
        const Expr *first = native_compare(arena, least ? OP_LE : OP_GE, mine, theirs);
        condition = native_and(arena, condition,
                               native_or(arena, expr_sql1(arena, OP_IS_NULL, theirs), first));
      }
      if (whole != NULL) condition = native_and(arena, whole, condition);
      branches[count++] = (CaseBranch){condition, term_of_signature(this, all->item[i], mine)};
    }
  }
  *out = expr_case(arena, count, branches, NULL);
  return STATUS_OK;
}

// --- SAMPLE and GROUP_CONCAT ---------------------------------------------------------------------

// The value of a variable in the first row of the group in which the term is bound: array_agg keeps
// the rows' order, so all variables are taken from one row.
static const Expr *sampled(void *self, VarId var) {
  const Aggregation *this = self;
  const Expr *value = expr_var(this->arena, this->lowering->variables, var);
  const Expr *array = sql_aggregate(this, "array_agg", PG_TYPE_OTHER, false, value,
                                    terms_bound(this->lowering, this->term));
  return native_call1(this->arena, "[1]", value->type, array);
}

static const Expr *sample(Aggregation *this) {
  if (this->term->kind == EXPR_CONST)
    return guarded(this, native_not(this->arena, is_empty(this)), this->term);
  return expr_substitute(this->arena, this->term, sampled, this);
}

static const Expr *text_value(void *self, const Expr *simple) {
  const Aggregation *this = self;
  return terms_parts(simple).kind == TERM_BLANK ? NULL : terms_lexical_text(this->lowering, simple);
}

static const Expr *group_concat(Aggregation *this) {
  Arena *arena = this->arena;
  const Expr *text = call_native(this->lowering, this->term, PG_TYPE_TEXT, text_value, this);
  const Symbol *separator = this->expr->u.agg.separator;
  Expr *joined = (Expr *)sql_aggregate(this, "string_agg", PG_TYPE_TEXT, this->expr->u.agg.distinct,
                                       text, NULL);
  joined->u.sql_agg.extra =
      separator == NULL ? native_text(arena, " ", 1) : native_symbol(arena, separator);
  const Expr *whole = expr_sql2(arena, OP_COALESCE, joined, native_text(arena, "", 0));
  return guarded(this, complete(this, text), literal(this, &XSD_STRING, whole));
}

// DISTINCT is of terms (section 18.5.1, Aggregation), SQL's of values. Do equal values mean equal
// terms?
static bool values_tell_terms(const Expr *term, Aggregate aggregate) {
  if (term->kind == EXPR_CONST || term->kind == EXPR_UNBOUND) return true;
  if (term->kind != EXPR_RDF || terms_parts(term).dynamic) return false;
  if (aggregate == AGG_GROUP_CONCAT) return true;
  const Expr *lexical = term->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE) return false;
  const PgFamily family = pg_type_info(lexical->type)->family;
  return family == PG_FAMILY_INTEGER || family == PG_FAMILY_NUMERIC || family == PG_FAMILY_FLOAT;
}

static Status refuse_distinct(const Expr *aggregate, const Expr *term, Error *err) {
  switch (aggregate->u.agg.aggregate) {
    case AGG_SUM:
    case AGG_AVG:
    case AGG_GROUP_CONCAT:
      if (values_tell_terms(term, aggregate->u.agg.aggregate)) return STATUS_OK;
      return error_at(err, STATUS_UNSUPPORTED, aggregate->at,
                      "not supported yet: DISTINCT terms whose values may be the same");
    default: return STATUS_OK;
  }
}

Status lower_aggregate(Lowering *lowering, const Expr *aggregate, const Expr **out, Error *err) {
  Aggregation this = {
      .lowering = lowering, .arena = lowering->arena, .expr = aggregate, .keyed = lowering->keyed};
  if (aggregate->u.agg.arg != NULL) {
    TRY(lower_expr(lowering, aggregate->u.agg.arg, &this.term, err));
    this.term = value_expand(lowering, this.term);
    if (aggregate->u.agg.distinct) TRY(refuse_distinct(aggregate, this.term, err));
  } else if (aggregate->u.agg.distinct) {
    return error_at(err, STATUS_UNSUPPORTED, aggregate->at, "not supported yet: COUNT(DISTINCT *)");
  }
  switch (aggregate->u.agg.aggregate) {
    case AGG_COUNT: *out = count(&this); return STATUS_OK;
    case AGG_SUM:
    case AGG_AVG: *out = sum_or_average(&this); return STATUS_OK;
    case AGG_MIN:
    case AGG_MAX: return extreme(&this, out, err);
    case AGG_SAMPLE: *out = sample(&this); return STATUS_OK;
    case AGG_GROUP_CONCAT: *out = group_concat(&this); return STATUS_OK;
  }
  return STATUS_OK;
}

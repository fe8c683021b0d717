// ORDER BY keys (SPARQL 1.1 section 15.1): unbound, blank nodes, IRIs, literals; numbers, dates and
// booleans by value, strings and IRIs by code point.
//
// A term of one kind needs one key. Mixed ones get a rank first, then one key for each way of
// comparing that occurs; NULL sorts first throughout, as unbound does.
#include "rewriter/lower/call.h"
#include "rewriter/lower/floating.h"

int order_rank(const Expr *simple) { return value_order(value_class(simple)); }

static const Expr *by_code_point(Arena *arena, const Expr *text) {
  return native_call1(arena, "COLLATE \"C\"", PG_TYPE_TEXT, text);
}

// Text that sorts as the term's does: the fixed beginning that all rows share is left out.
static const Expr *sort_text(Lowering *lowering, const Expr *simple) {
  Arena *arena = lowering->arena;
  if (simple->kind != EXPR_RDF || simple->u.rdf.lexical->kind != EXPR_TEMPLATE ||
      simple->u.rdf.relative)
    return by_code_point(arena, terms_lexical_text(lowering, simple));
  const Expr *template_ = simple->u.rdf.lexical;
  const size_t count = template_->u.template_.count;
  const Symbol **text = arena_copy(arena, template_->u.template_.text, (count + 1) * sizeof *text);
  text[0] = symbols_intern_text(lowering->symbols, "");
  const Expr *arg = count == 1 ? template_->u.template_.arg[0] : NULL;
  const PgFamily family = arg == NULL ? PG_FAMILY_OTHER : pg_type_info(arg->type)->family;
  const bool plain = family == PG_FAMILY_INTEGER || family == PG_FAMILY_UUID ||
                     family == PG_FAMILY_NUMERIC || !template_->u.template_.encode;
  if (arg != NULL && plain && text[1]->length == 0)
    return by_code_point(arena, native_lexical(arena, arg));
  const Symbol *shape = symbols_intern_text(
      lowering->symbols, arena_format(arena, "sort:%s", template_->u.template_.shape->text));
  return by_code_point(arena, expr_template(arena, shape, text, count, template_->u.template_.arg,
                                            template_->u.template_.encode));
}

// The numeric that is read as floating point; NULL: none is. Its own order tells apart what is
// rounded to the same number, and is that of the rounded otherwise (NaN above all, what is out of
// range at the ends).
static const Expr *exact_key(const Lowering *lowering, const Expr *simple) {
  const bool is_rounded = simple->kind == EXPR_RDF && value_class(simple) == VALUE_NUMERIC &&
                          value_rank(simple) >= NUMBER_FLOAT;
  return is_rounded ? floating_exact(lowering, simple->u.rdf.lexical) : NULL;
}

static const Expr *simple_key(Lowering *lowering, const Expr *simple, bool last) {
  const Expr *exact = last ? exact_key(lowering, simple) : NULL;
  if (exact != NULL) return exact;
  switch (order_rank(simple)) {
    case 3:
    case 4:
    case 5:
    case 6: {
      const Expr *value = value_native(lowering, simple);
      if (value != NULL) return value;
      break;
    }
    default: break;
  }
  return sort_text(lowering, simple);
}

// --- Mixed terms ---------------------------------------------------------------------------------

typedef struct Mixed {
  Lowering *lowering;
  unsigned ranks;     // bit set of those that occur
  NumberRank number;  // the highest
} Mixed;

enum { NUMBER_RANKS = 1u << 3, TIME_RANKS = 1u << 5, TEXT_RANKS = ~(NUMBER_RANKS | TIME_RANKS) };

static const Expr *gather(void *self, const Expr *simple) {
  Mixed *mixed = self;
  if (simple->kind == EXPR_UNBOUND) return NULL;
  mixed->ranks |= 1u << order_rank(simple);
  if (value_class(simple) == VALUE_NUMERIC && value_rank(simple) > mixed->number)
    mixed->number = value_rank(simple);
  return NULL;
}

static const Expr *rank_key(void *self, const Expr *simple) {
  const Mixed *mixed = self;
  return native_when(mixed->lowering->arena, terms_bound(mixed->lowering, simple),
                     native_integer(mixed->lowering->arena, order_rank(simple)), NULL);
}

static const Expr *number_key(void *self, const Expr *simple) {
  const Mixed *mixed = self;
  if (value_class(simple) != VALUE_NUMERIC) return NULL;
  const NumberRank rank = mixed->number > NUMBER_DECIMAL ? mixed->number : NUMBER_DECIMAL;
  return value_number(mixed->lowering, simple, rank);
}

static const Expr *time_key(void *self, const Expr *simple) {
  const Mixed *mixed = self;
  const ValueClass class = value_class(simple);
  if (class != VALUE_DATE_TIME && class != VALUE_DATE) return NULL;
  const Expr *value = value_native(mixed->lowering, simple);
  return value == NULL ? NULL : native_cast(mixed->lowering->arena, value, PG_TYPE_TIMESTAMPTZ);
}

// Booleans sort as their text does: false before true.
static const Expr *text_key(void *self, const Expr *simple) {
  const Mixed *mixed = self;
  if (((1u << order_rank(simple)) & (unsigned)TEXT_RANKS) == 0) return NULL;
  return terms_lexical_text(mixed->lowering, simple);
}

Status lower_order(Lowering *lowering, const Expr *expr, bool last, ExprList *keys, Error *err) {
  Arena *arena = lowering->arena;
  const Expr *term;
  TRY(lower_expr(lowering, expr, &term, err));
  term = value_expand(lowering, term);
  if (term->kind == EXPR_CONST || term->kind == EXPR_UNBOUND) return STATUS_OK;
  if (term->kind == EXPR_RDF) {
    // What has no value comes after what is not there.
    if (order_rank(term) < value_order(VALUE_STRING) && order_rank(term) > value_order(VALUE_IRI) &&
        !value_is_total(term))
      VEC_PUSH(arena, keys,
               native_when(arena, terms_bound(lowering, term), native_integer(arena, 1), NULL));
    VEC_PUSH(arena, keys, simple_key(lowering, term, last));
    return STATUS_OK;
  }
  Mixed mixed = {.lowering = lowering};
  call_native(lowering, term, PG_TYPE_BOOL, gather, &mixed);
  if ((mixed.ranks & (mixed.ranks - 1)) != 0)
    VEC_PUSH(arena, keys, call_native(lowering, term, PG_TYPE_INT4, rank_key, &mixed));
  if ((mixed.ranks & NUMBER_RANKS) != 0) {
    const PgType type = mixed.number >= NUMBER_FLOAT ? PG_TYPE_FLOAT8 : PG_TYPE_NUMERIC;
    VEC_PUSH(arena, keys, call_native(lowering, term, type, number_key, &mixed));
  }
  if ((mixed.ranks & TIME_RANKS) != 0)
    VEC_PUSH(arena, keys, call_native(lowering, term, PG_TYPE_TIMESTAMPTZ, time_key, &mixed));
  if ((mixed.ranks & (unsigned)TEXT_RANKS) != 0)
    VEC_PUSH(arena, keys,
             by_code_point(arena, call_native(lowering, term, PG_TYPE_TEXT, text_key, &mixed)));
  return STATUS_OK;
}

// Decisions about parameters: inverting templates, reading values.
#include "rewriter/lower/parameter.h"

#include <string.h>
#include <unistr.h>

#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/floating.h"
#include "rewriter/lower/native.h"
#include "rewriter/lower/value.h"

Parameter *parameter_of(const Expr *native) {
  const bool whole = native->kind == EXPR_PARAMETER && native->u.parameter.guard == NULL;
  return whole ? native->u.parameter.parameter : NULL;
}

// --- Deciding ------------------------------------------------------------------------------------

typedef struct Split {
  Arena *arena;
  const Guard *guard;
  const char *text;
  size_t length;
  const char **trial;  // pieces so far
  const char **piece;  // of the first way that was found
  unsigned ways;
  bool unsure;
} Split;

// The value of piece i, text[from..to): false where no value is written so.
static bool read_piece(Split *split, size_t i, size_t from, size_t to) {
  const char *text = split->text + from;
  size_t length = to - from;
  if (split->guard->encode) {
    Buffer decoded = {0};
    const bool good = iri_decode(text, length, &decoded);
    length = decoded.length;
    if (good) text = arena_copy_text(split->arena, buffer_text(&decoded), length);
    buffer_free(&decoded);
    if (!good) return false;
  }
  if (u8_check((const uint8_t *)text, length) != NULL || memchr(text, '\0', length) != NULL)
    return false;
  switch (native_of_lexical(split->arena, split->guard->type[i], text, length, &split->trial[i])) {
    case FIT_NEVER: return false;
    case FIT_VALUE: return true;
    case FIT_TEXT: split->unsure = true; return false;
  }
  return false;
}

static void split_from(Split *split, size_t i, size_t from) {
  const Guard *guard = split->guard;
  const Symbol *after = guard->text[i + 1];
  if (after->length > split->length - from) return;
  const bool last = i + 1 == guard->count;
  const size_t most = split->length - after->length;
  for (size_t to = last ? most : from; to <= most && split->ways < 2 && !split->unsure; to++) {
    if (memcmp(split->text + to, after->text, after->length) != 0) continue;
    if (!read_piece(split, i, from, to)) continue;
    if (!last) {
      split_from(split, i + 1, to + after->length);
    } else if (split->ways++ == 0) {
      memcpy(split->piece, split->trial, guard->count * sizeof *split->piece);
    }
  }
}

static GuardOutcome decide_text(Arena *arena, const Guard *guard, const char *text, size_t length,
                                const char *piece[]) {
  const Symbol *first = guard->text[0];
  if (guard->base != NULL) {
    const size_t base = strlen(guard->base);
    if (length >= base && memcmp(text, guard->base, base) == 0 &&
        !iri_is_absolute(text + base, length - base))
      return GUARD_UNSURE;
  }
  if (first->length > length || memcmp(first->text, text, first->length) != 0)
    return GUARD_FITS_NOT;
  if (guard->count == 0) return first->length == length ? GUARD_FITS : GUARD_FITS_NOT;
  Split split = {.arena = arena,
                 .guard = guard,
                 .text = text,
                 .length = length,
                 .trial = ARENA_ARRAY(arena, const char *, guard->count),
                 .piece = piece};
  split_from(&split, 0, first->length);
  if (split.unsure || split.ways > 1) return GUARD_UNSURE;
  return split.ways == 1 ? GUARD_FITS : GUARD_FITS_NOT;
}

// The native constant; NULL: none.
static const Expr *constant_of(Arena *arena, const Symbol *datatype, const Symbol *lexical) {
  const Expr *value = value_of_constant(arena, term_literal(lexical, datatype));
  return value != NULL && value->kind == EXPR_NATIVE ? value : NULL;
}

GuardOutcome guard_decide(Arena *arena, const Guard *guard, const char *text, size_t length,
                          const char *piece[]) {
  if (guard->kind == GUARD_TEXT) return decide_text(arena, guard, text, length, piece);
  const Symbol lexical = {text, length};
  const Expr *value = constant_of(arena, guard->datatype, &lexical);
  if (guard->kind != GUARD_VALUE) {
    bool kept = false;
    if (value == NULL ||
        !floating_edge(arena, value, guard->kind == GUARD_EDGE_ABOVE, &piece[0], &kept))
      return GUARD_UNSURE;
    return kept ? GUARD_FITS : GUARD_FITS_NOT;
  }
  if (value == NULL || value->type != guard->type[0]) return GUARD_UNSURE;
  piece[0] = value->u.native;
  return GUARD_FITS;
}

// --- Recording -----------------------------------------------------------------------------------

static bool same_guard(const Guard *a, const Guard *b) {
  if (a->kind != b->kind || a->parameter != b->parameter || a->count != b->count ||
      a->encode != b->encode || a->datatype != b->datatype ||
      (a->base == NULL) != (b->base == NULL))
    return false;
  for (size_t i = 0; i < a->count; i++)
    if (a->type[i] != b->type[i]) return false;
  for (size_t i = 0; a->kind == GUARD_TEXT && i <= a->count; i++)
    if (symbol_compare(a->text[i], b->text[i]) != 0) return false;
  return true;
}

// The same decision as before, or a new one. NULL: the parameter is refused.
static const Guard *record(Parameter *parameter, Guard wanted) {
  Parameters *all = parameter->all;
  wanted.parameter = parameter->number;
  for (size_t i = 0; i < all->guards.count; i++)
    if (same_guard(all->guards.item[i], &wanted)) return all->guards.item[i];
  const char **piece = ARENA_ARRAY(all->arena, const char *, wanted.count + 1);
  const Symbol *lexical = parameter->lexical;
  const GuardOutcome outcome =
      guard_decide(all->arena, &wanted, lexical->text, lexical->length, piece);
  if (outcome == GUARD_UNSURE) {
    all->unsure = true;
    parameter_refuse(parameter);
    return NULL;
  }
  wanted.fits = outcome == GUARD_FITS;
  const Guard *guard = arena_copy(all->arena, &wanted, sizeof wanted);
  VEC_PUSH(all->arena, &all->guards, guard);
  return guard;
}

static const Expr *without_lexical(const Expr *expr) {
  return expr->kind == EXPR_SQL && expr->u.sql.op == OP_LEXICAL ? expr->u.sql.arg[0] : expr;
}

// A native value whose equality is that of its lexical forms.
static bool is_comparable(const Expr *expr) {
  return expr->kind != EXPR_TEMPLATE && !native_is_constant(expr) &&
         pg_type_info(expr->type)->native_equality;
}

static const Symbol nothing = {"", 0};

const Expr *parameter_same_text(Arena *arena, const Expr *side, Parameter *parameter,
                                const char *base) {
  static const Symbol *const around[2] = {&nothing, &nothing};
  const Expr *whole = without_lexical(side);
  Arena *lasting = parameter->all->arena;
  Guard wanted = {.kind = GUARD_TEXT, .count = 1, .text = around, .base = base};
  const Expr *const *value = &whole;
  if (whole->kind == EXPR_TEMPLATE) {
    wanted.count = whole->u.template_.count;
    wanted.text = whole->u.template_.text;
    wanted.encode = whole->u.template_.encode;
    value = whole->u.template_.arg;
  }
  PgType *types = ARENA_ARRAY(lasting, PgType, wanted.count + 1);
  wanted.type = types;
  bool comparable = true;
  for (size_t i = 0; i < wanted.count; i++) {
    const Expr *arg = without_lexical(value[i]);
    types[i] = arg->type;
    comparable = comparable && is_comparable(arg);
  }
  const Guard *guard = record(parameter, wanted);
  if (guard == NULL || !guard->fits) return expr_bool(arena, false);
  if (!comparable) {
    parameter_refuse(parameter);
    return expr_bool(arena, false);
  }
  const Expr *all = expr_bool(arena, true);
  for (size_t i = 0; i < wanted.count; i++)
    all = native_and(arena, all,
                     native_compare(arena, OP_EQ, without_lexical(value[i]),
                                    expr_parameter(arena, parameter, guard, i, types[i])));
  return all;
}

static const Guard *value_guard(Parameter *parameter, const Symbol *datatype) {
  Arena *arena = parameter->all->arena;
  const Expr *value = constant_of(arena, datatype, parameter->lexical);
  if (value == NULL) {
    parameter->all->unsure = true;
    parameter_refuse(parameter);
    return NULL;
  }
  PgType *type = ARENA_NEW(arena, PgType);
  *type = value->type;
  return record(parameter,
                (Guard){.kind = GUARD_VALUE, .count = 1, .type = type, .datatype = datatype});
}

const Expr *parameter_value(Arena *arena, Parameter *parameter, const Symbol *datatype) {
  const Guard *guard = value_guard(parameter, datatype);
  if (guard == NULL) return expr_null(arena, PG_TYPE_TEXT);
  return expr_parameter(arena, parameter, guard, 0, guard->type[0]);
}

const Expr *parameter_edge(Arena *arena, Parameter *parameter, const Symbol *datatype, bool above,
                           bool *kept) {
  static const PgType numeric[] = {PG_TYPE_NUMERIC};
  const Guard *guard =
      record(parameter, (Guard){.kind = above ? GUARD_EDGE_ABOVE : GUARD_EDGE_BELOW,
                                .count = 1,
                                .type = numeric,
                                .datatype = datatype});
  if (guard == NULL) return NULL;
  *kept = guard->fits;
  return expr_parameter(arena, parameter, guard, 0, PG_TYPE_NUMERIC);
}

bool parameter_has_value(Parameter *parameter, const Symbol *datatype) {
  return value_guard(parameter, datatype) != NULL;
}

// Building native expressions; constants fold as they are built.
#include "rewriter/lower/native.h"

#include <stdlib.h>
#include <string.h>

bool native_is_true(const Expr *expr) {
  return expr->kind == EXPR_NATIVE && expr->type == PG_TYPE_BOOL &&
         strcmp(expr->u.native, "true") == 0;
}

bool native_is_false(const Expr *expr) {
  return expr->kind == EXPR_NATIVE && expr->type == PG_TYPE_BOOL &&
         strcmp(expr->u.native, "false") == 0;
}

bool native_is_null(const Expr *expr) { return expr->kind == EXPR_UNBOUND; }

bool native_is_constant(const Expr *expr) {
  return expr->kind == EXPR_NATIVE || expr->kind == EXPR_UNBOUND;
}

static bool is_sql(const Expr *expr, Operator op) {
  return expr->kind == EXPR_SQL && expr->u.sql.op == op;
}

// a op b for AND and OR, flattened and without repeated members.
static const Expr *connect(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  const Expr *const *left = is_sql(a, op) ? a->u.sql.arg : &a;
  const Expr *const *right = is_sql(b, op) ? b->u.sql.arg : &b;
  const size_t left_count = is_sql(a, op) ? a->u.sql.count : 1;
  const size_t right_count = is_sql(b, op) ? b->u.sql.count : 1;
  const Expr **all = ARENA_ARRAY(arena, const Expr *, left_count + right_count);
  size_t count = left_count;
  memcpy(all, left, left_count * sizeof *all);
  for (size_t i = 0; i < right_count; i++) {
    bool known = false;
    for (size_t j = 0; j < left_count && left_count <= 64 && !known; j++)
      known = expr_equal(all[j], right[i]);
    if (!known) all[count++] = right[i];
  }
  return count == 1 ? all[0] : expr_sql(arena, op, PG_TYPE_BOOL, count, all);
}

const Expr *native_and(Arena *arena, const Expr *a, const Expr *b) {
  if (native_is_false(a) || native_is_true(b)) return a;
  if (native_is_false(b) || native_is_true(a)) return b;
  return connect(arena, OP_AND, a, b);
}

const Expr *native_or(Arena *arena, const Expr *a, const Expr *b) {
  if (native_is_true(a) || native_is_false(b)) return a;
  if (native_is_true(b) || native_is_false(a)) return b;
  return connect(arena, OP_OR, a, b);
}

const Expr *native_not(Arena *arena, const Expr *a) {
  if (native_is_null(a)) return a;
  if (native_is_true(a)) return expr_bool(arena, false);
  if (native_is_false(a)) return expr_bool(arena, true);
  if (a->kind == EXPR_EXISTS)
    return expr_exists(arena, !a->u.exists.negated, a->u.exists.pattern, SORT_NATIVE, a->at);
  if (a->kind == EXPR_SQL) {
    static const struct {
      Operator op, opposite;
    } pairs[] = {{OP_EQ, OP_NE},
                 {OP_LT, OP_GE},
                 {OP_LE, OP_GT},
                 {OP_IS_NULL, OP_IS_NOT_NULL},
                 {OP_IS_DISTINCT, OP_IS_NOT_DISTINCT}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
      if (a->u.sql.op == pairs[i].op)
        return expr_sql(arena, pairs[i].opposite, PG_TYPE_BOOL, a->u.sql.count, a->u.sql.arg);
      if (a->u.sql.op == pairs[i].opposite)
        return expr_sql(arena, pairs[i].op, PG_TYPE_BOOL, a->u.sql.count, a->u.sql.arg);
    }
    if (a->u.sql.op == OP_NOT) return a->u.sql.arg[0];
  }
  return expr_sql1(arena, OP_NOT, a);
}

const Expr *native_text(Arena *arena, const char *text, size_t length) {
  return expr_native(arena, PG_TYPE_TEXT, arena_copy_text(arena, text, length));
}

const Expr *native_symbol(Arena *arena, const Symbol *text) {
  return expr_native(arena, PG_TYPE_TEXT, text->text);
}

const Expr *native_integer(Arena *arena, long long value) {
  const PgType type = value >= INT32_MIN && value <= INT32_MAX ? PG_TYPE_INT4 : PG_TYPE_INT8;
  return expr_native(arena, type, arena_format(arena, "%lld", value));
}

static bool has_exact_text(PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_BOOLEAN:
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_TEXT: return true;
    default: return false;
  }
}

// Folds a comparison of two constants when their texts decide it: <0, 0, >0 through *order.
static bool order_of_constants(const Expr *a, const Expr *b, bool *equality_only, int *order) {
  if (a->kind != EXPR_NATIVE || b->kind != EXPR_NATIVE) return false;
  const PgFamily family = pg_type_info(a->type)->family;
  if (family != pg_type_info(b->type)->family || !has_exact_text(a->type)) return false;
  *equality_only = false;
  if (family == PG_FAMILY_INTEGER) {
    const long long x = strtoll(a->u.native, NULL, 10), y = strtoll(b->u.native, NULL, 10);
    *order = (x > y) - (x < y);
  } else {
    *order = strcmp(a->u.native, b->u.native);
    *equality_only = family == PG_FAMILY_TEXT;
  }
  return true;
}

const Expr *native_compare(Arena *arena, Operator op, const Expr *a, const Expr *b) {
  if (native_is_null(a) || native_is_null(b)) return expr_null(arena, PG_TYPE_BOOL);
  bool equality_only;
  int order;
  if (order_of_constants(a, b, &equality_only, &order)) {
    switch (op) {
      case OP_EQ: return expr_bool(arena, order == 0);
      case OP_NE: return expr_bool(arena, order != 0);
      case OP_LT:
        if (!equality_only) return expr_bool(arena, order < 0);
        break;
      case OP_LE:
        if (!equality_only) return expr_bool(arena, order <= 0);
        break;
      case OP_GT:
        if (!equality_only) return expr_bool(arena, order > 0);
        break;
      case OP_GE:
        if (!equality_only) return expr_bool(arena, order >= 0);
        break;
      default: break;
    }
  }
  if (op == OP_EQ && native_is_true(b)) return a;
  if (op == OP_EQ && native_is_false(b)) return native_not(arena, a);
  return expr_sql(arena, op, PG_TYPE_BOOL, 2, (const Expr *[]){a, b});
}

const Expr *native_cast(Arena *arena, const Expr *expr, PgType type) {
  if (expr->type == type) return expr;
  if (native_is_null(expr)) return expr_null(arena, type);
  if (expr->kind == EXPR_NATIVE) {
    const PgFamily from = pg_type_info(expr->type)->family, to = pg_type_info(type)->family;
    const bool widens =
        from == PG_FAMILY_INTEGER && (to == PG_FAMILY_NUMERIC || type == PG_TYPE_INT8);
    const bool as_text = type == PG_TYPE_TEXT && has_exact_text(expr->type);
    if (widens || as_text) return expr_native(arena, type, expr->u.native);
  }
  // PostgreSQL casts only one of its integer types to boolean.
  if (type == PG_TYPE_BOOL && pg_type_info(expr->type)->family == PG_FAMILY_INTEGER)
    return native_compare(arena, OP_NE, expr, expr_native(arena, expr->type, "0"));
  return expr_sql(arena, OP_CAST, type, 1, &expr);
}

const Expr *native_lexical(Arena *arena, const Expr *expr) {
  if (native_is_null(expr)) return expr_null(arena, PG_TYPE_TEXT);
  if (expr->type == PG_TYPE_TEXT) return expr;
  if (expr->kind == EXPR_NATIVE) {
    const char *lexical = native_to_lexical(arena, expr->type, expr->u.native);
    return lexical == NULL ? expr_null(arena, PG_TYPE_TEXT)
                           : expr_native(arena, PG_TYPE_TEXT, lexical);
  }
  return expr_sql1(arena, OP_LEXICAL, expr);
}

const Expr *native_is_not_null(Arena *arena, const Expr *expr) {
  if (expr_is_given(expr)) return expr_bool(arena, true);
  if (native_is_null(expr)) return expr_bool(arena, false);
  if (is_sql(expr, OP_LEXICAL) || is_sql(expr, OP_CAST))
    return native_is_not_null(arena, expr->u.sql.arg[0]);
  if (expr->kind == EXPR_TEMPLATE) {
    const Expr *all = expr_bool(arena, true);
    for (size_t i = 0; i < expr->u.template_.count; i++)
      all = native_and(arena, all, native_is_not_null(arena, expr->u.template_.arg[i]));
    return all;
  }
  return expr_sql1(arena, OP_IS_NOT_NULL, expr);
}

const Expr *native_matches(Arena *arena, const Expr *text, const char *pattern) {
  return native_call2(arena, "~", PG_TYPE_BOOL, text, expr_native(arena, PG_TYPE_TEXT, pattern));
}

const Expr *native_when(Arena *arena, const Expr *condition, const Expr *value,
                        const Expr *otherwise) {
  if (native_is_true(condition)) return value;
  if (native_is_false(condition) || native_is_null(condition))
    return otherwise != NULL ? otherwise : expr_null(arena, value->type);
  if (native_is_null(value) && (otherwise == NULL || native_is_null(otherwise))) return value;
  const CaseBranch branch = {condition, value};
  if (otherwise != NULL && native_is_null(otherwise)) otherwise = NULL;
  return expr_case(arena, 1, &branch, otherwise);
}

const Expr *native_call1(Arena *arena, const char *name, PgType type, const Expr *a) {
  return expr_sql_call(arena, name, type, 1, &a);
}

const Expr *native_call2(Arena *arena, const char *name, PgType type, const Expr *a,
                         const Expr *b) {
  return expr_sql_call(arena, name, type, 2, (const Expr *[]){a, b});
}

const Expr *native_call3(Arena *arena, const char *name, PgType type, const Expr *a, const Expr *b,
                         const Expr *c) {
  return expr_sql_call(arena, name, type, 3, (const Expr *[]){a, b, c});
}

// The constructors of terms, taken apart: arguments, shapes, lexical forms.
#include "rewriter/unfold/constructor.h"

#include "rewriter/lower/lower.h"

bool constructor_is_text_type(PgType type) {
  return type == PG_TYPE_TEXT || type == PG_TYPE_VARCHAR || type == PG_TYPE_NAME;
}

bool constructor_types_meet(PgType a, PgType b, PgType *out) {
  const PgFamily family = pg_type_info(a)->family;
  if (constructor_is_text_type(a) && constructor_is_text_type(b)) {
    *out = a == b ? a : PG_TYPE_TEXT;
  } else if (family == PG_FAMILY_INTEGER && pg_type_info(b)->family == PG_FAMILY_INTEGER) {
    *out = a == b ? a : PG_TYPE_INT8;
  } else if (a == b) {
    *out = a;
  } else {
    return false;
  }
  return true;
}

size_t constructor_args(const Expr *value, const Expr *args[MOST_ARGS]) {
  if (value->kind != EXPR_RDF) return 0;
  size_t count = 0;
  const Expr *lexical = value->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE) {
    for (size_t i = 0; i < lexical->u.template_.count && count < MOST_ARGS - 4; i++)
      args[count++] = lexical->u.template_.arg[i];
  } else {
    args[count++] = lexical;
  }
  if (value->u.rdf.kind_expr != NULL) args[count++] = value->u.rdf.kind_expr;
  if (value->u.rdf.datatype_expr != NULL) args[count++] = value->u.rdf.datatype_expr;
  if (value->u.rdf.language_expr != NULL) args[count++] = value->u.rdf.language_expr;
  return count;
}

typedef struct Arguments {
  const Expr *const *next;
} Arguments;

static const Expr *next_argument(void *self, const Expr *native, bool condition) {
  (void)native, (void)condition;
  Arguments *arguments = self;
  return *arguments->next++;
}

const Expr *constructor_with_args(Arena *arena, const Expr *value, const Expr *const args[]) {
  if (value->kind != EXPR_RDF) return value;
  Arguments arguments = {args};
  return terms_map(arena, value, next_argument, &arguments);
}

// Kind, datatype and language: of constants and constructors alike.
bool constructor_same_type(const Expr *a, const Expr *b) {
  TermKind kind[2];
  const Symbol *datatype[2], *language[2];
  bool relative[2];
  const Expr *both[2] = {a, b};
  for (size_t i = 0; i < 2; i++) {
    const Expr *expr = both[i];
    if (expr->kind == EXPR_CONST) {
      kind[i] = expr->u.constant.kind;
      datatype[i] = kind[i] == TERM_LITERAL ? expr->u.constant.datatype : NULL;
      language[i] = expr->u.constant.language;
      relative[i] = false;
    } else {
      if (expr->u.rdf.kind_expr != NULL || expr->u.rdf.datatype_expr != NULL ||
          expr->u.rdf.language_expr != NULL)
        return false;
      kind[i] = expr->u.rdf.kind_;
      datatype[i] = kind[i] == TERM_LITERAL ? expr->u.rdf.datatype : NULL;
      language[i] = expr->u.rdf.language;
      relative[i] = expr->u.rdf.relative;
    }
  }
  return kind[0] == kind[1] && datatype[0] == datatype[1] && language[0] == language[1] &&
         relative[0] == relative[1];
}

// The lexical form in SQL.
static const Expr *lexical_text(Arena *arena, const Expr *value) {
  if (value->kind == EXPR_CONST)
    return expr_native(arena, PG_TYPE_TEXT, value->u.constant.lexical->text);
  const Expr *lexical = value->u.rdf.lexical;
  if (lexical->kind == EXPR_TEMPLATE || constructor_is_text_type(lexical->type)) return lexical;
  return expr_sql(arena, OP_LEXICAL, PG_TYPE_TEXT, 1, (const Expr *[]){lexical});
}

bool constructor_is_text(const Expr *value) {
  return value->kind == EXPR_RDF && value->u.rdf.lexical->kind != EXPR_TEMPLATE &&
         constructor_is_text_type(value->u.rdf.lexical->type);
}

const Expr *constructor_as_text(Arena *arena, const Expr *value) {
  if (value->kind == EXPR_CONST)
    return expr_rdf(arena, value->u.constant.kind,
                    value->u.constant.kind == TERM_LITERAL ? value->u.constant.datatype : NULL,
                    value->u.constant.language, lexical_text(arena, value));
  Expr *copy = arena_copy(arena, value, sizeof *value);
  copy->u.rdf.lexical = lexical_text(arena, value);
  if (copy->u.rdf.lexical->kind == EXPR_TEMPLATE)  // no longer symbolic
    copy->u.rdf.lexical =
        expr_sql(arena, OP_CAST, PG_TYPE_TEXT, 1, (const Expr *[]){copy->u.rdf.lexical});
  return copy;
}

bool constructor_same_shape(const Expr *a, const Expr *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == EXPR_CONST) return term_equal(&a->u.constant, &b->u.constant);
  if (a->kind != EXPR_RDF) return a->kind == EXPR_UNBOUND;
  if (a->u.rdf.kind_ != b->u.rdf.kind_ || a->u.rdf.datatype != b->u.rdf.datatype ||
      a->u.rdf.language != b->u.rdf.language || a->u.rdf.relative != b->u.rdf.relative ||
      (a->u.rdf.kind_expr == NULL) != (b->u.rdf.kind_expr == NULL) ||
      (a->u.rdf.datatype_expr == NULL) != (b->u.rdf.datatype_expr == NULL) ||
      (a->u.rdf.language_expr == NULL) != (b->u.rdf.language_expr == NULL))
    return false;
  const Expr *x = a->u.rdf.lexical, *y = b->u.rdf.lexical;
  if ((x->kind == EXPR_TEMPLATE) != (y->kind == EXPR_TEMPLATE)) return false;
  if (x->kind == EXPR_TEMPLATE && (x->u.template_.shape != y->u.template_.shape ||
                                   x->u.template_.encode != y->u.template_.encode))
    return false;
  const Expr *args[MOST_ARGS], *others[MOST_ARGS];
  const size_t count = constructor_args(a, args);
  if (constructor_args(b, others) != count) return false;
  for (size_t i = 0; i < count; i++) {
    PgType type;
    if (!constructor_types_meet(args[i]->type, others[i]->type, &type)) return false;
  }
  return true;
}

const Expr *constructor_filler(Arena *arena, PgType type) {
  switch (pg_type_info(type)->family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_FLOAT: return expr_native(arena, type, "0");
    case PG_FAMILY_TEXT: return expr_native(arena, type, "");
    case PG_FAMILY_BOOLEAN: return expr_bool(arena, false);
    case PG_FAMILY_UUID: return expr_native(arena, type, "00000000-0000-0000-0000-000000000000");
    case PG_FAMILY_DATE: return expr_native(arena, type, "2000-01-01");
    case PG_FAMILY_TIMESTAMP: return expr_native(arena, type, "2000-01-01 00:00:00");
    default: return NULL;
  }
}

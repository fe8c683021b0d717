// Native expressions as SQL text.
#include <stdlib.h>

#include "base/db/identifier.h"
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

// PostgreSQL's operator precedence, loosest first (manual, 4.1.6).
typedef enum Level {
  LEVEL_ANY,
  LEVEL_OR,
  LEVEL_AND,
  LEVEL_NOT,
  LEVEL_IS,
  LEVEL_COMPARE,
  LEVEL_OTHER,  // || and every other operator
  LEVEL_ADD,
  LEVEL_MULTIPLY,
  LEVEL_CAST,
  LEVEL_ATOM,
} Level;

typedef struct OperatorForm {
  const char *text;
  Level level;
} OperatorForm;

static const OperatorForm forms[OP_COUNT] = {
    [OP_EQ] = {"=", LEVEL_COMPARE},
    [OP_NE] = {"<>", LEVEL_COMPARE},
    [OP_LT] = {"<", LEVEL_COMPARE},
    [OP_LE] = {"<=", LEVEL_COMPARE},
    [OP_GT] = {">", LEVEL_COMPARE},
    [OP_GE] = {">=", LEVEL_COMPARE},
    [OP_AND] = {"AND", LEVEL_AND},
    [OP_OR] = {"OR", LEVEL_OR},
    [OP_NOT] = {"NOT", LEVEL_NOT},
    [OP_IS_NULL] = {"IS NULL", LEVEL_IS},
    [OP_IS_NOT_NULL] = {"IS NOT NULL", LEVEL_IS},
    [OP_IS_DISTINCT] = {"IS DISTINCT FROM", LEVEL_IS},
    [OP_IS_NOT_DISTINCT] = {"IS NOT DISTINCT FROM", LEVEL_IS},
    [OP_COALESCE] = {"COALESCE", LEVEL_ATOM},
    [OP_ADD] = {"+", LEVEL_ADD},
    [OP_SUBTRACT] = {"-", LEVEL_ADD},
    [OP_MULTIPLY] = {"*", LEVEL_MULTIPLY},
    [OP_DIVIDE] = {"/", LEVEL_MULTIPLY},
    [OP_NEGATE] = {"-", LEVEL_CAST},
    [OP_CONCAT] = {"||", LEVEL_OTHER},
    [OP_CAST] = {"::", LEVEL_CAST},
    [OP_LEXICAL] = {"", LEVEL_ATOM},
};

typedef struct Render {
  Deparse *deparse;
  const Block *block;
  Buffer out;
  bool strict;      // so far nothing was seen that gives a value for NULL
  bool has_column;  // a column of this block was seen
} Render;

static void render(Render *r, const Expr *expr, Level outer);

static bool is_text(PgType type) { return pg_type_info(type)->family == PG_FAMILY_TEXT; }

// A constant. bare: PostgreSQL infers the type from the other side of a comparison.
static void render_native(Render *r, const Expr *expr, bool bare) {
  const char *text = expr->u.native;
  const PgTypeInfo *info = pg_type_info(expr->type);
  if (expr->type == PG_TYPE_BOOL) {
    buffer_add_text(&r->out, text[0] == 't' ? "TRUE" : "FALSE");
    return;
  }
  const bool digits = text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
  if (digits && strlen(text) < 10 &&
      (expr->type == PG_TYPE_INT4 ||
       (bare && (info->family == PG_FAMILY_INTEGER || info->family == PG_FAMILY_NUMERIC)))) {
    buffer_add_text(&r->out, text);
    return;
  }
  identifier_append_literal(&r->out, text, strlen(text));
  if (!bare || !(is_text(expr->type) || expr->type == PG_TYPE_UUID || expr->type == PG_TYPE_DATE)) {
    buffer_add_text(&r->out, "::");
    buffer_add_text(&r->out, info->name);
  }
}

static void render_list(Render *r, size_t count, const Expr *const args[]) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_text(&r->out, ", ");
    render(r, args[i], LEVEL_ANY);
  }
}

// The operand on its own, as text for a pattern.
static const char *operand_text(Render *r, const Expr *expr) {
  Render inner = {.deparse = r->deparse, .block = r->block, .strict = true};
  render(&inner, expr, LEVEL_ATOM);
  const char *text = buffer_copy(&inner.out, r->deparse->arena);
  buffer_free(&inner.out);
  r->strict &= inner.strict;
  r->has_column |= inner.has_column;
  return text;
}

static bool is_patterned(const Expr *expr) {
  return expr->type == PG_TYPE_NUMERIC || expr->type == PG_TYPE_DATE ||
         expr->type == PG_TYPE_TIMESTAMP || expr->type == PG_TYPE_TIMESTAMPTZ ||
         expr->type == PG_TYPE_TIMETZ || expr->type == PG_TYPE_BPCHAR;
}

static void render_lexical(Render *r, const Expr *arg) {
  const bool parenthesis = is_patterned(arg);
  if (parenthesis) buffer_add_char(&r->out, '(');
  lexical_append(&r->out, arg->type, operand_text(r, arg));
  if (parenthesis) buffer_add_char(&r->out, ')');
}

static bool needs_encoding(PgType type) {
  const PgFamily family = pg_type_info(type)->family;
  return family != PG_FAMILY_INTEGER && family != PG_FAMILY_UUID && family != PG_FAMILY_BOOLEAN &&
         family != PG_FAMILY_DATE && family != PG_FAMILY_BINARY && family != PG_FAMILY_NUMERIC;
}

static void render_template(Render *r, const Expr *expr, Level outer) {
  const size_t count = expr->u.template_.count;
  bool first = true;
  if (outer > LEVEL_OTHER) buffer_add_char(&r->out, '(');
  for (size_t i = 0; i <= count; i++) {
    const Symbol *text = expr->u.template_.text[i];
    if (text->length > 0) {
      if (!first) buffer_add_text(&r->out, " || ");
      identifier_append_literal(&r->out, text->text, text->length);
      first = false;
    }
    if (i == count) break;
    if (!first) buffer_add_text(&r->out, " || ");
    first = false;
    const Expr *arg = expr->u.template_.arg[i];
    if (expr->u.template_.encode && needs_encoding(arg->type)) {
      Render inner = {.deparse = r->deparse, .block = r->block, .strict = true};
      render_lexical(&inner, arg);
      const char *lexical = buffer_copy(&inner.out, r->deparse->arena);
      buffer_free(&inner.out);
      r->has_column |= inner.has_column;
      buffer_add_char(&r->out, '(');
      lexical_append_encoded(&r->out, lexical);
      buffer_add_char(&r->out, ')');
    } else {
      render_lexical(r, arg);
    }
  }
  if (first) buffer_add_text(&r->out, "''::text");
  if (outer > LEVEL_OTHER) buffer_add_char(&r->out, ')');
}

static bool is_comparison(Operator op) {
  return op == OP_EQ || op == OP_NE || op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE ||
         op == OP_IS_DISTINCT || op == OP_IS_NOT_DISTINCT;
}

// One side of a comparison; a constant beside a non-constant of its own type needs no cast.
static void render_side(Render *r, const Expr *side, const Expr *other, Level level) {
  if (side->kind == EXPR_NATIVE && other->kind != EXPR_NATIVE && other->type == side->type) {
    render_native(r, side, true);
  } else {
    render(r, side, level);
  }
}

static void render_operator(Render *r, const Expr *expr) {
  const Operator op = expr->u.sql.op;
  const OperatorForm *form = &forms[op];
  const Expr *const *arg = expr->u.sql.arg;
  Buffer *out = &r->out;
  switch (op) {
    case OP_AND:
    case OP_OR:
      r->strict = false;
      if (expr->u.sql.count == 0) buffer_add_text(out, op == OP_AND ? "TRUE" : "FALSE");
      for (size_t i = 0; i < expr->u.sql.count; i++) {
        if (i > 0) {
          buffer_add_char(out, ' ');
          buffer_add_text(out, form->text);
          buffer_add_char(out, ' ');
        }
        render(r, arg[i], (Level)(form->level + 1));
      }
      break;
    case OP_NOT:
      buffer_add_text(out, "NOT ");
      render(r, arg[0], (Level)(LEVEL_NOT + 1));
      break;
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
      r->strict = false;
      render(r, arg[0], (Level)(LEVEL_IS + 1));
      buffer_add_char(out, ' ');
      buffer_add_text(out, form->text);
      break;
    case OP_COALESCE:
      r->strict = false;
      buffer_add_text(out, "COALESCE(");
      render_list(r, expr->u.sql.count, arg);
      buffer_add_char(out, ')');
      break;
    case OP_NEGATE:
      buffer_add_text(out, "(- ");
      render(r, arg[0], LEVEL_ATOM);
      buffer_add_char(out, ')');
      break;
    case OP_CAST:
      if (arg[0]->kind == EXPR_NATIVE && arg[0]->type != PG_TYPE_BOOL) {
        identifier_append_literal(out, arg[0]->u.native, strlen(arg[0]->u.native));
      } else {
        render(r, arg[0], LEVEL_CAST);
      }
      buffer_add_text(out, "::");
      buffer_add_text(out, pg_type_info(expr->type)->name);
      break;
    case OP_LEXICAL: render_lexical(r, arg[0]); break;
    default:
      if (op == OP_IS_DISTINCT || op == OP_IS_NOT_DISTINCT) r->strict = false;
      for (size_t i = 0; i < expr->u.sql.count; i++) {
        if (i > 0) {
          buffer_add_char(out, ' ');
          buffer_add_text(out, form->text);
          buffer_add_char(out, ' ');
        }
        // The left side of + - * / may be of the same level; comparisons do not associate.
        const Level level = i == 0 && !is_comparison(op) ? form->level : (Level)(form->level + 1);
        if (is_comparison(op) && expr->u.sql.count == 2) {
          render_side(r, arg[i], arg[1 - i], level);
        } else {
          render(r, arg[i], level);
        }
      }
  }
}

static bool is_infix(const Expr *call) {
  return call->u.sql_call.count == 2 && strchr("~!@#%^&*+-/<>=|", call->u.sql_call.name[0]) != NULL;
}

static bool is_collate(const char *name) { return strncmp(name, "COLLATE ", 8) == 0; }

// Functions by name; names of signs are infix operators, "COLLATE …" follows its operand.
static void render_call(Render *r, const Expr *expr) {
  const char *name = expr->u.sql_call.name;
  const Expr *const *arg = expr->u.sql_call.arg;
  r->strict = false;
  if (is_infix(expr)) {
    render(r, arg[0], LEVEL_ATOM);
    buffer_add_char(&r->out, ' ');
    buffer_add_text(&r->out, name);
    buffer_add_char(&r->out, ' ');
    render(r, arg[1], LEVEL_ATOM);
  } else if (is_collate(name)) {
    render(r, arg[0], LEVEL_ATOM);
    buffer_add_char(&r->out, ' ');
    buffer_add_text(&r->out, name);
  } else {
    buffer_add_text(&r->out, name);
    buffer_add_char(&r->out, '(');
    render_list(r, expr->u.sql_call.count, arg);
    buffer_add_char(&r->out, ')');
  }
}

static void render_case(Render *r, const Expr *expr) {
  r->strict = false;
  buffer_add_text(&r->out, "CASE");
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    buffer_add_text(&r->out, " WHEN ");
    render(r, expr->u.case_.branch[i].condition, LEVEL_ANY);
    buffer_add_text(&r->out, " THEN ");
    render(r, expr->u.case_.branch[i].value, LEVEL_ANY);
  }
  if (expr->u.case_.otherwise != NULL) {
    buffer_add_text(&r->out, " ELSE ");
    render(r, expr->u.case_.otherwise, LEVEL_ANY);
  }
  buffer_add_text(&r->out, " END");
}

static void render_aggregate(Render *r, const Expr *expr) {
  r->strict = false;
  buffer_add_text(&r->out, expr->u.sql_agg.name);
  buffer_add_char(&r->out, '(');
  if (expr->u.sql_agg.distinct) buffer_add_text(&r->out, "DISTINCT ");
  if (expr->u.sql_agg.arg == NULL) {
    buffer_add_char(&r->out, '*');
  } else {
    render(r, expr->u.sql_agg.arg, LEVEL_ANY);
  }
  if (expr->u.sql_agg.extra != NULL) {
    buffer_add_text(&r->out, ", ");
    render(r, expr->u.sql_agg.extra, LEVEL_ANY);
  }
  buffer_add_char(&r->out, ')');
  if (expr->u.sql_agg.filter != NULL) {
    buffer_add_text(&r->out, " FILTER (WHERE ");
    render(r, expr->u.sql_agg.filter, LEVEL_ANY);
    buffer_add_char(&r->out, ')');
  }
}

// EXISTS (SELECT 1 …), correlated on the variables that the pattern shares with the blocks around.
static void render_exists(Render *r, const Expr *expr) {
  Deparse *deparse = r->deparse;
  r->strict = false;
  const Block *outer = deparse->outer;
  deparse->outer = r->block;
  Block *block = block_of_node(deparse, expr->u.exists.pattern);
  if (block->grouped || block->sliced) block = block_wrap(deparse, block);
  for (size_t i = 0; i < block->columns.count; i++) {
    const ColumnText *inner = &block->columns.item[i];
    const ColumnText *around = block_find_outer(r->block, inner->var);
    if (around == NULL) continue;
    const char *equal = arena_format(deparse->arena, "%s = %s", inner->text, around->text);
    VEC_PUSH(deparse->arena, &block->where, equal);
  }
  block->distinct = false;
  block->order.count = 0;
  deparse->outer = outer;
  if (expr->u.exists.negated) buffer_add_text(&r->out, "NOT ");
  const char *select = block_select(deparse, block, 0, NULL, NULL);
  buffer_add_text(&r->out, deparse->pretty ? "EXISTS (\n  " : "EXISTS (");
  buffer_add_text(&r->out, block_indent(deparse, select));
  buffer_add_text(&r->out, deparse->pretty ? "\n)" : ")");
}

static Level expression_level(const Expr *expr) {
  switch (expr->kind) {
    case EXPR_SQL: return forms[expr->u.sql.op].level;
    case EXPR_EXISTS: return expr->u.exists.negated ? LEVEL_NOT : LEVEL_ATOM;
    case EXPR_UNBOUND: return LEVEL_CAST;
    case EXPR_SQL_CALL:
      if (is_collate(expr->u.sql_call.name)) return LEVEL_CAST;
      return is_infix(expr) ? LEVEL_OTHER : LEVEL_ATOM;
    default: return LEVEL_ATOM;
  }
}

static void render_bare(Render *r, const Expr *expr, Level outer) {
  Buffer *out = &r->out;
  switch (expr->kind) {
    case EXPR_VAR: {
      const ColumnText *column = block_find(r->block, expr->u.var);
      if (column == NULL) {
        column = block_find_outer(r->block->outer, expr->u.var);
        if (column == NULL)
          arena_fail(r->deparse->arena, STATUS_INTERNAL, "variable %s_%u is out of scope",
                     variables_hint(r->deparse->variables, expr->u.var), expr->u.var);
        r->strict &= column->plain;
      } else {
        r->strict &= column->plain || column->strict;
        r->has_column |= column->plain || column->strict;
      }
      const bool atom = column->plain || outer <= LEVEL_OR;
      if (!atom) buffer_add_char(out, '(');
      buffer_add_text(out, column->text);
      if (!atom) buffer_add_char(out, ')');
      break;
    }
    case EXPR_UNBOUND:
      r->strict = false;
      buffer_add_text(out, "NULL::");
      buffer_add_text(out, pg_type_info(expr->type)->name);
      break;
    case EXPR_NATIVE: render_native(r, expr, false); break;
    case EXPR_TEMPLATE: render_template(r, expr, outer); break;
    case EXPR_SQL: render_operator(r, expr); break;
    case EXPR_SQL_CALL: render_call(r, expr); break;
    case EXPR_CASE: render_case(r, expr); break;
    case EXPR_SQL_AGG: render_aggregate(r, expr); break;
    case EXPR_EXISTS: render_exists(r, expr); break;
    case EXPR_CONST:
    case EXPR_CALL:
    case EXPR_RDF:
    case EXPR_AGG:
      arena_fail(r->deparse->arena, STATUS_INTERNAL, "an RDF expression was left in the SQL tree");
  }
}

static void render(Render *r, const Expr *expr, Level outer) {
  const bool parenthesis = expression_level(expr) < outer && expr->kind != EXPR_TEMPLATE;
  if (parenthesis) buffer_add_char(&r->out, '(');
  render_bare(r, expr, parenthesis ? LEVEL_ANY : outer);
  if (parenthesis) buffer_add_char(&r->out, ')');
}

const char *expression_sql(Deparse *deparse, const Block *block, const Expr *expr, bool *strict) {
  Render r = {.deparse = deparse, .block = block, .strict = true};
  render(&r, expr, LEVEL_ANY);
  if (strict != NULL) *strict = r.strict && r.has_column;
  const char *text = buffer_copy(&r.out, deparse->arena);
  buffer_free(&r.out);
  return text;
}

void expression_conjuncts(Deparse *deparse, const Block *block, const Expr *expr, Texts *texts) {
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_AND) {
    for (size_t i = 0; i < expr->u.sql.count; i++)
      expression_conjuncts(deparse, block, expr->u.sql.arg[i], texts);
    return;
  }
  Render r = {.deparse = deparse, .block = block};
  render(&r, expr, (Level)(LEVEL_AND + 1));
  const char *text = buffer_copy(&r.out, deparse->arena);
  VEC_PUSH(deparse->arena, texts, text);
  buffer_free(&r.out);
}

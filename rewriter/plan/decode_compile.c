// Term constructors into programs over columns.
#include "rewriter/plan/decode_parts.h"

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"

int decode_column(Arena *arena, const Plan *plan, VarId var) {
  for (size_t i = 0; i < plan->column_count; i++)
    if (plan->column[i] == var) return (int)i;
  arena_fail(arena, STATUS_INTERNAL, "variable %u is not in the result", var);
}

// Are all characters of the type's lexical forms unreserved? Digits, letters, "-" and ".".
static bool is_unreserved(PgFamily family) {
  switch (family) {
    case PG_FAMILY_INTEGER:
    case PG_FAMILY_NUMERIC:
    case PG_FAMILY_DATE:
    case PG_FAMILY_UUID:
    case PG_FAMILY_BOOLEAN: return true;
    default: return false;
  }
}

// Are they plain? All but those of text.
static bool is_plain(const Value *value) {
  if (value->constant != NULL)
    return term_text_is_plain(value->constant->text, value->constant->length);
  switch (value->family) {
    case PG_FAMILY_TEXT:
    case PG_FAMILY_BPCHAR:
    case PG_FAMILY_OTHER: return false;
    default: return true;
  }
}

static Value compile_value(Arena *arena, const Plan *plan, const Expr *expr) {
  if (expr->kind == EXPR_SQL && expr->u.sql.op == OP_LEXICAL) expr = expr->u.sql.arg[0];
  Value value = {.column = -1, .type = expr->type, .family = pg_type_info(expr->type)->family};
  if (expr->kind == EXPR_VAR) {
    value.column = decode_column(arena, plan, expr->u.var);
  } else if (expr->kind == EXPR_NATIVE) {
    Buffer canonical = {0};
    const char *text = expr->u.native;
    if (!datatype_from_pg(expr->type, text, strlen(text), &canonical))
      buffer_add_text(&canonical, text);
    Symbol *constant = ARENA_NEW(arena, Symbol);
    *constant = (Symbol){buffer_copy(&canonical, arena), canonical.length};
    value.constant = constant;
    buffer_free(&canonical);
  } else if (expr->kind != EXPR_UNBOUND) {
    arena_fail(arena, STATUS_INTERNAL, "a term constructor computes outside SQL");
  }
  return value;
}

static Text compile_text(Arena *arena, const Plan *plan, const Expr *expr) {
  Text text = {.count = 1};
  if (expr->kind != EXPR_TEMPLATE) {
    Piece *piece = ARENA_NEW(arena, Piece);
    piece->value = compile_value(arena, plan, expr);
    text.plain = is_plain(&piece->value);
    text.piece = piece;
    return text;
  }
  text.template_ = true;
  text.encode = expr->u.template_.encode;
  text.count = expr->u.template_.count;
  text.plain = true;
  Piece *piece = ARENA_ARRAY(arena, Piece, text.count + 1);
  for (size_t i = 0; i <= text.count; i++) {
    piece[i].text = expr->u.template_.text[i];
    if (piece[i].text != NULL)
      text.plain &= term_text_is_plain(piece[i].text->text, piece[i].text->length);
    if (i == text.count) break;
    piece[i].value = compile_value(arena, plan, expr->u.template_.arg[i]);
    piece[i].encode =
        text.encode && (piece[i].value.constant != NULL || !is_unreserved(piece[i].value.family));
    text.plain &= piece[i].encode || is_plain(&piece[i].value);
  }
  text.piece = piece;
  return text;
}

static const Text *compile_optional(Arena *arena, const Plan *plan, const Expr *expr) {
  if (expr == NULL) return NULL;
  const Text text = compile_text(arena, plan, expr);
  return arena_copy(arena, &text, sizeof text);
}

static void compile_condition(Arena *arena, const Plan *plan, Case *out, const Expr *condition) {
  *out = (Case){.column = -1, .condition = condition};
  if (condition->kind != EXPR_SQL || condition->u.sql.op != OP_EQ) return;
  const Expr *const *arg = condition->u.sql.arg;
  if (arg[0]->kind != EXPR_VAR || arg[1]->kind != EXPR_NATIVE) return;
  out->column = decode_column(arena, plan, arg[0]->u.var);
  out->text = arg[1]->u.native;
}

static const Program *decode_compile(Arena *arena, const Plan *plan, const Expr *expr) {
  Program *program = ARENA_NEW(arena, Program);
  program->kind = expr == NULL ? EXPR_UNBOUND : expr->kind;
  if (program->kind == EXPR_UNBOUND) return program;
  switch (expr->kind) {
    case EXPR_CONST: program->constant = expr->u.constant; break;
    case EXPR_RDF:
      program->term_kind = expr->u.rdf.kind_;
      program->datatype = expr->u.rdf.datatype;
      program->language = expr->u.rdf.language;
      program->relative = expr->u.rdf.relative;
      program->lexical = compile_text(arena, plan, expr->u.rdf.lexical);
      program->check = !program->lexical.template_ || !program->lexical.encode;
      program->kind_text = compile_optional(arena, plan, expr->u.rdf.kind_expr);
      program->datatype_text = compile_optional(arena, plan, expr->u.rdf.datatype_expr);
      program->language_text = compile_optional(arena, plan, expr->u.rdf.language_expr);
      program->dynamic = program->kind_text != NULL || program->datatype_text != NULL ||
                         program->language_text != NULL;
      if (program->term_kind != TERM_LITERAL && !program->dynamic)
        program->datatype = program->language = NULL;
      else if (program->datatype == NULL)
        program->datatype = &XSD_STRING;
      break;
    case EXPR_CASE: {
      Case *cases = ARENA_ARRAY(arena, Case, expr->u.case_.count);
      for (size_t i = 0; i < expr->u.case_.count; i++) {
        compile_condition(arena, plan, &cases[i], expr->u.case_.branch[i].condition);
        cases[i].value = decode_compile(arena, plan, expr->u.case_.branch[i].value);
      }
      program->case_count = expr->u.case_.count;
      program->cases = cases;
      program->otherwise = decode_compile(arena, plan, expr->u.case_.otherwise);
      break;
    }
    default: arena_fail(arena, STATUS_INTERNAL, "a result term is not in normal form");
  }
  return program;
}

const Program *const *decode_compile_all(Arena *arena, const Plan *plan) {
  const Program **program = ARENA_ARRAY(arena, const Program *, plan->term_count);
  for (size_t i = 0; i < plan->term_count; i++)
    program[i] = decode_compile(arena, plan, plan->term[i]);
  return program;
}

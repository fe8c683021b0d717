// Applying a function to the simple terms of its arguments, and the shapes of results.
#include "rewriter/lower/call.h"

#include "base/rdf/vocabulary.h"

const Expr *call_refuse(Call *call, const char *what) {
  if (call->status != STATUS_OK) return NULL;
  const Function function = call->expr->u.call.function;
  const char *id = function_info(function)->id;
  if (function == FN_CUSTOM && call->expr->u.call.iri != NULL) id = call->expr->u.call.iri->text;
  call->status = error_at(call->err, STATUS_UNSUPPORTED, call->expr->at,
                          "not supported yet: %s%s%s", id, what[0] == '\0' ? "" : " ", what);
  return NULL;
}

CALL_WHOLE(call_none) {
  (void)count;
  (void)args;
  return call_refuse(call, "");
}

// --- Combinations --------------------------------------------------------------------------------

static const Expr *apply(Call *call, size_t count, const Expr *args[], size_t at,
                         CallSimple simple) {
  Arena *arena = call->arena;
  while (at < count && args[at]->kind != EXPR_CASE) {
    if (args[at]->kind == EXPR_UNBOUND) return expr_unbound(arena);
    at++;
  }
  if (call->status != STATUS_OK) return expr_unbound(arena);
  if (at == count) {
    const Expr *result = simple(call, args);
    return result == NULL ? expr_unbound(arena) : result;
  }
  const Expr *whole = args[at];
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, whole->u.case_.count + 1);
  size_t branch_count = 0;
  for (size_t i = 0; i < whole->u.case_.count; i++) {
    const CaseBranch *branch = &whole->u.case_.branch[i];
    args[at] = branch->value;
    const Expr *value = apply(call, count, args, at, simple);
    branches[branch_count++] = (CaseBranch){branch->condition, value};
  }
  const Expr *otherwise = NULL;
  if (whole->u.case_.otherwise != NULL) {
    args[at] = whole->u.case_.otherwise;
    otherwise = apply(call, count, args, at, simple);
    if (otherwise->kind == EXPR_UNBOUND) otherwise = NULL;
  }
  args[at] = whole;
  while (otherwise == NULL && branch_count > 0 &&
         branches[branch_count - 1].value->kind == EXPR_UNBOUND)
    branch_count--;
  if (branch_count == 0) return otherwise == NULL ? expr_unbound(arena) : otherwise;
  return expr_case(arena, branch_count, branches, otherwise);
}

const Expr *call_apply(Call *call, size_t count, const Expr *const args[], CallSimple simple) {
  const Expr **own = ARENA_ARRAY(call->arena, const Expr *, count + 1);
  for (size_t i = 0; i < count; i++) {
    own[i] = value_expand(call->lowering, args[i]);
    call->expanded |= own[i] != args[i];
  }
  return apply(call, count, own, 0, simple);
}

// --- Results -------------------------------------------------------------------------------------

const Expr *call_literal(Call *call, const Symbol *datatype, const Expr *native) {
  if (native_is_null(native)) return NULL;
  return expr_rdf(call->arena, TERM_LITERAL, datatype, NULL, native);
}

const Expr *call_string(Call *call, const Expr *text) {
  return call_literal(call, &XSD_STRING, text);
}

const Expr *call_boolean(Call *call, const Expr *condition) {
  return call_literal(call, &XSD_BOOLEAN, condition);
}

const Expr *call_integer(Call *call, const Expr *number) {
  return call_literal(call, &XSD_INTEGER, number);
}

const Expr *call_string_like(Call *call, const Expr *like, const Expr *text) {
  if (native_is_null(text)) return NULL;
  const TermParts parts = terms_parts(like);
  Expr *result = (Expr *)expr_rdf(call->arena, TERM_LITERAL, parts.datatype, parts.language, text);
  if (like->kind == EXPR_RDF) result->u.rdf.language_expr = like->u.rdf.language_expr;
  return result;
}

const Expr *call_where_bound(Call *call, size_t count, const Expr *const simple[],
                             const Expr *result) {
  if (result == NULL) return NULL;
  const Expr *bound = expr_bool(call->arena, true);
  for (size_t i = 0; i < count; i++)
    bound = native_and(call->arena, bound, terms_bound(call->lowering, simple[i]));
  if (native_is_true(bound)) return result;
  const CaseBranch branch = {bound, result};
  return expr_case(call->arena, 1, &branch, NULL);
}

const Expr *call_native(Lowering *lowering, const Expr *term, PgType type,
                        const Expr *(*value)(void *self, const Expr *simple), void *self) {
  Arena *arena = lowering->arena;
  if (term->kind == EXPR_UNBOUND) return expr_null(arena, type);
  if (term->kind != EXPR_CASE) {
    const Expr *native = value(self, term);
    return native == NULL ? expr_null(arena, type) : native;
  }
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, term->u.case_.count + 1);
  size_t count = term->u.case_.count;
  for (size_t i = 0; i < count; i++)
    branches[i] =
        (CaseBranch){term->u.case_.branch[i].condition,
                     call_native(lowering, term->u.case_.branch[i].value, type, value, self)};
  const Expr *otherwise = term->u.case_.otherwise == NULL
                              ? NULL
                              : call_native(lowering, term->u.case_.otherwise, type, value, self);
  if (otherwise != NULL && native_is_null(otherwise)) otherwise = NULL;
  while (otherwise == NULL && count > 0 && native_is_null(branches[count - 1].value)) count--;
  if (count == 0) return otherwise == NULL ? expr_null(arena, type) : otherwise;
  return expr_case(arena, count, branches, otherwise);
}

bool call_text(Call *call, const Expr *simple, const Expr **text) {
  const TermParts parts = terms_parts(simple);
  if (parts.kind != TERM_LITERAL) return false;
  if (parts.datatype != &XSD_STRING && parts.datatype != &RDF_LANG_STRING) return false;
  *text = terms_lexical_text(call->lowering, simple);
  return true;
}

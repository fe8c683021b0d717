// Functions on terms (SPARQL 1.1 section 17.4.2), COALESCE and BOUND.
#include <strings.h>

#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"

// Terms of which a column says the kind are taken apart by call_apply; what is left dynamic is a
// literal with a language or datatype of its own.

static const Expr *str(Call *call, const Expr *const simple[]) {
  if (terms_parts(simple[0]).kind == TERM_BLANK) return NULL;
  if (simple[0]->kind == EXPR_CONST)
    return expr_const(call->arena, term_literal(simple[0]->u.constant.lexical, &XSD_STRING));
  return call_string(call, terms_lexical_text(call->lowering, simple[0]));
}

CALL_WHOLE(call_str) { return call_apply(call, count, args, str); }

static const Expr *constant_string(Call *call, const char *text) {
  return expr_const(call->arena,
                    term_literal(symbols_intern_text(call->lowering->symbols, text), &XSD_STRING));
}

static const Expr *lang(Call *call, const Expr *const simple[]) {
  if (terms_parts(simple[0]).kind != TERM_LITERAL) return NULL;
  const Expr *language = terms_language_text(call->lowering, simple[0]);
  if (native_is_null(language)) return call_where_bound(call, 1, simple, constant_string(call, ""));
  if (language->kind == EXPR_NATIVE)
    return call_where_bound(call, 1, simple, constant_string(call, language->u.native));
  return call_string(call, language);
}

CALL_WHOLE(call_lang) { return call_apply(call, count, args, lang); }

static const Expr *datatype(Call *call, const Expr *const simple[]) {
  const TermParts parts = terms_parts(simple[0]);
  if (parts.kind != TERM_LITERAL) return NULL;
  if (simple[0]->kind == EXPR_CONST || simple[0]->u.rdf.datatype_expr == NULL)
    return call_where_bound(call, 1, simple, expr_const(call->arena, term_iri(parts.datatype)));
  return expr_rdf(call->arena, TERM_IRI, NULL, NULL,
                  terms_datatype_text(call->lowering, simple[0]));
}

CALL_WHOLE(call_datatype) { return call_apply(call, count, args, datatype); }

// The same for a range that is not constant: '*', or the tag's beginning before '-' or its end.
static const Expr *langmatches_any(Call *call, const Expr *tag, const Expr *range) {
  Arena *arena = call->arena;
  const Expr *none = native_text(arena, "", 0), *dash = native_text(arena, "-", 1);
  const Expr *any = native_compare(arena, OP_EQ, range, native_text(arena, "*", 1));
  const Expr *start = native_call2(
      arena, "starts_with", PG_TYPE_BOOL,
      expr_sql2(arena, OP_CONCAT, native_call1(arena, "lower", PG_TYPE_TEXT, tag), dash),
      expr_sql2(arena, OP_CONCAT, native_call1(arena, "lower", PG_TYPE_TEXT, range), dash));
  const Expr *given = native_compare(arena, OP_NE, range, none);
  return call_boolean(call, native_when(arena, any, native_compare(arena, OP_NE, tag, none),
                                        native_and(arena, given, start)));
}

// RFC 4647 basic filtering (section 3.3.1).
static const Expr *langmatches(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const Expr *tag, *range;
  if (!call_text(call, simple[0], &tag) || !call_text(call, simple[1], &range)) return NULL;
  if (range->kind != EXPR_NATIVE) return langmatches_any(call, tag, range);
  char *lower = arena_copy_text(arena, range->u.native, strlen(range->u.native));
  for (char *c = lower; *c != '\0'; c++)
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + ('a' - 'A'));
  const Expr *none = native_text(arena, "", 0);
  if (strcmp(lower, "*") == 0) return call_boolean(call, native_compare(arena, OP_NE, tag, none));
  const size_t length = strlen(lower);
  if (tag->kind == EXPR_NATIVE) {
    const char *text = tag->u.native;
    const bool matches = strncasecmp(text, lower, length) == 0 &&
                         (text[length] == '\0' || text[length] == '-') && length > 0;
    return call_boolean(call, expr_bool(arena, matches));
  }
  const Expr *folded = native_call1(arena, "lower", PG_TYPE_TEXT, tag);
  const Expr *start = native_text(arena, arena_format(arena, "%s-", lower), length + 1);
  const Expr *equal = native_compare(arena, OP_EQ, folded, native_text(arena, lower, length));
  return call_boolean(
      call,
      native_or(arena, equal, native_call2(arena, "starts_with", PG_TYPE_BOOL, folded, start)));
}

CALL_WHOLE(call_langmatches) { return call_apply(call, count, args, langmatches); }

CALL_WHOLE(call_bound) {
  (void)count;
  return call_boolean(call, terms_bound(call->lowering, args[0]));
}

CALL_WHOLE(call_coalesce) {
  Arena *arena = call->arena;
  CaseBranch *branches = ARENA_ARRAY(arena, CaseBranch, count + 1);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const Expr *bound = terms_bound(call->lowering, args[i]);
    if (native_is_false(bound)) continue;
    if (native_is_true(bound))
      return used == 0 ? args[i] : expr_case(arena, used, branches, args[i]);
    branches[used++] = (CaseBranch){bound, args[i]};
  }
  return used == 0 ? NULL : expr_case(arena, used, branches, NULL);
}

static const Expr *is_kind(Call *call, const Expr *const simple[]) {
  static const char codes[] = {[TERM_IRI] = 'I', [TERM_BLANK] = 'B', [TERM_LITERAL] = 'L'};
  const bool yes = codes[terms_parts(simple[0]).kind] == call->sql[0];
  const Symbol *text = symbols_intern_text(call->lowering->symbols, yes ? "true" : "false");
  return call_where_bound(call, 1, simple,
                          expr_const(call->arena, term_literal(text, &XSD_BOOLEAN)));
}

CALL_WHOLE(call_is_kind) { return call_apply(call, count, args, is_kind); }

static const Expr *isnumeric(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const Expr *answer = expr_bool(arena, false);
  if (value_class(simple[0]) == VALUE_NUMERIC) {
    if (value_is_total(simple[0])) {
      answer = expr_bool(arena, true);
    } else {
      const Expr *value = value_native(call->lowering, simple[0]);
      answer = native_is_not_null(arena, value);
    }
  }
  return call_where_bound(call, 1, simple, call_boolean(call, answer));
}

CALL_WHOLE(call_isnumeric) { return call_apply(call, count, args, isnumeric); }

// --- Making terms --------------------------------------------------------------------------------

static const Expr *resolve_constant(Call *call, const Symbol *text) {
  const Symbol *base = call->lowering->base;
  Buffer iri = {0};
  if (iri_is_absolute(text->text, text->length))
    buffer_add_symbol(&iri, text);
  else
    iri_resolve(base == NULL ? "" : base->text, base == NULL ? 0 : base->length, text->text,
                text->length, &iri);
  const bool valid = iri_is_strict(iri.data == NULL ? "" : iri.data, iri.length);
  const Symbol *symbol = symbols_intern(call->lowering->symbols, buffer_text(&iri), iri.length);
  buffer_free(&iri);
  return valid ? expr_const(call->arena, term_iri(symbol)) : NULL;
}

// RFC 3986 5.2.2 for a reference that a column says: a text with a scheme is an IRI as it is, any
// other stands after a part of the base. Text with dot segments, or that is no
// IRI (iri_is_strict), is an error here.
static const Expr *resolve_text(Call *call, const Expr *text) {
  Arena *arena = call->arena;
  const Symbol *base = call->lowering->base;
  const Expr *nothing = expr_null(arena, PG_TYPE_TEXT);
  const Expr *odd =
      native_matches(arena, text, "[\\x01-\\x20<>\"{}|\\\\^`]|%(?![0-9A-Fa-f]{2})|#.*#");
  if (base == NULL || base->length == 0)
    return expr_rdf(arena, TERM_IRI, NULL, NULL, native_when(arena, odd, nothing, text));
  const IriParts parts = iri_split(base->text, base->length);
  const char *path = parts.path.text, *path_end = path + parts.path.length;
  const char *query_end =
      parts.query.text == NULL ? path_end : parts.query.text + parts.query.length;
  const char *folder = path;
  for (const char *c = path; c < path_end; c++)
    if (*c == '/') folder = c + 1;
  const char *scheme_end = base->text + (parts.scheme.text == NULL ? 0 : parts.scheme.length + 1);
  // What a reference that begins so stands after; the last one is any other's.
  const struct {
    const char *pattern, *end;
  } kinds[] = {
      {"^//", scheme_end}, {"^/", path}, {"^[?]", path_end}, {"^(#|$)", query_end}, {NULL, folder}};
  const Expr *resolved = NULL;
  for (size_t i = sizeof kinds / sizeof *kinds; i-- > 0;) {
    const Expr *before = native_text(arena, base->text, (size_t)(kinds[i].end - base->text));
    const Expr *whole = expr_sql2(arena, OP_CONCAT, before, text);
    resolved = resolved == NULL ? whole
                                : native_when(arena, native_matches(arena, text, kinds[i].pattern),
                                              whole, resolved);
  }
  const CaseBranch branches[] = {
      {odd, nothing},
      {native_matches(arena, text, "^[A-Za-z][A-Za-z0-9+.-]*:"), text},
      {native_matches(arena, text, "^[^?#]*(^|/)[.]{1,2}(/|[?#]|$)"), nothing}};
  return expr_rdf(arena, TERM_IRI, NULL, NULL, expr_case(arena, 3, branches, resolved));
}

static const Expr *iri(Call *call, const Expr *const simple[]) {
  if (terms_parts(simple[0]).kind == TERM_IRI) return simple[0];
  if (value_class(simple[0]) != VALUE_STRING) return NULL;
  if (simple[0]->kind == EXPR_CONST) return resolve_constant(call, simple[0]->u.constant.lexical);
  const Expr *text = simple[0]->u.rdf.lexical;
  if (text->kind == EXPR_TEMPLATE && text->u.template_.encode &&
      text->u.template_.text[0]->length > 0 &&
      iri_is_absolute(text->u.template_.text[0]->text, text->u.template_.text[0]->length))
    return expr_rdf(call->arena, TERM_IRI, NULL, NULL, text);
  return resolve_text(call, native_lexical(call->arena, text));
}

CALL_WHOLE(call_iri) { return call_apply(call, count, args, iri); }

static const Expr *random_text(Call *call) {
  const Expr *uuid = expr_sql_call(call->arena, "gen_random_uuid", PG_TYPE_UUID, 0, NULL);
  return native_cast(call->arena, uuid, PG_TYPE_TEXT);
}

CALL_WHOLE(call_bnode) {
  (void)args;
  if (count > 0) return call_refuse(call, "with an argument");
  return expr_rdf(call->arena, TERM_BLANK, NULL, NULL, random_text(call));
}

CALL_WHOLE(call_uuid) {
  (void)count;
  (void)args;
  const Expr *prefix = native_text(call->arena, "urn:uuid:", strlen("urn:uuid:"));
  return expr_rdf(call->arena, TERM_IRI, NULL, NULL,
                  expr_sql2(call->arena, OP_CONCAT, prefix, random_text(call)));
}

CALL_WHOLE(call_struuid) {
  (void)count;
  (void)args;
  return call_string(call, random_text(call));
}

static const Expr *strlang(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_STRING || value_class(simple[1]) != VALUE_STRING) return NULL;
  const Expr *text = value_native(call->lowering, simple[0]);
  const Expr *tag = value_native(call->lowering, simple[1]);
  Expr *result = (Expr *)expr_rdf(call->arena, TERM_LITERAL, &RDF_LANG_STRING, NULL, text);
  if (tag->kind != EXPR_NATIVE) {
    Arena *arena = call->arena;
    result->u.rdf.language_expr = native_call1(arena, "lower", PG_TYPE_TEXT, tag);
    const CaseBranch branch = {native_compare(arena, OP_NE, tag, native_text(arena, "", 0)),
                               result};
    return expr_case(arena, 1, &branch, NULL);
  }
  if (tag->u.native[0] == '\0') return NULL;
  char *lower = arena_copy_text(call->arena, tag->u.native, strlen(tag->u.native));
  for (char *c = lower; *c != '\0'; c++)
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + ('a' - 'A'));
  result->u.rdf.language = symbols_intern_text(call->lowering->symbols, lower);
  return result;
}

CALL_WHOLE(call_strlang) { return call_apply(call, count, args, strlang); }

static const Expr *strdt(Call *call, const Expr *const simple[]) {
  if (value_class(simple[0]) != VALUE_STRING || terms_parts(simple[1]).kind != TERM_IRI)
    return NULL;
  const Expr *text = value_native(call->lowering, simple[0]);
  if (simple[1]->kind == EXPR_CONST) {
    const Symbol *type = simple[1]->u.constant.lexical;
    if (type == &RDF_LANG_STRING) return NULL;
    if (simple[0]->kind == EXPR_CONST)
      return expr_const(call->arena, term_literal(simple[0]->u.constant.lexical, type));
    return call_literal(call, type, text);
  }
  Expr *result = (Expr *)expr_rdf(call->arena, TERM_LITERAL, NULL, NULL, text);
  result->u.rdf.datatype_expr = terms_lexical_text(call->lowering, simple[1]);
  return result;
}

CALL_WHOLE(call_strdt) { return call_apply(call, count, args, strdt); }

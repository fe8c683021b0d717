// Functions on strings (SPARQL 1.1 section 17.4.3) and digests (17.4.6).
#include "base/buffer.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/lower/call.h"
#include "rewriter/regex/regex.h"

// The constant's text, or NULL.
static const char *constant_text(const Expr *native) {
  return native->kind == EXPR_NATIVE ? native->u.native : NULL;
}

static const Expr *empty(Call *call) { return native_text(call->arena, "", 0); }

static const Expr *strlen_simple(Call *call, const Expr *const simple[]) {
  const Expr *text;
  if (!call_text(call, simple[0], &text)) return NULL;
  return call_integer(call, native_call1(call->arena, call->sql, PG_TYPE_INT4, text));
}

CALL_WHOLE(call_strlen) { return call_apply(call, count, args, strlen_simple); }

// Case mapping of all of Unicode, whatever the database's collation is.
static const Expr *case_simple(Call *call, const Expr *const simple[]) {
  const Expr *text;
  if (!call_text(call, simple[0], &text)) return NULL;
  const Expr *unicode = native_call1(call->arena, "COLLATE \"und-x-icu\"", PG_TYPE_TEXT, text);
  const Expr *mapped = native_call1(call->arena, call->sql, PG_TYPE_TEXT, unicode);
  return call_string_like(call, simple[0],
                          native_call1(call->arena, "COLLATE \"C\"", PG_TYPE_TEXT, mapped));
}

CALL_WHOLE(call_case) { return call_apply(call, count, args, case_simple); }

static const Expr *encode(Call *call, const Expr *const simple[]) {
  const Expr *text;
  if (!call_text(call, simple[0], &text)) return NULL;
  return call_string(call, native_call1(call->arena, "@encode_for_uri", PG_TYPE_TEXT, text));
}

CALL_WHOLE(call_encode) { return call_apply(call, count, args, encode); }

// --- Two strings ---------------------------------------------------------------------------------

// Argument compatibility (17.4.3.1.2): the second has no language, or that of the first.
static bool compatible(Call *call, const Expr *const simple[], const Expr **a, const Expr **b) {
  if (!call_text(call, simple[0], a) || !call_text(call, simple[1], b)) return false;
  const TermParts x = terms_parts(simple[0]), y = terms_parts(simple[1]);
  if (y.datatype == &XSD_STRING) return true;
  if (x.datatype == &XSD_STRING) return false;
  if (x.dynamic || y.dynamic) return true;  // where_compatible decides
  const Expr *p = terms_language_text(call->lowering, simple[0]);
  const Expr *q = terms_language_text(call->lowering, simple[1]);
  return strcmp(p->u.native, q->u.native) == 0;
}

// The result where two languages that columns say are the same.
static const Expr *where_compatible(Call *call, const Expr *const simple[], const Expr *result) {
  if (result == NULL) return NULL;
  const TermParts x = terms_parts(simple[0]), y = terms_parts(simple[1]);
  if ((!x.dynamic && !y.dynamic) || x.datatype == &XSD_STRING || y.datatype == &XSD_STRING)
    return result;
  const CaseBranch branch = {
      native_compare(call->arena, OP_EQ, terms_language_text(call->lowering, simple[0]),
                     terms_language_text(call->lowering, simple[1])),
      result};
  return expr_case(call->arena, 1, &branch, NULL);
}

// LIKE with a constant, which indexes can serve.
static const Expr *like(Call *call, const Expr *text, const char *before, const char *constant,
                        const char *after) {
  Buffer pattern = {0};
  buffer_add_text(&pattern, before);
  for (const char *c = constant; *c != '\0'; c++) {
    if (*c == '%' || *c == '_' || *c == '\\') buffer_add_char(&pattern, '\\');
    buffer_add_char(&pattern, *c);
  }
  buffer_add_text(&pattern, after);
  const Expr *right =
      native_text(call->arena, pattern.data == NULL ? "" : pattern.data, pattern.length);
  buffer_free(&pattern);
  return call_boolean(call, native_call2(call->arena, "~~", PG_TYPE_BOOL, text, right));
}

// Does the fixed beginning of a template decide? 1 yes, 0 no, -1 unknown.
static int prefix_decides(const Expr *text, const char *prefix) {
  if (text->kind != EXPR_TEMPLATE) return -1;
  const Symbol *first = text->u.template_.text[0];
  const size_t length = strlen(prefix);
  const size_t shorter = first->length < length ? first->length : length;
  if (memcmp(first->text, prefix, shorter) != 0) return 0;
  return length <= first->length ? 1 : -1;
}

static const Expr *contains_texts(Call *call, const Expr *const simple[]) {
  const Expr *a, *b;
  if (!compatible(call, simple, &a, &b)) return NULL;
  const char *constant = constant_text(b), *whole = constant_text(a);
  if (constant != NULL && whole != NULL)
    return call_boolean(call, expr_bool(call->arena, strstr(whole, constant) != NULL));
  if (constant != NULL) return like(call, a, "%", constant, "%");
  const Expr *at = native_call2(call->arena, call->sql, PG_TYPE_INT4, a, b);
  return call_boolean(call, native_compare(call->arena, OP_GT, at, native_integer(call->arena, 0)));
}

static const Expr *contains(Call *call, const Expr *const simple[]) {
  return where_compatible(call, simple, contains_texts(call, simple));
}

CALL_WHOLE(call_contains) { return call_apply(call, count, args, contains); }

static const Expr *starts_texts(Call *call, const Expr *const simple[]) {
  const Expr *a, *b;
  if (!compatible(call, simple, &a, &b)) return NULL;
  const char *constant = constant_text(b), *whole = constant_text(a);
  if (constant != NULL && whole != NULL)
    return call_boolean(call,
                        expr_bool(call->arena, strncmp(whole, constant, strlen(constant)) == 0));
  if (constant != NULL) {
    const int decided = prefix_decides(a, constant);
    if (decided >= 0)
      return call_where_bound(call, 2, simple,
                              call_boolean(call, expr_bool(call->arena, decided == 1)));
    return like(call, a, "", constant, "%");
  }
  return call_boolean(call, native_call2(call->arena, call->sql, PG_TYPE_BOOL, a, b));
}

static const Expr *starts(Call *call, const Expr *const simple[]) {
  return where_compatible(call, simple, starts_texts(call, simple));
}

CALL_WHOLE(call_starts) { return call_apply(call, count, args, starts); }

static const Expr *ends_texts(Call *call, const Expr *const simple[]) {
  const Expr *a, *b;
  if (!compatible(call, simple, &a, &b)) return NULL;
  const char *constant = constant_text(b), *whole = constant_text(a);
  if (constant != NULL && whole != NULL) {
    const size_t length = strlen(constant), all = strlen(whole);
    return call_boolean(
        call, expr_bool(call->arena, length <= all && strcmp(whole + all - length, constant) == 0));
  }
  if (constant != NULL) return like(call, a, "%", constant, "");
  const Expr *length = native_call1(call->arena, "length", PG_TYPE_INT4, b);
  const Expr *tail = native_call2(call->arena, call->sql, PG_TYPE_TEXT, a, length);
  // right(a, 0) is empty, as it must be for an empty b.
  return call_boolean(call, native_compare(call->arena, OP_EQ, tail, b));
}

static const Expr *ends(Call *call, const Expr *const simple[]) {
  return where_compatible(call, simple, ends_texts(call, simple));
}

CALL_WHOLE(call_ends) { return call_apply(call, count, args, ends); }

// STRBEFORE and STRAFTER: the part with the first argument's language, or "" where there is none.
static const Expr *part(Call *call, const Expr *const simple[], bool before) {
  Arena *arena = call->arena;
  const Expr *a, *b;
  if (!compatible(call, simple, &a, &b)) return NULL;
  const Expr *at = native_call2(arena, "strpos", PG_TYPE_INT4, a, b);
  const Expr *offset =
      before ? native_integer(arena, -1) : native_call1(arena, "length", PG_TYPE_INT4, b);
  const Expr *border = expr_sql2(arena, OP_ADD, at, offset);
  const Expr *found =
      call_string_like(call, simple[0], native_call2(arena, call->sql, PG_TYPE_TEXT, a, border));
  const CaseBranch branches[] = {
      {native_compare(arena, OP_GT, at, native_integer(arena, 0)), found},
      {native_compare(arena, OP_EQ, at, native_integer(arena, 0)), call_string(call, empty(call))}};
  if (value_class(simple[0]) == VALUE_STRING) {
    const Expr *text = native_when(arena, branches[0].condition, found->u.rdf.lexical,
                                   native_when(arena, branches[1].condition, empty(call), NULL));
    return call_string(call, text);
  }
  return expr_case(arena, 2, branches, NULL);
}

static const Expr *before_simple(Call *call, const Expr *const simple[]) {
  return where_compatible(call, simple, part(call, simple, true));
}

static const Expr *after_simple(Call *call, const Expr *const simple[]) {
  return where_compatible(call, simple, part(call, simple, false));
}

CALL_WHOLE(call_before) { return call_apply(call, count, args, before_simple); }
CALL_WHOLE(call_after) { return call_apply(call, count, args, after_simple); }

static const Expr *concat(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const size_t count = call->expr->u.call.count;
  const Expr *whole = NULL, *alike = expr_bool(arena, true);
  bool same = true;
  for (size_t i = 0; i < count; i++) {
    const Expr *text;
    if (!call_text(call, simple[i], &text)) return NULL;
    const TermParts first = terms_parts(simple[0]), parts = terms_parts(simple[i]);
    const Expr *p = terms_language_text(call->lowering, simple[0]);
    const Expr *q = terms_language_text(call->lowering, simple[i]);
    same = same && first.datatype == parts.datatype;
    if (same && !native_is_null(p) && !expr_equal(p, q))
      alike = native_and(arena, alike, native_compare(arena, OP_EQ, p, q));
    if (whole == NULL) {
      whole = text;
    } else if (whole->kind == EXPR_NATIVE && text->kind == EXPR_NATIVE) {
      const char *both = arena_format(arena, "%s%s", whole->u.native, text->u.native);
      whole = native_text(arena, both, strlen(both));
    } else {
      whole = expr_sql2(arena, OP_CONCAT, whole, text);
    }
  }
  if (!same || native_is_false(alike)) return call_string(call, whole);
  const Expr *tagged = call_string_like(call, simple[0], whole);
  if (native_is_true(alike)) return tagged;
  const CaseBranch branch = {alike, tagged};
  return expr_case(arena, 1, &branch, call_string(call, whole));
}

CALL_WHOLE(call_concat) {
  if (count == 0) return call_string(call, empty(call));
  return call_apply(call, count, args, concat);
}

// --- SUBSTR --------------------------------------------------------------------------------------

// An xsd:integer as int4; what is beyond its range is beyond every string too.
static const Expr *position(Call *call, const Expr *simple) {
  Arena *arena = call->arena;
  if (value_class(simple) != VALUE_NUMERIC) return NULL;
  const Expr *value = value_native(call->lowering, simple);
  const PgFamily family = pg_type_info(value->type)->family;
  if (value->type == PG_TYPE_INT4 || native_is_null(value))
    return native_is_null(value) ? NULL : value;
  if (value->type == PG_TYPE_INT2) return native_cast(arena, value, PG_TYPE_INT4);
  if (family != PG_FAMILY_INTEGER) {
    const Expr *half = expr_native(arena, value->type, "0.5");
    value = native_call1(arena, "floor", value->type,
                         expr_sql(arena, OP_ADD, value->type, 2, (const Expr *[]){value, half}));
  }
  const Expr *least = expr_native(arena, value->type, "-1000000000");
  const Expr *most = expr_native(arena, value->type, "1000000000");
  const Expr *bounded = native_call2(arena, "least", value->type, most,
                                     native_call2(arena, "greatest", value->type, least, value));
  // least and greatest pass over NULL.
  return native_when(arena, native_is_not_null(arena, value),
                     native_cast(arena, bounded, PG_TYPE_INT4), NULL);
}

static const Expr *substr(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const Expr *text;
  if (!call_text(call, simple[0], &text)) return NULL;
  const Expr *start = position(call, simple[1]);
  if (start == NULL) return NULL;
  if (call->expr->u.call.count == 2)
    return call_string_like(call, simple[0],
                            native_call2(arena, call->sql, PG_TYPE_TEXT, text, start));
  const Expr *length = position(call, simple[2]);
  if (length == NULL) return NULL;
  if (length->kind != EXPR_NATIVE) {
    const Expr *some =
        native_call2(arena, "greatest", PG_TYPE_INT4, native_integer(arena, 0), length);
    length = native_when(arena, native_is_not_null(arena, length), some, NULL);
  } else if (length->u.native[0] == '-') {
    length = native_integer(arena, 0);
  }
  return call_string_like(call, simple[0],
                          native_call3(arena, call->sql, PG_TYPE_TEXT, text, start, length));
}

CALL_WHOLE(call_substr) { return call_apply(call, count, args, substr); }

// --- Regular expressions -------------------------------------------------------------------------

// The pattern and flags, which must be constants. false: refused, or an error in the pattern.
static bool translate(Call *call, const Expr *pattern, const Expr *flags, RegexText *out) {
  const char *source = constant_text(pattern);
  const char *options = flags == NULL ? "" : constant_text(flags);
  if (source == NULL || options == NULL) {
    call_refuse(call, "with a pattern or flags that are not constants");
    return false;
  }
  const char *unsupported = NULL;
  if (regex_translate(call->arena, REGEX_POSTGRESQL, source, options, out, &unsupported))
    return true;
  if (unsupported != NULL)
    call_refuse(call, arena_format(call->arena, "with %s in the pattern", unsupported));
  return false;
}

// Patterns, replacements and flags are simple literals: a language is an error.
static bool simple_text(Call *call, const Expr *simple, const Expr **out) {
  return value_class(simple) == VALUE_STRING && call_text(call, simple, out);
}

static const Expr *matched_text(Call *call, const Expr *text, const RegexText *regex) {
  return regex->unicode ? native_call1(call->arena, "COLLATE \"und-x-icu\"", PG_TYPE_TEXT, text)
                        : text;
}

// A pattern in which each character stands for itself, as one of LIKE; NULL for others. PostgreSQL
// looks for such a text in half the time, by the same trigram indexes.
static const Expr *like_pattern(Call *call, const char *pattern) {
  if (strpbrk(pattern, ".^$*+?()[]{}|\\") != NULL) return NULL;
  Buffer like = {0};
  buffer_add_char(&like, '%');
  for (; *pattern != '\0'; pattern++) {
    if (*pattern == '%' || *pattern == '_') buffer_add_char(&like, '\\');
    buffer_add_char(&like, *pattern);
  }
  buffer_add_char(&like, '%');
  const Expr *text = native_text(call->arena, like.data, like.length);
  buffer_free(&like);
  return text;
}

static const Expr *regex_simple(Call *call, const Expr *const simple[]) {
  const Expr *text, *pattern, *flags = NULL;
  if (!call_text(call, simple[0], &text) || !simple_text(call, simple[1], &pattern)) return NULL;
  if (call->expr->u.call.count > 2 && !simple_text(call, simple[2], &flags)) return NULL;
  RegexText regex;
  if (!translate(call, pattern, flags, &regex)) return NULL;
  const Expr *like = flags == NULL ? like_pattern(call, constant_text(pattern)) : NULL;
  if (like != NULL)
    return call_boolean(call, native_call2(call->arena, "~~", PG_TYPE_BOOL, text, like));
  return call_boolean(call,
                      native_matches(call->arena, matched_text(call, text, &regex), regex.pattern));
}

CALL_WHOLE(call_regex) { return call_apply(call, count, args, regex_simple); }

// fn:replace's $1 and \$ as regexp_replace's \1 and $; NULL when it is not lawful.
static const char *replacement(Arena *arena, const char *source, unsigned groups) {
  Buffer out = {0};
  bool lawful = true;
  for (const char *c = source; *c != '\0' && lawful; c++) {
    if (*c == '$') {
      lawful = c[1] >= '0' && c[1] <= '9';
      if (!lawful) break;
      const unsigned group = (unsigned)(*++c - '0');
      if (group == 0) buffer_add_text(&out, "\\&");
      if (group > 0 && group <= groups) buffer_printf(&out, "\\%u", group);
    } else if (*c == '\\') {
      c++;
      lawful = *c == '\\' || *c == '$';
      buffer_add_text(&out, *c == '$' ? "$" : "\\\\");
    } else {
      buffer_add_char(&out, *c);
    }
  }
  const char *text = lawful ? buffer_copy(&out, arena) : NULL;
  buffer_free(&out);
  return text;
}

static const Expr *replace(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  const Expr *text, *pattern, *with, *flags = NULL;
  if (!call_text(call, simple[0], &text) || !simple_text(call, simple[1], &pattern) ||
      !simple_text(call, simple[2], &with))
    return NULL;
  if (call->expr->u.call.count > 3 && !simple_text(call, simple[3], &flags)) return NULL;
  RegexText regex;
  if (!translate(call, pattern, flags, &regex)) return NULL;
  if (constant_text(with) == NULL)
    return call_refuse(call, "with a replacement that is not a constant");
  // PostgreSQL takes the longest match, XPath the first that it comes upon.
  if (regex.ambiguous) return call_refuse(call, "with a choice of matches in the pattern");
  // A pattern that matches the empty string is an error (F&O FORX0003).
  if (regex.matches_empty) return NULL;
  if (regex.groups > 9) return call_refuse(call, "with more than nine groups in the pattern");
  const char *new_text = replacement(arena, with->u.native, regex.groups);
  if (new_text == NULL) return NULL;
  const Expr *args[] = {matched_text(call, text, &regex),
                        native_text(arena, regex.pattern, strlen(regex.pattern)),
                        native_text(arena, new_text, strlen(new_text)), native_text(arena, "g", 1)};
  const Expr *result = expr_sql_call(arena, call->sql, PG_TYPE_TEXT, 4, args);
  if (regex.unicode) result = native_call1(arena, "COLLATE \"C\"", PG_TYPE_TEXT, result);
  return call_string_like(call, simple[0], result);
}

CALL_WHOLE(call_replace) { return call_apply(call, count, args, replace); }

// --- Digests -------------------------------------------------------------------------------------

static const Expr *hash(Call *call, const Expr *const simple[]) {
  Arena *arena = call->arena;
  if (value_class(simple[0]) != VALUE_STRING) return NULL;
  const Expr *text = value_native(call->lowering, simple[0]);
  const Expr *utf8 = native_text(arena, "UTF8", 4);
  const Expr *bytes = native_call2(arena, "convert_to", PG_TYPE_BYTEA, text, utf8);
  if (call->sql == NULL) return call_refuse(call, "(PostgreSQL has it in an extension only)");
  if (call->expr->u.call.function == FN_MD5)
    return call_string(call, native_call1(arena, call->sql, PG_TYPE_TEXT, bytes));
  const Expr *digest = native_call1(arena, call->sql, PG_TYPE_BYTEA, bytes);
  return call_string(
      call, native_call2(arena, "encode", PG_TYPE_TEXT, digest, native_text(arena, "hex", 3)));
}

CALL_WHOLE(call_hash) { return call_apply(call, count, args, hash); }

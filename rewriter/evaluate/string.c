// Functions on strings (SPARQL 1.1 section 17.4.3). Positions and lengths are in code points.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>

#include "base/rdf/vocabulary.h"
#include "base/utf8.h"
#include "rewriter/evaluate/function.h"

Term string_like(Arena *memory, const Term *like, const char *text, size_t length) {
  Term out = *like;
  out.plain = false;
  out.lexical = typed_symbol(memory, text, length);
  return out;
}

EVALUATE(evaluate_strlen) {
  (void)count;
  const Symbol *text = args[0].lexical;
  return typed_integer(this->memory, (int64_t)utf8_count(text->text, text->length));
}

// The default case mappings of Unicode, without those of a language.
EVALUATE(evaluate_case) {
  (void)count;
  const bool upper = this->call->u.call.function == FN_UCASE;
  const Symbol *text = args[0].lexical;
  size_t length = 0;
  uint8_t *mapped = (upper ? u8_toupper : u8_tolower)((const uint8_t *)text->text, text->length,
                                                      NULL, NULL, NULL, &length);
  if (mapped == NULL) return EVALUATION_ERROR;
  const Term out = string_like(this->memory, &args[0], (const char *)mapped, length);
  free(mapped);
  return out;
}

EVALUATE(evaluate_encode) {
  (void)count;
  static const char hex[] = "0123456789ABCDEF";
  Buffer out = {0};
  for (size_t i = 0; i < args[0].lexical->length; i++) {
    const unsigned char c = (unsigned char)args[0].lexical->text[i];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       (c != '\0' && strchr("-_.~", c) != NULL);
    if (plain) {
      buffer_add_char(&out, (char)c);
    } else {
      buffer_add_char(&out, '%');
      buffer_add_char(&out, hex[c >> 4]);
      buffer_add_char(&out, hex[c & 15]);
    }
  }
  const Term term = typed_literal(this->memory, &out, &XSD_STRING);
  buffer_free(&out);
  return term;
}

// --- Two strings ---------------------------------------------------------------------------------

// Argument compatibility (17.4.3.1.2): the second has no language, or that of the first.
static bool are_compatible(const Term *a, const Term *b) {
  if (b->language == NULL) return true;
  return a->language != NULL && strcasecmp(a->language->text, b->language->text) == 0;
}

static const char *find(const Symbol *text, const Symbol *part) {
  if (part->length == 0) return text->text;
  return memmem(text->text, text->length, part->text, part->length);
}

EVALUATE(evaluate_search) {
  (void)count;
  if (!are_compatible(&args[0], &args[1])) return EVALUATION_ERROR;
  const Symbol *text = args[0].lexical, *part = args[1].lexical;
  switch (this->call->u.call.function) {
    case FN_CONTAINS: return typed_boolean(find(text, part) != NULL);
    case FN_STRSTARTS:
      return typed_boolean(part->length <= text->length &&
                           memcmp(text->text, part->text, part->length) == 0);
    default:
      return typed_boolean(
          part->length <= text->length &&
          memcmp(text->text + text->length - part->length, part->text, part->length) == 0);
  }
}

EVALUATE(evaluate_part) {
  (void)count;
  if (!are_compatible(&args[0], &args[1])) return EVALUATION_ERROR;
  const Symbol *text = args[0].lexical, *part = args[1].lexical;
  const char *found = find(text, part);
  if (found == NULL) return typed_string(this->memory, "", 0);
  if (this->call->u.call.function == FN_STRBEFORE)
    return string_like(this->memory, &args[0], text->text, (size_t)(found - text->text));
  const char *after = found + part->length;
  return string_like(this->memory, &args[0], after, text->length - (size_t)(after - text->text));
}

static bool same_language(const Term *a, const Term *b) {
  if (a->language == NULL || b->language == NULL) return a->language == b->language;
  return strcasecmp(a->language->text, b->language->text) == 0;
}

// With a language only where all arguments have the same (17.4.3.12).
EVALUATE(evaluate_concat) {
  Buffer out = {0};
  bool alike = count > 0;
  for (size_t i = 0; i < count; i++) {
    buffer_add_symbol(&out, args[i].lexical);
    alike = alike && args[i].datatype == args[0].datatype && same_language(&args[i], &args[0]);
  }
  const char *text = out.data == NULL ? "" : out.data;
  const Term term = alike ? string_like(this->memory, &args[0], text, out.length)
                          : typed_string(this->memory, text, out.length);
  buffer_free(&out);
  return term;
}

// --- SUBSTR (fn:substring) -----------------------------------------------------------------------

// The first byte of code point number `at`, counted from 0; the end where there is none.
static const char *code_point(const Symbol *text, double at) {
  const char *c = text->text, *end = c + text->length;
  while (at > 0 && c < end) {
    at--;
    c++;
    while (c < end && ((unsigned char)*c & 0xC0) == 0x80) c++;
  }
  return c;
}

static bool position(Arena *memory, const Term *term, double *out) {
  const Typed value = typed_of(memory, term);
  if (!value.valid) return false;
  const double number = number_promote(memory, &value.u.number, NUMBER_DOUBLE).real;
  *out = floor(number + 0.5);
  return true;
}

EVALUATE(evaluate_substr) {
  double start, length = INFINITY;
  if (!position(this->memory, &args[1], &start)) return EVALUATION_ERROR;
  if (count > 2 && !position(this->memory, &args[2], &length)) return EVALUATION_ERROR;
  // Those at positions p with start <= p < start + length; NaN compares with nothing.
  const double stop = start + length;
  if (isnan(start) || isnan(stop)) return string_like(this->memory, &args[0], "", 0);
  const char *from = code_point(args[0].lexical, start - 1);
  const char *to = code_point(args[0].lexical, stop - 1);
  return string_like(this->memory, &args[0], from, to > from ? (size_t)(to - from) : 0);
}

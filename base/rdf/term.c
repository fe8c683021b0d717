// Making and comparing RDF terms.
#include "base/rdf/term.h"

#include <string.h>
#include <strings.h>

#include "base/rdf/vocabulary.h"

// Streams hand out Symbols that are not interned, so equal text at two addresses counts too.
static bool same_text(const Symbol *a, const Symbol *b) {
  if (a == b) return true;
  if (a == NULL || b == NULL || a->length != b->length) return false;
  return memcmp(a->text, b->text, a->length) == 0;
}

static bool same_language(const Symbol *a, const Symbol *b) {
  if (a == b) return true;
  if (a == NULL || b == NULL || a->length != b->length) return false;
  return strncasecmp(a->text, b->text, a->length) == 0;
}

bool term_equal(const Term *a, const Term *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case TERM_UNBOUND: return true;
    case TERM_IRI:
    case TERM_BLANK: return same_text(a->lexical, b->lexical);
    case TERM_LITERAL:
      return same_text(a->lexical, b->lexical) && same_text(a->datatype, b->datatype) &&
             same_language(a->language, b->language);
  }
  return false;
}

bool term_text_is_plain(const char *text, size_t length) {
  static const char marks[] = "-._~:/?#[]@!$()*+;=%";
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alphanumeric && (c == '\0' || strchr(marks, c) == NULL)) return false;
  }
  return true;
}

Term term_iri(const Symbol *iri) { return (Term){.kind = TERM_IRI, .lexical = iri}; }

Term term_blank(const Symbol *label) { return (Term){.kind = TERM_BLANK, .lexical = label}; }

Term term_literal(const Symbol *lexical, const Symbol *datatype) {
  return (Term){.kind = TERM_LITERAL, .lexical = lexical, .datatype = datatype};
}

Term term_language_literal(const Symbol *lexical, const Symbol *language) {
  return (Term){
      .kind = TERM_LITERAL, .lexical = lexical, .datatype = &RDF_LANG_STRING, .language = language};
}

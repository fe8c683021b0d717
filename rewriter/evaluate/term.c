// Functions on terms (SPARQL 1.1 section 17.4.2), and SPARQL 1.2's on languages.
#include <strings.h>

#include "base/rdf/iri.h"
#include "base/rdf/language_tag.h"
#include "base/rdf/vocabulary.h"
#include "rewriter/evaluate/function.h"

const Symbol *datatype_symbol(const Evaluator *evaluator, const Symbol *iri) {
  if (datatype_family(iri) != DATATYPE_OTHER) return iri;
  const Symbol *known = symbols_find(evaluator->options.symbols, iri->text, iri->length);
  return known == NULL ? iri : known;
}

EVALUATE(evaluate_str) {
  (void)this;
  (void)count;
  return term_literal(args[0].lexical, &XSD_STRING);
}

EVALUATE(evaluate_lang) {
  (void)count;
  const Symbol *language = args[0].language;
  return language == NULL ? typed_string(this->memory, "", 0) : term_literal(language, &XSD_STRING);
}

// No literal here has a base direction.
EVALUATE(evaluate_langdir) {
  (void)count;
  (void)args;
  return typed_string(this->memory, "", 0);
}

EVALUATE(evaluate_haslang) {
  (void)this;
  (void)count;
  return typed_boolean(args[0].kind == TERM_LITERAL && args[0].language != NULL);
}

EVALUATE(evaluate_haslangdir) {
  (void)this;
  (void)count;
  (void)args;
  return typed_boolean(false);
}

// RFC 4647 basic filtering (section 3.3.1).
EVALUATE(evaluate_langmatches) {
  (void)this;
  (void)count;
  const Symbol *tag = args[0].lexical, *range = args[1].lexical;
  if (strcmp(range->text, "*") == 0) return typed_boolean(tag->length > 0);
  const bool begins = range->length > 0 && tag->length >= range->length &&
                      strncasecmp(tag->text, range->text, range->length) == 0;
  const char next = begins ? tag->text[range->length] : '\0';
  return typed_boolean(begins && (next == '\0' || next == '-'));
}

EVALUATE(evaluate_datatype) {
  (void)this;
  (void)count;
  return term_iri(args[0].datatype);
}

EVALUATE(evaluate_is_kind) {
  (void)count;
  static const TermKind kinds[FN_COUNT] = {[FN_ISIRI] = TERM_IRI,
                                           [FN_ISURI] = TERM_IRI,
                                           [FN_ISBLANK] = TERM_BLANK,
                                           [FN_ISLITERAL] = TERM_LITERAL};
  return typed_boolean(args[0].kind == kinds[this->call->u.call.function]);
}

EVALUATE(evaluate_isnumeric) {
  (void)count;
  const Typed value = typed_of(this->memory, &args[0]);
  return typed_boolean(value.class_ == VALUE_NUMERIC && value.valid);
}

// --- Making terms --------------------------------------------------------------------------------

EVALUATE(evaluate_iri) {
  (void)count;
  if (args[0].kind == TERM_IRI) return args[0];
  const Symbol *base = this->evaluator->options.base, *text = args[0].lexical;
  Buffer iri = {0};
  if (iri_is_absolute(text->text, text->length))
    buffer_add_symbol(&iri, text);
  else
    iri_resolve(base == NULL ? "" : base->text, base == NULL ? 0 : base->length, text->text,
                text->length, &iri);
  const char *whole = buffer_text(&iri);
  const Term term = iri_is_strict(whole, iri.length)
                        ? term_iri(typed_symbol(this->memory, whole, iri.length))
                        : EVALUATION_ERROR;
  buffer_free(&iri);
  return term;
}

EVALUATE(evaluate_strlang) {
  (void)count;
  const Symbol *tag = args[1].lexical;
  if (tag->length == 0) return EVALUATION_ERROR;
  Buffer lower = {0};
  language_tag_lower(tag->text, tag->length, &lower);
  const Symbol *language = typed_symbol(this->memory, lower.data, lower.length);
  buffer_free(&lower);
  return term_language_literal(args[0].lexical, language);
}

EVALUATE(evaluate_strdt) {
  (void)count;
  const Symbol *datatype = datatype_symbol(this->evaluator, args[1].lexical);
  if (datatype == &RDF_LANG_STRING) return EVALUATION_ERROR;
  return term_literal(args[0].lexical, datatype);
}

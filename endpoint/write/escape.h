// Escapes: the spans that need none are copied whole, the rest goes by table. One function a
// syntax; all take UTF-8 and turn bytes that are not UTF-8 into U+FFFD.
#ifndef ANAMORPH_ENDPOINT_WRITE_ESCAPE_H
#define ANAMORPH_ENDPOINT_WRITE_ESCAPE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/rdf/term.h"

// Inside "…" of JSON (RFC 8259, section 7).
void escape_json(Buffer *out, const char *text, size_t length);

// Inside "…" of N-Triples, Turtle and SPARQL (STRING_LITERAL_QUOTE); control characters as in
// canonical N-Triples.
void escape_string(Buffer *out, const char *text, size_t length);

// Inside <…> of N-Triples, Turtle and SPARQL (IRIREF): what no IRI may hold becomes \u00XX.
void escape_iri(Buffer *out, const char *text, size_t length);

// XML character data, safe in attributes between double quotes too. Errors: STATUS_DATA for a
// character that XML 1.0 cannot carry (section 2.2).
Status escape_xml(Buffer *out, const char *text, size_t length, Error *err) MUST_CHECK;

// A CSV field (RFC 4180): quoted when it must be.
void escape_csv(Buffer *out, const char *text, size_t length);

// For a terminal: control characters (bidirectional overrides included) become visible escapes.
void escape_terminal(Buffer *out, const char *text, size_t length);

// A blank node's label, any text, as one that is legal in Turtle, SPARQL, N-Triples and as an XML
// name, without "_:". Different labels stay different: ASCII letters, and digits but the first,
// stand for themselves, "_" becomes "__", every other byte "_XX", and the empty label is "_".
void escape_label(Buffer *out, const char *text, size_t length);

// A language tag, letters, digits and hyphens only.
void escape_language(Buffer *out, const Symbol *language);

// The term as N-Triples writes it.
void escape_term(Buffer *out, const Term *term);

// True when Turtle reads the bare lexical form back as exactly this literal: canonical xsd:integer,
// xsd:decimal and xsd:double, and, where booleans is set, xsd:boolean.
bool literal_is_bare(const Term *literal, bool booleans);

// The bytes of the character at text[0..left), and the character; an invalid sequence is U+FFFD of
// one byte. left > 0.
size_t escape_next(const char *text, size_t left, uint32_t *character);

#endif

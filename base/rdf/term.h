// RDF terms (RDF 1.1 Concepts, section 3).
#ifndef ANAMORPH_BASE_RDF_TERM_H
#define ANAMORPH_BASE_RDF_TERM_H

#include <assert.h>
#include <stdbool.h>

#include "base/symbol.h"

typedef enum TermKind { TERM_UNBOUND = 0, TERM_IRI, TERM_BLANK, TERM_LITERAL } TermKind;

// lexical: the IRI, the blank node's label (any text; writers encode it) or the lexical form.
// datatype: a literal's datatype IRI, never NULL there (xsd:string, rdf:langString included).
// language: the tag of an rdf:langString, lower case as stored in the graph, else NULL.
// A Term either points at interned Symbols (constants) or at Symbols that a stream overwrites at
// its next row: who hands out such a Term says so.
// parameter: in a query, the constant of its text that the term is, in whose place others may stand
// (rewriter/ir/parameter.h); NULL: it is this term and no other. It plays no part in equality.
// plain: term_text_is_plain(lexical) is known to hold, so that writers copy it without a look at
// its bytes; false: nothing is known. It plays no part in equality either.
typedef struct Term {
  TermKind kind;
  bool plain;
  const Symbol *lexical;
  const Symbol *datatype;
  const Symbol *language;
  struct Parameter *parameter;
} Term;

// A triple with its graph; graph.kind is TERM_UNBOUND for the default graph.
typedef struct Quad {
  Term subject, predicate, object, graph;
} Quad;

// Term equality (RDF 1.1 Concepts 3.3), not value equality. Language tags compare without case.
bool term_equal(const Term *a, const Term *b);

// Does every byte stand for itself in every syntax that terms are written in? Letters, digits and
// -._~:/?#[]@!$()*+;=% do.
bool term_text_is_plain(const char *text, size_t length);

// Term.plain, which debug builds look into.
static inline bool term_is_plain(const Term *term) {
  assert(!term->plain || term_text_is_plain(term->lexical->text, term->lexical->length));
  return term->plain;
}

Term term_iri(const Symbol *iri);
Term term_blank(const Symbol *label);
Term term_literal(const Symbol *lexical, const Symbol *datatype);
Term term_language_literal(const Symbol *lexical, const Symbol *language);

// A receiver of quads: dumps, CONSTRUCT results and training all feed one. The Quad is valid during
// the call only.
typedef struct QuadSink {
  Status (*quad)(void *self, const Quad *quad, Error *err);
  void *self;
} QuadSink;

#endif

// One line of a file of triples.
#ifndef ANAMORPH_EMBED_DATA_TRIPLE_LINE_H
#define ANAMORPH_EMBED_DATA_TRIPLE_LINE_H

#include "base/buffer.h"
#include "base/rdf/term.h"

// Texts are slices of the line, or of `scratch` where escapes were undone.
typedef struct LinePart {
  const char *text;
  size_t length;
  TermKind kind;
} LinePart;

typedef enum LineKind { LINE_TRIPLE, LINE_EMPTY, LINE_BROKEN } LineKind;

// head, relation, tail, graph; graph.kind is TERM_UNBOUND when there is none. Names are IRIs
// without brackets, blank nodes with "_:" and, in tab-separated files, any text (TERM_IRI). A
// literal's text is what stands between its quotes, escapes as they are.
typedef struct TripleLine {
  LinePart part[4];
} TripleLine;

// A line of N-Triples or N-Quads (RDF 1.1), without its end. `scratch` must live as long as the
// parts. LINE_EMPTY: blank or a comment.
LineKind triple_line_of_rdf(const char *line, size_t length, Buffer scratch[4], TripleLine *out);
// head TAB relation TAB tail [TAB anything].
LineKind triple_line_of_tsv(const char *line, size_t length, TripleLine *out);

#endif

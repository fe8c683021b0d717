// The RDF graph of mapping documents and ontologies: Raptor into a Redland model, and what their
// readers ask of it.
#ifndef ANAMORPH_MAPPING_GRAPH_H
#define ANAMORPH_MAPPING_GRAPH_H

#include "mapping/mapping.h"

typedef struct Graph Graph;

// All texts into one graph. Blank nodes of different texts stay apart. Symbols go to `symbols`.
// Malformed text is told in `diagnostics`; *out is then NULL and STATUS_MAPPING returned. The
// Redland world is released when `arena` is.
Status graph_read(Arena *arena, Symbols *symbols, const MappingText texts[], size_t count,
                  const char *base, Diagnostics *diagnostics, Graph **out, Error *err) MUST_CHECK;

// The same, text by text, where what is read says what to read next: create, add each, index, ask.
// syntax: a name that Raptor knows ("turtle", "rdfxml", "ntriples", …). False: it was malformed,
// which has been told in `diagnostics`.
Status graph_create(Arena *arena, Symbols *symbols, Graph **out, Error *err) MUST_CHECK;
bool graph_add(Graph *graph, const MappingText *text, const char *syntax, const char *base,
               Diagnostics *diagnostics) MUST_CHECK;
void graph_index(Graph *graph);

// A statement and where it stands: its line as Raptor tells it, or for Turtle (where Raptor tells
// the end of the block) the line of its object's bracket or of its subject's block.
typedef struct GraphStatement {
  Term subject;
  const Symbol *predicate;
  Term object;
  Source source;
} GraphStatement;

// Every statement once, in the order in which they came; also before graph_index.
size_t graph_statements(const Graph *graph, const GraphStatement **out);

// The distinct objects of subject and predicate, by place in the files where they have one. The
// array lives in the arena.
size_t graph_objects(const Graph *graph, const Term *subject, const Symbol *predicate,
                     const Term **out);

// The distinct subjects that have the predicate, by place. object NULL: whatever it is.
size_t graph_subjects(const Graph *graph, const Symbol *predicate, const Term *object,
                      const Term **out);

// Every statement once, in no particular order.
void graph_each(const Graph *graph,
                void (*visit)(void *self, const Term *subject, const Symbol *predicate,
                              const Term *object),
                void *self);

// Where the node is first described: an IRI where it opens a block of triples, a blank node at its
// bracket. file is NULL when it is not described anywhere.
Source graph_source(const Graph *graph, const Term *node);

// The prefixes declared, each once (the first declaration counts).
size_t graph_prefixes(const Graph *graph, const struct MappingPrefix **out);

#endif

// The RDF graph of a mapping document: Turtle by Raptor into a Redland model, and what the reader
// of triples maps asks of it.
#ifndef ANAMORPH_MAPPING_GRAPH_H
#define ANAMORPH_MAPPING_GRAPH_H

#include "mapping/mapping.h"

typedef struct Graph Graph;

// All texts into one graph. Blank nodes of different texts stay apart. Symbols go to `symbols`.
// Malformed text is told in `diagnostics`; *out is then NULL and STATUS_MAPPING returned. The
// Redland world is released when `arena` is.
Status graph_read(Arena *arena, Symbols *symbols, const MappingText texts[], size_t count,
                  const char *base, Diagnostics *diagnostics, Graph **out, Error *err) MUST_CHECK;

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

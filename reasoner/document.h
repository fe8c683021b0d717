// Ontology documents: files, syntaxes, catalogues and imports; private to reading.
#ifndef ANAMORPH_REASONER_DOCUMENT_H
#define ANAMORPH_REASONER_DOCUMENT_H

#include "reasoner/reading.h"

// Where imported ontologies lie. Relative paths are relative to the catalogue.
// Errors: STATUS_USAGE (not readable, or a line that is none).
typedef struct Catalog Catalog;
Status catalog_read(Arena *arena, const char *path, Catalog **out, Error *err) MUST_CHECK;
// The path of the ontology's file, or NULL. catalog may be NULL.
const char *catalog_find(const Catalog *catalog, Arena *arena, const char *iri);

// A file's text, in `arena`. Errors: STATUS_IO.
Status document_read(Arena *arena, const char *path, MappingText *out, Error *err) MUST_CHECK;

// The syntax of a text, by content and suffix, as Raptor calls it; NULL, with its name in *why, for
// OWL's syntaxes that are not RDF.
const char *document_syntax(const MappingText *text, const char **why);

// Reads texts, then all that they import, each once, into graph. What is wrong is told; memory that
// only reading needs is in `arena`. Errors: STATUS_MAPPING, STATUS_USAGE (the catalogue).
Status documents_read(Arena *arena, Reading *reading, Graph *graph, const MappingText texts[],
                      size_t count, const OntologyOptions *options, Error *err) MUST_CHECK;

#endif

// Reading an RDF file with Raptor, by its name's ending: Turtle, N-Triples or RDF/XML.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_RDF_FILE_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_RDF_FILE_H

#include "tests/support/dataset.h"

// Adds the file's triples in `graph` (NULL: the default graph). Blank nodes get labels that begin
// with `scope`, so that files are kept apart. Errors: STATUS_SYNTAX, STATUS_IO.
Status rdf_file_read(Dataset *dataset, const char *path, const char *base, const char *graph,
                     const char *scope, Error *err) MUST_CHECK;

// The same for a text in one of Raptor's syntaxes ("turtle", "ntriples", "rdfxml").
Status rdf_text_read(Dataset *dataset, const char *text, const char *syntax, const char *base,
                     Error *err) MUST_CHECK;

// The object of the first triple with that subject and predicate; NULL when there is none.
const Term *rdf_object(const Dataset *dataset, const Term *subject, const char *predicate);

#endif

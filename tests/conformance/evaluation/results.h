// Results of SELECT and ASK as read from a file or from a writer's output: SPARQL results in XML,
// JSON, CSV and TSV, and the result sets in RDF of the first test suite.
#ifndef ANAMORPH_TESTS_CONFORMANCE_EVALUATION_RESULTS_H
#define ANAMORPH_TESTS_CONFORMANCE_EVALUATION_RESULTS_H

#include "endpoint/write/writer.h"
#include "tests/support/dataset.h"

typedef struct Results {
  Arena *arena;
  Symbols *symbols;
  bool is_boolean, value;
  bool untyped;  // CSV: terms are text
  bool indexed;  // RDF: the solutions' order is told
  VEC(const Symbol *) names;
  VEC(Term *) rows;  // each of names.count terms
} Results;

Results results_create(void);
void results_free(Results *results);

// Errors: STATUS_SYNTAX with what is wrong.
Status results_read_xml(Results *results, const char *text, Error *err) MUST_CHECK;
Status results_read_json(Results *results, const char *text, Error *err) MUST_CHECK;
Status results_read_csv(Results *results, const char *text, Error *err) MUST_CHECK;
Status results_read_tsv(Results *results, const char *text, Error *err) MUST_CHECK;

typedef Status (*ReadResults)(Results *results, const char *text, Error *err);
// How files with that name's ending are read, and the format that answers are written in to be read
// again. NULL: it is none of these four.
ReadResults results_reader_of(const char *path, ResultFormat *format);

// `graph` holds a resource of type rs:ResultSet.
Status results_read_rdf(Results *results, const Dataset *graph, Error *err) MUST_CHECK;
// Does the graph hold one?
bool results_are_in(const Dataset *graph);

// Shared by the readers: the place of a variable (SIZE_MAX: there is none), a new row of unbound
// terms, terms.
size_t results_column(const Results *results, const char *name);
void results_add_name(Results *results, const char *name);
Term *results_add_row(Results *results);
Term results_literal(Results *results, const char *text, const char *datatype,
                     const char *language);
Term results_iri(Results *results, const char *text);
Term results_blank(Results *results, const char *label);

#endif

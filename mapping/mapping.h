// An R2RML mapping (W3C Recommendation of 27 September 2012): read, validated, flattened.
#ifndef ANAMORPH_MAPPING_MAPPING_H
#define ANAMORPH_MAPPING_MAPPING_H

#include "mapping/diagnostic.h"
#include "mapping/model.h"

typedef struct MappingOptions {
  // A table or column name that is not there in the case written, but is in one other case, is
  // taken with a warning. Off by default: R2RML names are SQL identifiers (section 3).
  bool ignore_case;
  // What the mapping's symbols are layered on, so that a query can span several mappings: those of
  // the mapping loaded before, which must outlive this one and change no more. NULL: none.
  const Symbols *parent;
  // Files of facts that the database does not declare (mapping/README.md); read where a database
  // is.
  size_t facts_count;
  const char *const *facts;
  bool check_facts;  // ask the data, ten seconds each: a fact that they refute is an error
  // Assertions stay that say nothing which others don't (mapping/prune.h): for comparing.
  bool keep_contained;
} MappingOptions;

// A mapping document in memory; name stands for the file in messages.
typedef struct MappingText {
  const char *name;
  const char *text;
  size_t length;
} MappingText;

// Reads the Turtle files of paths[0..count) into one mapping: blank nodes are kept apart,
// statements about one IRI in several files are merged as RDF merges them. base resolves relative
// IRIs in the documents that have no @base and IRIs made from rows; NULL means
// "http://example.com/base/".
//
// db NULL: checked by itself only; relations, natural datatypes and keys stay unknown. Otherwise
// the catalogue is read, and names, queries and types are checked against it.
//
// Everything found is added to `diagnostics` (which may be NULL), sorted by place. options may be
// NULL. *out is NULL on failure; else free it with mapping_free.
// Errors: STATUS_MAPPING (the first of the errors in `diagnostics`: malformed Turtle, unlawful
// maps, unknown names, wrong facts), STATUS_IO (file not readable), STATUS_DATABASE (connection
// failed).
Status mapping_load(const char *const paths[], size_t count, const char *base, Connection *db,
                    const MappingOptions *options, Mapping **out, Diagnostics *diagnostics,
                    Error *err) MUST_CHECK;
Status mapping_load_texts(const MappingText texts[], size_t count, const char *base, Connection *db,
                          const MappingOptions *options, Mapping **out, Diagnostics *diagnostics,
                          Error *err) MUST_CHECK;

// The mapping with everything in it. NULL is allowed.
void mapping_free(Mapping *mapping);

#endif

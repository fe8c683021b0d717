// From rows to RDF terms: a term map (R2RML section 11.2) made ready for rows of a known layout.
#ifndef ANAMORPH_MAPPING_TERM_H
#define ANAMORPH_MAPPING_TERM_H

#include <stdint.h>

#include "base/db/connection.h"
#include "mapping/model.h"

// What rows held that no term can be made of. strict: that is STATUS_DATA; otherwise it is counted
// and `example` keeps the first such value.
typedef struct TermFaults {
  bool strict;
  uint64_t count;
  char example[256];
} TermFaults;

typedef struct TermBuilder TermBuilder;

// Where the row has a column of the term map's table, cast to `type` (its own type, or that of
// term_map_native_type). `slot` is called while the builder is made only.
typedef struct RowLayout {
  int (*slot)(void *self, const Symbol *column, PgType type);
  void *self;
} RowLayout;

// The builder lives in `arena` (its buffers are released with it), keeps pointers to everything
// given, and is good for one thread. `table` is what the rows are of (its catalogue relation must
// be known).
TermBuilder *term_builder_create(Arena *arena, const Mapping *mapping, const TermMap *map,
                                 const LogicalTable *table, RowLayout layout, TermFaults *faults);

// The term of a row; kind is TERM_UNBOUND where a column is NULL or no term can be made. It points
// into the builder and the row: valid until the next row or call.
//
// Lexical forms are the natural ones (R2RML 10.2) of the types that columns are read as.
// Templates of IRIs encode their arguments. An IRI without a scheme gets the base in front; one
// with characters that no IRI may hold is percent-escaped and counted as a fault. Errors:
// STATUS_DATA when faults->strict.
Status term_build(TermBuilder *builder, const Row *row, Term *out, Error *err) MUST_CHECK;

#endif

// Which rows of the database say a triple.
#ifndef ANAMORPH_ENDPOINT_CONSISTENCY_PROVENANCE_H
#define ANAMORPH_ENDPOINT_CONSISTENCY_PROVENANCE_H

#include "base/db/connection.h"
#include "base/vec.h"
#include "rewriter/knowledge.h"

// A column's value, as it stands in a term: of `table` if parent is false, of its partner in a join
// otherwise.
typedef struct RowValue {
  bool parent;
  const Symbol *column;
  const char *value;
} RowValue;

// Rows of the assertion's tables with these values in the columns that its terms are made of.
typedef struct RowSource {
  const Assertion *assertion;
  VEC(RowValue) values;
} RowSource;

typedef VEC(RowSource) RowSourceList;

// Adds the sources of the triple, one for each assertion of the regimen's mapping that gives it
// now; blank nodes are told by their templates alone. Everything is in `arena`; values are copied.
// Errors: those of a query.
Status provenance_find(Arena *arena, const Regimen *regimen, Connection *db, const Term *subject,
                       const Symbol *predicate, const Term *object, RowSourceList *out,
                       Error *err) MUST_CHECK;

// Appends "table emp, row with id = 3": for people.
void row_source_print(const RowSource *source, Buffer *out);

#endif

// Logical tables narrowed to the rows where a term map gives one of some IRIs.
#ifndef ANAMORPH_REASONER_NARROW_H
#define ANAMORPH_REASONER_NARROW_H

#include "mapping/model.h"

// New tables are made in `arena`, their queries in `symbols`. base: the mapping's base IRI.
typedef struct Narrowing {
  Arena *arena;
  Symbols *symbols;
  const char *base;
} Narrowing;

typedef struct IriList {
  size_t count;
  const Symbol *const *iri;
} IriList;

// Whether the map's columns tell which IRI a row gives: a constant, a column of text, or a template
// of one column of text or integers.
bool narrow_sees(const LogicalTable *table, const TermMap *map);

// The rows of `table` where the map, which narrow_sees, gives one of the IRIs (R2RML 7.3 and 7.4
// read backwards). NULL: there are none, whatever the table holds.
const LogicalTable *narrow_to_iris(const Narrowing *narrowing, const LogicalTable *table,
                                   const TermMap *map, const IriList *list);

// The rows where the map's term is no literal. NULL: there are none, or SQL could not tell.
const LogicalTable *narrow_to_resources(const Narrowing *narrowing, const LogicalTable *table,
                                        const TermMap *map);

#endif

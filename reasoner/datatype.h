// Datatypes whose values can be told: which lie in which (XML Schema Datatypes 1.1, section 3).
#ifndef ANAMORPH_REASONER_DATATYPE_H
#define ANAMORPH_REASONER_DATATYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rdf/term.h"

// within: names, with blanks between, of the datatypes of the same value space, itself among them.
// A value of one of those lies in this one if it keeps the bounds (decimal integers; NULL: none).
typedef struct Datatype {
  const char *name;  // without XML Schema's namespace
  const char *within;
  const char *least, *most;
} Datatype;

extern const size_t datatype_count;
extern const Datatype datatype_row[];

// NULL: it is not known.
const Datatype *datatype_find(const Symbol *iri);

// Whether every value that lies in all of `given` (at least one) lies in `super`. False where that
// is not known.
bool datatype_within(size_t count, const Datatype *const given[], const Datatype *super);

#endif

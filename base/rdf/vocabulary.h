// The IRIs that the program knows by name, as static Symbols: compare them by address.
#ifndef ANAMORPH_BASE_RDF_VOCABULARY_H
#define ANAMORPH_BASE_RDF_VOCABULARY_H

#include "base/symbol.h"

#define TERM(name, namespace, local) extern const Symbol name;
#include "base/rdf/vocabulary.def"
#undef TERM

extern const Symbol *const vocabulary[];
extern const size_t vocabulary_count;

#endif

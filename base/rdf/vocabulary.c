// The static Symbols of the vocabulary.
#include "base/rdf/vocabulary.h"

#define TERM(name, namespace, local) \
  const Symbol name = {namespace local, sizeof(namespace local) - 1};
#include "base/rdf/vocabulary.def"
#undef TERM

const Symbol *const vocabulary[] = {
#define TERM(name, namespace, local) &(name),
#include "base/rdf/vocabulary.def"
#undef TERM
};
const size_t vocabulary_count = sizeof vocabulary / sizeof vocabulary[0];

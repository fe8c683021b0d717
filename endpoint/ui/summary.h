// What a mapping speaks of: its classes and predicates, as constants in it.
#ifndef ANAMORPH_ENDPOINT_UI_SUMMARY_H
#define ANAMORPH_ENDPOINT_UI_SUMMARY_H

#include "mapping/model.h"

// Ordered by IRI, each once.
typedef struct Summary {
  size_t class_count;
  const Symbol **class_;
  size_t predicate_count;
  const Symbol **predicate;
} Summary;

// mapping may be NULL: an empty one. In `arena`.
Summary summary_of_mapping(const Mapping *mapping, Arena *arena);

#endif

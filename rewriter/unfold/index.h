// What the unfolding looks up in a mapping, made once per mapping: assertions by predicate and
// class.
//
// Read-only once made, so threads share it.
#ifndef ANAMORPH_REWRITER_UNFOLD_INDEX_H
#define ANAMORPH_REWRITER_UNFOLD_INDEX_H

#include "mapping/model.h"

typedef struct MappingIndex MappingIndex;

// In `arena`, for a mapping that was loaded with a catalogue. Both must outlive the index.
MappingIndex *mapping_index_create(Arena *arena, const Mapping *mapping);

const Mapping *mapping_index_mapping(const MappingIndex *index);

// Assertions, in the mapping's order within a part; count is the sum of the parts'.
typedef struct Candidates {
  struct {
    size_t count;
    const Assertion *const *item;
  } part[3];
  size_t count;
} Candidates;

// Those that may give triples of that predicate and, for rdf:type, that class. NULL: any.
Candidates mapping_index_candidates(const MappingIndex *index, const Symbol *predicate,
                                    const Symbol *class_);

// Those with a graph map (all assertions that stand in a named graph).
Candidates mapping_index_named(const MappingIndex *index);

#endif

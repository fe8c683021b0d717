// Which assertions may repeat a quad: the laws by which a dump knows, without looking, that nothing
// it writes was written before.
#ifndef ANAMORPH_MAPPING_OVERLAP_H
#define ANAMORPH_MAPPING_OVERLAP_H

#include "mapping/model.h"

// Whether no two rows (of the join, if there is one) give the same quad by this assertion: the quad
// tells the values of a unique key. The catalogue must be known.
bool assertion_is_unique(const Assertion *assertion, const Mapping *mapping);

// Whether one quad may come from both, whatever the tables hold. false is certain, true is not.
bool assertions_may_overlap(const Assertion *a, const Assertion *b, const Mapping *mapping);

// Whether the two may make equal terms. NULL stands for the default graph.
bool term_maps_may_overlap(const TermMap *a, const TermMap *b, const Mapping *mapping);

// Whether different values of its columns always make different terms: the term tells its columns.
// false is not certain. `table` is what the columns are of.
bool term_map_is_injective(const TermMap *map, const LogicalTable *table);

#endif

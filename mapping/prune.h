// Assertions that say nothing new, left out of a mapping when it is loaded.
//
// Law: the graph is a set, so an assertion goes whose triples another gives whatever the tables
// hold. Preconditions:
//   1. the predicates make the same terms, the extents of triples lie in each other (extent.h), in
//      the same graph;
//   2. the other one stays.
// Before: <#Manager> (table manager, whose id refers to employee) and <#Employee> (table employee)
//         both say that http://ex/person/{id} is an :Employee
// After:  <#Employee> alone says it
// Why: each assertion of a predicate is one more branch of the union that a pattern becomes.
// Where an assertion is the only one of its triples map, the triples map says nothing.
#ifndef ANAMORPH_MAPPING_PRUNE_H
#define ANAMORPH_MAPPING_PRUNE_H

#include "mapping/model.h"

// Leaves them out of mapping->assertion, whose order stays, and counts them in contained_count. The
// mapping was loaded with a catalogue, and its views are open.
void mapping_prune(Mapping *mapping);

#endif

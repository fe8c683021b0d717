// Cutting a graph's entities into parts of equal weight with few triples between them (METIS,
// Karypis and Kumar 1998).
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_CUT_H
#define ANAMORPH_EMBED_TRAIN_RANKS_CUT_H

#include "base/error.h"
#include "embed/data/graph.h"

// part[entities]: each entity's, below `parts`; none is empty. Balanced by entities (memory) and by
// their triples (work) at once; the same seed gives the same cut. 1 <= parts <= entities.
// Errors: STATUS_LIMIT (memory; more neighbours than METIS's ids); STATUS_USAGE (several parts, and
// built without METIS).
Status graph_cut(const Graph *graph, size_t parts, uint64_t seed, int32_t part[],
                 Error *err) MUST_CHECK;

#endif

// SERVICE anamorph:suggest as a leaf of a mixed plan: suggestions joined with facts.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_SUGGEST_LEAF_H
#define ANAMORPH_ENDPOINT_SUGGEST_SUGGEST_LEAF_H

#include "endpoint/run/operator/leaf.h"
#include "endpoint/suggest/advisor.h"

// As LeafMaker.make. Blocks of bindings are asked together; the database is asked on a connection
// of the leaf's own, opened when the first block comes. conninfo: as connection_open takes it.
// advisor: NULL for SILENT without a model.
Status suggest_leaf_create(const Advisor *advisor, const char *conninfo, const Query *query,
                           const Node *service, Arena *arena, Leaf *out, Error *err) MUST_CHECK;

#endif

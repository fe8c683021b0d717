// The dump of a graph with what rules derive.
#ifndef ANAMORPH_ENDPOINT_RUN_DERIVED_H
#define ANAMORPH_ENDPOINT_RUN_DERIVED_H

#include "endpoint/run/execute.h"
#include "mapping/dump.h"

// As mapping_dump of `mapping`, and after its quads those of the rules, each quad once. options:
// of queries over it; their rules are the ones (none: then this is mapping_dump). Rules are asked
// after the mapping's quads have been read: as of a later moment. Triples that axioms' rules derive
// in named graphs are left out. Where the rules merge (SAME_AS_MEMBERS), the default graph is the
// merged one: each predicate is asked for, after the mapping's own quads; named graphs are as they
// are. SAME_AS_REPRESENTATIVES is the caller's to refuse. Errors: as mapping_dump and
// execution_graph.
Status derived_dump(const Mapping *mapping, struct Connection *db, QuadSink sink,
                    const DumpOptions *dump, const ExecuteOptions *options, DumpStats *stats,
                    Error *err) MUST_CHECK;

#endif

// The whole virtual graph, streamed (R2RML section 11: the output dataset).
#ifndef ANAMORPH_MAPPING_DUMP_H
#define ANAMORPH_MAPPING_DUMP_H

#include <stdint.h>

#include "mapping/mapping.h"

typedef struct DumpOptions {
  bool strict;  // a value that cannot be the term asked for is STATUS_DATA (R2RML: a data error)
} DumpOptions;

// invalid: IRIs that held characters no IRI may hold. They are percent-escaped, or left out with
// their triples where that does not help; example: the first such value, empty when there was none.
typedef struct DumpStats {
  uint64_t rows;        // read from PostgreSQL
  uint64_t quads;       // given to the sink, no two equal
  uint64_t duplicates;  // quads that had been given before
  uint64_t invalid;
  char example[256];
} DumpStats;

// Gives every quad of the graph to `sink` once, in no particular order (quads of one row come
// together), as of one moment: all reads run in one REPEATABLE READ, READ ONLY transaction on `db`,
// which must be idle. Memory does not grow with the number of quads; what is needed to find
// duplicates beyond that goes to unnamed temporary files.
// mapping must have been loaded with a catalogue. options and stats may be NULL.
// Errors: STATUS_DATABASE, STATUS_DATA (strict only), STATUS_IO (temporary files), and the sink's.
Status mapping_dump(const Mapping *mapping, Connection *db, QuadSink sink,
                    const DumpOptions *options, DumpStats *stats, Error *err) MUST_CHECK;

#endif

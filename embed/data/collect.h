// Gathering training triples: names become ids as they arrive, from files and from the virtual
// graph alike.
#ifndef ANAMORPH_EMBED_DATA_COLLECT_H
#define ANAMORPH_EMBED_DATA_COLLECT_H

#include "base/rdf/term.h"
#include "embed/data/dictionary.h"
#include "embed/data/graph.h"
#include "embed/data/literal.h"

// What to take. Lists are NULL-terminated and may be NULL: everything. A predicate, class or graph
// not listed is left out; with classes, an entity is taken when rdf:type says it is of one of them
// (the classes themselves and the rdf:type triples of taken entities stay).
typedef struct CollectFilter {
  const char *const *predicate;
  const char *const *class_iri;
  const char *const *graph;
} CollectFilter;

struct TripleList {
  Triple *item;
  size_t count, capacity;
};

typedef struct CollectStats {
  uint64_t read;        // statements seen
  uint64_t literals;    // left out: the object is a literal that did not become an entity
  uint64_t filtered;    // left out by the filter
  uint64_t duplicates;  // read more than once
} CollectStats;

// Zero-initialise, set `filter` if wanted, and bins (literal.h) to make literals entities. Blank
// nodes are named "_:label".
typedef struct Collector {
  CollectFilter filter;
  DictionaryBuilder entities, relations;
  TripleList triples;
  size_t bins;  // intervals for the numbers of a predicate; 0: literals are left out
  LiteralList literals;
  CollectStats stats;
} Collector;

// Adds one triple by names. Errors: STATUS_LIMIT (more than 2^31 names).
Status collect_triple(Collector *collector, const char *head, size_t head_length,
                      const char *relation, size_t relation_length, const char *tail,
                      size_t tail_length, Error *err) MUST_CHECK;

// A sink that takes quads, those with literals for the end (mapping/dump.h gives the virtual graph
// so).
QuadSink collect_sink(Collector *collector);

// Reads a file into the collector, in one pass with flat memory: N-Triples (.nt), N-Quads (.nq),
// else tab-separated head, relation, tail (what follows a third tab is ignored). "-" is standard
// input: its first line says which.
// Errors: STATUS_IO; STATUS_DATA with file and line for a line that is neither.
Status collect_file(Collector *collector, const char *path, Error *err) MUST_CHECK;

// After the last triple: makes entities of literals, applies the filter of classes, sorts, removes
// repetitions. Errors: STATUS_LIMIT.
Status collect_finish(Collector *collector, Error *err) MUST_CHECK;

// The triples of a file by the ids of existing dictionaries, in the file's order. Names that are
// not there get ids from dictionary->count on, in `more_entities` and `more_relations` (which begin
// as copies of the dictionaries: dictionary_copy). Errors: as collect_file.
Status collect_known(const char *path, DictionaryBuilder *more_entities,
                     DictionaryBuilder *more_relations, TripleList *out, Error *err) MUST_CHECK;

void triple_list_add(TripleList *list, Triple triple);
void collector_free(Collector *collector);

#endif

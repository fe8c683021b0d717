// What the steps of loading share; private to the mapping room. In order: graph_read, read_maps,
// bind_mapping (with a database only), flatten_mapping, advise_mapping.
#ifndef ANAMORPH_MAPPING_LOAD_H
#define ANAMORPH_MAPPING_LOAD_H

#include "mapping/graph.h"
#include "mapping/template.h"

typedef enum Role { ROLE_SUBJECT, ROLE_PREDICATE, ROLE_OBJECT, ROLE_GRAPH } Role;

// A term map and the rows that it is applied to; each use has a term map of its own, since natural
// datatypes depend on the table.
typedef struct TermUse {
  TermMap *map;
  TriplesMap *triples_map;
  Role role;
} TermUse;

typedef struct JoinUse {
  ObjectMap *map;
  TriplesMap *child;
} JoinUse;

typedef struct Load {
  Arena *arena;
  Symbols *symbols;
  Diagnostics *diagnostics;
  const Graph *graph;  // during read_maps only
  const char *base;
  const MappingOptions *options;
  Mapping *mapping;
  VEC(TriplesMap *) triples_maps;
  size_t place_count;   // a power of two
  TriplesMap **placed;  // the same by their hashed names; NULL: a free place
  VEC(LogicalTable *) tables;
  VEC(Position) leads;  // of each table's query: lines and columns that were cut off before it
  VEC(TermUse) terms;
  VEC(JoinUse) joins;
  UserFunction *functions;  // mapping->function, while they are bound
} Load;

// --- Telling -----------------------------------------------------------------------------------
// Adds a diagnostic about a triples map: "triples map <…>: message". The pointer is good for a hint
// until the next one.
Diagnostic *tell(Load *load, Severity severity, Source source, const TriplesMap *triples_map,
                 const char *format, ...) PRINTF_LIKE(5, 6);
void tell_hint(Load *load, Diagnostic *diagnostic, const char *format, ...) PRINTF_LIKE(3, 4);
// `name` as it must be written in SQL and in R2RML: in double quotes where it needs them.
const char *quoted(const Load *load, const Symbol *name);
// As its file would write it: `<name>` below the base, `prefix:name`, or `<iri>`; a blank node is
// told by its line.
const char *triples_map_name(const Load *load, const TriplesMap *triples_map);

// --- Steps -------------------------------------------------------------------------------------
// Triples maps of the graph into the model, checked against the Recommendation alone.
void read_maps(Load *load);

// One term map (R2RML section 7); `node` is the value of rr:subjectMap or its like. NULL when it is
// so wrong that nothing can be made of it.
TermMap *read_term_map(Load *load, TriplesMap *owner, const Term *node, Role role, Source fallback);
// The shortcut of a constant-valued term map.
TermMap *read_constant(Load *load, TriplesMap *owner, const Term *value, Role role, Source source);
// The text of a property that must have one literal value. NULL after telling, or when it is not
// there and not required.
const Symbol *read_text(Load *load, TriplesMap *owner, const Term *node, const Symbol *property,
                        bool required, Source source);
// An rr: or other IRI in messages.
const char *term_name(const Load *load, const Term *term);

// function.c: anamorph:Function, from the graph, and against pg_proc.
void read_functions(Load *load);
Status bind_functions(Load *load, Connection *db, Error *err) MUST_CHECK;

// Words of the R2RML vocabulary that do not exist, wherever they stand.
void check_vocabulary(Load *load);

// Relations of logical tables, columns of term maps, natural datatypes.
Status bind_mapping(Load *load, Connection *db, Error *err) MUST_CHECK;

// facts.c: facts from side files, into the catalogue. What is wrong with them is told, also what
// the data refute where the options say so.
Status read_facts(Load *load, Connection *db, Error *err) MUST_CHECK;

// Triples maps into assertions.
void flatten_mapping(Load *load);

// Notes: nullable columns in templates, subjects over no key, joins without an index.
void advise_mapping(Load *load);

#endif

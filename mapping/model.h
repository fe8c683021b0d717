// The triples-map model: an R2RML mapping after loading (R2RML sections 5 to 9), and the assertions
// it is flattened to, which are all that the reasoner, the rewriter and the dump look at.
//
// Everything lives in the mapping's arena and is read-only once mapping_load has returned.
#ifndef ANAMORPH_MAPPING_MODEL_H
#define ANAMORPH_MAPPING_MODEL_H

#include "base/db/catalogue.h"
#include "base/rdf/term.h"

// Where a map stands: file and line of its first triple.
typedef struct Source {
  const char *file;
  Position at;
} Source;

// --- Templates (R2RML 7.3) ---------------------------------------------------------------------
// text[0] {column[0]} text[1] {column[1]} … text[column_count]. Texts are unescaped; a text may be
// empty. Two templates with the same texts are the same shape whatever their columns: shape is an
// interned rendering of the texts ("http://ex/emp/{}") and equal shapes are one pointer.
typedef struct Template {
  size_t column_count;
  const Symbol *const *text;    // column_count + 1
  const Symbol *const *column;  // names, folded as SQL identifiers
  const Symbol *shape;
} Template;

typedef enum TermMapKind { TERM_MAP_CONSTANT, TERM_MAP_COLUMN, TERM_MAP_TEMPLATE } TermMapKind;

// How rows become terms (R2RML section 7). term_kind says IRI, blank node or literal.
// datatype: of a literal: as given by rr:datatype, or the natural one of the column (known only
// once a catalogue was there, else NULL), xsd:string for templates, rdf:langString with a language.
// *_column: the anamorph: extension, where the kind, datatype or language comes from a column; NULL
// otherwise.
typedef struct TermMap {
  TermMapKind kind;
  TermKind term_kind;
  Term constant;              // TERM_MAP_CONSTANT
  const Symbol *column;       // TERM_MAP_COLUMN
  const Template *template_;  // TERM_MAP_TEMPLATE
  const Symbol *datatype;
  bool datatype_given;  // rr:datatype was written (the lexical form is then kept as the cast gives
                        // it)
  const Symbol *language;
  const Symbol *term_kind_column;
  const Symbol *datatype_column;
  const Symbol *language_column;
  const Symbol *inverse_expression;  // rr:inverseExpression, or NULL
  Source source;
} TermMap;

// --- Logical tables (R2RML section 5) ----------------------------------------------------------
// Equal tables (same relation, or same query text) are one LogicalTable.
typedef struct LogicalTable {
  const Symbol *schema;      // rr:tableName's qualifier, or NULL
  const Symbol *name;        // rr:tableName, folded; NULL for a query
  const Symbol *query;       // rr:sqlQuery without its trailing semicolon; NULL for a table
  const Relation *relation;  // NULL without a catalogue
  const struct View *view;   // mapping/view.h: the tables that it reads; NULL without a catalogue
  Source source;
} LogicalTable;

typedef struct JoinCondition {
  const Symbol *child;
  const Symbol *parent;
} JoinCondition;

typedef struct ObjectMap {
  const TermMap *term_map;          // NULL for a referencing object map
  const struct TriplesMap *parent;  // rr:parentTriplesMap, or NULL
  size_t join_count;
  const JoinCondition *join;
  Source source;
} ObjectMap;

typedef struct PredicateObjectMap {
  size_t predicate_count;
  const TermMap *const *predicate;
  size_t object_count;
  const ObjectMap *const *object;
  size_t graph_count;
  const TermMap *const *graph;
  Source source;
} PredicateObjectMap;

typedef struct TriplesMap {
  Term id;  // IRI or blank node
  const LogicalTable *table;
  const TermMap *subject;
  size_t class_count;
  const Symbol *const *class_;
  size_t graph_count;
  const TermMap *const *graph;  // the subject map's
  size_t predicate_object_count;
  const PredicateObjectMap *const *predicate_object;
  Source source;
} TriplesMap;

// --- Assertions --------------------------------------------------------------------------------
// One way in which rows give triples (R2RML section 11, "generated RDF triples"): for each row of
// `table` (joined to `parent_table` where it is not NULL), subject, predicate and object by their
// maps, in the graph of `graph` (NULL: the default graph; rr:defaultGraph is normalised to NULL).
// The object's columns are the parent's when `parent_table` is not NULL, the child's otherwise (a
// referencing object map without joins over the same table has become a plain one).
// What a reasoner added (reasoner/saturate.h) has a derivation, and may need more of a row than its
// terms do: columns of `needed` that are NULL, or have no lexical form, give no triple either.
typedef struct NeededColumn {
  bool parent;  // of parent_table
  const Symbol *name;
  PgType type;  // that its lexical form is one of (term_map_native_type)
} NeededColumn;

typedef struct Assertion {
  const LogicalTable *table;
  const LogicalTable *parent_table;
  size_t join_count;
  const JoinCondition *join;
  const TermMap *subject;
  const TermMap *predicate;
  const TermMap *object;
  const TermMap *graph;
  const TriplesMap *triples_map;  // where it came from; NULL: from an ontology
  size_t needed_count;
  const NeededColumn *needed;
  const struct Derivation *derivation;  // NULL: as the mapping's file has it
} Assertion;

// A PostgreSQL function that queries call by an IRI (an extension; mapping/README.md). The last
// four are known once a catalogue was there; sql_name NULL: not yet.
typedef struct UserFunction {
  const Symbol *iri;
  const Symbol *schema;  // NULL: found on the search path
  const Symbol *name;
  size_t argument_count;
  const Symbol *const *argument;  // datatypes; xsd:anyURI stands for IRIs
  const Symbol *result;
  bool may_be_volatile;
  Source source;
  const char *sql_name;         // qualified, as SQL writes it
  const PgType *argument_type;  // of its parameters
  PgType result_type;
  bool strict;  // NULL for an argument gives NULL without a call
} UserFunction;

typedef struct Mapping {
  Arena *arena;
  Symbols *symbols;
  const char *base;            // base IRI, never NULL
  const Catalogue *catalogue;  // NULL when loaded without a database
  size_t table_count;
  const LogicalTable *const *table;
  size_t triples_map_count;
  const TriplesMap *const *triples_map;
  size_t assertion_count;
  // In order of the file(s), no two equal. Those that say nothing which others don't are left out
  // and counted (mapping/prune.h).
  const Assertion *assertion;
  size_t contained_count;
  size_t function_count;
  const UserFunction *function;
  size_t prefix_count;  // the mapping files' prefixes: writers and pages reuse them
  const struct MappingPrefix {
    const char *prefix;
    const char *iri;
  } * prefix;
} Mapping;

#endif

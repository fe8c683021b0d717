// A query after parsing: its form, its algebra and its dataset (SPARQL 1.1 sections 13, 16, 18.2).
#ifndef ANAMORPH_REWRITER_IR_QUERY_H
#define ANAMORPH_REWRITER_IR_QUERY_H

#include "rewriter/ir/node.h"

typedef enum QueryForm { QUERY_SELECT, QUERY_ASK, QUERY_CONSTRUCT, QUERY_DESCRIBE } QueryForm;

// Is the answer a graph? Else it is solutions, or a boolean.
static inline bool query_form_gives_graph(QueryForm form) {
  return form == QUERY_CONSTRUCT || form == QUERY_DESCRIBE;
}

typedef struct TripleTemplate {
  Slot subject, predicate, object;  // blank nodes are terms, fresh for every solution
} TripleTemplate;

typedef struct Query {
  QueryForm form;
  Position at;  // of its first word after the prologue
  Arena *arena;
  Symbols *symbols;
  Variables *variables;
  const Node *pattern;  // the algebra with solution modifiers; SELECT's root keeps only `projected`
  size_t projected_count;
  const VarId *projected;  // SELECT: result variables in order
  size_t template_count;
  const TripleTemplate *template_;  // CONSTRUCT
  size_t described_count;
  const Slot *described;  // DESCRIBE: IRIs and variables
  bool has_dataset;       // FROM or FROM NAMED was given (the protocol's parameters replace them)
  size_t from_count;
  const Symbol *const *from;
  size_t from_named_count;
  const Symbol *const *from_named;
  const Symbol *base;  // the base IRI in force, or NULL
  size_t prefix_count;
  const struct QueryPrefix {
    const Symbol *prefix;  // without the colon
    const Symbol *iri;
  } * prefix;
  struct Parameters *parameters;  // ir/parameter.h; NULL: all constants are as they stand
} Query;

#endif

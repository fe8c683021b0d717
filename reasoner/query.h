// Conjunctive queries over classes and properties: what the reasoner rewrites, and when one
// contains another under an ontology.
//
// The data that they are asked of are saturated: they hold every triple between named individuals
// that the ontology's inclusions imply (reasoner/saturate.h).
#ifndef ANAMORPH_REASONER_QUERY_H
#define ANAMORPH_REASONER_QUERY_H

#include "base/vec.h"
#include "reasoner/closure.h"

// A variable that stands in no atom any more: it is the same as `term`, which is none of these.
typedef struct QueryBinding {
  unsigned variable;
  HornTerm term;
} QueryBinding;

typedef struct ConjunctiveQuery {
  size_t atom_count;
  const HornAtom *atom;
  size_t binding_count;
  const QueryBinding *binding;
} ConjunctiveQuery;

typedef VEC(ConjunctiveQuery) QueryList;

// What is known of the data. A class or property without triples makes a query empty.
// literal_objects: may the property's objects be literals? Then its range says nothing of them.
typedef struct QueryFacts {
  bool (*has_class)(const void *self, const Symbol *class_);
  bool (*has_property)(const void *self, const Symbol *property);
  bool (*literal_objects)(const void *self, const Symbol *property);
  const void *self;
} QueryFacts;

// Where queries are read: variables below answer_count with answer[v] are answer variables, all
// others are existential. Symbols are the ontology's.
typedef struct QueryScope {
  Arena *arena;
  const Ontology *ontology;
  const Closure *closure;
  Regime regime;
  QueryFacts facts;
  unsigned answer_count;
  const bool *answer;
} QueryScope;

static inline bool query_is_variable(const HornTerm *term) {
  return term->constant.kind == TERM_UNBOUND;
}
bool query_term_equal(const HornTerm *a, const HornTerm *b);
bool query_is_answer(const QueryScope *scope, const HornTerm *term);

// The class of an rdf:type atom; NULL for an atom of another property.
const Symbol *query_atom_class(const HornAtom *atom);

// Does the atom follow from the other alone, in saturated data?
bool query_implies(const QueryScope *scope, const HornAtom *atom, const HornAtom *implied);

// The terms are one from now on: a constant stays before an answer variable before another. False
// when they cannot be: two constants.
bool query_unify(const QueryScope *scope, ConjunctiveQuery *query, const HornTerm *a,
                 const HornTerm *b);

// What the term stands for now that some are one.
HornTerm query_resolve(const ConjunctiveQuery *query, const HornTerm *term);

// The query with the bindings of answer variables alone.
ConjunctiveQuery query_answer_bindings(const QueryScope *scope, const ConjunctiveQuery *query);

// Is some atom's class or property without triples?
bool query_is_empty(const QueryScope *scope, const ConjunctiveQuery *query);

// Does every solution of `part` solve `whole` too? True only if it certainly does.
bool query_contains(const QueryScope *scope, const ConjunctiveQuery *whole,
                    const ConjunctiveQuery *part);

// The query without atoms that follow from the others. as_set: what counts is which answers there
// are; else also how often, and only atoms that one other atom implies go.
ConjunctiveQuery query_minimise(const QueryScope *scope, const ConjunctiveQuery *query,
                                bool as_set);

// The list without empty queries and those that another contains. kept: so many at its beginning
// stay whatever they are.
void query_prune(const QueryScope *scope, QueryList *list, size_t kept);

#endif

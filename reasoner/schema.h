// Classes and properties as things that triples speak of: what a graph that says something about
// them must say too (RDF and RDFS entailment; SPARQL 1.1 Entailment Regimes, sections 3 and 4).
//
// An ontology's own triples are no part of the virtual graph. But where the mapping can give
// triples about classes and properties (a column names its predicates, or it maps rdfs:subClassOf
// and its like), answers about them are those of the ontology's closure. By the regimes' finiteness
// conditions nothing is said of words that neither rows nor ontology use.
#ifndef ANAMORPH_REASONER_SCHEMA_H
#define ANAMORPH_REASONER_SCHEMA_H

#include "reasoner/closure_parts.h"
#include "reasoner/form.h"

// The axiomatic triples of schema.def, as inclusions that count in every regime.
extern const size_t schema_inclusion_count;
extern const ConceptInclusion schema_inclusion[];

bool schema_is_spoken_of(const Mapping *mapping);

typedef VEC(Fact) FactList;

// What the closure says about the names that the ontology declares: their kinds, all that is above
// them, and from REGIME_QL on domains, ranges, equivalences, owl:Thing and owl:Nothing, and what
// schema_kind.h tells. Symbols made are in `symbols`.
void schema_facts(Arena *arena, Symbols *symbols, const Closure *closure, FactList *out);

// What an assertion's rows say about the words they use: predicates are properties, what is in a
// class makes that a class, each below itself; rdf:_1, rdf:_2, …, where a column of text has them,
// lie below rdfs:member. Under REGIME_RDFS alone, everything is a rdfs:Resource: OWL's regimes do
// not speak of it.
void schema_add_implied(Arena *arena, Symbols *symbols, const Mapping *mapping, Regime regime,
                        const Assertion *assertion, AssertionList *out);

#endif

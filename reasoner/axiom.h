// Axioms as the ontology's files wrote them, and what every normal form of them is made of.
#ifndef ANAMORPH_REASONER_AXIOM_H
#define ANAMORPH_REASONER_AXIOM_H

#include "mapping/model.h"

// How much of an ontology counts. Each regime holds those before it.
//   rdfs  subclass, subproperty, domain and range between names (RDF 1.1 Semantics, section 9)
//   ql    the OWL 2 QL profile (OWL 2 Profiles, section 3)
//   full  all that is understood here
typedef enum Regime { REGIME_OFF, REGIME_RDFS, REGIME_QL, REGIME_FULL, REGIME_COUNT } Regime;

// "off", "rdfs", "ql", "full".
const char *regime_name(Regime regime);
bool regime_parse(const char *name, Regime *out);

// Whether owl:sameAs merges what it says is the same (unfold/same.c). MEMBERS: whatever holds of
// one is answered for all of them. REPRESENTATIVES: for one of them, the first IRI by code points
// (blank nodes where there is no IRI); constants in queries stand for all that is the same.
typedef enum SameAs { SAME_AS_OFF, SAME_AS_MEMBERS, SAME_AS_REPRESENTATIVES, SAME_AS_COUNT } SameAs;

// "off", "members", "representatives".
const char *same_as_name(SameAs same_as);
bool same_as_parse(const char *name, SameAs *out);

// text: the axiom in OWL's functional-style syntax, IRIs shortened by the files' prefixes.
// source: the file, and the line of the triple that states it.
// regime: the least one in which it counts.
typedef struct Axiom {
  const char *text;
  Source source;
  Regime regime;
} Axiom;

// An object property or its inverse, or a data property (OWL 2 Structural Specification, 6).
typedef struct PropertyExpression {
  const Symbol *iri;
  bool inverse;
} PropertyExpression;

// A basic concept of DL-Lite: the class class_, or where that is NULL what has the property (what
// the property leads to, when it is inverse).
typedef struct BasicConcept {
  const Symbol *class_;
  PropertyExpression property;
} BasicConcept;

#endif

// A constraint as a question: each solution is a violation.
#ifndef ANAMORPH_ENDPOINT_CONSISTENCY_CONSTRAINT_QUERY_H
#define ANAMORPH_ENDPOINT_CONSISTENCY_CONSTRAINT_QUERY_H

#include "base/buffer.h"
#include "reasoner/ontology.h"

// Appends a SELECT with one variable ?v0, ?v1, … for each of the constraint's. Literals are outside
// of a datatype by their values: "5"^^xsd:integer is in xsd:byte. False, with the reason in *why,
// for what cannot be asked: blank nodes, facets and datatypes that are not known.
bool constraint_query(const Constraint *constraint, Buffer *out, const char **why);

#endif

// What the steps of reading an ontology share; private to them. In order: documents (files and
// imports into a graph), read_axioms (triples into axioms over expressions), normal (axioms into
// normal forms).
#ifndef ANAMORPH_REASONER_READING_H
#define ANAMORPH_REASONER_READING_H

#include "base/names.h"
#include "mapping/graph.h"
#include "reasoner/ontology.h"

// What a name was declared as, or is by its use.
typedef enum NameUse {
  NAME_CLASS = 1,
  NAME_OBJECT_PROPERTY = 2,
  NAME_DATA_PROPERTY = 4,
  NAME_ANNOTATION_PROPERTY = 8,
  NAME_DATATYPE = 16,
  NAME_INDIVIDUAL = 32,
  NAME_PROPERTY = NAME_OBJECT_PROPERTY | NAME_DATA_PROPERTY,
} NameUse;

typedef struct NameInfo {
  unsigned use;  // bits of NameUse
  Source source;
} NameInfo;

typedef struct Reading {
  Arena *arena;  // the ontology's
  Symbols *symbols;
  Diagnostics *diagnostics;
  const Graph *graph;
  Ontology *ontology;
  Names *names;
  VEC(NameInfo) info;   // by number of names
  const char *trouble;  // why an expression could not be read or used; NULL: nothing
  const Axiom *axiom;   // being normalised
  size_t kept_before;   // normal forms that there were when it began
  unsigned auxiliary_count;
  VEC(const char *) files;
  VEC(Declaration) declarations;
  VEC(ConceptInclusion) concept_inclusions;
  VEC(PropertyInclusion) property_inclusions;
  VEC(Existential) existentials;
  VEC(Reflexivity) reflexivities;
  VEC(HornRule) rules;
  VEC(HornRule) same_rules;
  VEC(Constraint) constraints;
  VEC(Fact) facts;
} Reading;

// --- Names ---------------------------------------------------------------------------------------
unsigned name_use(const Reading *reading, const Symbol *name);
void name_mark(Reading *reading, const Symbol *name, unsigned use, Source source);

// --- Expressions (read_expression.c) -------------------------------------------------------------
// NULL with reading->trouble set when it is malformed.
const ClassExpression *read_expression(Reading *reading, const Term *node, bool data);
bool read_property(Reading *reading, const Term *node, PropertyExpression *out);
// Members of an RDF list, in the graph's arena. False with reading->trouble.
bool read_list(Reading *reading, const Term *node, size_t *count, const Term **out);
// The first object, or NULL.
const Term *read_object(const Reading *reading, const Term *node, const Symbol *predicate);

// The expression that a name is defined as by owl:intersectionOf and its like.
const ClassExpression *read_described(Reading *reading, const Term *node);

const ClassExpression *expression_name(Reading *reading, const Symbol *iri);

// --- Text ----------------------------------------------------------------------------------------
void text_iri(const Reading *reading, Buffer *out, const Symbol *iri);
void text_term(const Reading *reading, Buffer *out, const Term *term);
void text_property(const Reading *reading, Buffer *out, PropertyExpression property);
void text_expression(const Reading *reading, Buffer *out, const ClassExpression *expression);

// --- Axioms (read_axiom.c) -----------------------------------------------------------------------
void read_axioms(Reading *reading);
// Tells that an axiom is left out, and why.
void tell_outside(Reading *reading, Source source, const char *text, const char *why);

// --- Normal forms (normal.c)
// ----------------------------------------------------------------------- Of reading->axiom. False
// with reading->trouble where it is outside; what could be used of it has been kept.
bool normal_subclass(Reading *reading, const ClassExpression *sub, const ClassExpression *super,
                     ConstraintKind kind);
bool normal_assertion(Reading *reading, const Term *individual, const ClassExpression *class_);
void normal_rule(Reading *reading, size_t body_count, const HornAtom body[], HornAtom head);
void normal_denial(Reading *reading, ConstraintKind kind, size_t body_count, const HornAtom body[],
                   size_t distinct_count, const unsigned distinct[]);
// A value of the property at most `number` times.
bool normal_at_most(Reading *reading, ConstraintKind kind, PropertyExpression property);

HornTerm horn_variable(unsigned variable);
HornTerm horn_constant(Term constant);
HornAtom horn_class(HornTerm member, const Symbol *class_);
HornAtom horn_property(PropertyExpression property, HornTerm subject, HornTerm object);

#endif

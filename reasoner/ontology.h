// Ontologies: OWL 2 and RDFS from files to normal forms, each with the axiom that it comes from.
//
// What an axiom says is split into four kinds of things, and each is somebody's work:
//   inclusions    between names and basic concepts: compiled into the mapping (reasoner/saturate.h)
//   existentials  "each A has some R that is a B": rewritten per query (reasoner/tree_witness.h)
//   Horn rules    everything else with a head: unfolded per query (rewriter/rule)
//   constraints   everything without a head: asked by `anamorph check`
// An axiom outside these is told in a diagnostic with its line and left out.
#ifndef ANAMORPH_REASONER_ONTOLOGY_H
#define ANAMORPH_REASONER_ONTOLOGY_H

#include "mapping/mapping.h"
#include "reasoner/class_expression.h"
#include "reasoner/rule.h"

// sub ⊑ super, a named class.
typedef struct ConceptInclusion {
  BasicConcept sub;
  const Symbol *super;
  const Axiom *axiom;
} ConceptInclusion;

// sub ⊑ super; the inverse of both is understood. super is never an inverse.
typedef struct PropertyInclusion {
  PropertyExpression sub;
  const Symbol *super;
  const Axiom *axiom;
} PropertyInclusion;

// sub ⊑ ∃property.filler. filler NULL: anything (owl:Thing, rdfs:Literal or some data range). A
// filler that was no name is a class made for it, which no data ever mentions: see
// ontology_is_auxiliary.
typedef struct Existential {
  BasicConcept sub;
  PropertyExpression property;
  const Symbol *filler;
  bool data;  // the value is a literal
  const Axiom *axiom;
} Existential;

// Each individual has the property with itself.
typedef struct Reflexivity {
  const Symbol *property;
  const Axiom *axiom;
} Reflexivity;

// A triple of the ontology's own about individuals; part of the virtual graph (default graph).
typedef struct Fact {
  Term subject;
  const Symbol *predicate;
  Term object;
  const Axiom *axiom;
} Fact;

typedef enum ConstraintKind {
#define CONSTRAINT(kind, name) CONSTRAINT_##kind,
#include "reasoner/constraint.def"
#undef CONSTRAINT
  CONSTRAINT_COUNT
} ConstraintKind;

// "DisjointClasses", "FunctionalProperty", …: as the axiom is called.
const char *constraint_name(ConstraintKind kind);

// Violated by each solution of body where all variables in `distinct` are different from each other
// (distinct_count 0 or >= 2), and the variable `value`, when range is not NULL, is outside range.
typedef struct Constraint {
  ConstraintKind kind;
  unsigned variable_count;
  size_t body_count;
  const HornAtom *body;
  size_t distinct_count;
  const unsigned *distinct;
  unsigned value;
  const ClassExpression *range;  // a data range
  const Axiom *axiom;
} Constraint;

// A name that is declared or used as a class or property: for empty and unsatisfiable ones.
typedef struct Declaration {
  const Symbol *iri;
  bool is_property;
  bool is_data;  // of a property: its values are literals, as far as is known
  Source source;
} Declaration;

typedef struct Ontology {
  Arena *arena;
  Symbols *symbols;
  size_t file_count;
  const char *const *file;  // as read, imported ones too
  size_t axiom_count;       // understood
  size_t outside_count;     // told and left out
  size_t declaration_count;
  const Declaration *declaration;
  size_t concept_inclusion_count;
  const ConceptInclusion *concept_inclusion;
  size_t property_inclusion_count;
  const PropertyInclusion *property_inclusion;
  size_t existential_count;
  const Existential *existential;
  size_t reflexivity_count;
  const Reflexivity *reflexivity;
  size_t rule_count;
  const HornRule *rule;
  // Heads are owl:sameAs: from functional properties, keys and their like. Used only where sameAs
  // is asked for.
  size_t same_rule_count;
  const HornRule *same_rule;
  size_t constraint_count;
  const Constraint *constraint;
  size_t fact_count;
  const Fact *fact;
  size_t prefix_count;
  const struct MappingPrefix *prefix;
} Ontology;

// catalog: a file that says where imported ontologies lie: an OASIS XML catalogue (Protégé's
// catalog-v001.xml), or lines of "IRI PATH" where an IRI that ends in "*" stands for all that begin
// so and PATH's "*" for what follows. Relative paths are relative to the catalogue. Without one, a
// catalog-v001.xml beside the importing file is used if it is there.
typedef struct OntologyOptions {
  const char *catalog;
} OntologyOptions;

// Reads the files and all that they import, each once, into one ontology. Any RDF syntax that
// Raptor reads; told by the suffix, else by the content. parent: the mapping's symbols, so that
// equal IRIs are one Symbol; NULL for none; it must outlive the ontology. Everything found is added
// to `diagnostics` (which may be NULL), sorted by place.
// Errors: STATUS_MAPPING (malformed RDF or OWL, an import that is not found: the first of the
// errors in `diagnostics`), STATUS_IO (file not readable). *out is NULL then.
Status ontology_load(const char *const paths[], size_t count, const Symbols *parent,
                     const OntologyOptions *options, Ontology **out, Diagnostics *diagnostics,
                     Error *err) MUST_CHECK;
Status ontology_load_texts(const MappingText texts[], size_t count, const Symbols *parent,
                           const OntologyOptions *options, Ontology **out, Diagnostics *diagnostics,
                           Error *err) MUST_CHECK;

// NULL is allowed.
void ontology_free(Ontology *ontology);

// Whether the class was made here for an expression that has no name: it must not show in answers.
bool ontology_is_auxiliary(const Symbol *class_);

#endif

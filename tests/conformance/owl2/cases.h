// The W3C's OWL 2 test cases (OWL 2 Conformance, section 3), as their export in one RDF/XML file
// tells them: those in the profiles QL and RL.
#ifndef ANAMORPH_TESTS_CONFORMANCE_OWL2_CASES_H
#define ANAMORPH_TESTS_CONFORMANCE_OWL2_CASES_H

#include "mapping/mapping.h"
#include "tests/support/dataset.h"

// What a case can ask for; one case may ask for several.
typedef enum CaseKind {
  CASE_CONSISTENT,
  CASE_INCONSISTENT,
  CASE_ENTAILED,
  CASE_NOT_ENTAILED,
  CASE_KIND_COUNT
} CaseKind;

// "consistent", "inconsistent", "entailed", "not-entailed".
const char *case_kind_name(CaseKind kind);

// Texts are RDF/XML; NULL: there is none in that syntax. premise[0] is the premise, the others are
// what it imports, each named by its IRI.
typedef struct OwlCase {
  const char *iri;
  bool kind[CASE_KIND_COUNT];
  bool direct_only;  // by the Direct Semantics alone, where annotations mean nothing
  VEC(MappingText) premise;
  const char *conclusion;
  const char *non_conclusion;
} OwlCase;

typedef VEC(OwlCase) OwlCases;

// Everything is in `arena`. Errors: STATUS_SYNTAX.
Status cases_read(const char *path, Arena *arena, OwlCases *out, Error *err) MUST_CHECK;

#endif

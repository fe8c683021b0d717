// Whether the virtual graph agrees with its ontology: one question for each constraint, and the
// rows that violate it.
//
// Names that differ are taken to be of different things, as rows of a database are (OWL itself
// would first conclude that they are the same): a functional property with two values is a
// violation.
#ifndef ANAMORPH_ENDPOINT_CONSISTENCY_CONSISTENCY_H
#define ANAMORPH_ENDPOINT_CONSISTENCY_CONSISTENCY_H

#include "endpoint/consistency/provenance.h"
#include "reasoner/unsatisfiable.h"

struct RuleSet;

// term[i]: of the constraint's variable i. row: where each triple of the body comes from.
typedef struct ViolationExample {
  const Term *term;
  RowSourceList rows;
} ViolationExample;

// count: solutions, those that differ by the order of equal variables counted once; more: there are
// more than were counted. example: the first few.
typedef struct Violation {
  const Constraint *constraint;
  size_t count;
  bool more;
  VEC(ViolationExample) examples;
} Violation;

// why: a constraint that could not be asked.
typedef struct Unchecked {
  const Constraint *constraint;
  const char *why;
} Unchecked;

// empty: names that no assertion and no rule gives a member or pair.
typedef struct Consistency {
  size_t checked;
  VEC(Violation) violations;
  VEC(Unchecked) unchecked;
  size_t unsatisfiable_count;
  const Unsatisfiable *unsatisfiable;
  VEC(const Declaration *) empty;
} Consistency;

typedef struct ConsistencyOptions {
  unsigned timeout_ms;          // of each question; 0: none
  const struct RuleSet *rules;  // NULL: none
  // With the rules of owl:sameAs: what differs is asked of this one. NULL: of the other, where two
  // are the same only as far as the graph says so.
  const Regimen *merged;
} ConsistencyOptions;

// Checks the regimen's mapping against its ontology; everything is in `arena`. db NULL: what the
// ontology and the mapping alone tell. A question that runs into its timeout or its limits is
// listed as unchecked. Errors: STATUS_DATABASE, STATUS_CANCELLED.
Status consistency_check(Arena *arena, const Regimen *regimen, Connection *db,
                         const ConsistencyOptions *options, Consistency *out,
                         Error *err) MUST_CHECK;

#endif

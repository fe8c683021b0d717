// The office of tests/golden/rewrite/, opened over a database of its own; and questions to it.
#ifndef ANAMORPH_TESTS_SUPPORT_OFFICE_H
#define ANAMORPH_TESTS_SUPPORT_OFFICE_H

#include "base/buffer.h"
#include "mapping/mapping.h"
#include "rewriter/knowledge.h"
#include "tests/support/fixture.h"

typedef struct Office {
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
} Office;

// Failures end the test program, as those of a fixture do.
Office office_open(void);
void office_close(Office *office);

// With the prefixes :, owl:, rdfs: and xsd: declared before it (in its lines 1 to 4).
Ontology *office_ontology(const Office *office, const char *axioms);

// The answer's rows as local names: what follows the last '#' or '/' of IRIs, the text of literals;
// blanks between columns, ", " between rows. Prefixes :, owl:, rdfs:, rdf: and xsd: are declared.
void office_ask(const Office *office, const Regimen *regimen, const char *query, Buffer *out);

void expect_ok(Status status, const Error *err, const char *what);

#endif

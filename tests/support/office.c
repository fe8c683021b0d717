// Opening the office.
#include "tests/support/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void expect_ok(Status status, const Error *err, const char *what) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "%s: %s:%u: %s\n", what, err->file, err->at.line, err->message);
  exit(1);
}

Office office_open(void) {
  Office office = {.fixture = fixture_open(NULL)};
  Error err = {0};
  fixture_run_file(office.fixture, repository_path("tests/golden/rewrite/world.sql"));
  expect_ok(connection_open(office.fixture->conninfo, &office.db, &err), &err, "connection");
  const char *path = repository_path("tests/golden/rewrite/world.ttl");
  expect_ok(mapping_load(&path, 1, NULL, office.db, NULL, &office.mapping, NULL, &err), &err,
            "mapping");
  return office;
}

void office_close(Office *office) {
  mapping_free(office->mapping);
  connection_close(office->db);
  fixture_close(office->fixture);
}

Ontology *office_ontology(const Office *office, const char *axioms) {
  static const char prefixes[] =
      "@prefix : <http://o.example/ns#> .\n"
      "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
      "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
      "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
  Buffer content = {0};
  buffer_add_text(&content, prefixes);
  buffer_add_text(&content, axioms);
  const MappingText text = {"o.ttl", buffer_text(&content), content.length};
  Ontology *ontology;
  Error err = {0};
  expect_ok(ontology_load_texts(&text, 1, office->mapping->symbols, NULL, &ontology, NULL, &err),
            &err, axioms);
  buffer_free(&content);
  return ontology;
}

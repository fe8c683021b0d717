// Opening the office.
#include "tests/support/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/run/execute.h"
#include "tests/support/world.h"

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

static void add_local_name(const char *term, size_t length, Buffer *out) {
  size_t from = 0;
  while (length > 0 && strchr(">\"", term[length - 1]) != NULL) length--;
  for (size_t i = 0; i < length; i++)
    if (strchr("#/<\"", term[i]) != NULL) from = i + 1;
  buffer_add(out, term + from, length - from);
}

void office_ask(const Office *office, const Regimen *regimen, const char *query, Buffer *out) {
  Buffer text = {0}, rows = {0};
  buffer_printf(&text,
                "PREFIX : <http://o.example/ns#> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
                "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
                "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
                "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> %s",
                query);
  const ExecuteOptions options = {.regimen = regimen};
  Execution *execution;
  Error err = {0};
  expect_ok(execution_prepare(office->mapping, buffer_text(&text), text.length, &options,
                              &execution, &err),
            &err, query);
  const AnswerFormat format = {.result = RESULT_TSV};
  const Output output = output_to(&rows);
  expect_ok(execution_write(execution, office->db, format, &output, &err), &err, query);
  const char *at = strchr(buffer_text(&rows), '\n');
  for (bool first = true; at != NULL && at[1] != '\0'; first = false) {
    if (!first) buffer_add_text(out, *at == '\t' ? " " : ", ");
    const size_t length = strcspn(at + 1, "\t\n");
    add_local_name(at + 1, length, out);
    at += 1 + length;
  }
  execution_destroy(execution);
  buffer_free(&text);
  buffer_free(&rows);
}

// The export's triples, and what is asked of each case.
#include "tests/conformance/owl2/cases.h"

#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/support/fixture.h"

#define TEST_NS  "http://www.w3.org/2007/OWL/testOntology#"
#define TYPE_IRI "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

static const struct {
  const char *name, *type;
} KIND[CASE_KIND_COUNT] = {
    [CASE_CONSISTENT] = {"consistent", TEST_NS "ConsistencyTest"},
    [CASE_INCONSISTENT] = {"inconsistent", TEST_NS "InconsistencyTest"},
    [CASE_ENTAILED] = {"entailed", TEST_NS "PositiveEntailmentTest"},
    [CASE_NOT_ENTAILED] = {"not-entailed", TEST_NS "NegativeEntailmentTest"},
};

const char *case_kind_name(CaseKind kind) { return KIND[kind].name; }

static bool says(const Dataset *all, const Term *subject, const char *predicate,
                 const char *object) {
  for (size_t i = 0; i < all->quads.count; i++) {
    const Quad *quad = &all->quads.item[i];
    if (strcmp(quad->predicate.lexical->text, predicate) == 0 &&
        strcmp(quad->object.lexical->text, object) == 0 && term_equal(&quad->subject, subject))
      return true;
  }
  return false;
}

static const char *text_of(const Dataset *all, const Term *subject, const char *predicate,
                           Arena *arena) {
  const Term *object = rdf_object(all, subject, predicate);
  return object == NULL ? NULL
                        : arena_copy_text(arena, object->lexical->text, object->lexical->length);
}

static void add_text(Arena *arena, OwlCase *test, const char *name, const char *text) {
  if (name == NULL || text == NULL) return;
  const MappingText document = {name, text, strlen(text)};
  VEC_PUSH(arena, &test->premise, document);
}

static OwlCase read_case(const Dataset *all, const Term *subject, Arena *arena) {
  OwlCase test = {.iri = arena_copy_text(arena, subject->lexical->text, subject->lexical->length)};
  for (unsigned k = 0; k < CASE_KIND_COUNT; k++)
    test.kind[k] = says(all, subject, TYPE_IRI, KIND[k].type);
  test.direct_only = !says(all, subject, TEST_NS "semantics", TEST_NS "RDF-BASED");
  add_text(arena, &test, test.iri, text_of(all, subject, TEST_NS "rdfXmlPremiseOntology", arena));
  test.conclusion = text_of(all, subject, TEST_NS "rdfXmlConclusionOntology", arena);
  test.non_conclusion = text_of(all, subject, TEST_NS "rdfXmlNonConclusionOntology", arena);
  for (size_t i = 0; i < all->quads.count && test.premise.count > 0; i++) {
    const Quad *quad = &all->quads.item[i];
    if (strcmp(quad->predicate.lexical->text, TEST_NS "importedOntology") == 0 &&
        term_equal(&quad->subject, subject))
      add_text(arena, &test, text_of(all, &quad->object, TEST_NS "importedOntologyIRI", arena),
               text_of(all, &quad->object, TEST_NS "rdfXmlInputOntology", arena));
  }
  return test;
}

Status cases_read(const char *path, Arena *arena, OwlCases *out, Error *err) {
  Dataset *all = dataset_create();
  const char *text = read_file(path, arena);
  const Status status = rdf_text_read(all, text, "rdfxml", TEST_NS, err);
  for (size_t i = 0; i < all->quads.count && status == STATUS_OK; i++) {
    const Quad *quad = &all->quads.item[i];
    if (strcmp(quad->predicate.lexical->text, TYPE_IRI) == 0 &&
        strcmp(quad->object.lexical->text, TEST_NS "TestCase") == 0 &&
        (says(all, &quad->subject, TEST_NS "profile", TEST_NS "QL") ||
         says(all, &quad->subject, TEST_NS "profile", TEST_NS "RL")))
      VEC_PUSH(arena, out, read_case(all, &quad->subject, arena));
  }
  dataset_free(all);
  return status;
}

// Manifests.
#include "tests/conformance/evaluation/suite.h"

#include "base/rdf/vocabulary.h"
#include "tests/conformance/evaluation/rdf_file.h"

#define MF     "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
#define RDF_NS "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define SD     "http://www.w3.org/ns/sparql-service-description#"
#define QT     "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"

const char *suite_path(const Suite *suite, const char *iri, Arena *arena) {
  const size_t length = strlen(suite->iri);
  if (strncmp(iri, suite->iri, length) != 0) return NULL;
  return arena_format(arena, "%s/%s", suite->folder, iri + length);
}

static const char *text_of(Arena *arena, const Term *term) {
  return term == NULL ? NULL : arena_copy_text(arena, term->lexical->text, term->lexical->length);
}

// One IRI, or a list of them.
static void add_regimes(const Dataset *manifest, const Term *value, Arena *arena,
                        EvaluationTest *test) {
  if (value == NULL) return;
  if (value->kind == TERM_IRI) {
    VEC_PUSH(arena, &test->regimes, text_of(arena, value));
    return;
  }
  for (const Term *node = value; node != NULL; node = rdf_object(manifest, node, RDF_NS "rest")) {
    const Term *first = rdf_object(manifest, node, RDF_NS "first");
    if (first != NULL) VEC_PUSH(arena, &test->regimes, text_of(arena, first));
  }
}

static EvaluationTest read_test(const Dataset *manifest, const Term *id, Arena *arena) {
  EvaluationTest test = {.id = text_of(arena, id)};
  const Term *action = rdf_object(manifest, id, MF "action");
  const Term *query = action == NULL ? NULL : rdf_object(manifest, action, QT "query");
  test.query = text_of(arena, query == NULL ? action : query);
  test.result = text_of(arena, rdf_object(manifest, id, MF "result"));
  test.lax = rdf_object(manifest, id, MF "resultCardinality") != NULL;
  if (action != NULL)
    add_regimes(manifest, rdf_object(manifest, action, SD "entailmentRegime"), arena, &test);
  for (size_t i = 0; i < manifest->quads.count && action != NULL; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (!term_equal(&quad->subject, action)) continue;
    if (strcmp(quad->predicate.lexical->text, QT "data") == 0)
      VEC_PUSH(arena, &test.data, text_of(arena, &quad->object));
    if (strcmp(quad->predicate.lexical->text, QT "graphData") == 0)
      VEC_PUSH(arena, &test.named, text_of(arena, &quad->object));
  }
  return test;
}

// Manifests also describe tests that are not among their entries.
static bool is_entry(const Dataset *manifest, const Term *id) {
  for (size_t i = 0; i < manifest->quads.count; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (strcmp(quad->predicate.lexical->text, RDF_NS "first") == 0 && term_equal(&quad->object, id))
      return true;
  }
  return false;
}

Status suite_read(const Suite *suite, const char *part, Arena *arena, EvaluationTests *out,
                  Error *err) {
  Dataset *manifest = dataset_create();
  const char *path = arena_format(arena, "%s/%s/manifest.ttl", suite->folder, part);
  const char *base = arena_format(arena, "%s%s/manifest.ttl", suite->iri, part);
  const Status status = rdf_file_read(manifest, path, base, NULL, "", err);
  for (size_t i = 0; i < manifest->quads.count && status == STATUS_OK; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (quad->predicate.lexical != &RDF_TYPE || quad->object.kind != TERM_IRI) continue;
    const char *type = quad->object.lexical->text;
    if (!is_entry(manifest, &quad->subject)) continue;
    if (strcmp(type, MF "QueryEvaluationTest") == 0 || strcmp(type, MF "CSVResultFormatTest") == 0)
      VEC_PUSH(arena, out, read_test(manifest, &quad->subject, arena));
  }
  dataset_free(manifest);
  return status;
}

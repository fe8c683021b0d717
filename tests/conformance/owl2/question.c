// Triples into ASK.
#include "tests/conformance/owl2/question.h"

#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "tests/conformance/evaluation/rdf_file.h"

#define OWL_NS  "http://www.w3.org/2002/07/owl#"
#define RDF_NS  "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS_NS "http://www.w3.org/2000/01/rdf-schema#"

// What only declares a name (OWL 2 Mapping to RDF Graphs, table 7), or stands in a list.
static const char *const DECLARING[] = {OWL_NS "Ontology",
                                        OWL_NS "Class",
                                        OWL_NS "ObjectProperty",
                                        OWL_NS "DatatypeProperty",
                                        OWL_NS "AnnotationProperty",
                                        OWL_NS "NamedIndividual",
                                        OWL_NS "Restriction",
                                        RDFS_NS "Datatype",
                                        RDFS_NS "Class",
                                        RDF_NS "Property",
                                        RDF_NS "List"};

static const char *const ANNOTATING[] = {RDFS_NS "label",      RDFS_NS "comment",
                                         RDFS_NS "seeAlso",    RDFS_NS "isDefinedBy",
                                         OWL_NS "versionInfo", OWL_NS "imports"};

#define IS_AMONG(text, names) is_among(text, names, sizeof(names) / sizeof *(names))
static bool is_among(const char *text, const char *const names[], size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(text, names[i]) == 0) return true;
  return false;
}

static bool is_annotation(const Dataset *graph, const Term *property) {
  const Term *type = rdf_object(graph, property, RDF_NS "type");
  return type != NULL && strcmp(type->lexical->text, OWL_NS "AnnotationProperty") == 0;
}

static bool is_asked(const Dataset *graph, const Quad *quad, bool direct) {
  if (direct && is_annotation(graph, &quad->predicate)) return false;
  if (quad->predicate.lexical == &RDF_TYPE)
    return quad->object.kind != TERM_IRI || !IS_AMONG(quad->object.lexical->text, DECLARING);
  return !IS_AMONG(quad->predicate.lexical->text, ANNOTATING);
}

// Raptor's labels of blank nodes are labels in SPARQL too.
static void add_term(Buffer *out, const Term *term) {
  if (term->kind == TERM_BLANK)
    buffer_printf(out, "_:%s ", term->lexical->text);
  else
    escape_term(out, term);
  buffer_add_char(out, ' ');
}

static void add_triple(Buffer *out, const Quad *quad) {
  add_term(out, &quad->subject);
  add_term(out, &quad->predicate);
  add_term(out, &quad->object);
  buffer_add_text(out, ". ");
}

static void add_question(Buffer *triples, Arena *arena, Questions *out) {
  if (triples->length > 0)
    VEC_PUSH(arena, out, arena_format(arena, "ASK { %s}", buffer_text(triples)));
  triples->length = 0;
}

Status questions_read(const char *conclusion, const char *base, bool direct, Arena *arena,
                      Questions *out, Error *err) {
  Dataset *graph = dataset_create();
  const Status status = rdf_text_read(graph, conclusion, "rdfxml", base, err);
  if (status == STATUS_OK) (void)dataset_sort(graph);
  Buffer alone = {0}, together = {0};
  for (size_t i = 0; i < graph->quads.count && status == STATUS_OK; i++) {
    const Quad *quad = &graph->quads.item[i];
    if (!is_asked(graph, quad, direct)) continue;
    const bool blank = quad->subject.kind == TERM_BLANK || quad->object.kind == TERM_BLANK;
    add_triple(blank ? &together : &alone, quad);
    add_question(&alone, arena, out);
  }
  add_question(&together, arena, out);
  buffer_free(&alone);
  buffer_free(&together);
  dataset_free(graph);
  return status;
}

// Reading manifests of HTTP requests.
#include "tests/conformance/protocol/manifest.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "base/utf8.h"
#include "tests/conformance/evaluation/rdf_file.h"

#define MF     "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
#define RDF_NS "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS   "http://www.w3.org/2000/01/rdf-schema#"
#define HT     "http://www.w3.org/2011/http#"
#define CNT    "http://www.w3.org/2011/content#"
#define UT     "http://www.w3.org/2009/sparql/tests/test-update#"

static const char *text_of(const Dataset *manifest, const Term *subject, const char *predicate,
                           Arena *arena) {
  const Term *object = rdf_object(manifest, subject, predicate);
  return object == NULL ? NULL
                        : arena_copy_text(arena, object->lexical->text, object->lexical->length);
}

// The next member of a list; *list moves on. NULL at its end.
static const Term *next_member(const Dataset *manifest, const Term **list) {
  if (*list == NULL) return NULL;
  const Term *first = rdf_object(manifest, *list, RDF_NS "first");
  *list = rdf_object(manifest, *list, RDF_NS "rest");
  return first;
}

// UTF-16 with a byte order mark, as its encoding asks.
static void encode_body(const char *text, const char *encoding, Buffer *out) {
  const size_t length = strlen(text);
  if (encoding == NULL || strcmp(encoding, "UTF-16") != 0) {
    buffer_add(out, text, length);
    return;
  }
  buffer_add(out, "\xFE\xFF", 2);
  for (size_t i = 0; i < length; i++) {
    buffer_add_char(out, '\0');
    buffer_add_char(out, text[i]);
  }
}

static bool is_success(const RequestTest *request) {
  for (size_t i = 0; i < request->statuses.count; i++)
    if (request->statuses.item[i][0] == '2') return true;
  return false;
}

// hts:StatusCode4xx
static const char *status_of(const char *iri) {
  const char *name = strstr(iri, "StatusCode");
  return name == NULL ? iri : name + strlen("StatusCode");
}

static void read_expected(const Dataset *manifest, const Term *node, Arena *arena,
                          RequestTest *out) {
  const Term *response = rdf_object(manifest, node, HT "resp");
  if (response == NULL) return;
  out->format = text_of(manifest, response, MF "expectedFormat", arena);
  out->boolean = text_of(manifest, response, MF "expectedBoolean", arena);
  for (size_t i = 0; i < manifest->quads.count; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (term_equal(&quad->subject, response) &&
        strcmp(quad->predicate.lexical->text, MF "expectedStatus") == 0) {
      const Symbol *iri = quad->object.lexical;
      VEC_PUSH(arena, &out->statuses, status_of(arena_copy_text(arena, iri->text, iri->length)));
    }
  }
}

static RequestTest read_request(const Dataset *manifest, const Term *node, Arena *arena) {
  RequestTest out = {.method = text_of(manifest, node, HT "methodName", arena),
                     .path = text_of(manifest, node, HT "absolutePath", arena)};
  Buffer headers = {0};
  const Term *list = rdf_object(manifest, node, HT "headers");
  for (const Term *field; (field = next_member(manifest, &list)) != NULL;) {
    const char *name = text_of(manifest, field, HT "fieldName", arena);
    const char *value = text_of(manifest, field, HT "fieldValue", arena);
    if (name != NULL && value != NULL) buffer_printf(&headers, "%s: %s\r\n", name, value);
  }
  out.headers = buffer_copy(&headers, arena);
  const Term *body = rdf_object(manifest, node, HT "body");
  const char *text = body == NULL ? NULL : text_of(manifest, body, CNT "chars", arena);
  if (text != NULL)
    encode_body(text, text_of(manifest, body, CNT "characterEncoding", arena), &out.body);
  read_expected(manifest, node, arena, &out);
  const bool asks_update = strstr(buffer_text(&headers), "sparql-update") != NULL ||
                           (text != NULL && strncmp(text, "update=", 7) == 0);
  out.is_update = asks_update && is_success(&out);
  buffer_free(&headers);
  return out;
}

static void read_graphs(const Dataset *manifest, const Term *id, Arena *arena, ProtocolTest *out) {
  for (size_t i = 0; i < manifest->quads.count; i++) {
    const Quad *quad = &manifest->quads.item[i];
    if (!term_equal(&quad->subject, id) ||
        strcmp(quad->predicate.lexical->text, UT "graphData") != 0 || out->graph_count == 8)
      continue;
    out->graph[out->graph_count].file = text_of(manifest, &quad->object, UT "graph", arena);
    out->graph[out->graph_count++].iri = text_of(manifest, &quad->object, RDFS "label", arena);
  }
}

static const Term *entries_of(const Dataset *manifest) {
  for (size_t i = 0; i < manifest->quads.count; i++)
    if (strcmp(manifest->quads.item[i].predicate.lexical->text, MF "entries") == 0)
      return &manifest->quads.item[i].object;
  return NULL;
}

void manifest_read(const char *path, const char *base, Arena *arena, ProtocolTests *out) {
  Dataset *manifest = dataset_create();
  Error err = {0};
  if (rdf_file_read(manifest, path, base, NULL, "", &err) != STATUS_OK) {
    (void)fprintf(stderr, "%s: %s\n", path, err.message);
    exit(1);
  }
  const Term *entries = entries_of(manifest);
  for (const Term *id; (id = next_member(manifest, &entries)) != NULL;) {
    ProtocolTest test = {.id = arena_copy_text(arena, id->lexical->text, id->lexical->length)};
    const Term *action = rdf_object(manifest, id, MF "action");
    const Term *list = action == NULL ? NULL : rdf_object(manifest, action, HT "requests");
    for (const Term *node; (node = next_member(manifest, &list)) != NULL;)
      VEC_PUSH(arena, &test.requests, read_request(manifest, node, arena));
    read_graphs(manifest, id, arena, &test);
    VEC_PUSH(arena, out, test);
  }
  dataset_free(manifest);
}

void manifest_free(ProtocolTests *tests) {
  for (size_t i = 0; i < tests->count; i++)
    for (size_t j = 0; j < tests->item[i].requests.count; j++)
      buffer_free(&tests->item[i].requests.item[j].body);
}

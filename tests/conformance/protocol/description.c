// The tests of the service description: it is RDF, tells the endpoint, and keeps to the vocabulary.
#include <stdio.h>

#include "base/rdf/vocabulary.h"
#include "tests/conformance/evaluation/rdf_file.h"
#include "tests/conformance/protocol/trial.h"

#define TESTS "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service-description/manifest#"
#define SD    "http://www.w3.org/ns/sparql-service-description#"

// Reads what a GET without a query gives.
static const char *fetch(Trial *trial, const char *accept, const char *suffix, Dataset *out) {
  const char *head = arena_format(trial->arena, "GET /sparql HTTP/1.1\r\nAccept: %s\r\n", accept);
  Response response;
  http_ask(trial->served.port, head, NULL, &response);
  const char *fault = NULL;
  Error err = {0};
  if (response.status != 200)
    fault = arena_format(trial->arena, "status %d", response.status);
  else if (strncmp(response_header(&response, "Content-Type"), accept, strlen(accept)) != 0)
    fault = arena_format(trial->arena, "%s was asked for", accept);
  else if (rdf_text_read(out, response_body(&response), suffix, "http://localhost/sparql", &err) !=
           STATUS_OK)
    fault = arena_format(trial->arena, "%s: %s", accept, err.message);
  response_free(&response);
  return fault;
}

static const char *try_rdf(Trial *trial) {
  static const char *const formats[][2] = {{"text/turtle", "turtle"},
                                           {"application/rdf+xml", "rdfxml"},
                                           {"application/n-triples", "ntriples"}};
  const char *fault = NULL;
  for (size_t i = 0; i < 3 && fault == NULL; i++) {
    Dataset *description = dataset_create();
    fault = fetch(trial, formats[i][0], formats[i][1], description);
    if (fault == NULL && description->quads.count == 0) fault = "it is empty";
    dataset_free(description);
  }
  return fault;
}

// --- Terms ---------------------------------------------------------------------------------------

static size_t count_of(const Dataset *graph, const Term *subject, const char *predicate,
                       const char *object) {
  size_t count = 0;
  for (size_t i = 0; i < graph->quads.count; i++) {
    const Quad *quad = &graph->quads.item[i];
    count += (subject == NULL || term_equal(&quad->subject, subject)) &&
             strcmp(quad->predicate.lexical->text, predicate) == 0 &&
             (object == NULL || strcmp(quad->object.lexical->text, object) == 0);
  }
  return count;
}

static bool is_a(const Dataset *graph, const Term *subject, const char *class) {
  return count_of(graph, subject, RDF_TYPE.text, class) > 0;
}

static const char *try_endpoint(Trial *trial, const Dataset *graph) {
  (void)trial;
  for (size_t i = 0; i < graph->quads.count; i++) {
    const Quad *quad = &graph->quads.item[i];
    if (strcmp(quad->predicate.lexical->text, SD "endpoint") == 0 &&
        strcmp(quad->object.lexical->text, "http://localhost/sparql") == 0 &&
        is_a(graph, &quad->subject, SD "Service"))
      return NULL;
  }
  return "no service has this endpoint";
}

// Service Description 3.3 and 3.4: the properties with their domains and ranges. An object's class
// need not be told where the vocabulary names the individual.
static const struct {
  const char *property, *subject, *object;
} schema[] = {
    {SD "endpoint", SD "Service", NULL},
    {SD "feature", SD "Service", NULL},
    {SD "defaultEntailmentRegime", SD "Service", NULL},
    {SD "entailmentRegime", SD "NamedGraph", NULL},
    {SD "defaultSupportedEntailmentProfile", SD "Service", NULL},
    {SD "supportedEntailmentProfile", SD "NamedGraph", NULL},
    {SD "extensionFunction", SD "Service", SD "Function"},
    {SD "extensionAggregate", SD "Service", SD "Aggregate"},
    {SD "languageExtension", SD "Service", NULL},
    {SD "supportedLanguage", SD "Service", NULL},
    {SD "propertyFeature", SD "Service", NULL},
    {SD "defaultDataset", SD "Service", SD "Dataset"},
    {SD "availableGraphs", SD "Service", SD "GraphCollection"},
    {SD "resultFormat", SD "Service", NULL},
    {SD "inputFormat", SD "Service", NULL},
    {SD "defaultGraph", SD "Dataset", SD "Graph"},
    {SD "namedGraph", SD "Dataset", SD "NamedGraph"},
    {SD "name", SD "NamedGraph", NULL},
    {SD "graph", SD "NamedGraph", SD "Graph"},
};

static const char *check_property(Trial *trial, const Dataset *graph, const Quad *quad) {
  const char *property = quad->predicate.lexical->text;
  if (strncmp(property, SD, strlen(SD)) != 0) return NULL;
  for (size_t i = 0; i < sizeof schema / sizeof *schema; i++) {
    if (strcmp(schema[i].property, property) != 0) continue;
    if (!is_a(graph, &quad->subject, schema[i].subject))
      return arena_format(trial->arena, "the subject of %s is no %s", property, schema[i].subject);
    if (schema[i].object != NULL && !is_a(graph, &quad->object, schema[i].object))
      return arena_format(trial->arena, "the object of %s is no %s", property, schema[i].object);
    return NULL;
  }
  return arena_format(trial->arena, "%s is not of the vocabulary", property);
}

static const char *try_schema(Trial *trial, const Dataset *graph) {
  const char *fault = NULL;
  if (count_of(graph, NULL, RDF_TYPE.text, SD "Service") != 1) return "not one service";
  if (count_of(graph, NULL, SD "endpoint", NULL) != 1) return "not one endpoint";
  if (count_of(graph, NULL, SD "supportedLanguage", SD "SPARQL11Query") != 1)
    return "SPARQL 1.1 is not among its languages";
  for (size_t i = 0; i < graph->quads.count && fault == NULL; i++) {
    const Quad *quad = &graph->quads.item[i];
    fault = check_property(trial, graph, quad);
    if (is_a(graph, &quad->subject, SD "NamedGraph") &&
        count_of(graph, &quad->subject, SD "name", NULL) != 1)
      fault = "a named graph without its one name";
  }
  return fault;
}

void trial_description(Trial *trial) {
  Dataset *description = dataset_create();
  trial_count(trial, TESTS "returns-rdf", try_rdf(trial));
  const char *fault = fetch(trial, "text/turtle", "turtle", description);
  trial_count(trial, TESTS "has-endpoint-triple",
              fault != NULL ? fault : try_endpoint(trial, description));
  trial_count(trial, TESTS "conforms-to-schema",
              fault != NULL ? fault : try_schema(trial, description));
  dataset_free(description);
}

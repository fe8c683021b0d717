// The reading side of the SPARQL 1.1 Graph Store HTTP Protocol: a graph as a document.
#include <stdio.h>
#include <string.h>

#include "base/rdf/iri.h"
#include "endpoint/http/answer.h"
#include "endpoint/http/parts.h"

static bool refuse(Refusal *refusal, const char *text) {
  refusal->status = 400;
  (void)snprintf(refusal->text, sizeof refusal->text, "%s", text);
  return false;
}

bool graph_store_parse(Message *message, ProtocolRequest *out, Refusal *refusal) {
  static const char wanted[] = "a graph is named by ?graph=IRI, the default graph by ?default";
  FormParameters parameters = {0};
  *out = (ProtocolRequest){0};
  if (message->query != NULL &&
      !parameters_parse(message->arena, message->query, strlen(message->query), &parameters))
    return refuse(refusal, "the address holds a broken escape");
  const bool is_default = parameters_find(&parameters, "default") != NULL;
  out->graph = parameters_find(&parameters, "graph");
  out->format = parameters_find(&parameters, "format");
  if (is_default == (out->graph != NULL)) return refuse(refusal, wanted);
  if (is_default) {
    out->query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    return true;
  }
  const size_t length = strlen(out->graph);
  if (!iri_is_absolute(out->graph, length) || !iri_is_valid(out->graph, length))
    return refuse(refusal, "graph is no absolute IRI");
  out->query = arena_format(message->arena,
                            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <%s> { ?s ?p ?o } }", out->graph);
  return true;
}

static Status take_boolean(void *self, bool value, Error *err) {
  (void)err;
  *(bool *)self = value;
  return STATUS_OK;
}

// A graph without triples is one that is not there (SPARQL 1.1 has no empty named graphs here).
static Status has_triples(Exchange *exchange, bool *out, Error *err) {
  const ProtocolRequest *request = exchange->request;
  const char *text =
      arena_format(exchange->message->arena, "ASK { GRAPH <%s> { ?s ?p ?o } }", request->graph);
  const ResultSink sink = {.boolean = take_boolean, .self = out};
  void *query;
  struct Connection *db = NULL;
  TRY(query_prepare(exchange, text, &query, err));
  Status status = query_connect(exchange, query, &db, err);
  if (status == STATUS_OK) status = exchange->member->executor->rows(query, db, &sink, err);
  query_release(exchange, db);
  query_destroy(exchange, query);
  return status;
}

void answer_graph(Exchange *exchange) {
  const ProtocolRequest *request = exchange->request;
  bool there = true;
  Error err = {0};
  if (request->graph != NULL) {
    const Status status = has_triples(exchange, &there, &err);
    if (status != STATUS_OK) {
      answer_failure(exchange, status, &err, NULL, NULL);
      return;
    }
  }
  if (there) {
    answer_query(exchange);
    return;
  }
  error_set(&err, STATUS_USAGE, "there is no graph <%.300s>", request->graph);
  answer_error(exchange, 404, &err, NULL);
}

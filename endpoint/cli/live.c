// Facts about an entity as the database has them now.
#include "endpoint/cli/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/iri.h"

typedef struct Reading {
  const Trained *trained;
  Live *live;
  TripleList triples;
} Reading;

static int32_t entity_id(Reading *reading, const Term *term) {
  Buffer name = {0};
  if (term->kind == TERM_BLANK) buffer_add_text(&name, "_:");
  buffer_add_symbol(&name, term->lexical);
  const int32_t id = dictionary_add(&reading->live->entities, name.data, name.length);
  buffer_free(&name);
  return id;
}

// Relations that the model does not know mean nothing to it.
static Status take_quad(void *self, const Quad *quad, Error *err) {
  Reading *reading = self;
  if (quad->object.kind == TERM_LITERAL) return STATUS_OK;
  const Symbol *name = quad->predicate.lexical;
  const int32_t relation =
      dictionary_find(&reading->trained->data.relations, name->text, name->length);
  if (relation < 0) return STATUS_OK;
  const Triple triple = {entity_id(reading, &quad->subject), relation,
                         entity_id(reading, &quad->object)};
  if (triple.head < 0 || triple.tail < 0) return error_set(err, STATUS_LIMIT, "too many entities");
  reading->live->read++;
  triple_list_add(&reading->triples, triple);
  return STATUS_OK;
}

static Status construct(const Gateway *gateway, const char *query, Reading *reading, Error *err) {
  const ExecuteOptions options = {0};
  Execution *execution;
  TRY(execution_prepare(gateway->mapping, query, strlen(query), &options, &execution, err));
  const QuadSink sink = {take_quad, reading};
  GraphWriter *writer = graph_writer_of_sink(&sink);
  const Status status = execution_graph(execution, gateway->db, writer, err);
  graph_writer_destroy(writer);
  execution_destroy(execution);
  return status;
}

static Status read_about(const Gateway *gateway, const char *iri, Reading *reading, Error *err) {
  // A name that is no IRI (a model of tab-separated files) is in no database.
  if (!iri_is_valid(iri, strlen(iri)) || !iri_is_absolute(iri, strlen(iri))) return STATUS_OK;
  Buffer query = {0};
  buffer_printf(&query, "CONSTRUCT { <%s> ?p ?o } WHERE { <%s> ?p ?o FILTER(!isLiteral(?o)) }", iri,
                iri);
  Status status = construct(gateway, buffer_text(&query), reading, err);
  buffer_clear(&query);
  buffer_printf(&query, "CONSTRUCT { ?s ?p <%s> } WHERE { ?s ?p <%s> }", iri, iri);
  if (status == STATUS_OK) status = construct(gateway, buffer_text(&query), reading, err);
  buffer_free(&query);
  return status;
}

Status live_read(const Trained *trained, const Gateway *gateway, const char *const iris[],
                 Live *out, Error *err) {
  const Dataset *data = &trained->data;
  *out = (Live){0};
  dictionary_copy(&data->entities, &out->entities);
  Reading reading = {.trained = trained, .live = out};
  for (size_t i = 0; i < data->train_count; i++) triple_list_add(&reading.triples, data->train[i]);
  for (size_t i = 0; i < data->valid_count; i++) triple_list_add(&reading.triples, data->valid[i]);
  Status status = STATUS_OK;
  for (; status == STATUS_OK && gateway->mapping != NULL && *iris != NULL; iris++)
    status = read_about(gateway, *iris, &reading, err);
  out->known = graph_build(reading.triples.item, reading.triples.count,
                           (int32_t)out->entities.count, (int32_t)data->relations.count);
  free(reading.triples.item);
  return status;
}

void live_free(Live *live) {
  dictionary_builder_free(&live->entities);
  graph_free(&live->known);
}

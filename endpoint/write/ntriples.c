// RDF 1.1 N-Triples and N-Quads, one line a statement.
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

static Status begin(GraphWriter *writer, Error *err) {
  (void)writer;
  (void)err;
  return STATUS_OK;
}

static Status quad(GraphWriter *writer, const Quad *quad, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  escape_term(out, &quad->subject);
  buffer_add_char(out, ' ');
  escape_term(out, &quad->predicate);
  buffer_add_char(out, ' ');
  escape_term(out, &quad->object);
  if (quad->graph.kind != TERM_UNBOUND) {
    buffer_add_char(out, ' ');
    escape_term(out, &quad->graph);
  }
  buffer_add(out, " .\n", 3);
  return STATUS_OK;
}

const GraphMethods ntriples_graph = {begin, quad, begin, false};
const GraphMethods nquads_graph = {begin, quad, begin, false};

// RDF 1.1 Turtle and TriG: consecutive statements of one graph, one subject, one predicate are
// written as one. All prefixes stand at the top, used or not, since the document streams.
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

static Status turtle_begin(GraphWriter *writer, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  for (size_t i = 0; i < writer->prefixes.count; i++) {
    const Prefix *prefix = &writer->prefixes.item[i];
    buffer_printf(out, "@prefix %s: <", prefix->prefix);
    escape_iri(out, prefix->iri, prefix->iri_length);
    buffer_add_text(out, "> .\n");
  }
  if (writer->prefixes.count > 0) buffer_add_char(out, '\n');
  return STATUS_OK;
}

static void add_iri(const GraphWriter *writer, Buffer *out, const Symbol *iri) {
  if (prefixes_add_name(&writer->prefixes, iri->text, iri->length, out)) return;
  buffer_add_char(out, '<');
  escape_iri(out, iri->text, iri->length);
  buffer_add_char(out, '>');
}

static void add_term(const GraphWriter *writer, Buffer *out, const Term *term) {
  if (term->kind == TERM_IRI) {
    add_iri(writer, out, term->lexical);
  } else if (term->kind != TERM_LITERAL || term->language != NULL ||
             term->datatype == &XSD_STRING) {
    escape_term(out, term);
  } else if (literal_is_bare(term, true)) {
    buffer_add_symbol(out, term->lexical);
  } else {
    buffer_add_char(out, '"');
    escape_string(out, term->lexical->text, term->lexical->length);
    buffer_add_text(out, "\"^^");
    add_iri(writer, out, term->datatype);
  }
}

static bool is_type(const Symbol *iri) {
  return iri == &RDF_TYPE ||
         (iri->length == RDF_TYPE.length && memcmp(iri->text, RDF_TYPE.text, iri->length) == 0);
}

// The statement is not closed here: what follows decides between "," and ";" and ".".
static Status turtle_quad(GraphWriter *writer, const Quad *quad, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  const bool first = writer->quads == 0;
  const bool same_graph = last_term_is(&writer->graph, &quad->graph);
  const bool same_subject = !first && same_graph && last_term_is(&writer->subject, &quad->subject);
  if (same_subject && last_term_is(&writer->predicate, &quad->predicate)) {
    buffer_add_text(out, ", ");
    add_term(writer, out, &quad->object);
    return STATUS_OK;
  }
  if (same_subject) {
    buffer_add_text(out, " ;\n    ");
  } else {
    if (!first) buffer_add_text(out, " .\n");
    if (!same_graph) {
      if (writer->graph.kind != TERM_UNBOUND) buffer_add_text(out, "}\n");
      if (quad->graph.kind != TERM_UNBOUND) {
        add_term(writer, out, &quad->graph);
        buffer_add_text(out, " {\n");
      }
      last_term_set(&writer->graph, &quad->graph);
    }
    add_term(writer, out, &quad->subject);
    buffer_add_char(out, ' ');
    last_term_set(&writer->subject, &quad->subject);
  }
  if (is_type(quad->predicate.lexical))
    buffer_add_char(out, 'a');
  else
    add_iri(writer, out, quad->predicate.lexical);
  last_term_set(&writer->predicate, &quad->predicate);
  buffer_add_char(out, ' ');
  add_term(writer, out, &quad->object);
  return STATUS_OK;
}

static Status turtle_end(GraphWriter *writer, Error *err) {
  (void)err;
  if (writer->quads > 0) buffer_add_text(&writer->buffer, " .\n");
  if (writer->graph.kind != TERM_UNBOUND) buffer_add_text(&writer->buffer, "}\n");
  return STATUS_OK;
}

const GraphMethods turtle_graph = {turtle_begin, turtle_quad, turtle_end, true};
const GraphMethods trig_graph = {turtle_begin, turtle_quad, turtle_end, true};

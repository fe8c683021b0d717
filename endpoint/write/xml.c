// SPARQL Query Results XML Format (Second Edition).
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

static const char OPEN[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n";

typedef struct XmlState {
  Symbol *key;  // `<binding name="…">`
} XmlState;

static Status xml_begin(ResultWriter *writer, Error *err) {
  Buffer *out = &writer->buffer;
  XmlState *state = ARENA_NEW(writer->arena, XmlState);
  state->key = ARENA_ARRAY(writer->arena, Symbol, writer->count);
  writer->state = state;
  buffer_add_text(out, OPEN);
  buffer_add_text(out, "<head>");
  Buffer name = {0};
  for (size_t i = 0; i < writer->count; i++) {
    buffer_clear(&name);
    const Status status = escape_xml(&name, writer->name[i], strlen(writer->name[i]), err);
    if (status != STATUS_OK) {
      buffer_free(&name);
      return status;
    }
    buffer_printf(out, "<variable name=\"%s\"/>", buffer_text(&name));
    const char *key = arena_format(writer->arena, "<binding name=\"%s\">", buffer_text(&name));
    state->key[i] = (Symbol){key, strlen(key)};
  }
  buffer_free(&name);
  buffer_add_text(out, "</head>\n<results>\n");
  return STATUS_OK;
}

static Status add_binding(Buffer *out, const Term *term, Error *err) {
  switch (term->kind) {
    case TERM_UNBOUND: return STATUS_OK;
    case TERM_IRI:
      buffer_add(out, "<uri>", 5);
      TRY(escape_xml(out, term->lexical->text, term->lexical->length, err));
      buffer_add(out, "</uri>", 6);
      return STATUS_OK;
    case TERM_BLANK:
      buffer_add(out, "<bnode>", 7);
      escape_label(out, term->lexical->text, term->lexical->length);
      buffer_add(out, "</bnode>", 8);
      return STATUS_OK;
    case TERM_LITERAL:
      if (term->language != NULL) {
        buffer_add(out, "<literal xml:lang=\"", 19);
        escape_language(out, term->language);
        buffer_add(out, "\">", 2);
      } else if (term->datatype != &XSD_STRING) {
        buffer_add(out, "<literal datatype=\"", 19);
        TRY(escape_xml(out, term->datatype->text, term->datatype->length, err));
        buffer_add(out, "\">", 2);
      } else {
        buffer_add(out, "<literal>", 9);
      }
      TRY(escape_xml(out, term->lexical->text, term->lexical->length, err));
      buffer_add(out, "</literal>", 10);
      return STATUS_OK;
  }
  return STATUS_OK;
}

static Status xml_row(ResultWriter *writer, const Term terms[], Error *err) {
  Buffer *out = &writer->buffer;
  const XmlState *state = writer->state;
  buffer_add(out, "<result>", 8);
  for (size_t i = 0; i < writer->count; i++) {
    if (terms[i].kind == TERM_UNBOUND) continue;
    buffer_add_symbol(out, &state->key[i]);
    TRY(add_binding(out, &terms[i], err));
    buffer_add(out, "</binding>", 10);
  }
  buffer_add(out, "</result>\n", 10);
  return STATUS_OK;
}

static Status xml_boolean(ResultWriter *writer, bool value, Error *err) {
  (void)err;
  buffer_add_text(&writer->buffer, OPEN);
  buffer_printf(&writer->buffer, "<head/>\n<boolean>%s</boolean>\n</sparql>\n",
                value ? "true" : "false");
  return STATUS_OK;
}

static Status xml_end(ResultWriter *writer, Error *err) {
  (void)err;
  if (writer->state != NULL) buffer_add_text(&writer->buffer, "</results>\n</sparql>\n");
  return STATUS_OK;
}

const ResultMethods xml_results = {xml_begin, xml_row, xml_boolean, xml_end, false};

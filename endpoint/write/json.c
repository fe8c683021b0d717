// SPARQL 1.1 Query Results JSON Format.
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

// key[i]: `"name":{"type":"`, escaped once.
typedef struct JsonState {
  Symbol *key;
} JsonState;

static void add_quoted(Buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  escape_json(out, text, length);
  buffer_add_char(out, '"');
}

static Status json_begin(ResultWriter *writer, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  JsonState *state = ARENA_NEW(writer->arena, JsonState);
  state->key = ARENA_ARRAY(writer->arena, Symbol, writer->count);
  writer->state = state;
  buffer_add_text(out, "{\"head\":{\"vars\":[");
  Buffer key = {0};
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(out, ',');
    add_quoted(out, writer->name[i], strlen(writer->name[i]));
    buffer_clear(&key);
    add_quoted(&key, writer->name[i], strlen(writer->name[i]));
    buffer_add_text(&key, ":{\"type\":\"");
    state->key[i] = (Symbol){buffer_copy(&key, writer->arena), key.length};
  }
  buffer_free(&key);
  buffer_add_text(out, "]},\"results\":{\"bindings\":[");
  return STATUS_OK;
}

static void add_binding(Buffer *out, const Term *term) {
  switch (term->kind) {
    case TERM_UNBOUND: return;
    case TERM_IRI:
      buffer_add(out, "uri\",\"value\":\"", 14);
      escape_json(out, term->lexical->text, term->lexical->length);
      break;
    case TERM_BLANK:
      buffer_add(out, "bnode\",\"value\":\"", 16);
      escape_label(out, term->lexical->text, term->lexical->length);
      break;
    case TERM_LITERAL:
      buffer_add(out, "literal\",\"value\":\"", 18);
      escape_json(out, term->lexical->text, term->lexical->length);
      if (term->language != NULL) {
        buffer_add(out, "\",\"xml:lang\":\"", 14);
        escape_language(out, term->language);
      } else if (term->datatype != &XSD_STRING) {
        buffer_add(out, "\",\"datatype\":\"", 14);
        escape_json(out, term->datatype->text, term->datatype->length);
      }
      break;
  }
  buffer_add(out, "\"}", 2);
}

static Status json_row(ResultWriter *writer, const Term terms[], Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  const JsonState *state = writer->state;
  if (writer->rows > 0) buffer_add_char(out, ',');
  buffer_add(out, "\n{", 2);
  bool first = true;
  for (size_t i = 0; i < writer->count; i++) {
    if (terms[i].kind == TERM_UNBOUND) continue;
    if (!first) buffer_add_char(out, ',');
    first = false;
    buffer_add_symbol(out, &state->key[i]);
    add_binding(out, &terms[i]);
  }
  buffer_add_char(out, '}');
  return STATUS_OK;
}

static Status json_boolean(ResultWriter *writer, bool value, Error *err) {
  (void)err;
  buffer_add_text(&writer->buffer, "{\"head\":{},\"boolean\":");
  buffer_add_text(&writer->buffer, value ? "true}\n" : "false}\n");
  return STATUS_OK;
}

static Status json_end(ResultWriter *writer, Error *err) {
  (void)err;
  if (writer->state != NULL) buffer_add_text(&writer->buffer, "\n]}}\n");
  return STATUS_OK;
}

const ResultMethods json_results = {json_begin, json_row, json_boolean, json_end};

// JSON-LD 1.1, expanded form, streamed: one node object for consecutive triples of one subject,
// one graph object for consecutive quads of one graph. Subjects and graphs that come again get
// another object, which JSON-LD merges; so does an rdf:type that mixes literals (a plain property)
// with resources (@type).
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

// A key may stand once in an object, so the node's keys so far are kept; a node with more starts
// another object.
enum { KEYS_MAX = 64 };

typedef struct JsonldState {
  LastTerm key[KEYS_MAX];
  size_t key_count;
  bool types;  // the open array is @type's
} JsonldState;

static void free_keys(void *object) {
  JsonldState *state = object;
  for (size_t i = 0; i < KEYS_MAX; i++) buffer_free(&state->key[i].lexical);
}

static Status jsonld_begin(GraphWriter *writer, Error *err) {
  (void)err;
  JsonldState *state = ARENA_NEW(writer->arena, JsonldState);
  arena_on_release(writer->arena, free_keys, state);
  writer->state = state;
  buffer_add_char(&writer->buffer, '[');
  return STATUS_OK;
}

static void add_id(Buffer *out, const Term *term) {
  if (term->kind == TERM_BLANK) {
    buffer_add_text(out, "\"_:");
    escape_label(out, term->lexical->text, term->lexical->length);
  } else {
    buffer_add_char(out, '"');
    escape_json(out, term->lexical->text, term->lexical->length);
  }
  buffer_add_char(out, '"');
}

static void add_value(Buffer *out, const Term *term) {
  if (term->kind != TERM_LITERAL) {
    buffer_add_text(out, "{\"@id\":");
    add_id(out, term);
    buffer_add_char(out, '}');
    return;
  }
  buffer_add_text(out, "{\"@value\":\"");
  escape_json(out, term->lexical->text, term->lexical->length);
  buffer_add_char(out, '"');
  if (term->language != NULL) {
    buffer_add_text(out, ",\"@language\":\"");
    escape_language(out, term->language);
    buffer_add_char(out, '"');
  } else if (term->datatype != &XSD_STRING) {
    buffer_add_text(out, ",\"@type\":\"");
    escape_json(out, term->datatype->text, term->datatype->length);
    buffer_add_char(out, '"');
  }
  buffer_add_char(out, '}');
}

static bool has_key(const JsonldState *state, const Term *predicate) {
  for (size_t i = 0; i < state->key_count; i++)
    if (last_term_is(&state->key[i], predicate)) return true;
  return false;
}

static bool is_type(const Symbol *iri) {
  return iri->length == RDF_TYPE.length && memcmp(iri->text, RDF_TYPE.text, iri->length) == 0;
}

static Status jsonld_quad(GraphWriter *writer, const Quad *quad, Error *err) {
  (void)err;
  JsonldState *state = writer->state;
  Buffer *out = &writer->buffer;
  const bool first = writer->quads == 0;
  const bool types = quad->object.kind != TERM_LITERAL && is_type(quad->predicate.lexical);
  const bool same_graph = last_term_is(&writer->graph, &quad->graph);
  const bool same_subject = !first && same_graph && last_term_is(&writer->subject, &quad->subject);
  const bool same_key =
      same_subject && state->types == types && last_term_is(&writer->predicate, &quad->predicate);
  if (same_key) {
    buffer_add_char(out, ',');
  } else {
    if (!first) buffer_add_char(out, ']');
    if (same_subject && !has_key(state, &quad->predicate) && state->key_count < KEYS_MAX) {
      buffer_add_char(out, ',');
    } else {
      if (!first) buffer_add_char(out, '}');
      if (!same_graph && writer->graph.kind != TERM_UNBOUND) buffer_add_text(out, "]}");
      if (!first) buffer_add_char(out, ',');
      if (!same_graph) {
        if (quad->graph.kind != TERM_UNBOUND) {
          buffer_add_text(out, "\n{\"@id\":");
          add_id(out, &quad->graph);
          buffer_add_text(out, ",\"@graph\":[");
        }
        last_term_set(&writer->graph, &quad->graph);
      }
      buffer_add_text(out, "\n{\"@id\":");
      add_id(out, &quad->subject);
      buffer_add_char(out, ',');
      last_term_set(&writer->subject, &quad->subject);
      state->key_count = 0;
    }
    last_term_set(&state->key[state->key_count++], &quad->predicate);
    last_term_set(&writer->predicate, &quad->predicate);
    state->types = types;
    if (types)
      buffer_add_text(out, "\"@type\":[");
    else {
      add_id(out, &quad->predicate);
      buffer_add_text(out, ":[");
    }
  }
  if (types)
    add_id(out, &quad->object);
  else
    add_value(out, &quad->object);
  return STATUS_OK;
}

static Status jsonld_end(GraphWriter *writer, Error *err) {
  (void)err;
  if (writer->quads > 0) buffer_add_text(&writer->buffer, "]}");
  if (writer->graph.kind != TERM_UNBOUND) buffer_add_text(&writer->buffer, "]}");
  buffer_add_text(&writer->buffer, "\n]\n");
  return STATUS_OK;
}

const GraphMethods jsonld_graph = {jsonld_begin, jsonld_quad, jsonld_end, false};

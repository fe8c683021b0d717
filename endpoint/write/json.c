// SPARQL 1.1 Query Results JSON Format.
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

// What comes before a binding's value, for each kind of term, escaped once:
// `"name":{"type":"uri","value":"`.
typedef struct Key {
  Symbol of[TERM_LITERAL + 1];
} Key;

// The datatype of a variable's last typed literal, and what is written of it behind the value: a
// column mostly has one datatype. One that does not fit is written anew each time.
typedef struct Tail {
  size_t datatype_length, length;
  char datatype[64], written[96];
} Tail;

typedef struct JsonState {
  Key *key;  // for each variable
  Tail *tail;
} JsonState;

static const char *const TYPE_NAME[] = {
    [TERM_IRI] = "uri", [TERM_BLANK] = "bnode", [TERM_LITERAL] = "literal"};

static void add_quoted(Buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  escape_json(out, text, length);
  buffer_add_char(out, '"');
}

static Key make_key(Arena *arena, const char *name) {
  Key key = {0};
  Buffer text = {0};
  for (size_t kind = 0; kind < sizeof TYPE_NAME / sizeof *TYPE_NAME; kind++) {
    if (TYPE_NAME[kind] == NULL) continue;
    buffer_clear(&text);
    add_quoted(&text, name, strlen(name));
    buffer_printf(&text, ":{\"type\":\"%s\",\"value\":\"", TYPE_NAME[kind]);
    key.of[kind] = (Symbol){buffer_copy(&text, arena), text.length};
  }
  buffer_free(&text);
  return key;
}

static Status json_begin(ResultWriter *writer, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  JsonState *state = ARENA_NEW(writer->arena, JsonState);
  state->key = ARENA_ARRAY(writer->arena, Key, writer->count);
  state->tail = ARENA_ARRAY(writer->arena, Tail, writer->count);
  writer->state = state;
  buffer_add_text(out, "{\"head\":{\"vars\":[");
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(out, ',');
    add_quoted(out, writer->name[i], strlen(writer->name[i]));
    state->key[i] = make_key(writer->arena, writer->name[i]);
  }
  buffer_add_text(out, "]},\"results\":{\"bindings\":[");
  return STATUS_OK;
}

static void add_datatype(Buffer *out, Tail *tail, const Symbol *datatype) {
  if (tail->length > 0 && tail->datatype_length == datatype->length &&
      memcmp(tail->datatype, datatype->text, datatype->length) == 0) {
    buffer_add(out, tail->written, tail->length);
    return;
  }
  const size_t start = out->length;
  buffer_add(out, "\",\"datatype\":\"", 14);
  escape_json(out, datatype->text, datatype->length);
  buffer_add(out, "\"}", 2);
  const size_t length = out->length - start;
  if (datatype->length > sizeof tail->datatype || length > sizeof tail->written) return;
  *tail = (Tail){.datatype_length = datatype->length, .length = length};
  memcpy(tail->datatype, datatype->text, datatype->length);
  memcpy(tail->written, out->data + start, length);
}

static void add_binding(Buffer *out, const Key *key, Tail *tail, const Term *term) {
  buffer_add_symbol(out, &key->of[term->kind]);
  if (term->kind == TERM_BLANK)
    escape_label(out, term->lexical->text, term->lexical->length);
  else
    escape_json(out, term->lexical->text, term->lexical->length);
  if (term->kind == TERM_LITERAL && term->language != NULL) {
    buffer_add(out, "\",\"xml:lang\":\"", 14);
    escape_language(out, term->language);
  } else if (term->kind == TERM_LITERAL && term->datatype != &XSD_STRING) {
    add_datatype(out, tail, term->datatype);
    return;
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
    add_binding(out, &state->key[i], &state->tail[i], &terms[i]);
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

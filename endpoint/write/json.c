// SPARQL 1.1 Query Results JSON Format.
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

// Bytes that each row writes again. They are copied by the BLOCK, so there is room behind them.
enum { BLOCK = 16 };
typedef struct Fixed {
  char *text;
  size_t length;
} Fixed;

// One variable. name: in quotes. before: what comes before a binding's value, for each kind of term
// that came so far: `"name":{"type":"uri","value":"`. datatype: of its last typed literal, behind
// whose value `typed` was written: a column mostly has one.
typedef struct Column {
  Fixed name;
  Fixed before[TERM_LITERAL + 1];
  Buffer datatype, typed;
} Column;

typedef struct JsonState {
  Column *column;
  size_t count;
} JsonState;

#define TEXT(text) \
  { (text), sizeof(text) - 1 }
static const struct {
  const char *text;
  size_t length;
} TYPE[] = {[TERM_IRI] = TEXT(":{\"type\":\"uri\",\"value\":\""),
            [TERM_BLANK] = TEXT(":{\"type\":\"bnode\",\"value\":\""),
            [TERM_LITERAL] = TEXT(":{\"type\":\"literal\",\"value\":\"")};

static void add_quoted(Buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  escape_json(out, text, length);
  buffer_add_char(out, '"');
}

static void make_before(Arena *arena, Column *column, TermKind kind) {
  const size_t length = column->name.length + TYPE[kind].length;
  const Fixed before = {arena_alloc(arena, length + BLOCK), length};
  memcpy(before.text, column->name.text, column->name.length);
  memcpy(before.text + column->name.length, TYPE[kind].text, TYPE[kind].length);
  column->before[kind] = before;
}

static void release(void *object) {
  JsonState *state = object;
  for (size_t i = 0; i < state->count; i++) {
    buffer_free(&state->column[i].datatype);
    buffer_free(&state->column[i].typed);
  }
}

static Status json_begin(ResultWriter *writer, Error *err) {
  (void)err;
  Buffer *out = &writer->buffer;
  JsonState *state = ARENA_NEW(writer->arena, JsonState);
  state->column = ARENA_ARRAY(writer->arena, Column, writer->count);
  state->count = writer->count;
  arena_on_release(writer->arena, release, state);
  writer->state = state;
  buffer_add_text(out, "{\"head\":{\"vars\":[");
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(out, ',');
    const size_t start = out->length;
    add_quoted(out, writer->name[i], strlen(writer->name[i]));
    Fixed *name = &state->column[i].name;
    name->length = out->length - start;
    name->text = arena_copy(writer->arena, out->data + start, name->length);
  }
  buffer_add_text(out, "]},\"results\":{\"bindings\":[");
  return STATUS_OK;
}

// Copies whole blocks: `text` has room behind it, and so has `out` then.
static inline void add_blocks(Buffer *out, const char *text, size_t length) {
  if (length + BLOCK > out->capacity - out->length) buffer_reserve(out, length + BLOCK);
  char *to = out->data + out->length;
  for (size_t i = 0; i < length; i += BLOCK) memcpy(to + i, text + i, BLOCK);
  out->length += length;
}

static void set_datatype(Column *column, const Symbol *datatype) {
  buffer_clear(&column->datatype);
  buffer_add_symbol(&column->datatype, datatype);
  buffer_clear(&column->typed);
  buffer_add(&column->typed, "\",\"datatype\":\"", 14);
  escape_json(&column->typed, datatype->text, datatype->length);
  buffer_add(&column->typed, "\"}", 2);
  buffer_reserve(&column->typed, BLOCK);
}

static void add_datatype(Buffer *out, Column *column, const Symbol *datatype) {
  if (column->datatype.length != datatype->length ||
      memcmp(column->datatype.data, datatype->text, datatype->length) != 0)
    set_datatype(column, datatype);
  add_blocks(out, column->typed.data, column->typed.length);
}

static inline void add_binding(Arena *arena, Buffer *out, Column *column, const Term *term) {
  const Fixed *before = &column->before[term->kind];
  if (before->text == NULL) make_before(arena, column, term->kind);
  add_blocks(out, before->text, before->length);
  if (term_is_plain(term) && term->kind != TERM_BLANK)
    buffer_add_symbol(out, term->lexical);
  else if (term->kind == TERM_BLANK)
    escape_label(out, term->lexical->text, term->lexical->length);
  else
    escape_json(out, term->lexical->text, term->lexical->length);
  if (term->kind == TERM_LITERAL && term->language != NULL) {
    buffer_add(out, "\",\"xml:lang\":\"", 14);
    escape_language(out, term->language);
  } else if (term->kind == TERM_LITERAL && term->datatype != &XSD_STRING) {
    add_datatype(out, column, term->datatype);
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
    add_binding(writer->arena, out, &state->column[i], &terms[i]);
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

const ResultMethods json_results = {json_begin, json_row, json_boolean, json_end, false};

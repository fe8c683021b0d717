// A table for people. Column widths come from the first rows, which are held back; what follows
// streams in those widths, and a longer cell pushes only its own line.
#include <uniwidth.h>

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

enum { HELD_ROWS = 200, HELD_BYTES = 1024 * 1024, WIDEST_PADDING = 60 };

static const WriterPrefix COMMON[] = {
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

// A held cell: text[start..end) of `text`, right-aligned for numbers.
typedef struct Cell {
  size_t start, end;
  bool right;
} Cell;

typedef struct TableState {
  Prefixes prefixes;  // the writer's, and the common ones
  int *width;
  Buffer text;
  Cell *cell;  // HELD_ROWS * count
  size_t held;
  bool streaming;
} TableState;

static void add_iri(const TableState *state, Buffer *out, const Symbol *iri) {
  if (prefixes_add_name(&state->prefixes, iri->text, iri->length, out)) return;
  buffer_add_char(out, '<');
  escape_terminal(out, iri->text, iri->length);
  buffer_add_char(out, '>');
}

// Datatypes whose lexical form speaks for itself.
static bool is_self_evident(const Symbol *datatype) {
  return datatype_is_numeric(datatype) || datatype == &XSD_BOOLEAN || datatype == &XSD_DATE ||
         datatype == &XSD_TIME || datatype == &XSD_DATE_TIME;
}

static void add_cell(const TableState *state, Buffer *out, const Term *term) {
  switch (term->kind) {
    case TERM_UNBOUND: return;
    case TERM_IRI: add_iri(state, out, term->lexical); return;
    case TERM_BLANK: escape_term(out, term); return;
    case TERM_LITERAL: break;
  }
  if (is_self_evident(term->datatype)) {
    escape_terminal(out, term->lexical->text, term->lexical->length);
    return;
  }
  buffer_add_char(out, '"');
  escape_terminal(out, term->lexical->text, term->lexical->length);
  buffer_add_char(out, '"');
  if (term->language != NULL) {
    buffer_add_char(out, '@');
    escape_language(out, term->language);
  } else if (term->datatype != &XSD_STRING) {
    buffer_add(out, "^^", 2);
    add_iri(state, out, term->datatype);
  }
}

static int text_width(const char *text, size_t length) {
  const int width = u8_width((const uint8_t *)text, length, "UTF-8");
  return width < 0 ? (int)length : width;
}

static void add_spaces(Buffer *out, int count) {
  for (; count > 0; count--) buffer_add_char(out, ' ');
}

static void add_line(Buffer *out, const TableState *state, size_t count, const Cell cells[]) {
  for (size_t i = 0; i < count; i++) {
    const char *text = state->text.data + cells[i].start;
    const size_t length = cells[i].end - cells[i].start;
    const int space = state->width[i] - (length == 0 ? 0 : text_width(text, length));
    buffer_add_text(out, i == 0 ? " " : " | ");
    if (cells[i].right) add_spaces(out, space);
    buffer_add(out, text, length);
    if (!cells[i].right && i + 1 < count) add_spaces(out, space);
  }
  buffer_add_char(out, '\n');
}

// Writes the heading and the held rows, now that the widths are known.
static void release(ResultWriter *writer) {
  TableState *state = writer->state;
  Buffer *out = &writer->buffer;
  for (size_t i = 0; i < writer->count; i++) {
    buffer_add_text(out, i == 0 ? " ?" : " | ?");
    buffer_add_text(out, writer->name[i]);
    if (i + 1 < writer->count)
      add_spaces(out, state->width[i] - 1 - text_width(writer->name[i], strlen(writer->name[i])));
  }
  buffer_add_char(out, '\n');
  for (size_t i = 0; i < writer->count; i++) {
    if (i > 0) buffer_add_char(out, '+');
    for (int j = state->width[i] + 2; j > 0; j--) buffer_add_char(out, '-');
  }
  buffer_add_char(out, '\n');
  for (size_t row = 0; row < state->held; row++)
    add_line(out, state, writer->count, state->cell + row * writer->count);
  state->held = 0;
  state->streaming = true;
}

static void free_text(void *state) { buffer_free(&((TableState *)state)->text); }

static Status table_begin(ResultWriter *writer, Error *err) {
  (void)err;
  TableState *state = ARENA_NEW(writer->arena, TableState);
  arena_on_release(writer->arena, free_text, state);
  writer->state = state;
  state->width = ARENA_ARRAY(writer->arena, int, writer->count);
  state->cell = ARENA_ARRAY(writer->arena, Cell, HELD_ROWS * writer->count);
  for (size_t i = 0; i < writer->count; i++)
    state->width[i] = 1 + text_width(writer->name[i], strlen(writer->name[i]));

  const size_t common = sizeof COMMON / sizeof *COMMON;
  WriterPrefix *all = ARENA_ARRAY(writer->arena, WriterPrefix, writer->prefixes.count + common);
  size_t count = 0;
  for (size_t i = 0; i < writer->prefixes.count; i++)
    all[count++] = (WriterPrefix){writer->prefixes.item[i].prefix, writer->prefixes.item[i].iri};
  for (size_t i = 0; i < common; i++) all[count++] = COMMON[i];
  prefixes_compile(writer->arena, count, all, &state->prefixes);
  return STATUS_OK;
}

static Status table_row(ResultWriter *writer, const Term terms[], Error *err) {
  (void)err;
  TableState *state = writer->state;
  if (state->streaming) buffer_clear(&state->text);
  Cell *cells = state->cell + state->held * writer->count;
  for (size_t i = 0; i < writer->count; i++) {
    cells[i].start = state->text.length;
    add_cell(state, &state->text, &terms[i]);
    cells[i].end = state->text.length;
    cells[i].right = terms[i].kind == TERM_LITERAL && datatype_is_numeric(terms[i].datatype);
    if (state->streaming || cells[i].start == cells[i].end) continue;
    const int width = text_width(state->text.data + cells[i].start, cells[i].end - cells[i].start);
    const int padded = width < WIDEST_PADDING ? width : WIDEST_PADDING;
    if (padded > state->width[i]) state->width[i] = padded;
  }
  if (state->streaming) {
    add_line(&writer->buffer, state, writer->count, cells);
    return STATUS_OK;
  }
  state->held++;
  if (state->held == HELD_ROWS || state->text.length >= HELD_BYTES) release(writer);
  return STATUS_OK;
}

static Status table_boolean(ResultWriter *writer, bool value, Error *err) {
  (void)err;
  buffer_add_text(&writer->buffer, value ? "true\n" : "false\n");
  return STATUS_OK;
}

static Status table_end(ResultWriter *writer, Error *err) {
  (void)err;
  TableState *state = writer->state;
  if (state == NULL) return STATUS_OK;
  if (!state->streaming) release(writer);
  buffer_printf(&writer->buffer, "(%zu row%s)\n", writer->rows, writer->rows == 1 ? "" : "s");
  return STATUS_OK;
}

const ResultMethods table_results = {table_begin, table_row, table_boolean, table_end, true};

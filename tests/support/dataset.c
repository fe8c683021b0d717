// Quads in memory.
#include "tests/support/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"

Dataset *dataset_create(void) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Dataset *dataset = ARENA_NEW(arena, Dataset);
  dataset->arena = arena;
  dataset->symbols = symbols_create(arena, NULL);
  return dataset;
}

void dataset_free(Dataset *dataset) {
  if (dataset != NULL) arena_destroy(dataset->arena);
}

static const Symbol *keep(Dataset *dataset, const Symbol *symbol) {
  if (symbol == NULL) return NULL;
  return symbols_intern(dataset->symbols, symbol->text, symbol->length);
}

static Term keep_term(Dataset *dataset, const Term *term) {
  return (Term){.kind = term->kind,
                .lexical = keep(dataset, term->lexical),
                .datatype = keep(dataset, term->datatype),
                .language = keep(dataset, term->language)};
}

void dataset_add(Dataset *dataset, const Quad *quad) {
  const Quad kept = {.subject = keep_term(dataset, &quad->subject),
                     .predicate = keep_term(dataset, &quad->predicate),
                     .object = keep_term(dataset, &quad->object),
                     .graph = keep_term(dataset, &quad->graph)};
  VEC_PUSH(dataset->arena, &dataset->quads, kept);
}

static Status add_from_sink(void *self, const Quad *quad, Error *err) {
  (void)err;
  dataset_add(self, quad);
  return STATUS_OK;
}

QuadSink dataset_sink(Dataset *dataset) { return (QuadSink){add_from_sink, dataset}; }

// --- Reading -----------------------------------------------------------------------------------
// N-Quads by hand: Raptor's reader leaks the datatypes.
typedef struct Reader {
  Dataset *dataset;
  const char *at, *end;
  Buffer text;
} Reader;

static void skip_blanks(Reader *reader) {
  while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t')) reader->at++;
}

static bool take(Reader *reader, char c) {
  if (reader->at == reader->end || *reader->at != c) return false;
  reader->at++;
  return true;
}

static void add_character(Buffer *out, unsigned long c) {
  if (c < 0x80) {
    buffer_add_char(out, (char)c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
  buffer_add_char(out, (char)(lead[more] | c >> (6 * more)));
  for (int i = more - 1; i >= 0; i--) buffer_add_char(out, (char)(0x80 | (c >> (6 * i) & 0x3F)));
}

static bool read_escape(Reader *reader) {
  static const char names[] = "tbnrf\"'\\", values[] = "\t\b\n\r\f\"'\\";
  if (reader->at == reader->end) return false;
  const char c = *reader->at++;
  const char *name = strchr(names, c);
  if (name != NULL && c != '\0') {
    buffer_add_char(&reader->text, values[name - names]);
    return true;
  }
  const size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || (size_t)(reader->end - reader->at) < digits) return false;
  char hex[9] = {0};
  memcpy(hex, reader->at, digits);
  reader->at += digits;
  add_character(&reader->text, strtoul(hex, NULL, 16));
  return true;
}

// The text up to `close`, unescaped.
static const Symbol *read_until(Reader *reader, char close) {
  buffer_clear(&reader->text);
  for (;;) {
    if (reader->at == reader->end || *reader->at == '\n') return NULL;
    const char c = *reader->at++;
    if (c == close) break;
    if (c != '\\')
      buffer_add_char(&reader->text, c);
    else if (!read_escape(reader))
      return NULL;
  }
  return symbols_intern(reader->dataset->symbols, buffer_text(&reader->text), reader->text.length);
}

static const Symbol *read_word(Reader *reader) {
  const char *start = reader->at;
  while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) == NULL) reader->at++;
  while (reader->at > start && reader->at[-1] == '.') reader->at--;
  if (reader->at == start) return NULL;
  return symbols_intern(reader->dataset->symbols, start, (size_t)(reader->at - start));
}

static bool read_term(Reader *reader, Term *out) {
  skip_blanks(reader);
  const Symbol *text = NULL;
  if (take(reader, '<')) {
    if ((text = read_until(reader, '>')) != NULL) *out = term_iri(text);
  } else if (take(reader, '_')) {
    if (take(reader, ':') && (text = read_word(reader)) != NULL) *out = term_blank(text);
  } else if (take(reader, '"')) {
    if ((text = read_until(reader, '"')) == NULL) return false;
    *out = term_literal(text, &XSD_STRING);
    if (take(reader, '@')) {
      if ((text = read_word(reader)) != NULL) *out = term_language_literal(out->lexical, text);
    } else if (take(reader, '^')) {
      if (!take(reader, '^') || !take(reader, '<')) return false;
      if ((text = read_until(reader, '>')) != NULL) *out = term_literal(out->lexical, text);
    }
  }
  return text != NULL;
}

static bool read_quad(Reader *reader) {
  Quad quad = {.graph = {.kind = TERM_UNBOUND}};
  if (!read_term(reader, &quad.subject) || !read_term(reader, &quad.predicate) ||
      !read_term(reader, &quad.object))
    return false;
  skip_blanks(reader);
  if (reader->at < reader->end && *reader->at != '.' && !read_term(reader, &quad.graph))
    return false;
  skip_blanks(reader);
  VEC_PUSH(reader->dataset->arena, &reader->dataset->quads, quad);
  return take(reader, '.');
}

Status dataset_read(Dataset *dataset, const char *text, size_t length, Error *err) {
  Reader reader = {.dataset = dataset, .at = text, .end = text + length};
  Status status = STATUS_OK;
  for (unsigned line = 1; reader.at < reader.end && status == STATUS_OK; line++) {
    skip_blanks(&reader);
    const bool empty = reader.at == reader.end || strchr("#\r\n", *reader.at) != NULL;
    if (!empty && !read_quad(&reader))
      status = error_at(err, STATUS_SYNTAX, (Position){line, 0}, "not N-Quads");
    while (reader.at < reader.end && *reader.at != '\n') reader.at++;
    if (reader.at < reader.end) reader.at++;
  }
  buffer_free(&reader.text);
  return status;
}

// --- Order ---------------------------------------------------------------------------------------
static int compare_symbols(const Symbol *a, const Symbol *b) {
  if (a == NULL || b == NULL) return (a != NULL) - (b != NULL);
  return symbol_compare(a, b);
}

static int compare_terms(const Term *a, const Term *b) {
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  int order = compare_symbols(a->lexical, b->lexical);
  if (order == 0) order = compare_symbols(a->datatype, b->datatype);
  if (order == 0) order = compare_symbols(a->language, b->language);
  return order;
}

static int compare_quads(const void *left, const void *right) {
  const Quad *a = left, *b = right;
  int order = compare_terms(&a->graph, &b->graph);
  if (order == 0) order = compare_terms(&a->subject, &b->subject);
  if (order == 0) order = compare_terms(&a->predicate, &b->predicate);
  return order == 0 ? compare_terms(&a->object, &b->object) : order;
}

size_t dataset_sort(Dataset *dataset) {
  Quad *quad = dataset->quads.item;
  const size_t count = dataset->quads.count;
  if (count > 1) qsort(quad, count, sizeof *quad, compare_quads);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept == 0 || compare_quads(&quad[kept - 1], &quad[i]) != 0) quad[kept++] = quad[i];
  }
  dataset->quads.count = kept;
  return count - kept;
}

// --- Text ----------------------------------------------------------------------------------------
static void print_escaped(const Symbol *text, Buffer *out) {
  for (size_t i = 0; i < text->length; i++) {
    const char c = text->text[i];
    switch (c) {
      case '"': buffer_add_text(out, "\\\""); break;
      case '\\': buffer_add_text(out, "\\\\"); break;
      case '\n': buffer_add_text(out, "\\n"); break;
      case '\r': buffer_add_text(out, "\\r"); break;
      default: buffer_add_char(out, c);
    }
  }
}

static void print_term(const Term *term, Buffer *out) {
  switch (term->kind) {
    case TERM_UNBOUND: return;
    case TERM_IRI:
      buffer_add_char(out, '<');
      buffer_add_symbol(out, term->lexical);
      buffer_add_char(out, '>');
      return;
    case TERM_BLANK:
      buffer_add_text(out, "_:");
      buffer_add_symbol(out, term->lexical);
      return;
    case TERM_LITERAL: break;
  }
  buffer_add_char(out, '"');
  print_escaped(term->lexical, out);
  buffer_add_char(out, '"');
  if (term->language != NULL) {
    buffer_add_char(out, '@');
    buffer_add_symbol(out, term->language);
  } else if (strcmp(term->datatype->text, XSD_STRING.text) != 0) {
    buffer_add_text(out, "^^<");
    buffer_add_symbol(out, term->datatype);
    buffer_add_char(out, '>');
  }
}

void quad_print(const Quad *quad, Buffer *out) {
  const Term *const terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  for (size_t i = 0; i < 4; i++) {
    if (terms[i]->kind == TERM_UNBOUND) continue;
    print_term(terms[i], out);
    buffer_add_char(out, ' ');
  }
  buffer_add_char(out, '.');
}

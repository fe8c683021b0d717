// Quads in memory.
#include "tests/support/dataset.h"

#include <raptor2.h>
#include <stdlib.h>

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
typedef struct Reader {
  Dataset *dataset;
  Error *err;
  bool failed;
} Reader;

static const Symbol *intern(Dataset *dataset, const unsigned char *text) {
  return symbols_intern_text(dataset->symbols, (const char *)text);
}

static Term read_term(Dataset *dataset, const raptor_term *term) {
  if (term == NULL) return (Term){.kind = TERM_UNBOUND};
  if (term->type == RAPTOR_TERM_TYPE_URI)
    return term_iri(intern(dataset, raptor_uri_as_string(term->value.uri)));
  if (term->type == RAPTOR_TERM_TYPE_BLANK)
    return term_blank(intern(dataset, term->value.blank.string));
  const Symbol *lexical = symbols_intern(dataset->symbols, (const char *)term->value.literal.string,
                                         term->value.literal.string_len);
  if (term->value.literal.language != NULL)
    return term_language_literal(lexical, intern(dataset, term->value.literal.language));
  if (term->value.literal.datatype == NULL) return term_literal(lexical, &XSD_STRING);
  return term_literal(lexical, intern(dataset, raptor_uri_as_string(term->value.literal.datatype)));
}

static void on_statement(void *self, raptor_statement *statement) {
  Reader *reader = self;
  const Quad quad = {.subject = read_term(reader->dataset, statement->subject),
                     .predicate = read_term(reader->dataset, statement->predicate),
                     .object = read_term(reader->dataset, statement->object),
                     .graph = read_term(reader->dataset, statement->graph)};
  VEC_PUSH(reader->dataset->arena, &reader->dataset->quads, quad);
}

static void on_message(void *self, raptor_log_message *message) {
  Reader *reader = self;
  if (message->level < RAPTOR_LOG_LEVEL_ERROR || reader->failed) return;
  const int line = message->locator == NULL ? 0 : raptor_locator_line(message->locator);
  error_at(reader->err, STATUS_SYNTAX, (Position){line > 0 ? (unsigned)line : 0, 0}, "%s",
           message->text);
  reader->failed = true;
}

Status dataset_read(Dataset *dataset, const char *text, size_t length, Error *err) {
  Reader reader = {.dataset = dataset, .err = err};
  raptor_world *world = raptor_new_world();
  raptor_world_open(world);
  raptor_world_set_log_handler(world, &reader, on_message);
  raptor_parser *parser = raptor_new_parser(world, "nquads");
  raptor_uri *base = raptor_new_uri(world, (const unsigned char *)"http://example.com/base/");
  raptor_parser_set_statement_handler(parser, &reader, on_statement);
  if ((raptor_parser_parse_start(parser, base) != 0 ||
       raptor_parser_parse_chunk(parser, (const unsigned char *)text, length, 1) != 0) &&
      !reader.failed) {
    error_set(err, STATUS_SYNTAX, "not N-Quads");
    reader.failed = true;
  }
  raptor_free_uri(base);
  raptor_free_parser(parser);
  raptor_free_world(world);
  return reader.failed ? STATUS_SYNTAX : STATUS_OK;
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

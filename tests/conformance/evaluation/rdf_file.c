// RDF files into datasets.
#include "tests/conformance/evaluation/rdf_file.h"

#include <ctype.h>
#include <raptor2.h>

#include "base/rdf/vocabulary.h"
#include "tests/support/fixture.h"

typedef struct Reader {
  Dataset *dataset;
  const char *scope;
  Term graph;
  Status status;
  Error *err;
} Reader;

// Raptor removes dot segments from IRIs that are absolute already, which SPARQL 1.1 section 4.1.1
// does not: a character of the private use area keeps them apart while it reads.
#define GUARD "\xEE\x80\x80"

static char *guard_dots(const char *text, Arena *arena) {
  Buffer out = {0};
  bool absolute = false;
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '<') absolute = c[1 + strcspn(c + 1, ":/>#? \n")] == ':';
    if (*c == '>') absolute = false;
    buffer_add_char(&out, *c);
    if (absolute && *c == '/' && c[1] == '.') buffer_add_text(&out, GUARD);
  }
  char *guarded = buffer_copy(&out, arena);
  buffer_free(&out);
  return guarded;
}

static const Symbol *intern_unguarded(const Reader *reader, const char *text) {
  Buffer out = {0};
  for (const char *c = text; *c != '\0'; c++) {
    if (strncmp(c, GUARD, strlen(GUARD)) == 0) c += strlen(GUARD);
    buffer_add_char(&out, *c);
  }
  const Symbol *symbol = symbols_intern(reader->dataset->symbols, buffer_text(&out), out.length);
  buffer_free(&out);
  return symbol;
}

static const Symbol *intern(const Reader *reader, const unsigned char *text, size_t length) {
  return symbols_intern(reader->dataset->symbols, (const char *)text, length);
}

static const Symbol *intern_uri(const Reader *reader, raptor_uri *uri) {
  return intern_unguarded(reader, (const char *)raptor_uri_as_string(uri));
}

static Term read_literal(const Reader *reader, const raptor_term_literal_value *literal) {
  const Symbol *lexical = intern(reader, literal->string, literal->string_len);
  if (literal->language != NULL) {
    char *tag = arena_copy_text(reader->dataset->arena, (const char *)literal->language,
                                literal->language_len);
    for (char *c = tag; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return term_language_literal(lexical, symbols_intern_text(reader->dataset->symbols, tag));
  }
  return term_literal(
      lexical, literal->datatype == NULL ? &XSD_STRING : intern_uri(reader, literal->datatype));
}

static Term read_term(const Reader *reader, const raptor_term *term) {
  if (term->type == RAPTOR_TERM_TYPE_URI) return term_iri(intern_uri(reader, term->value.uri));
  if (term->type == RAPTOR_TERM_TYPE_LITERAL) return read_literal(reader, &term->value.literal);
  const char *label =
      arena_format(reader->dataset->arena, "%s%s", reader->scope, term->value.blank.string);
  return term_blank(symbols_intern_text(reader->dataset->symbols, label));
}

static void on_statement(void *self, raptor_statement *statement) {
  Reader *reader = self;
  const Quad quad = {read_term(reader, statement->subject), read_term(reader, statement->predicate),
                     read_term(reader, statement->object), reader->graph};
  VEC_PUSH(reader->dataset->arena, &reader->dataset->quads, quad);
}

static void on_message(void *self, raptor_log_message *message) {
  Reader *reader = self;
  if (message->level < RAPTOR_LOG_LEVEL_ERROR || reader->status != STATUS_OK) return;
  reader->status = error_set(reader->err, STATUS_SYNTAX, "%s", message->text);
}

static const char *syntax_of(const char *path) {
  const char *dot = strrchr(path, '.');
  if (dot != NULL && strcmp(dot, ".rdf") == 0) return "rdfxml";
  return dot != NULL && strcmp(dot, ".nt") == 0 ? "ntriples" : "turtle";
}

static Status read_text(Reader *reader, const char *text, const char *syntax, const char *base) {
  raptor_world *world = raptor_new_world();
  raptor_world_open(world);
  raptor_world_set_log_handler(world, reader, on_message);
  raptor_parser *parser = raptor_new_parser(world, syntax);
  raptor_uri *uri = raptor_new_uri(world, (const unsigned char *)base);
  raptor_parser_set_statement_handler(parser, reader, on_statement);
  if ((raptor_parser_parse_start(parser, uri) != 0 ||
       raptor_parser_parse_chunk(parser, (const unsigned char *)text, strlen(text), 1) != 0) &&
      reader->status == STATUS_OK)
    reader->status = error_set(reader->err, STATUS_SYNTAX, "this is not %s", syntax);
  raptor_free_uri(uri);
  raptor_free_parser(parser);
  raptor_free_world(world);
  return reader->status;
}

Status rdf_file_read(Dataset *dataset, const char *path, const char *base, const char *graph,
                     const char *scope, Error *err) {
  Reader reader = {.dataset = dataset, .scope = scope, .err = err};
  if (graph != NULL) reader.graph = term_iri(symbols_intern_text(dataset->symbols, graph));
  const char *text = guard_dots(read_file(path, dataset->arena), dataset->arena);
  return read_text(&reader, text, syntax_of(path), base);
}

Status rdf_text_read(Dataset *dataset, const char *text, const char *syntax, const char *base,
                     Error *err) {
  Reader reader = {.dataset = dataset, .scope = "", .err = err};
  return read_text(&reader, text, syntax, base);
}

const Term *rdf_object(const Dataset *dataset, const Term *subject, const char *predicate) {
  for (size_t i = 0; i < dataset->quads.count; i++) {
    const Quad *quad = &dataset->quads.item[i];
    if (term_equal(&quad->subject, subject) &&
        strcmp(quad->predicate.lexical->text, predicate) == 0)
      return &quad->object;
  }
  return NULL;
}

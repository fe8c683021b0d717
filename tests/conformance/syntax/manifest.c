// The manifest's triples by Raptor, kept in a list; manifests are small.
#include "tests/conformance/syntax/manifest.h"

#include <raptor2.h>

#define MF           "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
#define QT           "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
#define UT           "http://www.w3.org/2009/sparql/tests/test-update#"
#define RDF_TYPE_IRI "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

typedef struct Statement {
  const char *subject, *predicate, *object;
} Statement;

typedef struct Reader {
  Arena *arena;
  VEC(Statement) statements;
  Error *err;
  Status status;
} Reader;

static const char *text_of(Reader *reader, const raptor_term *term) {
  const unsigned char *text = NULL;
  if (term->type == RAPTOR_TERM_TYPE_URI) {
    text = raptor_uri_as_string(term->value.uri);
  } else if (term->type == RAPTOR_TERM_TYPE_BLANK) {
    text = term->value.blank.string;
  } else {
    text = term->value.literal.string;
  }
  return arena_copy_text(reader->arena, (const char *)text, strlen((const char *)text));
}

static void take_statement(void *context, raptor_statement *triple) {
  Reader *reader = context;
  const Statement statement = {text_of(reader, triple->subject), text_of(reader, triple->predicate),
                               text_of(reader, triple->object)};
  VEC_PUSH(reader->arena, &reader->statements, statement);
}

static void take_message(void *context, raptor_log_message *message) {
  Reader *reader = context;
  if (message->level >= RAPTOR_LOG_LEVEL_ERROR)
    reader->status = error_set(reader->err, STATUS_IO, "%s", message->text);
}

static const char *find(const Reader *reader, const char *subject, const char *predicate) {
  for (size_t i = 0; i < reader->statements.count; i++) {
    const Statement *statement = &reader->statements.item[i];
    if (strcmp(statement->subject, subject) == 0 && strcmp(statement->predicate, predicate) == 0)
      return statement->object;
  }
  return NULL;
}

// The path of the file that the test's action names, or NULL.
static const char *file_of(Reader *reader, const char *test) {
  const char *action = find(reader, test, MF "action");
  if (action == NULL) return NULL;
  const char *file = find(reader, action, QT "query");
  if (file == NULL) file = find(reader, action, UT "request");
  if (file == NULL) file = action;
  char *path = raptor_uri_uri_string_to_filename((const unsigned char *)file);
  if (path == NULL) return NULL;
  const char *copy = arena_copy_text(reader->arena, path, strlen(path));
  raptor_free_memory(path);
  return copy;
}

static void gather(Reader *reader, ManifestTests *out) {
  for (size_t i = 0; i < reader->statements.count; i++) {
    const Statement *statement = &reader->statements.item[i];
    if (strcmp(statement->predicate, RDF_TYPE_IRI) != 0) continue;
    const ManifestTest test = {statement->subject, statement->object,
                               file_of(reader, statement->subject)};
    if (test.file != NULL) VEC_PUSH(reader->arena, out, test);
  }
}

Status manifest_read(Arena *arena, const char *path, ManifestTests *out, Error *err) {
  Reader reader = {.arena = arena, .err = err};
  raptor_world *world = raptor_new_world();
  raptor_world_set_log_handler(world, &reader, take_message);
  unsigned char *iri = raptor_uri_filename_to_uri_string(path);
  raptor_uri *uri = raptor_new_uri(world, iri);
  raptor_parser *parser = raptor_new_parser(world, "turtle");
  raptor_parser_set_statement_handler(parser, &reader, take_statement);
  if (raptor_parser_parse_file(parser, uri, NULL) != 0 && reader.status == STATUS_OK)
    reader.status = error_set(err, STATUS_IO, "cannot read %s", path);
  raptor_free_parser(parser);
  raptor_free_uri(uri);
  raptor_free_memory(iri);
  raptor_free_world(world);
  if (reader.status == STATUS_OK) gather(&reader, out);
  return reader.status;
}

// A second opinion in one process: the graph is dumped into a Redland store, and plain basic graph
// patterns are asked of it through Rasqal and of the gateway.
//
// Plain: triple patterns and joins only, and none that another has bound altogether (Redland looks
// for such a triple from one end of the store to the other). Rasqal is not to be trusted with more
// (expressions, OPTIONAL, aggregates), and nothing but these fixed texts reaches it.
#include <CUnit/CUnit.h>
#include <jansson.h>
#include <redland.h>
#include <stdlib.h>
#include <string.h>

#include "base/db/connection.h"
#include "base/rdf/vocabulary.h"
#include "endpoint/run/execute.h"
#include "mapping/dump.h"
#include "tests/support/fixture.h"

enum { LONGEST_QUERY = 2048 };

typedef struct World {
  Fixture *fixture;
  Connection *db;
  Mapping *mapping;
  librdf_world *redland;
  librdf_storage *storage;
  librdf_model *model;
  size_t quads;
} World;

static void check(Status status, const Error *err) {
  if (status == STATUS_OK) return;
  (void)fprintf(stderr, "reference: %s\nhint: %s\n", err->message, err->hint);
  exit(1);
}

// --- Two stores --------------------------------------------------------------------------------

static librdf_node *make_node(librdf_world *redland, const Term *term) {
  const unsigned char *lexical = (const unsigned char *)term->lexical->text;
  switch (term->kind) {
    case TERM_IRI: return librdf_new_node_from_uri_string(redland, lexical);
    case TERM_BLANK: return librdf_new_node_from_blank_identifier(redland, lexical);
    default: break;
  }
  if (term->language != NULL)
    return librdf_new_node_from_literal(redland, lexical, term->language->text, 0);
  if (strcmp(term->datatype->text, XSD_STRING.text) == 0)
    return librdf_new_node_from_literal(redland, lexical, NULL, 0);
  librdf_uri *datatype = librdf_new_uri(redland, (const unsigned char *)term->datatype->text);
  librdf_node *node = librdf_new_node_from_typed_literal(redland, lexical, NULL, datatype);
  librdf_free_uri(datatype);
  return node;
}

static Status take_quad(void *self, const Quad *quad, Error *err) {
  (void)err;
  World *world = self;
  if (quad->graph.kind != TERM_UNBOUND) return STATUS_OK;  // only the default graph is asked
  librdf_statement *statement = librdf_new_statement_from_nodes(
      world->redland, make_node(world->redland, &quad->subject),
      make_node(world->redland, &quad->predicate), make_node(world->redland, &quad->object));
  CU_ASSERT_EQUAL(librdf_model_add_statement(world->model, statement), 0);
  librdf_free_statement(statement);
  world->quads++;
  return STATUS_OK;
}

static int ignore_message(void *self, librdf_log_message *message) {
  (void)self, (void)message;
  return 1;
}

static World world_open(const char *const scripts[], const char *mapping) {
  World world = {.fixture = fixture_open(NULL)};
  for (size_t i = 0; scripts[i] != NULL; i++) fixture_run_file(world.fixture, scripts[i]);
  Error err = {0};
  check(connection_open(world.fixture->conninfo, &world.db, &err), &err);
  check(mapping_load(&mapping, 1, NULL, world.db, NULL, &world.mapping, NULL, &err), &err);
  world.redland = librdf_new_world();
  librdf_world_open(world.redland);
  // Redland's own printing of Rasqal's warnings reads beyond the message.
  librdf_world_set_logger(world.redland, NULL, ignore_message);
  world.storage = librdf_new_storage(world.redland, "hashes", NULL, "hash-type='memory'");
  world.model = librdf_new_model(world.redland, world.storage, NULL);
  check(mapping_dump(world.mapping, world.db, (QuadSink){take_quad, &world}, NULL, NULL, &err),
        &err);
  return world;
}

static void world_close(World *world) {
  librdf_free_model(world->model);
  librdf_free_storage(world->storage);
  librdf_free_world(world->redland);
  mapping_free(world->mapping);
  connection_close(world->db);
  fixture_close(world->fixture);
}

// --- Answers as sorted lines -------------------------------------------------------------------

typedef struct Lines {
  Arena *arena;
  VEC(const char *) text;
} Lines;

static int compare_lines(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// A term as text; blank nodes are all alike, the default datatype is left out.
static void add_term(Buffer *line, const char *kind, const char *lexical, const char *language,
                     const char *datatype) {
  buffer_printf(line, "%s(", kind);
  if (strcmp(kind, "blank") != 0) buffer_add_text(line, lexical);
  if (language != NULL) buffer_printf(line, "@%s", language);
  if (datatype != NULL && strcmp(datatype, XSD_STRING.text) != 0)
    buffer_printf(line, "^^%s", datatype);
  buffer_add_text(line, ") ");
}

static void add_line(Lines *lines, Buffer *line) {
  VEC_PUSH(lines->arena, &lines->text, buffer_copy(line, lines->arena));
  buffer_clear(line);
}

static void add_node(Buffer *line, librdf_node *node) {
  if (librdf_node_is_resource(node)) {
    const char *iri = (const char *)librdf_uri_as_string(librdf_node_get_uri(node));
    add_term(line, "iri", iri, NULL, NULL);
  } else if (librdf_node_is_blank(node)) {
    add_term(line, "blank", "", NULL, NULL);
  } else {
    librdf_uri *datatype = librdf_node_get_literal_value_datatype_uri(node);
    add_term(line, "literal", (const char *)librdf_node_get_literal_value(node),
             librdf_node_get_literal_value_language(node),
             datatype == NULL ? NULL : (const char *)librdf_uri_as_string(datatype));
  }
}

static Lines ask_redland(World *world, const char *text, Arena *arena) {
  Lines lines = {.arena = arena};
  librdf_query *query =
      librdf_new_query(world->redland, "sparql", NULL, (const unsigned char *)text, NULL);
  librdf_query_results *results = librdf_query_execute(query, world->model);
  Buffer line = {0};
  for (; !librdf_query_results_finished(results); librdf_query_results_next(results)) {
    const int count = librdf_query_results_get_bindings_count(results);
    for (int i = 0; i < count; i++) {
      librdf_node *node = librdf_query_results_get_binding_value(results, i);
      add_node(&line, node);
      librdf_free_node(node);
    }
    add_line(&lines, &line);
  }
  buffer_free(&line);
  librdf_free_query_results(results);
  librdf_free_query(query);
  return lines;
}

static Status keep(void *buffer, const char *data, size_t length, Error *err) {
  (void)err;
  buffer_add(buffer, data, length);
  return STATUS_OK;
}

static const char *member(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

static void add_binding(Buffer *line, const json_t *term) {
  const char *type = member(term, "type");
  const char *kind = strcmp(type, "uri") == 0     ? "iri"
                     : strcmp(type, "bnode") == 0 ? "blank"
                                                  : "literal";
  add_term(line, kind, member(term, "value"), member(term, "xml:lang"), member(term, "datatype"));
}

static Lines read_results(const Buffer *json, Arena *arena) {
  Lines lines = {.arena = arena};
  json_t *document = json_loadb(json->data, json->length, 0, NULL);
  const json_t *names = json_object_get(json_object_get(document, "head"), "vars");
  const json_t *rows = json_object_get(json_object_get(document, "results"), "bindings");
  Buffer line = {0};
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    for (size_t j = 0; j < json_array_size(names); j++)
      add_binding(&line, json_object_get(row, json_string_value(json_array_get(names, j))));
    add_line(&lines, &line);
  }
  buffer_free(&line);
  json_decref(document);
  return lines;
}

static Lines ask_gateway(World *world, const char *text, Arena *arena) {
  Error err = {0};
  Execution *execution = NULL;
  check(
      execution_prepare(world->mapping, text, strlen(text), &(ExecuteOptions){0}, &execution, &err),
      &err);
  Buffer json = {0};
  const Output output = {keep, &json};
  const AnswerFormat format = {.result = RESULT_JSON};
  check(execution_write(execution, world->db, format, &output, &err), &err);
  execution_destroy(execution);
  const Lines lines = read_results(&json, arena);
  buffer_free(&json);
  return lines;
}

static void compare(World *world, const char *prologue, const char *const queries[], size_t count) {
  for (size_t i = 0; i < count; i++) {
    Arena *arena = arena_create(0);
    char text[LONGEST_QUERY];
    (void)snprintf(text, sizeof text, "%s%s", prologue, queries[i]);
    Lines ours = ask_gateway(world, text, arena);
    Lines theirs = ask_redland(world, text, arena);
    if (ours.text.count > 0)
      qsort(ours.text.item, ours.text.count, sizeof *ours.text.item, compare_lines);
    if (theirs.text.count > 0)
      qsort(theirs.text.item, theirs.text.count, sizeof *theirs.text.item, compare_lines);
    bool same = ours.text.count == theirs.text.count && ours.text.count > 0;
    for (size_t j = 0; same && j < ours.text.count; j++) {
      same = strcmp(ours.text.item[j], theirs.text.item[j]) == 0;
      if (!same)
        (void)fprintf(stderr, "ours   %s\ntheirs %s\n", ours.text.item[j], theirs.text.item[j]);
    }
    if (!same)
      (void)fprintf(stderr, "%s\nours %zu rows, theirs %zu\n", queries[i], ours.text.count,
                    theirs.text.count);
    CU_ASSERT(same);
    arena_destroy(arena);
  }
}

// --- The questions -----------------------------------------------------------------------------

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void huts_agree(void) {
  const char *const scripts[] = {repository_path("examples/huts/schema.sql"), NULL};
  World world = world_open(scripts, repository_path("examples/huts/mapping.ttl"));
  CU_ASSERT_EQUAL(world.quads, 148);
  static const char *const queries[] = {
      "SELECT ?s ?p ?o WHERE { ?s ?p ?o }",
      "SELECT ?s ?c WHERE { ?s a ?c }",
      "SELECT ?hut ?name ?keeper WHERE { ?hut a :Hut ; rdfs:label ?name ; :keptBy ?keeper }",
      "SELECT ?offer ?dish ?price WHERE { ?offer :dish ?d ; :price ?price . ?d rdfs:label ?dish }",
      "SELECT ?a ?c WHERE { ?a :pathUpTo ?b . ?b :pathUpTo ?c }",
      "SELECT ?path WHERE { ?path :joins ?x , ?y . ?x :pathUpTo ?y }",
      "SELECT ?p WHERE { <https://huts.example/hut/steinbock> ?p ?o }",
      "SELECT ?s WHERE { ?s :vegetarian true }",
      "SELECT ?s ?p WHERE { ?s ?p \"Mirko\" }",
      "SELECT ?b WHERE { ?b :night \"2025-07-19\"^^xsd:date }",
      "SELECT ?x ?y WHERE { ?x rdfs:label \"Murmelh\\u00FCtte\"@de . ?y :at ?x }",
      "SELECT ?one ?other WHERE { ?one :keptBy ?w . ?other :keptBy ?w }",
  };
  compare(&world,
          "PREFIX : <https://huts.example/ns#>\n"
          "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
          "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
          queries, COUNT(queries));
  world_close(&world);
}

static void world_agrees(void) {
  const char *const scripts[] = {repository_path("examples/world/schema.sql"),
                                 repository_path("examples/world/load.sql"), NULL};
  World world = world_open(scripts, repository_path("examples/world/mapping.ttl"));
  static const char *const queries[] = {
      "SELECT ?p ?o WHERE { country:IS ?p ?o }",
      "SELECT ?s ?p WHERE { ?s ?p country:IS }",
      "SELECT ?country ?capital WHERE { ?c :capital ?k ; :nativeName ?country . ?k rdfs:label "
      "?capital }",
      "SELECT ?name WHERE { ?c :borders country:CH . ?c :spokenLanguage ?l . ?l rdfs:label ?name }",
      "SELECT ?b ?c WHERE { country:CH :borders ?b . ?b :borders ?c }",
      "SELECT ?city ?region WHERE { ?city :inCountry ?c . ?c :inRegion ?r . ?r :inRegion ?w . ?r "
      "rdfs:label ?region }",
      "SELECT ?zone ?offset WHERE { country:RU :timeZone ?z . ?z rdfs:label ?zone ; "
      ":standardOffset ?offset }",
      "SELECT ?c ?since WHERE { ?t :currency <https://world.example/currency/EUR> ; :country ?c ; "
      ":since ?since }",
      "SELECT ?l ?g ?f WHERE { ?l :inFamily ?g . ?g :inFamily ?f }",
  };
  compare(&world,
          "PREFIX : <https://world.example/ns#>\n"
          "PREFIX country: <https://world.example/country/>\n"
          "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
          queries, COUNT(queries));
  world_close(&world);
}

static void university_agrees(void) {
  const char *script = shared_path("university/data/university.sql");
  if (script == NULL) return;
  const char *const scripts[] = {script, NULL};
  World world =
      world_open(scripts, shared_path("university/mapping/university-complete.r2rml.ttl"));
  static const char *const queries[] = {
      "SELECT ?s ?p ?o WHERE { ?s ?p ?o }",
      "SELECT ?name ?title WHERE { ?x foaf:lastName ?name ; :attends ?c . ?c :title ?title }",
      "SELECT ?x ?c WHERE { ?x a ?c ; :givesLecture ?l }",
  };
  compare(&world,
          "PREFIX : <http://example.org/voc#>\n"
          "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n",
          queries, COUNT(queries));
  world_close(&world);
}

int main(void) {
  static const TestCase tests[] = {TEST(huts_agree), TEST(world_agrees), TEST(university_agrees)};
  return suites_run("reference", tests, COUNT(tests));
}

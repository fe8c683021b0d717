// Results in XML, JSON and RDF.
#include "tests/conformance/evaluation/results.h"

#include <ctype.h>
#include <jansson.h>
#include <raptor2.h>
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "tests/conformance/evaluation/rdf_file.h"

#define RS "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

Results results_create(void) {
  Arena *arena = arena_create(0);
  return (Results){.arena = arena, .symbols = symbols_create(arena, NULL)};
}

void results_free(Results *results) { arena_destroy(results->arena); }

size_t results_column(const Results *results, const char *name) {
  for (size_t i = 0; i < results->names.count; i++)
    if (strcmp(results->names.item[i]->text, name) == 0) return i;
  return SIZE_MAX;
}

void results_add_name(Results *results, const char *name) {
  VEC_PUSH(results->arena, &results->names, symbols_intern_text(results->symbols, name));
}

Term *results_add_row(Results *results) {
  Term *row = ARENA_ARRAY(results->arena, Term, results->names.count + 1);
  VEC_PUSH(results->arena, &results->rows, row);
  return row;
}

Term results_literal(Results *results, const char *text, const char *datatype,
                     const char *language) {
  const Symbol *lexical = symbols_intern_text(results->symbols, text);
  if (language != NULL && language[0] != '\0') {
    char *tag = arena_copy_text(results->arena, language, strlen(language));
    for (char *c = tag; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return term_language_literal(lexical, symbols_intern_text(results->symbols, tag));
  }
  return term_literal(
      lexical, datatype == NULL ? &XSD_STRING : symbols_intern_text(results->symbols, datatype));
}

Term results_iri(Results *results, const char *text) {
  return term_iri(symbols_intern_text(results->symbols, text));
}

Term results_blank(Results *results, const char *label) {
  return term_blank(symbols_intern_text(results->symbols, label));
}

// --- XML -----------------------------------------------------------------------------------------

typedef struct XmlReader {
  Results *results;
  Buffer text;
  Term *row;
  size_t column;
  char *datatype, *language;  // of the literal that is open
  Status status;
  Error *err;
} XmlReader;

static const char *local_name(raptor_xml_element *element) {
  return (const char *)raptor_qname_get_local_name(raptor_xml_element_get_name(element));
}

static const char *attribute(raptor_xml_element *element, const char *name) {
  raptor_qname **attributes = raptor_xml_element_get_attributes(element);
  for (int i = 0; i < raptor_xml_element_get_attributes_count(element); i++)
    if (strcmp((const char *)raptor_qname_get_local_name(attributes[i]), name) == 0)
      return (const char *)raptor_qname_get_value(attributes[i]);
  return NULL;
}

static char *keep(XmlReader *reader, const char *text) {
  return text == NULL ? NULL : arena_copy_text(reader->results->arena, text, strlen(text));
}

static void start_element(void *self, raptor_xml_element *element) {
  XmlReader *reader = self;
  const char *name = local_name(element);
  buffer_clear(&reader->text);
  if (strcmp(name, "variable") == 0) {
    results_add_name(reader->results, attribute(element, "name"));
  } else if (strcmp(name, "result") == 0) {
    reader->row = results_add_row(reader->results);
  } else if (strcmp(name, "binding") == 0) {
    reader->column = results_column(reader->results, attribute(element, "name"));
    if (reader->column == SIZE_MAX)
      reader->status = error_set(reader->err, STATUS_SYNTAX, "a binding of no variable");
  } else if (strcmp(name, "literal") == 0) {
    reader->datatype = keep(reader, attribute(element, "datatype"));
    const unsigned char *language = raptor_xml_element_get_language(element);
    reader->language =
        keep(reader, language == NULL ? attribute(element, "lang") : (const char *)language);
  }
}

static void characters(void *self, raptor_xml_element *element, const unsigned char *text,
                       int length) {
  (void)element;
  buffer_add(&((XmlReader *)self)->text, (const char *)text, (size_t)length);
}

static void end_element(void *self, raptor_xml_element *element) {
  XmlReader *reader = self;
  const char *name = local_name(element), *text = buffer_text(&reader->text);
  Term term = {0};
  if (strcmp(name, "boolean") == 0) {
    reader->results->is_boolean = true;
    reader->results->value = strstr(text, "true") != NULL;
  } else if (strcmp(name, "uri") == 0) {
    term = results_iri(reader->results, text);
  } else if (strcmp(name, "bnode") == 0) {
    term = results_blank(reader->results, text);
  } else if (strcmp(name, "literal") == 0) {
    term = results_literal(reader->results, text, reader->datatype, reader->language);
  }
  if (term.kind != TERM_UNBOUND && reader->status == STATUS_OK) reader->row[reader->column] = term;
}

static void on_message(void *self, raptor_log_message *message) {
  XmlReader *reader = self;
  if (message->level >= RAPTOR_LOG_LEVEL_ERROR && reader->status == STATUS_OK)
    reader->status = error_set(reader->err, STATUS_SYNTAX, "%s", message->text);
}

Status results_read_xml(Results *results, const char *text, Error *err) {
  XmlReader reader = {.results = results, .err = err};
  raptor_world *world = raptor_new_world();
  raptor_world_open(world);
  raptor_world_set_log_handler(world, &reader, on_message);
  raptor_locator locator = {0};
  raptor_sax2 *sax = raptor_new_sax2(world, &locator, &reader);
  raptor_uri *base = raptor_new_uri(world, (const unsigned char *)"http://example.com/results");
  raptor_sax2_set_start_element_handler(sax, start_element);
  raptor_sax2_set_end_element_handler(sax, end_element);
  raptor_sax2_set_characters_handler(sax, characters);
  raptor_sax2_parse_start(sax, base);
  if (raptor_sax2_parse_chunk(sax, (const unsigned char *)text, strlen(text), 1) != 0 &&
      reader.status == STATUS_OK)
    reader.status = error_set(err, STATUS_SYNTAX, "not XML");
  raptor_free_uri(base);
  raptor_free_sax2(sax);
  raptor_free_world(world);
  buffer_free(&reader.text);
  return reader.status;
}

// --- JSON ----------------------------------------------------------------------------------------

static Term json_term(Results *results, const json_t *value) {
  const char *type = json_string_value(json_object_get(value, "type"));
  const char *text = json_string_value(json_object_get(value, "value"));
  if (type == NULL || text == NULL) return (Term){0};
  if (strcmp(type, "uri") == 0) return results_iri(results, text);
  if (strcmp(type, "bnode") == 0) return results_blank(results, text);
  return results_literal(results, text, json_string_value(json_object_get(value, "datatype")),
                         json_string_value(json_object_get(value, "xml:lang")));
}

static void json_rows(Results *results, const json_t *root) {
  const json_t *vars = json_object_get(json_object_get(root, "head"), "vars");
  for (size_t i = 0; i < json_array_size(vars); i++)
    results_add_name(results, json_string_value(json_array_get(vars, i)));
  const json_t *bindings = json_object_get(json_object_get(root, "results"), "bindings");
  for (size_t r = 0; r < json_array_size(bindings); r++) {
    const json_t *item = json_array_get(bindings, r);
    Term *row = results_add_row(results);
    for (size_t i = 0; i < results->names.count; i++) {
      const json_t *value = json_object_get(item, results->names.item[i]->text);
      if (value != NULL) row[i] = json_term(results, value);
    }
  }
}

Status results_read_json(Results *results, const char *text, Error *err) {
  json_error_t fault;
  json_t *root = json_loads(text, 0, &fault);
  if (root == NULL) return error_set(err, STATUS_SYNTAX, "%d: %s", fault.line, fault.text);
  const json_t *boolean = json_object_get(root, "boolean");
  results->is_boolean = boolean != NULL;
  results->value = json_is_true(boolean);
  json_rows(results, root);
  json_decref(root);
  return STATUS_OK;
}

// --- By name -------------------------------------------------------------------------------------

ReadResults results_reader_of(const char *path, ResultFormat *format) {
  static const struct {
    const char *ending;
    ResultFormat format;
    ReadResults read;
  } known[] = {{".srx", RESULT_XML, results_read_xml},
               {".srj", RESULT_JSON, results_read_json},
               {".csv", RESULT_CSV, results_read_csv},
               {".tsv", RESULT_TSV, results_read_tsv}};
  const char *ending = strrchr(path, '.');
  for (size_t i = 0; ending != NULL && i < sizeof known / sizeof *known; i++)
    if (strcmp(ending, known[i].ending) == 0) {
      *format = known[i].format;
      return known[i].read;
    }
  return NULL;
}

// --- RDF -----------------------------------------------------------------------------------------

static const Term *result_set(const Dataset *graph) {
  for (size_t i = 0; i < graph->quads.count; i++) {
    const Quad *quad = &graph->quads.item[i];
    if (quad->predicate.lexical == &RDF_TYPE && quad->object.kind == TERM_IRI &&
        strcmp(quad->object.lexical->text, RS "ResultSet") == 0)
      return &quad->subject;
  }
  return NULL;
}

bool results_are_in(const Dataset *graph) { return result_set(graph) != NULL; }

static Term copy_term(Results *results, const Term *term) {
  if (term->kind == TERM_IRI) return results_iri(results, term->lexical->text);
  if (term->kind == TERM_BLANK) return results_blank(results, term->lexical->text);
  return results_literal(results, term->lexical->text, term->datatype->text,
                         term->language == NULL ? NULL : term->language->text);
}

typedef struct Indexed {
  const Term *solution;
  long index;
} Indexed;

static int compare_indexes(const void *a, const void *b) {
  const long x = ((const Indexed *)a)->index, y = ((const Indexed *)b)->index;
  return (x > y) - (x < y);
}

static void add_solution(Results *results, const Dataset *graph, const Term *solution) {
  Term *row = results_add_row(results);
  for (size_t i = 0; i < graph->quads.count; i++) {
    const Quad *quad = &graph->quads.item[i];
    if (!term_equal(&quad->subject, solution) ||
        strcmp(quad->predicate.lexical->text, RS "binding") != 0)
      continue;
    const Term *name = rdf_object(graph, &quad->object, RS "variable");
    const Term *value = rdf_object(graph, &quad->object, RS "value");
    const size_t column = name == NULL ? SIZE_MAX : results_column(results, name->lexical->text);
    if (column != SIZE_MAX && value != NULL) row[column] = copy_term(results, value);
  }
}

Status results_read_rdf(Results *results, const Dataset *graph, Error *err) {
  const Term *set = result_set(graph);
  if (set == NULL) return error_set(err, STATUS_SYNTAX, "no result set");
  const Term *boolean = rdf_object(graph, set, RS "boolean");
  results->is_boolean = boolean != NULL;
  results->value = boolean != NULL && strcmp(boolean->lexical->text, "true") == 0;
  VEC(Indexed) solutions = {0};
  for (size_t i = 0; i < graph->quads.count; i++) {
    const Quad *quad = &graph->quads.item[i];
    if (!term_equal(&quad->subject, set)) continue;
    if (strcmp(quad->predicate.lexical->text, RS "resultVariable") == 0)
      results_add_name(results, quad->object.lexical->text);
    if (strcmp(quad->predicate.lexical->text, RS "solution") != 0) continue;
    const Term *index = rdf_object(graph, &quad->object, RS "index");
    const Indexed solution = {&quad->object,
                              index == NULL ? 0 : strtol(index->lexical->text, NULL, 10)};
    results->indexed |= index != NULL;
    VEC_PUSH(results->arena, &solutions, solution);
  }
  if (results->indexed)
    qsort(solutions.item, solutions.count, sizeof *solutions.item, compare_indexes);
  for (size_t i = 0; i < solutions.count; i++)
    add_solution(results, graph, solutions.item[i].solution);
  return STATUS_OK;
}

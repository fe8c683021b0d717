// Raptor feeds Redland; positions come from turtle_scan.
#include "mapping/graph.h"

#include <ctype.h>
#include <redland.h>
#include <stdlib.h>

#include "base/rdf/vocabulary.h"
#include "mapping/turtle_scan.h"

typedef struct Place {
  const Symbol *node;  // NULL: an empty slot
  Source source;
} Place;

// place: a hash table by the symbol's address; IRIs and blank node labels cannot be confused, since
// labels hold no colon.
struct Graph {
  Arena *arena;
  Symbols *symbols;
  librdf_world *world;
  librdf_storage *storage;
  librdf_model *model;
  Place *place;
  size_t place_capacity;
  size_t place_count;
  size_t text_count;
  VEC(GraphStatement) arrived;
  const GraphStatement *statement;  // by subject, predicate and object
  VEC(struct MappingPrefix) prefix;
};

// --- Places ------------------------------------------------------------------------------------
static Place *place_slot(const Graph *graph, const Symbol *node) {
  const size_t mask = graph->place_capacity - 1;
  size_t at = (size_t)(((uintptr_t)node >> 4) * 0x9E3779B97F4A7C15u >> 20) & mask;
  while (graph->place[at].node != NULL && graph->place[at].node != node) at = (at + 1) & mask;
  return &graph->place[at];
}

static void place_add(Graph *graph, const Symbol *node, Source source) {
  if (4 * (graph->place_count + 1) > 3 * graph->place_capacity) {
    const Place *old = graph->place;
    const size_t old_capacity = graph->place_capacity;
    graph->place_capacity = old_capacity == 0 ? 256 : 2 * old_capacity;
    graph->place = ARENA_ARRAY(graph->arena, Place, graph->place_capacity);
    for (size_t i = 0; i < old_capacity; i++) {
      if (old[i].node != NULL) *place_slot(graph, old[i].node) = old[i];
    }
  }
  Place *slot = place_slot(graph, node);
  if (slot->node != NULL) return;
  *slot = (Place){node, source};
  graph->place_count++;
}

Source graph_source(const Graph *graph, const Term *node) {
  if (node->kind == TERM_LITERAL || graph->place_capacity == 0) return (Source){0};
  return place_slot(graph, node->lexical)->source;
}

// --- Terms --------------------------------------------------------------------------------------
static const Symbol *uri_symbol(const Graph *graph, librdf_uri *uri) {
  size_t length = 0;
  const unsigned char *text = librdf_uri_as_counted_string(uri, &length);
  return symbols_intern(graph->symbols, (const char *)text, length);
}

static Term to_term(const Graph *graph, librdf_node *node) {
  if (librdf_node_is_resource(node)) return term_iri(uri_symbol(graph, librdf_node_get_uri(node)));
  size_t length = 0;
  if (librdf_node_is_blank(node)) {
    const unsigned char *label = librdf_node_get_counted_blank_identifier(node, &length);
    return term_blank(symbols_intern(graph->symbols, (const char *)label, length));
  }
  const unsigned char *text = librdf_node_get_literal_value_as_counted_string(node, &length);
  const Symbol *lexical = symbols_intern(graph->symbols, (const char *)text, length);
  const char *language = librdf_node_get_literal_value_language(node);
  if (language != NULL) {
    char *lower = arena_copy_text(graph->arena, language, strlen(language));
    for (char *c = lower; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return term_language_literal(lexical, symbols_intern_text(graph->symbols, lower));
  }
  librdf_uri *datatype = librdf_node_get_literal_value_datatype_uri(node);
  return term_literal(lexical, datatype == NULL ? &XSD_STRING : uri_symbol(graph, datatype));
}

// --- Reading one text --------------------------------------------------------------------------
typedef struct Reader {
  Graph *graph;
  Diagnostics *diagnostics;
  const char *name;
  const char *syntax;      // as people call it
  size_t index;            // of the text
  size_t blanks;           // unlabelled blank nodes made so far
  size_t failures;         // messages of severity error
  const TurtleScan *scan;  // NULL for other syntaxes
  raptor_parser *parser;
} Reader;

// Labels: "b<text>.<number>" for unlabelled nodes, "n<text>.<label>" for others. The label given
// becomes ours.
static unsigned char *make_label(void *self, unsigned char *given) {
  Reader *reader = self;
  char label[64];
  const char *text = label;
  char *longer = NULL;
  if (given == NULL) {
    (void)snprintf(label, sizeof label, "b%zu.%zu", reader->index, reader->blanks++);
  } else {
    longer = arena_format(reader->graph->arena, "n%zu.%s", reader->index, (const char *)given);
    text = longer;
    raptor_free_memory(given);
  }
  const size_t size = strlen(text) + 1;
  unsigned char *out = raptor_alloc_memory(size);
  if (out == NULL) abort();
  memcpy(out, text, size);
  return out;
}

// Redland merges: a statement that it holds already has its place from before.
static void on_statement(void *self, raptor_statement *statement) {
  Reader *reader = self;
  Graph *graph = reader->graph;
  if (librdf_model_contains_statement(graph->model, statement) != 0) return;
  if (librdf_model_add_statement(graph->model, statement) != 0) {
    reader->failures++;
    return;
  }
  GraphStatement entry = {.subject = to_term(graph, statement->subject),
                          .predicate = uri_symbol(graph, librdf_node_get_uri(statement->predicate)),
                          .object = to_term(graph, statement->object)};
  raptor_locator *locator = raptor_parser_get_locator(reader->parser);
  const int line = locator == NULL ? 0 : raptor_locator_line(locator);
  entry.source = (Source){reader->name, {line > 0 ? (unsigned)line : 0, 0}};
  VEC_PUSH(graph->arena, &graph->arrived, entry);
}

static void on_message(void *self, raptor_log_message *message) {
  Reader *reader = self;
  if (message->level < RAPTOR_LOG_LEVEL_WARN) return;
  const int line = message->locator == NULL ? 0 : raptor_locator_line(message->locator);
  const Source source = {reader->name, {line > 0 ? (unsigned)line : 0, 0}};
  const bool is_error = message->level >= RAPTOR_LOG_LEVEL_ERROR;
  if (is_error && ++reader->failures > 1) return;
  diagnostics_add(reader->diagnostics, is_error ? SEVERITY_ERROR : SEVERITY_WARNING, source,
                  "not %s: %s", reader->syntax, message->text);
}

static void add_prefix(Graph *graph, struct MappingPrefix added) {
  for (size_t i = 0; i < graph->prefix.count; i++)
    if (strcmp(graph->prefix.item[i].prefix, added.prefix) == 0) return;
  VEC_PUSH(graph->arena, &graph->prefix, added);
}

// Of other syntaxes than Turtle, where the scan tells.
static void on_namespace(void *self, raptor_namespace *namespace) {
  const Reader *reader = self;
  const unsigned char *prefix = raptor_namespace_get_prefix(namespace);
  raptor_uri *uri = raptor_namespace_get_uri(namespace);
  if (reader->scan != NULL || uri == NULL) return;
  const struct MappingPrefix added = {
      arena_format(reader->graph->arena, "%s", prefix == NULL ? "" : (const char *)prefix),
      arena_format(reader->graph->arena, "%s", (const char *)raptor_uri_as_string(uri))};
  add_prefix(reader->graph, added);
}

static int ignore_redland(void *self, librdf_log_message *message) {
  (void)self;
  (void)message;
  return 1;
}

// Positions of unlabelled nodes hold only if Raptor made as many as the scan foresaw.
static void remember_places(Reader *reader) {
  Graph *graph = reader->graph;
  const TurtleScan *scan = reader->scan;
  for (size_t i = 0; i < scan->subject.count; i++) {
    const TurtleSubject *subject = &scan->subject.item[i];
    place_add(graph, subject->iri, (Source){reader->name, subject->at});
  }
  const bool known = scan->blank.count == reader->blanks;
  for (size_t i = 0; i < reader->blanks; i++) {
    const char *label = arena_format(graph->arena, "b%zu.%zu", reader->index, i);
    const Position at = known ? scan->blank.item[i] : (Position){0, 0};
    place_add(graph, symbols_intern_text(graph->symbols, label), (Source){reader->name, at});
  }
  for (size_t i = 0; i < scan->prefix.count; i++) add_prefix(graph, scan->prefix.item[i]);
}

// Raptor says where a block ends; where it or an object's bracket begins is better.
static void place_statements(Reader *reader, size_t first) {
  Graph *graph = reader->graph;
  for (size_t i = first; i < graph->arrived.count; i++) {
    GraphStatement *statement = &graph->arrived.item[i];
    Source source = {0};
    if (statement->object.kind == TERM_BLANK) source = graph_source(graph, &statement->object);
    if (source.at.line == 0) source = graph_source(graph, &statement->subject);
    if (source.at.line > 0) statement->source = source;
  }
}

bool graph_add(Graph *graph, const MappingText *text, const char *syntax, const char *base,
               Diagnostics *diagnostics) {
  raptor_world *raptor = librdf_world_get_raptor(graph->world);
  const bool is_turtle = strcmp(syntax, "turtle") == 0;
  TurtleScan scan = {0};
  if (is_turtle &&
      !turtle_scan(graph->arena, graph->symbols, raptor, text, base, diagnostics, &scan))
    return false;
  Reader reader = {.graph = graph,
                   .diagnostics = diagnostics,
                   .name = text->name,
                   .syntax = is_turtle ? "Turtle" : syntax,
                   .index = graph->text_count++,
                   .scan = is_turtle ? &scan : NULL};
  const size_t first = graph->arrived.count;
  raptor_world_set_log_handler(raptor, &reader, on_message);
  raptor_world_set_generate_bnodeid_handler(raptor, &reader, make_label);
  raptor_parser *parser = reader.parser = raptor_new_parser(raptor, syntax);
  raptor_uri *uri = raptor_new_uri(raptor, (const unsigned char *)base);
  if (parser == NULL || uri == NULL) abort();
  raptor_parser_set_statement_handler(parser, &reader, on_statement);
  raptor_parser_set_namespace_handler(parser, &reader, on_namespace);
  const size_t mark = text->length >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  if (raptor_parser_parse_start(parser, uri) != 0 ||
      raptor_parser_parse_chunk(parser, (const unsigned char *)text->text + mark,
                                text->length - mark, 1) != 0) {
    if (reader.failures++ == 0)
      diagnostics_add(diagnostics, SEVERITY_ERROR, (Source){text->name, {0, 0}}, "not %s",
                      reader.syntax);
  }
  raptor_free_uri(uri);
  raptor_free_parser(parser);
  raptor_world_set_log_handler(raptor, NULL, NULL);
  raptor_world_set_generate_bnodeid_handler(raptor, NULL, NULL);
  if (is_turtle) {
    remember_places(&reader);
    place_statements(&reader, first);
  }
  return reader.failures == 0;
}

// --- The index ---------------------------------------------------------------------------------
// Redland has merged the documents; the questions that follow are many and small, so the statements
// stand in an array ordered by subject and predicate.
static int compare_addresses(const Symbol *a, const Symbol *b) {
  return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static int compare_keys(const GraphStatement *a, const Symbol *subject, const Symbol *predicate) {
  const int order = compare_addresses(a->subject.lexical, subject);
  return order != 0 ? order : compare_addresses(a->predicate, predicate);
}

// By place in the files, then by text.
static int compare_terms(const Graph *graph, const Term *a, const Term *b) {
  const Source left = graph_source(graph, a), right = graph_source(graph, b);
  if (left.file != right.file) {
    if (left.file == NULL || right.file == NULL) return left.file == NULL ? 1 : -1;
    const int order = strcmp(left.file, right.file);
    if (order != 0) return order;
  }
  if (left.at.line != right.at.line) return left.at.line < right.at.line ? -1 : 1;
  if (left.at.column != right.at.column) return left.at.column < right.at.column ? -1 : 1;
  const int order = symbol_compare(a->lexical, b->lexical);
  if (order != 0 || a->kind != TERM_LITERAL || b->kind != TERM_LITERAL) return order;
  if (a->datatype != b->datatype) return symbol_compare(a->datatype, b->datatype);
  if (a->language == NULL || b->language == NULL) return 0;
  return symbol_compare(a->language, b->language);
}

static int compare_statements(const void *left, const void *right, void *graph) {
  const GraphStatement *a = left, *b = right;
  const int order = compare_keys(a, b->subject.lexical, b->predicate);
  return order != 0 ? order : compare_terms(graph, &a->object, &b->object);
}

void graph_index(Graph *graph) {
  const size_t count = graph->arrived.count;
  GraphStatement *all = ARENA_ARRAY(graph->arena, GraphStatement, count + 1);
  if (count > 0) memcpy(all, graph->arrived.item, count * sizeof *all);
  if (count > 1) qsort_r(all, count, sizeof *all, compare_statements, graph);
  graph->statement = all;
}

// --- Questions ---------------------------------------------------------------------------------
size_t graph_objects(const Graph *graph, const Term *subject, const Symbol *predicate,
                     const Term **out) {
  size_t low = 0, high = graph->arrived.count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_keys(&graph->statement[middle], subject->lexical, predicate) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  size_t end = low;
  while (end < graph->arrived.count && graph->statement[end].subject.lexical == subject->lexical &&
         graph->statement[end].predicate == predicate)
    end++;
  if (end == low || subject->kind == TERM_LITERAL) return 0;
  Term *terms = ARENA_ARRAY(graph->arena, Term, end - low);
  for (size_t i = low; i < end; i++) terms[i - low] = graph->statement[i].object;
  *out = terms;
  return end - low;
}

static int compare_subjects(const void *a, const void *b, void *graph) {
  return compare_terms(graph, a, b);
}

size_t graph_subjects(const Graph *graph, const Symbol *predicate, const Term *object,
                      const Term **out) {
  VEC(Term) found = {0};
  for (size_t i = 0; i < graph->arrived.count; i++) {
    const GraphStatement *statement = &graph->statement[i];
    if (statement->predicate != predicate) continue;
    if (object != NULL && !term_equal(object, &statement->object)) continue;
    if (found.count > 0 && term_equal(&found.item[found.count - 1], &statement->subject)) continue;
    VEC_PUSH(graph->arena, &found, statement->subject);
  }
  if (found.count > 1)
    qsort_r(found.item, found.count, sizeof *found.item, compare_subjects,
            (void *)(uintptr_t)graph);
  *out = found.item;
  return found.count;
}

size_t graph_statements(const Graph *graph, const GraphStatement **out) {
  *out = graph->arrived.item;
  return graph->arrived.count;
}

void graph_each(const Graph *graph,
                void (*visit)(void *self, const Term *subject, const Symbol *predicate,
                              const Term *object),
                void *self) {
  for (size_t i = 0; i < graph->arrived.count; i++) {
    const GraphStatement *statement = &graph->statement[i];
    visit(self, &statement->subject, statement->predicate, &statement->object);
  }
}

size_t graph_prefixes(const Graph *graph, const struct MappingPrefix **out) {
  *out = graph->prefix.item;
  return graph->prefix.count;
}

// --- Reading -------------------------------------------------------------------------------------
static void graph_release(void *object) {
  Graph *graph = object;
  if (graph->model != NULL) librdf_free_model(graph->model);
  if (graph->storage != NULL) librdf_free_storage(graph->storage);
  librdf_free_world(graph->world);
}

Status graph_create(Arena *arena, Symbols *symbols, Graph **out, Error *err) {
  *out = NULL;
  Graph *graph = ARENA_NEW(arena, Graph);
  graph->arena = arena;
  graph->symbols = symbols;
  graph->world = librdf_new_world();
  if (graph->world == NULL) return error_set(err, STATUS_INTERNAL, "Redland does not start");
  arena_on_release(arena, graph_release, graph);
  librdf_world_open(graph->world);
  librdf_world_set_logger(graph->world, NULL, ignore_redland);
  graph->storage = librdf_new_storage(graph->world, "hashes", NULL, "hash-type='memory'");
  if (graph->storage != NULL) graph->model = librdf_new_model(graph->world, graph->storage, NULL);
  if (graph->model == NULL) return error_set(err, STATUS_INTERNAL, "Redland has no hash storage");
  *out = graph;
  return STATUS_OK;
}

Status graph_read(Arena *arena, Symbols *symbols, const MappingText texts[], size_t count,
                  const char *base, Diagnostics *diagnostics, Graph **out, Error *err) {
  *out = NULL;
  Graph *graph;
  TRY(graph_create(arena, symbols, &graph, err));
  bool good = true;
  for (size_t i = 0; i < count; i++)
    good &= graph_add(graph, &texts[i], "turtle", base, diagnostics);
  if (!good) return error_set(err, STATUS_MAPPING, "a mapping document is not Turtle");
  graph_index(graph);
  *out = graph;
  return STATUS_OK;
}

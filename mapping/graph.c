// Raptor feeds Redland; positions come from turtle_scan.
#include "mapping/graph.h"

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

// --- Reading one text --------------------------------------------------------------------------
typedef struct Reader {
  Graph *graph;
  Diagnostics *diagnostics;
  const char *name;
  size_t index;      // of the text
  size_t blanks;     // unlabelled blank nodes made so far
  size_t failures;   // messages of severity error
  const TurtleScan *scan;
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

static void on_statement(void *self, raptor_statement *statement) {
  Reader *reader = self;
  if (librdf_model_add_statement(reader->graph->model, statement) != 0) reader->failures++;
}

static void on_message(void *self, raptor_log_message *message) {
  Reader *reader = self;
  if (message->level < RAPTOR_LOG_LEVEL_WARN) return;
  const int line = message->locator == NULL ? 0 : raptor_locator_line(message->locator);
  const Source source = {reader->name, {line > 0 ? (unsigned)line : 0, 0}};
  const bool is_error = message->level >= RAPTOR_LOG_LEVEL_ERROR;
  if (is_error && ++reader->failures > 1) return;
  diagnostics_add(reader->diagnostics, is_error ? SEVERITY_ERROR : SEVERITY_WARNING, source,
                  "not Turtle: %s", message->text);
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
  for (size_t i = 0; i < scan->prefix.count; i++) {
    bool seen = false;
    for (size_t j = 0; j < graph->prefix.count && !seen; j++)
      seen = strcmp(graph->prefix.item[j].prefix, scan->prefix.item[i].prefix) == 0;
    if (!seen) VEC_PUSH(graph->arena, &graph->prefix, scan->prefix.item[i]);
  }
}

static bool read_text(Graph *graph, size_t index, const MappingText *text, const char *base,
                      Diagnostics *diagnostics) {
  raptor_world *raptor = librdf_world_get_raptor(graph->world);
  TurtleScan scan = {0};
  if (!turtle_scan(graph->arena, graph->symbols, raptor, text, base, diagnostics, &scan))
    return false;
  Reader reader = {
      .graph = graph, .diagnostics = diagnostics, .name = text->name, .index = index, .scan = &scan};
  raptor_world_set_log_handler(raptor, &reader, on_message);
  raptor_world_set_generate_bnodeid_handler(raptor, &reader, make_label);
  raptor_parser *parser = raptor_new_parser(raptor, "turtle");
  raptor_uri *uri = raptor_new_uri(raptor, (const unsigned char *)base);
  if (parser == NULL || uri == NULL) abort();
  raptor_parser_set_statement_handler(parser, &reader, on_statement);
  const size_t mark =
      text->length >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  if (raptor_parser_parse_start(parser, uri) != 0 ||
      raptor_parser_parse_chunk(parser, (const unsigned char *)text->text + mark,
                                text->length - mark, 1) != 0) {
    if (reader.failures++ == 0)
      diagnostics_add(diagnostics, SEVERITY_ERROR, (Source){text->name, {0, 0}}, "not Turtle");
  }
  raptor_free_uri(uri);
  raptor_free_parser(parser);
  raptor_world_set_log_handler(raptor, NULL, NULL);
  raptor_world_set_generate_bnodeid_handler(raptor, NULL, NULL);
  remember_places(&reader);
  return reader.failures == 0;
}

static void graph_release(void *object) {
  Graph *graph = object;
  if (graph->model != NULL) librdf_free_model(graph->model);
  if (graph->storage != NULL) librdf_free_storage(graph->storage);
  librdf_free_world(graph->world);
}

Status graph_read(Arena *arena, Symbols *symbols, const MappingText texts[], size_t count,
                  const char *base, Diagnostics *diagnostics, Graph **out, Error *err) {
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
  bool good = true;
  for (size_t i = 0; i < count; i++) good &= read_text(graph, i, &texts[i], base, diagnostics);
  if (!good) return error_set(err, STATUS_MAPPING, "a mapping document is not Turtle");
  *out = graph;
  return STATUS_OK;
}

// --- Questions ---------------------------------------------------------------------------------
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
  if (language != NULL)
    return term_language_literal(lexical, symbols_intern_text(graph->symbols, language));
  librdf_uri *datatype = librdf_node_get_literal_value_datatype_uri(node);
  return term_literal(lexical, datatype == NULL ? &XSD_STRING : uri_symbol(graph, datatype));
}

static librdf_node *to_node(const Graph *graph, const Term *term) {
  const unsigned char *text = (const unsigned char *)term->lexical->text;
  switch (term->kind) {
    case TERM_IRI: return librdf_new_node_from_uri_string(graph->world, text);
    case TERM_BLANK: return librdf_new_node_from_blank_identifier(graph->world, text);
    default: return librdf_new_node_from_literal(graph->world, text, NULL, 0);
  }
}

static int compare_terms(const Graph *graph, const Term *a, const Term *b) {
  const Source left = graph_source(graph, a), right = graph_source(graph, b);
  if ((left.file == NULL) != (right.file == NULL)) return left.file == NULL ? 1 : -1;
  if (left.file != NULL && left.file != right.file) {
    const int order = strcmp(left.file, right.file);
    if (order != 0) return order;
  }
  if (left.at.line != right.at.line) return left.at.line < right.at.line ? -1 : 1;
  if (left.at.column != right.at.column) return left.at.column < right.at.column ? -1 : 1;
  return symbol_compare(a->lexical, b->lexical);
}

static int compare_for_sort(const void *a, const void *b, void *graph) {
  return compare_terms(graph, a, b);
}

// Drains an iterator of nodes into a sorted array without repetitions.
static size_t collect(const Graph *graph, librdf_iterator *iterator, const Term **out) {
  VEC(Term) terms = {0};
  for (; iterator != NULL && !librdf_iterator_end(iterator); librdf_iterator_next(iterator)) {
    const Term term = to_term(graph, librdf_iterator_get_object(iterator));
    bool seen = false;
    for (size_t i = 0; i < terms.count && !seen; i++) seen = term_equal(&terms.item[i], &term);
    if (!seen) VEC_PUSH(graph->arena, &terms, term);
  }
  if (iterator != NULL) librdf_free_iterator(iterator);
  if (terms.count > 1)
    qsort_r(terms.item, terms.count, sizeof *terms.item, compare_for_sort, (void *)(uintptr_t)graph);
  *out = terms.item;
  return terms.count;
}

size_t graph_objects(const Graph *graph, const Term *subject, const Symbol *predicate,
                     const Term **out) {
  const Term arc = term_iri(predicate);
  librdf_node *subject_node = to_node(graph, subject);
  librdf_node *arc_node = to_node(graph, &arc);
  const size_t count =
      collect(graph, librdf_model_get_targets(graph->model, subject_node, arc_node), out);
  librdf_free_node(subject_node);
  librdf_free_node(arc_node);
  return count;
}

typedef struct SubjectSearch {
  const Graph *graph;
  const Symbol *predicate;
  VEC(Term) found;
} SubjectSearch;

static void visit_subject(void *self, const Term *subject, const Symbol *predicate,
                          const Term *object) {
  (void)object;
  SubjectSearch *search = self;
  if (predicate == search->predicate) VEC_PUSH(search->graph->arena, &search->found, *subject);
}

size_t graph_subjects(const Graph *graph, const Symbol *predicate, const Term *object,
                      const Term **out) {
  if (object != NULL) {
    const Term arc = term_iri(predicate);
    librdf_node *object_node = to_node(graph, object);
    librdf_node *arc_node = to_node(graph, &arc);
    const size_t count =
        collect(graph, librdf_model_get_sources(graph->model, arc_node, object_node), out);
    librdf_free_node(object_node);
    librdf_free_node(arc_node);
    return count;
  }
  SubjectSearch search = {.graph = graph, .predicate = predicate};
  graph_each(graph, visit_subject, &search);
  Term *item = search.found.item;
  if (search.found.count > 1)
    qsort_r(item, search.found.count, sizeof *item, compare_for_sort, (void *)(uintptr_t)graph);
  size_t count = 0;
  for (size_t i = 0; i < search.found.count; i++) {
    if (count == 0 || !term_equal(&item[count - 1], &item[i])) item[count++] = item[i];
  }
  *out = item;
  return count;
}

void graph_each(const Graph *graph,
                void (*visit)(void *self, const Term *subject, const Symbol *predicate,
                              const Term *object),
                void *self) {
  librdf_stream *stream = librdf_model_as_stream(graph->model);
  for (; stream != NULL && !librdf_stream_end(stream); librdf_stream_next(stream)) {
    librdf_statement *statement = librdf_stream_get_object(stream);
    const Term subject = to_term(graph, librdf_statement_get_subject(statement));
    const Term predicate = to_term(graph, librdf_statement_get_predicate(statement));
    const Term object = to_term(graph, librdf_statement_get_object(statement));
    visit(self, &subject, predicate.lexical, &object);
  }
  if (stream != NULL) librdf_free_stream(stream);
}

size_t graph_prefixes(const Graph *graph, const struct MappingPrefix **out) {
  *out = graph->prefix.item;
  return graph->prefix.count;
}

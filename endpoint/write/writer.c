// The writers' front: creation, flushing, the calls that every format shares, and format names.
#include "endpoint/write/writer.h"

#include <stdlib.h>
#include <string.h>

#include "endpoint/write/methods.h"

// Most answers are smaller.
enum { FIRST_SIZE = 16 * 1024 };

static Status flush(Buffer *buffer, const Output *output, size_t threshold, Error *err) {
  if (buffer->length < threshold || buffer->length == 0) return STATUS_OK;
  const Status status = output->write(output->self, buffer->data, buffer->length, err);
  buffer_clear(buffer);
  return status;
}

static void *create_zeroed(size_t size, Arena **arena) {
  *arena = arena_create(0);
  void *writer = calloc(1, size);
  if (*arena != NULL && writer != NULL) return writer;
  arena_destroy(*arena);
  free(writer);
  return NULL;
}

// --- Results -----------------------------------------------------------------------------------

static const ResultMethods *const RESULT_METHODS[] = {
#define RESULT(id, name, media, methods) &(methods),
#include "endpoint/write/format.def"
};

Status result_writer_create(ResultFormat format, const Output *output, size_t prefix_count,
                            const WriterPrefix prefixes[], ResultWriter **out, Error *err) {
  Arena *arena;
  ResultWriter *writer = create_zeroed(sizeof *writer, &arena);
  if (writer == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  writer->methods = RESULT_METHODS[format];
  writer->output = *output;
  writer->arena = arena;
  buffer_reserve(&writer->buffer, FIRST_SIZE);
  if (writer->methods->shortens) prefixes_compile(arena, prefix_count, prefixes, &writer->prefixes);
  *out = writer;
  return STATUS_OK;
}

Status result_writer_begin(ResultWriter *writer, size_t count, const char *const names[],
                           Error *err) {
  writer->count = count;
  writer->name = ARENA_ARRAY(writer->arena, const char *, count);
  for (size_t i = 0; i < count; i++)
    writer->name[i] = arena_copy_text(writer->arena, names[i], strlen(names[i]));
  return writer->methods->begin(writer, err);
}

Status result_writer_row(ResultWriter *writer, const Term terms[], Error *err) {
  TRY(writer->methods->row(writer, terms, err));
  writer->rows++;
  return flush(&writer->buffer, &writer->output, WRITER_FLUSH_SIZE, err);
}

Status result_writer_boolean(ResultWriter *writer, bool value, Error *err) {
  return writer->methods->boolean(writer, value, err);
}

Status result_writer_end(ResultWriter *writer, Error *err) {
  TRY(writer->methods->end(writer, err));
  return flush(&writer->buffer, &writer->output, 0, err);
}

void result_writer_destroy(ResultWriter *writer) {
  if (writer == NULL) return;
  buffer_free(&writer->buffer);
  arena_destroy(writer->arena);
  free(writer);
}

// --- Graphs ------------------------------------------------------------------------------------

static const struct {
  const GraphMethods *methods;
  bool graphs;
} GRAPH_FORMATS[] = {
#define GRAPH(id, name, media, graphs, methods) {&(methods), (graphs)},
#include "endpoint/write/format.def"
};

bool last_term_is(const LastTerm *last, const Term *term) {
  if (last->kind != term->kind) return false;
  if (term->kind == TERM_UNBOUND) return true;
  return last->lexical.length == term->lexical->length &&
         memcmp(last->lexical.data, term->lexical->text, term->lexical->length) == 0;
}

void last_term_set(LastTerm *last, const Term *term) {
  last->kind = term->kind;
  buffer_clear(&last->lexical);
  if (term->kind == TERM_UNBOUND) return;
  buffer_reserve(&last->lexical, term->lexical->length + 1);
  buffer_add_symbol(&last->lexical, term->lexical);
}

Status graph_writer_create(GraphFormat format, const Output *output, size_t prefix_count,
                           const WriterPrefix prefixes[], GraphWriter **out, Error *err) {
  Arena *arena;
  GraphWriter *writer = create_zeroed(sizeof *writer, &arena);
  if (writer == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  writer->methods = GRAPH_FORMATS[format].methods;
  writer->graphs = GRAPH_FORMATS[format].graphs;
  writer->output = *output;
  writer->arena = arena;
  buffer_reserve(&writer->buffer, FIRST_SIZE);
  if (writer->methods->shortens) prefixes_compile(arena, prefix_count, prefixes, &writer->prefixes);
  *out = writer;
  return STATUS_OK;
}

static Status begin_once(GraphWriter *writer, Error *err) {
  if (writer->begun) return STATUS_OK;
  writer->begun = true;
  return writer->methods->begin(writer, err);
}

Status graph_writer_quad(GraphWriter *writer, const Quad *quad, Error *err) {
  TRY(begin_once(writer, err));
  if (writer->graphs || quad->graph.kind == TERM_UNBOUND) {
    TRY(writer->methods->quad(writer, quad, err));
  } else {
    const Quad triple = {quad->subject, quad->predicate, quad->object, {.kind = TERM_UNBOUND}};
    TRY(writer->methods->quad(writer, &triple, err));
  }
  writer->quads++;
  return flush(&writer->buffer, &writer->output, WRITER_FLUSH_SIZE, err);
}

Status graph_writer_end(GraphWriter *writer, Error *err) {
  TRY(begin_once(writer, err));
  TRY(writer->methods->end(writer, err));
  return flush(&writer->buffer, &writer->output, 0, err);
}

void graph_writer_destroy(GraphWriter *writer) {
  if (writer == NULL) return;
  buffer_free(&writer->buffer);
  buffer_free(&writer->subject.lexical);
  buffer_free(&writer->predicate.lexical);
  buffer_free(&writer->graph.lexical);
  arena_destroy(writer->arena);
  free(writer);
}

static Status sink_quad(void *self, const Quad *quad, Error *err) {
  return graph_writer_quad(self, quad, err);
}

QuadSink graph_writer_sink(GraphWriter *writer) { return (QuadSink){sink_quad, writer}; }

// --- Names -------------------------------------------------------------------------------------

typedef struct FormatName {
  const char *name;
  const char *media_type;
} FormatName;

static const FormatName RESULT_NAMES[] = {
#define RESULT(id, name, media, methods) {name, media},
#include "endpoint/write/format.def"
};
static const FormatName GRAPH_NAMES[] = {
#define GRAPH(id, name, media, graphs, methods) {name, media},
#include "endpoint/write/format.def"
};

bool result_format_parse(const char *name, ResultFormat *out) {
  for (unsigned i = 0; i < RESULT_FORMAT_COUNT; i++) {
    if (strcmp(RESULT_NAMES[i].name, name) != 0) continue;
    *out = (ResultFormat)i;
    return true;
  }
  return false;
}

bool graph_format_parse(const char *name, GraphFormat *out) {
  for (unsigned i = 0; i < GRAPH_FORMAT_COUNT; i++) {
    if (strcmp(GRAPH_NAMES[i].name, name) != 0) continue;
    *out = (GraphFormat)i;
    return true;
  }
  return false;
}

void result_format_names(Buffer *out) {
  for (unsigned i = 0; i < RESULT_FORMAT_COUNT; i++)
    buffer_printf(out, " %s", RESULT_NAMES[i].name);
}

void graph_format_names(Buffer *out) {
  for (unsigned i = 0; i < GRAPH_FORMAT_COUNT; i++) buffer_printf(out, " %s", GRAPH_NAMES[i].name);
}

const char *result_format_name(ResultFormat format) { return RESULT_NAMES[format].name; }
const char *graph_format_name(GraphFormat format) { return GRAPH_NAMES[format].name; }
const char *result_format_media_type(ResultFormat format) {
  return RESULT_NAMES[format].media_type;
}
const char *graph_format_media_type(GraphFormat format) { return GRAPH_NAMES[format].media_type; }
bool graph_format_has_graphs(GraphFormat format) { return GRAPH_FORMATS[format].graphs; }

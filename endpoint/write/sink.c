// Writers that format nothing: each call goes on to a sink.
#include <stdlib.h>

#include "endpoint/write/methods.h"

static Status sink_begin(ResultWriter *writer, Error *err) {
  const ResultSink *sink = writer->state;
  if (sink->begin == NULL) return STATUS_OK;
  return sink->begin(sink->self, writer->count, writer->name, err);
}

static Status sink_row(ResultWriter *writer, const Term terms[], Error *err) {
  const ResultSink *sink = writer->state;
  if (sink->row == NULL) return error_set(err, STATUS_INTERNAL, "solutions came for a boolean");
  return sink->row(sink->self, terms, err);
}

static Status sink_boolean(ResultWriter *writer, bool value, Error *err) {
  const ResultSink *sink = writer->state;
  if (sink->boolean == NULL) return error_set(err, STATUS_INTERNAL, "a boolean came for solutions");
  return sink->boolean(sink->self, value, err);
}

static Status sink_end(ResultWriter *writer, Error *err) {
  (void)writer;
  (void)err;
  return STATUS_OK;
}

static const ResultMethods SINK_RESULTS = {sink_begin, sink_row, sink_boolean, sink_end, false};

static Status nothing(GraphWriter *writer, Error *err) {
  (void)writer;
  (void)err;
  return STATUS_OK;
}

static Status sink_quad(GraphWriter *writer, const Quad *quad, Error *err) {
  const QuadSink *sink = writer->state;
  return sink->quad(sink->self, quad, err);
}

static const GraphMethods SINK_GRAPH = {nothing, sink_quad, nothing, false};

// A writer whose buffer stays empty never calls its output.
static void *create(size_t size, Arena **arena) {
  void *writer = calloc(1, size);
  *arena = arena_create(0);
  if (writer == NULL || *arena == NULL) abort();
  return writer;
}

ResultWriter *result_writer_of_sink(const ResultSink *sink) {
  Arena *arena;
  ResultWriter *writer = create(sizeof *writer, &arena);
  writer->methods = &SINK_RESULTS;
  writer->arena = arena;
  writer->state = arena_copy(arena, sink, sizeof *sink);
  return writer;
}

GraphWriter *graph_writer_of_sink(const QuadSink *sink) {
  Arena *arena;
  GraphWriter *writer = create(sizeof *writer, &arena);
  writer->methods = &SINK_GRAPH;
  writer->arena = arena;
  writer->graphs = true;
  writer->state = arena_copy(arena, sink, sizeof *sink);
  return writer;
}

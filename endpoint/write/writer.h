// Writers: SPARQL results and RDF graphs as bytes, in every format, streamed.
//
// A writer gathers bytes in a buffer and hands them to its Output when some 256 KB are there, so
// memory stays flat however long the result. The Output may block (back-pressure) or fail (the
// client went away). format.def lists the formats.
//
// A blank node's label may be any text; documents show it encoded (escape.h), always the same way.
// Bytes that are not UTF-8 come out as U+FFFD.
#ifndef ANAMORPH_ENDPOINT_WRITE_WRITER_H
#define ANAMORPH_ENDPOINT_WRITE_WRITER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/rdf/term.h"

typedef struct Output {
  Status (*write)(void *self, const char *data, size_t length, Error *err);
  void *self;
} Output;

// --- SELECT and ASK results --------------------------------------------------------------------
typedef enum ResultFormat {
#define RESULT(id, name, media, methods) RESULT_##id,
#include "endpoint/write/format.def"
  RESULT_FORMAT_COUNT
} ResultFormat;

typedef struct ResultWriter ResultWriter;

// prefix: without the colon. Prefixes that a format cannot use are left out there.
typedef struct WriterPrefix {
  const char *prefix;
  const char *iri;
} WriterPrefix;

// output is copied; prefixes are copied.
Status result_writer_create(ResultFormat format, const Output *output, size_t prefix_count,
                            const WriterPrefix prefixes[], ResultWriter **out,
                            Error *err) MUST_CHECK;
// Once, first: names without "?"; then rows: term[i] belongs to name[i], TERM_UNBOUND for unbound.
Status result_writer_begin(ResultWriter *writer, size_t count, const char *const names[],
                           Error *err) MUST_CHECK;
// Errors of row and quad, besides the Output's: STATUS_DATA when the format has no way to say a
// term (a control character in XML, a predicate that is no XML name).
Status result_writer_row(ResultWriter *writer, const Term terms[], Error *err) MUST_CHECK;
Status result_writer_boolean(ResultWriter *writer, bool value, Error *err) MUST_CHECK;
// Closes the document and flushes.
Status result_writer_end(ResultWriter *writer, Error *err) MUST_CHECK;
void result_writer_destroy(ResultWriter *writer);

// A receiver of solutions as terms. As above; terms are valid during the call. begin may be NULL,
// and so may row or boolean: then it is an internal error that one comes.
typedef struct ResultSink {
  Status (*begin)(void *self, size_t count, const char *const names[], Error *err);
  Status (*row)(void *self, const Term terms[], Error *err);
  Status (*boolean)(void *self, bool value, Error *err);
  void *self;
} ResultSink;
// A writer that formats nothing and hands each call to `sink`.
ResultWriter *result_writer_of_sink(const ResultSink *sink);

// --- Graphs ------------------------------------------------------------------------------------
typedef enum GraphFormat {
#define GRAPH(id, name, media, graphs, methods) GRAPH_##id,
#include "endpoint/write/format.def"
  GRAPH_FORMAT_COUNT
} GraphFormat;

typedef struct GraphWriter GraphWriter;

Status graph_writer_create(GraphFormat format, const Output *output, size_t prefix_count,
                           const WriterPrefix prefixes[], GraphWriter **out, Error *err) MUST_CHECK;
// Triple formats ignore quad->graph. Turtle and its like group consecutive triples of one subject.
Status graph_writer_quad(GraphWriter *writer, const Quad *quad, Error *err) MUST_CHECK;
Status graph_writer_end(GraphWriter *writer, Error *err) MUST_CHECK;
void graph_writer_destroy(GraphWriter *writer);
// A sink that feeds the writer.
QuadSink graph_writer_sink(GraphWriter *writer);
// The reverse: a writer that formats nothing and hands each quad to `sink`.
GraphWriter *graph_writer_of_sink(const QuadSink *sink);

// --- Names -------------------------------------------------------------------------------------
// From and to the command line's names ("json", "nt", …; case matters) and to a media type, with
// charset where the type has one. false: no such format.
bool result_format_parse(const char *name, ResultFormat *out);
bool graph_format_parse(const char *name, GraphFormat *out);
const char *result_format_name(ResultFormat format);
const char *graph_format_name(GraphFormat format);
// " json xml …", all of them: for messages.
void result_format_names(Buffer *out);
void graph_format_names(Buffer *out);
const char *result_format_media_type(ResultFormat format);
const char *graph_format_media_type(GraphFormat format);
bool graph_format_has_graphs(GraphFormat format);

#endif

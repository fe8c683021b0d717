// Inside the writers' room: what the formats share, and what each format gives.
#ifndef ANAMORPH_ENDPOINT_WRITE_METHODS_H
#define ANAMORPH_ENDPOINT_WRITE_METHODS_H

#include "base/buffer.h"
#include "endpoint/write/prefix.h"
#include "endpoint/write/writer.h"

// Each write to a client costs a wake-up of it.
enum { WRITER_FLUSH_SIZE = 256 * 1024 };

// One SELECT or ASK result under way. `arena` and `state` live as long as the writer.
struct ResultWriter {
  const struct ResultMethods *methods;
  Output output;
  Buffer buffer;  // what is not yet handed to the output
  Arena *arena;
  Prefixes prefixes;
  size_t count;  // result variables
  const char **name;
  size_t rows;  // written so far
  void *state;  // the format's own
};

// Each adds to writer->buffer; the writer flushes it after every call. begin and row are not called
// for a boolean; end closes what `begin` or `boolean` opened.
typedef struct ResultMethods {
  Status (*begin)(ResultWriter *writer, Error *err);
  Status (*row)(ResultWriter *writer, const Term terms[], Error *err);
  Status (*boolean)(ResultWriter *writer, bool value, Error *err);
  Status (*end)(ResultWriter *writer, Error *err);
  bool shortens;  // IRIs, by writer->prefixes; else that is empty
} ResultMethods;

// The last term written at a place, for grouping: kind and lexical form. Zero: nothing yet.
typedef struct LastTerm {
  TermKind kind;
  Buffer lexical;
} LastTerm;

bool last_term_is(const LastTerm *last, const Term *term);
void last_term_set(LastTerm *last, const Term *term);

struct GraphWriter {
  const struct GraphMethods *methods;
  Output output;
  Buffer buffer;
  Arena *arena;
  Prefixes prefixes;
  bool graphs;  // the format holds named graphs
  bool begun;
  size_t quads;  // written so far
  LastTerm subject, predicate, graph;
  void *state;
};

// begin: once, before the first quad or end. quad->graph is TERM_UNBOUND in triple formats.
typedef struct GraphMethods {
  Status (*begin)(GraphWriter *writer, Error *err);
  Status (*quad)(GraphWriter *writer, const Quad *quad, Error *err);
  Status (*end)(GraphWriter *writer, Error *err);
  bool shortens;  // as in ResultMethods
} GraphMethods;

#define RESULT(id, name, media, methods)        extern const ResultMethods methods;
#define GRAPH(id, name, media, graphs, methods) extern const GraphMethods methods;
#include "endpoint/write/format.def"

#endif

// The query operation of the SPARQL 1.1 Protocol (section 2.1): from an HTTP request to a query and
// its dataset.
#ifndef ANAMORPH_ENDPOINT_HTTP_PROTOCOL_H
#define ANAMORPH_ENDPOINT_HTTP_PROTOCOL_H

#include "endpoint/http/message.h"
#include "reasoner/axiom.h"

typedef struct Parameter {
  const char *name;
  const char *value;
} Parameter;

typedef VEC(Parameter) FormParameters;

// application/x-www-form-urlencoded text to parameters, appended. false: a broken escape.
bool parameters_parse(Arena *arena, const char *text, size_t length, FormParameters *out);
// The first of that name, or NULL.
const char *parameters_find(const FormParameters *parameters, const char *name);

typedef VEC(const char *) Texts;

typedef struct ProtocolRequest {
  const char *query;  // NULL: the service description is asked for
  Texts default_graph;
  Texts named_graph;
  unsigned timeout_ms;  // 0: not given
  const char *format;   // NULL: not given
  const char *graph;    // of the graph store: the IRI of a named graph; NULL: the default graph
  bool reasoning_given;
  Regime reasoning;
  bool same_as_given;
  SameAs same_as;
} ProtocolRequest;

// method must be GET, HEAD or POST. Everything is in the message's arena.
// On failure refusal->status is 400, 403 (an update), 415.
bool protocol_parse(Message *message, ProtocolRequest *out, Refusal *refusal);

// GET or HEAD of the Graph Store HTTP Protocol with indirect identification (4.2): `graph` or
// `default`, one of them. out->query constructs that graph. On failure refusal->status is 400.
bool graph_store_parse(Message *message, ProtocolRequest *out, Refusal *refusal);

// True when text is UTF-8 without NUL.
bool text_is_utf8(const char *text, size_t length);

#endif

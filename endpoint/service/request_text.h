// The query that is sent to another endpoint (SPARQL 1.1 Federated Query, 2.4 and 4).
#ifndef ANAMORPH_ENDPOINT_SERVICE_REQUEST_TEXT_H
#define ANAMORPH_ENDPOINT_SERVICE_REQUEST_TEXT_H

#include "base/buffer.h"
#include "rewriter/ir/query.h"

// What a SERVICE pattern's solutions are asked with: name[0..count) are the variables, without "?".
typedef struct ServiceRequest {
  const Query *query;  // whose prologue holds for the pattern
  const Node *node;    // NODE_SERVICE
  size_t count;
  const char *const *name;
  // The bindings that limit the answer: cell[i * value_count + j] of value_name[j]; neither blank
  // nodes nor unbound. row_count 0: none.
  size_t value_count, row_count;
  const char *const *value_name;
  const Term *cell;
} ServiceRequest;

// Appends "SELECT … WHERE { … }": the pattern's own text, and a VALUES block joined with it.
void service_request_text(const ServiceRequest *request, Buffer *out);

#endif

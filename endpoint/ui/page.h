// The pages for people: plain HTML without script, made on the server.
#ifndef ANAMORPH_ENDPOINT_UI_PAGE_H
#define ANAMORPH_ENDPOINT_UI_PAGE_H

#include "endpoint/http/exchange.h"
#include "endpoint/http/protocol.h"

// What "/" was asked. exchange->request points at `protocol`, so the two go the same way.
typedef struct PageRequest {
  ProtocolRequest protocol;
  const char *describe;  // ?describe=IRI, or NULL
  const char *draft;     // ?draft=TEXT: a query to put into the box without running it, or NULL
} PageRequest;

// --- Jobs: on a worker --------------------------------------------------------------------------
// "/": what is served here, examples, the box. exchange->request is a PageRequest.
void page_home(Exchange *exchange);
// "/?describe=IRI": what the graph says about a resource. exchange->request is a PageRequest.
void page_resource(Exchange *exchange);
// The answer of a prepared query as a table. exchange->request is a ProtocolRequest. The query
// stays the caller's.
void page_answer(Exchange *exchange, void *query);

// "/suggest" for people: a form, and under it `trouble` (or NULL) or `advice` (or NULL).
// exchange->request is a SuggestRequest's protocol. Does not wait.
struct Advice;
void page_suggest(Exchange *exchange, int status, const Error *trouble,
                  const struct Advice *advice);

// An error, with the query in the box and its line marked. query may be NULL.
void page_error(const struct Server *server, int status, const Error *err, const char *query,
                Buffer *out);

extern const char *const page_policy;  // the Content-Security-Policy of all pages
extern const char *const page_icon;    // SVG

#endif

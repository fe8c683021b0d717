// Answers of the protocol: query results, the service description, errors.
#ifndef ANAMORPH_ENDPOINT_HTTP_ANSWER_H
#define ANAMORPH_ENDPOINT_HTTP_ANSWER_H

#include "endpoint/http/exchange.h"
#include "endpoint/http/protocol.h"
#include "endpoint/run/execute.h"

struct Connection;

// --- Jobs: on a worker; exchange->request is a ProtocolRequest ----------------------------------
void answer_query(Exchange *exchange);
void answer_description(Exchange *exchange);  // SPARQL 1.1 Service Description
void answer_graph(Exchange *exchange);        // one graph: request->query constructs it

// --- Errors ------------------------------------------------------------------------------------
// The whole answer: text/plain, JSON or the page, as the client wants; never blocks. query: the
// text that err->at points into, or NULL. 503 says when to try again.
void answer_error(Exchange *exchange, int status, const Error *err, const char *query);
// With one header field more.
void answer_error_with(Exchange *exchange, int status, const Error *err, const char *query,
                       const char *field, const char *value);

// After a failure of a query: the error as an answer when nothing is sent yet, else the answer is
// broken off. db: the connection it ran on, or NULL.
void answer_failure(Exchange *exchange, Status code, const Error *err, const char *query,
                    struct Connection *db);

// --- Queries within an exchange ----------------------------------------------------------------
// Prepares a query so that the exchange's end cancels it, and gets it a connection (*db is NULL
// where none is needed). Errors: as execution_prepare and pool_acquire; STATUS_CANCELLED.
Status query_prepare(Exchange *exchange, const char *text, void **query, Error *err) MUST_CHECK;
Status query_connect(Exchange *exchange, void *query, struct Connection **db,
                     Error *err) MUST_CHECK;
void query_release(Exchange *exchange, struct Connection *db);
void query_destroy(Exchange *exchange, void *query);

// All Accept fields as one list in the message's arena; NULL when there is none.
const char *message_accept(Message *message);

#endif

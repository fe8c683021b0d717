// A client of other endpoints (SPARQL 1.1 Protocol, query operation by POST), over libcurl: one
// request at a time, its answer in pieces as they are asked for.
//
// Redirections are followed only to endpoints that the rules allow too. An answer that nobody reads
// waits: no more than some 256 KB are held. Connections are kept for the next request.
#ifndef ANAMORPH_ENDPOINT_SERVICE_CLIENT_H
#define ANAMORPH_ENDPOINT_SERVICE_CLIENT_H

#include "endpoint/service/result_reader.h"
#include "endpoint/service/rules.h"

// Zero-initialised limits are good defaults. Times are in milliseconds.
typedef struct ClientLimits {
  unsigned connect_ms;  // 0: 10,000
  unsigned timeout_ms;  // waiting for one answer, in all; 0: 60,000
  size_t max_bytes;     // of one answer; 0: 256 MB
} ClientLimits;

typedef struct ServiceClient ServiceClient;

// rules must outlive the client. Errors: STATUS_INTERNAL (libcurl cannot start).
Status service_client_create(const ServiceRules *rules, const ClientLimits *limits,
                             ServiceClient **out, Error *err) MUST_CHECK;
void service_client_destroy(ServiceClient *client);

// Sends `query` and waits for the beginning of the answer. timeout_ms: what is left of the query's
// time, 0: no limit. The messages of all errors begin with "service URL: ".
// Errors: STATUS_SERVICE (no connection, broken off, a status other than 200, no SPARQL result),
// STATUS_LIMIT (time, size), STATUS_USAGE (a redirection that is not
// allowed), STATUS_CANCELLED. service_client_close follows in any case.
Status service_client_open(ServiceClient *client, const ServiceTarget *target, const char *query,
                           size_t length, unsigned timeout_ms, ResultSyntax *syntax,
                           Error *err) MUST_CHECK;

// The next bytes of the answer, valid until the next call; *last: there are no more after them.
Status service_client_read(ServiceClient *client, const char **data, size_t *length, bool *last,
                           Error *err) MUST_CHECK;

void service_client_close(ServiceClient *client);

// Ends an open or read that waits, and all that follow, with STATUS_CANCELLED. From any thread.
void service_client_cancel(ServiceClient *client);

#endif

// Routes: which path and method leads where. Handlers run on the loop's thread and must not wait:
// they answer at once (exchange_reply) or hand the exchange to a worker (route_dispatch).
#ifndef ANAMORPH_ENDPOINT_HTTP_ROUTE_H
#define ANAMORPH_ENDPOINT_HTTP_ROUTE_H

#include "endpoint/http/exchange.h"

// Answers the exchange, or has it answered.
void route_handle(Exchange *exchange);

// job(exchange) on a worker, by `timeout_ms` from the request's arrival at the latest (0: the
// server's default; capped). Answers 503 with Retry-After when too many wait.
void route_dispatch(Exchange *exchange, void (*job)(Exchange *exchange), unsigned timeout_ms);

#endif

// Routes: which path and method leads where. Handlers must not wait: they answer at once
// (exchange_reply) or say which job a worker is to do.
#ifndef ANAMORPH_ENDPOINT_HTTP_ROUTE_H
#define ANAMORPH_ENDPOINT_HTTP_ROUTE_H

#include "endpoint/http/exchange.h"

// Answers the exchange, or gives it a job and a deadline.
void route_find(Exchange *exchange);

// Answers 503 with Retry-After: too many exchanges wait for a worker.
void route_refuse(Exchange *exchange);

#endif

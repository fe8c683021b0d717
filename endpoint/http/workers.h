// Worker threads with a bounded queue, and the canceller, a thread that tells PostgreSQL to stop:
// doing so waits for the network, which an event loop must not.
#ifndef ANAMORPH_ENDPOINT_HTTP_WORKERS_H
#define ANAMORPH_ENDPOINT_HTTP_WORKERS_H

#include "endpoint/http/exchange.h"

typedef struct Workers Workers;

// queue_limit: exchanges that may wait. Errors: STATUS_IO (no thread).
Status workers_create(unsigned count, unsigned queue_limit, Workers **out, Error *err) MUST_CHECK;

// Runs what is queued to its end, then stops the threads. NULL is allowed.
void workers_destroy(Workers *workers);

// Has a worker call exchange->job(exchange), which must finish or abort the exchange. The workers
// take a reference of their own. false: too many wait already.
bool workers_submit(Workers *workers, Exchange *exchange) MUST_CHECK;

unsigned workers_queued(Workers *workers);

// Are more of them idle than exchanges wait?
bool workers_are_free(Workers *workers) MUST_CHECK;

// A worker is about to wait for its client's next request (conversation.h). Returns a descriptor
// that can be read when it is wanted for another exchange (then it is called); -1: it is, now.
int workers_begin_waiting(Workers *workers) MUST_CHECK;
void workers_end_waiting(Workers *workers, bool called);

// Cancels the query that the exchange runs, again and again until it has ended: a cancellation
// that arrives a moment before its statement is lost. Never blocks.
void workers_cancel_query(Workers *workers, Exchange *exchange);

#endif

// Conversations: a worker that goes on with the client it has answered.
//
// A client that sends its next request as soon as it has read an answer costs two threads a wake-up
// each for every request: the loop, which reads it, and a worker, which answers. So the loop lends
// such a client to the worker of its next request: it only watches for the client's end and the
// deadline (conversation_lend), while the worker, after an answer that it has sent itself, waits
// for the next request, reads and answers it (conversation_next).
//
// The loop can take the client back at any moment but while the worker talks, that is, between an
// answer and the next request, which lasts CONVERSATION_MS at most (conversation_reclaim). The
// worker gives the client back whenever there is something that the loop does better: bytes that
// the socket does not take, an answer of an error in the middle, a client that says nothing, bad
// requests, the end of the server; and when other requests wait for a worker.
#ifndef ANAMORPH_ENDPOINT_HTTP_CONVERSATION_H
#define ANAMORPH_ENDPOINT_HTTP_CONVERSATION_H

#include "endpoint/http/exchange.h"

struct Client;

// --- The loop's thread ---------------------------------------------------------------------------
// Lends the client to the worker that the exchange, which no worker has yet, goes to; or does not.
void conversation_lend(struct Client *client, Exchange *exchange);

// Is the client the loop's? Takes it back if need be. false: it comes back by itself, soon.
bool conversation_reclaim(struct Client *client) MUST_CHECK;

// The same where a worker may go on: true only when the worker has given the client back.
bool conversation_is_over(struct Client *client) MUST_CHECK;

// --- The worker's --------------------------------------------------------------------------------
// After exchange->job: the client's next request, whose job is to be done, with a reference for the
// caller. NULL: the conversation is over, if there was one.
Exchange *conversation_next(Exchange *exchange) MUST_CHECK;

#endif

// GET /suggest: what the graph is missing, as JSON.
#ifndef ANAMORPH_ENDPOINT_HTTP_SUGGEST_H
#define ANAMORPH_ENDPOINT_HTTP_SUGGEST_H

#include "endpoint/http/exchange.h"
#include "endpoint/http/protocol.h"
#include "endpoint/suggest/advisor.h"

// subject, predicate, object: IRIs, each at most once; k: 1 to 1000; min: 0 to 1; timeout.
typedef struct SuggestRequest {
  ProtocolRequest protocol;  // first: what errors look at
  Question question;
  AskOptions options;
} SuggestRequest;

// Reads the parameters, in the message's arena. false: *refusal says what is wrong with them.
bool suggest_parse(Message *message, SuggestRequest *out, Refusal *refusal);

// A job on a worker; exchange->request is a SuggestRequest's protocol. 404: there is no model, or
// it does not know the predicate. A subject or object that nobody knows is none: the answer has a
// warning.
void answer_suggest(Exchange *exchange);

#endif

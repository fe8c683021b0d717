// GET /suggest: what the graph is missing, as JSON or as a page.
#ifndef ANAMORPH_ENDPOINT_HTTP_SUGGEST_H
#define ANAMORPH_ENDPOINT_HTTP_SUGGEST_H

#include "endpoint/http/exchange.h"
#include "endpoint/http/protocol.h"
#include "endpoint/suggest/advisor.h"

// subject, predicate, object: IRIs, each at most once; k: 1 to 1000; min: 0 to 1; timeout; format:
// json or html, else by Accept.
typedef struct SuggestRequest {
  ProtocolRequest protocol;  // first: what errors look at
  Question question;
  AskOptions options;
  bool page;  // by format or Accept, also after a refusal
} SuggestRequest;

// Reads the parameters, in the message's arena. Empty ones, as forms send them, are not given. A
// page takes IRIs as people write them: in angle brackets, or with a prefix of the mapping (NULL:
// none); and nothing at all, which is a form to fill in. false: *refusal says what is wrong.
bool suggest_parse(Message *message, const Mapping *mapping, SuggestRequest *out, Refusal *refusal);

// A job on a worker; exchange->request is a SuggestRequest's protocol. 404: there is no model, or
// it does not know the predicate. A subject or object that nobody knows is none: the answer has a
// warning.
void answer_suggest(Exchange *exchange);
// What suggest_parse refused, in the form that was asked for. Does not wait.
void answer_suggest_refusal(Exchange *exchange, const Refusal *refusal);

#endif

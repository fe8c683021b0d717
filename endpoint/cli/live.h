// Facts about an entity as the database has them now, for suggestions.
#ifndef ANAMORPH_ENDPOINT_CLI_LIVE_H
#define ANAMORPH_ENDPOINT_CLI_LIVE_H

#include "embed/file/trained.h"
#include "endpoint/cli/gateway.h"

// What is known when a question is asked: the model's triples and, with a gateway, those that the
// database has about the entities of the question. Entities that the model does not know follow
// its own.
typedef struct Live {
  DictionaryBuilder entities;
  Graph known;
  size_t read;  // triples that the database gave
} Live;

// iris: NULL-terminated, what the question is about. gateway->mapping NULL: only the model's
// triples. Free with live_free, whatever is returned. Errors: those of a query.
Status live_read(const Trained *trained, const Gateway *gateway, const char *const iris[],
                 Live *out, Error *err) MUST_CHECK;
void live_free(Live *live);

#endif

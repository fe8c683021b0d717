// Asking the gateway itself: SPARQL texts over its mapping, answered on a connection that is lent.
#ifndef ANAMORPH_ENDPOINT_SUGGEST_ASKER_H
#define ANAMORPH_ENDPOINT_SUGGEST_ASKER_H

#include "base/db/connection.h"
#include "endpoint/run/execute.h"

typedef struct Asker Asker;

// options: how queries are answered; they and the mapping outlive the asker. Its graphs are taken
// together (union_default_graph), as training takes them.
Asker *asker_create(const Mapping *mapping, const ExecuteOptions *options);
void asker_destroy(Asker *asker);

// The connection that the next queries run on, the asker's only while they run.
void asker_use(Asker *asker, Connection *db);
// Their time in all, from now on; 0: none.
void asker_set_timeout(Asker *asker, unsigned timeout_ms);

// Gives each row of a SELECT to `row`. Errors: as execution_prepare, execution_results and `row`.
Status asker_select(Asker *asker, const char *text,
                    Status (*row)(void *self, const Term terms[], Error *err), void *self,
                    Error *err) MUST_CHECK;

// Ends the query that runs, and those that follow, with STATUS_CANCELLED. From any thread.
void asker_cancel(Asker *asker);

#endif

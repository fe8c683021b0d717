// The other mappings of a gateway, given as -m NAME=FILE: served at /NAME/sparql, and asked by
// SERVICE <anamorph:mapping/NAME>.
#ifndef ANAMORPH_ENDPOINT_CLI_MEMBERS_H
#define ANAMORPH_ENDPOINT_CLI_MEMBERS_H

#include "endpoint/cli/gateway.h"

// Loads them into gateway->member, after the main mapping and all that is made of it: symbols are
// layered. Errors: as gateway_load_mapping; STATUS_USAGE for --database-of a name without a
// mapping.
Status members_load(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                    Error *err) MUST_CHECK;
void members_free(Gateway *gateway);

#endif

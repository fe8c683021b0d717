// What a command stands on: a connection, a mapping loaded over it, and what an ontology makes of
// that.
#ifndef ANAMORPH_ENDPOINT_CLI_GATEWAY_H
#define ANAMORPH_ENDPOINT_CLI_GATEWAY_H

#include "base/db/connection.h"
#include "endpoint/cli/arguments.h"
#include "endpoint/run/execute.h"
#include "endpoint/service/service.h"
#include "mapping/mapping.h"
#include "rewriter/knowledge.h"

// Another mapping, given by name.
typedef struct GatewayMember {
  const char *name, *conninfo;
  Mapping *mapping;
} GatewayMember;

typedef struct Gateway {
  Connection *db;
  Mapping *mapping;
  Ontology *ontology;        // of -o; NULL: none
  Knowledge *knowledge;      // NULL without an ontology
  struct RuleSet *rules;     // of -r (rewriter/rule/rule.h); NULL: none
  struct RuleSet *entailed;  // those with what --same-as adds, without an ontology; or NULL
  Services *services;        // that SERVICE may ask
  size_t member_count;
  GatewayMember *member;
} Gateway;

// Connects and loads the mapping of -m, -d, -b, the ontology of -o and the rules of -r. Errors of
// each are all printed at once.
// False: something failed and was reported; *exit_code is set. Either way gateway_close.
bool gateway_open(const Arguments *arguments, Gateway *out, int *exit_code);
void gateway_close(Gateway *gateway);

// Only the mapping, over gateway->db (which may be NULL). Errors: as mapping_load, but a file that
// cannot be read, or none given, is STATUS_USAGE.
Status gateway_load_mapping(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                            Error *err) MUST_CHECK;

// Only the ontology of -o and what it makes of the mapping (which was loaded with a database),
// under the regime of --reasoning. What is outside of reasoning is told on standard error. Errors:
// as ontology_load, but for the file as above.
Status gateway_load_ontology(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                             Error *err) MUST_CHECK;

// What queries are answered over, NULL without an ontology; and the mapping of that, or the plain
// one: with what is inferred.
const Regimen *gateway_regimen(const Gateway *gateway);
const Mapping *gateway_mapping(const Gateway *gateway);

// Only the rules: those of -r into gateway->rules, and with the ontology's into what queries are
// answered over. Errors: as rules_load and rules_entail, but for the file as above.
Status gateway_load_rules(const Arguments *arguments, Gateway *gateway, Diagnostics *diagnostics,
                          Error *err) MUST_CHECK;

// The rules that queries see: of -r, and of the ontology's axioms. NULL: none.
const struct RuleSet *gateway_rules(const Gateway *gateway);

// The options of execution_prepare that the arguments ask for.
// Errors: STATUS_USAGE for a pass that does not exist.
Status gateway_options(const Arguments *arguments, const Gateway *gateway, ExecuteOptions *out,
                       Error *err) MUST_CHECK;

// An error of a run. A position in the generated SQL means nothing to who wrote the query, so for
// PostgreSQL's errors it is left out, and explain is hinted at.
int gateway_report(const Error *err, const SourceText *source);

#endif

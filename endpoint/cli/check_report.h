// What `anamorph check` says: as lines for people, or as JSON.
#ifndef ANAMORPH_ENDPOINT_CLI_CHECK_REPORT_H
#define ANAMORPH_ENDPOINT_CLI_CHECK_REPORT_H

#include "endpoint/cli/gateway.h"
#include "endpoint/consistency/consistency.h"

// consistency NULL: there was no ontology, or it was not reached.
typedef struct CheckReport {
  const Gateway *gateway;
  const Diagnostics *diagnostics;
  const Consistency *consistency;
} CheckReport;

// To standard output; the diagnostics, as lines, have been printed already.
void check_print_text(const CheckReport *report);
// Everything, diagnostics too, as one object.
void check_print_json(const CheckReport *report);

#endif

// The model of -M beside the gateway of -m and -d.
#ifndef ANAMORPH_ENDPOINT_CLI_MODEL_ADVISOR_H
#define ANAMORPH_ENDPOINT_CLI_MODEL_ADVISOR_H

#include "endpoint/cli/gateway.h"
#include "endpoint/cli/model_file.h"
#include "endpoint/suggest/advisor.h"

typedef struct ModelAdvisor {
  Trained trained;
  char hash[MAPPING_HASH_MAX];
  Advisor *advisor;  // NULL: no -M
} ModelAdvisor;

// Opens the model, and has SERVICE anamorph:suggest of the gateway's queries ask it. Without -M
// there is none. Both arguments must outlive it. Close it with model_advisor_close, whatever is
// returned. Errors: open_model's, hash_mapping's, gateway_options'.
Status model_advisor_open(const Arguments *arguments, const Gateway *gateway, ModelAdvisor *out,
                          Error *err) MUST_CHECK;
void model_advisor_close(ModelAdvisor *model);

#endif

// Opening a model for suggestions.
#include "endpoint/cli/model_advisor.h"

static Status make(const Arguments *arguments, const Gateway *gateway, ModelAdvisor *out,
                   Error *err) {
  AdvisorOptions options = {
      .trained = &out->trained, .mapping = gateway->mapping, .knowledge = gateway->knowledge};
  TRY(hash_mapping(arguments, out->hash, err));
  if (out->hash[0] != '\0') options.mapping_hash = out->hash;
  if (gateway->mapping != NULL) {
    TRY(gateway_options(arguments, gateway, &options.execute, err));
    // Suggestions are about the whole graph, whatever part of it a query asks.
    options.execute.default_graph_count = options.execute.named_graph_count = 0;
    options.execute.trace = NULL;
  }
  out->advisor = advisor_create(&options);
  if (gateway->services != NULL)
    services_set_advisor(gateway->services, out->advisor, arguments->conninfo);
  return STATUS_OK;
}

Status model_advisor_open(const Arguments *arguments, const Gateway *gateway, ModelAdvisor *out,
                          Error *err) {
  *out = (ModelAdvisor){0};
  if (arguments->model_file == NULL) return STATUS_OK;
  TRY(open_model(arguments, &out->trained, err));
  return make(arguments, gateway, out, err);
}

void model_advisor_close(ModelAdvisor *model) {
  advisor_destroy(model->advisor);
  if (model->trained.container != NULL) trained_close(&model->trained);
  *model = (ModelAdvisor){0};
}

// Formats by query form.
#include "endpoint/cli/answer.h"

#include <string.h>

static const char *form_name(QueryForm form) {
  static const char *const NAMES[] = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"};
  return NAMES[form];
}

static Status wrong_format(const char *name, QueryForm form, bool graph, Error *err) {
  Buffer names = {0};
  if (graph)
    graph_format_names(&names);
  else
    result_format_names(&names);
  error_set(err, STATUS_USAGE, "%s is no format for a %s query", name, form_name(form));
  error_hint(err, "its formats are%s", buffer_text(&names));
  buffer_free(&names);
  return STATUS_USAGE;
}

Status answer_format(const char *name, QueryForm form, bool terminal, AnswerFormat *out,
                     Error *err) {
  const bool graph = query_form_gives_graph(form);
  *out = (AnswerFormat){.result = terminal ? RESULT_TABLE : RESULT_JSON,
                        .graph = terminal ? GRAPH_TURTLE : GRAPH_NTRIPLES};
  if (name == NULL) return STATUS_OK;
  if (graph ? graph_format_parse(name, &out->graph) : result_format_parse(name, &out->result))
    return STATUS_OK;
  return wrong_format(name, form, graph, err);
}

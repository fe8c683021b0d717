// Choosing a format for a query's form, and writing its answer.
#ifndef ANAMORPH_ENDPOINT_CLI_ANSWER_H
#define ANAMORPH_ENDPOINT_CLI_ANSWER_H

#include "base/db/connection.h"
#include "endpoint/run/execute.h"

// graph: `triples` counts, else `result`.
typedef struct AnswerFormat {
  bool graph;
  ResultFormat result;
  GraphFormat triples;
} AnswerFormat;

// The format called `name` (NULL: none was asked for) for a query of that form. terminal: the
// output is one, so that people get a table. Errors: STATUS_USAGE, listing the formats that fit.
Status answer_format(const char *name, QueryForm form, bool terminal, AnswerFormat *out,
                     Error *err) MUST_CHECK;

// Runs a prepared execution and writes its answer. Errors: as of execution_results and _graph.
Status answer_write(Execution *execution, Connection *db, const AnswerFormat *format,
                    const Output *output, Error *err) MUST_CHECK;

#endif

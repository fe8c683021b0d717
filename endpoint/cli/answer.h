// Choosing a format for a query's form.
#ifndef ANAMORPH_ENDPOINT_CLI_ANSWER_H
#define ANAMORPH_ENDPOINT_CLI_ANSWER_H

#include "endpoint/run/execute.h"

// The format called `name` (NULL: none was asked for) for a query of that form. terminal: the
// output is one, so that people get a table. Errors: STATUS_USAGE, listing the formats that fit.
Status answer_format(const char *name, QueryForm form, bool terminal, AnswerFormat *out,
                     Error *err) MUST_CHECK;

#endif

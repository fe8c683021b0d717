// What the commands that use a model share.
#ifndef ANAMORPH_ENDPOINT_CLI_MODEL_FILE_H
#define ANAMORPH_ENDPOINT_CLI_MODEL_FILE_H

#include "embed/file/trained.h"
#include "endpoint/cli/arguments.h"

enum { MAPPING_HASH_MAX = 32 };

// A hash of the contents of the -m files, in their order; empty when there are none.
// Errors: STATUS_USAGE for a file that cannot be read.
Status hash_mapping(const Arguments *arguments, char hash[MAPPING_HASH_MAX], Error *err) MUST_CHECK;

// Opens the model of -M. Errors: STATUS_USAGE (none given, no such file), STATUS_DATA.
Status open_model(const Arguments *arguments, Trained *out, Error *err) MUST_CHECK;

// "text", escaped.
void json_text(Buffer *out, const char *text);

// Writes to standard output. Errors: STATUS_IO.
Status print_text(const Buffer *text, Error *err) MUST_CHECK;

#endif

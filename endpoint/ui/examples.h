// Example queries from a folder of .rq files.
#ifndef ANAMORPH_ENDPOINT_UI_EXAMPLES_H
#define ANAMORPH_ENDPOINT_UI_EXAMPLES_H

#include "base/arena.h"
#include "endpoint/http/server.h"

// Every FOLDER/*.rq, ordered by file name. An example's title is its first line when that is a
// comment ("# Which countries …"), else the file's name. All in `arena`.
// Errors: STATUS_IO.
Status examples_load(const char *folder, Arena *arena, const ExampleQuery **out, size_t *count,
                     Error *err) MUST_CHECK;

#endif

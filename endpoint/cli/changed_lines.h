// The lines in which one text became another, as `diff` shows them.
#ifndef ANAMORPH_ENDPOINT_CLI_CHANGED_LINES_H
#define ANAMORPH_ENDPOINT_CLI_CHANGED_LINES_H

#include "base/buffer.h"

// Adds to `out`, each line with `indent` before it, the lines that are in `before` alone behind "-
// " and those that are in `after` alone behind "+ ", as few as there can be, in their order, and
// behind `most` of them how many more there are. Leading spaces do not tell lines apart: what was
// only moved in or out is the same. Those that all have are left out.
void changed_lines(const char *before, const char *after, const char *indent, size_t most,
                   Buffer *out);

#endif

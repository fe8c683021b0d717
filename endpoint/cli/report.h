// Errors for people: where, what, the line with a caret, and a hint.
#ifndef ANAMORPH_ENDPOINT_CLI_REPORT_H
#define ANAMORPH_ENDPOINT_CLI_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"

// The text that an error's position may be in.
typedef struct SourceText {
  const char *name;  // "query", "stdin" or a file
  const char *text;
  size_t length;
} SourceText;

// Writes
//   anamorph: FILE:LINE:COL: message
//     the line of the source
//       ^
//     hint: …
// to standard error and returns the exit code. The error's own file wins over source->name; source
// may be NULL, and is only looked at when the error has a position and no file of its own.
int report_error(const Error *err, const SourceText *source);

// The same, as text.
void report_format(const Error *err, const SourceText *source, Buffer *out);

// The buffer's content to a stream; failures show at fclose or fflush.
void report_print(const Buffer *text, FILE *stream);

// The line of the position, with a caret below its column (both in code points, from 1), indented
// by two; nothing when there is no such line. Long lines are shown around the column.
void report_line(const SourceText *source, Position at, Buffer *out);

#endif

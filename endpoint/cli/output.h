// Where a command's answer goes: standard output, or a file that appears only when it is whole.
#ifndef ANAMORPH_ENDPOINT_CLI_OUTPUT_H
#define ANAMORPH_ENDPOINT_CLI_OUTPUT_H

#include "endpoint/write/writer.h"

typedef struct FileOutput {
  int fd;
  bool closed;      // the reader went away (EPIPE): no one to tell
  char *path;       // NULL: standard output
  char *temporary;  // beside `path`
} FileOutput;

// path NULL: standard output. Otherwise a temporary file is made in the folder of `path`.
// Errors: STATUS_IO.
Status file_output_open(const char *path, FileOutput *out, Error *err) MUST_CHECK;

// Errors of writing: STATUS_IO; STATUS_CANCELLED when the reader went away.
Output file_output(FileOutput *output);

// status: how writing ended. STATUS_OK: the file gets its name (errors: STATUS_IO); anything else:
// it is removed, and that is returned with its error as it is.
Status file_output_close(FileOutput *output, Status status, Error *err) MUST_CHECK;

#endif

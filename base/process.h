// Running other programs: their arguments go as they are (no shell), their output is gathered.
#ifndef ANAMORPH_BASE_PROCESS_H
#define ANAMORPH_BASE_PROCESS_H

#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct ProcessUser {
  bool drop;  // false: run as who we are
  uid_t uid;
  gid_t gid;
} ProcessUser;

typedef struct ProcessOptions {
  const char *folder;  // working directory; NULL: ours
  const char *input;   // text for standard input; NULL: nothing (/dev/null)
  ProcessUser user;
} ProcessOptions;

// Runs argv[0] (searched on PATH when it holds no slash) to its end. Standard output is appended to
// *output, standard error to *errors; each may be NULL (thrown away), both may be the same buffer.
// options may be NULL. *exit_code: the exit status, 128 + the signal when killed by one.
// Errors: STATUS_IO when it cannot be started.
Status process_run(const char *const argv[], const ProcessOptions *options, Buffer *output,
                   Buffer *errors, int *exit_code, Error *err) MUST_CHECK;

// Gives up root's rights for good, in a child before exec. false: not allowed.
bool process_become(const ProcessUser *user) MUST_CHECK;

#endif

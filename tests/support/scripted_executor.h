// An executor that does what the query's text says, for tests of the endpoint without a database.
//
// The form is the first word. Then, anywhere in the text:
//   !syntax !unsupported !usage   prepare fails so, at line 2, column 3
//   !early                        running fails before anything is written
//   !late                         running fails after 1.3 MB
//   !wait                         runs until it is cancelled
//   !stubborn                     runs until script.open, whatever happens
//   !page                         writes SCRIPT_PAGE bytes at once
//   !big                          writes SCRIPT_BIG bytes, in blocks of 64 KB
//   !rows                         an answer of 3,000 rows, for pages
// Otherwise the answer tells the format and the dataset: "results 0 default <a> named <b>".
#ifndef ANAMORPH_TESTS_SUPPORT_SCRIPTED_EXECUTOR_H
#define ANAMORPH_TESTS_SUPPORT_SCRIPTED_EXECUTOR_H

#include <stdatomic.h>

#include "endpoint/http/executor.h"

// What the queries did, over the executor's life.
typedef struct Script {
  atomic_uint started;  // queries that have begun to run
  atomic_uint running;
  atomic_uint cancelled;  // queries that ended because they were cancelled
  atomic_ulong written;   // bytes
  atomic_bool open;       // set by the test: what is !stubborn ends
} Script;

// Bytes of the answers to !page and !big: 'p' and 'x', over and over.
enum { SCRIPT_PAGE = 50000, SCRIPT_BIG = 1000 * 65536 };

Executor scripted_executor(Script *script);

#endif

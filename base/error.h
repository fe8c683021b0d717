// Status codes and the Error record that every fallible function fills.
//
// A function that can fail returns a Status and takes `Error *err` last. On STATUS_OK the error is
// untouched; otherwise code and message are set, position and hint where they are known. Callers
// pass failures on with TRY.
#ifndef ANAMORPH_BASE_ERROR_H
#define ANAMORPH_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

typedef enum Status {
  STATUS_OK = 0,
  STATUS_SYNTAX,       // the query text does not follow the SPARQL grammar
  STATUS_UNSUPPORTED,  // lawful, but not provided yet
  STATUS_MAPPING,      // the mapping is wrong, by itself or against the catalogue
  STATUS_DATA,         // a value in the database cannot become the RDF term asked for
  STATUS_DATABASE,     // PostgreSQL refused, failed, or cannot be reached
  STATUS_LIMIT,        // a memory, size, depth or time limit was reached
  STATUS_SERVICE,      // an endpoint that SERVICE asks cannot be reached or answers nonsense
  STATUS_CANCELLED,    // the client went away or the query was cancelled
  STATUS_IO,           // reading or writing a file or socket failed
  STATUS_USAGE,        // bad command line or request parameter
  STATUS_INTERNAL,     // an invariant of this program was broken
} Status;

enum { ERROR_MESSAGE_MAX = 1024, ERROR_HINT_MAX = 512, ERROR_FILE_MAX = 256 };

// Where something stands in a text. line and column count from 1; 0 means unknown.
typedef struct Position {
  unsigned line;
  unsigned column;
} Position;

typedef struct Error {
  Status code;
  char file[ERROR_FILE_MAX];  // empty when there is no file
  Position at;
  char message[ERROR_MESSAGE_MAX];
  char hint[ERROR_HINT_MAX];  // empty when there is nothing helpful to say
} Error;

#define MUST_CHECK               __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

#define TRY(call)                                     \
  do {                                                \
    const Status try_status_ = (call);                \
    if (try_status_ != STATUS_OK) return try_status_; \
  } while (0)

// Each fills `err` (which may be NULL) and returns `code`, so that `return error_set(...)` reads
// well.
Status error_set(Error *err, Status code, const char *format, ...) PRINTF_LIKE(3, 4);
Status error_at(Error *err, Status code, Position at, const char *format, ...) PRINTF_LIKE(4, 5);
Status error_vset(Error *err, Status code, Position at, const char *format, va_list args);

// Add to an error already set.
void error_hint(Error *err, const char *format, ...) PRINTF_LIKE(2, 3);
void error_file(Error *err, const char *file);

// "syntax", "mapping", …: one word for logs and JSON.
const char *status_name(Status code);

// Process exit code: 0 done, 1 query or data failed, 2 usage or a bad mapping.
int status_exit_code(Status code);

#endif

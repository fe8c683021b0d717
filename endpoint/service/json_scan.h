// A strict reader of JSON (RFC 8259), a piece at a time: bytes in, events out. The depth and the
// length of every string are bounded.
#ifndef ANAMORPH_ENDPOINT_SERVICE_JSON_SCAN_H
#define ANAMORPH_ENDPOINT_SERVICE_JSON_SCAN_H

#include "endpoint/service/reader_parts.h"

typedef enum JsonEvent {
  JSON_MORE,  // the input is used up
  JSON_OBJECT,
  JSON_OBJECT_END,
  JSON_ARRAY,
  JSON_ARRAY_END,
  JSON_KEY,     // its text, unescaped
  JSON_STRING,  // its text, unescaped
  JSON_TRUE,
  JSON_FALSE,
  JSON_OTHER,  // a number or null
  JSON_END,    // the one value is whole, and only white space has followed it
} JsonEvent;

typedef struct JsonScan {
  size_t max_text;
  unsigned max_depth;
  Buffer text;           // of the last JSON_KEY or JSON_STRING, until the next event
  unsigned depth;        // of open objects and arrays
  uint64_t is_object;    // a bit a level, the innermost lowest
  unsigned char expect;  // what may come next, outside of a token
  unsigned char inside;  // which token is being read
  const char *word;      // the rest of true, false or null
  unsigned escape, escape_digits, high_surrogate;
} JsonScan;

// Errors: STATUS_DATA, STATUS_LIMIT; the message says what is wrong, not where.
Status json_scan_next(JsonScan *scan, Input *input, JsonEvent *event, Error *err) MUST_CHECK;
void json_scan_free(JsonScan *scan);

#endif

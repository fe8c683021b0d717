// The head of an answer: status line and header fields (RFC 9112, 4 and 5).
#ifndef ANAMORPH_ENDPOINT_HTTP_HEAD_H
#define ANAMORPH_ENDPOINT_HTTP_HEAD_H

#include <stdbool.h>

#include "base/buffer.h"

// fields: lines that each end in CR LF; NULL: none. length: of the body, where `has_length`.
typedef struct Head {
  int status;
  const Buffer *fields;
  int minor_version;
  bool keep_alive;
  bool chunked;
  bool has_length;
  size_t length;
} Head;

// Adds the head with the empty line that ends it.
void head_write(Buffer *out, const Head *head);

#endif

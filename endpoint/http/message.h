// HTTP/1.1 requests, read from bytes as they arrive (RFC 9112), with limits on every part.
#ifndef ANAMORPH_ENDPOINT_HTTP_MESSAGE_H
#define ANAMORPH_ENDPOINT_HTTP_MESSAGE_H

#include "base/buffer.h"
#include "base/vec.h"

struct evbuffer;

typedef struct HeaderField {
  const char *name;
  const char *value;  // without white space around it
} HeaderField;

// A request as it was sent. Everything lives in `arena`, which the message owns.
typedef struct Message {
  Arena *arena;
  const char *method;
  const char *target;  // origin form, as sent; an absolute form has lost its scheme and authority
  const char *path;    // decoded
  const char *query;   // after "?", as sent, or NULL
  int minor_version;   // of HTTP/1.x: 0 or 1
  bool keep_alive;
  VEC(HeaderField) header;
  Buffer body;
} Message;

// The first field of that name (without regard to case), or NULL.
const char *message_header(const Message *message, const char *name);
void message_destroy(Message *message);

typedef struct MessageLimits {
  size_t max_head;  // bytes of request line and headers
  size_t max_body;
} MessageLimits;

typedef struct MessageReader MessageReader;

MessageReader *message_reader_create(const MessageLimits *limits);
void message_reader_destroy(MessageReader *reader);

typedef enum ReadResult {
  READ_MORE,      // give more bytes
  READ_CONTINUE,  // as READ_MORE, but the client waits for "100 Continue" before it sends the body
  READ_WHOLE,     // a whole request; the reader is ready for the next
  READ_BAD,       // answer with the refusal and close: where the next request begins is unknown
} ReadResult;

// Why a request was refused, as an HTTP status.
typedef struct Refusal {
  int status;
  char text[160];
} Refusal;

// Takes bytes from `input` up to the end of one request. On READ_WHOLE the message is the caller's.
ReadResult message_reader_read(MessageReader *reader, struct evbuffer *input, Message **out,
                               Refusal *refusal);

// True when some of a request has been read, but not all of it.
bool message_reader_is_inside(const MessageReader *reader);

// --- Parts -------------------------------------------------------------------------------------
// True when the comma-separated list holds the token (without regard to case; parameters ignored).
bool header_list_has(const char *list, const char *token);

// Percent-decodes text[0..length) into `arena`; plus: "+" is a space, as in forms. NULL when an
// escape is broken or gives a NUL.
char *percent_decode(Arena *arena, const char *text, size_t length, bool plus);

#endif

// Reading requests: one line or one piece of a body at a time.
#include "endpoint/http/message.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

typedef enum ReaderState {
  STATE_REQUEST_LINE,
  STATE_HEADERS,
  STATE_BODY,        // Content-Length: `left` bytes to come
  STATE_CHUNK_SIZE,  // Transfer-Encoding: chunked (RFC 9112, 7.1)
  STATE_CHUNK_DATA,
  STATE_CHUNK_END,
  STATE_TRAILERS,
} ReaderState;

enum { MAX_EMPTY_LINES = 4, MAX_CHUNK_LINE = 1024, MAX_METHOD = 32 };

struct MessageReader {
  MessageLimits limits;
  ReaderState state;
  Message *message;  // NULL between requests
  size_t head_size;  // bytes of head (and trailers) so far
  size_t left;       // of the body or chunk
  unsigned empty_lines;
  char chunk_line[MAX_CHUNK_LINE + 1];
};

static void free_body(void *body) { buffer_free(body); }

static Message *message_create(void) {
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Message *message = ARENA_NEW(arena, Message);
  message->arena = arena;
  arena_on_release(arena, free_body, &message->body);
  return message;
}

void message_destroy(Message *message) {
  if (message != NULL) arena_destroy(message->arena);
}

const char *message_header(const Message *message, const char *name) {
  for (size_t i = 0; i < message->header.count; i++)
    if (strcasecmp(message->header.item[i].name, name) == 0) return message->header.item[i].value;
  return NULL;
}

static size_t count_header(const Message *message, const char *name) {
  size_t count = 0;
  for (size_t i = 0; i < message->header.count; i++)
    count += strcasecmp(message->header.item[i].name, name) == 0;
  return count;
}

// --- Parts -------------------------------------------------------------------------------------

// RFC 9110, 5.6.2
static bool is_token_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!is_token_char(text[i])) return false;
  return length > 0;
}

bool header_list_has(const char *list, const char *token) {
  const size_t length = strlen(token);
  while (list != NULL && *list != '\0') {
    list += strspn(list, " \t,");
    const size_t item = strcspn(list, " \t,;");
    if (item == length && strncasecmp(list, token, length) == 0) return true;
    list = strchr(list + item, ',');
  }
  return false;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char *percent_decode(Arena *arena, const char *text, size_t length, bool plus) {
  char *out = arena_alloc(arena, length + 1);
  size_t used = 0;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    if (c == '%') {
      if (length - i < 3) return NULL;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return NULL;
      c = (char)(16 * high + low);
      i += 2;
    } else if (c == '+' && plus) {
      c = ' ';
    } else if (c == '\0') {
      return NULL;
    }
    out[used++] = c;
  }
  out[used] = '\0';
  return out;
}

static ReadResult refuse(Refusal *refusal, int status, const char *text) {
  refusal->status = status;
  (void)snprintf(refusal->text, sizeof refusal->text, "%s", text);
  return READ_BAD;
}

// --- Request line and headers ------------------------------------------------------------------

// RFC 9112, 3: method SP request-target SP HTTP-version
static ReadResult read_request_line(Message *message, const char *line, Refusal *refusal) {
  Arena *arena = message->arena;
  const char *first = strchr(line, ' ');
  const char *last = strrchr(line, ' ');
  if (first == NULL || first == last || !is_token(line, (size_t)(first - line)) ||
      first - line > MAX_METHOD || strncmp(last + 1, "HTTP/", 5) != 0)
    return refuse(refusal, 400, "the request line is not HTTP");
  const char *version = last + 6;
  if (strcmp(version, "1.1") != 0 && strcmp(version, "1.0") != 0)
    return refuse(refusal, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
  message->minor_version = version[2] - '0';
  message->method = arena_copy_text(arena, line, (size_t)(first - line));
  char *target = arena_copy_text(arena, first + 1, (size_t)(last - first - 1));
  for (const char *c = target; *c != '\0'; c++)
    if ((unsigned char)*c <= ' ' || *c == 0x7f)
      return refuse(refusal, 400, "the request target holds white space or control characters");
  if (strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0) {
    char *path = strpbrk(strstr(target, "://") + 3, "/?");
    target = path == NULL   ? arena_copy_text(arena, "/", 1)
             : *path == '?' ? arena_format(arena, "/%s", path)
                            : path;
  }
  if (*target != '/' && strcmp(target, "*") != 0)
    return refuse(refusal, 400, "the request target must begin with a slash");
  message->target = target;
  const size_t path_length = strcspn(target, "?#");
  message->path = percent_decode(arena, target, path_length, false);
  if (message->path == NULL) return refuse(refusal, 400, "the path holds a broken escape");
  if (target[path_length] == '?')
    message->query =
        arena_copy_text(arena, target + path_length + 1, strcspn(target + path_length + 1, "#"));
  return READ_MORE;
}

// RFC 9112, 5: no white space before the colon, no folded lines.
static ReadResult read_header_line(Message *message, const char *line, Refusal *refusal) {
  const char *colon = strchr(line, ':');
  if (colon == NULL || !is_token(line, (size_t)(colon - line)))
    return refuse(refusal, 400, "a header line is malformed");
  const char *value = colon + 1 + strspn(colon + 1, " \t");
  size_t length = strlen(value);
  while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t')) length--;
  for (size_t i = 0; i < length; i++)
    if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 0x7f)
      return refuse(refusal, 400, "a header's value holds control characters");
  const HeaderField field = {arena_copy_text(message->arena, line, (size_t)(colon - line)),
                             arena_copy_text(message->arena, value, length)};
  VEC_PUSH(message->arena, &message->header, field);
  return READ_MORE;
}

// A Content-Length: digits only. false when it is none, or too large for a size_t.
static bool parse_length(const char *text, size_t *out) {
  size_t value = 0;
  for (const char *c = text; *c != '\0'; c++) {
    if (*c < '0' || *c > '9' || value > (SIZE_MAX - 9) / 10) return false;
    value = 10 * value + (size_t)(*c - '0');
  }
  *out = value;
  return *text != '\0';
}

// What follows the head (RFC 9112, 6.3). Ambiguous framing is refused: it is how requests are
// smuggled past a balancer.
static ReadResult begin_body(MessageReader *reader, Refusal *refusal) {
  Message *message = reader->message;
  const char *encoding = message_header(message, "Transfer-Encoding");
  const char *length = message_header(message, "Content-Length");
  const char *connection = message_header(message, "Connection");
  const char *expect = message_header(message, "Expect");
  message->keep_alive = message->minor_version == 1 ? !header_list_has(connection, "close")
                                                    : header_list_has(connection, "keep-alive");
  const size_t hosts = count_header(message, "Host");
  if (hosts > 1 || (hosts == 0 && message->minor_version == 1))
    return refuse(refusal, 400, "one Host header is needed");
  if (expect != NULL && strcasecmp(expect, "100-continue") != 0)
    return refuse(refusal, 417, "the only expectation met here is 100-continue");
  reader->left = 0;
  if (encoding != NULL) {
    if (length != NULL || message->minor_version == 0 ||
        count_header(message, "Transfer-Encoding") > 1)
      return refuse(refusal, 400, "Transfer-Encoding and Content-Length exclude each other");
    if (strcasecmp(encoding, "chunked") != 0)
      return refuse(refusal, 501, "the only transfer coding understood is chunked");
    reader->state = STATE_CHUNK_SIZE;
  } else if (length != NULL) {
    if (count_header(message, "Content-Length") > 1 || !parse_length(length, &reader->left))
      return refuse(refusal, 400, "the Content-Length is not a number");
    if (reader->left > reader->limits.max_body)
      return refuse(refusal, 413, "the request's body is larger than this server takes");
    reader->state = STATE_BODY;
    if (reader->left == 0) return READ_WHOLE;
  } else {
    return READ_WHOLE;
  }
  return expect != NULL && message->minor_version == 1 ? READ_CONTINUE : READ_MORE;
}

static ReadResult read_chunk_size(MessageReader *reader, const char *line, Refusal *refusal) {
  const size_t digits = strspn(line, "0123456789abcdefABCDEF");
  const char *after = line + digits + strspn(line + digits, " \t");
  if (digits == 0 || (*after != '\0' && *after != ';'))
    return refuse(refusal, 400, "a chunk's size is malformed");
  const size_t leading = strspn(line, "0");
  const size_t size = digits - leading > 8 ? SIZE_MAX : strtoul(line, NULL, 16);
  if (size > reader->limits.max_body - reader->message->body.length)
    return refuse(refusal, 413, "the request's body is larger than this server takes");
  reader->left = size;
  reader->state = size == 0 ? STATE_TRAILERS : STATE_CHUNK_DATA;
  return READ_MORE;
}

static ReadResult read_line(MessageReader *reader, const char *line, Refusal *refusal) {
  switch (reader->state) {
    case STATE_REQUEST_LINE:
      if (*line == '\0') {  // RFC 9112, 2.2: empty lines before a request are skipped
        if (++reader->empty_lines > MAX_EMPTY_LINES)
          return refuse(refusal, 400, "the request line is missing");
        return READ_MORE;
      }
      reader->state = STATE_HEADERS;
      return read_request_line(reader->message, line, refusal);
    case STATE_HEADERS:
      if (*line == '\0') return begin_body(reader, refusal);
      return read_header_line(reader->message, line, refusal);
    case STATE_CHUNK_SIZE: return read_chunk_size(reader, line, refusal);
    case STATE_CHUNK_END:
      reader->state = STATE_CHUNK_SIZE;
      return *line == '\0' ? READ_MORE : refuse(refusal, 400, "a chunk is longer than it said");
    case STATE_TRAILERS: return *line == '\0' ? READ_WHOLE : READ_MORE;
    case STATE_BODY:
    case STATE_CHUNK_DATA: break;
  }
  return READ_MORE;
}

// --- The reader --------------------------------------------------------------------------------

MessageReader *message_reader_create(const MessageLimits *limits) {
  MessageReader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) abort();
  reader->limits = *limits;
  return reader;
}

void message_reader_destroy(MessageReader *reader) {
  if (reader == NULL) return;
  message_destroy(reader->message);
  free(reader);
}

bool message_reader_is_inside(const MessageReader *reader) { return reader->message != NULL; }

static ReadResult too_long(const MessageReader *reader, Refusal *refusal) {
  return reader->state == STATE_REQUEST_LINE
             ? refuse(refusal, 414, "the request's address is longer than this server takes")
             : refuse(refusal, 431, "the request's headers are longer than this server takes");
}

// Takes one line, if there is one whole; *line is NULL when not. A chunk's line, of which a body
// may hold many, is valid until the next call; others live in the arena.
static ReadResult take_line(MessageReader *reader, struct evbuffer *input, char **line,
                            Refusal *refusal) {
  *line = NULL;
  const struct evbuffer_ptr end = evbuffer_search_eol(input, NULL, NULL, EVBUFFER_EOL_LF);
  const bool is_chunk = reader->state == STATE_CHUNK_SIZE || reader->state == STATE_CHUNK_END;
  const size_t known = end.pos >= 0 ? (size_t)end.pos + 1 : evbuffer_get_length(input);
  const size_t most = is_chunk ? MAX_CHUNK_LINE : reader->limits.max_head - reader->head_size;
  if (known > most)
    return is_chunk ? refuse(refusal, 400, "a chunk's size is malformed")
                    : too_long(reader, refusal);
  if (end.pos < 0) return READ_MORE;
  char *text = is_chunk ? reader->chunk_line : arena_alloc(reader->message->arena, known + 1);
  (void)evbuffer_remove(input, text, known);
  size_t length = known - 1;
  if (length > 0 && text[length - 1] == '\r') length--;
  text[length] = '\0';
  if (strlen(text) != length || strchr(text, '\r') != NULL)
    return refuse(refusal, 400, "the request holds control characters");
  if (!is_chunk) reader->head_size += known;
  *line = text;
  return READ_MORE;
}

static void take_body(MessageReader *reader, struct evbuffer *input) {
  Buffer *body = &reader->message->body;
  const size_t there = evbuffer_get_length(input);
  const size_t size = there < reader->left ? there : reader->left;
  if (size > body->capacity - body->length) buffer_reserve(body, size);
  (void)evbuffer_remove(input, body->data + body->length, size);
  body->length += size;
  reader->left -= size;
}

ReadResult message_reader_read(MessageReader *reader, struct evbuffer *input, Message **out,
                               Refusal *refusal) {
  bool expects_continue = false;
  while (evbuffer_get_length(input) > 0) {
    ReadResult result = READ_MORE;
    if (reader->message == NULL) reader->message = message_create();
    if (reader->state == STATE_BODY || reader->state == STATE_CHUNK_DATA) {
      take_body(reader, input);
      expects_continue = false;
      if (reader->left == 0 && reader->state == STATE_BODY) result = READ_WHOLE;
      if (reader->left == 0 && reader->state == STATE_CHUNK_DATA) reader->state = STATE_CHUNK_END;
    } else {
      char *line;
      result = take_line(reader, input, &line, refusal);
      if (result == READ_MORE && line == NULL) break;
      if (result == READ_MORE) result = read_line(reader, line, refusal);
    }
    if (result == READ_BAD) return READ_BAD;
    if (result == READ_CONTINUE) expects_continue = true;
    if (result == READ_WHOLE) {
      *out = reader->message;
      *reader = (MessageReader){.limits = reader->limits};
      return READ_WHOLE;
    }
  }
  return expects_continue ? READ_CONTINUE : READ_MORE;
}

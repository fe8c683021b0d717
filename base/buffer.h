// A growing byte buffer, the common currency of everything that makes text.
#ifndef ANAMORPH_BASE_BUFFER_H
#define ANAMORPH_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/symbol.h"

// data[0..length) is the content; it is not NUL-terminated until buffer_text. Zero-initialise.
// Memory comes from malloc; running out of it aborts the process, as a Linux system would.
typedef struct Buffer {
  char *data;
  size_t length;
  size_t capacity;
} Buffer;

void buffer_free(Buffer *buffer);
void buffer_reserve(Buffer *buffer, size_t more);
void buffer_printf(Buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

// Decimal digits; padded: at least `width` of them (at most 20), with zeros in front. Here because
// printf is slow where a library has registered conversions of its own with it.
void buffer_add_number(Buffer *buffer, uint64_t number);
void buffer_add_padded(Buffer *buffer, uint64_t number, unsigned width);

// NUL-terminates and returns the content; valid until the next change.
const char *buffer_text(Buffer *buffer);

static inline void buffer_clear(Buffer *buffer) { buffer->length = 0; }

static inline void buffer_add(Buffer *buffer, const char *data, size_t length) {
  if (length > buffer->capacity - buffer->length) buffer_reserve(buffer, length);
  if (length > 0) memcpy(buffer->data + buffer->length, data, length);
  buffer->length += length;
}

static inline void buffer_add_char(Buffer *buffer, char c) {
  if (buffer->length == buffer->capacity) buffer_reserve(buffer, 1);
  buffer->data[buffer->length++] = c;
}

static inline void buffer_add_text(Buffer *buffer, const char *text) {
  buffer_add(buffer, text, strlen(text));
}

static inline void buffer_add_symbol(Buffer *buffer, const Symbol *symbol) {
  buffer_add(buffer, symbol->text, symbol->length);
}

// A NUL-terminated copy in `arena`.
char *buffer_copy(const Buffer *buffer, Arena *arena);

#endif

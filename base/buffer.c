// The growing byte buffer.
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

void buffer_free(Buffer *buffer) {
  free(buffer->data);
  *buffer = (Buffer){0};
}

void buffer_reserve(Buffer *buffer, size_t more) {
  if (more <= buffer->capacity - buffer->length) return;
  size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity * 2;
  if (capacity < buffer->length + more) capacity = buffer->length + more;
  char *data = realloc(buffer->data, capacity);
  if (data == NULL) {
    (void)fputs("anamorph: out of memory\n", stderr);
    abort();
  }
  buffer->data = data;
  buffer->capacity = capacity;
}

void buffer_printf(Buffer *buffer, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length > 0) {
    buffer_reserve(buffer, (size_t)length + 1);
    (void)vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    buffer->length += (size_t)length;
  }
  va_end(again);
}

void buffer_add_padded(Buffer *buffer, uint64_t number, unsigned width) {
  char digits[20];
  unsigned at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (sizeof digits - at < width && at > 0) digits[--at] = '0';
  buffer_add(buffer, digits + at, sizeof digits - at);
}

void buffer_add_number(Buffer *buffer, uint64_t number) { buffer_add_padded(buffer, number, 1); }

const char *buffer_text(Buffer *buffer) {
  buffer_reserve(buffer, 1);
  buffer->data[buffer->length] = '\0';
  return buffer->data;
}

char *buffer_copy(const Buffer *buffer, Arena *arena) {
  return arena_copy_text(arena, buffer->data, buffer->length);
}

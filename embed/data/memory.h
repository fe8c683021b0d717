// Memory for big arrays: page-aligned, zeroed, huge pages asked for where they pay.
#ifndef ANAMORPH_EMBED_DATA_MEMORY_H
#define ANAMORPH_EMBED_DATA_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

// bytes > 0 of zeroed memory, aligned to 64 bytes at least. Errors: STATUS_LIMIT.
Status memory_map(size_t bytes, void **out, Error *err) MUST_CHECK;
// The same in a file of its own beside `beside`, which has no name and goes with the process; the
// room is taken at once. Errors: STATUS_IO (no room, no such folder).
Status memory_map_file(const char *beside, size_t bytes, void **out, Error *err) MUST_CHECK;
// The whole pages of a part of such memory: written back and out of this process until used again;
// read ahead.
void memory_let_go(void *memory, size_t bytes);
void memory_ask_for(void *memory, size_t bytes);

// bytes: as asked for. NULL is allowed.
void memory_unmap(void *memory, size_t bytes);

// Small arrays: malloc, calloc and realloc that abort when the system has no memory left (as
// Buffer's do). memory_take_aligned gives 64-byte alignment, and so does memory_take_unset, which
// alone does not set it to 0; all are freed with free().
void *memory_take(size_t count, size_t size) __attribute__((returns_nonnull));
void *memory_take_aligned(size_t count, size_t size) __attribute__((returns_nonnull));
void *memory_take_unset(size_t count, size_t size) __attribute__((returns_nonnull));
void *memory_grow(void *memory, size_t count, size_t size) __attribute__((returns_nonnull));

// Asks for the line of what will be needed soon. GCC takes a function that does no more than this
// for one without effect and drops its calls: the empty statement is an effect.
static inline void memory_prefetch_line(const void *at) {
  __builtin_prefetch(at);
  __asm__ volatile("");
}

// The lines of a row of floats.
static inline void memory_prefetch(const float *row, size_t count) {
  for (size_t i = 0; i < count; i += 16) memory_prefetch_line(row + i);
}

// The sum of `size` bytes that stands in model files: 64 bits, four lanes, not cryptographic.
uint64_t memory_checksum(const void *data, size_t size);

// "12.3 MB"; text is 16 bytes.
const char *memory_format(size_t bytes, char text[16]);

#endif

// Big and small arrays, and their checksum.
#include "embed/data/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 * 1024 * 1024, LINE = 64 };

Status memory_map(size_t bytes, void **out, Error *err) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *out = NULL;
  if (memory == MAP_FAILED) {
    char size[16];
    error_set(err, STATUS_LIMIT, "no memory for a table of %s: %s", memory_format(bytes, size),
              strerror(errno));
    error_hint(err, "a smaller --dim, or row-wise Adagrad (--set optimiser=adagrad-row)");
    return STATUS_LIMIT;
  }
  // Advice: where it is not taken, pages are small.
  if (bytes >= HUGE_PAGE) (void)madvise(memory, bytes, MADV_HUGEPAGE);
  *out = memory;
  return STATUS_OK;
}

void memory_unmap(void *memory, size_t bytes) {
  if (memory != NULL) (void)munmap(memory, bytes);
}

void *memory_take(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) abort();
  return memory;
}

void *memory_take_aligned(size_t count, size_t size) {
  const size_t bytes = (count * size + LINE) / LINE * LINE;
  void *memory = aligned_alloc(LINE, bytes);
  if (memory == NULL) abort();
  memset(memory, 0, bytes);
  return memory;
}

void *memory_grow(void *memory, size_t count, size_t size) {
  void *grown = realloc(memory, (count > 0 ? count : 1) * size);
  if (grown == NULL) abort();
  return grown;
}

static uint64_t mix(uint64_t sum, uint64_t word) {
  sum ^= word * 0x9E3779B185EBCA87u;
  sum = (sum << 31 | sum >> 33) * 0xC2B2AE3D27D4EB4Fu;
  return sum;
}

uint64_t memory_checksum(const void *data, size_t size) {
  const unsigned char *byte = data;
  uint64_t lane[4] = {1, 2, 3, 4};
  size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    uint64_t word[4];
    memcpy(word, byte + i, sizeof word);
    for (size_t l = 0; l < 4; l++) lane[l] = mix(lane[l], word[l]);
  }
  for (; i < size; i += 8) {
    uint64_t word = 0;
    memcpy(&word, byte + i, size - i < 8 ? size - i : 8);
    lane[0] = mix(lane[0], word);
  }
  uint64_t sum = mix(lane[0], size);
  for (size_t l = 1; l < 4; l++) sum = mix(sum, lane[l]);
  return sum ^ sum >> 29;
}

const char *memory_format(size_t bytes, char text[16]) {
  static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
  double amount = (double)bytes;
  size_t unit = 0;
  while (amount >= 1000 && unit < 4) {
    amount /= 1000;
    unit++;
  }
  (void)snprintf(text, 16, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
  return text;
}

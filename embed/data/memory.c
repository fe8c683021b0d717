// Big and small arrays, and their checksum.
#include "embed/data/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"

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

Status memory_map_file(const char *beside, size_t bytes, void **out, Error *err) {
  Buffer path = {0};
  buffer_printf(&path, "%s.XXXXXX", beside);
  *out = NULL;
  const int fd = mkostemp(path.data, O_CLOEXEC);
  int failed = fd < 0 ? errno : posix_fallocate(fd, 0, (off_t)bytes);
  if (fd >= 0) (void)unlink(path.data);
  void *memory = MAP_FAILED;
  if (failed == 0) {
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) failed = errno;
  }
  if (fd >= 0) (void)close(fd);
  buffer_free(&path);
  if (failed == 0) {
    *out = memory;
    return STATUS_OK;
  }
  char size[16];
  return error_set(err, STATUS_IO, "no room for a table of %s beside %s: %s",
                   memory_format(bytes, size), beside, strerror(failed));
}

// The first page that begins in it, and how many bytes of pages end in it.
static void *whole_pages(void *memory, size_t *bytes) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  const uintptr_t begin = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + *bytes) / page * page;
  *bytes = end > begin ? end - begin : 0;
  return (void *)begin;
}

void memory_let_go(void *memory, size_t bytes) {
  void *pages = whole_pages(memory, &bytes);
  if (bytes == 0) return;
  (void)msync(pages, bytes, MS_SYNC);
  (void)madvise(pages, bytes, MADV_DONTNEED);
}

void memory_ask_for(void *memory, size_t bytes) {
  void *pages = whole_pages(memory, &bytes);
  if (bytes > 0) (void)madvise(pages, bytes, MADV_WILLNEED);
}

void memory_unmap(void *memory, size_t bytes) {
  if (memory != NULL) (void)munmap(memory, bytes);
}

// Of fresh memory, before it is written. Advice, as in memory_map.
static void ask_for_huge_pages(void *memory, size_t bytes) {
  void *pages = whole_pages(memory, &bytes);
  if (bytes >= HUGE_PAGE) (void)madvise(pages, bytes, MADV_HUGEPAGE);
}

void *memory_take(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) abort();
  ask_for_huge_pages(memory, count * size);
  return memory;
}

// Whole lines, one at least.
static size_t line_bytes(size_t count, size_t size) { return (count * size + LINE) / LINE * LINE; }

void *memory_take_unset(size_t count, size_t size) {
  const size_t bytes = line_bytes(count, size);
  void *memory = aligned_alloc(LINE, bytes);
  if (memory == NULL) abort();
  ask_for_huge_pages(memory, bytes);
  return memory;
}

void *memory_take_aligned(size_t count, size_t size) {
  void *memory = memory_take_unset(count, size);
  memset(memory, 0, line_bytes(count, size));
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

// Model files: writing in one stroke, mapping, and refusing what is not whole.
#include "embed/file/container.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "embed/data/memory.h"

enum { PAGE = 4096, CHECKED_AT_OPENING = 4 * 1024 * 1024, BYTE_ORDER_MARK = 0x01020304 };
static const char MAGIC[8] = {'A', 'N', 'A', 'M', 'O', 'D', 'E', 'L'};

typedef struct Header {
  char magic[8];
  uint32_t version;
  uint32_t byte_order;
  uint64_t size;  // of the file
  uint64_t sections;
  uint64_t sum;  // of header (with sum 0) and table
  uint64_t spare[3];
} Header;

typedef struct Entry {
  char name[SECTION_NAME_MAX];
  uint64_t offset, size, sum;
  uint64_t spare[2];
} Entry;

struct Container {
  void *memory;
  size_t size;
  char *path;
  const Entry *entry;
  size_t count;
};

static uint64_t head_sum(Header header, const Entry entries[]) {
  header.sum = 0;
  return memory_checksum(&header, sizeof header) ^
         memory_checksum(entries, (size_t)header.sections * sizeof *entries);
}

// --- Writing -------------------------------------------------------------------------------------

static bool write_all(int fd, const void *data, size_t size) {
  const char *at = data;
  while (size > 0) {
    const ssize_t written = write(fd, at, size < 1u << 30 ? size : 1u << 30);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    size -= (size_t)written;
  }
  return true;
}

static bool write_padding(int fd, uint64_t from, uint64_t to) {
  static const char zeros[PAGE];
  return write_all(fd, zeros, (size_t)(to - from));
}

static uint64_t next_page(uint64_t offset) { return (offset + PAGE - 1) / PAGE * PAGE; }

static bool write_content(int fd, const Header *header, const Entry entries[],
                          const Section sections[]) {
  uint64_t at = sizeof *header + header->sections * sizeof *entries;
  if (!write_all(fd, header, sizeof *header) ||
      !write_all(fd, entries, (size_t)header->sections * sizeof *entries))
    return false;
  for (size_t i = 0; i < header->sections; i++) {
    if (!write_padding(fd, at, entries[i].offset) ||
        !write_all(fd, sections[i].data, sections[i].size))
      return false;
    at = entries[i].offset + entries[i].size;
  }
  return fsync(fd) == 0;
}

static void sync_folder(const char *path) {
  char *copy = strdup(path);
  if (copy == NULL) return;
  const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    (void)fsync(fd);
    (void)close(fd);
  }
  free(copy);
}

// A file to be renamed to `path` when it is whole; -1: errno says why not.
static int open_beside(const char *path, Buffer *name) {
  buffer_printf(name, "%s.%ld.part", path, (long)getpid());
  return open(buffer_text(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

static Status unwritten(const char *path, int failure, Error *err) {
  error_set(err, STATUS_IO, "the model cannot be written to %s: %s", path, strerror(failure));
  error_hint(err, "what was there before is untouched");
  return STATUS_IO;
}

Status container_write(const char *path, const Section sections[], size_t count, Error *err) {
  Entry entries[SECTIONS_MAX] = {{{0}, 0, 0, 0, {0}}};
  if (count > SECTIONS_MAX) return error_set(err, STATUS_INTERNAL, "too many sections");
  Header header = {.version = CONTAINER_VERSION, .byte_order = BYTE_ORDER_MARK, .sections = count};
  memcpy(header.magic, MAGIC, sizeof MAGIC);
  uint64_t at = sizeof header + count * sizeof *entries;
  for (size_t i = 0; i < count; i++) {
    memcpy(entries[i].name, sections[i].name, SECTION_NAME_MAX);
    entries[i].offset = next_page(at);
    entries[i].size = sections[i].size;
    entries[i].sum = memory_checksum(sections[i].data, sections[i].size);
    at = entries[i].offset + entries[i].size;
  }
  header.size = at;
  header.sum = head_sum(header, entries);

  Buffer temporary = {0};
  const int fd = open_beside(path, &temporary);
  const char *name = buffer_text(&temporary);
  bool done = fd >= 0 && write_content(fd, &header, entries, sections);
  int failure = errno;
  if (fd >= 0 && close(fd) != 0 && done) {
    done = false;
    failure = errno;
  }
  if (done && rename(name, path) != 0) {
    done = false;
    failure = errno;
  }
  if (done)
    sync_folder(path);
  else if (fd >= 0)
    (void)unlink(name);
  buffer_free(&temporary);
  return done ? STATUS_OK : unwritten(path, failure, err);
}

// 0 where the file system cannot tell beforehand.
static int try_size(int fd, uint64_t bytes) {
  if (fallocate(fd, 0, 0, (off_t)bytes) == 0) return 0;
  return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? errno : 0;
}

Status container_probe(const char *path, uint64_t bytes, Error *err) {
  struct stat about;
  if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) return unwritten(path, EISDIR, err);
  Buffer temporary = {0};
  const int fd = open_beside(path, &temporary);
  const int failure = fd < 0 ? errno : try_size(fd, bytes);
  if (fd >= 0) {
    (void)close(fd);
    (void)unlink(buffer_text(&temporary));
  }
  buffer_free(&temporary);
  if (failure == 0) return STATUS_OK;
  (void)unwritten(path, failure, err);
  char size[16];
  if (fd >= 0) error_hint(err, "it will have about %s", memory_format(bytes, size));
  return STATUS_IO;
}

// --- Reading -------------------------------------------------------------------------------------

static Status refuse(const char *path, Error *err, const char *why) {
  error_set(err, STATUS_DATA, "%s", why);
  error_file(err, path);
  return STATUS_DATA;
}

static Status check_head(const Container *container, const char *path, Error *err) {
  const Header *header = container->memory;
  if (header == NULL || container->size < sizeof *header ||
      memcmp(header->magic, MAGIC, sizeof MAGIC) != 0)
    return refuse(path, err, "this is no model file of anamorph");
  if (header->byte_order != BYTE_ORDER_MARK)
    return refuse(path, err, "this model was written on a machine of another byte order");
  if (header->version != CONTAINER_VERSION)
    return refuse(path, err, "this model was written by another version of anamorph");
  if (header->sections > SECTIONS_MAX ||
      container->size < sizeof *header + header->sections * sizeof(Entry) ||
      header->size > container->size)
    return refuse(path, err, "this model file is truncated");
  const Entry *entry = (const Entry *)(header + 1);
  if (header->size != container->size || header->sum != head_sum(*header, entry))
    return refuse(path, err, "this model file is damaged: its header does not agree with its sum");
  for (size_t i = 0; i < header->sections; i++)
    if (entry[i].offset > header->size || entry[i].size > header->size - entry[i].offset ||
        entry[i].offset % PAGE != 0)
      return refuse(path, err, "this model file is damaged: a section lies outside it");
  return STATUS_OK;
}

static Status check_section(const Container *container, const Entry *entry, Error *err) {
  const char *data = (const char *)container->memory + entry->offset;
  if (memory_checksum(data, entry->size) == entry->sum) return STATUS_OK;
  error_set(err, STATUS_DATA,
            "this model file is damaged: section %.*s does not agree with its "
            "sum",
            SECTION_NAME_MAX, entry->name);
  error_file(err, container->path);
  return STATUS_DATA;
}

static Status check_sections(const Container *container, size_t most, Error *err) {
  for (size_t i = 0; i < container->count; i++)
    if (container->entry[i].size <= most) TRY(check_section(container, &container->entry[i], err));
  return STATUS_OK;
}

static Status map_file(const char *path, Container *container, Error *err) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error_set(err, STATUS_USAGE, "%s cannot be opened: %s", path, strerror(errno));
  struct stat about;
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < (off_t)sizeof(Header)) {
    (void)close(fd);
    return refuse(path, err, "this is no model file of anamorph");
  }
  container->size = (size_t)about.st_size;
  container->memory =
      mmap(NULL, container->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
  const int failure = errno;
  (void)close(fd);
  if (container->memory != MAP_FAILED) return STATUS_OK;
  container->memory = NULL;
  return error_set(err, STATUS_IO, "%s cannot be mapped: %s", path, strerror(failure));
}

Status container_open(const char *path, Container **out, Error *err) {
  Container *container = memory_take(1, sizeof *container);
  *out = NULL;
  container->path = strdup(path);
  if (container->path == NULL) abort();
  Status status = map_file(path, container, err);
  if (status == STATUS_OK) status = check_head(container, path, err);
  if (status == STATUS_OK) {
    const Header *header = container->memory;
    container->entry = (const Entry *)(header + 1);
    container->count = (size_t)header->sections;
    status = check_sections(container, CHECKED_AT_OPENING, err);
  }
  if (status != STATUS_OK) {
    container_close(container);
    return status;
  }
  *out = container;
  return STATUS_OK;
}

void container_close(Container *container) {
  if (container == NULL) return;
  if (container->memory != NULL) (void)munmap(container->memory, container->size);
  free(container->path);
  free(container);
}

static const Entry *find_entry(const Container *container, const char *name) {
  for (size_t i = 0; i < container->count; i++)
    if (strncmp(container->entry[i].name, name, SECTION_NAME_MAX) == 0) return &container->entry[i];
  return NULL;
}

Section container_section(const Container *container, const char *name) {
  Section section = {{0}, NULL, 0};
  const Entry *entry = find_entry(container, name);
  if (entry == NULL) return section;
  memcpy(section.name, entry->name, SECTION_NAME_MAX);
  section.data = (const char *)container->memory + entry->offset;
  section.size = (size_t)entry->size;
  return section;
}

Status container_verify_section(const Container *container, const char *name, Error *err) {
  const Entry *entry = find_entry(container, name);
  // Smaller ones were checked at opening.
  if (entry == NULL || entry->size <= CHECKED_AT_OPENING) return STATUS_OK;
  return check_section(container, entry, err);
}

Status container_verify(const Container *container, Error *err) {
  return check_sections(container, SIZE_MAX, err);
}

// The file of a model: named sections, mapped into memory.
//
// A header, a table of sections, the sections, each at a page of its own. Everything is checked by
// sums: header, table and sections up to 4 MB when the file is opened, greater sections when asked
// (they need not be read to be used; trained_open asks for those that ids are read from). A file is
// written beside its place, synced and renamed, so that a full disk or a crash leaves the former
// one.
#ifndef ANAMORPH_EMBED_FILE_CONTAINER_H
#define ANAMORPH_EMBED_FILE_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { SECTION_NAME_MAX = 24, SECTIONS_MAX = 64, CONTAINER_VERSION = 1 };

typedef struct Section {
  char name[SECTION_NAME_MAX];
  const void *data;
  size_t size;
} Section;

typedef struct Container Container;

// Errors: STATUS_IO (no room, no such folder, …): `path` is then what it was before.
Status container_write(const char *path, const Section sections[], size_t count,
                       Error *err) MUST_CHECK;

// Whether a file of so many bytes could be written there now: to be asked before hours of work.
// Errors: STATUS_IO, as container_write's.
Status container_probe(const char *path, uint64_t bytes, Error *err) MUST_CHECK;

// Errors: STATUS_USAGE (no such file), STATUS_DATA: not a model, of another version or byte order,
// truncated, or its sums do not agree.
Status container_open(const char *path, Container **out, Error *err) MUST_CHECK;
void container_close(Container *container);  // NULL is allowed

// The section, or data NULL when it is not there. Data is aligned to 64 bytes at least and may be
// written to: changes stay in this process.
Section container_section(const Container *container, const char *name);

// Checks the sums of all sections: reads the whole file. Errors: STATUS_DATA.
Status container_verify(const Container *container, Error *err) MUST_CHECK;
// That of one section, which may be missing. Errors: STATUS_DATA.
Status container_verify_section(const Container *container, const char *name,
                                Error *err) MUST_CHECK;

#endif

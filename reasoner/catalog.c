// Catalogues: where imported ontologies lie. An OASIS XML catalogue (the entries uri, rewriteURI,
// system, rewriteSystem and xml:base of groups), or lines of "IRI PATH".
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "reasoner/document.h"

// Ends in "*": a prefix, and what follows it stands for the "*" of the path, or after it.
typedef struct CatalogEntry {
  const char *iri;
  const char *path;
  bool prefix;
} CatalogEntry;

struct Catalog {
  VEC(CatalogEntry) entry;
};

static const char *folder_of(Arena *arena, const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? "" : arena_copy_text(arena, path, (size_t)(slash + 1 - path));
}

static const char *resolve_path(Arena *arena, const char *folder, const char *path) {
  if (strncmp(path, "file://", 7) == 0) return path + 7;
  if (strncmp(path, "file:", 5) == 0) path += 5;
  return path[0] == '/' ? path : arena_format(arena, "%s%s", folder, path);
}

// --- XML -----------------------------------------------------------------------------------------
// The value of an attribute within the tag text[0..length), without its entities; NULL: none.
static const char *attribute(Arena *arena, const char *text, size_t length, const char *name) {
  const size_t size = strlen(name);
  for (const char *at = text; at + size < text + length; at++) {
    if (strncmp(at, name, size) != 0 || !isspace((unsigned char)at[-1])) continue;
    const char *c = at + size;
    while (c < text + length && isspace((unsigned char)*c)) c++;
    if (*c++ != '=') continue;
    while (c < text + length && isspace((unsigned char)*c)) c++;
    const char quote = *c++;
    const char *end = memchr(c, quote, (size_t)(text + length - c));
    if ((quote != '"' && quote != '\'') || end == NULL) continue;
    char *value = arena_copy_text(arena, c, (size_t)(end - c));
    for (char *amp; (amp = strstr(value, "&amp;")) != NULL;)
      memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
    return value;
  }
  return NULL;
}

typedef struct EntryWord {
  const char *element, *iri, *path;
  bool prefix;
} EntryWord;

static const EntryWord ENTRIES[] = {
    {"uri", "name", "uri", false},
    {"system", "systemId", "uri", false},
    {"rewriteURI", "uriStartString", "rewritePrefix", true},
    {"rewriteSystem", "systemIdStartString", "rewritePrefix", true},
};

static void read_tag(Arena *arena, Catalog *catalog, const char *tag, size_t length,
                     const char **folder) {
  size_t name = 0;
  while (name < length && !isspace((unsigned char)tag[name]) && tag[name] != '/') name++;
  const char *base = attribute(arena, tag, length, "xml:base");
  if (base != NULL && *base != '\0') *folder = resolve_path(arena, *folder, base);
  for (size_t i = 0; i < sizeof ENTRIES / sizeof *ENTRIES; i++) {
    const EntryWord *word = &ENTRIES[i];
    if (strlen(word->element) != name || strncmp(tag, word->element, name) != 0) continue;
    const char *iri = attribute(arena, tag, length, word->iri);
    const char *path = attribute(arena, tag, length, word->path);
    if (iri == NULL || path == NULL) continue;
    const CatalogEntry entry = {iri, resolve_path(arena, *folder, path), word->prefix};
    VEC_PUSH(arena, &catalog->entry, entry);
  }
}

static void read_xml(Arena *arena, Catalog *catalog, const char *text, const char *folder) {
  for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at, '<')) {
    if (strncmp(at, "<!--", 4) == 0) {
      at = strstr(at, "-->");
      if (at == NULL) return;
      continue;
    }
    const char *end = strchr(at, '>');
    if (end == NULL) return;
    read_tag(arena, catalog, at + 1, (size_t)(end - at - 1), &folder);
    at = end;
  }
}

// --- Lines ---------------------------------------------------------------------------------------
static Status read_lines(Arena *arena, Catalog *catalog, char *text, const char *folder,
                         Error *err) {
  unsigned line = 0;
  for (char *next, *at = text; at != NULL; at = next) {
    next = strchr(at, '\n');
    if (next != NULL) *next++ = '\0';
    line++;
    char *save = NULL;
    char *iri = strtok_r(at, " \t\r", &save);
    if (iri == NULL || iri[0] == '#') continue;
    const char *path = strtok_r(NULL, " \t\r", &save);
    if (path == NULL) {
      const Position where = {line, 1};
      error_at(err, STATUS_USAGE, where, "a catalogue's line is an IRI and a path");
      error_hint(err, "for instance: http://example.org/animals animals.ttl");
      return STATUS_USAGE;
    }
    const size_t length = strlen(iri);
    const bool prefix = iri[length - 1] == '*';
    if (prefix) iri[length - 1] = '\0';
    const CatalogEntry entry = {iri, resolve_path(arena, folder, path), prefix};
    VEC_PUSH(arena, &catalog->entry, entry);
  }
  return STATUS_OK;
}

Status catalog_read(Arena *arena, const char *path, Catalog **out, Error *err) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    error_set(err, STATUS_USAGE, "cannot read the catalogue: %s", strerror(errno));
    error_file(err, path);
    return STATUS_USAGE;
  }
  Buffer content = {0};
  for (size_t got = 1; got > 0; content.length += got) {
    buffer_reserve(&content, 65536);
    got = fread(content.data + content.length, 1, 65536, file);
  }
  (void)fclose(file);
  char *text = buffer_copy(&content, arena);
  buffer_free(&content);
  Catalog *catalog = ARENA_NEW(arena, Catalog);
  *out = catalog;
  const char *folder = folder_of(arena, path);
  const char *start = text;
  while (isspace((unsigned char)*start)) start++;
  Status status = STATUS_OK;
  if (*start == '<' || strncmp(start, "\xEF\xBB\xBF<", 4) == 0)
    read_xml(arena, catalog, text, folder);
  else
    status = read_lines(arena, catalog, text, folder, err);
  if (status != STATUS_OK) error_file(err, path);
  return status;
}

static const char *place(Arena *arena, const CatalogEntry *entry, const char *rest) {
  const char *star = strchr(entry->path, '*');
  if (star == NULL) return arena_format(arena, "%s%s", entry->path, rest);
  return arena_format(arena, "%.*s%s%s", (int)(star - entry->path), entry->path, rest, star + 1);
}

// The whole IRI goes before prefixes, a longer prefix before a shorter one.
const char *catalog_find(const Catalog *catalog, Arena *arena, const char *iri) {
  if (catalog == NULL) return NULL;
  const CatalogEntry *best = NULL;
  for (size_t i = 0; i < catalog->entry.count; i++) {
    const CatalogEntry *entry = &catalog->entry.item[i];
    const size_t length = strlen(entry->iri);
    if (!entry->prefix && strcmp(entry->iri, iri) == 0) return entry->path;
    if (entry->prefix && strncmp(entry->iri, iri, length) == 0 &&
        (best == NULL || strlen(best->iri) < length))
      best = entry;
  }
  return best == NULL ? NULL : place(arena, best, iri + strlen(best->iri));
}

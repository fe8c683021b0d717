// Loading a mapping, step by step.
#include "mapping/mapping.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/db/identifier.h"
#include "mapping/load.h"
#include "mapping/prune.h"
#include "mapping/view.h"

// --- Telling -----------------------------------------------------------------------------------
const char *triples_map_name(const Load *load, const TriplesMap *triples_map) {
  if (triples_map->id.kind == TERM_BLANK)
    return arena_format(load->arena, "of line %u", triples_map->source.at.line);
  const char *iri = triples_map->id.lexical->text;
  const size_t length = strlen(load->base);
  if (strncmp(iri, load->base, length) == 0) return arena_format(load->arena, "<%s>", iri + length);
  for (size_t i = 0; i < load->mapping->prefix_count; i++) {
    const struct MappingPrefix *prefix = &load->mapping->prefix[i];
    const size_t start = strlen(prefix->iri);
    if (start > 0 && strncmp(iri, prefix->iri, start) == 0 && strpbrk(iri + start, "/#:") == NULL)
      return arena_format(load->arena, "%s:%s", prefix->prefix, iri + start);
  }
  return arena_format(load->arena, "<%s>", iri);
}

const char *quoted(const Load *load, const Symbol *name) {
  Buffer text = {0};
  identifier_append(&text, name->text, name->length);
  const char *copy = buffer_copy(&text, load->arena);
  buffer_free(&text);
  return copy;
}

Diagnostic *tell(Load *load, Severity severity, Source source, const TriplesMap *triples_map,
                 const char *format, ...) {
  Buffer text = {0};
  if (triples_map != NULL)
    buffer_printf(&text, "triples map %s: ", triples_map_name(load, triples_map));
  char message[ERROR_MESSAGE_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(message, sizeof message, format, args);
  va_end(args);
  buffer_add_text(&text, message);
  Diagnostic *diagnostic =
      diagnostics_add(load->diagnostics, severity, source, "%s", buffer_text(&text));
  buffer_free(&text);
  return diagnostic;
}

void tell_hint(Load *load, Diagnostic *diagnostic, const char *format, ...) {
  char hint[ERROR_HINT_MAX];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(hint, sizeof hint, format, args);
  va_end(args);
  diagnostic_hint(load->diagnostics, diagnostic, "%s", hint);
}

// The first error of the list, as the Error of the whole.
static Status report(const Diagnostics *diagnostics, Error *err) {
  for (size_t i = 0; i < diagnostics->list.count; i++) {
    const Diagnostic *diagnostic = &diagnostics->list.item[i];
    if (diagnostic->severity != SEVERITY_ERROR) continue;
    error_at(err, STATUS_MAPPING, diagnostic->source.at, "%s", diagnostic->message);
    if (diagnostic->source.file != NULL) error_file(err, diagnostic->source.file);
    if (diagnostic->hint != NULL)
      error_hint(err, "%s", diagnostic->hint);
    else if (diagnostics->error_count > 1)
      error_hint(err, "anamorph check tells all %zu errors", diagnostics->error_count);
    return STATUS_MAPPING;
  }
  return error_set(err, STATUS_MAPPING, "the mapping is wrong");
}

// --- The steps ---------------------------------------------------------------------------------
static void keep_prefixes(Load *load) {
  const struct MappingPrefix *prefix = NULL;
  const size_t count = graph_prefixes(load->graph, &prefix);
  struct MappingPrefix *copy = ARENA_ARRAY(load->arena, struct MappingPrefix, count + 1);
  for (size_t i = 0; i < count; i++) {
    copy[i].prefix = arena_copy_text(load->arena, prefix[i].prefix, strlen(prefix[i].prefix));
    copy[i].iri = arena_copy_text(load->arena, prefix[i].iri, strlen(prefix[i].iri));
  }
  load->mapping->prefix = copy;
  load->mapping->prefix_count = count;
}

// The graph has an arena of its own, and goes when the maps have been read.
static Status read_documents(Load *load, const MappingText texts[], size_t count, Error *err) {
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  MappingText *kept = ARENA_ARRAY(load->arena, MappingText, count + 1);
  for (size_t i = 0; i < count; i++) {
    kept[i] = texts[i];
    kept[i].name = arena_copy_text(load->arena, texts[i].name, strlen(texts[i].name));
  }
  Graph *graph = NULL;
  const Status status =
      graph_read(arena, load->symbols, kept, count, load->base, load->diagnostics, &graph, err);
  if (status == STATUS_OK) {
    load->graph = graph;
    keep_prefixes(load);
    read_maps(load);
    read_functions(load);
    load->graph = NULL;
  }
  arena_destroy(arena);
  return status;
}

// Once for all who unfold, saturate or compare.
static void open_views(Load *load) {
  BaseTables *bases = base_tables_create(load->arena, load->mapping);
  for (size_t i = 0; i < load->tables.count; i++) {
    LogicalTable *table = load->tables.item[i];
    if (table->relation != NULL) table->view = view_open(load->arena, bases, table);
  }
}

static Status load_all(Load *load, const MappingText texts[], size_t count, Connection *db,
                       Error *err) {
  TRY(read_documents(load, texts, count, err));
  if (db != NULL) TRY(bind_mapping(load, db, err));
  if (db != NULL && load->diagnostics->error_count == 0) TRY(read_facts(load, db, err));
  if (load->diagnostics->error_count > 0) return STATUS_MAPPING;
  flatten_mapping(load);
  advise_mapping(load);
  Mapping *mapping = load->mapping;
  mapping->table = (const LogicalTable *const *)load->tables.item;
  mapping->table_count = load->tables.count;
  mapping->triples_map = (const TriplesMap *const *)load->triples_maps.item;
  mapping->triples_map_count = load->triples_maps.count;
  if (mapping->catalogue == NULL) return STATUS_OK;
  open_views(load);
  if (!load->options->keep_contained) mapping_prune(mapping);
  return STATUS_OK;
}

Status mapping_load_texts(const MappingText texts[], size_t count, const char *base, Connection *db,
                          const MappingOptions *options, Mapping **out, Diagnostics *diagnostics,
                          Error *err) {
  static const MappingOptions defaults = {.ignore_case = false};
  *out = NULL;
  Diagnostics own = {0};
  Diagnostics *list = diagnostics == NULL ? &own : diagnostics;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  if (base == NULL) base = "http://example.com/base/";
  Mapping *mapping = ARENA_NEW(arena, Mapping);
  mapping->arena = arena;
  mapping->symbols = symbols_create(arena, options == NULL ? NULL : options->parent);
  mapping->base = arena_copy_text(arena, base, strlen(base));
  Load load = {.arena = arena,
               .symbols = mapping->symbols,
               .diagnostics = list,
               .base = mapping->base,
               .options = options == NULL ? &defaults : options,
               .mapping = mapping};
  Status status = load_all(&load, texts, count, db, err);
  diagnostics_sort(list);
  if (status == STATUS_MAPPING) status = report(list, err);
  diagnostics_free(&own);
  if (status != STATUS_OK) {
    arena_destroy(arena);
    return status;
  }
  *out = mapping;
  return STATUS_OK;
}

// --- Files -------------------------------------------------------------------------------------
static Status read_file(const char *path, Buffer *out, Error *err) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    error_set(err, STATUS_IO, "cannot read the mapping: %s", strerror(errno));
    error_file(err, path);
    return STATUS_IO;
  }
  for (;;) {
    buffer_reserve(out, 65536);
    const size_t got = fread(out->data + out->length, 1, 65536, file);
    out->length += got;
    if (got == 0) break;
  }
  const bool failed = ferror(file) != 0;
  const int reason = errno;
  (void)fclose(file);
  if (!failed) return STATUS_OK;
  error_set(err, STATUS_IO, "cannot read the mapping: %s", strerror(reason));
  error_file(err, path);
  return STATUS_IO;
}

Status mapping_load(const char *const paths[], size_t count, const char *base, Connection *db,
                    const MappingOptions *options, Mapping **out, Diagnostics *diagnostics,
                    Error *err) {
  *out = NULL;
  Buffer *content = calloc(count + 1, sizeof *content);
  MappingText *texts = calloc(count + 1, sizeof *texts);
  if (content == NULL || texts == NULL) abort();
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++) {
    status = read_file(paths[i], &content[i], err);
    texts[i] = (MappingText){paths[i], content[i].data, content[i].length};
  }
  if (status == STATUS_OK)
    status = mapping_load_texts(texts, count, base, db, options, out, diagnostics, err);
  for (size_t i = 0; i < count; i++) buffer_free(&content[i]);
  free(content);
  free(texts);
  return status;
}

void mapping_free(Mapping *mapping) {
  if (mapping != NULL) arena_destroy(mapping->arena);
}

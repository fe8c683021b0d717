// Datasets into tables.
#include "tests/conformance/evaluation/store.h"

#include <stdio.h>
#include <stdlib.h>

#define HOME "tests/conformance/evaluation/"

Store store_open(void) {
  Error err = {0};
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  Store store = {.fixture = fixture_open(read_file(repository_path(HOME "schema.sql"), arena))};
  arena_destroy(arena);
  const char *path = repository_path(HOME "mapping.ttl");
  if (connection_open(store.fixture->conninfo, &store.db, &err) == STATUS_OK &&
      mapping_load(&path, 1, NULL, store.db, NULL, &store.mapping, NULL, &err) == STATUS_OK)
    return store;
  (void)fprintf(stderr, "%s\n", err.message);
  exit(1);
}

void store_close(Store *store) {
  mapping_free(store->mapping);
  connection_close(store->db);
  fixture_close(store->fixture);
}

static void add_quoted(Buffer *sql, const Symbol *text) {
  buffer_add_char(sql, '\'');
  for (size_t i = 0; text != NULL && i < text->length; i++) {
    if (text->text[i] == '\'') buffer_add_char(sql, '\'');
    buffer_add_char(sql, text->text[i]);
  }
  buffer_add_char(sql, '\'');
}

static const char *kind_name(TermKind kind) {
  return kind == TERM_IRI ? "IRI" : kind == TERM_BLANK ? "BlankNode" : "Literal";
}

static void add_row(Buffer *sql, const Quad *quad) {
  const bool named = quad->graph.kind != TERM_UNBOUND;
  buffer_printf(sql, "INSERT INTO %s VALUES (", named ? "named_graph" : "default_graph");
  if (named) {
    add_quoted(sql, quad->graph.lexical);
    buffer_add_char(sql, ',');
  }
  add_quoted(sql, quad->subject.lexical);
  buffer_printf(sql, ",'%s',", kind_name(quad->subject.kind));
  add_quoted(sql, quad->predicate.lexical);
  buffer_add_char(sql, ',');
  add_quoted(sql, quad->object.lexical);
  buffer_printf(sql, ",'%s',", kind_name(quad->object.kind));
  add_quoted(sql, quad->object.kind == TERM_LITERAL ? quad->object.datatype : NULL);
  buffer_add_char(sql, ',');
  add_quoted(sql, quad->object.language);
  buffer_add_text(sql, ");\n");
}

void store_load(Store *store, Dataset *dataset) {
  Buffer sql = {0};
  buffer_add_text(&sql, "TRUNCATE default_graph, named_graph;\n");
  dataset_sort(dataset);
  for (size_t i = 0; i < dataset->quads.count; i++) add_row(&sql, &dataset->quads.item[i]);
  fixture_run_sql(store->fixture, buffer_text(&sql));
  buffer_free(&sql);
}

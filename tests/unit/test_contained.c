// Assertions that a mapping leaves out because others give their triples: a golden folder for each
// mapping over one company (world.sql), with what is left out and stays, by triples map.
//
// ANAMORPH_GOLDEN_WRITE=1 writes the files anew; read the diff before you commit it.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rdf/term.h"
#include "mapping/dump.h"
#include "mapping/mapping.h"
#include "tests/support/office.h"
#include "tests/support/world.h"

static const char folder[] = "tests/golden/contained";
static Fixture *fixture;
static Connection *db;
static Cases cases;

static Mapping *load(const char *name, bool keep) {
  const char *path =
      repository_path(arena_format(fixture->arena, "%s/%s/mapping.ttl", folder, name));
  const char *facts =
      repository_path(arena_format(fixture->arena, "%s/%s/world.facts", folder, name));
  const MappingOptions options = {.facts_count = access(facts, R_OK) == 0,
                                  .facts = &facts,
                                  .check_facts = true,
                                  .keep_contained = keep};
  Mapping *mapping = NULL;
  Error err = {0};
  expect_ok(mapping_load(&path, 1, NULL, db, &options, &mapping, NULL, &err), &err, name);
  return mapping;
}

// --- What is left out ----------------------------------------------------------------------------

static void print_name(const char *iri, Buffer *out) {
  const char *hash = strrchr(iri, '#');
  buffer_add_text(out, hash == NULL ? iri : hash + 1);
}

static void print_assertion(const Assertion *assertion, Buffer *out) {
  print_name(assertion->triples_map->id.lexical->text, out);
  buffer_add_char(out, ' ');
  print_name(assertion->predicate->constant.lexical->text, out);
  if (assertion->object->kind == TERM_MAP_CONSTANT) {
    buffer_add_char(out, ' ');
    print_name(assertion->object->constant.lexical->text, out);
  }
  buffer_add_char(out, '\n');
}

static bool is_in(const Mapping *mapping, Buffer *line) {
  bool found = false;
  for (size_t i = 0; i < mapping->assertion_count && !found; i++) {
    Buffer own = {0};
    print_assertion(&mapping->assertion[i], &own);
    found = strcmp(buffer_text(&own), buffer_text(line)) == 0;
    buffer_free(&own);
  }
  return found;
}

static void what_another_gives_is_left_out(void) {
  for (size_t i = 0; i < cases.count; i++) {
    Mapping *whole = load(cases.name[i], true), *pruned = load(cases.name[i], false);
    Buffer out = {0};
    for (size_t j = 0; j < whole->assertion_count; j++) {
      Buffer line = {0};
      print_assertion(&whole->assertion[j], &line);
      buffer_printf(&out, "%s %s", is_in(pruned, &line) ? "stays   " : "left out", line.data);
      buffer_free(&line);
    }
    CU_ASSERT_EQUAL(whole->contained_count, 0);
    CU_ASSERT_EQUAL(pruned->assertion_count + pruned->contained_count, whole->assertion_count);
    golden_check(arena_format(fixture->arena, "%s/%s/left.txt", folder, cases.name[i]),
                 buffer_text(&out));
    buffer_free(&out);
    mapping_free(whole);
    mapping_free(pruned);
  }
}

// --- The graph -----------------------------------------------------------------------------------

static Status take_quad(void *self, const Quad *quad, Error *err) {
  (void)err;
  Buffer *out = self;
  const Term *const terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  for (size_t i = 0; i < 4; i++)
    if (terms[i]->kind != TERM_UNBOUND)
      buffer_printf(out, "%d %s %s %s ", (int)terms[i]->kind, terms[i]->lexical->text,
                    terms[i]->datatype == NULL ? "" : terms[i]->datatype->text,
                    terms[i]->language == NULL ? "" : terms[i]->language->text);
  buffer_add_char(out, '\n');
  return STATUS_OK;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *graph_of(const Mapping *mapping, const char *name) {
  Buffer quads = {0};
  Error err = {0};
  expect_ok(mapping_dump(mapping, db, (QuadSink){take_quad, &quads}, NULL, NULL, &err), &err, name);
  VEC(char *) lines = {0};
  char *rest = buffer_copy(&quads, fixture->arena);
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) VEC_PUSH(fixture->arena, &lines, line);
  qsort(lines.item, lines.count, sizeof *lines.item, by_text);
  buffer_clear(&quads);
  for (size_t i = 0; i < lines.count; i++) buffer_printf(&quads, "%s\n", lines.item[i]);
  const char *out = buffer_copy(&quads, fixture->arena);
  buffer_free(&quads);
  return out;
}

static void the_graph_is_the_same_without_it(void) {
  for (size_t i = 0; i < cases.count; i++) {
    Mapping *whole = load(cases.name[i], true), *pruned = load(cases.name[i], false);
    const char *all = graph_of(whole, cases.name[i]), *less = graph_of(pruned, cases.name[i]);
    if (strcmp(all, less) != 0)
      (void)fprintf(stderr, "%s:\n%s\nis now:\n%s\n", cases.name[i], all, less);
    CU_ASSERT_STRING_EQUAL(all, less);
    mapping_free(whole);
    mapping_free(pruned);
  }
}

int main(void) {
  fixture = fixture_open(NULL);
  fixture_run_file(fixture, repository_path(arena_format(fixture->arena, "%s/world.sql", folder)));
  Error err = {0};
  expect_ok(connection_open(fixture->conninfo, &db, &err), &err, "connection");
  cases = cases_read(folder, fixture->arena);
  const TestCase tests[] = {
      TEST(what_another_gives_is_left_out),
      TEST(the_graph_is_the_same_without_it),
  };
  const int code = suites_run("contained", tests, sizeof tests / sizeof tests[0]);
  connection_close(db);
  fixture_close(fixture);
  return code;
}

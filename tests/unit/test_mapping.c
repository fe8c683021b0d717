// Loading mappings: what the model holds, what is said about wrong ones.
#include <CUnit/CUnit.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rdf/vocabulary.h"
#include "mapping/assertion.h"
#include "mapping/mapping.h"
#include "mapping/overlap.h"
#include "mapping/template.h"
#include "tests/support/fixture.h"

#define PREFIXES                                       \
  "@prefix rr: <http://www.w3.org/ns/r2rml#> ."        \
  "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ." \
  "@prefix an: <https://anamorph.dev/ns#> ."           \
  "@prefix ex: <http://example.com/> ."

static const char schema[] =
    "CREATE TABLE emp (id integer PRIMARY KEY, name text NOT NULL, pay numeric(8,2), dept integer,"
    "                  \"Mixed\" text, born date, kind text, lang text);"
    "CREATE TABLE dept (id integer PRIMARY KEY, name varchar(20) UNIQUE, emp integer);"
    "CREATE INDEX ON dept (emp)";

static Fixture *fixture;

static Mapping *load_with(const char *const texts[], size_t count, Connection *db,
                          Diagnostics *diagnostics, Error *err) {
  MappingText list[4];
  static const char *const names[] = {"one.ttl", "two.ttl", "three.ttl", "four.ttl"};
  for (size_t i = 0; i < count; i++) list[i] = (MappingText){names[i], texts[i], strlen(texts[i])};
  Mapping *mapping = NULL;
  const Status status = mapping_load_texts(list, count, NULL, db, NULL, &mapping, diagnostics, err);
  CU_ASSERT_EQUAL(status == STATUS_OK, mapping != NULL);
  return mapping;
}

// A mapping of one text, without a database; the test fails where it does not load.
static Mapping *load(const char *text) {
  Error err = {0};
  Mapping *mapping = load_with(&text, 1, NULL, NULL, &err);
  if (mapping == NULL) {
    printf("\n%s:%u: %s\n", err.file, err.at.line, err.message);
    CU_FAIL_FATAL("the mapping does not load");
  }
  return mapping;
}

static Mapping *load_bound(const char *text) {
  Error err = {0};
  Connection *db = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_open(fixture->conninfo, &db, &err), STATUS_OK);
  Mapping *mapping = load_with(&text, 1, db, NULL, &err);
  connection_close(db);
  if (mapping == NULL) {
    printf("\n%s:%u: %s\n", err.file, err.at.line, err.message);
    CU_FAIL_FATAL("the mapping does not load");
  }
  return mapping;
}

static void refuse(const char *text, Status status, const char *message) {
  Error err = {0};
  Mapping *mapping = load_with(&text, 1, NULL, NULL, &err);
  CU_ASSERT_PTR_NULL(mapping);
  CU_ASSERT_EQUAL(err.code, status);
  if (strstr(err.message, message) == NULL) {
    printf("\nwanted \"%s\", has \"%s\"\n", message, err.message);
    CU_FAIL("another message");
  }
  mapping_free(mapping);
}

// --- Templates -----------------------------------------------------------------------------------
static const Template *parse(Arena *arena, Symbols *symbols, const char *text, Error *err) {
  return template_parse(arena, symbols, symbols_intern_text(symbols, text), err);
}

static void template_parts_and_escapes(void) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  Error err = {0};
  const Template *t = parse(arena, symbols, "http://ex/{Dept}/\\{\\\\{\"A \\}b\"}", &err);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(t->column_count, 2);
  CU_ASSERT_STRING_EQUAL(t->text[0]->text, "http://ex/");
  CU_ASSERT_STRING_EQUAL(t->text[1]->text, "/{\\");
  CU_ASSERT_STRING_EQUAL(t->text[2]->text, "");
  CU_ASSERT_STRING_EQUAL(t->column[0]->text, "dept");
  CU_ASSERT_STRING_EQUAL(t->column[1]->text, "A }b");
  CU_ASSERT_PTR_NULL(parse(arena, symbols, "a{b", &err));
  CU_ASSERT_PTR_NULL(parse(arena, symbols, "a}b", &err));
  CU_ASSERT_PTR_NULL(parse(arena, symbols, "a\\b", &err));
  CU_ASSERT_PTR_NULL(parse(arena, symbols, "{}", &err));
  arena_destroy(arena);
}

static void template_shape_ignores_columns_only(void) {
  Arena *arena = arena_create(0);
  Symbols *symbols = symbols_create(arena, NULL);
  Error err = {0};
  const Template *a = parse(arena, symbols, "x{a}y{b}", &err);
  const Template *b = parse(arena, symbols, "x{c}y{d}", &err);
  const Template *c = parse(arena, symbols, "x\\{\\}y{d}", &err);
  const Template *d = parse(arena, symbols, "x{a}y", &err);
  CU_ASSERT_PTR_EQUAL(a->shape, b->shape);
  CU_ASSERT_PTR_NOT_EQUAL(a->shape, c->shape);
  CU_ASSERT_PTR_NOT_EQUAL(a->shape, d->shape);
  arena_destroy(arena);
}

// --- The model -----------------------------------------------------------------------------------
static void shortcuts_and_full_forms_are_one(void) {
  Mapping *mapping =
      load(PREFIXES
           "<A> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subject ex:all ;"
           "  rr:predicateObjectMap [ rr:predicate ex:p ; rr:object ex:o ; rr:graph ex:g ] ."
           "<B> rr:logicalTable [ rr:tableName \"EMP\" ] ; rr:subjectMap [ rr:constant ex:all ] ;"
           "  rr:predicateObjectMap [ rr:predicateMap [ rr:constant ex:p ] ;"
           "    rr:objectMap [ rr:constant ex:o ] ; rr:graphMap [ rr:constant ex:g ] ] .");
  CU_ASSERT_EQUAL(mapping->triples_map_count, 2);
  CU_ASSERT_EQUAL(mapping->table_count, 1);
  CU_ASSERT_EQUAL(mapping->assertion_count, 1);
  const Assertion *assertion = &mapping->assertion[0];
  CU_ASSERT_STRING_EQUAL(assertion->object->constant.lexical->text, "http://example.com/o");
  CU_ASSERT_STRING_EQUAL(assertion->graph->constant.lexical->text, "http://example.com/g");
  mapping_free(mapping);
}

static void term_types_by_default(void) {
  Mapping *mapping =
      load(PREFIXES
           "<A> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:column \"id\" ] ;"
           "  rr:predicateObjectMap [ rr:predicate ex:p ;"
           "    rr:objectMap [ rr:column \"a\" ],"
           "      [ rr:template \"{b}\" ],"
           "      [ rr:template \"{c}\" ; rr:language \"DE-at\" ],"
           "      [ rr:template \"{d}\" ; rr:datatype xsd:date ],"
           "      [ rr:template \"{e}\" ; rr:termType rr:Literal ],"
           "      [ rr:column \"f\" ; rr:termType rr:BlankNode ] ] .");
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 6);
  const TermMap *object[6];
  for (size_t i = 0; i < 6; i++) object[i] = mapping->assertion[i].object;
  CU_ASSERT_EQUAL(mapping->assertion[0].subject->term_kind, TERM_IRI);
  CU_ASSERT_EQUAL(object[0]->term_kind, TERM_LITERAL);
  CU_ASSERT_PTR_NULL(object[0]->datatype);
  CU_ASSERT_EQUAL(object[1]->term_kind, TERM_IRI);
  CU_ASSERT_EQUAL(object[2]->term_kind, TERM_LITERAL);
  CU_ASSERT_STRING_EQUAL(object[2]->language->text, "de-at");
  CU_ASSERT_PTR_EQUAL(object[2]->datatype, &RDF_LANG_STRING);
  CU_ASSERT_EQUAL(object[3]->term_kind, TERM_LITERAL);
  CU_ASSERT_PTR_EQUAL(object[3]->datatype, &XSD_DATE);
  CU_ASSERT_TRUE(object[3]->datatype_given);
  CU_ASSERT_PTR_EQUAL(object[4]->datatype, &XSD_STRING);
  CU_ASSERT_EQUAL(object[5]->term_kind, TERM_BLANK);
  mapping_free(mapping);
}

static void classes_and_graphs_multiply(void) {
  Mapping *mapping =
      load(PREFIXES
           "<A> rr:logicalTable [ rr:tableName \"emp\" ] ;"
           "  rr:subjectMap [ rr:template \"{id}\" ; rr:class ex:C, ex:D ; rr:graph ex:g ] ;"
           "  rr:predicateObjectMap [ rr:predicate ex:p, ex:q ; rr:object ex:o ;"
           "    rr:graph rr:defaultGraph ] .");
  // Two classes in ex:g; two predicates, each in ex:g and the default graph.
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 6);
  size_t in_default = 0;
  for (size_t i = 0; i < 6; i++) in_default += mapping->assertion[i].graph == NULL;
  CU_ASSERT_EQUAL(in_default, 2);
  CU_ASSERT_PTR_EQUAL(mapping->assertion[0].predicate->constant.lexical, &RDF_TYPE);
  mapping_free(mapping);
}

static void references_become_joins_or_plain_objects(void) {
  Mapping *mapping = load(
      PREFIXES
      "<E> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"e/{id}\" ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:d ; rr:objectMap [ rr:parentTriplesMap <D> ;"
      "    rr:joinCondition [ rr:child \"dept\" ; rr:parent \"ID\" ] ] ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:f ; rr:objectMap [ rr:parentTriplesMap <F> ] ] ."
      "<D> rr:logicalTable [ rr:tableName \"dept\" ] ; rr:subjectMap [ rr:template \"d/{id}\" ] ."
      "<F> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"f/{id}\" ] .");
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 2);
  const Assertion *join = &mapping->assertion[0], *plain = &mapping->assertion[1];
  CU_ASSERT_STRING_EQUAL(join->parent_table->name->text, "dept");
  CU_ASSERT_EQUAL(join->join_count, 1);
  CU_ASSERT_STRING_EQUAL(join->join[0].parent->text, "id");
  CU_ASSERT_PTR_NULL(plain->parent_table);
  CU_ASSERT_STRING_EQUAL(plain->object->template_->text[0]->text, "f/");
  mapping_free(mapping);
}

static void catalogue_gives_natural_datatypes(void) {
  Mapping *mapping = load_bound(
      PREFIXES
      "<A> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"{id}\" ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:column \"id\" ],"
      "    [ rr:column \"pay\" ], [ rr:column \"born\" ], [ rr:column \"\\\"Mixed\\\"\" ],"
      "    [ rr:column \"pay\" ; rr:datatype xsd:double ] ] .");
  const Symbol *const wanted[] = {&XSD_INTEGER, &XSD_DECIMAL, &XSD_DATE, &XSD_STRING, &XSD_DOUBLE};
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 5);
  for (size_t i = 0; i < 5; i++)
    CU_ASSERT_PTR_EQUAL(mapping->assertion[i].object->datatype, wanted[i]);
  CU_ASSERT_PTR_NOT_NULL(mapping->assertion[0].table->relation);
  mapping_free(mapping);
}

static void one_relation_under_two_names_is_one_table(void) {
  Mapping *mapping = load_bound(
      PREFIXES
      "<A> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"{id}\" ;"
      "  rr:class ex:C ] ."
      "<B> rr:logicalTable [ rr:tableName \"public.EMP\" ] ; rr:subjectMap [ rr:template \"{id}\" ;"
      "  rr:class ex:C ] .");
  CU_ASSERT_EQUAL(mapping->assertion_count, 1);
  mapping_free(mapping);
}

static void columns_may_decide_about_terms(void) {
  Mapping *mapping = load_bound(
      PREFIXES
      "<A> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"{id}\" ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:column \"name\" ;"
      "    an:termTypeColumn \"kind\" ; an:datatypeColumn \"NAME\" ; an:languageColumn \"lang\" ] "
      "] .");
  const TermMap *object = mapping->assertion[0].object;
  CU_ASSERT_STRING_EQUAL(object->term_kind_column->text, "kind");
  CU_ASSERT_STRING_EQUAL(object->datatype_column->text, "name");
  CU_ASSERT_STRING_EQUAL(object->language_column->text, "lang");
  mapping_free(mapping);
}

// --- Documents -----------------------------------------------------------------------------------
static void files_merge_as_rdf_but_keep_blank_nodes_apart(void) {
  const char *const texts[] = {
      PREFIXES
      "<A> rr:logicalTable _:t ; rr:subjectMap _:s . _:t rr:tableName \"emp\" ."
      "_:s rr:template \"{id}\" .",
      PREFIXES
      "<A> rr:predicateObjectMap _:t . _:t rr:predicate ex:p ; rr:object ex:o ."
      "<A> rr:predicateObjectMap [ rr:predicate ex:q ; rr:object ex:o ] ."};
  Error err = {0};
  Mapping *mapping = load_with(texts, 2, NULL, NULL, &err);
  CU_ASSERT_PTR_NOT_NULL_FATAL(mapping);
  CU_ASSERT_EQUAL(mapping->triples_map_count, 1);
  CU_ASSERT_EQUAL(mapping->assertion_count, 2);
  mapping_free(mapping);
}

static void relative_iris_resolve_against_the_base(void) {
  const char *text =
      "@prefix rr: <http://www.w3.org/ns/r2rml#> ."
      "<A> rr:logicalTable [ rr:tableName \"t\" ] ; rr:subject <#x> .";
  const MappingText one = {"one.ttl", text, strlen(text)};
  Mapping *mapping = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(
      mapping_load_texts(&one, 1, "http://base/m.ttl", NULL, NULL, &mapping, NULL, &err),
      STATUS_OK);
  CU_ASSERT_STRING_EQUAL(mapping->triples_map[0]->id.lexical->text, "http://base/A");
  CU_ASSERT_STRING_EQUAL(mapping->triples_map[0]->subject->constant.lexical->text,
                         "http://base/m.ttl#x");
  CU_ASSERT_STRING_EQUAL(mapping->base, "http://base/m.ttl");
  mapping_free(mapping);
}

static void places_are_lines_and_columns(void) {
  Mapping *mapping = load(PREFIXES
                          "\n"
                          "# \"[\" in a comment counts for nothing\n"
                          "<A> rr:logicalTable [ rr:sqlQuery \"\"\"SELECT '[' AS\n"
                          "  id\"\"\" ] ;\n"
                          "  ex:note \"\xC3\xA4\" ; rr:subjectMap [ rr:template \"{id}\" ] ;\n"
                          "  rr:predicateObjectMap [ rr:predicate ex:p ;\n"
                          "    rr:objectMap [ rr:column \"id\" ] ] .\n");
  const TriplesMap *map = mapping->triples_map[0];
  CU_ASSERT_STRING_EQUAL(map->source.file, "one.ttl");
  CU_ASSERT_EQUAL(map->source.at.line, 3);
  CU_ASSERT_EQUAL(map->source.at.column, 1);
  CU_ASSERT_EQUAL(map->table->source.at.line, 3);
  CU_ASSERT_EQUAL(map->table->source.at.column, 21);
  CU_ASSERT_EQUAL(map->subject->source.at.line, 5);
  CU_ASSERT_EQUAL(map->subject->source.at.column, 31);
  CU_ASSERT_EQUAL(map->predicate_object[0]->source.at.line, 6);
  CU_ASSERT_EQUAL(map->predicate_object[0]->object[0]->source.at.line, 7);
  mapping_free(mapping);
}

static void malformed_turtle_is_an_error_with_a_place(void) {
  refuse("<A> <p> \"x", STATUS_MAPPING, "does not end");
  refuse("<A> <p> <o", STATUS_MAPPING, "does not end");
  refuse("<A> <p> [ <q> <o> .", STATUS_MAPPING, "still open");
  refuse("<A> <p> <o> ] .", STATUS_MAPPING, "closes nothing");
  refuse("<A> <p> <o>", STATUS_MAPPING, "middle of a statement");
  refuse("<A> <p> \xFF .", STATUS_MAPPING, "UTF-8");
  refuse("@prfix x: <y> .", STATUS_MAPPING, "unknown directive");
  refuse("<A> x:p <o> .", STATUS_MAPPING, "not declared");
  refuse("<A> <p> <o> <q> .", STATUS_MAPPING, "not Turtle");
  refuse("", STATUS_MAPPING, "no triples map");
}

static void a_missing_file_is_an_io_error(void) {
  const char *path = "/nonexistent/mapping.ttl";
  Mapping *mapping = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(mapping_load(&path, 1, NULL, NULL, NULL, &mapping, NULL, &err), STATUS_IO);
  CU_ASSERT_STRING_EQUAL(err.file, path);
}

// --- Diagnostics ---------------------------------------------------------------------------------
static bool writes_golden(void) { return getenv("ANAMORPH_GOLDEN_WRITE") != NULL; }

static void check_golden(Arena *arena, Connection *db, const char *folder, const char *name) {
  const char *path = arena_format(arena, "%s/%s.ttl", folder, name);
  const char *expected_path = arena_format(arena, "%s/%s.txt", folder, name);
  FILE *file = fopen(path, "rb");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  char content[16384];
  const MappingText text = {arena_format(arena, "%s.ttl", name), content,
                            fread(content, 1, sizeof content, file)};
  (void)fclose(file);
  Mapping *mapping = NULL;
  Diagnostics diagnostics = {0};
  Error err = {0};
  const Status status = mapping_load_texts(&text, 1, NULL, db, NULL, &mapping, &diagnostics, &err);
  CU_ASSERT_EQUAL(status, diagnostics.error_count > 0 ? STATUS_MAPPING : STATUS_OK);
  Buffer actual = {0};
  diagnostics_print(&diagnostics, &actual);
  if (writes_golden()) {
    FILE *out = fopen(expected_path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    (void)fwrite(actual.data, 1, actual.length, out);
    (void)fclose(out);
  } else {
    const char *expected = read_file(expected_path, arena);
    if (strcmp(expected, buffer_text(&actual)) != 0)
      printf("\n%s: expected\n%sbut said\n%s", name, expected, buffer_text(&actual));
    CU_ASSERT_STRING_EQUAL(buffer_text(&actual), expected);
  }
  buffer_free(&actual);
  diagnostics_free(&diagnostics);
  mapping_free(mapping);
}

static void messages_are_as_written_down(void) {
  Arena *arena = arena_create(0);
  const char *folder = repository_path("tests/golden/mapping-errors");
  Fixture *tables = fixture_open(NULL);
  fixture_run_file(tables, arena_format(arena, "%s/schema.sql", folder));
  Error err = {0};
  Connection *db = NULL;
  CU_ASSERT_EQUAL_FATAL(connection_open(tables->conninfo, &db, &err), STATUS_OK);
  DIR *directory = opendir(folder);
  CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
  size_t count = 0;
  for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    const size_t length = strlen(entry->d_name);
    if (length < 4 || strcmp(entry->d_name + length - 4, ".ttl") != 0) continue;
    check_golden(arena, db, folder, arena_copy_text(arena, entry->d_name, length - 4));
    count++;
  }
  CU_ASSERT(count >= 15);
  (void)closedir(directory);
  connection_close(db);
  fixture_close(tables);
  arena_destroy(arena);
}

static void ignore_case_takes_the_other_case_with_a_warning(void) {
  const char *text = PREFIXES
      "<A> rr:logicalTable [ rr:tableName \"\\\"EMP\\\"\" ] ;"
      "  rr:subjectMap [ rr:template \"{\\\"ID\\\"}/{mixed}\" ; rr:class ex:C ] .";
  const MappingText one = {"one.ttl", text, strlen(text)};
  const MappingOptions lax = {.ignore_case = true};
  Connection *db = NULL;
  Mapping *mapping = NULL;
  Diagnostics diagnostics = {0};
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(connection_open(fixture->conninfo, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL(mapping_load_texts(&one, 1, NULL, db, NULL, &mapping, NULL, &err),
                  STATUS_MAPPING);
  CU_ASSERT_EQUAL_FATAL(mapping_load_texts(&one, 1, NULL, db, &lax, &mapping, &diagnostics, &err),
                        STATUS_OK);
  CU_ASSERT_EQUAL(diagnostics.warning_count, 3);
  CU_ASSERT_STRING_EQUAL(mapping->assertion[0].subject->template_->column[0]->text, "id");
  CU_ASSERT_STRING_EQUAL(mapping->assertion[0].subject->template_->column[1]->text, "Mixed");
  diagnostics_free(&diagnostics);
  mapping_free(mapping);
  connection_close(db);
}

// --- Laws ----------------------------------------------------------------------------------------
static void overlaps_are_found_and_disjoint_templates_told_apart(void) {
  Mapping *mapping = load(
      PREFIXES
      "<A> rr:logicalTable [ rr:tableName \"t\" ] ; rr:subject ex:s ;"
      "  rr:predicateObjectMap [ rr:predicate ex:p ;"
      "    rr:objectMap [ rr:template \"http://a/{x}\" ], [ rr:template \"http://a/{x}/y\" ],"
      "      [ rr:template \"http://a/{x}/{y}\" ], [ rr:template \"http://b/{x}\" ],"
      "      [ rr:constant <http://a/7> ], [ rr:constant <http://a/7/z> ], [ rr:column \"x\" ;"
      "      rr:termType rr:IRI ], [ rr:template \"http://a/{x}\" ; rr:termType rr:Literal ] ] .");
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 8);
  static const char *const wanted[] = {
      // {x}, {x}/y, {x}/{y}, b/{x}, a/7, a/7/z, column, literal
      "10001010", "01100010", "01100110", "00010010",
      "10001010", "00100110", "11111110", "00000001",
  };
  for (size_t i = 0; i < 8; i++) {
    for (size_t j = 0; j < 8; j++) {
      const bool overlap = term_maps_may_overlap(mapping->assertion[i].object,
                                                 mapping->assertion[j].object, mapping);
      if (overlap != (wanted[i][j] == '1')) printf("\n%zu and %zu\n", i, j);
      CU_ASSERT_EQUAL(overlap, wanted[i][j] == '1');
    }
  }
  mapping_free(mapping);
}

static void keys_prove_that_nothing_repeats(void) {
  Mapping *mapping = load_bound(
      PREFIXES
      "<E> rr:logicalTable [ rr:tableName \"emp\" ] ; rr:subjectMap [ rr:template \"e/{id}\" ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:a ; rr:objectMap [ rr:column \"name\" ] ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:b ; rr:objectMap [ rr:parentTriplesMap <D> ;"
      "    rr:joinCondition [ rr:child \"dept\" ; rr:parent \"id\" ] ] ] ;"
      "  rr:predicateObjectMap [ rr:predicate ex:c ; rr:objectMap [ rr:parentTriplesMap <N> ;"
      "    rr:joinCondition [ rr:child \"id\" ; rr:parent \"emp\" ] ] ] ."
      "<D> rr:logicalTable [ rr:tableName \"dept\" ] ; rr:subjectMap [ rr:template \"d/{id}\" ] ."
      "<N> rr:logicalTable [ rr:tableName \"dept\" ] ; rr:subjectMap [ rr:template \"n/{emp}\" ;"
      "    rr:class ex:N ] ."
      "<X> rr:logicalTable [ rr:tableName \"emp\" ] ;"
      "  rr:subjectMap [ rr:template \"{name}{id}\" ; rr:class ex:X ] ."
      "<Y> rr:logicalTable [ rr:tableName \"emp\" ] ;"
      "  rr:subjectMap [ rr:template \"{id}-{name}\" ; rr:class ex:Y ] ."
      "<Z> rr:logicalTable [ rr:tableName \"emp\" ] ;"
      "  rr:subjectMap [ rr:template \"{name}/{id}\" ; rr:class ex:Z ] .");
  // By predicate or class: a, b, c, N, X, Y, Z in the order of the file.
  static const bool wanted[] = {true, true, false, false, false, false, true};
  CU_ASSERT_EQUAL_FATAL(mapping->assertion_count, 7);
  for (size_t i = 0; i < 7; i++)
    CU_ASSERT_EQUAL(assertion_is_unique(&mapping->assertion[i], mapping), wanted[i]);
  mapping_free(mapping);
}

// --- Real mappings -------------------------------------------------------------------------------
static void npd_loads_in_under_a_second(void) {
  const char *path = shared_path("npd/mapping/npd-v2-ql.r2rml.ttl.xz");
  if (path == NULL) return;
  Arena *arena = arena_create(0);
  const char *text = read_file(path, arena);
  const clock_t start = clock();
  Mapping *mapping = load(text);
  const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  CU_ASSERT_EQUAL(mapping->triples_map_count, 1177);
  CU_ASSERT_EQUAL(mapping->table_count, 1111);
#ifndef ANAMORPH_VERIFY
  CU_ASSERT(seconds < 1.0);
#else
  CU_ASSERT(seconds < 20.0);
#endif
  mapping_free(mapping);
  arena_destroy(arena);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(template_parts_and_escapes),
      TEST(template_shape_ignores_columns_only),
      TEST(shortcuts_and_full_forms_are_one),
      TEST(term_types_by_default),
      TEST(classes_and_graphs_multiply),
      TEST(references_become_joins_or_plain_objects),
      TEST(catalogue_gives_natural_datatypes),
      TEST(one_relation_under_two_names_is_one_table),
      TEST(columns_may_decide_about_terms),
      TEST(files_merge_as_rdf_but_keep_blank_nodes_apart),
      TEST(relative_iris_resolve_against_the_base),
      TEST(places_are_lines_and_columns),
      TEST(malformed_turtle_is_an_error_with_a_place),
      TEST(a_missing_file_is_an_io_error),
      TEST(messages_are_as_written_down),
      TEST(ignore_case_takes_the_other_case_with_a_warning),
      TEST(overlaps_are_found_and_disjoint_templates_told_apart),
      TEST(keys_prove_that_nothing_repeats),
      TEST(npd_loads_in_under_a_second),
  };
  fixture = fixture_open(schema);
  const int exit_code = suites_run("mapping", tests, sizeof tests / sizeof *tests);
  fixture_close(fixture);
  return exit_code;
}

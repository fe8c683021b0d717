// Facts from side files: what they add to the catalogue, what is told of wrong ones, and which are
// suggested.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mapping/mapping.h"
#include "mapping/suggest_facts.h"
#include "tests/support/fixture.h"

static Fixture *fixture;
static Connection *db;
static bool asked;  // are facts asked of the data?

static const char SCHEMA[] =
    "CREATE TABLE customer (id integer, name text);"
    "CREATE TABLE sale (number integer, buyer integer, note text);"
    "CREATE VIEW recent AS SELECT number, buyer, count(*) AS n FROM sale GROUP BY number, buyer;"
    "CREATE TABLE stop (line text, place text, hour text, note text);"
    "INSERT INTO stop VALUES ('a-b', 'c', '7:00', 'x-y'), ('a', 'b', '8:00', 'z');"
    "INSERT INTO customer VALUES (1, 'Ada'), (2, 'Bo');"
    "INSERT INTO sale VALUES (10, 1, NULL), (11, 1, 'x'), (12, NULL, 'x');";

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> . @base <http://x.example/> .\n"
    "<#Customer> rr:logicalTable [ rr:tableName \"customer\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://x.example/customer/{id}\" ] .\n"
    "<#Sale> rr:logicalTable [ rr:tableName \"sale\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://x.example/sale/{number}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate <http://x.example/buyer> ; rr:objectMap [\n"
    "    rr:parentTriplesMap <#Customer> ;\n"
    "    rr:joinCondition [ rr:child \"buyer\" ; rr:parent \"id\" ] ] ] .\n"
    "<#Noted> rr:logicalTable [ rr:sqlQuery \"SELECT DISTINCT note FROM sale\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://x.example/note/{note}\" ] .\n"
    "<#Stop> rr:logicalTable [ rr:tableName \"stop\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://x.example/stop/{line}-{place}-{hour}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate <http://x.example/noted> ; rr:objectMap [\n"
    "    rr:template \"http://x.example/note/{line}-{note}\" ] ] .\n"
    "<#Recent> rr:logicalTable [ rr:tableName \"recent\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://x.example/recent/{number}\" ] .\n";

// Loads the mapping with these facts; the messages of errors, one a line, are the result.
static const char *load(const char *facts, Mapping **out) {
  char *path = arena_format(fixture->arena, "/tmp/anamorph-facts-%d", (int)getpid());
  FILE *file = fopen(path, "w");
  if (file == NULL) exit(1);
  (void)fputs(facts, file);
  (void)fclose(file);
  const MappingText text = {"map.ttl", MAPPING, sizeof MAPPING - 1};
  const char *paths[] = {path};
  const MappingOptions options = {.facts_count = 1, .facts = paths, .check_facts = asked};
  Diagnostics told = {0};
  Error err = {0};
  const Status status =
      mapping_load_texts(&text, 1, "http://x.example/", db, &options, out, &told, &err);
  (void)remove(path);
  CU_ASSERT((status == STATUS_OK) == (told.error_count == 0));
  Buffer all = {0};
  for (size_t i = 0; i < told.list.count; i++)
    if (told.list.item[i].severity == SEVERITY_ERROR)
      buffer_printf(&all, "%u: %s\n", told.list.item[i].source.at.line, told.list.item[i].message);
  const char *result = buffer_copy(&all, fixture->arena);
  buffer_free(&all);
  diagnostics_free(&told);
  return result;
}

static const Relation *relation_of(const Mapping *mapping, const char *name) {
  for (size_t i = 0; i < mapping->triples_map_count; i++)
    if (strstr(mapping->triples_map[i]->id.lexical->text, name) != NULL)
      return mapping->triples_map[i]->table->relation;
  return NULL;
}

static void facts_are_believed(void) {
  Mapping *mapping;
  const char *told = load(
      "# a comment\n\n"
      "primary key customer (id)\n"
      "UNIQUE public.sale (\"number\")   # and another\n"
      "not null sale (buyer, number)\n"
      "primary key <#Noted> (note)\n"
      "unique recent (number, buyer)\n"
      "foreign key sale (buyer) references customer (id)\n"
      "no '-/' in sale (note)  # of either\n"
      "no '#' in public.customer(name)\n"
      "dependency sale (number, buyer) determines (note)\n"
      "disjoint customer (id), sale (number), public.recent(n)\n",
      &mapping);
  CU_ASSERT_STRING_EQUAL(told, "");
  const Relation *customer = relation_of(mapping, "#Customer");
  const Relation *sale = relation_of(mapping, "#Sale");
  CU_ASSERT(customer->key_count == 1 && customer->key[0].not_null);
  CU_ASSERT(customer->column[0].not_null && !customer->column[1].not_null);
  CU_ASSERT(sale->key_count == 1 && sale->key[0].not_null);  // the later NOT NULL counts
  CU_ASSERT(sale->column[1].not_null && !sale->column[2].not_null);
  CU_ASSERT(sale->foreign_key_count == 1 && sale->foreign_key[0].target == customer);
  CU_ASSERT_STRING_EQUAL(column_without(&sale->column[2], fixture->arena), "-/");
  CU_ASSERT_STRING_EQUAL(column_without(&customer->column[1], fixture->arena), "#");
  CU_ASSERT_PTR_NULL(column_without(&customer->column[0], fixture->arena));
  CU_ASSERT(sale->dependency_count == 1 && sale->dependency[0].from.count == 2);
  CU_ASSERT(sale->disjoint_count == 2 && customer->disjoint_count == 2);
  const Relation *recent = relation_of(mapping, "#Recent");
  CU_ASSERT(recent->key_count == 1 && recent->key[0].columns.count == 2);
  CU_ASSERT(!recent->key[0].not_null);
  CU_ASSERT(relation_of(mapping, "#Noted")->key_count == 1);
  mapping_free(mapping);
}

static void wrong_facts_are_told_by_line(void) {
  Mapping *mapping;
  const char *told = load(
      "unique nowhere (id)\n"
      "unique sale (colour)\n"
      "unique sale number\n"
      "unique sale (number\n"
      "foreign key sale (buyer) customer (id)\n"
      "foreign key sale (buyer, number) references customer (id)\n"
      "primary sale (number)\n"
      "sale is good\n"
      "unique <#Nothing> (id)\n"
      "unique sale (number) always\n"
      "no in sale (note)\n"
      "no 'ö' in sale (note)\n"
      "no '-' sale (note)\n"
      "no '-' in sale (number)\n"
      "dependency sale (number) (note)\n"
      "disjoint sale (number, buyer), customer (id)\n"
      "disjoint sale (number)\n"
      "disjoint sale (number), sale (number)\n",
      &mapping);
  CU_ASSERT_STRING_EQUAL(
      told,
      "1: in the facts: there is no table or view nowhere\n"
      "2: in the facts: there is no column colour\n"
      "3: in the facts: columns in parentheses are missing\n"
      "4: in the facts: the list of columns does not end\n"
      "5: in the facts: \"references\" is missing\n"
      "6: in the facts: a foreign key has as many columns as it refers to\n"
      "7: in the facts: this is no fact\n"
      "8: in the facts: this is no fact\n"
      "9: in the facts: there is no triples map <#Nothing> with a logical table\n"
      "10: in the facts: there is more after the fact\n"
      "11: in the facts: characters are missing: printable ASCII in quotation marks, as in no '-' "
      "in "
      "…\n"
      "12: in the facts: characters are missing: printable ASCII in quotation marks, as in no '-' "
      "in "
      "…\n"
      "13: in the facts: \"in\" is missing\n"
      "14: in the facts: the column number is not text\n"
      "15: in the facts: \"determines\" is missing\n"
      "16: in the facts: one column of each table is disjoint\n"
      "17: in the facts: a column is disjoint from another's\n"
      "18: in the facts: a column is not disjoint from itself\n");
}

static void facts_that_the_data_refute_are_told(void) {
  Mapping *mapping;
  asked = true;
  CU_ASSERT_STRING_EQUAL(load("primary key customer (id)\n"
                              "unique sale (number)\n"
                              "foreign key sale (buyer) references customer (id)\n"
                              "no '-:' in stop (place)\n"
                              "no '#''' in stop (line)\n"
                              "dependency sale (number) determines (buyer, note)\n"
                              "dependency stop (line) determines (place)\n"
                              "disjoint customer (id), sale (number)\n",
                              &mapping),
                         "5: in the facts: \"in\" is missing\n");
  CU_ASSERT_STRING_EQUAL(load("unique sale (note)\n"
                              "not null sale (note)\n"
                              "primary key sale (buyer)\n"
                              "foreign key sale (number) references customer (id)\n"
                              "no '#-' in stop (place, line)\n"
                              "dependency sale (note) determines (number)\n"
                              "disjoint customer (id), sale (buyer)\n"
                              "no ':' in stop (hour)\n",
                              &mapping),
                         "1: in the facts: the data say otherwise\n"
                         "2: in the facts: the data say otherwise\n"
                         "3: in the facts: the data say otherwise\n"
                         "4: in the facts: the data say otherwise\n"
                         "5: in the facts: the data say otherwise\n"
                         "6: in the facts: the data say otherwise\n"
                         "7: in the facts: the data say otherwise\n"
                         "8: in the facts: the data say otherwise\n");
  asked = false;
}

static void suggestions_are_what_the_data_show(void) {
  Mapping *mapping;
  CU_ASSERT_STRING_EQUAL(load("", &mapping), "");
  Buffer out = {0};
  Error err = {0};
  CU_ASSERT(mapping_suggest_facts(mapping, db, &out, &err) == STATUS_OK);
  const char *text = buffer_text(&out);
  CU_ASSERT(strstr(text,
                   "primary key public.customer (id)\n"
                   "#   or, in the database: ALTER TABLE public.customer ADD PRIMARY KEY "
                   "(id)\n") != NULL);
  CU_ASSERT(strstr(text, "primary key public.sale (number)\n") != NULL ||
            strstr(text, "primary key public.sale (\"number\")\n") != NULL);
  CU_ASSERT(strstr(text, "foreign key public.sale (buyer) references public.customer (id)\n") !=
            NULL);
  CU_ASSERT(strstr(text, "CREATE INDEX ON public.sale (buyer)") != NULL);
  CU_ASSERT(strstr(text, "primary key public.recent") != NULL);
  // Line may hold anything; of a line and a note both hold the character.
  CU_ASSERT(strstr(text, "no '-' in public.stop (place)\n") != NULL);
  CU_ASSERT(strstr(text,
                   "no '-' in public.stop (hour)\n"
                   "#   or, in the database: ALTER TABLE public.stop ADD CHECK (position('-' in "
                   "hour) = 0)\n") != NULL);
  CU_ASSERT(strstr(text, "public.stop (line)") == NULL);
  CU_ASSERT(strstr(text, "public.stop (note)") == NULL);
  CU_ASSERT(strstr(text, "<http://x.example/#Noted>") == NULL);  // a note is NULL
  // What was suggested is a file of facts, and then there is nothing more to suggest but indexes.
  Mapping *again;
  CU_ASSERT_STRING_EQUAL(load(text, &again), "");
  Buffer more = {0};
  CU_ASSERT(mapping_suggest_facts(again, db, &more, &err) == STATUS_OK);
  CU_ASSERT(strstr(buffer_text(&more), " key ") == NULL);
  CU_ASSERT(strstr(buffer_text(&more), "no '") == NULL);
  buffer_free(&more);
  buffer_free(&out);
  mapping_free(again);
  mapping_free(mapping);
}

int main(void) {
  Error err = {0};
  fixture = fixture_open(SCHEMA);
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) return 1;
  const TestCase tests[] = {
      TEST(facts_are_believed),
      TEST(wrong_facts_are_told_by_line),
      TEST(facts_that_the_data_refute_are_told),
      TEST(suggestions_are_what_the_data_show),
  };
  const int code = suites_run("facts", tests, sizeof tests / sizeof tests[0]);
  connection_close(db);
  fixture_close(fixture);
  return code;
}

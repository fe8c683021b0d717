// PostgreSQL functions as SPARQL functions: called in SQL, checked when the mapping is loaded.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mapping/mapping.h"
#include "tests/support/fixture.h"

static Fixture *fixture;
static Connection *db;

static const char SCHEMA[] =
    "CREATE TABLE box (id int PRIMARY KEY, w numeric, h double precision, name text, made date);"
    "INSERT INTO box VALUES (1, 2, 3.5, 'a', '2020-01-01'), (2, 5, 0, NULL, NULL),"
    " (3, 1e400, 1, 'c', '2021-01-01');"
    "CREATE SCHEMA geo;"
    "CREATE FUNCTION geo.area(double precision, double precision) RETURNS double precision"
    " IMMUTABLE STRICT LANGUAGE sql AS 'SELECT $1 * $2';"
    "CREATE FUNCTION geo.\"Label\"(text, int) RETURNS text IMMUTABLE LANGUAGE sql"
    " AS $$ SELECT coalesce($1, 'none') || '#' || $2 $$;"
    "CREATE FUNCTION geo.page(text) RETURNS text STABLE LANGUAGE sql"
    " AS $$ SELECT $1 || '/page' $$;"
    "CREATE FUNCTION geo.fails(int) RETURNS int IMMUTABLE LANGUAGE plpgsql"
    " AS $$ BEGIN RAISE EXCEPTION 'box % is closed', $1; END $$;"
    "CREATE FUNCTION geo.day(int) RETURNS date IMMUTABLE LANGUAGE sql AS"
    " $$ SELECT ('{2020-02-01,infinity,0044-03-15 BC}'::date[])[$1] $$;"
    "CREATE FUNCTION geo.ratio(int) RETURNS numeric IMMUTABLE LANGUAGE sql AS"
    " $$ SELECT ('{1.5,NaN,20}'::numeric[])[$1] $$;"
    "CREATE FUNCTION geo.dice() RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 4';"
    "CREATE FUNCTION geo.rows(int) RETURNS SETOF int STABLE LANGUAGE sql AS 'SELECT $1';";

#define PREFIXES                                         \
  "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"        \
  "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" \
  "@prefix anamorph: <https://anamorph.dev/ns#> .\n"     \
  "@prefix f: <http://ex/f#> .\n"

static const char MAPS[] =
    "<#Box> rr:logicalTable [ rr:tableName \"box\" ];\n"
    "  rr:subjectMap [ rr:template \"http://ex/box/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate f:id; rr:objectMap [ rr:column \"id\" ] ];\n"
    "  rr:predicateObjectMap [ rr:predicate f:w; rr:objectMap [ rr:column \"w\" ] ];\n"
    "  rr:predicateObjectMap [ rr:predicate f:h; rr:objectMap [ rr:column \"h\" ] ];\n"
    "  rr:predicateObjectMap [ rr:predicate f:name; rr:objectMap [ rr:column \"name\" ] ] .\n";

static const char FUNCTIONS[] =
    "f:area a anamorph:Function; anamorph:sqlFunction \"geo.area\";\n"
    "  anamorph:arguments ( xsd:double xsd:double ); anamorph:result xsd:double .\n"
    "f:label a anamorph:Function; anamorph:sqlFunction \"geo.\\\"Label\\\"\";\n"
    "  anamorph:arguments ( xsd:string xsd:integer ); anamorph:result xsd:string .\n"
    "f:page a anamorph:Function; anamorph:sqlFunction \"geo.page\";\n"
    "  anamorph:arguments ( xsd:anyURI ); anamorph:result xsd:anyURI .\n"
    "f:fails a anamorph:Function; anamorph:sqlFunction \"geo.fails\";\n"
    "  anamorph:arguments ( xsd:integer ); anamorph:result xsd:integer .\n"
    "f:day a anamorph:Function; anamorph:sqlFunction \"geo.day\";\n"
    "  anamorph:arguments ( xsd:integer ); anamorph:result xsd:date .\n"
    "f:ratio a anamorph:Function; anamorph:sqlFunction \"geo.ratio\";\n"
    "  anamorph:arguments ( xsd:integer ); anamorph:result xsd:decimal .\n"
    "f:dice a anamorph:Function; anamorph:sqlFunction \"geo.dice\";\n"
    "  anamorph:arguments (); anamorph:result xsd:integer; anamorph:volatile true .\n";

// The CSV answer, or the errors when the command fails.
static const char *ask_query(const char *query) {
  char path[] = "/tmp/anamorph-function-XXXXXX.ttl";
  const int file = mkstemps(path, 4);
  CU_ASSERT_FATAL(file >= 0);
  const char *text = arena_format(fixture->arena, "%s%s%s", PREFIXES, MAPS, FUNCTIONS);
  CU_ASSERT(write(file, text, strlen(text)) == (ssize_t)strlen(text));
  close(file);
  const char *whole = arena_format(fixture->arena, "PREFIX f: <http://ex/f#> %s", query);
  const char *arguments[] = {"query", "-m",  path, "-d",  fixture->conninfo,
                             "-f",    "csv", "-e", whole, NULL};
  Buffer output = {0}, errors = {0};
  const int code = run_anamorph(arguments, &output, &errors);
  const char *answer = buffer_copy(code == 0 ? &output : &errors, fixture->arena);
  buffer_free(&output);
  buffer_free(&errors);
  unlink(path);
  return answer;
}

static const char *ask(const char *expression) {
  return ask_query(arena_format(fixture->arena,
                                "SELECT (%s AS ?x) { ?b f:id ?id; f:w ?w; f:h ?h"
                                " OPTIONAL { ?b f:name ?n } } ORDER BY ?id",
                                expression));
}

static void functions_are_called_in_sql(void) {
  CU_ASSERT_STRING_EQUAL(ask("f:area(?w, ?h)"), "x\r\n7.0E0\r\n0.0E0\r\nINF\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(?n, ?id)"), "x\r\na#1\r\n\r\nc#3\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask("f:page(?b)"),
      "x\r\nhttp://ex/box/1/page\r\nhttp://ex/box/2/page\r\nhttp://ex/box/3/page\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:dice()"), "x\r\n4\r\n4\r\n4\r\n");
}

// SHA1 is computed outside SQL; what is inside it still is in SQL.
static void functions_stand_beside_what_sql_cannot_do(void) {
  CU_ASSERT_STRING_EQUAL(ask("STRLEN(SHA1(f:label(?n, ?id)))"), "x\r\n40\r\n\r\n40\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id { ?b f:id ?id FILTER(STRLEN(SHA1(STR(f:area(?id, 2)))) = 40) }"
                " ORDER BY SHA1(STR(f:area(?id, 2)))"),
      "id\r\n3\r\n1\r\n2\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT (COUNT(DISTINCT SHA1(STR(f:area(?id, 2)))) AS ?x) { ?b f:id ?id }"),
      "x\r\n3\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id { ?b f:id ?id { SELECT (SHA1(\"a\") AS ?h) {} }"
                " FILTER(CONCAT(?h, STR(f:area(?id, 2))) != \"\" && ?id < 3) } ORDER BY ?id"),
      "id\r\n1\r\n2\r\n");
}

// Their arguments are known outside SQL only: PostgreSQL is asked for each value.
static void functions_of_what_sql_cannot_do_are_asked_for(void) {
  CU_ASSERT_STRING_EQUAL(ask("f:label(SUBSTR(SHA1(?n), 1, 4), ?id)"),
                         "x\r\n86f7#1\r\n\r\n84a5#3\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(SUBSTR(SHA1(f:label(?n, 1)), 1, 4), ?id + 1)"),
                         "x\r\naa03#2\r\n\r\n4c79#4\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:area(STRLEN(SHA1(\"a\")), ?h)"),
                         "x\r\n1.4E2\r\n0.0E0\r\n4.0E1\r\n");
  CU_ASSERT_STRING_EQUAL(ask("IF(?id = 1, f:page(IRI(CONCAT(\"http://ex/\", MD5(\"a\")))), 0)"),
                         "x\r\nhttp://ex/0cc175b9c0f1b6a831c399e269772661/page\r\n0\r\n0\r\n");
  CU_ASSERT_STRING_EQUAL(ask("CONCAT(SHA1(\"\"), STR(f:dice()))"),
                         "x\r\nda39a3ee5e6b4b0d3255bfef95601890afd807094\r\n"
                         "da39a3ee5e6b4b0d3255bfef95601890afd807094\r\n"
                         "da39a3ee5e6b4b0d3255bfef95601890afd807094\r\n");
}

static void functions_may_stand_in_conditions_outside_sql(void) {
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id ?j { ?b f:id ?id OPTIONAL { ?c f:id ?j"
                " FILTER(f:label(SHA1(STR(?id)), 1) = CONCAT(SHA1(STR(?j)), \"#1\")) } }"
                " ORDER BY ?id"),
      "id,j\r\n1,1\r\n2,2\r\n3,3\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?h (COUNT(*) AS ?n) { ?b f:id ?id } GROUP BY (SHA1(STR(?id > 1)) AS ?h)"
                " HAVING (f:area(COUNT(*), STRLEN(?h)) > 50)"),
      "h,n\r\n5ffe533b830f08a0326348a9160afafc8ada44db,2\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id { ?b f:id ?id FILTER EXISTS { ?c f:id ?j"
                " FILTER(?j = ?id && f:label(SHA1(STR(?j)), ?id) = f:label(SHA1(\"2\"), 2)) } }"),
      "id\r\n2\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id { ?b f:id ?id } ORDER BY f:label(SHA1(STR(?id)), 1)"),
      "id\r\n1\r\n3\r\n2\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT (SUM(f:area(STRLEN(SHA1(STR(?id))), 2)) AS ?x) { ?b f:id ?id }"),
      "x\r\n2.4E2\r\n");
  CU_ASSERT_STRING_EQUAL(ask_query("SELECT (f:label(SHA1(\"a\"), 7) AS ?x) {}"),
                         "x\r\n86f7e437faa5a7fce15d1ddcb9eaeaea377667b8#7\r\n");
}

// More rows than are fetched at once, and values that come again.
static void functions_are_asked_for_between_rows(void) {
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT (COUNT(?x) AS ?n) (COUNT(DISTINCT ?x) AS ?two) { ?a f:id ?i. ?b f:id ?j."
                " ?c f:id ?k. ?d f:id ?l. ?e f:id ?m. ?g f:id ?o. ?p f:id ?q"
                " BIND(f:label(SHA1(STR(?i)), ?j) AS ?x) }"),
      "n,two\r\n2187,9\r\n");
}

static void errors_outside_sql_are_those_inside(void) {
  CU_ASSERT_STRING_EQUAL(ask("f:label(SHA1(?n), 1.5)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(SHA1(?n), 3000000000)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(IRI(SHA1(?n)), 1)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(BNODE(SHA1(?n)), 1)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:fails(STRLEN(SHA1(\"a\")))"), "box 40 is closed"));
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:area(SHA1(?n))"), "takes 2 arguments, not 1"));
  CU_ASSERT_PTR_NOT_NULL(
      strstr(ask("CONCAT(SHA1(?n), f:nothing(SHA1(?n)))"), "<http://ex/f#nothing> is not known"));
}

// No demotion, and no value of another kind.
static void arguments_of_another_kind_are_errors(void) {
  CU_ASSERT_STRING_EQUAL(ask("f:label(?n, 1.5)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(?b, 1)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:label(?n, 3000000000)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:area(1, 2)"), "x\r\n2.0E0\r\n2.0E0\r\n2.0E0\r\n");
}

// An infinite date, one of a year BC, NaN: no literal is made of them.
static void results_without_a_lexical_form_are_errors(void) {
  CU_ASSERT_STRING_EQUAL(ask("f:day(?id)"), "x\r\n2020-02-01\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:ratio(?id)"), "x\r\n1.5\r\n\r\n20\r\n");
  CU_ASSERT_STRING_EQUAL(ask("COALESCE(f:ratio(?id), 0)"), "x\r\n1.5\r\n0\r\n20\r\n");
  CU_ASSERT_STRING_EQUAL(ask("f:ratio(STRLEN(SHA1(\"a\")) - 38)"), "x\r\n\r\n\r\n\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT (COUNT(?d) AS ?days) (COUNT(?r) AS ?ratios)"
                " { ?b f:id ?id BIND(f:day(?id) AS ?d) BIND(f:ratio(?id) AS ?r) }"),
      "days,ratios\r\n1,2\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT ?id { ?b f:id ?id FILTER(BOUND(?id) && f:ratio(?id) > 2) }"),
      "id\r\n3\r\n");
  CU_ASSERT_STRING_EQUAL(
      ask_query("SELECT (COALESCE(f:ratio(MIN(?id)), 0) AS ?x) { ?b f:id ?id } GROUP BY ?id"
                " ORDER BY ?id"),
      "x\r\n1.5\r\n0\r\n20\r\n");
}

static void what_a_function_raises_the_query_raises(void) {
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:fails(?id)"), "box 1 is closed"));
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:fails(?id)"), "geo.fails(integer)"));
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:area(?w)"), "takes 2 arguments, not 1"));
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("f:nothing(?w)"), "<http://ex/f#nothing> is not known"));
}

static void expect_fault(const char *function, const char *message) {
  const char *text = arena_format(fixture->arena, "%s%s%s", PREFIXES, MAPS, function);
  const MappingText one = {"m.ttl", text, strlen(text)};
  Mapping *mapping = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL(mapping_load_texts(&one, 1, NULL, db, NULL, &mapping, NULL, &err),
                  STATUS_MAPPING);
  if (strstr(err.message, message) == NULL)
    fprintf(stderr, "\nexpected %s\ngot      %s\n", message, err.message);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, message));
  CU_ASSERT_STRING_EQUAL(err.file, "m.ttl");
  CU_ASSERT_EQUAL(err.at.line, 11);
  mapping_free(mapping);
}

#define FUNCTION_OF(name, arguments, result)                                                  \
  "f:x a anamorph:Function; anamorph:sqlFunction \"" name "\"; anamorph:arguments " arguments \
  "; anamorph:result " result " .\n"

static void faults_are_found_when_the_mapping_is_loaded(void) {
  expect_fault(FUNCTION_OF("geo.nothing", "()", "xsd:double"), "there is no function nothing");
  expect_fault(FUNCTION_OF("geo.area", "( xsd:string )", "xsd:double"),
               "there is no function area that takes such arguments");
  expect_fault(FUNCTION_OF("geo.area", "( xsd:double xsd:double )", "xsd:date"),
               "its result is of another type");
  expect_fault(FUNCTION_OF("geo.dice", "()", "xsd:integer"), "it is VOLATILE");
  expect_fault(FUNCTION_OF("geo.rows", "( xsd:integer )", "xsd:integer"), "it returns a set");
  expect_fault(FUNCTION_OF("sum", "( xsd:double )", "xsd:double"), "it is an aggregate");
  expect_fault(FUNCTION_OF("geo.area", "( f:x )", "xsd:double"), "is not a datatype");
  expect_fault(FUNCTION_OF("a.b.c", "()", "xsd:double"), "more than two parts");
  expect_fault("f:x a anamorph:Function; anamorph:sqlFunction \"geo.dice\" .\n",
               "it has no anamorph:arguments");
}

int main(void) {
  fixture = fixture_open(SCHEMA);
  Error err = {0};
  if (connection_open(fixture->conninfo, &db, &err) != STATUS_OK) {
    fprintf(stderr, "%s\n", err.message);
    return 1;
  }
  static const TestCase tests[] = {
      TEST(functions_are_called_in_sql),
      TEST(functions_stand_beside_what_sql_cannot_do),
      TEST(functions_of_what_sql_cannot_do_are_asked_for),
      TEST(functions_may_stand_in_conditions_outside_sql),
      TEST(functions_are_asked_for_between_rows),
      TEST(errors_outside_sql_are_those_inside),
      TEST(arguments_of_another_kind_are_errors),
      TEST(results_without_a_lexical_form_are_errors),
      TEST(what_a_function_raises_the_query_raises),
      TEST(faults_are_found_when_the_mapping_is_loaded),
  };
  const int code = suites_run("user functions", tests, sizeof tests / sizeof *tests);
  connection_close(db);
  fixture_close(fixture);
  return code;
}

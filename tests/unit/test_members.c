// Several mappings in one gateway: SERVICE between them, in SQL where they share a database, and
// their endpoints.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "endpoint/service/service.h"
#include "mapping/mapping.h"
#include "rewriter/unfold/index.h"
#include "tests/support/fixture.h"
#include "tests/support/served.h"

static Fixture *here, *there;  // two databases
static const char *folder;

static const char TABLES[] =
    "CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL);"
    "INSERT INTO person VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy');"
    "CREATE TABLE pay (person int PRIMARY KEY, amount int NOT NULL);"
    "INSERT INTO pay VALUES (1, 10), (3, 30);";

#define PREFIXES "@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix ex: <http://example.org/> .\n"

static const char PEOPLE[] = PREFIXES
    "ex:People rr:logicalTable [ rr:tableName \"person\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/person/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:name; rr:objectMap [ rr:column \"name\" ] ] .";

static const char PAY[] = PREFIXES
    "ex:Pay rr:logicalTable [ rr:tableName \"pay\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/person/{person}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:pay; rr:objectMap [ rr:column \"amount\" ] ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:slip; rr:objectMap [\n"
    "    rr:template \"slip{person}\"; rr:termType rr:BlankNode ] ] .";

#define EX "PREFIX ex: <http://example.org/> "

static const char *write_file(const char *name, const char *text) {
  const char *path = arena_format(here->arena, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (file == NULL) abort();
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

static const char *named(const char *name, const char *path) {
  return arena_format(here->arena, "%s=%s", name, path);
}

static const char *ask(const char *command, const char *query, const char *database_of) {
  const char *arguments[20] = {command,
                               "-m",
                               write_file("people.ttl", PEOPLE),
                               "-m",
                               named("pay", write_file("pay.ttl", PAY)),
                               "-d",
                               here->conninfo,
                               "-e",
                               query};
  size_t count = 9;
  if (strcmp(command, "query") == 0) {
    arguments[count++] = "-f";
    arguments[count++] = "csv";
  }
  if (database_of != NULL) {
    arguments[count++] = "--database-of";
    arguments[count++] = database_of;
  }
  Buffer output = {0};
  (void)run_anamorph(arguments, &output, &output);
  const char *copy = buffer_copy(&output, here->arena);
  buffer_free(&output);
  return copy;
}

static void check_answer(const char *query, const char *database_of, const char *expected) {
  const char *got = ask("query", query, database_of);
  CU_ASSERT_STRING_EQUAL(got, expected);
  if (strcmp(got, expected) != 0) printf("\n%s\ngave: %s\n", query, got);
}

// --- SERVICE between mappings --------------------------------------------------------------------

static const char JOIN[] =
    EX "SELECT ?n ?a { ?p ex:name ?n SERVICE <anamorph:mapping/pay> { ?p ex:pay ?a } } ORDER BY ?a";

static void mappings_of_one_database_join_in_one_statement(void) {
  check_answer(JOIN, NULL, "n,a\r\nAda,10\r\nCy,30\r\n");
  const char *explained = ask("explain", JOIN, NULL);
  CU_ASSERT_PTR_NOT_NULL(strstr(explained, "public.pay"));
  CU_ASSERT_PTR_NOT_NULL(strstr(explained, "public.person"));
  CU_ASSERT_PTR_NULL(strstr(explained, "outside SQL"));
}

static void a_service_keeps_its_own_dataset_and_optional(void) {
  check_answer(EX
               "SELECT ?n ?a FROM <http://example.org/none> { SERVICE <anamorph:mapping/pay> "
               "{ ?p ex:pay ?a } OPTIONAL { ?p ex:name ?n } } ORDER BY ?a",
               NULL, "n,a\r\n,10\r\n,30\r\n");
  check_answer(EX
               "SELECT ?n ?a { ?p ex:name ?n OPTIONAL { SERVICE <anamorph:mapping/pay> "
               "{ ?p ex:pay ?a } } } ORDER BY ?n",
               NULL, "n,a\r\nAda,10\r\nBo,\r\nCy,30\r\n");
  check_answer(EX "SELECT ?n { ?p ex:name ?n SERVICE <anamorph:mapping/pay> { ?p ex:name ?n } }",
               NULL, "n\r\n");
}

static void mappings_of_two_databases_join_in_the_process(void) {
  const char *elsewhere = named("pay", there->conninfo);
  check_answer(JOIN, elsewhere, "n,a\r\nAda,77\r\n");
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("explain", JOIN, elsewhere), "outside SQL"));
}

static void blank_nodes_of_a_service_are_its_own(void) {
  check_answer(EX
               "SELECT (isBlank(?s) AS ?b) { SERVICE <anamorph:mapping/pay> "
               "{ ?p ex:slip ?s FILTER(?p = <http://example.org/person/1>) } }",
               NULL, "b\r\ntrue\r\n");
  check_answer(EX
               "SELECT ?s { SERVICE <anamorph:mapping/pay> { ?p ex:slip ?s } "
               "SERVICE <anamorph:mapping/pay> { ?q ex:slip ?s } }",
               NULL, "s\r\n");
}

static void a_variable_may_name_a_mapping(void) {
  check_answer(EX
               "SELECT ?a { BIND(<anamorph:mapping/pay> AS ?m) SERVICE ?m { ?p ex:pay ?a } } "
               "ORDER BY ?a",
               NULL, "a\r\n10\r\n30\r\n");
}

static void a_name_that_is_none_is_refused(void) {
  CU_ASSERT_PTR_NOT_NULL(
      strstr(ask("query", "SELECT * { SERVICE <anamorph:mapping/no> { ?s ?p ?o } }", NULL),
             "a service is asked at an http or https URL"));
  CU_ASSERT_PTR_NOT_NULL(strstr(ask("query", "ASK {}", "no=dbname=a"),
                                "--database-of no: there is no mapping of that name"));
}

// --- Endpoints -----------------------------------------------------------------------------------

static void each_mapping_has_an_endpoint(void) {
  Error err = {0};
  Connection *db = NULL;
  Mapping *people = NULL, *pay = NULL;
  Services *services = NULL;
  const char *paths[] = {write_file("people.ttl", PEOPLE), write_file("pay.ttl", PAY)};
  CU_ASSERT_EQUAL_FATAL(connection_open(here->conninfo, &db, &err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(mapping_load(&paths[0], 1, NULL, db, NULL, &people, NULL, &err), STATUS_OK);
  const MappingOptions layered = {.parent = people->symbols};
  CU_ASSERT_EQUAL_FATAL(mapping_load(&paths[1], 1, NULL, db, &layered, &pay, NULL, &err),
                        STATUS_OK);
  const ServiceOptions none = {0};
  CU_ASSERT_EQUAL_FATAL(services_create(&none, &services, &err), STATUS_OK);
  const ExecuteOptions options = {0};
  services_add_local(services, "", people, here->conninfo, &options);
  services_add_local(services, "pay", pay, here->conninfo, &options);
  services_add_address(services, "http://gateway.example");
  const ServerMember member = {"pay", pay, here->conninfo};
  const ServerOptions server = {.mapping = people,
                                .conninfo = here->conninfo,
                                .services = services,
                                .member_count = 1,
                                .member = &member};
  Served served;
  served_start(&served, &server, true);
  static const struct {
    const char *path, *query, *answer;
  } cases[] = {
      {"/pay/sparql", "SELECT ?a { ?p <http://example.org/pay> ?a } ORDER BY ?a",
       "a\r\n10\r\n30\r\n"},
      {"/sparql", "SELECT ?a { ?p <http://example.org/pay> ?a }", "a\r\n"},
      {"/pay/sparql",
       "SELECT ?n { ?p <http://example.org/pay> 30 SERVICE <http://gateway.example/sparql> "
       "{ ?p <http://example.org/name> ?n } }",
       "n\r\nCy\r\n"},
      {"/sparql",
       "SELECT ?a { ?p <http://example.org/name> 'Ada' SERVICE "
       "<http://gateway.example/pay/sparql> { ?p <http://example.org/pay> ?a } }",
       "a\r\n10\r\n"},
      {"/no/sparql", "ASK {}", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *head = arena_format(here->arena,
                                    "POST %s HTTP/1.1\r\nContent-Type: application/sparql-query\r\n"
                                    "Accept: text/csv\r\n",
                                    cases[i].path);
    Response response;
    http_ask(served.port, head, cases[i].query, &response);
    CU_ASSERT_EQUAL(response.status, cases[i].answer == NULL ? 404 : 200);
    if (cases[i].answer != NULL) CU_ASSERT_STRING_EQUAL(response_body(&response), cases[i].answer);
    response_free(&response);
  }
  Response response;
  http_ask(served.port, "GET /pay/sparql HTTP/1.1\r\nAccept: text/turtle\r\n", NULL, &response);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "http://localhost/pay/sparql"));
  response_free(&response);
  served_stop(&served);
  services_destroy(services);
  mapping_free(pay);
  mapping_free(people);
  connection_close(db);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(mappings_of_one_database_join_in_one_statement),
      TEST(a_service_keeps_its_own_dataset_and_optional),
      TEST(mappings_of_two_databases_join_in_the_process),
      TEST(blank_nodes_of_a_service_are_its_own),
      TEST(a_variable_may_name_a_mapping),
      TEST(a_name_that_is_none_is_refused),
      TEST(each_mapping_has_an_endpoint),
  };
  char template[] = "/tmp/anamorph-members-XXXXXX";
  folder = mkdtemp(template);
  here = fixture_open(TABLES);
  there = fixture_open(
      "CREATE TABLE pay (person int PRIMARY KEY, amount int NOT NULL);"
      "INSERT INTO pay VALUES (1, 77);");
  const int status = suites_run("members", tests, sizeof tests / sizeof *tests);
  (void)unlink(arena_format(here->arena, "%s/people.ttl", folder));
  (void)unlink(arena_format(here->arena, "%s/pay.ttl", folder));
  (void)rmdir(folder);
  fixture_close(there);
  fixture_close(here);
  return status;
}

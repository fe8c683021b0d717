// The endpoint over a real database: answers, cancelling, a database that goes and comes back.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/db/connection.h"
#include "mapping/mapping.h"
#include "rewriter/knowledge.h"
#include "tests/support/fixture.h"
#include "tests/support/served.h"

static const char SCHEMA[] =
    "CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL);"
    "INSERT INTO hut VALUES (1, 'Alpe'), (2, 'Bergli');"
    "CREATE TABLE number (n integer PRIMARY KEY);"
    "INSERT INTO number SELECT generate_series(1, 300);"
    "CREATE TABLE gone (id integer PRIMARY KEY); INSERT INTO gone VALUES (1);";

// ex:slow never ends by itself; three times ex:n are 27 million rows.
static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix ex: <http://ex/> .\n"
    "<#hut> rr:logicalTable [ rr:tableName \"hut\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://ex/hut/{id}\"; rr:class ex:Hut ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:name; rr:objectMap [ rr:column \"name\" ] ] .\n"
    "<#gone> rr:logicalTable [ rr:tableName \"gone\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://ex/gone/{id}\"; rr:class ex:Gone ] .\n"
    "<#slow> rr:logicalTable [ rr:sqlQuery \"SELECT count(*) AS n FROM "
    "generate_series(1, 1000000) a, generate_series(1, 1000000) b\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://ex/slow/{n}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:slow; rr:objectMap [ rr:column \"n\" ] ] .\n"
    "<#number> rr:logicalTable [ rr:tableName \"number\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://ex/number/{n}\" ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate ex:n; rr:objectMap [ rr:column \"n\" ] ] .\n";

#define SLOW "SELECT * { ?s <http://ex/slow> ?o }"
#define WIDE "SELECT * { ?a <http://ex/n> ?x . ?b <http://ex/n> ?y . ?c <http://ex/n> ?z }"
#define WIDE_REQUEST                                                                     \
  "GET /sparql?query=SELECT*%7B?a%3Chttp://ex/n%3E?x.?b%3Chttp://ex/n%3E?y.?c%3Chttp://" \
  "ex/n%3E?z%7D HTTP/1.1\r\nHost: h\r\n\r\n"
#define SLOW_REQUEST                                                                \
  "GET /sparql?query=SELECT*%7B?s%3Chttp://ex/slow%3E?o%7D HTTP/1.1\r\nHost: h\r\n" \
  "Accept: application/json\r\n\r\n"

#define HUTS "SELECT ?name { ?hut <http://ex/name> ?name } ORDER BY ?name"

static Fixture *fixture;
static Connection *watcher;
static Mapping *mapping;

// Statements that run for the server's clients: not what it asks for itself, as whether the
// database is there.
static unsigned active(void *self) {
  (void)self;
  PGresult *result = NULL;
  Error err = {0};
  if (connection_query(watcher,
                       "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                       "datname = current_database() AND pid <> pg_backend_pid() "
                       "AND backend_type = 'client backend' "
                       "AND query ~ 'generate_series|number AS'",
                       &result, &err) != STATUS_OK)
    return 99;
  const unsigned count = (unsigned)strtoul(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return count;
}

static void start(Served *served, ServerOptions options) {
  options.mapping = mapping;
  options.conninfo = fixture->conninfo;
  served_start(served, &options, true);
}

static void expect(Served *served, const char *query, const char *more, int status,
                   const char *part) {
  Response response;
  served_query(served, query, more, "text/csv, text/plain;q=0.1", &response);
  CU_ASSERT_EQUAL(response.status, status);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), part));
  if (response.status != status || strstr(response_body(&response), part) == NULL)
    printf("%s gave %d: %.300s\n", query, response.status, response_body(&response));
  response_free(&response);
}

static void requests_choose_regime_and_same_as(void) {
  static const char axioms[] =
      "<http://ex/name> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <http://ex/called> .\n"
      "<http://ex/alpe> <http://www.w3.org/2002/07/owl#sameAs> <http://ex/hut/1> .\n";
  const MappingText text = {"o.ttl", axioms, sizeof axioms - 1};
  Ontology *ontology;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(
      ontology_load_texts(&text, 1, mapping->symbols, NULL, &ontology, NULL, &err), STATUS_OK);
  Knowledge *knowledge = knowledge_create(mapping, ontology, REGIME_FULL, true, true);
  CU_ASSERT_EQUAL_FATAL(knowledge_add_rules(knowledge, NULL, SAME_AS_MEMBERS, NULL, &err),
                        STATUS_OK);
  Served served;
  start(&served, (ServerOptions){.knowledge = knowledge});
#define CALLED "SELECT ?x { ?x <http://ex/called> \"Alpe\" } ORDER BY ?x"
  expect(&served, CALLED, "", 200, "x\r\nhttp://ex/alpe\r\nhttp://ex/hut/1\r\n");
  expect(&served, CALLED, "&same-as=off", 200, "x\r\nhttp://ex/hut/1\r\n");
  expect(&served, CALLED, "&same-as=representatives", 200, "x\r\nhttp://ex/alpe\r\n");
  expect(&served, CALLED, "&same-as=members&reasoning=rdfs", 200, "http://ex/alpe\r\n");
  // The plans of one are not those of another.
  expect(&served, CALLED, "", 200, "x\r\nhttp://ex/alpe\r\nhttp://ex/hut/1\r\n");
  expect(&served, CALLED, "&reasoning=off", 200, "x\r\n");
  expect(&served, CALLED, "&same-as=all", 400, "off, members, representatives");
  served_stop(&served);
  start(&served, (ServerOptions){0});
  expect(&served, HUTS, "&same-as=off", 200, "Alpe");
  expect(&served, HUTS, "&same-as=members", 400, "same-as is off here");
  served_stop(&served);
  knowledge_free(knowledge);
  ontology_free(ontology);
}

static void tables_are_answered(void) {
  Served served;
  start(&served, (ServerOptions){0});
  expect(&served, HUTS, "", 200, "name\r\nAlpe\r\nBergli\r\n");
  expect(&served, "ASK { <http://ex/hut/1> ?p ?o }", "&format=json", 200, "true");
  expect(&served, "CONSTRUCT WHERE { <http://ex/hut/1> <http://ex/name> ?o }", "&format=nt", 200,
         "<http://ex/hut/1> <http://ex/name> \"Alpe\" .");
  expect(&served, "DESCRIBE <http://ex/hut/2>", "&format=nt", 200, "\"Bergli\"");
  expect(&served, "SELECT * { ?s ?p", "", 400, "line 1");
  expect(&served, HUTS, "&default-graph-uri=nowhere", 400, "absolute IRI");
  expect(&served, HUTS, "&default-graph-uri=http://nowhere", 200, "name\r\n");
  served_stop(&served);
}

static size_t count_lines(const char *text) {
  size_t lines = 0;
  for (; (text = strchr(text, '\n')) != NULL; text++) lines++;
  return lines;
}

static size_t copies_on_idle_connections(void) {
  PGresult *result = NULL;
  Error err = {0};
  CU_ASSERT_EQUAL_FATAL(
      connection_query(watcher,
                       "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND "
                       "query LIKE 'COPY (%'",
                       &result, &err),
      STATUS_OK);
  const size_t count = (size_t)PQntuples(result);
  PQclear(result);
  return count;
}

// First as prepared statements, then by COPY, with each one's own constants.
static void what_gives_many_rows_each_time_is_copied(void) {
  Served served;
  start(&served, (ServerOptions){.pool_size = 1});
  CU_ASSERT_EQUAL(copies_on_idle_connections(), 0);
  for (unsigned above = 200; above < 300; above += 9) {
    char query[160];
    (void)snprintf(query, sizeof query,
                   "SELECT ?y ?name { ?a <http://ex/n> ?x ; <http://ex/n> ?z . ?b <http://ex/n> ?y "
                   ". ?h <http://ex/name> ?name FILTER(?x > %u && ?name != \"it's\") }",
                   above);
    Response response;
    served_query(&served, query, "", "text/csv", &response);
    CU_ASSERT_EQUAL(response.status, 200);
    CU_ASSERT_EQUAL(count_lines(response_body(&response)), 1 + 2 * 300 * (300 - above));
    if (response.status != 200) printf("%s\n", response_body(&response));
    response_free(&response);
    if (above == 254) CU_ASSERT_EQUAL(copies_on_idle_connections(), 1);
  }
  served_stop(&served);
}

static void the_page_answers_too(void) {
  Served served;
  Response response;
  start(&served, (ServerOptions){.page_rows = 50});
  served_query(&served, HUTS, "&format=html", NULL, &response);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "<td>Bergli</td>"));
  response_free(&response);
  served_query(&served, WIDE, "&format=html", NULL, &response);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "The first <b>50</b> rows"));
  response_free(&response);
  CU_ASSERT(eventually(active, NULL, 0));
  http_ask(served.port, "GET /?describe=http://ex/hut/1 HTTP/1.1\r\n", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "<h1>Alpe</h1>"));
  response_free(&response);
  http_ask(served.port, "GET / HTTP/1.1\r\n", NULL, &response);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "<b>2</b> classes"));
  response_free(&response);
  served_stop(&served);
}

static void a_client_that_leaves_stops_its_statement(void) {
  Served served;
  start(&served, (ServerOptions){0});
  const int fd = served_send(&served, SLOW_REQUEST);
  CU_ASSERT(eventually(active, NULL, 1));
  close(fd);
  CU_ASSERT(eventually(active, NULL, 0));
  expect(&served, HUTS, "", 200, "Alpe");
  served_stop(&served);
}

static void a_client_that_leaves_in_the_middle_stops_its_statement(void) {
  Served served;
  start(&served, (ServerOptions){0});
  const int fd = served_send(&served, WIDE_REQUEST);
  char block[4096];
  CU_ASSERT(read(fd, block, sizeof block) > 0);
  close(fd);
  CU_ASSERT(eventually(active, NULL, 0));
  served_stop(&served);
}

static void a_client_that_stalls_stops_its_statement(void) {
  Served served;
  start(&served, (ServerOptions){.write_timeout_ms = 500});
  const int fd = served_send(&served, WIDE_REQUEST);
  CU_ASSERT(eventually(active, NULL, 1));
  CU_ASSERT(eventually(active, NULL, 0));
  close(fd);
  served_stop(&served);
}

static void a_timeout_stops_the_statement(void) {
  Served served;
  start(&served, (ServerOptions){.timeout_ms = 2000});
  expect(&served, SLOW, "&timeout=300", 504, "within 300 ms");
  expect(&served, SLOW, "&timeout=90000", 504, "within 2000 ms");
  CU_ASSERT(eventually(active, NULL, 0));
  served_stop(&served);
}

static void when_all_connections_are_busy_the_client_is_told(void) {
  Served served;
  start(&served, (ServerOptions){.pool_size = 1});
  const int fd = served_send(&served, SLOW_REQUEST);
  CU_ASSERT(eventually(active, NULL, 1));
  expect(&served, HUTS, "&timeout=200", 503, "to the database");
  close(fd);
  expect(&served, HUTS, "", 200, "Alpe");
  served_stop(&served);
}

static void open_watcher(void) {
  Error err = {0};
  if (connection_open(fixture->conninfo, &watcher, &err) == STATUS_OK) return;
  (void)fprintf(stderr, "%s\n", err.message);
  exit(1);
}

static unsigned health(void *self) {
  Response response;
  http_ask(((Served *)self)->port, "GET /health HTTP/1.1\r\n", NULL, &response);
  const unsigned status = (unsigned)response.status;
  response_free(&response);
  return status;
}

static void a_database_that_goes_and_comes_back_is_lived_through(void) {
  Served served;
  Response response;
  start(&served, (ServerOptions){0});
  expect(&served, HUTS, "", 200, "Alpe");
  const int fd = served_send(&served, SLOW_REQUEST);
  CU_ASSERT(eventually(active, NULL, 1));
  fixture_allow_connections(fixture, false);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 503);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "cannot be reached"));
  response_free(&response);
  close(fd);
  expect(&served, HUTS, "", 503, "not currently accepting connections");
  CU_ASSERT_EQUAL(health(&served), 503);
  expect(&served, "SELECT * {", "", 400, "line 1");
  fixture_allow_connections(fixture, true);
  connection_close(watcher);
  open_watcher();
  CU_ASSERT(eventually(health, &served, 200));
  expect(&served, HUTS, "", 200, "Alpe");
  served_stop(&served);
}

static void a_table_dropped_while_running_is_an_error_of_its_queries(void) {
  Served served;
  start(&served, (ServerOptions){0});
  expect(&served, "SELECT * { ?s a <http://ex/Gone> }", "", 200, "gone/1");
  fixture_run_sql(fixture, "DROP TABLE gone");
  expect(&served, "SELECT * { ?s a <http://ex/Gone> }", "", 500, "does not exist");
  expect(&served, HUTS, "", 200, "Alpe");
  served_stop(&served);
}

static void stopping_stops_statements(void) {
  Served served;
  start(&served, (ServerOptions){.grace_ms = 200});
  const int fd = served_send(&served, SLOW_REQUEST);
  CU_ASSERT(eventually(active, NULL, 1));
  served_stop(&served);
  CU_ASSERT(eventually(active, NULL, 0));
  close(fd);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(tables_are_answered),
      TEST(requests_choose_regime_and_same_as),
      TEST(what_gives_many_rows_each_time_is_copied),
      TEST(the_page_answers_too),
      TEST(a_client_that_leaves_stops_its_statement),
      TEST(a_client_that_leaves_in_the_middle_stops_its_statement),
      TEST(a_client_that_stalls_stops_its_statement),
      TEST(a_timeout_stops_the_statement),
      TEST(when_all_connections_are_busy_the_client_is_told),
      TEST(a_database_that_goes_and_comes_back_is_lived_through),
      TEST(a_table_dropped_while_running_is_an_error_of_its_queries),
      TEST(stopping_stops_statements),
  };
  fixture = fixture_open(SCHEMA);
  open_watcher();
  Error err = {0};
  const MappingText text = {.name = "mapping.ttl", .text = MAPPING, .length = sizeof MAPPING - 1};
  if (mapping_load_texts(&text, 1, NULL, watcher, NULL, &mapping, NULL, &err) != STATUS_OK) {
    (void)fprintf(stderr, "mapping: %s\n", err.message);
    return 1;
  }
  const int failed = suites_run("endpoint", tests, sizeof tests / sizeof *tests);
  mapping_free(mapping);
  connection_close(watcher);
  fixture_close(fixture);
  return failed;
}

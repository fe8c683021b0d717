// The anamorph command: exit codes, messages, formats, files, and what happens when it is stopped.
#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/db/connection.h"
#include "endpoint/cli/command.h"
#include "endpoint/cli/report.h"
#include "tests/support/fixture.h"

static Fixture *fixture;
static const char *folder;   // for files of these tests
static const char *mapping;  // of the tables below

static const char TABLES[] =
    "CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, age int, boss int);"
    "INSERT INTO person VALUES (1, 'Ada', 36, NULL), (2, 'Bob \"B\"', NULL, 1), (3, 'Cy', 7, 1);"
    "CREATE VIEW slow AS SELECT id, pg_sleep(20)::text AS nothing FROM person;"
    "CREATE TABLE life (id int PRIMARY KEY, born date NOT NULL);"
    "INSERT INTO life VALUES (1, '1815-12-10'), (2, 'infinity');"
    "CREATE TABLE number AS SELECT i AS id FROM generate_series(1, 300000) AS i;"
    "ALTER TABLE number ADD PRIMARY KEY (id);";

#define PEOPLE_MAPPING                                                                        \
  "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"                                             \
  "@prefix ex: <http://example.org/> .\n"                                                     \
  "ex:People a rr:TriplesMap;\n"                                                              \
  "  rr:logicalTable [ rr:tableName \"person\" ];\n"                                          \
  "  rr:subjectMap [ rr:template \"http://example.org/person/{id}\"; rr:class ex:Person ];\n" \
  "  rr:predicateObjectMap [ rr:predicate ex:name; rr:objectMap [ rr:column \"name\" ] ];\n"  \
  "  rr:predicateObjectMap [ rr:predicate ex:age; rr:objectMap [ rr:column \"age\" ] ];\n"    \
  "  rr:predicateObjectMap [ rr:predicate ex:boss; rr:graph ex:org;\n"                        \
  "    rr:objectMap [ rr:template \"http://example.org/person/{boss}\" ] ] .\n"

// The view behind ex:Slow sleeps.
static const char MAPPING[] = PEOPLE_MAPPING
    "ex:Slow a rr:TriplesMap;\n"
    "  rr:logicalTable [ rr:tableName \"slow\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/slow/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:slow; rr:objectMap [ rr:column \"nothing\" ] ] .\n";

static const char NUMBERS[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix ex: <http://example.org/> .\n"
    "ex:Numbers a rr:TriplesMap;\n"
    "  rr:logicalTable [ rr:tableName \"number\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/number/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:is; rr:objectMap [ rr:column \"id\" ] ] .\n";

#define EX "PREFIX ex: <http://example.org/> "

static const char *path_of(const char *name) {
  return arena_format(fixture->arena, "%s/%s", folder, name);
}

static const char *write_file(const char *name, const char *text) {
  const char *path = path_of(name);
  FILE *file = fopen(path, "w");
  if (file == NULL) abort();
  (void)fputs(text, file);
  (void)fclose(file);
  return path;
}

// --- Running -----------------------------------------------------------------------------------

typedef struct Ran {
  int exit_code;
  const char *output;
  const char *errors;
} Ran;

static Ran run(const char *const arguments[]) {
  Buffer output = {0}, errors = {0};
  Ran ran = {.exit_code = run_anamorph(arguments, &output, &errors)};
  ran.output = buffer_copy(&output, fixture->arena);
  ran.errors = buffer_copy(&errors, fixture->arena);
  buffer_free(&output);
  buffer_free(&errors);
  return ran;
}

#define RUN(...)   run((const char *const[]){__VA_ARGS__, NULL})
#define QUERY(...) RUN("query", "-m", mapping, "-d", fixture->conninfo, __VA_ARGS__)

static void expect(Ran ran, int exit_code, const char *output, const char *errors) {
  const bool same = ran.exit_code == exit_code &&
                    (output == NULL || strcmp(ran.output, output) == 0) &&
                    (errors == NULL || strcmp(ran.errors, errors) == 0);
  CU_ASSERT_TRUE(same);
  if (!same)
    printf("\n--- exit code %d\n--- output\n%s\n--- errors\n%s\n", ran.exit_code, ran.output,
           ran.errors);
}

static void expect_within(Ran ran, int exit_code, const char *output, const char *errors) {
  const bool same = ran.exit_code == exit_code &&
                    (output == NULL || strstr(ran.output, output) != NULL) &&
                    (errors == NULL || strstr(ran.errors, errors) != NULL);
  CU_ASSERT_TRUE(same);
  if (!same)
    printf("\n--- exit code %d\n--- output\n%s\n--- errors\n%s\n", ran.exit_code, ran.output,
           ran.errors);
}

// --- Usage -------------------------------------------------------------------------------------

static void every_command_has_help_and_version(void) {
  expect_within(RUN("--help"), 0, "query", "");
  expect_within(RUN("--version"), 0, "anamorph ", "");
#define COMMAND(name, summary)                                          \
  expect_within(RUN(#name, "--help"), 0, "Usage: anamorph " #name, ""); \
  expect_within(RUN(#name, "--version"), 0, "anamorph ", "");
#include "endpoint/cli/command.def"
#undef COMMAND
}

static void an_unknown_command_gets_the_nearest_as_hint(void) {
  expect(RUN("qurey"), 2, "",
         "anamorph: there is no command 'qurey'\n  hint: did you mean `anamorph query`?\n");
  expect_within(RUN("frobnicate"), 2, "", "hint: `anamorph --help`");
  expect_within(run((const char *const[]){NULL}), 2, "", "which command?");
}

static void usage_errors_are_2_and_need_no_database(void) {
  expect_within(RUN("query", "--bogus"), 2, "", "hint: `anamorph query --help`");
  expect_within(RUN("query"), 2, "", "no query was given");
  expect_within(RUN("query", "-e", "ASK {}"), 2, "", "no mapping was given");
  expect_within(RUN("query", "-e", "ASK {}", "-e", "ASK {}"), 2, "", "one query at a time");
  expect_within(RUN("query", "-e", "ASK {}", "file.rq"), 2, "", "one query at a time");
  expect_within(RUN("query", "--reasoning", "much", "-e", "ASK {}"), 2, "", "rdfs");
  expect_within(RUN("query", "-e", "ASK {}", "--timeout", "soon"), 2, "", "timeout");
  expect_within(RUN("query", "/nonexistent.rq"), 2, "", "/nonexistent.rq");
  expect_within(RUN("dump", "-m", mapping, "more"), 2, "", "one argument too many");
  expect_within(RUN("check"), 2, "", "no mapping was given");
  expect_within(RUN("check", "-m", "/nonexistent.ttl"), 2, "", "/nonexistent.ttl");
  expect_within(RUN("serve", "-p", "70000"), 2, "", "port");
}

static void a_format_must_fit_the_query_form(void) {
  expect(RUN("query", "-m", mapping, "-e", "SELECT * { ?s ?p ?o }", "-f", "nt"), 2, "",
         "anamorph: nt is no format for a SELECT query\n"
         "  hint: its formats are json xml csv tsv table\n");
  expect(RUN("query", "-m", mapping, "-e", "CONSTRUCT WHERE { ?s ?p ?o }", "-f", "json"), 2, "",
         "anamorph: json is no format for a CONSTRUCT query\n"
         "  hint: its formats are nt nq ttl trig rdfxml jsonld\n");
  expect_within(RUN("dump", "-m", mapping, "-f", "csv"), 2, "", "nt nq ttl trig rdfxml jsonld");
}

// --- Errors ------------------------------------------------------------------------------------

static void a_syntax_error_shows_place_and_line(void) {
  const Ran ran = RUN("parse", "-e", "SELECT *\nWHERE { ?s ?p }");
  expect_within(ran, 1, "", "anamorph: query:2:15: ");
  CU_ASSERT_PTR_NOT_NULL(strstr(ran.errors, "\n  WHERE { ?s ?p }\n                ^\n"));
  const char *path = write_file("broken.rq", "SELECT");
  expect_within(RUN("parse", path), 1, "", "broken.rq:1:");
  expect_within(QUERY("-e", "SELECT ?x { ?x a }"), 1, "", "anamorph: query:1:");
}

static void carets_stand_below_their_character(void) {
  const char *text = "é\t漢x = 1\n";
  const SourceText source = {"query", text, strlen(text)};
  Buffer out = {0};
  report_line(&source, (Position){1, 4}, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "  é 漢x = 1\n      ^\n");
  buffer_clear(&out);
  report_line(&source, (Position){7, 1}, &out);
  CU_ASSERT_EQUAL(out.length, 0);
  char wide[1001];
  memset(wide, 'x', 1000);
  wide[1000] = '\0';
  const SourceText line = {"query", wide, 1000};
  report_line(&line, (Position){1, 500}, &out);
  CU_ASSERT_TRUE(out.length > 100 && out.length < 400);
  buffer_free(&out);
}

static void a_dead_database_is_1_with_a_message(void) {
  expect_within(RUN("query", "-m", mapping, "-d", "host=/nonexistent", "-e", "ASK {}"), 1, "",
                "/nonexistent");
  expect_within(RUN("query", "-m", mapping, "-d", "hots=x", "-e", "ASK {}"), 1, "", "hots");
}

static void a_bad_mapping_is_2_with_every_error(void) {
  const char *path = write_file("bad.ttl",
                                "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
                                "<http://a> a rr:TriplesMap;\n"
                                "  rr:logicalTable [ rr:tableName \"nowhere\" ];\n"
                                "  rr:subjectMap [ rr:template \"http://example.org/{id}\" ] .\n"
                                "<http://b> a rr:TriplesMap;\n"
                                "  rr:logicalTable [ rr:tableName \"person\" ];\n"
                                "  rr:subjectMap [ rr:column \"nothing\" ] .\n");
  const Ran query = RUN("query", "-m", path, "-d", fixture->conninfo, "-e", "ASK {}");
  expect_within(query, 2, "", "nowhere");
  CU_ASSERT_PTR_NOT_NULL(strstr(query.errors, "nothing"));
  const Ran check = RUN("check", "-m", path, "-d", fixture->conninfo);
  expect_within(check, 2, " errors", "bad.ttl:");
  const char *turtle = write_file("worse.ttl", "<http://a> <http://b> .\n");
  expect_within(RUN("check", "-m", turtle), 2, NULL, "worse.ttl:1:");
}

static void a_good_mapping_is_counted(void) {
  expect_within(RUN("check", "-m", mapping), 0, "2 triples maps", NULL);
  const Ran ran = RUN("check", "-m", mapping, "-d", fixture->conninfo);
  expect_within(ran, 0, "2 triples maps", NULL);
  CU_ASSERT_PTR_NOT_NULL(strstr(ran.output, "0 errors"));
}

// --- Parsing -----------------------------------------------------------------------------------

static void parse_prints_the_algebra(void) {
  expect_within(RUN("parse", "-e", EX "SELECT ?s { ?s ex:name ?n }"), 0, "TRIPLE", "");
  expect_within(RUN("parse", "--update", "-e", "CLEAR ALL"), 0, "1 operation", "");
  expect_within(RUN("parse", "-e", "CLEAR ALL"), 1, "", "anamorph: query:1:1: ");
}

// --- Answers -----------------------------------------------------------------------------------

static const char NAMES[] =
    EX "SELECT ?p ?name ?age { ?p ex:name ?name OPTIONAL { ?p ex:age ?age } } ORDER BY ?name";

static void a_select_in_every_format(void) {
  expect(QUERY("-e", NAMES, "-f", "csv"), 0,
         "p,name,age\r\nhttp://example.org/person/1,Ada,36\r\n"
         "http://example.org/person/2,\"Bob \"\"B\"\"\",\r\nhttp://example.org/person/3,Cy,7\r\n",
         "");
  expect(QUERY("-e", NAMES, "-f", "tsv"), 0,
         "?p\t?name\t?age\n<http://example.org/person/1>\t\"Ada\"\t36\n"
         "<http://example.org/person/2>\t\"Bob \\\"B\\\"\"\t\n"
         "<http://example.org/person/3>\t\"Cy\"\t7\n",
         "");
  expect(QUERY("-e", NAMES, "-f", "table"), 0,
         " ?p                            | ?name     | ?age\n"
         "-------------------------------+-----------+------\n"
         " <http://example.org/person/1> | \"Ada\"     |   36\n"
         " <http://example.org/person/2> | \"Bob \"B\"\" | \n"
         " <http://example.org/person/3> | \"Cy\"      |    7\n"
         "(3 rows)\n",
         "");
  expect_within(QUERY("-e", NAMES), 0, "{\"head\":{\"vars\":[\"p\",\"name\",\"age\"]}", "");
  expect_within(QUERY("-e", NAMES, "-f", "xml"), 0, "<variable name=\"age\"/>", "");
}

static void an_ask_says_yes_or_no(void) {
  expect(QUERY("-e", EX "ASK { ?s ex:name 'Ada' }"), 0, "{\"head\":{},\"boolean\":true}\n", "");
  expect(QUERY("-e", EX "ASK { ?s ex:name 'Zoe' }", "-f", "csv"), 0, "false\r\n", "");
  // No assertion gives ex:unknown, so the database is not asked.
  expect(QUERY("-e", EX "ASK { ?s ex:unknown ?o }", "-f", "tsv"), 0, "false\n", "");
}

static void a_construct_is_a_set_with_fresh_blank_nodes(void) {
  expect(QUERY("-e", EX "CONSTRUCT { ex:all ex:has ex:people } { ?s ex:name ?n }"), 0,
         "<http://example.org/all> <http://example.org/has> <http://example.org/people> .\n", "");
  const Ran ran = QUERY("-e", EX
                        "CONSTRUCT { _:x ex:n ?n ; ex:a ?a . ?n ex:n ?n }"
                        "{ ?s ex:name ?n OPTIONAL { ?s ex:age ?a } }");
  CU_ASSERT_EQUAL(ran.exit_code, 0);
  int lines = 0;
  for (const char *c = ran.output; *c != '\0'; c++) lines += *c == '\n';
  // Three names, two ages, and no triple with a literal as its subject.
  CU_ASSERT_EQUAL(lines, 5);
  expect_within(QUERY("-e", EX "CONSTRUCT WHERE { ?s ex:age ?n }", "-f", "ttl"), 0,
                "<http://example.org/person/3> ex:age 7 .\n", "");
}

static void a_describe_gives_the_triples_of_a_resource(void) {
  expect_within(QUERY("-e", "DESCRIBE <http://example.org/person/1>"), 0,
                "<http://example.org/person/1> <http://example.org/name> \"Ada\" .\n", "");
}

static void files_standard_input_and_bases_are_read(void) {
  const char *path = write_file("names.rq", NAMES);
  expect_within(QUERY(path, "-f", "csv"), 0, "p,name,age\r\n", "");
  expect_within(
      QUERY("-b", "http://example.org/", "-f", "csv", "-e", "SELECT ?n { <person/1> <name> ?n }"),
      0, "n\r\nAda\r\n", "");
}

static void a_dataset_chooses_graphs(void) {
  static const char BOSSES[] = EX "SELECT (COUNT(*) AS ?n) { ?s ex:boss ?b }";
  expect(QUERY("-f", "csv", "-e", BOSSES), 0, "n\r\n0\r\n", "");
  expect(QUERY("-f", "csv", "-e", BOSSES, "--default-graph", "http://example.org/org"), 0,
         "n\r\n2\r\n", "");
  expect(QUERY("-f", "csv", "-e", BOSSES, "--union-default-graph"), 0, "n\r\n2\r\n", "");
  expect_within(QUERY("-e", BOSSES, "--default-graph", "not absolute"), 2, "", "absolute IRI");
}

static void explain_shows_every_stage(void) {
  const Ran ran = RUN("explain", "--analyze", "-m", mapping, "-d", fixture->conninfo, "-e", NAMES);
  static const char *const PARTS[] = {"-- algebra", "-- optimised tree",    "-- terms",
                                      "-- SQL",     "-- PostgreSQL's plan", "Execution Time",
                                      "-- times",   "3 rows, 3 solutions"};
  CU_ASSERT_EQUAL(ran.exit_code, 0);
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
    CU_ASSERT_PTR_NOT_NULL(strstr(ran.output, PARTS[i]));
    if (strstr(ran.output, PARTS[i]) == NULL) printf("\nmissing: %s\n", PARTS[i]);
  }
  expect_within(RUN("explain", "-m", mapping, "-d", fixture->conninfo, "-e",
                    EX "SELECT * { ?s ex:unknown ?o }"),
                0, "-- SQL\nnone", "");
}

static void explain_says_what_laws_changed(void) {
  expect_within(RUN("explain", "-m", mapping, "-d", fixture->conninfo, "-e",
                    EX "SELECT ?p ?age { ?p ex:name ?name OPTIONAL { ?p ex:age ?age } }"),
                0,
                "      - LEFTJOIN\n"
                "      -   SCAN person (id ?id_3) (name ?name_4)\n"
                "      -   FILTER [IS_NOT_NULL ?age_6]\n"
                "      -     SCAN person (id ?id_5) (age ?age_6) (id ?id_3)\n"
                "      + EXTEND (?id_5 (CASE ([IS_NOT_NULL ?age_7] ?id_3))) (?age_6 ?age_7)\n"
                "      +   SCAN person (id ?id_3) (name ?name_4) (age ?age_7)\n",
                "");
}

// --- Dumps -------------------------------------------------------------------------------------

static const char *people_only(void) { return write_file("people.ttl", PEOPLE_MAPPING); }

static void a_dump_writes_graphs_in_quad_formats(void) {
  const char *people = people_only();
  const Ran quads = RUN("dump", "-m", people, "-d", fixture->conninfo, "-f", "nq");
  expect_within(quads, 0,
                "<http://example.org/person/2> <http://example.org/boss> "
                "<http://example.org/person/1> <http://example.org/org> .\n",
                "");
  const Ran triples = RUN("dump", "-m", people, "-d", fixture->conninfo);
  expect_within(triples, 0,
                "<http://example.org/person/2> <http://example.org/boss> "
                "<http://example.org/person/1> .\n",
                "no named graphs");
}

static void a_dump_file_appears_only_when_whole(void) {
  const char *people = people_only();
  const char *path = path_of("people-out.ttl");
  expect(RUN("dump", "-m", people, "-d", fixture->conninfo, "-O", path), 0, "", NULL);
  const char *text = read_file(path, fixture->arena);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "@prefix ex: <http://example.org/> ."));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "ex:age 36"));

  fixture_run_sql(fixture,
                  "CREATE VIEW failing AS SELECT id, (1 / (id - 2))::text AS x FROM person;");
  const char *failing = write_file(
      "failing.ttl",
      "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
      "<http://a> a rr:TriplesMap; rr:logicalTable [ rr:tableName \"failing\" ];\n"
      "  rr:subjectMap [ rr:template \"http://example.org/{id}\" ];\n"
      "  rr:predicateObjectMap [ rr:predicate <http://p>; rr:objectMap [ rr:column \"x\" ] ] .\n");
  const char *lost = path_of("lost.nt");
  expect_within(RUN("dump", "-m", failing, "-d", fixture->conninfo, "-O", lost), 1, "",
                "division by zero");
  CU_ASSERT_EQUAL(access(lost, F_OK), -1);
}

// --- Being stopped -----------------------------------------------------------------------------

static void a_timeout_ends_the_query(void) {
  expect_within(QUERY("--timeout", "200", "-e", EX "SELECT * { ?s ex:slow ?o }"), 1, NULL,
                "200 ms");
}

static int count_running(void) {
  Connection *db;
  PGresult *result;
  CU_ASSERT_EQUAL_FATAL(connection_open(fixture->conninfo, &db, NULL), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(
      connection_query(db,
                       "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                       "datname = current_database() AND (wait_event = 'PgSleep' OR "
                       "query LIKE '%number%') AND pid <> pg_backend_pid()",
                       &result, NULL),
      STATUS_OK);
  const int count = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  connection_close(db);
  return count;
}

static void wait_for_running(int wanted) {
  for (int i = 0; i < 200 && count_running() != wanted; i++) (void)usleep(50 * 1000);
  CU_ASSERT_EQUAL(count_running(), wanted);
}

static void ctrl_c_cancels_the_query_in_postgresql(void) {
  char *arguments[] = {"anamorph",
                       "-m",
                       (char *)(uintptr_t)mapping,
                       "-d",
                       (char *)(uintptr_t)fixture->conninfo,
                       "-e",
                       (char *)(uintptr_t)(EX "SELECT * { ?s ex:slow ?o }"),
                       NULL};
  (void)fflush(NULL);
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
    _exit(command_query(7, arguments));
  }
  wait_for_running(1);
  (void)kill(child, SIGINT);
  int status = 0;
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  CU_ASSERT_TRUE(WIFEXITED(status));
  CU_ASSERT_EQUAL(WEXITSTATUS(status), 1);
  wait_for_running(0);
}

static void a_reader_that_goes_away_is_no_failure(void) {
  const char *numbers = write_file("numbers.ttl", NUMBERS);
  int ends[2];
  CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
  (void)fflush(NULL);
  const pid_t child = fork();
  if (child == 0) {
    (void)signal(SIGPIPE, SIG_IGN);
    (void)dup2(ends[1], STDOUT_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    char *arguments[] = {"anamorph",
                         "-m",
                         (char *)(uintptr_t)numbers,
                         "-d",
                         (char *)(uintptr_t)fixture->conninfo,
                         "-e",
                         "SELECT * { ?s ?p ?o }",
                         NULL};
    _exit(command_query(7, arguments));
  }
  (void)close(ends[1]);
  char head[64];
  CU_ASSERT_TRUE(read(ends[0], head, sizeof head) > 0);
  (void)close(ends[0]);
  int status = 0;
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  CU_ASSERT_TRUE(WIFEXITED(status));
  CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
  wait_for_running(0);
}

static void a_full_disk_is_told(void) {
  const char *numbers = write_file("numbers.ttl", NUMBERS);
  if (access("/dev/full", W_OK) != 0) return;
  expect_within(RUN("dump", "-m", numbers, "-d", fixture->conninfo, "-O", "/dev/full"), 1, "",
                "No space left");
}

// --- Ontologies --------------------------------------------------------------------------------
static const char ONTOLOGY[] =
    "@prefix ex: <http://example.org/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "ex:Person rdfs:subClassOf ex:Being .\n"
    "ex:Being rdfs:subClassOf [ owl:unionOf ( ex:Living ex:Dead ) ] .\n"
    "ex:Baby rdfs:subClassOf ex:Person ; owl:disjointWith ex:Person .\n"
    "ex:name a owl:InverseFunctionalProperty ; rdfs:range ex:Word .\n";

static void an_ontology_counts_in_every_command(void) {
  const char *ontology = write_file("ontology.ttl", ONTOLOGY);
#define ASK_BEINGS "-o", ontology, "-f", "csv", "-e", EX "SELECT (COUNT(*) AS ?n) { ?x a ex:Being }"
  expect(QUERY(ASK_BEINGS), 0, "n\r\n3\r\n", NULL);
  expect_within(QUERY(ASK_BEINGS), 0, NULL, "ontology.ttl:5:26: warning: not reasoned with");
  expect(QUERY("--reasoning", "off", ASK_BEINGS), 0, "n\r\n0\r\n", NULL);
  expect_within(QUERY("-o", ontology, "-f", "csv", "-e",
                      EX "PREFIX owl: <http://www.w3.org/2002/07/owl#> SELECT ?x { ?x a "
                         "[ owl:onProperty ex:name ; owl:maxCardinality 3 ] }"),
                0, "x\r\n", "warning: the class expression at 1:");
  expect_within(RUN("dump", "-m", mapping, "-d", fixture->conninfo, "-o", ontology), 0,
                "<http://example.org/person/3> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                "<http://example.org/Being> .",
                NULL);
  expect_within(RUN("explain", "-m", mapping, "-d", fixture->conninfo, "-o", ontology, "-e",
                    EX "SELECT * { ?x a ex:Being }"),
                0, "SubClassOf(ex:Person ex:Being)", NULL);
}

// No triple says when the second was born, so nothing follows from one.
static void what_has_no_lexical_form_has_no_consequences(void) {
  const char *lives = write_file(
      "lives.ttl",
      "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
      "@prefix ex: <http://example.org/> .\n"
      "ex:Lives rr:logicalTable [ rr:tableName \"life\" ];\n"
      "  rr:subjectMap [ rr:template \"http://example.org/life/{id}\"; rr:class ex:Known ];\n"
      "  rr:predicateObjectMap [ rr:predicate ex:born; rr:objectMap [ rr:column \"born\" ] ] .\n");
  const char *ontology = write_file("born.ttl",
                                    "@prefix ex: <http://example.org/> .\n"
                                    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
                                    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
                                    "ex:born a owl:DatatypeProperty ; rdfs:domain ex:Born .\n");
  const char *known = write_file("known.ttl",
                                 "@prefix ex: <http://example.org/> .\n"
                                 "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
                                 "ex:Known rdfs:subClassOf ex:Born .\n");
#define LIVES    "-m", lives, "-d", fixture->conninfo, "-o", ontology
#define ASK_BORN "-f", "csv", "-e", EX "SELECT ?x { ?x a ex:Born } ORDER BY ?x"
  expect(RUN("query", LIVES, ASK_BORN), 0, "x\r\nhttp://example.org/life/1\r\n", NULL);
  const Ran dump = RUN("dump", LIVES);
#define BORN "> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Born> ."
  CU_ASSERT_PTR_NOT_NULL(strstr(dump.output, "life/1" BORN));
  CU_ASSERT_PTR_NULL(strstr(dump.output, "life/2" BORN));
  // Nor does the one that has no date lie in those that have one.
  expect(RUN("query", LIVES, "-o", known, ASK_BORN), 0,
         "x\r\nhttp://example.org/life/1\r\nhttp://example.org/life/2\r\n", NULL);
  // Strictly, the value is an error where it is met.
  expect_within(RUN("query", LIVES, "--strict", "-e", EX "SELECT * { ?x ex:born ?d }"), 1, NULL,
                "the value \"infinity\" in the database is no value of its XSD datatype");
}

static void a_dump_tells_all_of_what_is_the_same(void) {
  const char *ontology =
      write_file("same.ttl",
                 "<http://example.org/person/1> "
                 "<http://www.w3.org/2002/07/owl#sameAs> <http://example.org/one> .");
  const char *awake = people_only();
#define DUMP_SAME "dump", "-m", awake, "-d", fixture->conninfo, "-o", ontology
  const Ran plain = RUN(DUMP_SAME), merged = RUN(DUMP_SAME, "--same-as=members");
  CU_ASSERT_PTR_NULL(strstr(plain.output, "<http://example.org/one> <http://example.org/name>"));
  CU_ASSERT_PTR_NOT_NULL(
      strstr(merged.output, "<http://example.org/one> <http://example.org/name>"));
  CU_ASSERT_PTR_NOT_NULL(strstr(
      merged.output, "<http://example.org/one> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"));
  // Each once, and none less than before.
  CU_ASSERT_EQUAL(strlen(merged.output) > strlen(plain.output), true);
  const char *first = strstr(merged.output, "<http://example.org/one> <http://example.org/name>");
  CU_ASSERT_PTR_NULL(first == NULL
                         ? NULL
                         : strstr(first + 1, "<http://example.org/one> <http://example.org/name>"));
  expect_within(RUN(DUMP_SAME, "--same-as=representatives"), 2, "", "--same-as=members");
}

static void an_ontology_that_cannot_be_read_is_2(void) {
  expect_within(QUERY("-o", "/nonexistent.owl", "-e", "ASK {}"), 2, "", "/nonexistent.owl");
  const char *broken = write_file("broken-ontology.ttl", "<a> <b> .\n");
  expect_within(QUERY("-o", broken, "-e", "ASK {}"), 2, "", "broken-ontology.ttl:1");
  const char *lonely = write_file("lonely.ttl",
                                  "<http://a> <http://www.w3.org/2002/07/owl#imports> "
                                  "<http://b> .");
  expect_within(QUERY("-o", lonely, "-e", "ASK {}"), 2, "", "--ontology-catalog");
}

static void check_tells_violations_with_their_rows(void) {
  const char *ontology = write_file("ontology.ttl", ONTOLOGY);
  const Ran fine = RUN("check", "-m", mapping, "-d", fixture->conninfo, "-o", ontology);
  expect_within(fine, 0, "class <http://example.org/Baby> can never have a member", NULL);
  expect_within(fine, 0, "2 constraints checked, 0 violated", NULL);
  const char *strict = write_file("strict.ttl",
                                  "@prefix ex: <http://example.org/> .\n"
                                  "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
                                  "ex:boss a owl:InverseFunctionalProperty .\n");
  const Ran ran = RUN("check", "-m", mapping, "-d", fixture->conninfo, "-o", strict);
  expect_within(ran, 1, "strict.ttl:3: violated 1 time: InverseFunctionalObjectProperty(ex:boss)",
                NULL);
  expect_within(ran, 1, "table person, row with id = 2, boss = 1", NULL);
  expect_within(ran, 1, "table person, row with id = 3, boss = 1", NULL);
  const Ran json = RUN("check", "-f", "json", "-m", mapping, "-d", fixture->conninfo, "-o", strict);
  expect_within(json, 1, "\"kind\": \"InverseFunctionalProperty\"", NULL);
  expect_within(json, 1, "\"consistent\": false", NULL);
}

int main(void) {
  static const TestCase TESTS[] = {
      TEST(every_command_has_help_and_version),
      TEST(an_unknown_command_gets_the_nearest_as_hint),
      TEST(usage_errors_are_2_and_need_no_database),
      TEST(a_format_must_fit_the_query_form),
      TEST(a_syntax_error_shows_place_and_line),
      TEST(carets_stand_below_their_character),
      TEST(a_dead_database_is_1_with_a_message),
      TEST(a_bad_mapping_is_2_with_every_error),
      TEST(a_good_mapping_is_counted),
      TEST(parse_prints_the_algebra),
      TEST(a_select_in_every_format),
      TEST(an_ask_says_yes_or_no),
      TEST(a_construct_is_a_set_with_fresh_blank_nodes),
      TEST(a_describe_gives_the_triples_of_a_resource),
      TEST(files_standard_input_and_bases_are_read),
      TEST(a_dataset_chooses_graphs),
      TEST(explain_shows_every_stage),
      TEST(explain_says_what_laws_changed),
      TEST(a_dump_writes_graphs_in_quad_formats),
      TEST(a_dump_tells_all_of_what_is_the_same),
      TEST(a_dump_file_appears_only_when_whole),
      TEST(a_timeout_ends_the_query),
      TEST(ctrl_c_cancels_the_query_in_postgresql),
      TEST(a_reader_that_goes_away_is_no_failure),
      TEST(a_full_disk_is_told),
      TEST(an_ontology_counts_in_every_command),
      TEST(what_has_no_lexical_form_has_no_consequences),
      TEST(an_ontology_that_cannot_be_read_is_2),
      TEST(check_tells_violations_with_their_rows),
  };
  fixture = fixture_open(TABLES);
  char template[] = "/tmp/anamorph-test-XXXXXX";
  folder = mkdtemp(template);
  if (folder == NULL) return 1;
  mapping = write_file("mapping.ttl", MAPPING);
  const int code = suites_run("cli", TESTS, sizeof TESTS / sizeof *TESTS);
  const char *const remove[] = {"broken.rq",
                                "bad.ttl",
                                "worse.ttl",
                                "names.rq",
                                "people.ttl",
                                "people-out.ttl",
                                "failing.ttl",
                                "numbers.ttl",
                                "mapping.ttl",
                                "ontology.ttl",
                                "broken-ontology.ttl",
                                "lonely.ttl",
                                "strict.ttl",
                                "lives.ttl",
                                "born.ttl",
                                "known.ttl"};
  for (size_t i = 0; i < sizeof remove / sizeof *remove; i++) (void)unlink(path_of(remove[i]));
  (void)rmdir(folder);
  fixture_close(fixture);
  return code;
}

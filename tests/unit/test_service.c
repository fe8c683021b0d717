// SERVICE over HTTP: what is asked, what is refused, and what an endpoint that misbehaves leads to.
#include <CUnit/CUnit.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/service/service.h"
#include "endpoint/write/escape.h"
#include "rewriter/sparql/parse.h"
#include "tests/support/false_endpoint.h"
#include "tests/support/fixture.h"

static FalseEndpoint endpoint;

// A SERVICE of a query as a leaf. The endpoint's own address stands for "http://here" in texts.
typedef struct Asked {
  Arena *arena;
  Services *services;
  Query *query;
  const Node *node;
  Leaf leaf;
  Status status;
  Error err;
  Buffer rows;  // a line for each solution
} Asked;

static const char *here(Arena *arena, const char *text) {
  Buffer out = {0};
  const char *found;
  while ((found = strstr(text, "http://here")) != NULL) {
    buffer_add(&out, text, (size_t)(found - text));
    buffer_printf(&out, "http://127.0.0.1:%u", (unsigned)endpoint.port);
    text = found + strlen("http://here");
  }
  buffer_add_text(&out, text);
  const char *copy = buffer_copy(&out, arena);
  buffer_free(&out);
  return copy;
}

static const Node *find_service(const Node *node) {
  if (node->kind == NODE_SERVICE) return node;
  for (size_t i = 0; i < node->child_count; i++) {
    const Node *found = find_service(node->child[i]);
    if (found != NULL) return found;
  }
  return NULL;
}

static Asked *make(const char *text, const char *allow, ServiceOptions options) {
  Arena *arena = arena_create(0);
  Asked *asked = ARENA_NEW(arena, Asked);
  asked->arena = arena;
  const char *allowed = allow == NULL ? NULL : here(arena, allow);
  options.allow = &allowed;
  options.allow_count = allow == NULL ? 0 : 1;
  const char *query = here(arena, text);
  CU_ASSERT_EQUAL_FATAL(services_create(&options, &asked->services, &asked->err), STATUS_OK);
  CU_ASSERT_EQUAL_FATAL(
      sparql_parse(arena, NULL, query, strlen(query), NULL, &asked->query, &asked->err), STATUS_OK);
  asked->node = find_service(asked->query->pattern);
  const LeafMaker *maker = services_leaf_maker(asked->services);
  asked->status =
      maker->make(maker->self, asked->query, asked->node, arena, &asked->leaf, &asked->err);
  return asked;
}

static void ask(Asked *asked, const LeafBlock *block, unsigned timeout_ms) {
  const size_t width = varset_count(&asked->node->variables);
  Term *terms = ARENA_ARRAY(asked->arena, Term, width + 1);
  if (asked->status != STATUS_OK) return;
  asked->status = asked->leaf.open(asked->leaf.self, block, timeout_ms, &asked->err);
  for (bool there = true; there && asked->status == STATUS_OK;) {
    asked->status = asked->leaf.next(asked->leaf.self, terms, &there, &asked->err);
    for (size_t i = 0; there && asked->status == STATUS_OK && i < width; i++) {
      if (terms[i].kind == TERM_UNBOUND)
        buffer_add_char(&asked->rows, '-');
      else
        escape_term(&asked->rows, &terms[i]);
      buffer_add_char(&asked->rows, i + 1 == width ? '\n' : ' ');
    }
  }
  asked->leaf.close(asked->leaf.self);
}

static void forget(Asked *asked) {
  Services *services = asked->services;
  buffer_free(&asked->rows);
  arena_destroy(asked->arena);
  services_destroy(services);
}

static void check_with(const char *text, const char *allow, ServiceOptions options,
                       unsigned timeout_ms, Status status, const char *expected) {
  Asked *asked = make(text, allow, options);
  ask(asked, NULL, timeout_ms);
  CU_ASSERT_EQUAL(asked->status, status);
  const char *wanted = here(asked->arena, expected);
  const char *got = status == STATUS_OK ? buffer_text(&asked->rows) : asked->err.message;
  CU_ASSERT_STRING_EQUAL(got, wanted);
  if (strcmp(got, wanted) != 0) printf("\n%s\ngave: %s\n", text, got);
  forget(asked);
}

static void check(const char *text, Status status, const char *expected) {
  check_with(text, "http://here", (ServiceOptions){0}, 10000, status, expected);
}

// --- Answers and failures ------------------------------------------------------------------------

static void an_answer_is_read(void) {
  check("SELECT * { SERVICE <http://here/ok> { ?x ?p ?o } }", STATUS_OK, "<http://e/1> - -\n");
}

static void a_large_answer_flows_through(void) {
  Asked *asked = make("SELECT * { SERVICE <http://here/many> { ?x a ?x } }", "http://here/many",
                      (ServiceOptions){0});
  ask(asked, NULL, 0);
  CU_ASSERT_EQUAL(asked->status, STATUS_OK);
  size_t lines = 0;
  for (size_t i = 0; i < asked->rows.length; i++) lines += asked->rows.data[i] == '\n';
  CU_ASSERT_EQUAL(lines, 100000);
  forget(asked);
}

static void an_error_names_the_host_and_the_row(void) {
  check("SELECT * { SERVICE <http://here/bad> { ?x a ?x } }", STATUS_SERVICE,
        "service http://here/bad: row 3: 'no iri' is not an absolute IRI");
  check("SELECT * { SERVICE <http://here/html> { ?x a ?x } }", STATUS_SERVICE,
        "service http://here/html: it answered with text/html; charset=utf-8, which are no SPARQL "
        "results");
  check("SELECT * { SERVICE <http://here/csv> { ?x a ?x } }", STATUS_SERVICE,
        "service http://here/csv: it answered with CSV, which does not tell IRIs from literals");
  check("SELECT * { SERVICE <http://here/500> { ?x a ?x } }", STATUS_SERVICE,
        "service http://here/500: it answered with status 500: out of order");
  check("SELECT * { SERVICE <http://here/none> { ?x a ?x } }", STATUS_SERVICE,
        "service http://here/none: it answered with status 404");
}

static void an_answer_that_breaks_off_is_an_error(void) {
  Asked *asked = make("SELECT * { SERVICE <http://here/cut> { ?x a ?x } }", "http://here",
                      (ServiceOptions){0});
  ask(asked, NULL, 10000);
  CU_ASSERT_EQUAL(asked->status, STATUS_SERVICE);
  CU_ASSERT_STRING_EQUAL(asked->err.hint, "it had sent 2 whole rows");
  forget(asked);
}

static void nobody_listening_is_an_error(void) {
  check_with("SELECT * { SERVICE <http://127.0.0.1:1/> { ?x a ?x } }", "http://127.0.0.1:1/",
             (ServiceOptions){0}, 10000, STATUS_SERVICE,
             "service http://127.0.0.1:1/: Couldn't connect to server");
}

static void time_and_size_are_bounded(void) {
  const ServiceOptions hasty = {.client = {.timeout_ms = 100}};
  check_with("SELECT * { SERVICE <http://here/slow> { ?x a ?x } }", "http://here", hasty, 10000,
             STATUS_LIMIT, "service http://here/slow: it did not answer within 100 ms");
  check_with("SELECT * { SERVICE <http://here/drip> { ?x a ?x } }", "http://here", hasty, 10000,
             STATUS_LIMIT, "service http://here/drip: it did not answer within 100 ms");
  check_with("SELECT * { SERVICE <http://here/slow> { ?x a ?x } }", "http://here",
             (ServiceOptions){0}, 100, STATUS_LIMIT,
             "service http://here/slow: the query's time ended before its answer");
  const ServiceOptions small = {.client = {.max_bytes = 1000000}};
  check_with("SELECT * { SERVICE <http://here/huge> { ?x a ?x } }", "http://here", small, 10000,
             STATUS_LIMIT, "service http://here/huge: it answered more than 1000000 bytes");
}

// Once the request has arrived.
static void *cancel_soon(void *leaf) {
  while (atomic_load(&endpoint.waiting) == 0) usleep(1000);
  ((Leaf *)leaf)->cancel(((Leaf *)leaf)->self);
  return NULL;
}

static void cancelling_ends_the_wait_and_the_request(void) {
  Asked *asked = make("SELECT * { SERVICE SILENT <http://here/wait> { ?x a ?x } }", "http://here",
                      (ServiceOptions){0});
  pthread_t thread;
  pthread_create(&thread, NULL, cancel_soon, &asked->leaf);
  ask(asked, NULL, 0);
  pthread_join(thread, NULL);
  CU_ASSERT_EQUAL(asked->status, STATUS_CANCELLED);
  for (int i = 0; i < 1000 && atomic_load(&endpoint.waiting) == 1; i++) usleep(10000);
  CU_ASSERT_EQUAL(atomic_load(&endpoint.waiting), 2);
  forget(asked);
}

// --- SILENT --------------------------------------------------------------------------------------

static void silent_makes_of_every_failure_one_solution_without_bindings(void) {
  const ServiceOptions hasty = {.client = {.timeout_ms = 100}};
  check("SELECT * { SERVICE SILENT <http://here/ok> { ?x a ?y } }", STATUS_OK, "<http://e/1> -\n");
  check("SELECT * { SERVICE SILENT <http://here/bad> { ?x a ?y } }", STATUS_OK, "- -\n");
  check("SELECT * { SERVICE SILENT <http://here/cut> { ?x a ?y } }", STATUS_OK, "- -\n");
  check("SELECT * { SERVICE SILENT <http://here/500> { ?x a ?y } }", STATUS_OK, "- -\n");
  check("SELECT * { SERVICE SILENT <http://example.org/> { ?x a ?y } }", STATUS_OK, "- -\n");
  check("SELECT * { SERVICE SILENT <urn:none> { ?x a ?y } }", STATUS_OK, "- -\n");
  check("SELECT * { SERVICE SILENT ?g { ?x a ?y } }", STATUS_OK, "- - -\n");
  check_with("SELECT * { SERVICE SILENT <http://here/slow> { ?x a ?y } }", "http://here", hasty,
             10000, STATUS_OK, "- -\n");
}

static void silent_does_not_outlive_the_query(void) {
  check_with("SELECT * { SERVICE SILENT <http://here/slow> { ?x a ?y } }", "http://here",
             (ServiceOptions){0}, 100, STATUS_LIMIT,
             "service http://here/slow: the query's time ended before its answer");
}

// --- The list ------------------------------------------------------------------------------------

static void nothing_is_asked_that_is_not_listed(void) {
  static const struct {
    const char *allow, *asked;
  } cases[] = {
      {NULL, "http://here/ok"},
      {"http://here/other", "http://here/ok"},
      {"http://here/o", "http://here/ok"},
      {"http://here/other/", "http://here/other/../ok"},
      {"http://here/other/", "http://here/other/%2e%2E/ok"},
      {"https://127.0.0.1/", "http://here/ok"},
      {"http://127.0.0.1:1/", "http://here/ok"},
      {"http://127.0.0.1.example.org/", "http://here/ok"},
      {"http://example.org", "http://example.org.evil.example/"},
      {"http://example.org", "http://example.org@evil.example/"},
      {"*", "file:///etc/passwd"},
      {"*", "ftp://example.org/"},
      {"*", "urn:a"},
  };
  const unsigned requests = atomic_load(&endpoint.requests);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Buffer text = {0};
    buffer_printf(&text, "SELECT * { SERVICE <%s> { ?x a ?x } }", cases[i].asked);
    Asked *asked = make(buffer_text(&text), cases[i].allow, (ServiceOptions){0});
    CU_ASSERT_EQUAL(asked->status, STATUS_USAGE);
    CU_ASSERT_EQUAL(asked->err.at.line, 1);
    CU_ASSERT_EQUAL(asked->err.at.column, 12);
    if (asked->status != STATUS_USAGE) printf("\nallowed: %s\n", cases[i].asked);
    forget(asked);
    buffer_free(&text);
  }
  CU_ASSERT_EQUAL(atomic_load(&endpoint.requests), requests);
}

static void a_refusal_says_how_to_allow_and_tells_no_password(void) {
  Asked *asked = make("SELECT * { SERVICE <http://me:secret@example.org/a?key=1> { ?x a ?x } }",
                      NULL, (ServiceOptions){0});
  CU_ASSERT_STRING_EQUAL(asked->err.message,
                         "the service <http://example.org/a> is not among those that may be asked");
  CU_ASSERT_PTR_NOT_NULL(strstr(asked->err.hint, "--service-allow http://example.org/a"));
  forget(asked);
}

static void behind_a_wildcard_only_public_addresses_are_asked(void) {
  static const char message[] =
      "service http://here/ok: its address is not one of the public Internet";
  check_with("SELECT * { SERVICE <http://here/ok> { ?x a ?x } }", "*", (ServiceOptions){0}, 10000,
             STATUS_USAGE, message);
  check_with("SELECT * { SERVICE <http://here/ok> { ?x a ?x } }", "http:*", (ServiceOptions){0},
             10000, STATUS_USAGE, message);
}

static bool is_public(const char *text) {
  struct sockaddr_in v4 = {.sin_family = AF_INET};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
    return address_is_public((const struct sockaddr *)&v4);
  CU_ASSERT_EQUAL_FATAL(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
  return address_is_public((const struct sockaddr *)&v6);
}

static void special_addresses_are_known(void) {
  static const char *const special[] = {
      "127.0.0.1",  "10.1.2.3",        "172.31.0.1", "192.168.1.1", "169.254.169.254",
      "100.64.0.1", "0.0.0.0",         "224.0.0.1",  "::1",         "fe80::1",
      "fd00::1",    "::ffff:10.0.0.1", "ff02::1",    "2002:7f00::", "64:ff9b::7f00:1",
      "2001:db8::", "::127.0.0.1",     "240.0.0.1",  "::"};
  static const char *const open[] = {"8.8.8.8", "172.32.0.1", "2606:4700::1", "::ffff:8.8.8.8"};
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    CU_ASSERT_FALSE(is_public(special[i]));
  for (size_t i = 0; i < sizeof open / sizeof *open; i++) CU_ASSERT_TRUE(is_public(open[i]));
}

static void redirections_lead_to_listed_endpoints_only(void) {
  check("SELECT * { SERVICE <http://here/to/ok> { ?x a ?y } }", STATUS_OK, "<http://e/1> -\n");
  check("SELECT * { SERVICE <http://here/see/ok> { ?x a ?y } }", STATUS_OK, "<http://e/1> -\n");
  check("SELECT * { SERVICE <http://here/loop> { ?x a ?y } }", STATUS_SERVICE,
        "service http://here/loop: it redirects more than 5 times");
  check("SELECT * { SERVICE <http://here/elsewhere> { ?x a ?y } }", STATUS_USAGE,
        "service http://here/elsewhere: it redirects elsewhere: the service "
        "<http://example.org/sparql> is not among those that may be asked");
  check_with("SELECT * { SERVICE <http://here/to/ok> { ?x a ?y } }", "http://here/to",
             (ServiceOptions){0}, 10000, STATUS_USAGE,
             "service http://here/to/ok: it redirects elsewhere: the service <http://here/ok> is "
             "not among those that may be asked");
}

static void passwords_of_the_list_go_where_it_says(void) {
  Arena *arena = arena_create(0);
  const char *allow = arena_format(arena, "http://me:word@127.0.0.1:%u/ok", endpoint.port);
  check_with("SELECT * { SERVICE <http://here/ok> { ?x a ?y } }", allow, (ServiceOptions){0}, 10000,
             STATUS_OK, "<http://e/1> -\n");
  CU_ASSERT_STRING_EQUAL(endpoint.authorization, "Basic bWU6d29yZA==");
  check("SELECT * { SERVICE <http://here/ok> { ?x a ?y } }", STATUS_OK, "<http://e/1> -\n");
  CU_ASSERT_STRING_EQUAL(endpoint.authorization, "");
  arena_destroy(arena);
}

static void an_endpoint_can_be_asked_at_another_address(void) {
  Arena *arena = arena_create(0);
  const char *map =
      arena_format(arena, "http://example.org/sparql?a=b=http://127.0.0.1:%u/ok", endpoint.port);
  const ServiceOptions options = {.map_count = 1, .map = &map};
  check_with("SELECT * { SERVICE <http://example.org/sparql?a=b> { ?x a ?y } }", NULL, options,
             10000, STATUS_OK, "<http://e/1> -\n");
  arena_destroy(arena);
}

static void a_list_that_cannot_be_read_is_refused(void) {
  static const char *const wrong[] = {"example.org", "ftp://example.org/", "http://", ""};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    Services *services;
    Error err = {0};
    const ServiceOptions allow = {.allow_count = 1, .allow = &wrong[i]};
    const ServiceOptions map = {.map_count = 1, .map = &wrong[i]};
    CU_ASSERT_EQUAL(services_create(&allow, &services, &err), STATUS_USAGE);
    CU_ASSERT_EQUAL(services_create(&map, &services, &err), STATUS_USAGE);
  }
}

// --- Requests ------------------------------------------------------------------------------------

// The query that /echo got for a block, with the answer's quotes and escapes taken away.
static void check_request(const char *text, const LeafBlock *block, const char *expected) {
  Asked *asked = make(text, "http://here", (ServiceOptions){0});
  ask(asked, block, 10000);
  CU_ASSERT_EQUAL(asked->status, STATUS_OK);
  Buffer out = {0};
  escape_string(&out, expected, strlen(expected));
  buffer_add_char(&out, '"');
  const char *got = buffer_text(&asked->rows);
  CU_ASSERT_PTR_NOT_NULL(strstr(got, buffer_text(&out)));
  if (strstr(got, buffer_text(&out)) == NULL) printf("\ngot: %s\nnot: %s\n", got, out.data);
  buffer_free(&out);
  forget(asked);
}

static const Symbol ONE = {"http://e/1", 10}, WORD = {"a \"b\"", 5}, LABEL = {"l", 1};

static void the_pattern_goes_as_it_was_written_with_its_prologue(void) {
  check_request(
      "BASE <http://b/> PREFIX p: <q#> SELECT * { ?s ?q ?x SERVICE <http://here/echo> "
      "{ ?x p:a <c> , _:b OPTIONAL { SERVICE <d> {} } # so\n} }",
      NULL,
      "BASE <http://b/>\nPREFIX p: <http://b/q#>\nSELECT ?x WHERE "
      "{ ?x p:a <c> , _:b OPTIONAL { SERVICE <d> {} } # so\n}");
}

static void bindings_are_sent_along(void) {
  const VarId vars[] = {0, 1};
  const Term cells[] = {term_iri(&ONE), term_literal(&WORD, &XSD_STRING), term_iri(&ONE),
                        term_literal(&WORD, &XSD_INTEGER)};
  const LeafBlock block = {2, vars, 2, cells};
  check_request("SELECT ?x ?y { ?x ?z ?y SERVICE <http://here/echo> { ?x ?z ?y FILTER(?x != 1) } }",
                &block,
                "SELECT ?x ?y ?z WHERE {\nVALUES ( ?x ?y ) {\n( <http://e/1> \"a \\\"b\\\"\" )\n"
                "( <http://e/1> \"a \\\"b\\\"\"^^<http://www.w3.org/2001/XMLSchema#integer> )\n"
                "}\n ?x ?z ?y FILTER(?x != 1) }");
  check_request("SELECT ?x ?y { ?x ?z ?y SERVICE <http://here/echo> { SELECT ?x ?y { ?x a ?y } } }",
                &block,
                "SELECT ?x ?y WHERE {\nVALUES ( ?x ?y ) {\n( <http://e/1> \"a \\\"b\\\"\" )\n"
                "( <http://e/1> \"a \\\"b\\\"\"^^<http://www.w3.org/2001/XMLSchema#integer> )\n"
                "}\n{ SELECT ?x ?y { ?x a ?y } }\n}");
}

static void columns_with_blank_nodes_stay_here_and_rows_alike_go_once(void) {
  const VarId vars[] = {0, 1};
  const Term cells[] = {term_iri(&ONE), term_blank(&LABEL), term_iri(&ONE),
                        term_literal(&WORD, &XSD_STRING)};
  const LeafBlock block = {2, vars, 2, cells};
  check_request("SELECT ?x ?y { ?x a ?y SERVICE <http://here/echo> { ?x a ?y } }", &block,
                "SELECT ?x ?y WHERE {\nVALUES ( ?x ) {\n( <http://e/1> )\n}\n ?x a ?y }");
  const Term blank[] = {term_blank(&LABEL)};
  const LeafBlock none = {1, vars, 1, blank};
  check_request("SELECT ?x ?y { ?x a ?y SERVICE <http://here/echo> { ?x a ?y } }", &none,
                "SELECT ?x ?y WHERE { ?x a ?y }");
}

static void each_endpoint_of_a_variable_is_asked_once(void) {
  Arena *arena = arena_create(0);
  const char *text = arena_format(arena, "http://127.0.0.1:%u/ok", endpoint.port);
  const Symbol ok = {text, strlen(text)};
  text = arena_format(arena, "http://127.0.0.1:%u/blank", endpoint.port);
  const Symbol blank = {text, strlen(text)};
  const VarId vars[] = {0};
  const Term cells[] = {term_iri(&ok), term_iri(&blank), term_iri(&ok)};
  const LeafBlock block = {1, vars, 3, cells};
  Asked *asked =
      make("SELECT ?g ?x { ?g a ?x SERVICE ?g { ?x a ?x } }", "http://here", (ServiceOptions){0});
  const unsigned requests = atomic_load(&endpoint.requests);
  ask(asked, &block, 10000);
  CU_ASSERT_EQUAL(asked->status, STATUS_OK);
  CU_ASSERT_EQUAL(atomic_load(&endpoint.requests), requests + 2);
  const char *expected =
      here(arena,
           "<http://here/ok> <http://e/1>\n<http://here/blank> _:_F4_8F_BF_BE1_2E24_2E2_2Eb\n"
           "<http://here/blank> _:_F4_8F_BF_BE1_2E24_2E2_2Eb\n");
  CU_ASSERT_STRING_EQUAL(buffer_text(&asked->rows), expected);
  if (strcmp(buffer_text(&asked->rows), expected) != 0) printf("\n%s\n", asked->rows.data);
  forget(asked);
  arena_destroy(arena);
}

static void an_endpoint_without_a_value_is_an_error(void) {
  check("SELECT * { SERVICE ?g { ?x a ?y } }", STATUS_SERVICE,
        "which service is to be asked is not known: ?g has no value here");
  const VarId vars[] = {0};
  const Term cells[] = {term_literal(&WORD, &XSD_STRING)};
  const LeafBlock block = {1, vars, 1, cells};
  Asked *asked =
      make("SELECT ?g { ?g a ?x SERVICE ?g { ?x a ?y } }", "http://here", (ServiceOptions){0});
  ask(asked, &block, 10000);
  CU_ASSERT_EQUAL(asked->status, STATUS_SERVICE);
  CU_ASSERT_STRING_EQUAL(asked->err.message, "a service is named by an IRI, not by a literal");
  forget(asked);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(an_answer_is_read),
      TEST(a_large_answer_flows_through),
      TEST(an_error_names_the_host_and_the_row),
      TEST(an_answer_that_breaks_off_is_an_error),
      TEST(nobody_listening_is_an_error),
      TEST(time_and_size_are_bounded),
      TEST(cancelling_ends_the_wait_and_the_request),
      TEST(silent_makes_of_every_failure_one_solution_without_bindings),
      TEST(silent_does_not_outlive_the_query),
      TEST(nothing_is_asked_that_is_not_listed),
      TEST(a_refusal_says_how_to_allow_and_tells_no_password),
      TEST(behind_a_wildcard_only_public_addresses_are_asked),
      TEST(special_addresses_are_known),
      TEST(redirections_lead_to_listed_endpoints_only),
      TEST(passwords_of_the_list_go_where_it_says),
      TEST(an_endpoint_can_be_asked_at_another_address),
      TEST(a_list_that_cannot_be_read_is_refused),
      TEST(the_pattern_goes_as_it_was_written_with_its_prologue),
      TEST(bindings_are_sent_along),
      TEST(columns_with_blank_nodes_stay_here_and_rows_alike_go_once),
      TEST(each_endpoint_of_a_variable_is_asked_once),
      TEST(an_endpoint_without_a_value_is_an_error),
  };
  false_endpoint_start(&endpoint);
  const int status = suites_run("service", tests, sizeof tests / sizeof *tests);
  false_endpoint_stop(&endpoint);
  return status;
}

// The endpoint over real sockets, with a scripted executor: protocol, errors, streaming, limits.
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/fixture.h"
#include "tests/support/served.h"

static Served served;

// One request; checks status and, when `part` is not NULL, that the body holds it.
static void expect(const char *head, const char *body, int status, const char *part) {
  Response response;
  http_ask(served.port, head, body, &response);
  CU_ASSERT_EQUAL(response.status, status);
  if (response.status != status) printf("%.60s gave %d\n", head, response.status);
  CU_ASSERT(response.is_whole);
  if (part != NULL) {
    CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), part));
    if (strstr(response_body(&response), part) == NULL)
      printf("%.60s gave: %s\n", head, response_body(&response));
  }
  response_free(&response);
}

static void expect_header(const char *head, const char *body, const char *name, const char *value) {
  Response response;
  http_ask(served.port, head, body, &response);
  CU_ASSERT_STRING_EQUAL(response_header(&response, name), value);
  response_free(&response);
}

#define FORM   "Content-Type: application/x-www-form-urlencoded\r\n"
#define DIRECT "Content-Type: application/sparql-query\r\n"

// --- Protocol ----------------------------------------------------------------------------------

static void the_three_ways_to_ask_are_one(void) {
  expect("GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\n", NULL, 200, "results 0");
  expect("GET /sparql/?query=ASK+%7B%7D HTTP/1.1\r\n", NULL, 200, "results 0");
  expect("POST /sparql HTTP/1.1\r\n" FORM, "query=ASK%20%7B%7D", 200, "results 0");
  expect("POST /sparql HTTP/1.1\r\n" DIRECT, "ASK {}", 200, "results 0");
  expect("POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-query; charset=\"UTF-8\"\r\n",
         "ASK {}", 200, "results 0");
  expect("POST /sparql/ HTTP/1.0\r\n" DIRECT, "ASK {}", 200, "results 0");
}

static void a_dataset_comes_from_address_and_body(void) {
  expect(
      "GET /sparql?query=ASK&default-graph-uri=http%3A%2F%2Fa&default-graph-uri=http://b"
      "&named-graph-uri=http://c HTTP/1.1\r\n",
      NULL, 200, "results 0 default <http://a> default <http://b> named <http://c>");
  expect("POST /sparql?default-graph-uri=http://a HTTP/1.1\r\n" DIRECT, "ASK {}", 200,
         "default <http://a>");
  expect("POST /sparql?default-graph-uri=http://a HTTP/1.1\r\n" FORM,
         "query=ASK&named-graph-uri=http%3a//b", 200, "default <http://a> named <http://b>");
}

// The query part of the W3C protocol tests (sparql11-tests/protocol).
static void bad_requests_get_their_status(void) {
  expect("PUT /sparql?query=ASK%20%7B%7D HTTP/1.1\r\n" FORM, NULL, 405, NULL);
  expect("GET /sparql/?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D HTTP/1.1\r\n", NULL, 400,
         "more than one query");
  expect("POST /sparql?query=ASK HTTP/1.1\r\n" DIRECT, "ASK {}", 400, "more than one query");
  expect("POST /sparql/ HTTP/1.1\r\nContent-Type: text/plain\r\n", "ASK {}", 415, NULL);
  expect("POST /sparql/ HTTP/1.1\r\n", "query=ASK%20%7B%7D", 415, NULL);
  expect("POST /sparql/ HTTP/1.1\r\n", "ASK {}", 415, NULL);
  expect("POST /sparql/ HTTP/1.1\r\nContent-Type: application/sparql-query; charset=UTF-16\r\n",
         "ASK {}", 415, "UTF-8");
  expect("GET /sparql?query=ASK%20!syntax HTTP/1.1\r\n", NULL, 400, NULL);
  expect("GET /sparql/?update=CLEAR%20ALL HTTP/1.1\r\n", NULL, 403, "never changed");
  expect("POST /sparql/ HTTP/1.1\r\n" FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403,
         NULL);
  expect("POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-update\r\n", "CLEAR ALL", 403,
         NULL);
  expect("POST /sparql HTTP/1.1\r\n" FORM, "format=json", 400, "missing");
  expect("POST /sparql HTTP/1.1\r\n" DIRECT, "ASK { \xff }", 400, "UTF-8");
  expect("GET /sparql?query=ASK%FF HTTP/1.1\r\n", NULL, 400, "UTF-8");
  expect("GET /sparql?query=%4 HTTP/1.1\r\n", NULL, 400, "escape");
  expect("GET /sparql?query=ASK&timeout=soon HTTP/1.1\r\n", NULL, 400, "milliseconds");
  expect("GET /sparql?query=ASK&format=bmp HTTP/1.1\r\n", NULL, 400, "bmp");
  expect("POST /sparql HTTP/1.1\r\nContent-Encoding: gzip\r\n" DIRECT, "x", 415, NULL);
  expect("GET /nothing HTTP/1.1\r\n", NULL, 404, "/nothing");
  expect("POST /health HTTP/1.1\r\n", "", 405, NULL);
  expect("GET /sparql?query=ASK HTTP/1.1\r\nAccept: image/png\r\n", NULL, 406, NULL);
}

static void what_is_allowed_is_told(void) {
  expect_header("DELETE /sparql HTTP/1.1\r\n", NULL, "Allow", "GET, HEAD, POST, OPTIONS");
  expect_header("OPTIONS /sparql HTTP/1.1\r\n", NULL, "Allow", "GET, HEAD, POST, OPTIONS");
  expect_header("OPTIONS * HTTP/1.1\r\n", NULL, "Allow", "GET, HEAD, POST, OPTIONS");
  expect("OPTIONS /sparql HTTP/1.1\r\n", NULL, 204, NULL);
}

static void other_sites_may_ask(void) {
  static const char preflight[] =
      "OPTIONS /sparql HTTP/1.1\r\nOrigin: https://x\r\nAccess-Control-Request-Method: POST\r\n"
      "Access-Control-Request-Headers: content-type\r\n";
  expect(preflight, NULL, 204, NULL);
  expect_header(preflight, NULL, "Access-Control-Allow-Origin", "*");
  expect_header(preflight, NULL, "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
  expect_header(preflight, NULL, "Access-Control-Allow-Headers",
                "Accept, Content-Type, Authorization");
  expect_header("GET /sparql?query=ASK HTTP/1.1\r\nOrigin: https://x\r\n", NULL,
                "Access-Control-Allow-Origin", "*");
  expect_header("GET /sparql?query=ASK%20!syntax HTTP/1.1\r\n", NULL, "Access-Control-Allow-Origin",
                "*");
}

static void formats_are_negotiated_by_form(void) {
  static const struct {
    const char *query, *more, *accept, *type;
  } cases[] = {
      {"SELECT", "", NULL, "application/sparql-results+json"},
      {"SELECT", "", "text/csv", "text/csv; charset=utf-8"},
      {"SELECT", "", "application/json", "application/sparql-results+json"},
      {"SELECT", "&format=xml", "text/csv", "application/sparql-results+xml"},
      {"SELECT", "&output=tsv", NULL, "text/tab-separated-values; charset=utf-8"},
      {"SELECT", "&format=text/csv", NULL, "text/csv; charset=utf-8"},
      {"SELECT", "", "text/turtle, application/sparql-results+xml;q=0.5",
       "application/sparql-results+xml"},
      {"CONSTRUCT", "", "text/turtle;q=0.4, application/sparql-results+xml",
       "text/turtle; charset=utf-8"},
      {"CONSTRUCT", "", NULL, "text/turtle; charset=utf-8"},
      {"DESCRIBE", "", "application/n-triples", "application/n-triples"},
      {"DESCRIBE", "&format=nq", NULL, "application/n-quads"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Response response;
    served_query(&served, cases[i].query, cases[i].more, cases[i].accept, &response);
    CU_ASSERT_EQUAL(response.status, 200);
    CU_ASSERT_STRING_EQUAL(response_header(&response, "Content-Type"), cases[i].type);
    CU_ASSERT_STRING_EQUAL(response_header(&response, "Vary"), "Accept");
    response_free(&response);
  }
}

static void head_is_get_without_the_body(void) {
  Response response;
  http_ask(served.port, "HEAD /sparql?query=ASK HTTP/1.1\r\n", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Content-Type"),
                         "application/sparql-results+json");
  response_free(&response);
  http_ask(served.port, "HEAD / HTTP/1.1\r\n", NULL, &response);
  CU_ASSERT(strtol(response_header(&response, "Content-Length"), NULL, 10) > 1000);
  response_free(&response);
}

static void the_service_is_described(void) {
  expect("GET /sparql HTTP/1.1\r\nAccept: application/n-triples\r\n", NULL, 200,
         "<http://www.w3.org/ns/sparql-service-description#endpoint> <http://localhost/sparql> .");
  expect("GET /sparql HTTP/1.1\r\n", NULL, 200, "sd:Service");
  expect("GET /sparql HTTP/1.1\r\nAccept: image/png\r\n", NULL, 406, NULL);
  expect_header("GET /sparql HTTP/1.1\r\nAccept: text/html\r\n", NULL, "Location", "/");
}

// --- Errors ------------------------------------------------------------------------------------

static void errors_are_told_as_the_client_reads(void) {
  Response response;
  served_query(&served, "SELECT\n  !syntax", "", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 400);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Content-Type"), "text/plain; charset=utf-8");
  CU_ASSERT_STRING_EQUAL(response_body(&response),
                         "line 2, column 3: it says !syntax \"<here>\"\n\n      !syntax\n      ^\n"
                         "\nhint: say something else\n");
  response_free(&response);
  served_query(&served, "SELECT\n  !syntax", "", "application/sparql-results+json", &response);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Content-Type"), "application/json");
  CU_ASSERT_STRING_EQUAL(
      response_body(&response),
      "{\"status\":400,\"error\":\"syntax\",\"message\":\"it says !syntax \\\"<here>\\\"\","
      "\"line\":2,\"column\":3,\"hint\":\"say something else\"}\n");
  response_free(&response);
  served_query(&served, "SELECT\n  !syntax", "", "text/html,*/*;q=0.8", &response);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Content-Type"), "text/html; charset=utf-8");
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "&quot;&lt;here&gt;&quot;"));
  response_free(&response);
}

static void failures_have_their_status(void) {
  expect("GET /sparql?query=SELECT+!unsupported HTTP/1.1\r\n", NULL, 501, "!unsupported");
  expect("GET /sparql?query=SELECT+!usage HTTP/1.1\r\n", NULL, 400, "!usage");
  expect("GET /sparql?query=SELECT+!early HTTP/1.1\r\n", NULL, 503, "relation is gone");
}

static void an_error_in_the_middle_breaks_the_answer_off(void) {
  Response response;
  served_query(&served, "SELECT !late", "", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Transfer-Encoding"), "chunked");
  CU_ASSERT_FALSE(response.is_whole);
  response_free(&response);
}

static void a_timeout_is_504_and_cancels(void) {
  const unsigned before = served_cancelled(&served);
  Response response;
  served_query(&served, "SELECT !wait", "&timeout=150", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 504);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "within 150 ms"));
  CU_ASSERT_EQUAL(served_cancelled(&served), before + 1);
  response_free(&response);
}

// --- Connections -------------------------------------------------------------------------------

static void requests_follow_each_other_on_one_connection(void) {
  static const char both[] =
      "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n" DIRECT
      "\r\nASK {}"
      "GET /sparql?query=SELECT HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  Response response;
  const int fd = served_send(&served, both);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_STRING_EQUAL(response_body(&response), "{\"status\":\"ok\"}\n");
  response_free(&response);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_STRING_EQUAL(response_body(&response), "results 0");
  response_free(&response);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Connection"), "close");
  response_free(&response);
  http_expect_end(fd);
  close(fd);
}

static void a_thousand_pipelined_requests_are_answered(void) {
  static const char one[] = "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n";
  enum { COUNT = 1000 };
  const int fd = http_connect(served.port);
  for (int i = 0; i < COUNT; i++) http_send_text(fd, one);
  int answered = 0;
  for (int i = 0; i < COUNT; i++) {
    Response response;
    answered += http_receive(fd, false, &response) && response.status == 200;
    response_free(&response);
  }
  CU_ASSERT_EQUAL(answered, COUNT);
  close(fd);
}

static void http_1_0_gets_a_connection_that_ends(void) {
  static const char request[] = "GET /sparql?query=SELECT+!big HTTP/1.0\r\n\r\n";
  Response response;
  const int fd = served_send(&served, request);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Transfer-Encoding"), "");
  CU_ASSERT_EQUAL(response.body.length, SCRIPT_BIG);
  response_free(&response);
  close(fd);
}

static void a_body_too_large_is_refused_unread(void) {
  static const char request[] =
      "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 104857600\r\n" DIRECT
      "Expect: 100-continue\r\n\r\n";
  Response response;
  const int fd = served_send(&served, request);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 413);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Connection"), "close");
  response_free(&response);
  close(fd);
}

static void a_client_that_sends_it_all_the_same_reads_the_refusal(void) {
  static const char head[] =
      "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n" DIRECT "\r\n";
  Response response;
  const int fd = served_send(&served, head);
  char *body = calloc(1, 20000000);
  http_send(fd, body, 20000000);
  free(body);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 413);
  response_free(&response);
  close(fd);
}

static void an_address_too_long_is_414(void) {
  Buffer head = {0};
  buffer_add_text(&head, "GET /sparql?query=");
  for (int i = 0; i < 80000; i++) buffer_add_char(&head, 'a');
  buffer_add_text(&head, " HTTP/1.1\r\n");
  expect(buffer_text(&head), NULL, 414, NULL);
  buffer_free(&head);
}

// --- Streaming ---------------------------------------------------------------------------------

static void a_large_answer_arrives_whole(void) {
  Response response;
  served_query(&served, "SELECT !big", "", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT(response.is_whole);
  CU_ASSERT_EQUAL(response.body.length, SCRIPT_BIG);
  response_free(&response);
}

static void a_client_that_leaves_ends_its_query(void) {
  const unsigned before = served_cancelled(&served), begun = served_started(&served);
  const int fd = served_send(&served, GET_QUERY("SELECT+!wait"));
  CU_ASSERT(eventually(served_started, &served, begun + 1));
  close(fd);
  CU_ASSERT(eventually(served_cancelled, &served, before + 1));
  CU_ASSERT(eventually(served_running, &served, 0));
}

// A connection whose client takes little at a time.
static int connect_narrow(void) {
  const int fd = http_connect(served.port), small = 16384;
  (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  return fd;
}

static void a_slow_client_slows_its_query(void) {
  const unsigned long before = atomic_load(&served.script.written);
  const unsigned begun = served_started(&served);
  const int fd = connect_narrow();
  http_send_text(fd, GET_QUERY("SELECT+!big"));
  CU_ASSERT(eventually(served_started, &served, begun + 1));
  usleep(300000);
  const unsigned long written = atomic_load(&served.script.written) - before;
  CU_ASSERT(written < SCRIPT_BIG / 8);  // buffers here and in the kernel, of 64 MB in all
  close(fd);
  CU_ASSERT(eventually(served_running, &served, 0));
}

// What the worker sends itself is whole too, where the socket takes only some of it.
static void answers_that_wait_to_be_read_come_whole(void) {
  enum { ASKED = 200 };
  const int fd = connect_narrow();
  for (int i = 0; i < ASKED; i++) {
    http_send_text(fd, GET_QUERY("SELECT+!page"));
    usleep(2000);  // one after the other, while the socket takes the answers
  }
  for (int i = 0; i < ASKED; i++) {
    Response response;
    CU_ASSERT_FATAL(http_receive(fd, false, &response));
    CU_ASSERT_EQUAL(response.status, 200);
    CU_ASSERT_FATAL(response.is_whole);
    CU_ASSERT_EQUAL(response.body.length, SCRIPT_PAGE);
    CU_ASSERT_EQUAL(strspn(response_body(&response), "p"), SCRIPT_PAGE);
    response_free(&response);
  }
  close(fd);
}

// An answer that the worker sends goes over to the loop when the client is slow, and back.
static void large_answers_on_one_connection_come_whole(void) {
  static const char request[] = GET_QUERY("SELECT+!big");
  const int fd = connect_narrow();
  for (int i = 0; i < 3; i++) {
    http_send_text(fd, request);
    if (i == 1) usleep(200000);
    if (i == 2) http_send_text(fd, request);  // it waits for its turn
    Response response;
    CU_ASSERT_FATAL(http_receive(fd, false, &response));
    CU_ASSERT_EQUAL(response.status, 200);
    CU_ASSERT_STRING_EQUAL(response_header(&response, "Transfer-Encoding"), "chunked");
    CU_ASSERT_FATAL(response.is_whole);
    CU_ASSERT_EQUAL(response.body.length, SCRIPT_BIG);
    CU_ASSERT_EQUAL(strspn(response_body(&response), "x"), SCRIPT_BIG);
    response_free(&response);
  }
  Response response;
  CU_ASSERT_FATAL(http_receive(fd, false, &response));
  CU_ASSERT(response.is_whole);
  CU_ASSERT_EQUAL(response.body.length, SCRIPT_BIG);
  response_free(&response);
  close(fd);
}

static void an_error_in_the_middle_ends_a_kept_connection(void) {
  const int fd = served_send(&served, GET_QUERY("SELECT+!late"));
  Response response;
  CU_ASSERT_FATAL(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT_FALSE(response.is_whole);
  response_free(&response);
  http_expect_end(fd);
  close(fd);
}

// --- The page ----------------------------------------------------------------------------------

static void the_page_runs_a_query(void) {
  expect("GET / HTTP/1.1\r\n", NULL, 200, "<textarea");
  expect("GET /?query=SELECT+%2A HTTP/1.1\r\n", NULL, 200, "<td class=\"num\">42</td>");
  expect("GET /?query=SELECT+%2A HTTP/1.1\r\n", NULL, 200,
         "&lt;b&gt;&quot;bold&quot; &amp; &#39;quoted&#39;&lt;/b&gt;");
  expect("GET /?query=SELECT+%2A HTTP/1.1\r\n", NULL, 200,
         "href=\"/?describe=http://ex/%3Cscript%3E%26x%3D%271%27\"");
  expect("GET /?query=SELECT+!rows HTTP/1.1\r\n", NULL, 200, "The first <b>1000</b> rows");
  expect("GET /?query=ASK HTTP/1.1\r\n", NULL, 200, "Yes");
  expect("GET /?query=CONSTRUCT HTTP/1.1\r\n", NULL, 200, "http://ex/s");
  expect("GET /?query=SELECT%0A+!syntax HTTP/1.1\r\n", NULL, 400, "<span class=\"caret\">^</span>");
  expect("GET /?query=SELECT+!early HTTP/1.1\r\n", NULL, 503, "relation is gone");
  expect("GET /?describe=http://ex/a HTTP/1.1\r\n", NULL, 200, "What the graph says");
  expect("GET /?describe=%3Ca%3E HTTP/1.1\r\n", NULL, 400, "absolute IRI");
  expect("GET /?query= HTTP/1.1\r\n", NULL, 200, "<textarea");
  expect("GET /?draft=%3C/textarea%3E HTTP/1.1\r\n", NULL, 200, "&lt;/textarea&gt;");
  expect("GET /sparql?query=SELECT HTTP/1.1\r\nAccept: text/html\r\n", NULL, 200, "<table>");
}

static void the_page_lets_nothing_run(void) {
  expect_header("GET / HTTP/1.1\r\n", NULL, "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action "
                "'self'; base-uri 'none'; frame-ancestors 'none'");
  expect_header("GET / HTTP/1.1\r\n", NULL, "X-Content-Type-Options", "nosniff");
}

static void counters_are_shown(void) {
  expect("GET /metrics HTTP/1.1\r\n", NULL, 200, "anamorph_requests_total{status=\"200\"} ");
  expect("GET /metrics HTTP/1.1\r\n", NULL, 200,
         "anamorph_cancelled_total{reason=\"client_gone\"} ");
  expect("GET /metrics HTTP/1.1\r\n", NULL, 200,
         "anamorph_request_duration_seconds_bucket{le=\"+Inf\"} ");
  expect("GET /health HTTP/1.1\r\n", NULL, 200, "\"status\":\"ok\"");
}

// --- Servers with limits of their own ----------------------------------------------------------

static void a_stalled_client_is_dropped(void) {
  Served own;
  served_start(&own, &(ServerOptions){.write_timeout_ms = 300}, false);
  const int fd = served_send(&own, GET_QUERY("SELECT+!big"));
  CU_ASSERT(eventually(served_cancelled, &own, 1));
  close(fd);
  served_stop(&own);
}

static void a_request_that_does_not_arrive_is_408(void) {
  static const char part[] = "GET /sparql?query=ASK HTTP/1.1\r\nHo";
  Served own;
  Response response;
  served_start(&own, &(ServerOptions){.request_timeout_ms = 200}, false);
  const int fd = served_send(&own, part);
  usleep(120000);
  http_send(fd, "s", 1);  // a byte now and then buys no time
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 408);
  response_free(&response);
  close(fd);
  served_stop(&own);
}

static void a_client_that_says_nothing_is_closed_without_a_word(void) {
  Served own;
  served_start(&own, &(ServerOptions){.idle_timeout_ms = 200}, false);
  const int fd = http_connect(own.port);
  http_expect_end(fd);
  close(fd);
  served_stop(&own);
}

static unsigned queued(void *self) { return (unsigned)served_metric(self, "anamorph_queued"); }

static void who_comes_when_all_is_busy_is_told_to_come_again(void) {
  static const char request[] = GET_QUERY("SELECT+!wait");
  Served own;
  served_start(&own, &(ServerOptions){.workers = 1, .queue_limit = 1}, false);
  const int first = served_send(&own, request);
  CU_ASSERT(eventually(served_started, &own, 1));
  const int second = served_send(&own, request);
  CU_ASSERT(eventually(queued, &own, 1));
  Response response;
  served_query(&own, "SELECT", "", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 503);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Retry-After"), "5");
  response_free(&response);
  http_ask(own.port, "GET /health HTTP/1.1\r\n", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  response_free(&response);
  close(first);
  close(second);
  CU_ASSERT(eventually(queued, &own, 0));
  served_query(&own, "SELECT", "", NULL, &response);
  CU_ASSERT_EQUAL(response.status, 200);
  response_free(&response);
  served_stop(&own);
}

static void one_client_too_many_is_turned_away(void) {
  Served own;
  served_start(&own, &(ServerOptions){.client_limit = 1}, false);
  const int first = http_connect(own.port);
  http_send(first, "G", 1);
  const int second = http_connect(own.port);
  Response response;
  CU_ASSERT(http_receive(second, false, &response));
  CU_ASSERT_EQUAL(response.status, 503);
  CU_ASSERT(response.is_whole);
  response_free(&response);
  close(second);
  close(first);
  served_stop(&own);
}

static void stopping_lets_running_queries_end(void) {
  Served own;
  served_start(&own, &(ServerOptions){.grace_ms = 60000}, false);
  const int idle = http_connect(own.port);
  const int fd = served_send(&own, GET_QUERY("SELECT+!stubborn"));
  CU_ASSERT(eventually(served_started, &own, 1));
  server_stop(own.server);
  Response response;
  http_expect_end(idle);  // who only waits is let go at once
  atomic_store(&own.script.open, true);
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 200);
  CU_ASSERT_STRING_EQUAL(response_header(&response, "Connection"), "close");
  response_free(&response);
  close(fd);
  close(idle);
  pthread_join(own.thread, NULL);
  server_destroy(own.server);
}

static void stopping_cancels_what_does_not_end(void) {
  Served own;
  served_start(&own, &(ServerOptions){.grace_ms = 200}, false);
  const int fd = served_send(&own, GET_QUERY("SELECT+!wait"));
  CU_ASSERT(eventually(served_started, &own, 1));
  server_stop(own.server);
  Response response;
  CU_ASSERT(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, 503);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), "stopping"));
  response_free(&response);
  close(fd);
  pthread_join(own.thread, NULL);
  CU_ASSERT_EQUAL(served_cancelled(&own), 1);
  server_destroy(own.server);
}

static void a_port_in_use_is_an_error(void) {
  Server *server;
  Error err = {0};
  const ServerOptions options = {.port = served.port, .executor = &served.executor};
  CU_ASSERT_EQUAL(server_create(&options, &server, &err), STATUS_IO);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "in use"));
}

int main(void) {
  static const TestCase tests[] = {
      TEST(the_three_ways_to_ask_are_one),
      TEST(a_dataset_comes_from_address_and_body),
      TEST(bad_requests_get_their_status),
      TEST(what_is_allowed_is_told),
      TEST(other_sites_may_ask),
      TEST(formats_are_negotiated_by_form),
      TEST(head_is_get_without_the_body),
      TEST(the_service_is_described),
      TEST(errors_are_told_as_the_client_reads),
      TEST(failures_have_their_status),
      TEST(an_error_in_the_middle_breaks_the_answer_off),
      TEST(a_timeout_is_504_and_cancels),
      TEST(requests_follow_each_other_on_one_connection),
      TEST(a_thousand_pipelined_requests_are_answered),
      TEST(http_1_0_gets_a_connection_that_ends),
      TEST(a_body_too_large_is_refused_unread),
      TEST(a_client_that_sends_it_all_the_same_reads_the_refusal),
      TEST(an_address_too_long_is_414),
      TEST(a_large_answer_arrives_whole),
      TEST(a_client_that_leaves_ends_its_query),
      TEST(a_slow_client_slows_its_query),
      TEST(large_answers_on_one_connection_come_whole),
      TEST(an_error_in_the_middle_ends_a_kept_connection),
      TEST(answers_that_wait_to_be_read_come_whole),
      TEST(the_page_runs_a_query),
      TEST(the_page_lets_nothing_run),
      TEST(counters_are_shown),
      TEST(a_stalled_client_is_dropped),
      TEST(a_request_that_does_not_arrive_is_408),
      TEST(a_client_that_says_nothing_is_closed_without_a_word),
      TEST(who_comes_when_all_is_busy_is_told_to_come_again),
      TEST(one_client_too_many_is_turned_away),
      TEST(stopping_lets_running_queries_end),
      TEST(stopping_cancels_what_does_not_end),
      TEST(a_port_in_use_is_an_error),
  };
  served_start(&served, &(ServerOptions){0}, false);
  const int failed = suites_run("http", tests, sizeof tests / sizeof *tests);
  served_stop(&served);
  return failed;
}

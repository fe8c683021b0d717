// Reading requests, forms and Accept headers, without sockets.
#include <CUnit/CUnit.h>
#include <event2/buffer.h>
#include <string.h>

#include "endpoint/http/message.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/protocol.h"
#include "tests/support/fixture.h"

static const MessageLimits limits = {1000, 100};

// Feeds `text` in pieces of `step` bytes. The result of the last step, or the first that is not
// READ_MORE.
static ReadResult feed(const char *text, size_t length, size_t step, Message **message,
                       Refusal *refusal) {
  MessageReader *reader = message_reader_create(&limits);
  struct evbuffer *input = evbuffer_new();
  ReadResult result = READ_MORE;
  *message = NULL;
  refusal->status = 0;
  for (size_t at = 0; at < length && result == READ_MORE; at += step) {
    evbuffer_add(input, text + at, length - at < step ? length - at : step);
    result = message_reader_read(reader, input, message, refusal);
  }
  evbuffer_free(input);
  message_reader_destroy(reader);
  return result;
}

static ReadResult feed_text(const char *text, size_t step, Message **message, Refusal *refusal) {
  return feed(text, strlen(text), step, message, refusal);
}

static void a_request_is_the_same_however_it_arrives(void) {
  static const char text[] =
      "POST /a%20b?query=1&x HTTP/1.1\r\nHost: h\r\nContent-length:  5 \r\n\r\nhello";
  for (size_t step = 1; step <= sizeof text; step++) {
    Message *message;
    Refusal refusal;
    CU_ASSERT_EQUAL_FATAL(feed_text(text, step, &message, &refusal), READ_WHOLE);
    CU_ASSERT_STRING_EQUAL(message->method, "POST");
    CU_ASSERT_STRING_EQUAL(message->path, "/a b");
    CU_ASSERT_STRING_EQUAL(message->query, "query=1&x");
    CU_ASSERT_STRING_EQUAL(message_header(message, "content-LENGTH"), "5");
    CU_ASSERT_EQUAL(message->body.length, 5);
    CU_ASSERT(memcmp(message->body.data, "hello", 5) == 0);
    CU_ASSERT(message->keep_alive);
    message_destroy(message);
  }
}

static void a_chunked_body_is_put_together(void) {
  static const char text[] =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;note=x\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
  for (size_t step = 1; step <= sizeof text; step += 3) {
    Message *message;
    Refusal refusal;
    CU_ASSERT_EQUAL_FATAL(feed_text(text, step, &message, &refusal), READ_WHOLE);
    CU_ASSERT_STRING_EQUAL(buffer_text(&message->body), "abc0123456789");
    message_destroy(message);
  }
}

static void two_requests_in_one_piece_are_two(void) {
  static const char text[] =
      "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  MessageReader *reader = message_reader_create(&limits);
  struct evbuffer *input = evbuffer_new();
  Message *message;
  Refusal refusal;
  evbuffer_add(input, text, sizeof text - 1);
  CU_ASSERT_EQUAL_FATAL(message_reader_read(reader, input, &message, &refusal), READ_WHOLE);
  CU_ASSERT_STRING_EQUAL(message->path, "/1");
  message_destroy(message);
  CU_ASSERT_EQUAL_FATAL(message_reader_read(reader, input, &message, &refusal), READ_WHOLE);
  CU_ASSERT_STRING_EQUAL(message->path, "/2");
  CU_ASSERT(message->keep_alive);
  message_destroy(message);
  CU_ASSERT_EQUAL(message_reader_read(reader, input, &message, &refusal), READ_MORE);
  CU_ASSERT_FALSE(message_reader_is_inside(reader));
  evbuffer_free(input);
  message_reader_destroy(reader);
}

static void what_is_not_a_request_is_refused(void) {
  static const struct {
    int status;
    const char *text;
  } bad[] = {
      {400, "GET /\r\nHost: h\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {400, "GET x HTTP/1.1\r\nHost: h\r\n\r\n"},
      {400, "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"},
      {400, "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: h\r\nBad name: x\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost : h\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: h\x01\r\n\r\n"},
      {400, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"},
      {400, "\x16\x03\x01\x02\n"},
      {505, "GET / HTTP/2.0\r\nHost: h\r\n\r\n"},
      {505, "PRI * HTTP/2.0\r\n\r\n"},
      {417, "POST / HTTP/1.1\r\nHost: h\r\nExpect: a-miracle\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1x\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
      {400,
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n"},
      {413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n"},
      {413, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"},
      {413,
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    Message *message;
    Refusal refusal;
    CU_ASSERT_EQUAL(feed_text(bad[i].text, 1, &message, &refusal), READ_BAD);
    CU_ASSERT_EQUAL(refusal.status, bad[i].status);
    if (refusal.status != bad[i].status) printf("case %zu: %d\n", i, refusal.status);
  }
}

static void a_head_beyond_its_limit_is_refused_before_it_ends(void) {
  char text[2001];
  Message *message;
  Refusal refusal;
  (void)snprintf(text, sizeof text, "GET /%01990d", 0);
  CU_ASSERT_EQUAL(feed_text(text, 100, &message, &refusal), READ_BAD);
  CU_ASSERT_EQUAL(refusal.status, 414);
  (void)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: %01970d", 0);
  CU_ASSERT_EQUAL(feed_text(text, 100, &message, &refusal), READ_BAD);
  CU_ASSERT_EQUAL(refusal.status, 431);
}

static void continue_is_said_before_the_body_only(void) {
  Message *message;
  Refusal refusal;
  static const char head[] =
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  CU_ASSERT_EQUAL(feed_text(head, sizeof head, &message, &refusal), READ_CONTINUE);
  char whole[200];
  (void)snprintf(whole, sizeof whole, "%sok", head);
  CU_ASSERT_EQUAL(feed_text(whole, sizeof whole, &message, &refusal), READ_WHOLE);
  message_destroy(message);
}

static void escapes_are_decoded(void) {
  Arena *arena = arena_create(0);
  CU_ASSERT_STRING_EQUAL(percent_decode(arena, "a+b%20c%e2%82%ac", 16, true), "a b c\xE2\x82\xAC");
  CU_ASSERT_STRING_EQUAL(percent_decode(arena, "a+b", 3, false), "a+b");
  CU_ASSERT_PTR_NULL(percent_decode(arena, "a%2", 3, true));
  CU_ASSERT_PTR_NULL(percent_decode(arena, "%", 1, true));
  CU_ASSERT_PTR_NULL(percent_decode(arena, "%00", 3, true));
  CU_ASSERT_PTR_NULL(percent_decode(arena, "%g0", 3, true));
  arena_destroy(arena);
}

static void forms_are_read(void) {
  Arena *arena = arena_create(0);
  FormParameters parameters = {0};
  static const char text[] = "query=a%3Db&&empty=&flag&x=1&x=2";
  CU_ASSERT(parameters_parse(arena, text, strlen(text), &parameters));
  CU_ASSERT_EQUAL(parameters.count, 5);
  CU_ASSERT_STRING_EQUAL(parameters_find(&parameters, "query"), "a=b");
  CU_ASSERT_STRING_EQUAL(parameters_find(&parameters, "empty"), "");
  CU_ASSERT_STRING_EQUAL(parameters_find(&parameters, "flag"), "");
  CU_ASSERT_STRING_EQUAL(parameters_find(&parameters, "x"), "1");
  CU_ASSERT_PTR_NULL(parameters_find(&parameters, "y"));
  arena_destroy(arena);
}

static void the_format_that_the_client_wants_most_is_given(void) {
  static const struct {
    const Offers *offers;
    const char *accept;
    int format;
  } cases[] = {
      {&result_offers, NULL, RESULT_JSON},
      {&result_offers, "", RESULT_JSON},
      {&result_offers, "*/*", RESULT_JSON},
      {&result_offers, "application/sparql-results+xml", RESULT_XML},
      {&result_offers, "application/json", RESULT_JSON},
      {&result_offers, "application/xml", RESULT_XML},
      {&result_offers, "text/csv", RESULT_CSV},
      {&result_offers, "text/tab-separated-values; charset=utf-8", RESULT_TSV},
      {&result_offers, "TEXT/CSV", RESULT_CSV},
      {&result_offers, "text/*", RESULT_CSV},
      {&result_offers, "text/csv, */*", RESULT_CSV},
      {&result_offers, "text/csv;q=0.5, */*;q=0.8", RESULT_JSON},
      {&result_offers, "text/csv;q=0.9, text/tab-separated-values", RESULT_TSV},
      {&result_offers, "text/csv;header=present;q=0.2, application/sparql-results+xml;q=0.3",
       RESULT_XML},
      {&result_offers, "application/sparql-results+json;q=0, */*;q=0.1", RESULT_JSON},
      {&result_offers, "application/sparql-results+json;q=0, application/json;q=0, */*;q=0.1",
       RESULT_XML},
      {&result_offers, "text/turtle, text/csv;q=0.1", RESULT_CSV},
      {&result_offers, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
       RESULT_PAGE},
      {&result_offers, "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", RESULT_PAGE},
      {&result_offers, "x/y;p=\"a,b;q=1\", text/csv;q=0.3", RESULT_CSV},
      {&result_offers, "image/png", -1},
      {&result_offers, "*/*;q=0", -1},
      {&graph_offers, "*/*", GRAPH_TURTLE},
      {&graph_offers, NULL, GRAPH_TURTLE},
      {&graph_offers, "application/n-triples", GRAPH_NTRIPLES},
      {&graph_offers, "application/rdf+xml, text/turtle;q=0.9", GRAPH_RDFXML},
      {&graph_offers, "application/ld+json", GRAPH_JSONLD},
      {&graph_offers, "application/n-quads", GRAPH_NQUADS},
      {&graph_offers, "application/trig", GRAPH_TRIG},
      {&graph_offers, "text/csv", -1},
      {&error_offers, NULL, ERROR_TEXT},
      {&error_offers, "application/sparql-results+json, */*;q=0.1", ERROR_JSON},
      {&error_offers, "application/json", ERROR_JSON},
      {&error_offers, "text/turtle", -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const Offer *offer = negotiate(cases[i].offers, cases[i].accept);
    const int format = offer == NULL ? -1 : offer->format;
    CU_ASSERT_EQUAL(format, cases[i].format);
    if (format != cases[i].format) printf("Accept: %s gave %d\n", cases[i].accept, format);
  }
}

static void formats_have_names(void) {
  CU_ASSERT_EQUAL(offer_find(&result_offers, "csv")->format, RESULT_CSV);
  CU_ASSERT_EQUAL(offer_find(&result_offers, "text/csv")->format, RESULT_CSV);
  CU_ASSERT_EQUAL(offer_find(&result_offers, "JSON")->format, RESULT_JSON);
  CU_ASSERT_EQUAL(offer_find(&graph_offers, "ttl")->format, GRAPH_TURTLE);
  CU_ASSERT_EQUAL(offer_find(&graph_offers, "json")->format, GRAPH_JSONLD);
  CU_ASSERT_PTR_NULL(offer_find(&result_offers, "ttl"));
  CU_ASSERT_PTR_NULL(offer_find(&graph_offers, "csv"));
}

int main(void) {
  static const TestCase tests[] = {
      TEST(a_request_is_the_same_however_it_arrives),
      TEST(a_chunked_body_is_put_together),
      TEST(two_requests_in_one_piece_are_two),
      TEST(what_is_not_a_request_is_refused),
      TEST(a_head_beyond_its_limit_is_refused_before_it_ends),
      TEST(continue_is_said_before_the_body_only),
      TEST(escapes_are_decoded),
      TEST(forms_are_read),
      TEST(the_format_that_the_client_wants_most_is_given),
      TEST(formats_have_names),
  };
  return suites_run("http message", tests, sizeof tests / sizeof *tests);
}

// Clients that ask again at once: a worker reads their next requests itself (conversation.h). What
// such a client sees, and what ends a conversation.
#include <CUnit/CUnit.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/fixture.h"
#include "tests/support/served.h"

static Served served;

#define CONVERSED "anamorph_conversed_total"

static void ask(int fd, const char *request, int status, const char *part) {
  http_send_text(fd, request);
  http_expect(fd, status, part);
}

// A client whose worker waits for its next request: one that has just read the answer to a request
// that a worker read. On a busy machine it takes some more requests until one comes soon enough.
static int converse(Served *server) {
  enum { MOST_REQUESTS = 5000 };
  const unsigned long before = served_metric(server, CONVERSED);
  const int fd = http_connect(server->port);
  for (int i = 0; i < MOST_REQUESTS; i++) {
    for (int j = 0; j < 5; j++) ask(fd, GET_QUERY("SELECT"), 200, "results");
    if (served_metric(server, CONVERSED) == before) continue;
    ask(fd, GET_QUERY("SELECT"), 200, "results");
    ask(fd, GET_QUERY("SELECT"), 200, "results");
    return fd;
  }
  CU_FAIL_FATAL("no worker goes on with its client");
  return fd;
}

// --- What a conversation can say -----------------------------------------------------------------

static void each_request_gets_its_answer(void) {
  const int fd = converse(&served);
  for (int i = 0; i < 100; i++) {
    ask(fd, GET_QUERY("SELECT"), 200, "results 0");
    ask(fd, GET_QUERY("ASK"), 200, "results 0");
    ask(fd, GET_QUERY("CONSTRUCT"), 200, "graph");
    ask(fd, GET_QUERY("SELECT+!syntax"), 400, "it says !syntax");
    ask(fd, GET_QUERY("SELECT+!early"), 503, "relation is gone");
    ask(fd, "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n", 200, "ok");
    ask(fd, "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n", 404, "/nothing");
    ask(fd,
        "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 6\r\n\r\nASK {}",
        200, "results 0");
  }
  close(fd);
}

static void requests_come_in_pieces_and_together(void) {
  const int fd = converse(&served);
  for (int i = 0; i < 20; i++) {
    http_send_text(fd, "GET /sparql?query=SE");
    usleep(i % 2 == 0 ? 1000 : 30000);  // longer than a worker waits
    http_send_text(fd, "LECT HTTP/1.1\r\nHo");
    usleep(1000);
    http_send_text(fd, "st: h\r\n\r\n");
    http_expect(fd, 200, "results 0");
    http_send_text(fd, GET_QUERY("ASK") GET_QUERY("SELECT")
                           GET_QUERY("CONSTRUCT") "GET /sparql?query=ASK HTTP");
    http_expect(fd, 200, "results 0");
    http_expect(fd, 200, "results 0");
    http_expect(fd, 200, "graph");
    http_send_text(fd, "/1.1\r\nHost: h\r\n\r\n");
    http_expect(fd, 200, "results 0");
    ask(fd, GET_QUERY("SELECT"), 200, "results 0");
  }
  close(fd);
}

static void large_answers_come_whole(void) {
  const int fd = converse(&served);
  for (int i = 0; i < 4; i++) {
    http_send_text(fd, GET_QUERY("SELECT+!big"));
    if (i == 1) usleep(100000);
    if (i == 2) http_send_text(fd, GET_QUERY("ASK"));
    Response response;
    CU_ASSERT_FATAL(http_receive(fd, false, &response));
    CU_ASSERT(response.is_whole);
    CU_ASSERT_EQUAL(response.body.length, SCRIPT_BIG);
    response_free(&response);
    if (i == 2) http_expect(fd, 200, "results 0");
    for (int j = 0; j < 3; j++) ask(fd, GET_QUERY("SELECT"), 200, "results 0");
  }
  close(fd);
}

static void a_body_that_waits_for_leave_gets_it(void) {
  const int fd = converse(&served);
  http_send_text(fd,
                 "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
                 "Expect: 100-continue\r\nContent-Length: 6\r\n\r\n");
  usleep(50000);
  http_send_text(fd, "ASK {}");
  http_expect(fd, 200, "results 0");  // http_receive reads over the 100
  ask(fd, GET_QUERY("SELECT"), 200, "results 0");
  close(fd);
}

static void bad_requests_are_refused(void) {
  const int fd = converse(&served);
  ask(fd, "GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "ost");
  http_expect_end(fd);
  close(fd);
}

static void connection_close_is_heard(void) {
  const int fd = converse(&served);
  ask(fd, "GET /sparql?query=ASK HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 200, "results");
  http_expect_end(fd);
  close(fd);
}

// --- What ends one -------------------------------------------------------------------------------

static void a_client_that_leaves_ends_its_query(void) {
  const int fd = converse(&served);
  const unsigned before = served_cancelled(&served), begun = served_started(&served);
  http_send_text(fd, GET_QUERY("SELECT+!wait"));
  CU_ASSERT(eventually(served_started, &served, begun + 1));
  close(fd);
  CU_ASSERT(eventually(served_cancelled, &served, before + 1));
  CU_ASSERT(eventually(served_running, &served, 0));
}

static unsigned clients(void *self) {
  return (unsigned)served_metric(self, "anamorph_clients");  // the one that asks is one of them
}

static void a_client_that_leaves_between_requests_is_forgotten(void) {
  CU_ASSERT(eventually(clients, &served, 1));
  for (int i = 0; i < 3; i++) close(converse(&served));
  CU_ASSERT(eventually(clients, &served, 1));
}

static void a_deadline_is_kept(void) {
  const int fd = converse(&served);
  ask(fd, GET_QUERY("SELECT+!wait&timeout=50"), 504, "");
  ask(fd, GET_QUERY("SELECT"), 200, "results 0");
  close(fd);
}

// Workers that wait for their clients are there for others.
static void a_worker_that_waits_is_wanted_elsewhere(void) {
  Served own;
  served_start(&own, &(ServerOptions){.workers = 1}, false);
  const int fd = converse(&own);
  for (int i = 0; i < 50; i++) {
    ask(fd, GET_QUERY("SELECT"), 200, "results 0");
    Response response;
    served_query(&own, "SELECT", "", NULL, &response);
    CU_ASSERT_EQUAL(response.status, 200);
    response_free(&response);
  }
  const int other = http_connect(own.port);
  for (int i = 0; i < 200; i++) {
    ask(i % 2 == 0 ? fd : other, GET_QUERY("SELECT"), 200, "results 0");
    ask(i % 3 == 0 ? fd : other, GET_QUERY("ASK"), 200, "results 0");
  }
  close(other);
  close(fd);
  served_stop(&own);
}

typedef struct Asker {
  pthread_t thread;
  int count;
} Asker;

static void *keep_asking(void *self) {
  Asker *asker = self;
  const int fd = http_connect(served.port);
  for (int i = 0; i < 300; i++) {
    Response response;
    http_send_text(fd, i % 7 == 0 ? GET_QUERY("SELECT+!page") : GET_QUERY("SELECT"));
    asker->count += http_receive(fd, false, &response) && response.status == 200;
    response_free(&response);
  }
  close(fd);
  return NULL;
}

static void more_clients_than_workers_are_all_answered(void) {
  Asker askers[24] = {0};
  for (size_t i = 0; i < sizeof askers / sizeof *askers; i++)
    CU_ASSERT_EQUAL_FATAL(pthread_create(&askers[i].thread, NULL, keep_asking, &askers[i]), 0);
  for (size_t i = 0; i < sizeof askers / sizeof *askers; i++) {
    (void)pthread_join(askers[i].thread, NULL);
    CU_ASSERT_EQUAL(askers[i].count, 300);
  }
}

static void a_server_stops_while_clients_converse(void) {
  for (int i = 0; i < 3; i++) {
    Served own;
    served_start(&own, &(ServerOptions){.grace_ms = 200}, false);
    const int fd = converse(&own), other = converse(&own);
    if (i % 2 == 0) {
      const unsigned begun = served_started(&own);
      http_send_text(other, GET_QUERY("SELECT+!wait"));
      CU_ASSERT(eventually(served_started, &own, begun + 1));
    }
    served_stop(&own);
    close(fd);
    close(other);
  }
}

int main(void) {
  static const TestCase tests[] = {
      TEST(each_request_gets_its_answer),
      TEST(requests_come_in_pieces_and_together),
      TEST(large_answers_come_whole),
      TEST(a_body_that_waits_for_leave_gets_it),
      TEST(bad_requests_are_refused),
      TEST(connection_close_is_heard),
      TEST(a_client_that_leaves_ends_its_query),
      TEST(a_client_that_leaves_between_requests_is_forgotten),
      TEST(a_deadline_is_kept),
      TEST(a_worker_that_waits_is_wanted_elsewhere),
      TEST(more_clients_than_workers_are_all_answered),
      TEST(a_server_stops_while_clients_converse),
  };
  served_start(&served, &(ServerOptions){0}, false);
  const int failed = suites_run("conversation", tests, sizeof tests / sizeof *tests);
  served_stop(&served);
  return failed;
}

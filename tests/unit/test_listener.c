// Where a server listens: Unix sockets. (Addresses: every other test of the endpoint.)
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "endpoint/http/listener.h"
#include "tests/support/fixture.h"
#include "tests/support/served.h"

static const char *socket_path(void) {
  static char path[64];
  (void)snprintf(path, sizeof path, "/tmp/anamorph-test-%d.sock", (int)getpid());
  return path;
}

static Listener open_socket(const char *path, Status expected, Error *err) {
  char host[160];
  (void)snprintf(host, sizeof host, LISTENER_UNIX "%s", path);
  Listener listener;
  CU_ASSERT_EQUAL(listener_open(host, 7333, &listener, err), expected);
  CU_ASSERT_EQUAL(listener.port, 0);
  CU_ASSERT_EQUAL(listener.fd >= 0, expected == STATUS_OK);
  return listener;
}

static void a_unix_socket_is_listened_on_and_removed(void) {
  char host[160];
  (void)snprintf(host, sizeof host, LISTENER_UNIX "%s", socket_path());
  Served own;
  served_start(&own, &(ServerOptions){.host = host}, false);
  CU_ASSERT_EQUAL(own.port, 0);
  CU_ASSERT_STRING_EQUAL(server_socket(own.server), socket_path());
  static const char request[] = "GET /sparql?query=SELECT HTTP/1.1\r\nHost: h\r\n\r\n";
  const int fd = http_connect_socket(socket_path());
  for (int i = 0; i < 3; i++) {
    Response response;
    http_send(fd, request, sizeof request - 1);
    CU_ASSERT(http_receive(fd, false, &response));
    CU_ASSERT_EQUAL(response.status, 200);
    response_free(&response);
  }
  close(fd);
  served_stop(&own);
  CU_ASSERT_NOT_EQUAL(access(socket_path(), F_OK), 0);
}

// What a program that was killed has left is replaced; what is in use, or no socket, is not.
static void a_unix_socket_left_behind_is_replaced(void) {
  Error err = {0};
  http_leave_socket(socket_path());
  Listener listener = open_socket(socket_path(), STATUS_OK, &err);
  (void)open_socket(socket_path(), STATUS_IO, &err);
  CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "in use"));
  listener_close(&listener);
  CU_ASSERT_NOT_EQUAL(access(socket_path(), F_OK), 0);
  FILE *file = fopen(socket_path(), "we");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  (void)fclose(file);
  (void)open_socket(socket_path(), STATUS_IO, &err);
  CU_ASSERT_EQUAL(access(socket_path(), F_OK), 0);
  (void)unlink(socket_path());
}

static void a_socket_path_that_cannot_be_is_an_error(void) {
  Error err = {0};
  (void)open_socket("", STATUS_USAGE, &err);
  char path[140];
  memset(path, 'x', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  (void)open_socket(path, STATUS_USAGE, &err);
  (void)open_socket("/nowhere/at.sock", STATUS_IO, &err);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(a_unix_socket_is_listened_on_and_removed),
      TEST(a_unix_socket_left_behind_is_replaced),
      TEST(a_socket_path_that_cannot_be_is_an_error),
  };
  return suites_run("listener", tests, sizeof tests / sizeof *tests);
}

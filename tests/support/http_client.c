// The tests' HTTP client.
#include "tests/support/http_client.h"

#include <CUnit/CUnit.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { RECEIVE_SECONDS = 30 };

static int connect_to(const struct sockaddr *address, socklen_t length) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const struct timeval patience = {RECEIVE_SECONDS, 0};
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
      connect(fd, address, length) != 0) {
    perror("http_connect");
    exit(1);
  }
  return fd;
}

int http_connect(unsigned short port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return connect_to((const struct sockaddr *)&address, sizeof address);
}

static struct sockaddr_un socket_address(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  return address;
}

int http_connect_socket(const char *path) {
  const struct sockaddr_un address = socket_address(path);
  return connect_to((const struct sockaddr *)&address, sizeof address);
}

void http_leave_socket(const char *path) {
  const struct sockaddr_un address = socket_address(path);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
    perror("http_leave_socket");
    exit(1);
  }
  (void)close(fd);
}

void http_send(int fd, const char *data, size_t length) {
  while (length > 0) {
    const ssize_t sent = send(fd, data, length, MSG_NOSIGNAL);
    if (sent <= 0) return;
    data += sent;
    length -= (size_t)sent;
  }
}

void http_send_text(int fd, const char *text) { http_send(fd, text, strlen(text)); }

// One more byte; false at the end. Slow but simple: heads are short.
static bool receive_line(int fd, Buffer *line) {
  buffer_clear(line);
  for (char c; recv(fd, &c, 1, 0) == 1;) {
    buffer_add_char(line, c);
    if (c == '\n') return true;
  }
  return false;
}

static bool receive_bytes(int fd, size_t length, Buffer *out) {
  char block[65536];
  while (length > 0) {
    const ssize_t got = recv(fd, block, length < sizeof block ? length : sizeof block, 0);
    if (got <= 0) return false;
    buffer_add(out, block, (size_t)got);
    length -= (size_t)got;
  }
  return true;
}

static bool receive_chunks(int fd, Buffer *out) {
  Buffer line = {0};
  bool whole = false;
  while (receive_line(fd, &line)) {
    const size_t size = strtoul(buffer_text(&line), NULL, 16);
    if (!receive_bytes(fd, size, out) || !receive_line(fd, &line)) break;
    if (size == 0) {
      whole = true;
      break;
    }
  }
  buffer_free(&line);
  return whole;
}

const char *response_header(Response *response, const char *name) {
  static _Thread_local char value[4096];
  const size_t length = strlen(name);
  for (const char *line = buffer_text(&response->head); line != NULL && *line != '\0';
       line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
    line += length + 1;
    while (*line == ' ') line++;
    (void)snprintf(value, sizeof value, "%.*s", (int)strcspn(line, "\r\n"), line);
    return value;
  }
  return "";
}

const char *response_body(Response *response) { return buffer_text(&response->body); }

bool http_receive(int fd, bool no_body, Response *out) {
  *out = (Response){0};
  Buffer line = {0};
  while (receive_line(fd, &line) && strcmp(buffer_text(&line), "\r\n") != 0)
    buffer_add(&out->head, line.data, line.length);
  buffer_free(&line);
  if (out->head.length < 12) return false;
  out->status = (int)strtol(buffer_text(&out->head) + 9, NULL, 10);
  if (out->status == 100) {
    response_free(out);
    return http_receive(fd, no_body, out);
  }
  const char *length = response_header(out, "Content-Length");
  if (no_body || out->status == 204) {
    out->is_whole = true;
  } else if (*length != '\0') {
    out->is_whole = receive_bytes(fd, strtoul(length, NULL, 10), &out->body);
  } else if (strcasecmp(response_header(out, "Transfer-Encoding"), "chunked") == 0) {
    out->is_whole = receive_chunks(fd, &out->body);
  } else {
    (void)receive_bytes(fd, (size_t)-1, &out->body);
    out->is_whole = true;
  }
  return true;
}

void response_free(Response *response) {
  buffer_free(&response->head);
  buffer_free(&response->body);
}

void http_expect(int fd, int status, const char *part) {
  Response response;
  CU_ASSERT_FATAL(http_receive(fd, false, &response));
  CU_ASSERT_EQUAL(response.status, status);
  CU_ASSERT(response.is_whole);
  CU_ASSERT_PTR_NOT_NULL(strstr(response_body(&response), part));
  response_free(&response);
}

void http_expect_end(int fd) {
  Response response;
  CU_ASSERT_FALSE(http_receive(fd, false, &response));
  response_free(&response);
}

void http_ask(unsigned short port, const char *head, const char *body, Response *out) {
  Buffer request = {0};
  buffer_printf(&request, "%sHost: localhost\r\nConnection: close\r\n", head);
  if (body != NULL) buffer_printf(&request, "Content-Length: %zu\r\n", strlen(body));
  buffer_printf(&request, "\r\n%s", body == NULL ? "" : body);
  const int fd = http_connect(port);
  http_send(fd, request.data, request.length);
  (void)http_receive(fd, strncmp(head, "HEAD", 4) == 0, out);
  close(fd);
  buffer_free(&request);
}

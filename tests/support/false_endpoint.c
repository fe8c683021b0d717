// A server that may misbehave: one client at a time.
#include "tests/support/false_endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "endpoint/http/protocol.h"
#include "endpoint/write/escape.h"

#define JSON_TYPE "application/sparql-results+json"
#define HEAD      "{\"head\":{\"vars\":[\"x\"]},\"results\":{\"bindings\":["

typedef struct Visit {
  FalseEndpoint *endpoint;
  int fd;
  Buffer request;
  const char *path;
  const char *query;
} Visit;

static bool say(const Visit *visit, const char *text, size_t length) {
  while (length > 0) {
    const ssize_t sent = send(visit->fd, text, length, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text += sent;
    length -= (size_t)sent;
  }
  return true;
}

static void answer(const Visit *visit, const char *status, const char *type, const char *more,
                   const char *body, size_t told) {
  Buffer out = {0};
  buffer_printf(&out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n%s", status,
                type, told, more, body);
  (void)say(visit, out.data, out.length);
  buffer_free(&out);
}

static void answer_json(const Visit *visit, const char *bindings) {
  Buffer body = {0};
  buffer_printf(&body, HEAD "%s]}}", bindings);
  answer(visit, "200 OK", JSON_TYPE, "", buffer_text(&body), body.length);
  buffer_free(&body);
}

static void echo(const Visit *visit) {
  Buffer out = {0};
  buffer_add_text(&out, "{\"x\":{\"type\":\"literal\",\"value\":\"");
  escape_json(&out, visit->query, strlen(visit->query));
  buffer_add_text(&out, "\"}}");
  answer_json(visit, buffer_text(&out));
  buffer_free(&out);
}

static void many(const Visit *visit) {
  Buffer out = {0};
  for (size_t i = 0; i < 100000; i++)
    buffer_printf(&out,
                  "%s{\"x\":{\"type\":\"literal\",\"value\":\"%zu\",\"datatype\":"
                  "\"http://www.w3.org/2001/XMLSchema#integer\"}}",
                  i == 0 ? "" : ",", i);
  answer_json(visit, buffer_text(&out));
  buffer_free(&out);
}

// Until the client goes, `text` every `pause_ms`.
static void go_on(const Visit *visit, const char *text, int pause_ms) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: " JSON_TYPE "\r\n\r\n";
  bool there = text[0] == '\0' || say(visit, head, sizeof head - 1);
  while (there && !atomic_load(&visit->endpoint->stopping)) {
    struct pollfd ready = {.fd = visit->fd, .events = POLLIN};
    if (poll(&ready, 1, pause_ms) == 1) break;
    there = say(visit, text, strlen(text));
  }
}

static void wait_for_end(const Visit *visit) {
  atomic_store(&visit->endpoint->waiting, 1);
  go_on(visit, "", 20);
  atomic_store(&visit->endpoint->waiting, 2);
}

static void redirect(const Visit *visit, const char *status, const char *where) {
  Buffer field = {0};
  buffer_printf(&field, "Location: %s\r\n", where);
  answer(visit, status, "text/plain", buffer_text(&field), "", 0);
  buffer_free(&field);
}

static void behave(const Visit *visit) {
  static char spaces[65536];
  const char *path = visit->path;
  if (spaces[0] == '\0') memset(spaces, ' ', sizeof spaces - 1);
  if (strcmp(path, "/ok") == 0)
    answer_json(visit, "{\"x\":{\"type\":\"uri\",\"value\":\"http://e/1\"}}");
  else if (strcmp(path, "/echo") == 0)
    echo(visit);
  else if (strcmp(path, "/blank") == 0)
    answer_json(visit,
                "{\"x\":{\"type\":\"bnode\",\"value\":\"b\"}},"
                "{\"x\":{\"type\":\"bnode\",\"value\":\"b\"}}");
  else if (strcmp(path, "/many") == 0)
    many(visit);
  else if (strcmp(path, "/bad") == 0)
    answer_json(visit,
                "{\"x\":{\"type\":\"uri\",\"value\":\"a:1\"}},{},"
                "{\"x\":{\"type\":\"uri\",\"value\":\"no iri\"}}");
  else if (strcmp(path, "/cut") == 0)
    answer(visit, "200 OK", JSON_TYPE, "", HEAD "{},{}", 1000);
  else if (strcmp(path, "/slow") == 0)
    go_on(visit, "", 20);
  else if (strcmp(path, "/wait") == 0)
    wait_for_end(visit);
  else if (strcmp(path, "/drip") == 0)
    go_on(visit, " ", 20);
  else if (strcmp(path, "/huge") == 0)
    go_on(visit, spaces, 0);
  else if (strcmp(path, "/html") == 0)
    answer(visit, "200 OK", "text/html; charset=utf-8", "", "<p>", 3);
  else if (strcmp(path, "/csv") == 0)
    answer(visit, "200 OK", "text/csv", "", "x\r\n1\r\n", 6);
  else if (strcmp(path, "/500") == 0)
    answer(visit, "500 Oh", "text/plain", "", "out of\n order", 13);
  else if (strcmp(path, "/loop") == 0)
    redirect(visit, "307 There", "/loop");
  else if (strcmp(path, "/to/ok") == 0)
    redirect(visit, "308 There", "/ok");
  else if (strcmp(path, "/see/ok") == 0)
    redirect(visit, "303 There", "/ok");
  else if (strcmp(path, "/elsewhere") == 0)
    redirect(visit, "302 There", "http://user:word@example.org/sparql");
  else
    answer(visit, "404 Not Found", "text/plain", "", "", 0);
}

static const char *header_of(const Visit *visit, const char *name) {
  const char *line = strcasestr(visit->request.data, name);
  return line == NULL ? "" : line + strlen(name);
}

static bool receive(Visit *visit) {
  char block[65536];
  for (;;) {
    const char *body = strstr(buffer_text(&visit->request), "\r\n\r\n");
    if (body != NULL) {
      const size_t length = strtoul(header_of(visit, "\r\nContent-Length:"), NULL, 10);
      if (visit->request.length - (size_t)(body + 4 - visit->request.data) >= length) return true;
    }
    const ssize_t got = recv(visit->fd, block, sizeof block, 0);
    if (got <= 0) return false;
    buffer_add(&visit->request, block, (size_t)got);
  }
}

static void serve(FalseEndpoint *endpoint, int fd) {
  Visit visit = {.endpoint = endpoint, .fd = fd, .path = "", .query = ""};
  Arena *arena = arena_create(0);
  if (arena == NULL) abort();
  if (receive(&visit)) {
    FormParameters parameters = {0};
    const char *path = strchr(visit.request.data, ' ') + 1;
    const char *body = strstr(visit.request.data, "\r\n\r\n") + 4;
    visit.path = arena_copy_text(arena, path, strcspn(path, " ?"));
    (void)parameters_parse(arena, body, strlen(body), &parameters);
    const char *query = parameters_find(&parameters, "query");
    if (query != NULL) visit.query = query;
    const char *authorization = header_of(&visit, "\r\nAuthorization: ");
    (void)snprintf(endpoint->authorization, sizeof endpoint->authorization, "%.*s",
                   (int)strcspn(authorization, "\r\n"), authorization);
    // Those that never end may arrive after their clients have gone.
    if (strstr("/slow /wait /drip /huge", visit.path) == NULL)
      atomic_fetch_add(&endpoint->requests, 1);
    behave(&visit);
  }
  arena_destroy(arena);
  buffer_free(&visit.request);
  close(fd);
}

static void *run(void *self) {
  FalseEndpoint *endpoint = self;
  while (!atomic_load(&endpoint->stopping)) {
    const int fd = accept(endpoint->listen_fd, NULL, NULL);
    if (fd >= 0) serve(endpoint, fd);
  }
  return NULL;
}

void false_endpoint_start(FalseEndpoint *endpoint) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  memset(endpoint, 0, sizeof *endpoint);
  endpoint->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (endpoint->listen_fd < 0 ||
      bind(endpoint->listen_fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
      listen(endpoint->listen_fd, 16) != 0 ||
      getsockname(endpoint->listen_fd, (struct sockaddr *)&address, &length) != 0 ||
      pthread_create(&endpoint->thread, NULL, run, endpoint) != 0) {
    perror("false_endpoint_start");
    exit(1);
  }
  endpoint->port = ntohs(address.sin_port);
}

void false_endpoint_stop(FalseEndpoint *endpoint) {
  atomic_store(&endpoint->stopping, true);
  (void)shutdown(endpoint->listen_fd, SHUT_RDWR);
  pthread_join(endpoint->thread, NULL);
  close(endpoint->listen_fd);
}

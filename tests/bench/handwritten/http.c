// HTTP with few system calls and no copies but those that are asked for (RFC 9112).
#include "tests/bench/handwritten/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

// LEAST_KEPT: what of a body is kept in any case.
enum { RECEIVE_SIZE = 256 * 1024, LEAST_KEPT = 4096, MOST_HEAD = 1024 };

// Received and not yet read: data[start] to data[end].
struct HttpClient {
  int fd;
  size_t start, end;
  char data[RECEIVE_SIZE];
};

typedef struct Body {
  bool keep;
  Buffer *out;
} Body;

static int connect_address(unsigned short port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int yes = 1;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) return -1;
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

static int connect_socket(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) return -1;
  return fd;
}

HttpClient *http_open(unsigned short port, const char *path) {
  HttpClient *client = malloc(sizeof *client);
  if (client == NULL) abort();
  client->start = client->end = 0;
  client->fd = path != NULL ? connect_socket(path) : connect_address(port);
  if (client->fd < 0) {
    perror("bench_handwritten: the gateway");
    exit(1);
  }
  return client;
}

void http_close(HttpClient *client) {
  if (client == NULL) return;
  (void)close(client->fd);
  free(client);
}

// --- Receiving -----------------------------------------------------------------------------------

// More bytes behind those that are there; false at the connection's end.
static bool receive(HttpClient *client) {
  if (client->start == client->end) client->start = client->end = 0;
  if (client->end == RECEIVE_SIZE) {
    memmove(client->data, client->data + client->start, client->end - client->start);
    client->end -= client->start;
    client->start = 0;
  }
  if (client->end == RECEIVE_SIZE) return false;  // a line that is longer than all
  const ssize_t got = recv(client->fd, client->data + client->end, RECEIVE_SIZE - client->end, 0);
  if (got <= 0) return false;
  client->end += (size_t)got;
  return true;
}

// The next line, without its end, as a string valid until the next call; NULL at the end.
static char *receive_line(HttpClient *client) {
  for (size_t seen = 0;;) {
    char *line = client->data + client->start;
    char *end = memchr(line + seen, '\n', client->end - client->start - seen);
    if (end != NULL) {
      client->start = (size_t)(end + 1 - client->data);
      if (end > line && end[-1] == '\r') end--;
      *end = '\0';
      return line;
    }
    seen = client->end - client->start;
    if (!receive(client)) return NULL;
  }
}

static bool receive_bytes(HttpClient *client, size_t length, const Body *body) {
  while (length > 0) {
    if (client->start == client->end && !receive(client)) return false;
    const size_t there = client->end - client->start;
    const size_t taken = there < length ? there : length;
    if (body->keep || body->out->length < LEAST_KEPT)
      buffer_add(body->out, client->data + client->start, taken);
    client->start += taken;
    length -= taken;
  }
  return true;
}

static bool receive_chunks(HttpClient *client, const Body *body) {
  for (char *line; (line = receive_line(client)) != NULL;) {
    const size_t size = strtoul(line, NULL, 16);
    if (!receive_bytes(client, size, body) || receive_line(client) == NULL) return false;
    if (size == 0) return true;
  }
  return false;
}

static const char *header_value(const char *line, const char *name) {
  const size_t length = strlen(name);
  if (strncasecmp(line, name, length) != 0 || line[length] != ':') return NULL;
  line += length + 1;
  return line + strspn(line, " ");
}

static int receive_answer(HttpClient *client, const Body *body) {
  char *line = receive_line(client);
  if (line == NULL || strncmp(line, "HTTP/1.", 7) != 0 || strlen(line) < 12) return 0;
  const int status = (int)strtol(line + 9, NULL, 10);
  size_t length = 0;
  bool chunked = false;
  while ((line = receive_line(client)) != NULL && *line != '\0') {
    const char *value = header_value(line, "Content-Length");
    if (value != NULL) length = strtoul(value, NULL, 10);
    if (header_value(line, "Transfer-Encoding") != NULL) chunked = true;
  }
  if (line == NULL) return 0;
  const bool whole = chunked ? receive_chunks(client, body) : receive_bytes(client, length, body);
  return whole ? status : 0;
}

// --- Asking --------------------------------------------------------------------------------------

static bool send_all(HttpClient *client, struct iovec part[2]) {
  size_t first = 0;
  while (first < 2) {
    const struct msghdr message = {.msg_iov = part + first, .msg_iovlen = 2 - first};
    const ssize_t count = sendmsg(client->fd, &message, MSG_NOSIGNAL);
    if (count < 0) return false;
    size_t sent = (size_t)count;
    while (first < 2 && sent >= part[first].iov_len) sent -= part[first++].iov_len;
    if (first == 2) break;
    part[first].iov_base = (char *)part[first].iov_base + sent;
    part[first].iov_len -= sent;
  }
  return true;
}

int http_post_query(HttpClient *client, const char *accept, const char *query, size_t length,
                    bool keep, Buffer *body) {
  char head[MOST_HEAD];
  const int size = snprintf(head, sizeof head,
                            "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: %s\r\n"
                            "Content-Type: application/sparql-query\r\nContent-Length: %zu\r\n\r\n",
                            accept, length);
  const Body kept = {keep, body};
  buffer_clear(body);
  struct iovec part[2] = {{head, (size_t)size}, {(char *)(uintptr_t)query, length}};
  return send_all(client, part) ? receive_answer(client, &kept) : 0;
}
